"""What publishing a draft would change, held against the index that serves.

The words and days of provisions, the reviewed answers and the replies of cases that rest on them,
and the golden questions whose answer moves. It is kept in the draft's rows, under the mark of the
list it was made for.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from corpus.chunk import Chunk
from corpus.cite import cite
from corpus.document import Document
from corpus.store import TextStore
from corpus.text import fold
from desk import library_rows
from desk.case import CaseState
from desk.desk import Desk
from desk.faq import FaqState
from desk.faq_index import reason
from desk.library import Library, silent
from desk.library_golden import Answered, ask_both
from desk.library_progress import Tell
from indexer.files import absolute
from indexer.shared import identity
from retrieval.generation import FAR
from retrieval.manifest import IndexUnavailable, current
from retrieval.part_days import PartDays
from retrieval.reviewed import Basis
from retrieval.still_true import Law
from retrieval.tables import Tables

MOST_SHOWN = 300  # provisions whose words are kept; all are counted
MOST_CASES = 2000  # answered cases, the newest, whose replies are looked at
_WORDS = 6000  # characters of a provision on each side
_NUMBER = re.compile(r"\d+")
Days = tuple[int, int]
Order = tuple[tuple[int, str], ...]
Ids = NDArray[np.int64]


class Provision(BaseModel):
    """``what``: "added", "removed" or "changed"; the words on both sides."""

    citation: str
    title: str
    what: str
    before: str = ""
    after: str = ""


class Validity(BaseModel):
    """The days on which a provision begins and ends, before and after; empty where not known."""

    citation: str
    before: tuple[str, str]
    after: tuple[str, str]


class Resting(BaseModel):
    """A reviewed answer or a case that rests on what changes; ``why`` in the texts' words."""

    label: str
    address: str
    why: str


class Twice(BaseModel):
    """A document of the draft whose number another one has, which serves beside it."""

    number: str
    title: str
    other: str


class Unread(BaseModel):
    path: str
    reason: str
    cure: str


class Changes(BaseModel):
    """``mark`` is of the draft's list, ``serving`` names what serves and it was held against, the
    same on every machine.
    """

    mark: str
    base: int
    serving: str
    made: str
    chunks_added: int = 0
    chunks_removed: int = 0
    provisions: list[Provision] = []
    counts: dict[str, int] = {}
    validities: list[Validity] = []
    faqs: list[Resting] = []
    cases: list[Resting] = []
    golden: list[Answered] = []
    golden_asked: int = 0
    unread: list[Unread] = []
    twice: list[Twice] = []

    @property
    def nothing(self) -> bool:
        return not (self.chunks_added or self.chunks_removed or self.validities)


class Held:
    """One side: the texts, chunks and days of a generation; empty without one."""

    def __init__(self, folder: Path | None) -> None:
        self.law = Law(TextStore(folder / "text.db")) if folder else None
        self.tables = Tables.load(folder) if folder else None
        self.parts = PartDays.load(folder).by_part if folder else {}
        none = np.zeros(0, np.int64)
        self.ids: Ids = self.tables.chunk_ids if self.tables else none

    @classmethod
    def serving(cls, index: Path) -> "Held":
        try:
            return cls(current(index))
        except IndexUnavailable:
            return cls(None)

    def chunks(self, ids: Ids) -> Iterator[Chunk]:
        for one in ids.tolist():
            chunk = self.law.store.chunk(one) if self.law else None
            if chunk is not None:
                yield chunk

    def words(self, chunk: Chunk) -> str:
        """All that the chunk's provision says."""
        assert self.law is not None, "it gave the chunk"  # noqa: S101
        found = self.law.store.provision(chunk.id)
        lines = [
            line
            for section in (found.sections if found else ())
            for line in (section.heading, section.text)
            if line
        ]
        return "\n".join(lines)[:_WORDS]

    def days(self, chunks: Ids, rows: NDArray[np.int64]) -> dict[int, Days]:
        """Of the provisions of these chunks (ids, and their rows)."""
        if self.tables is None:
            return {}
        of = self.tables.provision_of[rows]
        starts, ends = self.tables.starts[of].tolist(), self.tables.ends[of].tolist()
        return dict(zip(chunks.tolist(), zip(starts, ends, strict=True), strict=True))


def look(library: Library, name: str, tell: Tell = silent) -> Changes:
    """Read the draft, hold it against what serves, and keep what was found.

    Raises:
        LibraryRefused, and what ``tell`` raises.
    """
    draft = library.draft(name)
    report = library.read_draft(name, tell)
    place = str(absolute(library.files.draft(name) / "files"))
    serving = identity(library.index)
    before, after = Held.serving(library.index), Held(current(library.index_of(name)))
    tell(0, 0, "compare")
    found = Changes(
        mark=draft.mark,
        base=draft.base,
        serving=serving,
        made=library.desk.now().isoformat(timespec="seconds"),
        unread=[
            Unread(path=one.path.split(place)[-1].lstrip("/"), reason=one.reason, cure=one.cure)
            for one in report.unread
            if place in one.path
        ],
    )
    found.twice = _twice(after, place)
    _texts(found, before, after)
    _validities(found, before, after)
    if not found.nothing and before.law and after.law:
        _resting(found, library.desk, before.law, after.law, tell)
    if not found.nothing:
        answered = ask_both(library.golden, library.service, library.asked(name), tell)
        found.golden_asked = len(answered)
        moved = [one for one in answered if one.moved]
        found.golden = sorted(moved, key=lambda one: (not one.worse, not one.better))
    keep(library, name, found)
    return found


