"""The procedures of a generation as cards: where in its chunks each line stands.

Worked out for a document when it is first asked for, and remembered: what is in the store
never changes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.chunk import Chunk
from corpus.document import Document, Kind, Section
from corpus.procedure import Procedure
from corpus.procedure_labels import codes, national
from corpus.store import TextStore
from corpus.text import slug
from retrieval.answer import LineKind
from retrieval.described import described
from retrieval.told import Described, Place, grouped

_REMEMBERED = 256  # documents


@dataclass(frozen=True, slots=True)
class Spot:
    """``start:end`` of the text of the chunk in row ``row``, and the path of what stands there."""

    row: int
    start: int
    end: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One procedure of a document. ``rows`` are the chunks that are about it, ``scope`` those
    that say to what it applies, ``untold`` the statements that something has no source."""

    name: str
    code: str
    document: Document
    lines: Mapping[LineKind, tuple[Spot, ...]]
    rows: frozenset[int]
    scope: frozenset[int]
    untold: tuple[Spot, ...]

    def kinds_in(self, row: int) -> tuple[LineKind, ...]:
        """The lines that stand, in part or whole, in a chunk."""
        return tuple(
            kind for kind, spots in self.lines.items() if any(spot.row == row for spot in spots)
        )


class Cards:
    """The cards of a store's documents. Safe to share between threads."""

    def __init__(self, store: TextStore) -> None:
        self._store = store
        self.of_document = lru_cache(maxsize=_REMEMBERED)(self._of_document)
        self._guides = lru_cache(maxsize=1)(self._numbered_guides)

    def holding(self, chunk: Chunk) -> tuple[int, tuple[Sheet, ...]]:
        """The row of a chunk, and the procedures of its document that it may be about."""
        place = self._store.place_of(chunk.id)
        if place is None or chunk.document.kind in (Kind.FORM, Kind.FAQ):
            return -1, ()
        row, document = place
        sheets = self.of_document(document)
        about = tuple(sheet for sheet in sheets if row in sheet.rows)
        if not about and len(sheets) == 1 and not chunk.document.kind.is_legal:
            about = sheets
        return row, about

    def called(self, chunk_id: int) -> frozenset[str]:
        """What the document of a chunk calls its procedures: their names and national codes."""
        place = self._store.place_of(chunk_id)
        sheets = self.of_document(place[1]) if place else ()
        return frozenset(words for sheet in sheets for words in (sheet.name, sheet.code) if words)

    def named_in(self, text: str) -> tuple[Sheet, ...]:
        """The procedures of the guides whose number, or whose national code, ``text`` gives."""
        rows = {row for number, row in self._guides() if _names(text, number)}
        for code in codes(text):
            rows |= set(self._store.rows_of_id(slug(f"tthc {national(code)}")))
        return tuple(sheet for row in sorted(rows) for sheet in self.of_document(row))

    def _numbered_guides(self) -> list[tuple[str, int]]:
        return [
            (document.number, row)
            for row, document in self._store.document_rows()
            if document.kind in (Kind.GUIDE, Kind.SOP) and len(document.number) > 4
        ]

    def _of_document(self, row: int) -> tuple[Sheet, ...]:
        document = self._store.document_in(row)
        if document.kind in (Kind.FORM, Kind.FAQ):
            return ()
        procedures = self._store.procedures(row)
        if document.kind.is_legal and not procedures:
            return ()
        sections = self._store.sections_of(row)
        chunks = {r: self._store.chunk_at(r) for r in self._store.chunk_rows_of(row)}
        return sheets(document, sections, procedures, chunks)


def sheets(
    document: Document,
    sections: Sequence[Section],
    procedures: Sequence[Procedure],
    chunks: Mapping[int, Chunk],
) -> tuple[Sheet, ...]:
    """The procedures that a document describes; ``chunks`` are its own, by row."""
    found = described(document, sections, procedures)
    pieces = _pieces(sections, chunks) if found else {}
    return tuple(_sheet(document, one, pieces) for one in found)


def _names(text: str, number: str) -> bool:
    """Whether ``number`` stands in ``text``, and not as a part of a longer one."""
    at = text.find(number)
    return at >= 0 and not text[at + len(number) : at + len(number) + 1].isalnum()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A chunk's part: ``start`` is where it begins in the section's text, ``at`` in the chunk's."""

    row: int
    start: int
    at: int
    length: int


_Pieces = Mapping[tuple[str, ...], Sequence[_Piece]]


def _pieces(sections: Sequence[Section], chunks: Mapping[int, Chunk]) -> _Pieces:
    texts = {section.path: section.text for section in sections}
    found: dict[tuple[str, ...], list[_Piece]] = {}
    for row, chunk in chunks.items():
        for part in chunk.parts:
            text = chunk.text[part.start : part.end]
            known = found.setdefault(part.path, [])
            after = known[-1].start + known[-1].length if known else 0
            start = texts.get(part.path, "").find(text, after)
            if start >= 0:
                known.append(_Piece(row, start, part.start, len(text)))
    return found


def _sheet(document: Document, one: Described, pieces: _Pieces) -> Sheet:
    lines = {
        kind: tuple(spot for place in places for spot in _spots(place, pieces))
        for kind, places in grouped(one).items()
    }
    return Sheet(
        one.name,
        one.code,
        document,
        {kind: spots for kind, spots in lines.items() if spots},
        frozenset(spot.row for place in one.within for spot in _spots(place, pieces)),
        frozenset(spot.row for place in one.scope for spot in _spots(place, pieces)),
        tuple(spot for place in one.untold for spot in _spots(place, pieces)),
    )


def _spots(place: Place, pieces: _Pieces) -> Iterator[Spot]:
    """Where the words of a section stand in chunks; what two chunks cut is in both, in turn."""
    for piece in pieces.get(place.path, ()):
        start = max(place.start, piece.start)
        end = min(place.end, piece.start + piece.length)
        if start < end:
            shift = piece.at - piece.start
            yield Spot(piece.row, start + shift, end + shift, place.path)
