"""Whether the provisions of a reviewed answer still say what they said when it was approved.

A provision may be worded anew by another edition or a mended file, it may end, another text may
amend or repeal it, and its document may leave the corpus. What is due on a later day is found
beforehand and counts from that day on. What the reviewer knew of does not count again, but an
end always counts.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

from corpus.chunk import Chunk
from corpus.chunking import provision_path
from corpus.cite import cite
from corpus.document import Document, Section
from corpus.relation import Relation, Verb
from corpus.relations import own_target, place_of
from corpus.store import TextStore
from corpus.timeline import Event, timeline
from corpus.validity import Status, Validity
from retrieval.reviewed import Basis

GONE, REWORDED, ENDED, SUSPENDED = "gone", "reworded", "ended", "suspended"
_SHOWN = 4000  # characters of new words
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """``day`` is the first on which it counts, None where it counts already.

    ``what`` is "gone", "reworded", "ended", "suspended" or a ``Verb``; ``by`` says who states it.
    """

    day: date | None
    what: str
    citation: str
    by: str
    before: str
    after: str

    @property
    def key(self) -> str:
        day = self.day.isoformat() if self.day else ""
        said = f"{self.what}\x1f{self.citation}\x1f{self.by}\x1f{day}\x1f{self.after}"
        return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()

    def due(self, day: date) -> bool:
        return self.day is None or self.day <= day


@dataclass(frozen=True, slots=True)
class Place:
    """Where the quoted words of a basis stand now."""

    chunk: Chunk
    start: int
    end: int
    since: date | None


class Law:
    """The texts of one generation, to hold what was approved against. Threads may share it."""

    def __init__(self, store: TextStore) -> None:
        self.store = store
        self._sections = lru_cache(maxsize=64)(store.sections_of)

    @cached_property
    def _held(self) -> list[tuple[Document, tuple[Relation, ...]]]:
        held = self.store.relations()
        return [(by, relations) for by, relations in held if not (by.draft or by.sample)]

    def basis(self, chunk: Chunk, start: int, end: int, day: date) -> Basis:
        """The words ``start:end`` of a chunk as an answer's basis, approved on ``day``."""
        holding = [part.path for part in chunk.parts if part.start <= start and end <= part.end]
        path = holding[0] if len(holding) == 1 else chunk.path
        document = chunk.document
        row = self._row(document)
        words = unit_words(self._sections(row), path) if row is not None else chunk.text
        citation = str(cite(document, path))
        bare = Basis(document.id, document.edition, path, citation, chunk.text[start:end], words)
        settled = [c.key for c in self.changes(bare) if c.due(day) and c.what not in _ENDS]
        return replace(bare, settled=tuple(settled))

    def changes(self, basis: Basis) -> list[Change]:
        """What has changed or will, by day, without what the reviewer knew."""
        found = sorted(self._changes(basis), key=lambda change: change.day or date.min)
        return [change for change in dict.fromkeys(found) if change.key not in basis.settled]

    def place(self, basis: Basis) -> Place | None:
        """Where the quoted words stand; None where they do no longer."""
        row = self._standing(basis)
        if row is None:
            return None
        found = self._found(row, basis)
        if found is None:
            return None
        days = [v.effective_from for v in self._validities(row, basis.path) if v.effective_from]
        return Place(*found, max(days, default=None))

    def renewed(self, basis: Basis, day: date) -> Basis | None:
        """The same words as they stand on ``day``, all that has changed by then being known.

        None where the unit no longer has them.
        """
        rows = self.store.rows_of_id(basis.document)
        documents = [(self.store.document_in(row), row) for row in rows]
        begun = [
            (begins, row)
            for document, row in documents
            if (begins := document.validity.effective_from or date.min) <= day
        ]
        for _, row in sorted(begun, reverse=True):
            found = self._found(row, basis)
            if found is not None:
                return self.basis(*found, day)
        return None

    def _found(self, row: int, basis: Basis) -> tuple[Chunk, int, int] | None:
        for provision in self.store.rows_of_path(row, basis.path):
            for chunk_row in self.store.rows_of_provision(provision):
                chunk = self.store.chunk_at(chunk_row)
                start = chunk.text.find(basis.text)
                if start >= 0:
                    return chunk, start, start + len(basis.text)
        return None

    def _row(self, document: Document) -> int | None:
        rows = self.store.rows_of_id(document.id)
        return next(
            (r for r in rows if self.store.document_in(r).edition == document.edition), None
        )

    def _standing(self, basis: Basis) -> int | None:
        """The edition that was cited, or one that has its words; None where there is none."""
        rows = self.store.rows_of_id(basis.document)
        same = [r for r in rows if unit_words(self._sections(r), basis.path) == basis.words]
        cited = [r for r in rows if self.store.document_in(r).edition == basis.edition]
        return next(iter([r for r in cited if r in same] or ([] if cited else same)), None)

    def _changes(self, basis: Basis) -> Iterator[Change]:
        rows = self.store.rows_of_id(basis.document)
        row = self._standing(basis)
        if row is None or self.place(basis) is None:
            yield self._lost(basis, rows)
            return
        yield from self._editions(basis, row, rows)
        yield from self._ends(basis, row)
        yield from self._said_by_others(basis, self.store.document_in(row))

    def _lost(self, basis: Basis, rows: Sequence[int]) -> Change:
        """The words are there no more: others stand in their place, or nothing."""
        editions = sorted(rows, key=lambda r: self.store.document_in(r).edition != basis.edition)
        for row in editions:
            if now := unit_words(self._sections(row), basis.path):
                by = str(cite(self.store.document_in(row), basis.path))
                return Change(None, REWORDED, basis.citation, by, basis.words, now[:_SHOWN])
        return Change(None, GONE, basis.citation, "", basis.words, "")

    def _editions(self, basis: Basis, own: int, rows: Sequence[int]) -> Iterator[Change]:
        """Editions that begin after the one cited and say something else."""
        begins = self.store.document_in(own).validity.effective_from or date.min
        for row in rows:
            document = self.store.document_in(row)
            day = document.validity.effective_from
            if row == own or document.draft or day is None or day <= begins:
                continue
            now = unit_words(self._sections(row), basis.path)
            if now != basis.words:
                by = str(cite(document, basis.path))
                yield Change(day, REWORDED, basis.citation, by, basis.words, now[:_SHOWN])

    def _ends(self, basis: Basis, row: int) -> Iterator[Change]:
        validities = self._validities(row, basis.path)
        days = [v.effective_to for v in validities if v.effective_to]
        if days:
            yield Change(min(days), ENDED, basis.citation, "", basis.words, "")
        for status, what in ((Status.ENDED, ENDED), (Status.SUSPENDED, SUSPENDED)):
            if not days and any(v.status is status for v in validities):
                yield Change(None, what, basis.citation, "", basis.words, "")

    def _validities(self, row: int, path: Path) -> list[Validity]:
        whole = self.store.document_in(row).validity
        inside = [s.validity or whole for s in self._sections(row) if s.path[: len(path)] == path]
        return inside or [whole]

    def _said_by_others(self, basis: Basis, document: Document) -> Iterator[Change]:
        target = place_of(basis.path, own_target(document))
        for event in timeline(target, self._held).events:
            if event.by.id != document.id and not event.exempt and event.verb is not Verb.STARTS:
                yield self._stated(basis, event)

    def _stated(self, basis: Basis, event: Event) -> Change:
        path = event.relation.path
        row = self._row(event.by)
        new = unit_words(self._sections(row), path) if row is not None else ""
        after = new if event.relation.sentence in new else f"{event.relation.sentence}\n{new}"
        by = str(cite(event.by, path))
        return Change(
            event.day, event.verb.value, basis.citation, by, basis.words, after.strip()[:_SHOWN]
        )


_ENDS = (ENDED, SUSPENDED)


def unit_words(sections: Sequence[Section], path: Path) -> str:
    """All that a unit says, with what stands above it in its provision; empty where it is not."""
    inside = [section for section in sections if section.path[: len(path)] == path]
    if not inside:
        return ""
    provision = len(provision_path(path))
    above = [
        section
        for section in sections
        if provision <= len(section.path) < len(path) and section.path == path[: len(section.path)]
    ]
    return "\n".join(
        part for section in (*above, *inside) for part in (section.heading, section.text) if part
    )


def telling(changes: Sequence[Change]) -> list[Change]:
    """Without a bare end beside a text that states it."""
    stated = {(change.citation, change.day) for change in changes if change.by}
    return [c for c in changes if c.what != ENDED or (c.citation, c.day) not in stated]


def first_day(changes: Sequence[Change]) -> date | None:
    """The first day on which what was approved no longer holds; None where no end is in sight."""
    days = [change.day or date.min for change in changes]
    return min(days, default=None)
