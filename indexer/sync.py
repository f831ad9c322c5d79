"""Brings the index in step with the files: reads what is new, cuts, embeds, publishes."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.chunking import chunks
from corpus.document import Reading
from corpus.store import FileRecord, TextStore
from corpus.text import folded_syllables
from indexer.cache import Cache
from indexer.files import Root, outermost
from indexer.generations import Cut, corpus_digest, write, writing
from indexer.reader import Unreadable, digest_of, read
from indexer.report import Report, Unread
from retrieval.embedder import Embedder
from retrieval.generation import Generation, IndexUnavailable, current, read_manifest

log = logging.getLogger(__name__)
CACHE = "cache.db"
_SAVE_EVERY = 128  # embedded chunks between two writes of the cache: what an interrupt may lose
_SAME_TEXT = 0.6  # share of words in common from which two files hold one text
_COMPARED_WORDS = 3000

Progress = Callable[[str, int, int], None]
"""Called with the stage ("read", "embed"), how much is done, and how much there is."""


def _silent(_stage: str, _done: int, _total: int) -> None: ...


@dataclass
class _Work:
    """What a sync gathers on its way."""

    before: dict[str, FileRecord]
    records: list[FileRecord] = field(default_factory=list)
    readings: list[tuple[FileRecord, Reading]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def paths(self, wanted: Callable[[FileRecord, FileRecord | None], bool]) -> tuple[str, ...]:
        """Paths of what is in the index now and that ``wanted`` takes, given what was before."""
        kept = [record for record, _ in self.readings]
        return tuple(r.path for r in kept if wanted(r, self._indexed_before(r.path)))

    def gone(self) -> tuple[str, ...]:
        now = {record.path for record, _ in self.readings}
        return tuple(p for p in self.before if p not in now and self._indexed_before(p))

    def _indexed_before(self, path: str) -> FileRecord | None:
        record = self.before.get(path)
        return record if record and record.document else None


def sync(
    index: Path,
    paths: Sequence[Path],
    embedder: Embedder | None,
    *,
    dry_run: bool = False,
    rebuild: bool = False,
    forget: Iterable[Path] = (),
    progress: Progress = _silent,
) -> Report:
    """Bring the index in step with the files under ``paths`` and those it follows already.

    Without ``embedder`` an index of words alone is written. Interrupting it at any
    moment leaves the serving generation untouched; what was read and embedded is
    kept for the next run.

    Raises:
        IndexBusy: another sync is running.
        FileNotFoundError: one of ``paths`` does not exist.
    """
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"there is no file or folder {path}")
    started = time.monotonic()
    with writing(index), Cache(index / CACHE) as cache:
        before, same_ground = _standing(index, embedder)
        work = _Work(before)
        roots = _roots(paths, before, tuple(forget))
        _read_all(roots, work, cache, progress)
        report = _differences(work, dry_run=dry_run)
        unchanged = same_ground and corpus_digest(work.records) == _digest_of(index)
        if dry_run or (unchanged and not rebuild):
            return replace(report, seconds=time.monotonic() - started)
        cuts = [
            Cut(
                reading.document,
                reading.sections,
                tuple(chunks(reading.document, reading.sections)),
            )
            for _, reading in work.readings
        ]
        vectors, embedded = embed(cuts, embedder, cache, progress)
        identity = embedder.identity if embedder else ""
        folder = write(index, cuts, work.records, identity, vectors)
        if embedder:
            cache.prune(
                identity,
                {chunk.digest for cut in cuts for chunk in cut.chunks},
                {record.digest for record in work.records},
            )
        return replace(
            report,
            documents=len(cuts),
            chunks=sum(len(cut.chunks) for cut in cuts),
            embedded=embedded,
            seconds=time.monotonic() - started,
            generation=folder.name,
        )


def _standing(index: Path, embedder: Embedder | None) -> tuple[dict[str, FileRecord], bool]:
    """The files of the serving generation; whether it could be kept if no file changed."""
    try:
        folder = current(index)
        manifest = read_manifest(folder)
        files = TextStore(folder / "text.db").files()
        Generation(folder)
    except IndexUnavailable:
        return {}, False
    same_model = manifest["model"] == (embedder.identity if embedder else "")
    return {record.path: record for record in files}, same_model


def _digest_of(index: Path) -> str:
    return str(read_manifest(current(index))["corpus"])


def _roots(
    paths: Sequence[Path], before: dict[str, FileRecord], forget: tuple[Path, ...]
) -> list[Root]:
    """What is followed already and what is asked for, less what shall be forgotten."""
    known = {Path(record.root) for record in before.values()}
    forgotten = {path.absolute() for path in forget}
    return [root for root in outermost([*paths, *known]) if root.path not in forgotten]


def _read_all(roots: list[Root], work: _Work, cache: Cache, progress: Progress) -> None:
    files = [(root, file) for root in roots if root.path.exists() for file in root.files()]
    owners: dict[tuple[str, str], Reading] = {}
    for done, (root, file) in enumerate(files, 1):
        record, reading = _read_one(root, file, work, cache)
        if reading is not None:
            twin = owners.get((reading.document.id, reading.document.edition))
            if twin is not None:
                record, reading = _settle_twin(record, reading, twin, work)
        if reading is not None:
            owners[reading.document.id, reading.document.edition] = reading
            work.readings.append((record, reading))
        work.records.append(record)
        progress("read", done, len(files))


def _read_one(
    root: Root, file: Path, work: _Work, cache: Cache
) -> tuple[FileRecord, Reading | None]:
    """Read a file, or take what is known of it. An unreadable one keeps its earlier version."""
    path = str(file)
    known = work.before.get(path)
    record = FileRecord(path=path, root=str(root.path), digest="")
    try:
        record = replace(record, digest=digest_of(file))
        reading = cache.reading(record.digest)
        if reading is None:
            if known and known.digest == record.digest and known.reason and not known.document:
                raise Unreadable(known.reason, known.cure)
            reading = _read_or_tell(file)
            cache.keep_reading(record.digest, reading)
        warnings = "\n".join(reading.warnings)
        return replace(record, document=reading.document.id, warnings=warnings), reading
    except Unreadable as error:
        work.unread.append(Unread(path, error.reason, error.cure))
        record = replace(record, reason=error.reason, cure=error.cure)
        earlier = cache.reading(known.digest) if known and known.document else None
        if earlier is None or known is None:
            return record, None
        return replace(record, digest=known.digest, document=earlier.document.id), earlier


def _read_or_tell(file: Path) -> Reading:
    """``read``, with a surprise inside the reader told as a file that could not be read."""
    try:
        return read(file)
    except Unreadable:
        raise
    except Exception as error:
        log.exception("the reader failed on %s", file)
        raise Unreadable(
            f"the reader failed on it ({type(error).__name__}: {error})",
            "save it anew in Word or as text; if it fails again, report it with the file",
        ) from error


def _settle_twin(
    record: FileRecord, reading: Reading, twin: Reading, work: _Work
) -> tuple[FileRecord, Reading | None]:
    """Two files of one id and edition: one text twice, or two texts that look alike."""
    if _alike(reading, twin) >= _SAME_TEXT:
        reason = (
            f"it holds the same text as another file: {twin.document.title or twin.document.id}"
        )
        cure = "keep one of the two, or give them different dates in a sidecar file"
        work.unread.append(Unread(record.path, reason, cure))
        return replace(record, document="", reason=reason, cure=cure), None
    name = Path(record.path).stem
    document = replace(
        reading.document, id=f"{reading.document.id}-{'-'.join(folded_syllables(name))}"
    )
    warning = (
        f"another text has the id {reading.document.id} too: this one is kept as {document.id}; "
        "give it an id of its own in a sidecar file"
    )
    warned = replace(reading, document=document, warnings=(*reading.warnings, warning))
    return replace(record, document=document.id, warnings="\n".join(warned.warnings)), warned


def _alike(one: Reading, other: Reading) -> float:
    """The share of the shorter text's words that the other has too."""
    first, second = (_first_words(reading) for reading in (one, other))
    return len(first & second) / max(min(len(first), len(second)), 1)


