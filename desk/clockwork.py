"""What the desk does by the clock while a program runs: deadlines, answers that the law changed,
questions that are old enough to name nobody any more, the figures of the week that has ended."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Self

from desk.desk import Desk
from desk.faq_index import Keeper
from desk.indicators import publish_next
from desk.retention import Retention
from desk.turning import Turning
from retrieval.manifest import IndexUnavailable

log = logging.getLogger(__name__)
EVERY = 60.0  # seconds


class Clockwork(Turning):
    """Runs in a thread of its own between entering and leaving; every program may have one.

    A step that fails is logged and tried again at the next turn.
    """

    def __init__(
        self, desk: Desk, index: Path, every: float = EVERY, *, keep_months: int = 0
    ) -> None:
        super().__init__("clockwork")
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

    def __enter__(self) -> Self:
        self._desk.turned = self._desk.now()
        return super().__enter__()

    def work(self) -> None:
        while not self.over.is_set():
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
            self.over.wait(self._every)
