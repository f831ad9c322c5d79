"""Writing generations: a folder of its own, complete before it is published."""

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import chunking
from corpus.chunk import Chunk
from corpus.document import Document, Section
from corpus.store import FileRecord, TextWriter
from corpus.validity import Status, Validity
from retrieval import accents, vectors, words
from retrieval.accents import OFFICERS_PHRASES
from retrieval.generation import (
    CURRENT,
    FAR,
    FORMAT,
    MANIFEST,
    IndexUnavailable,
    Tables,
    checksums,
    publish,
)

KEPT = 3  # generations left on disk, the serving one included
_NAME = re.compile(r"g(\d{6})$")


class IndexBusy(Exception):
    """Another program is writing the index."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A document with its sections and the chunks cut from them."""

    document: Document
    sections: tuple[Section, ...]
    chunks: tuple[Chunk, ...]


@contextmanager
def writing(index: Path) -> Iterator[None]:
    """Hold the index for writing; a killed writer's hold ends with it.

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
) -> Path:
    """Write a generation and make it the one that serves. Returns its folder.

    ``embedded`` holds the vectors (chunks, dimension) in the order of the cuts'
    chunks, or is None for an index of words alone.
    """
    for left_over in index.glob(".new-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    folder = index / f".new-{os.getpid()}"
    folder.mkdir(parents=True)
    tables = _write_text(folder, cuts, files)
    tables.save(folder)
    accents.build(_sentences(cuts), folder / "accents")
    if embedded is not None:
        vectors.build(tables.chunk_ids, embedded, folder)
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
        "files": checksums(folder),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))
    _flush(folder)
    ready = index / f"g{_next_number(index):06d}"
    folder.rename(ready)
    publish(ready)
    _flush_folder(index)
    _prune(index, ready)
    return ready


def _sentences(cuts: Sequence[Cut]) -> Iterator[str]:
    """All that the corpus says, headings too, and what officers say: for restoring accents."""
    yield OFFICERS_PHRASES.read_text(encoding="utf-8")
    for cut in cuts:
        yield cut.document.title
        for section in cut.sections:
            yield section.heading
            yield section.text


def corpus_digest(files: Sequence[FileRecord]) -> str:
    """One digest of all that was read: equal digests need no new generation."""
    digest = hashlib.blake2b(digest_size=16)
    for file in sorted(files, key=lambda file: file.path):
        digest.update(f"{file.path}\0{file.digest}\0{file.reason}\n".encode())
    return digest.hexdigest()


def rollback(index: Path) -> Path:
    """Serve the generation before the current one. Returns its folder.

    Raises:
        IndexUnavailable: there is none.
    """
    try:
        name = (index / CURRENT).read_text().strip()
    except FileNotFoundError:
        name = ""
    older = [folder for folder in generations(index) if folder.name < name]
    if not older:
        raise IndexUnavailable("there is no older generation to go back to")
    publish(older[-1])
    return older[-1]


def _write_text(folder: Path, cuts: Sequence[Cut], files: Sequence[FileRecord]) -> Tables:
    """The store and the word index; returns the tables that tie rows together."""
    provision_of: list[int] = []
    rows: dict[int, tuple[Cut, Chunk, list[str]]] = {}
    with TextWriter(folder / "text.db") as store:
        for cut in cuts:
            of_chunks = store.add(cut.document, cut.sections, cut.chunks)
            provision_of += of_chunks
            for row, chunk in zip(of_chunks, cut.chunks, strict=True):
                rows.setdefault(row, (cut, chunk, []))[2].append(chunk.text)
        for file in files:
            store.add_file(file)
    words.build(
        (
            (f"{cut.document.title} {cut.document.number} {chunk.heading}", "\n".join(texts))
            for cut, chunk, texts in rows.values()
        ),
        folder / "words",
    )
    validities = [_validity(cut, chunk) for cut, chunk, _ in rows.values()]
    territories = sorted({cut.document.territory for cut in cuts})
    return Tables(
        {
            "chunk_ids": np.array([chunk.id for cut in cuts for chunk in cut.chunks], np.int64),
            "provision_of": np.array(provision_of, np.int32),
            "starts": np.array([_ordinal(v.effective_from, 0) for v in validities], np.int32),
            "ends": np.array([_last(v) for v in validities], np.int32),
            "territory_of": np.array(
                [territories.index(cut.document.territory) for cut, _, _ in rows.values()], np.int32
            ),
        },
        territories,
    )


def _validity(cut: Cut, chunk: Chunk) -> Validity:
    own = next((s.validity for s in cut.sections if s.path == chunk.provision and s.validity), None)
    return own or cut.document.validity


def _ordinal(day: date | None, missing: int) -> int:
    return day.toordinal() if day else missing


def _last(validity: Validity) -> int:
    if validity.effective_to is None and validity.status in (Status.ENDED, Status.SUSPENDED):
        return 0
    return _ordinal(validity.effective_to, FAR)


def _next_number(index: Path) -> int:
    numbers = [int(match[1]) for g in generations(index) if (match := _NAME.match(g.name))]
    return max(numbers, default=0) + 1


def _prune(index: Path, serving: Path) -> None:
    for old in [g for g in generations(index) if g != serving][: -(KEPT - 1)]:
        shutil.rmtree(old, ignore_errors=True)


def _flush(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as stream:
                os.fsync(stream.fileno())
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
