"""What a text tells of a procedure, line by line of the card: spans of its sections.

A guide tells it under headings (``card_headings``), a page in the national layout in fields
(``corpus.procedures``).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.document import BANNER, Document, Kind, Section
from corpus.papers import papers
from corpus.procedure import Item, Procedure, ProcedureLine
from corpus.procedure_labels import letters
from corpus.text import SENTENCE_END
from corpus.ways import Way, outside, ways
from retrieval.answer import LineKind
from retrieval.card_headings import Beside, Told, told_under

Path = tuple[str, ...]
Texts = Mapping[Path, str]

EXPECTED = (
    LineKind.COMPETENT,
    LineKind.WHERE,
    LineKind.STEPS,
    LineKind.DOSSIER,
    LineKind.DEADLINE,
    LineKind.FEE,
    LineKind.FORM,
)
_GUIDES = (Kind.GUIDE, Kind.SOP)
_ENOUGH = 3  # lines that make a card of a text which is not said to be a guide
_FIELDS = {
    Item.STEPS: LineKind.STEPS,
    Item.COPIES: LineKind.DOSSIER,
    Item.TIME_LIMIT: LineKind.DEADLINE,
    Item.FEE: LineKind.FEE,
    Item.CHARGE: LineKind.FEE,
    Item.FORMS: LineKind.FORM,
    Item.RECEIVED_AT: LineKind.WHERE,
    Item.AUTHORITY: LineKind.COMPETENT,
    Item.AGENCY: LineKind.COMPETENT,
}
# What stands where nothing is told; "Không" is an answer under "Lệ phí", not under "Cơ quan".
_EMPTY = re.compile(
    r"\W*(?:(?:hien )?(?:khong|chua) (?:co )?(?:thong tin|du lieu)|chua co|dang cap nhat"
    r"|\(?dang tai file\)?|n/a|null|tai ve|xem chi tiet)?\W*"
)
_NOBODY = re.compile(r"\W*khong(?: co| quy dinh)?\W*")
UNTOLD = re.compile(
    r"(?:\bkho\b|\btai lieu\b|\bnguon\b).{0,40}\bchua (?:co|ghi|neu) (?:du )?(?:nguon|can cu|thong tin)"
    r"|\bchua (?:co|tim duoc) (?:nguon|can cu)\b"
)
_PAPERWORK = re.compile(r"\b(?:thoi han|phi|ho so|mau don|trinh tu)\b")
_DURATION = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:\([^()]{1,30}\)\s*)?(?:ngay|gio|thang|phut|tuan)\b"
    r"|\b(?:ngay trong ngay|trong ngay|ngay sau khi|thoi han giai quyet)\b"
)
_RECEIVING = re.compile(r"\bthoi gian (?:tiep nhan|nop|nhan)\b|\bgio hanh chinh\b")
_MONEY = re.compile(r"\b(?:le phi|muc phi|muc thu|phi tham dinh|vnd)\b|\bphi\b.{0,20}[:\d]|\d ?dong\b")
_SENTENCES = re.compile(r"(?<=[^\d\s][.;])\s+(?=\S)|\n+|\s+(?=[-+*] )")


@dataclass(frozen=True, slots=True)
class Place:
    """``start:end`` of the text of the section at ``path``."""

    path: Path
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Described:
    """One procedure. ``lines`` are in reading order; ``within`` are the places that are about it
    and no other, ``scope`` those that say to what it applies, ``untold`` those that say of what
    the authors found no source."""

    name: str
    code: str
    lines: tuple[tuple[LineKind, Place], ...]
    within: tuple[Place, ...] = ()
    scope: tuple[Place, ...] = ()
    untold: tuple[Place, ...] = ()

    @property
    def kinds(self) -> frozenset[LineKind]:
        return frozenset(kind for kind, _ in self.lines)


def described(
    document: Document, sections: Sequence[Section], procedures: Sequence[Procedure]
) -> tuple[Described, ...]:
    """The procedures that a document describes; none of laws, forms, and questions with answers."""
    if document.kind in (Kind.FORM, Kind.FAQ):
        return ()
    texts = {section.path: section.text for section in sections}
    guides = [] if document.kind.is_legal else list(_guides(document, sections))
    pages = [(one, page(one, texts)) for one in procedures]
    if any(one.of(Item.MANNER) for one in procedures) or not guides:
        (guide,) = guides if len(guides) == 1 == len(pages) else (None,)
        found = [_with_more(told, guide) for _, told in pages]
        return tuple(one for one in found if one.kinds)
    alone = pages[0][1] if len(pages) == 1 == len(guides) else None
    whole = [_with_more(one, alone) for one in guides]
    return tuple(one for one in whole if _is_card(document, one, texts))


def _with_more(one: Described, other: Described | None) -> Described:
    """``one``, with what only the ``other`` reading of the same text tells."""
    if other is None:
        return one
    more = tuple((kind, place) for kind, place in other.lines if kind not in one.kinds)
    within = (*one.within, *other.within)
    return Described(one.name, one.code or other.code, (*one.lines, *more), within, other.scope or one.scope, other.untold or one.untold)


def _is_card(document: Document, one: Described, texts: Texts) -> bool:
    """Whether so little makes a card: work with a dossier, or one that misses what it needs."""
    told = one.kinds & set(EXPECTED)
    if document.kind not in _GUIDES:
        return len(told) >= _ENOUGH
    if told - {LineKind.COMPETENT}:
        return True
    absent = letters(" ".join(_said(texts, place) for place in one.untold))
    return bool(told) and bool(_PAPERWORK.search(absent))


def _said(texts: Texts, place: Place) -> str:
    return texts[place.path][place.start : place.end]


# Guides


def _guides(document: Document, sections: Sequence[Section]) -> Iterator[Described]:
    """One card for each heading under which lines stand, the document's own for the first."""
    placed = [(section, *_told(section.path)) for section in sections]
    parents = dict.fromkeys(
        parent for _, told, parent in placed if isinstance(told, LineKind) and parent is not None
    )
    for parent in parents:
        mine = [(section, told) for section, told, above in placed if above == parent]
        lines = tuple(
            (told, place)
            for section, told in mine
            if isinstance(told, LineKind)
            for place in _told_places(section, told)
        )
        if not lines:
            continue
        yield Described(
            name=parent[-1] if parent else document.title,
            code="",
            lines=lines,
            within=tuple(_whole(s) for s in sections if s.path[: len(parent)] == parent),
            scope=tuple(_whole(s) for s, told in mine if told is Beside.SCOPE),
            untold=tuple(place for s, told in mine for place in _untold_places(s, told)),
        )


