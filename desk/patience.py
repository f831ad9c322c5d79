"""Asking what may hang: the answer, or after some seconds that there is none."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class TooSlow(Exception):
    """Nothing came back in time; ``since`` says how many seconds it has been waited for."""

    def __init__(self, since: float) -> None:
        super().__init__(f"no answer within {since:.0f} s")
        self.since = since


class Probe(Generic[T]):
    """One question, asked in a thread of its own that the end of the program does not wait for.

    While one hangs no second is asked: who comes then waits for the same.
    """

    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._asked: Future[T] | None = None
        self._began = 0.0

    def begin(self) -> Future[T]:
        """Ask now, unless that is being done already."""
        with self._lock:
            if self._asked is None or self._asked.done():
                self._began, self._asked = time.monotonic(), Future()
                run = threading.Thread(target=self._run, args=(self._asked,), daemon=True)
                run.start()
            return self._asked

    def result(self, deadline: float) -> T:
        """What it says, waited for until ``deadline`` (of the monotonic clock).

        Raises:
            TooSlow
            Exception: whatever asking raised.
        """
        asked = self.begin()
        try:
            return asked.result(max(0.0, deadline - time.monotonic()))
        except TimeoutError as error:
            if asked.done():
                raise  # its own
            raise TooSlow(time.monotonic() - self._began) from error

    def _run(self, asked: Future[T]) -> None:
        try:
            asked.set_result(self._ask())
        except BaseException as error:
            asked.set_exception(error)
