"""What a program does beside its own work, in a thread of its own, until it is told to stop."""

import threading
from abc import ABC, abstractmethod
from typing import Self


class Turning(ABC):
    """``work`` runs between entering and leaving; it ends soon after ``over`` is set."""

    def __init__(self, name: str) -> None:
        self.over = threading.Event()
        self._thread = threading.Thread(target=self.work, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        if self._thread.ident is not None:  # it was started
            self._thread.join()

    @abstractmethod
    def work(self) -> None: ...