def _told(path: Path) -> tuple[Told, Path | None]:
    """What a section tells, and the path of what it tells that about."""
    for depth, name in enumerate(path):
        told = told_under(name)
        if told is not Beside.NONE:
            return told, path[:depth]
    return Beside.NONE, path[:-1] if path else None


def _whole(section: Section) -> Place:
    return Place(section.path, 0, len(section.text))


def _told_places(section: Section, told: LineKind) -> Iterator[Place]:
    """The words of a section, those left out that say that nothing is known, or say nothing."""
    run: Place | None = None
    for start, end in _sentences(section.text, (0, len(section.text)), SENTENCE_END):
        words = section.text[start:end].strip()
        if words != BANNER and not (told in EXPECTED and _says_nothing(words)):
            run = Place(section.path, run.start if run else start, end)
        elif run:
            yield run
            run = None
    if run:
        yield run


def _untold_places(section: Section, told: Told) -> Iterator[Place]:
    """The statements that something has no source, where one would look for it."""
    if told is not Beside.ABSENT and told not in EXPECTED:
        return
    for start, end in _sentences(section.text, (0, len(section.text)), SENTENCE_END):
        if UNTOLD.search(letters(section.text[start:end])):
            yield Place(section.path, start, end)


def _says_nothing(text: str) -> bool:
    plain = letters(text)
    return bool(_EMPTY.fullmatch(plain) or UNTOLD.search(plain))


# Pages in the national layout


