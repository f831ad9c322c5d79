"""What keeps the programs running, held against the programs: it cannot be run in a test."""

import configparser
import importlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.settings import PREFIX, Settings
from desk.__main__ import main

DEPLOY = Path("deploy")
UNITS = sorted((DEPLOY / "systemd").iterdir())
KNOWN = {PREFIX + name.upper() for name in Settings.model_fields}


def unit(file: Path) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(file)
    return read


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_units_start_programs_that_exist_as_a_user_with_little_rights(file: Path) -> None:
    read = unit(file)
    assert read["Unit"]["Description"]
    if file.suffix == ".timer":
        assert file.with_suffix(".service").exists()
        assert read["Timer"]["OnCalendar"]
        return
    service = read["Service"]
    (room,) = re.findall(r"python -m (\w+)", service["ExecStart"])
    assert importlib.import_module(f"{room}.__main__").main
    assert service["User"] == "motcham"
    assert service["NoNewPrivileges"] == "yes"
    assert "/opt/motcham/var" in service["ReadWritePaths"]
    if room == "desk":
        (command,) = re.findall(r"-m desk (\w+)", service["ExecStart"])
        assert command in main.commands
    else:
        assert service["Restart"] in ("always", "on-failure")


def test_the_bot_is_not_started_anew_over_a_token_that_is_refused() -> None:
    service = unit(DEPLOY / "systemd" / "motcham-bot.service")["Service"]
    assert service["RestartPreventExitStatus"] == "2"


def compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def test_the_compose_file_runs_programs_that_exist_over_one_folder() -> None:
    services = compose()["services"]
    assert set(services) == {"prepare", "api", "bot"}
    for service in services.values():
        for room in re.findall(r"python -m (\w+)", " ".join(service["command"]).replace(",", "")):
            assert importlib.import_module(f"{room}.__main__").main
        assert "data:/opt/motcham/var" in service["volumes"]
        assert set(service["environment"]) <= KNOWN
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).exists()
    assert services["api"]["ports"] == ["127.0.0.1:8000:8000"], "a proxy stands in front"
    assert services["bot"]["healthcheck"] == {"disable": True}, "it has no page to ask"


def test_the_image_is_what_the_project_asks_for() -> None:
    said = (DEPLOY / "Dockerfile").read_text()
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    (pinned,) = [one for one in project["dependencies"] if one.startswith("torch==")]
    assert f"'{pinned}+cpu'" in said
    assert "USER motcham" in said
    assert "/healthz" in said
    assert set(re.findall(r"(MOTCHAM_\w+)=", said)) <= KNOWN
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    assert {".env", "var", ".git"} <= set(ignored), "no secret and no state gets into an image"
