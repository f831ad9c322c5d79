"""What a program does beside its own work, in a thread of its own, until it is told to stop."""

import threading
from abc import ABC, abstractmethod
from typing import Self


class Turning(ABC):
    """``work`` runs between entering and leaving; it ends soon after ``over`` is set.

    Who leaves waits for it, for ``patience`` seconds where what it does may be cut off at any
    point: a supervisor that stops a program kills it after thirty.
    """

    patience: float | None = None

    def __init__(self, name: str) -> None:
        self.over = threading.Event()
        self._thread = threading.Thread(target=self.work, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        if self._thread.ident is not None:  # it was started
            self._thread.join(self.patience)

    @abstractmethod
    def work(self) -> None: ...
