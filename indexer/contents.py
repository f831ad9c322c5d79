"""What a generation holds, written into its folder: texts, words, titles, vectors, days."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
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
from retrieval import counts, titles, vectors, words, words_writer
from retrieval.generation import FAR
from retrieval.manifest import FORMAT, MANIFEST, checksums, stamps
from retrieval.part_days import PartDays
from retrieval.tables import Tables


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


def fill(
    folder: Path,
    cuts: Sequence[Cut],
    files: Sequence[FileRecord],
    model: str,
    embedded: NDArray[np.float32] | None,
) -> None:
    """Write all but the forms' own files, and the manifest of all."""
    tables = _write_text(folder, cuts, files)
    tables.save(folder)
    part_days(cuts, tables.provision_of).save(folder)
    counts.build(_sentences(cuts), folder / "accents")
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
