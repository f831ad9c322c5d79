"""A sync in a process of its own, for killing."""

import multiprocessing
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

from indexer.sync import sync
from tests.fakes.counting import CountingEmbedder

# Forked from a process that has imported everything and started no thread.
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.fakes.syncing"])


def start(index: Path, docs: Path) -> BaseProcess:
    """Begin a sync; the caller kills it or joins it."""
    process = _context.Process(target=_run, args=(index, docs))
    process.start()
    return process


def _run(index: Path, docs: Path) -> None:
    sync(index, [docs], CountingEmbedder())


def seconds(index: Path, docs: Path) -> float:
    """How long a whole one takes, the start of its process included."""
    started = time.monotonic()
    process = start(index, docs)
    process.join()
    assert process.exitcode == 0
    return time.monotonic() - started
