"""Which one of several programs does what only one may do: the bot that talks to Telegram.

On PostgreSQL who holds an advisory lock, on a connection of its own, is elected; on SQLite who
holds a lock file beside the database. Either ends with its holder, however that dies.

A holder may lose its connection and live. So it asks every ``BEAT`` seconds whether it holds the
lock still, and does nothing that others could see (``sure``) when the last yes is older than
``FENCE``. Who is elected waits ``GRACE`` before it begins: whoever held the lock before has
stopped by then. Clocks of two machines are not compared, only spans of time.
"""

import fcntl
import logging
import threading
import time
from pathlib import Path
from typing import IO, Any, Protocol

from desk.database import Database

log = logging.getLogger(__name__)

BEAT = 0.5  # seconds
FENCE = 2.5
GRACE = 3.0
_BOT = 0x4D43626F  # any number, the same in all our programs
# A holder whose machine is gone lets the lock go when the server notices: within ten seconds.
_KEEPALIVES = {"keepalives_idle": 3, "keepalives_interval": 2, "keepalives_count": 3}
_SERVER = "-c tcp_keepalives_idle=3 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"
# Goes on while the machine sleeps, unlike ``time.monotonic``.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_ASK = f"-c statement_timeout={int(FENCE * 1000)} -c idle_session_timeout=0"


class Seat(Protocol):
    """One program holds it at a time. ``grace``: seconds between getting it and using it."""

    grace: float

    def take(self) -> bool:
        """Try to get it; says whether it is ours now."""

    def confirm(self) -> bool:
        """Ask whether it is ours still; ``False`` is for good, until it is taken anew."""

    def sure(self) -> bool:
        """Whether it is certain that nobody else has it, at this moment; asks nobody."""

    def leave(self) -> None:
        """Give it up; another may take it at once."""


def seat_of(database: Database) -> Seat:
    """The bot's seat at this database."""
    if database.engine.dialect.name == "postgresql":
        return LockSeat(database)
    return FileSeat(Path(f"{database.engine.url.database}.bot"))


class FileSeat:
    """A lock on a file: the system itself takes it back when its holder ends."""

    grace = 0.0

    def __init__(self, file: Path) -> None:
        self._path = file
        self._file: IO[str] | None = None

    def take(self) -> bool:
        file = self._path.open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def confirm(self) -> bool:
        return self._file is not None

    def sure(self) -> bool:
        return self._file is not None

    def leave(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()


class LockSeat:
    """An advisory lock of PostgreSQL, which lives as long as its connection."""

    grace = GRACE

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Any = None
        self._confirmed = float("-inf")
        self._asking = threading.Lock()  # one question at a time on the connection

    def take(self) -> bool:
        with self._asking:
            self._drop()
            connection = self._connect()
            asked = time.clock_gettime(_CLOCK)
            wanted = "SELECT pg_try_advisory_lock(%s, hashtext(current_schema()))"
            got = False
            try:
                (got,) = connection.execute(wanted, (_BOT,)).fetchone()
            finally:
                if not got:
                    connection.close()
            if got:
                self._connection, self._confirmed = connection, asked
            return bool(got)

    def confirm(self) -> bool:
        import psycopg

        with self._asking:
            if self._connection is None:
                return False
            asked = time.clock_gettime(_CLOCK)  # when it was asked counts, not the answer
            try:
                self._connection.execute("SELECT 1").fetchone()
            except psycopg.Error as error:
                log.warning("the connection of the election is lost: %s", error)
                self._drop()
                return False
            self._confirmed = asked
            return True

    def sure(self) -> bool:
        return time.clock_gettime(_CLOCK) - self._confirmed < FENCE

    def leave(self) -> None:
        with self._asking:
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        self._confirmed = float("-inf")
        if connection is not None:
            connection.close()

    def _connect(self) -> Any:
        from retrieval.silence import Door

        engine = self._database.engine
        _, facts = engine.dialect.create_connect_args(engine.url)
        options = f"{facts.get('options', '')} {_SERVER} {_ASK}"
        patience = {"connect_timeout": 5, "tcp_user_timeout": int(FENCE * 1000)}
        return Door(FENCE).open(
            autocommit=True, **{**facts, **_KEEPALIVES, **patience, "options": options}
        )
