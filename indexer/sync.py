"""Brings the index in step with the files: reads what is new, cuts, embeds, publishes."""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.changes import with_changes
from corpus.chunk import Chunk
from corpus.chunking import windows
from corpus.reading import Reading
from corpus.store import FileRecord, TextStore
from corpus.unresolved import unresolved
from indexer import kept_files, unpack
from indexer.bulk import Bulk
from indexer.cache import Cache, text_digest
from indexer.contents import Cut, corpus_digest
from indexer.files import Root, absolute, outermost
from indexer.gather import Gathering, Standing, key
from indexer.generations import generations, write, writing
from indexer.report import Report, Seen
from reader.workers import FileReader, Here
from retrieval.embedder import Embedder
from retrieval.generation import Generation
from retrieval.manifest import IndexUnavailable, current

log = logging.getLogger(__name__)
CACHE = "cache.db"
ARCHIVES = "archives"  # what was in the archives that are followed
_SAVE_EVERY = 32  # embedded windows between two writes of the cache: what an interrupt may lose
_HANDED_OUT = 128  # windows at once to a worker of its own

Progress = Callable[[str, int, int], None]
"""Called with the stage ("read", "embed"), how much is done, and how much there is."""


def _silent(_stage: str, _done: int, _total: int) -> None: ...


class NotFollowed(Exception):
    """A path to be forgotten is none of those that the index follows."""


def sync(
    index: Path,
    paths: Sequence[Path],
    embedder: Embedder | None,
    *,
    dry_run: bool = False,
    rebuild: bool = False,
    forget: Iterable[Path] = (),
    reader: FileReader | None = None,
    progress: Progress = _silent,
    cache_of: Path | None = None,
    bulk: Bulk | None = None,
    ready: Callable[[Path], None] = lambda _: None,
) -> Report:
    """Bring the index in step with the files under ``paths`` and those it follows already.

    ``reader`` reads the files: ``Workers`` for files from outside, in processes of their own.
    With ``bulk``, which is entered, its workers read and embed instead.
    ``cache_of`` names another index whose cache is used, and left as large as it is: for a draft
    of that index. ``ready`` is called with the new generation before it serves.
    Without ``embedder`` an index of words alone is written. Interrupting it at any
    moment leaves the serving generation untouched; what was read and embedded is
    kept for the next run.

    Raises:
        IndexBusy: another sync is running.
        FileNotFoundError: one of ``paths`` does not exist.
        NotFollowed: one of ``forget`` is not followed.
        OSError, sqlite3.Error: the new index could not be written.
    """
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"there is no file or folder {path}")
    started = time.monotonic()
    with writing(index), Cache((cache_of or index) / CACHE) as cache:
        standing = _standing(index)
        if bulk is not None:
            bulk.keep_left_over(cache)
        roots = _roots(paths, standing.files, tuple(forget))
        archives = index / ARCHIVES
        now = Gathering(standing, cache, bulk or reader or Here(), archives, anew=rebuild)
        now.gather(roots, lambda done, of: progress("read", done, of))
        readings = with_changes([reading for _, reading in now.readings])
        report = _differences(now, readings, dry_run=dry_run)
        identity = embedder.identity if embedder else ""
        unchanged = (standing.model, standing.corpus) == (identity, corpus_digest(now.records))
        if dry_run or (unchanged and not rebuild):
            return replace(report, seconds=time.monotonic() - started)
        cuts = [
            Cut.of(reading, as_read)
            for reading, (_, as_read) in zip(readings, now.readings, strict=True)
        ]
        vectors, embedded = embed(cuts, embedder, cache, progress, bulk)
        places = kept_files.places(
            (file, reading)
            for record, reading in now.readings
            if (file := now.places.get(record.path))
        )
        folder = write(index, cuts, now.records, identity, vectors, places, ready)
        unpack.prune(archives, now.unpacked)
        if embedder and cache_of is None:
            cache.prune(
                identity,
                {
                    text_digest(text)
                    for cut in cuts
                    for chunk in cut.chunks
                    for text in windows(chunk)
                },
                {key(record) for record in now.records},
            )
        return replace(
            report,
            documents=len(cuts),
            chunks=sum(len(cut.chunks) for cut in cuts),
            embedded=embedded,
            seconds=time.monotonic() - started,
            generation=folder.name,
        )


