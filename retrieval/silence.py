"""A PostgreSQL that says nothing any more: stopped, or behind a line that swallows.

The system tells a dead peer by itself, but a server that is stopped, or whose disk hangs, still
acknowledges, by its system, whatever it is sent; the driver would wait for ever. Here waiting has
an end: so many seconds without a byte, then the connection is given up.
"""

import threading
import time
from collections.abc import Generator
from typing import Any

import psycopg
from sqlalchemy import Engine, event


class Silent(psycopg.OperationalError):
    """Nothing came back; what became of the last statement is not known."""


class Listening(psycopg.Connection[Any]):
    """Gives a server up that says nothing for ``patience`` seconds; None waits for ever."""

    patience: float | None = None

    def wait(self, gen: Any, *args: Any, **more: Any) -> Any:
        if self.patience is None:
            return super().wait(gen, *args, **more)
        try:
            return super().wait(_heard(gen, self.patience), *args, **more)
        except Silent:
            # What comes yet must not be taken for the answer to something else.
            self.pgconn.finish()
            raise


def _heard(gen: Generator[Any, Any, Any], patience: float) -> Generator[Any, Any, Any]:
    """The driver's own steps; it says every tenth of a second that nothing has come."""
    last = time.monotonic()
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if ready:
                last = time.monotonic()
            elif time.monotonic() - last > patience:
                raise Silent(f"the server has said nothing for {patience:g} seconds")
            wanted = gen.send(ready)
    except StopIteration as ended:
        return ended.value


def give_up_silent(engine: Engine, silence: float | None) -> None:
    """Connections of ``engine`` are given up after so many seconds without a byte; None: never."""
    door = Door(silence)

    @event.listens_for(engine, "do_connect")
    def _open(_dialect: object, _record: object, args: list[Any], facts: dict[str, Any]) -> Any:
        return door.open(*args, **facts)


class Door:
    """Opens connections to one server. Threads share it.

    Where none came to stand in time, one thread at a time tries whether the server is back;
    others are refused at once, so that they do not pile up.
    """

    def __init__(self, silence: float | None) -> None:
        self._silence = silence
        self._shut = False
        self._trying = threading.Lock()

    def open(self, *args: Any, **facts: Any) -> Listening:
        """
        Raises:
            psycopg.Error
        """
        if not self._shut:
            return self._opened(*args, **facts)
        if not self._trying.acquire(blocking=False):
            raise Silent("the server did not answer just now")
        try:
            return self._opened(*args, **facts)
        finally:
            self._trying.release()

    def _opened(self, *args: Any, **facts: Any) -> Listening:
        try:
            connection = Listening.connect(*args, **facts)
        except psycopg.errors.ConnectionTimeout:
            self._shut = True
            raise
        self._shut = False
        connection.patience = self._silence
        return connection
