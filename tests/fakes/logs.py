"""Logging as it was before a program of ours set it up in the process of the tests."""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from corpus.log import OURS


@contextmanager
def logging_kept() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, raises = root.handlers[:], root.level, logging.raiseExceptions
    hooks = sys.excepthook, threading.excepthook
    levels = {room: logging.getLogger(room).level for room in OURS}
    try:
        yield
    finally:
        root.handlers, logging.raiseExceptions = handlers, raises
        sys.excepthook, threading.excepthook = hooks
        root.setLevel(level)
        for room, before in levels.items():
            logging.getLogger(room).setLevel(before)
