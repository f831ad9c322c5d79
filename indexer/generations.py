"""Writing generations: a folder of its own, complete before it is published."""

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.store import FileRecord
from indexer import kept_files
from indexer.contents import Cut, fill
from retrieval.generation import Generation
from retrieval.manifest import CURRENT, IndexUnavailable, current, publish

PUBLISHES = "PUBLISHES"  # there where this machine indexes itself; see indexer/shared.py
KEPT = 3  # generations left on disk, the serving one included
_NAME = re.compile(r"g(\d{6})$")


class IndexBusy(Exception):
    """Another program is writing the index."""


@contextmanager
def writing(index: Path) -> Iterator[None]:
    """Hold the index for writing; a killed writer's hold ends with it, and its leavings go.

    Raises:
        IndexBusy: somebody else holds it.
    """
    index.mkdir(parents=True, exist_ok=True)
    with (index / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IndexBusy(
                "another sync is running on this index: wait for it to end and run this again"
            ) from None
        for unfinished in [*index.glob(".new-*"), *index.glob(f".{CURRENT}.*")]:
            _remove(unfinished)
        yield


def generations(index: Path) -> list[Path]:
    """The complete generations, oldest first."""
    return sorted(folder for folder in index.glob("g*") if _NAME.match(folder.name))


def write(
    index: Path,
    cuts: Sequence[Cut],
    files: Sequence[FileRecord],
    model: str,
    embedded: NDArray[np.float32] | None,
    places: Mapping[str, Path] | None = None,
    ready: Callable[[Path], None] = lambda _: None,
) -> Path:
    """Write a generation and make it the one that serves. Returns its folder.

    ``embedded`` holds the vectors (windows, dimension) in the order of the cuts'
    windows, or is None for an index of words alone. ``places`` says where the files of
    forms stand, by their digests. ``ready`` is called with the complete folder before it
    serves; what it raises keeps the generation from being published.
    """
    folder, before = index / f".new-{os.getpid()}", serving(index)
    try:
        _keep_forms(folder, cuts, places or {}, before)
        fill(folder, cuts, files, model, embedded)
        for item in [*folder.rglob("*"), folder]:
            flush(item)
        ready(folder)
        made = index / f"g{next_number(index):06d}"
        folder.rename(made)
    except BaseException:
        _remove(folder)  # A full disk must not stay full.
        raise
    (index / PUBLISHES).touch()
    publish(made)
    flush(index)
    prune(index, made, before)
    return made


def _keep_forms(
    folder: Path, cuts: Sequence[Cut], places: Mapping[str, Path], before: Path | None
) -> None:
    folder.mkdir(parents=True)
    forms = (cut.reading.form for cut in cuts)
    kept_files.keep(folder, (form for form in forms if form), places, before)


def rollback(index: Path) -> Path:
    """Serve the newest sound generation before the current one. Returns its folder.

    Raises:
        IndexBusy: a sync is running.
        IndexUnavailable: there is none.
    """
    if not generations(index):
        raise IndexUnavailable("there is no older generation to go back to")
    with writing(index):
        for folder in reversed(_older(index)):
            with suppress(IndexUnavailable):
                Generation(folder, thorough=True)
                publish(folder)
                return folder
    raise IndexUnavailable(
        "there is no older generation to go back to: run `python -m indexer sync --rebuild`"
    )


def _older(index: Path) -> list[Path]:
    """The generations before the current one; all where nothing says which that is."""
    now = serving(index)
    return [folder for folder in generations(index) if now is None or folder < now]


def serving(index: Path) -> Path | None:
    with suppress(IndexUnavailable):
        folder = current(index)
        return folder if _NAME.match(folder.name) else None
    return None


def next_number(index: Path) -> int:
    numbers = [int(match[1]) for g in generations(index) if (match := _NAME.match(g.name))]
    return max(numbers, default=0) + 1


def prune(index: Path, serving: Path, before: Path | None) -> None:
    """Keep the last that served; not those rolled back from, nor one never published."""
    others = [folder for folder in generations(index) if folder != serving]
    served = [folder for folder in others if before is None or folder <= before]
    for folder in set(others) - set(served[-(KEPT - 1) :]):
        shutil.rmtree(folder, ignore_errors=True)


def _remove(left_over: Path) -> None:
    if left_over.is_dir():
        shutil.rmtree(left_over, ignore_errors=True)
    else:
        left_over.unlink(missing_ok=True)


def flush(item: Path) -> None:
    """Let a file, or the names in a folder, outlive a power cut."""
    descriptor = os.open(item, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
