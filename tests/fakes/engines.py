"""Which databases a test spoke to, and that it was given them by ``tests.fakes.databases``.

A plugin of pytest, registered in ``conftest.py``. A test that opens a database it was not given, or
whose programs make one (in ``tmp_path``), fails at its end: it would be on SQLite whatever
``TEST_DATABASE`` says. Where SQLite's file itself is what a test is about, its name says so, and it
opens it as it likes. Files whose imports lead to a database carry the mark ``keeps_state``.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from tests.fakes import databases

SQLITE, POSTGRESQL, EXEMPT = "sqlite", "postgresql", "sqlite, by its test's name"
_TESTS = Path(__file__).parents[1]

_seen: set[str] = set()  # databases that the running test spoke to
_strange: set[Path] = set()  # of these, SQLite files that it was not given
_totals: Counter[str] = Counter()


@event.listens_for(Pool, "connect")
def _noted(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        _seen.add(f"{POSTGRESQL} {connection.info.host} {connection.info.dbname}")
        return
    file = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    _seen.add(f"{SQLITE} {file}")
    if not databases.given(file):
        _strange.add(file)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """When all is closed: whether the test kept to what it was given."""
    yield
    # Some programs are killed: what they made is found by looking.
    for file in _files(getattr(item, "funcargs", {}).get("tmp_path")):
        _seen.add(f"{SQLITE} {file}")
        if not databases.given(file):
            _strange.add(file)
    seen, strange = set(_seen), set(_strange)
    _seen.clear()
    _strange.clear()
    named = "sqlite" in item.nodeid.lower()
    for one in seen:
        kind = one.split()[0]
        _totals[EXEMPT if kind == SQLITE and named else kind] += 1
    if strange and not named:
        pytest.fail(
            f"opened {', '.join(sorted(map(str, strange)))}, whatever TEST_DATABASE says: "
            "take database_at, setting_at or database_url of tests/fakes/databases.py, "
            "or say in the test's name that SQLite is what it is about",
            pytrace=False,
        )


def _files(folder: object) -> Iterator[Path]:
    """The SQLite files below it that hold our tables."""
    if not isinstance(folder, Path) or not folder.is_dir():
        return
    for file in folder.rglob("*.db"):
        try:
            with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
                if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit'").fetchone():
                    yield file
        except sqlite3.Error:
            continue  # damaged on purpose, or no database


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "keeps_state: its file reaches a database (set by itself)")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if reaches_a_database(item.path):
            item.add_marker("keeps_state")


def reaches_a_database(file: Path) -> bool:
    """Whether it imports ``tests.fakes.databases``, by itself or through other files of tests."""
    return _TESTS / "fakes" / "databases.py" in _imported(file)


@cache
def _imported(file: Path) -> frozenset[Path]:
    found, ahead = set[Path](), [file]
    while ahead:
        one = ahead.pop()
        if one in found or not one.is_file():
            continue
        found.add(one)
        # Imports, plugins' names and `python -m` of programs alike.
        names = re.findall(r"\btests((?:\.\w+)+)", one.read_text(encoding="utf-8"))
        ahead += [_TESTS.joinpath(*name.split(".")[1:]).with_suffix(".py") for name in names]
    return frozenset(found)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["databases"] = dict(_totals)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    _totals.update(getattr(node, "workeroutput", {}).get("databases", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    said = ", ".join(f"{_totals[kind]} on {kind}" for kind in (POSTGRESQL, SQLITE, EXEMPT))
    terminalreporter.write_line(f"databases that tests spoke to: {said}")