def _first_words(reading: Reading) -> set[tuple[str, ...]]:
    text = " ".join(f"{s.heading} {s.text}" for s in reading.sections)
    words = folded_syllables(text)[:_COMPARED_WORDS]
    return {tuple(words[i : i + 3]) for i in range(max(len(words) - 2, 1))}


def _differences(work: _Work, *, dry_run: bool) -> Report:
    new = work.paths(lambda _, old: old is None)
    changed = work.paths(lambda now, old: old is not None and old.digest != now.digest)
    return Report(
        new=new,
        changed=changed,
        gone=work.gone(),
        unchanged=len(work.readings) - len(new) - len(changed),
        unread=tuple(work.unread),
        warnings=tuple((r.path, warning) for r, x in work.readings for warning in x.warnings),
        documents=len(work.readings),
        dry_run=dry_run,
    )


def embed(
    cuts: Sequence[Cut], embedder: Embedder | None, cache: Cache, progress: Progress
) -> tuple[NDArray[np.float32] | None, int]:
    """Vectors (chunks, dimension) for all chunks in order, and how many were made now."""
    if embedder is None:
        return None, 0
    texts = {chunk.digest: chunk.searchable for cut in cuts for chunk in cut.chunks}
    order = [chunk.digest for cut in cuts for chunk in cut.chunks]
    known = cache.vectors(embedder.identity, list(texts))
    # Texts of like length together: a batch costs as much as its longest text.
    missing = sorted((d for d in texts if d not in known), key=lambda d: -len(texts[d]))
    for start in range(0, len(missing), _SAVE_EVERY):
        part = missing[start : start + _SAVE_EVERY]
        made = embedder.encode([texts[d] for d in part], "passage")
        cache.keep_vectors(embedder.identity, zip(part, made, strict=True))
        known.update(zip(part, made, strict=True))
        progress("embed", start + len(part), len(missing))
    if not order:
        return np.zeros((0, embedder.dimension), np.float32), 0
    return np.stack([known[d] for d in order]), len(missing)
