"""One SQL database, SQLite or PostgreSQL: its address, its transactions, its refusals.

Readers see one moment of the database. Writers on SQLite take the write lock
when they begin, not at their first write: a transaction that read first could
not be given the lock any more once another had written, and would fail at once
instead of waiting.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from desk.errors import DatabaseUnavailable
from desk.refusal import cure, went_away

PATIENCE = 10  # seconds a writer waits for another one on SQLite, and anybody for a connection
SILENCE = 10.0  # seconds without a byte, after which PostgreSQL counts as gone
CONNECTING = 5  # seconds until a connection to it stands
WRITERS = 10  # at once on a server; the pool has 15 connections, the others are for readers
_UPGRADE_LOCK = 0x4D437570  # any number, the same in all our programs
_ONE_UPGRADE = threading.Lock()  # alembic keeps its context in globals


class Database:
    """Transactions on one database.

    ``address`` is a SQLAlchemy URL; its drivers are ours to choose. With
    ``create=False`` a missing SQLite file is an error instead of a new beginning. ``seal`` is what
    secrets are kept under (``desk/sealed.py``); every connection carries it. ``silence``: seconds
    after which PostgreSQL that says nothing is given up.

    Raises:
        DatabaseUnavailable: here and from every transaction; the message names the cure.
    """

    def __init__(
        self,
        address: str,
        *,
        create: bool = True,
        seal: object = None,
        silence: float = SILENCE,
    ) -> None:
        url = _url(address)
        # SQLite lets one write at a time, and its writers starve one another while they poll. On a
        # server writers who wait for another program must leave connections to those who read.
        alone = url.get_backend_name() == "sqlite"
        self._turn = threading.BoundedSemaphore(1 if alone else WRITERS)
        self.name = url.render_as_string(hide_password=True)
        self.refusals = 0  # transactions that could not be had or kept
        self._place = Path(url.database or "") if alone else None
        self._known: tuple[int, int] | None = None  # the file itself, whatever its name
        if url.get_backend_name() == "sqlite":
            _prepare_file(url, create)
            engine = self.engine = _sqlite_engine(url)
            self._reading = engine.execution_options(begin="BEGIN")
            self._writing = engine.execution_options(begin="BEGIN IMMEDIATE")
        else:
            engine = self.engine = _postgresql_engine(url, silence)
            self._reading = engine.execution_options(isolation_level="REPEATABLE READ")
            self._writing = engine.execution_options(isolation_level="READ COMMITTED")
        self._reading = self._reading.execution_options(seal=seal)
        self._writing = self._writing.execution_options(seal=seal)
        with self._explained():
            if url.get_backend_name() == "sqlite":
                _use_wal(engine)
            self._upgrade()
        self._is_there()

    def close(self) -> None:
        self._writing.dispose()
        self._known = None

    def _is_there(self) -> None:
        """In a file that was taken away SQLite would go on, and lose all of it at the next start.

        Raises:
            DatabaseUnavailable
        """
        if self._place is None:
            return
        try:
            found = self._place.stat()
            now = (found.st_dev, found.st_ino)
            self._known = self._known or now
        except OSError:
            now = None
        if now is None or now != self._known:
            self.refusals += 1
            raise DatabaseUnavailable(
                f"the database {self._place} was taken away or replaced while this program runs: "
                "start the program again; this step saved nothing"
            )

    @contextmanager
    def reading(self, *, unhurried: bool = False) -> Iterator[Connection]:
        """``unhurried``: for statements that work long before their first row."""
        self._is_there()
        with (
            self._explained(),
            self._reading.begin() as connection,
            _unhurried(connection) if unhurried else nullcontext(),
        ):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Everything inside is kept, or after any exception nothing.

        But where a server dies while it commits, nobody is told which: the message says so.
        """
        step = _Step()
        self._is_there()
        with self._explained(step), self._turn, self._writing.begin() as connection:
            yield connection
            step.ended = True

    def _upgrade(self) -> None:
        from desk.migrate import is_current, upgrade

        with self._reading.begin() as connection:
            if is_current(connection):
                return
        with _ONE_UPGRADE, self._writing.begin() as connection, _unhurried(connection):
            if connection.dialect.name == "postgresql":
                # Who comes second waits until the first is done, however long that takes.
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                lock = text("SELECT pg_advisory_xact_lock(:lock)")
                connection.execute(lock, {"lock": _UPGRADE_LOCK})
            upgrade(connection)

    @contextmanager
    def _explained(self, step: "_Step | None" = None) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PoolTimeout, sqlite3.Error) as error:
            what = cure(error)
            if what is None:
                raise
            self.refusals += 1
            saved = "this step saved nothing"
            if step is not None and step.ended and went_away(error):
                saved = "whether this step was saved is not known: look before taking it again"
            raise DatabaseUnavailable(
                f"the database {self.name} cannot be used: {what}; {saved}"
            ) from error


@dataclass
class _Step:
    """A transaction; ``ended`` when nothing is left but to commit it."""

    ended: bool = False


