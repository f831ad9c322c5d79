"""What the desk does by the clock while a program runs: deadlines, answers that the law changed,
questions that are old enough to name nobody any more, the figures of the week that has ended."""

import logging
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType

from desk.desk import Desk
from desk.faq_index import Keeper
from desk.indicators import publish_next
from desk.retention import Retention
from retrieval.manifest import IndexUnavailable

log = logging.getLogger(__name__)
EVERY = 60.0  # seconds


class Clockwork:
    """Runs in a thread of its own between entering and leaving; every program may have one.

    A step that fails is logged and tried again at the next turn.
    """

    def __init__(
        self, desk: Desk, index: Path, every: float = EVERY, *, keep_months: int = 0
    ) -> None:
        keeper = Keeper(desk, index, desk.now)
        retention = Retention(desk, keep_months)
        self._desk = desk
        self._steps: tuple[Callable[[], object], ...] = (
            desk.tick,
            keeper.tick,
            retention.tick,
            partial(publish_next, desk),
        )
        self._every = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._turn, name="clockwork", daemon=True)

    def __enter__(self) -> "Clockwork":
        self._desk.turned = self._desk.now()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _turn(self) -> None:
        while not self._over.is_set():
            failed = False
            for step in self._steps:
                try:
                    step()
                except IndexUnavailable:
                    pass  # readiness tells it already
                except Exception:
                    failed = True
                    log.exception("what the clock asks for could not be done; tried again soon")
            if not failed:
                self._desk.turned = self._desk.now()
            self._over.wait(self._every)