def followed(index: Path) -> list[str]:
    """The files and folders that a sync looks at again by itself."""
    return sorted({record.root for record in _standing(index).files.values()})


def _standing(index: Path) -> Standing:
    try:
        generation = Generation(current(index))
    except IndexUnavailable:
        return Standing(_last_files(index))
    store, corpus = generation.store, str(generation.manifest["corpus"])
    return Standing({r.path: r for r in store.files()}, store, corpus, generation.model)


def _last_files(index: Path) -> dict[str, FileRecord]:
    """The files of the newest generation that can still say: what serves cannot be opened."""
    for folder in reversed(generations(index)):
        try:
            return {record.path: record for record in TextStore(folder / "text.db").files()}
        except (sqlite3.Error, TypeError):  # TypeError: another format's columns.
            log.warning("%s cannot say which files it held", folder.name)
    return {}


def _roots(
    paths: Sequence[Path], before: dict[str, FileRecord], forget: tuple[Path, ...]
) -> list[Root]:
    """What is followed already and what is asked for, less what shall be forgotten."""
    known = {Path(record.root) for record in before.values()}
    wanted = {absolute(path) for path in paths} | known
    for path in forget:
        if absolute(path) not in wanted:
            names = ", ".join(sorted(map(str, known))) or "nothing"
            raise NotFollowed(f"{path} is not followed; what is: {names}")
    return outermost(wanted - {absolute(path) for path in forget})


def _differences(now: Gathering, readings: Sequence[Reading], *, dry_run: bool) -> Report:
    before = {path: record for path, record in now.before.files.items() if record.document}
    after = {record.path: record for record, _ in now.readings}
    new = tuple(path for path in after if path not in before)
    changed = tuple(p for p in after if p in before and before[p].digest != after[p].digest)
    return Report(
        new=new,
        changed=changed,
        gone=tuple(path for path in before if path not in after),
        unchanged=len(after) - len(new) - len(changed),
        unread=tuple(now.unread),
        left_out=tuple(now.left_out),
        seen=tuple(Seen.of(path, reading) for path, reading in zip(after, readings, strict=True)),
        unresolved=len(unresolved(readings)),
        documents=len(after),
        dry_run=dry_run,
    )


def embed(
    cuts: Sequence[Cut],
    embedder: Embedder | None,
    cache: Cache,
    progress: Progress,
    bulk: Bulk | None = None,
) -> tuple[NDArray[np.float32] | None, int]:
    """Vectors (windows, dimension) for all windows in order, and how many were made now."""
    if embedder is None:
        return None, 0
    # Their digests, places and lengths, not their texts, which can be made again.
    order: list[str] = []
    place: dict[str, tuple[Chunk, int, int]] = {}
    for chunk in (chunk for cut in cuts for chunk in cut.chunks):
        for number, text in enumerate(windows(chunk)):
            order.append(text_digest(text))
            place.setdefault(order[-1], (chunk, number, len(text)))
    known = cache.vectors(embedder.identity, list(place))
    # Texts of like length together: a batch costs as much as its longest text.
    missing = [digest for digest in place if digest not in known]
    missing.sort(key=lambda digest: -place[digest][2])

    def parts() -> Iterator[tuple[list[str], list[str]]]:
        size = _HANDED_OUT if bulk else _SAVE_EVERY
        for start in range(0, len(missing), size):
            part = missing[start : start + size]
            held = map(place.__getitem__, part)
            yield part, [windows(chunk)[number] for chunk, number, _ in held]

    def here() -> Iterator[tuple[list[str], NDArray[np.float32]]]:
        for part, texts in parts():
            yield part, embedder.encode(texts, "passage")

    done = 0
    progress("embed", 0, len(missing))
    for part, made in bulk.encode(embedder.identity, parts()) if bulk else here():
        cache.keep_vectors(embedder.identity, zip(part, made, strict=True))
        known.update(zip(part, made, strict=True))
        done += len(part)
        progress("embed", done, len(missing))
    if not order:
        return np.zeros((0, embedder.dimension), np.float32), 0
    return np.stack([known[digest] for digest in order]), len(missing)
