# Một Chạm. `make` lists the commands; `make run` and `make test` set up what they need.
SHELL := /bin/bash
PYTHON ?= python3
PY := .venv/bin/python
DATA := $(or $(MOTCHAM_DATA),var)
.DEFAULT_GOAL := help
.PHONY: help setup run test test-postgres coverage check index ask bot api eval bench-reading format clean system

help: ## List these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

setup: .venv/.ready $(DATA)/models/multilingual-e5-small/prepared.json ## Create .venv, install, prepare the model

.venv/.ready: pyproject.toml
	@echo "Setting up .venv (once; some minutes)…"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: run make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "The module venv is missing: on Debian or Ubuntu, apt-get install python3-venv"; exit 1; }
	@.venv/bin/pip install --disable-pip-version-check -e '.[dev]'
	@touch $@

# The bundled model; another one (MOTCHAM_MODEL) is made ready by the commands that use it.
$(DATA)/models/multilingual-e5-small/prepared.json: .venv/.ready
	@$(PY) -m retrieval prepare
	@[ ! -e $@ ] || touch $@

run: setup ocr ## Index the corpus and serve it at http://127.0.0.1:8000 (and the bot, with TELEGRAM_BOT_TOKEN)
	@$(PY) -m indexer sync
	@if [ -n "$$TELEGRAM_BOT_TOKEN" ] || grep -qs '^TELEGRAM_BOT_TOKEN=.' .env; then \
	  $(PY) -m bot & bot=$$!; trap 'kill $$bot 2>/dev/null; wait $$bot' EXIT; \
	fi; $(PY) -m api

# Two test processes: each computes in one thread, and the programs that tests start keep their
# bytecode, whatever the environment says.
PYTEST := OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= $(PY) -m pytest -n 2 --dist worksteal

test: setup system check ## Set everything up and run all checks and tests
	@$(PYTEST)

coverage: setup system ## The tests again, counting which lines and branches they run
	@$(PYTEST) --cov --cov-report=term:skip-covered

test-postgres: setup system ## The tests of everything that keeps state, on PostgreSQL
	@TEST_DATABASE=postgresql $(PYTEST) -m keeps_state

check: .venv/.ready ## Lint, types, import contracts
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy .
	@.venv/bin/lint-imports

# Where we may install, we do; where not, we say what is missing.
define install
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing $(1)…"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) >/dev/null \
	    || echo "That failed. $(2)"; \
	else echo "$(2)"; fi
endef

ocr: # Text recognition, for scanned documents
	@{ command -v tesseract && tesseract --list-langs | grep -qx vie; } >/dev/null 2>&1 || { \
	  $(call install,tesseract-ocr tesseract-ocr-vie,Scans stay unread until text recognition is there: sudo apt-get install tesseract-ocr tesseract-ocr-vie); }

system: ocr # Programs that tests need from the system
	@command -v chromium >/dev/null || { \
	  $(call install,chromium,The browser tests need chromium: sudo apt-get install chromium); }
	@fc-list 2>/dev/null | grep -qi dejavu || ls /usr/share/fonts/truetype 2>/dev/null | grep -qi dejavu || { \
	  $(call install,fonts-dejavu-core,The tests draw pages with a font: sudo apt-get install fonts-dejavu-core); }

index: setup ocr ## Bring the index in step with the documents (make index ARGS="FOLDER …")
	@$(PY) -m indexer sync $(ARGS)

ask: setup ## Ask on the command line (make ask Q="…")
	@$(PY) -m retrieval ask "$(Q)"

bot: setup ## Run the Telegram bot alone
	@$(PY) -m bot

api: setup ## Run the web pages and the HTTP interface alone
	@$(PY) -m api

eval: setup ## Ask the golden questions and hold the bar
	@$(PY) -m eval run

bench-reading: .venv/.ready ## Measure how well files are read (make bench-reading FILES="FOLDER …" ARGS="--only articles")
	@[ -n "$(FILES)" ] || { echo 'Name the folders of laws: make bench-reading FILES="FOLDER …"'; exit 1; }
	@$(PY) -m eval reading $(FILES) $(ARGS)

format: .venv/.ready ## Format the code
	@$(PY) -m ruff check --fix --quiet .; $(PY) -m ruff format .

clean: ## Remove the environment and caches; documents, index and state in var/ stay
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage *.egg-info