def _twice(after: Held, place: str) -> list[Twice]:
    """Two texts with one number by one issuer are most often one text under two ids."""
    store = after.law.store if after.law else None
    if store is None:
        return []
    own = {record.document for record in store.files() if record.path.startswith(f"{place}/")}
    by_number: dict[str, dict[str, Document]] = defaultdict(dict)
    for one in store.documents():
        if one.number:
            by_number[f"{fold(one.number)} {one.territory}"][one.id] = one
    return [
        Twice(number=mine.number, title=mine.title, other=other.title)
        for same in by_number.values()
        for mine in same.values()
        for other in same.values()
        if mine.id in own and other.id != mine.id and (other.id not in own or mine.id < other.id)
    ]


def keep(library: Library, name: str, found: Changes) -> None:
    with library.desk.begin() as work:
        facts = {"mark": found.mark, "serving": found.serving, "made": found.made}
        library_rows.keep_changes(work, name, facts | {"found": found.model_dump(mode="json")})


def kept(library: Library, name: str) -> Changes | None:
    """What was found last for a draft."""
    with library.desk.database.reading() as connection:
        told = library_rows.changes(connection, name)
    return None if told is None else Changes.model_validate(told)


def _texts(found: Changes, before: Held, after: Held) -> None:
    gone, new = np.setdiff1d(before.ids, after.ids), np.setdiff1d(after.ids, before.ids)
    found.chunks_removed, found.chunks_added = len(gone), len(new)
    sides: dict[tuple[Any, ...], list[Chunk | None]] = defaultdict(lambda: [None, None])
    for at, (side, ids) in enumerate(((before, gone), (after, new))):
        for chunk in side.chunks(ids):
            sides[chunk.document.id, chunk.provision][at] = chunk
    counts = dict.fromkeys(("added", "removed", "changed"), 0)
    for old, now in sorted(sides.values(), key=_in_order):
        what = "changed" if old and now else "added" if now else "removed"
        counts[what] += 1
        either = now or old
        if len(found.provisions) < MOST_SHOWN and either is not None:
            found.provisions.append(
                Provision(
                    citation=str(cite(either.document, either.provision)),
                    title=either.document.title,
                    what=what,
                    before=before.words(old) if old else "",
                    after=after.words(now) if now else "",
                )
            )
    found.counts = counts


def _in_order(both: list[Chunk | None]) -> tuple[str, Order]:
    """Document by document, and each as it is numbered."""
    either = both[1] or both[0]
    assert either is not None, "one of the two is there"  # noqa: S101
    return either.document.id, _order(either.provision)


def _order(path: Iterable[str]) -> Order:
    return tuple((int(found[0]) if (found := _NUMBER.search(one)) else 0, one) for one in path)


def _validities(found: Changes, before: Held, after: Held) -> None:
    common, rows, other_rows = np.intersect1d(before.ids, after.ids, return_indices=True)
    old, new = before.days(common, rows), after.days(common, other_rows)
    in_parts = {chunk for chunk, _ in before.parts} | {chunk for chunk, _ in after.parts}
    moved: dict[tuple[int, int | None], tuple[Days, Days]] = {
        (one, None): (old[one], new[one])
        for one in common.tolist()
        if old[one] != new[one] and one not in in_parts
    }
    for one, part in sorted(before.parts.keys() | after.parts.keys()):
        if one in old:
            here = one, part
            days = before.parts.get(here, old[one]), after.parts.get(here, new[one])
            if days[0] != days[1]:
                moved[here] = days
    said: dict[tuple[str, Order], Validity] = {}
    for (one, place), (earlier, later) in moved.items():
        for chunk in after.chunks(np.array([one])):
            path = chunk.provision if place is None else chunk.parts[place].path
            citation = str(cite(chunk.document, path))
            said[chunk.document.id, _order(path)] = Validity(
                citation=citation, before=_said(earlier), after=_said(later)
            )
    found.validities = [said[place] for place in sorted(said)]


def _said(days: Days) -> tuple[str, str]:
    start, end = days
    first = date.fromordinal(start).isoformat() if start else ""
    return first, "-" if end == 0 else date.fromordinal(end).isoformat() if end < FAR else ""


def _resting(found: Changes, desk: Desk, before: Law, after: Law, tell: Tell) -> None:
    looked: dict[Basis, str] = {}

    def why(basis: Iterable[Basis]) -> str:
        for one in basis:
            if one not in looked:
                known = {change.key for change in before.changes(one)}
                new = [change for change in after.changes(one) if change.key not in known]
                looked[one] = reason(new)
        return "\n".join(filter(None, (looked[one] for one in basis)))

    faqs = desk.faqs(FaqState.PUBLISHED)
    cases = [
        case
        for state in (CaseState.ANSWERED, CaseState.CLOSED)
        for case in desk.cases(state, MOST_CASES)
        if case.ground.basis
    ]
    for at, faq in enumerate(faqs):
        tell(at, len(faqs) + len(cases), "rest")
        if said := why(faq.draft.basis):
            address = f"/desk/faqs/{faq.id}"
            found.faqs.append(Resting(label=faq.label, address=address, why=said))
    for at, case in enumerate(cases, len(faqs)):
        tell(at, len(faqs) + len(cases), "rest")
        if said := why(case.ground.basis):
            address = f"/desk/cases/{case.id}"
            found.cases.append(Resting(label=case.label, address=address, why=said))