def page(procedure: Procedure, texts: Texts) -> Described:
    """The lines of one record."""
    lines = [*_plain(procedure), *_from_ways(procedure, texts), *_from_papers(procedure, texts)]
    kept = [(kind, place) for kind, place in lines if _tells(kind, _said(texts, place))]
    kept = _outer(kept, procedure)
    if not any(kind is LineKind.COMPETENT for kind, _ in kept):
        levels = [(LineKind.COMPETENT, _place(line)) for line in procedure.of(Item.LEVEL)]
        kept += [one for one in levels if _tells(one[0], _said(texts, one[1]))]
    kept = _labelled(kept, procedure, texts)
    ordered = sorted(dict.fromkeys(kept), key=lambda one: list(LineKind).index(one[0]))
    within = tuple(dict.fromkeys(_place(line) for line in procedure.lines))
    code = procedure.codes[0] if procedure.codes else ""
    return Described(procedure.name, code, tuple(ordered), within)


def _place(line: ProcedureLine) -> Place:
    return Place(line.path, line.start, line.end)


def _plain(procedure: Procedure) -> Iterator[tuple[LineKind, Place]]:
    """The fields that are taken as they stand."""
    tables = [run for run in _runs(procedure.of(Item.MANNER))]
    for item, kind in _FIELDS.items():
        lines = procedure.of(item)
        if item in (Item.TIME_LIMIT, Item.FEE, Item.CHARGE):  # the table of ways is read apart
            lines = tuple(line for line in lines if not any(_holds(run, line) for run in tables))
        for run in _runs(lines):
            yield kind, run


def _runs(lines: Sequence[ProcedureLine]) -> Iterator[Place]:
    """Neighbouring lines of one section as one place."""
    run: Place | None = None
    for line in lines:
        if run and line.path == run.path and line.start - run.end in (1, 2):
            run = Place(run.path, run.start, line.end)
            continue
        if run:
            yield run
        run = _place(line)
    if run:
        yield run


def _holds(run: Place, line: ProcedureLine) -> bool:
    return run.path == line.path and run.start <= line.start and line.end <= run.end


def _from_ways(procedure: Procedure, texts: Texts) -> Iterator[tuple[LineKind, Place]]:
    """Where, in what time and for what fee: from the table of ways, or the words in its stead."""
    held = {(line.path, line.start) for line in procedure.lines if line.item is Item.TIME_LIMIT}
    for run in _runs(procedure.of(Item.MANNER)):
        text = _said(texts, run)
        rows = ways(text)

        def at(span: tuple[int, int], run: Place = run) -> Place:
            return Place(run.path, run.start + span[0], run.start + span[1])

        for span in outside(text):
            yield from ((LineKind.WHERE, at(line)) for line in _lines(text, span))
            if not rows:
                yield from (
                    (kind, at(piece))
                    for piece in _sentences(text, span)
                    for kind in _about(text[piece[0] : piece[1]], (run.path, at(piece).start) in held)
                )
        yield from ((LineKind.WHERE, at(span)) for span in _once(text, [r.way for r in rows]))
        notes = _once(text, [row.note for row in rows if row.note])
        yield from ((LineKind.WHERE, at(span)) for span in notes if not _only_time(text, span))
        for kind, place in _cells(text, rows, set(notes)):
            yield kind, at(place)


def _cells(
    text: str, rows: Sequence[Way], notes: set[tuple[int, int]]
) -> Iterator[tuple[LineKind, tuple[int, int]]]:
    """Times and fees; with the way before them where the ways differ."""
    for kind, cells in (
        (LineKind.DEADLINE, [(row, row.time) for row in rows]),
        (LineKind.FEE, [(row, row.fee) for row in rows]),
    ):
        told = {text[cell[0] : cell[1]] for _, cell in cells if cell}
        apart = len(told) > 1
        for row, cell in cells:
            if cell and (apart or text[cell[0] : cell[1]] in told):
                told.discard(text[cell[0] : cell[1]])
                joined = apart and (kind is LineKind.DEADLINE or row.time is not None)
                yield kind, (row.way[0] if joined else cell[0], cell[1])
            if row.note and row.note in notes:
                for piece in _sentences(text, row.note):
                    if kind in _about(text[piece[0] : piece[1]], False):
                        yield kind, piece


def _about(sentence: str, timed: bool) -> Iterator[LineKind]:
    plain = letters(sentence)
    if timed or (_DURATION.search(plain) and not _RECEIVING.search(plain)):
        yield LineKind.DEADLINE
    if _MONEY.search(plain):
        yield LineKind.FEE