def bare(address: str) -> Engine:
    """An engine whose transactions write, on a database whose tables are left as they are.

    Raises:
        DatabaseUnavailable
    """
    url = _url(address)
    if url.get_backend_name() != "sqlite":
        return _postgresql_engine(url, silence=None)
    _prepare_file(url, create=True)
    return _sqlite_engine(url).execution_options(begin="BEGIN IMMEDIATE")


def file_of(address: str) -> Path | None:
    """The file of a SQLite database; None where a server keeps it."""
    url = _url(address)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def add_if_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert, unless a unique key of ``row`` is taken; says whether it was inserted."""
    return added(connection, table, row) is not None


def added(connection: Connection, table: Table, row: Mapping[str, Any]) -> Any:
    """The primary key of what was inserted; None where a unique key of ``row`` is taken."""
    statement = insert_into(connection, table).values(dict(row)).on_conflict_do_nothing()
    # Drivers count rows of an insert differently; what comes back is certain.
    return connection.execute(statement.returning(*table.primary_key)).first()


def put(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Insert, or overwrite the row with the same primary key."""
    keys = [column.name for column in table.primary_key]
    rest = {name: value for name, value in row.items() if name not in keys}
    statement = insert_into(connection, table).values(dict(row))
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest))


def insert_into(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that can say what happens where a unique key is taken."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def _url(address: str) -> URL:
    try:
        url = make_url(address.replace("postgres://", "postgresql://", 1))
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise DatabaseUnavailable(_KINDS.format("this is no database address")) from None
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise DatabaseUnavailable(_KINDS.format(f"{backend} databases are not supported"))
    if url.database in (None, "", ":memory:"):
        raise DatabaseUnavailable(_KINDS.format("a database in memory would keep nothing"))
    if str(url.database).startswith("file:"):
        raise DatabaseUnavailable(_KINDS.format("SQLite's file: names are not supported"))
    return url.set(drivername="sqlite+pysqlite")


_KINDS = "{}; give sqlite:///folder/file.db or postgresql://user:password@host/name"


def _prepare_file(url: URL, create: bool) -> None:
    file = Path(url.database or "")
    if not create and not file.exists():
        raise DatabaseUnavailable(
            f"there is no database at {file}; `make run` creates it, "
            "MOTCHAM_DATA or MOTCHAM_DATABASE_URL name another place"
        )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            file.touch(mode=0o600)  # people's questions: for the owner's eyes
    except OSError as error:
        raise DatabaseUnavailable(
            f"the database {file} cannot be opened: {error.strerror}; "
            "check the folder and who may write to it"
        ) from error


def _sqlite_engine(url: URL) -> Engine:
    patience = {} if "timeout" in url.query else {"timeout": PATIENCE}
    engine = create_engine(url, connect_args=patience, hide_parameters=True)

    # The transactions are begun by us, as SQLAlchemy's page on SQLite advises.
    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")  # a commit survives a power cut
        connection.execute("PRAGMA secure_delete = ON")  # what is erased leaves no bytes behind

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options()["begin"])

    return engine


def _use_wal(engine: Engine) -> None:
    """Readers and the writer no longer wait for each other; the file remembers it."""
    last_try = time.monotonic() + PATIENCE
    with closing(engine.raw_connection()) as connection:
        while True:
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                # Two who switch at once: SQLite refuses one of them without waiting.
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > last_try:
                    raise
                time.sleep(0.02)


# A server whose machine is gone says nothing: that it is gone is noticed within half a minute.
_NOTICING = {
    "connect_timeout": CONNECTING,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds
}


def _postgresql_engine(url: URL, silence: float | None) -> Engine:
    """Without ``silence`` it waits for ever."""
    try:
        from retrieval.silence import give_up_silent

        engine = create_engine(
            url,
            pool_pre_ping=True,
            pool_timeout=PATIENCE,
            hide_parameters=True,  # words of people do not go into logs
            connect_args={k: v for k, v in _NOTICING.items() if k not in url.query},
        )
    except ModuleNotFoundError as error:
        raise DatabaseUnavailable(
            f"{error.name} is missing for {url.render_as_string()}: pip install '.[postgres]'"
        ) from error
    give_up_silent(engine, silence)
    if silence is not None and "lock_timeout" not in str(url.query.get("options", "")):
        # A lock is waited for as on SQLite, and not as long as the silence lasts meanwhile. Not
        # in the options of the connection: poolers refuse those.
        @event.listens_for(engine, "connect")
        def _configure(connection: Any, _record: object) -> None:
            connection.execute(f"SET lock_timeout = {int(silence * 800)}")
            connection.commit()

    return engine


@contextmanager
def _unhurried(connection: Connection) -> Iterator[None]:
    """Until its end the server may say nothing for as long as it wants."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name != "postgresql":
        yield
        return
    before, driver.patience = driver.patience, None
    try:
        yield
    finally:
        driver.patience = before
