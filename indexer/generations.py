"""Writing generations: a folder of its own, complete before it is published."""

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import chunking
from corpus.changes import renewals
from corpus.chunk import Chunk
from corpus.document import Document, Section
from corpus.reading import Reading
from corpus.store import FileRecord
from corpus.text_writer import TextWriter
from corpus.validity import Status, Validity
from indexer import kept_files
from retrieval import accents, titles, vectors, words, words_writer
from retrieval.generation import FAR, Generation
from retrieval.manifest import (
    CURRENT,
    FORMAT,
    MANIFEST,
    IndexUnavailable,
    checksums,
    current,
    publish,
    stamps,
)
from retrieval.part_days import PartDays
from retrieval.tables import Tables

PUBLISHES = "PUBLISHES"  # there where this machine indexes itself; see indexer/shared.py
KEPT = 3  # generations left on disk, the serving one included
_NAME = re.compile(r"g(\d{6})$")


class IndexBusy(Exception):
    """Another program is writing the index."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A reading and the chunks cut from its sections, with the number of windows of each.

    ``as_read`` is the reading before other texts put their ends and amendments on it.
    """

    reading: Reading
    chunks: tuple[Chunk, ...]
    windows: tuple[int, ...]
    as_read: Reading | None = None

    @classmethod
    def of(cls, reading: Reading, as_read: Reading | None = None) -> "Cut":
        """Cut a reading."""
        found = tuple(chunking.chunks(reading.document, reading.sections))
        windows = tuple(len(chunking.windows(chunk)) for chunk in found)
        return cls(reading, found, windows, as_read)

    @property
    def document(self) -> Document:
        return self.reading.document

    @property
    def sections(self) -> tuple[Section, ...]:
        return self.reading.sections


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
        _fill(folder, cuts, files, model, embedded)
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


def _fill(
    folder: Path,
    cuts: Sequence[Cut],
    files: Sequence[FileRecord],
    model: str,
    embedded: NDArray[np.float32] | None,
) -> None:
    tables = _write_text(folder, cuts, files)
    tables.save(folder)
    part_days(cuts, tables.provision_of).save(folder)
    accents.build(_sentences(cuts), folder / "accents")
    shortlist = None
    if embedded is not None:
        shortlist = vectors.build(embedded, folder / "vectors")
    manifest = {
        "format": FORMAT,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "model": model if embedded is not None else "",
        "dimension": int(embedded.shape[1]) if embedded is not None else 0,
        "chunker": chunking.VERSION,
        "words": words.VERSION,
        "documents": len(cuts),
        "chunks": len(tables.chunk_ids),
        "corpus": corpus_digest(files),
        "vectors": asdict(shortlist) if shortlist else "exact",
        "files": checksums(folder),
        "stamps": stamps(folder),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))
    for item in [*folder.rglob("*"), folder]:
        flush(item)


def _sentences(cuts: Sequence[Cut]) -> Iterator[str]:
    """All that the corpus says, headings too: for restoring accents."""
    for cut in cuts:
        yield cut.document.title
        for section in cut.sections:
            yield section.heading
            yield section.text


def corpus_digest(files: Sequence[FileRecord]) -> str:
    """One digest of all that was read: equal digests need no new generation."""
    digest = hashlib.blake2b(digest_size=16)
    for file in sorted(files, key=lambda file: file.path):
        line = f"{file.path}\0{file.root}\0{file.digest}\0{file.reason}"
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()


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


def _write_text(folder: Path, cuts: Sequence[Cut], files: Sequence[FileRecord]) -> Tables:
    """The store and the word index; returns the tables that tie rows together."""
    provision_of: list[int] = []
    rows: dict[int, tuple[Cut, Chunk, list[str]]] = {}
    with TextWriter(folder / "text.db") as store:
        for cut in cuts:
            of_chunks = store.add(cut.reading, cut.chunks, cut.as_read or cut.reading)
            provision_of += of_chunks
            for row, chunk in zip(of_chunks, cut.chunks, strict=True):
                rows.setdefault(row, (cut, chunk, []))[2].append(chunk.text)
        for file in files:
            store.add_file(file)
    words_writer.build(
        ((_title(cut, chunk), "\n".join(texts)) for cut, chunk, texts in rows.values()),
        folder / "words",
    )
    titles.build((_title(cut, chunk) for cut, chunk, _ in rows.values()), folder / "titles")
    own = {id(cut): _own_validities(cut) for cut in cuts}
    # Where the parts of a provision have not all the same days, ``part_days`` has them.
    validities = [
        own[id(cut)].get(chunk.parts[0].path, cut.document.validity)
        for cut, chunk, _ in rows.values()
    ]
    territories = sorted({cut.document.territory for cut in cuts})
    return Tables(
        {
            "chunk_ids": np.array([chunk.id for cut in cuts for chunk in cut.chunks], np.int64),
            "provision_of": np.array(provision_of, np.int32),
            "windows": np.array([count for cut in cuts for count in cut.windows], np.int32),
            "starts": np.array([_ordinal(v.effective_from, 0) for v in validities], np.int32),
            "ends": np.array([_last(v) for v in validities], np.int32),
            "territory_of": np.array(
                [territories.index(cut.document.territory) for cut, _, _ in rows.values()], np.int32
            ),
        },
        territories,
    )


def part_days(cuts: Sequence[Cut], provision_of: NDArray[np.int32]) -> PartDays:
    """The parts of those provisions in which they have not all the same days."""
    rows: list[tuple[int, int, int, int, int]] = []
    first = 0
    for cut in cuts:
        own = _own_validities(cut)
        of_provision: dict[int, list[tuple[int, int, int, int, int]]] = defaultdict(list)
        for row, chunk in enumerate(cut.chunks, first) if own else ():
            provision, key = int(provision_of[row]), chunk.id
            for place, part in enumerate(chunk.parts):
                validity = own.get(part.path, cut.document.validity)
                days = _ordinal(validity.effective_from, 0), _last(validity)
                of_provision[provision].append((provision, key, place, *days))
        first += len(cut.chunks)
        for parts in of_provision.values():
            if len({part[3:] for part in parts}) > 1:
                rows += parts
    return PartDays.of(rows, renewals([cut.as_read or cut.reading for cut in cuts]))


def _title(cut: Cut, chunk: Chunk) -> str:
    return f"{cut.document.title} {cut.document.number} {chunk.heading}"


def _own_validities(cut: Cut) -> dict[tuple[str, ...], Validity]:
    """Of the sections that have days of their own; of two at one path the one that stays longer."""
    found: dict[tuple[str, ...], Validity] = {}
    for section in cut.sections:
        known = found.get(section.path)
        if section.validity and (known is None or _last(known) < _last(section.validity)):
            found[section.path] = section.validity
    return found


def _ordinal(day: date | None, missing: int) -> int:
    return day.toordinal() if day else missing


def _last(validity: Validity) -> int:
    if validity.effective_to is None and validity.status in (Status.ENDED, Status.SUSPENDED):
        return 0
    return _ordinal(validity.effective_to, FAR)


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