def _only_time(text: str, span: tuple[int, int]) -> bool:
    """Whether all that a note says is how long it takes, or that nothing is said."""
    pieces = [letters(text[a:b]) for a, b in _sentences(text, span)]
    return all(
        (_DURATION.search(piece) and not re.search(r"\b(?:nop|tai|gui|qua)\b", piece))
        or _NOBODY.fullmatch(piece)
        for piece in pieces
    )


def _once(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans whose words no span before them has."""
    first: dict[str, tuple[int, int]] = {}
    for span in spans:
        first.setdefault(" ".join(text[span[0] : span[1]].split()), span)
    return list(first.values())


def _sentences(
    text: str, span: tuple[int, int], ends: re.Pattern[str] = _SENTENCES
) -> Iterator[tuple[int, int]]:
    """The sentences of a span."""
    start, end = span
    cuts = [match.span() for match in ends.finditer(text, start, end)]
    for begin, stop in zip(
        [start, *(cut[1] for cut in cuts)], [*(cut[0] for cut in cuts), end], strict=True
    ):
        if text[begin:stop].strip():
            yield begin, stop


def _lines(text: str, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    start, end = span
    while start < end and text[start] in " \n|":
        start += 1
    while end > start and text[end - 1] in " \n|-":
        end -= 1
    if start < end:
        yield start, end


def _from_papers(procedure: Procedure, texts: Texts) -> Iterator[tuple[LineKind, Place]]:
    """The dossier, paper by paper; a paper that names a form tells the form too."""
    named = bool([line for line in procedure.of(Item.FORMS) if _tells(LineKind.FORM, line.text)])
    for run in _runs(procedure.of(Item.DOSSIER)):
        for paper in papers(_said(texts, run)):
            place = Place(run.path, run.start + paper.span[0], run.start + paper.span[1])
            yield LineKind.DOSSIER, place
            if paper.form and not named:
                yield LineKind.FORM, place


def _tells(kind: LineKind, text: str) -> bool:
    plain = letters(text)
    if _EMPTY.fullmatch(plain) or (len(text) < 400 and UNTOLD.search(plain)):
        return False
    return not (
        kind in (LineKind.COMPETENT, LineKind.WHERE, LineKind.STEPS) and _NOBODY.fullmatch(plain)
    )


def _outer(
    lines: Sequence[tuple[LineKind, Place]], procedure: Procedure
) -> list[tuple[LineKind, Place]]:
    """Without times and fees said within the steps or the dossier, where a field tells them."""
    inside = [*_runs(procedure.of(Item.STEPS)), *_runs(procedure.of(Item.DOSSIER))]

    def within(place: Place) -> bool:
        return any(r.path == place.path and r.start <= place.start < r.end for r in inside)

    kinds = (LineKind.DEADLINE, LineKind.FEE, LineKind.COMPETENT, LineKind.WHERE)
    told = {kind for kind, place in lines if kind in kinds and not within(place)}
    return [one for one in lines if one[0] not in told or not within(one[1])]


def _labelled(
    lines: Sequence[tuple[LineKind, Place]], procedure: Procedure, texts: Texts
) -> list[tuple[LineKind, Place]]:
    """With its label before what is told of two sorts in one line: "Phí: …", "Lệ phí: …"."""
    sorts: dict[LineKind, dict[Place, set[Item]]] = {}
    for line in procedure.lines:
        if line.item in (Item.FEE, Item.CHARGE, Item.AUTHORITY, Item.AGENCY):
            kind = _FIELDS[line.item]
            sorts.setdefault(kind, {}).setdefault(_place(line), set()).add(line.item)
    mixed = {
        kind for kind, of in sorts.items() if len({frozenset(items) for items in of.values()}) > 1
    }
    return [
        (kind, _from_line_start(place, texts) if kind in mixed and place in sorts[kind] else place)
        for kind, place in lines
    ]


def _from_line_start(place: Place, texts: Texts) -> Place:
    start = texts[place.path].rfind("\n", 0, place.start) + 1
    return Place(place.path, start, place.end)


def grouped(described: Described) -> dict[LineKind, list[Place]]:
    """The places of each line."""
    ordered = sorted(described.lines, key=lambda one: list(LineKind).index(one[0]))
    return {k: [p for _, p in g] for k, g in groupby(ordered, key=lambda one: one[0])}
