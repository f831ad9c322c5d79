"""Where, in what time and for what fee: what a page's table of ways to apply tells of it."""

import re
from collections.abc import Collection, Iterator, Sequence

from corpus.procedure_labels import letters
from corpus.ways import Way, outside, ways
from retrieval.answer import LineKind
from retrieval.told import EMPTY, NOTHING, Span, announces, sentences

DURATION = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:\([^()]{1,30}\)\s*)?(?:ngay|gio|thang|phut|tuan)\b"
    r"|\b(?:ngay trong ngay|trong ngay|ngay sau khi|thoi han giai quyet)\b"
)
_RECEIVING = re.compile(r"\bthoi gian (?:tiep nhan|nop|nhan)\b|\bgio hanh chinh\b")
_PLACE = re.compile(r"\b(?:nộp|tại|gửi|đến|thông qua)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\bthoi (?:han|gian) (?:giai quyet|tra ket qua)\b")
_MONEY = re.compile(
    r"\b(?:muc (?:thu|phi|le phi)|mien (?:thu |le )?phi|khong thu (?:le )?phi)\b"
    r"|\bphi\b[^.;]{0,40}:|\d ?(?:dong|vnd)\b"
)


Told = tuple[LineKind, Span]


def told_by_manner(text: str, timed: Collection[int]) -> Iterator[Told]:
    """The spans of ``text``, a field on the ways to apply. ``timed`` are the starts of lines
    that are known to tell a time."""
    rows = ways(text)
    for span in outside(text):
        yield LineKind.WHERE, _trimmed(text, span)
        for piece in sentences(text, span) if not rows else ():
            said = text[piece[0] : piece[1]]
            yield from ((kind, piece) for kind in _about(said, timed=piece[0] in timed))
    yield from ((LineKind.WHERE, span) for span in _once(text, [row.way for row in rows]))
    notes = _once(text, [row.note for row in rows if row.note])
    for note in notes:
        yield from ((LineKind.WHERE, span) for span in _without_times(text, note))
    yield from _cells(text, rows, set(notes))


def _cells(text: str, rows: Sequence[Way], notes: set[Span]) -> Iterator[Told]:
    """Times and fees; with the way before them where the ways differ."""
    for kind, cells in (
        (LineKind.DEADLINE, [row.time for row in rows]),
        (LineKind.FEE, [row.fee for row in rows]),
    ):
        told = [text[cell[0] : cell[1]] for cell in cells if cell]
        apart = len(cells) > len(told) > 0 or len({_bare(one) for one in told}) > 1
        last = ""
        for row, cell in zip(rows, cells, strict=True):
            said = text[cell[0] : cell[1]] if cell else ""
            if cell and apart:
                yield from ((kind, span) for span in _with_way(row, cell))
            elif cell and not any(one != said and one.startswith(said) for one in told):
                if said != last:
                    yield kind, cell
                last = said
            if row.note and row.note in notes:
                for piece in sentences(text, row.note):
                    if kind in _about(text[piece[0] : piece[1]], timed=False):
                        yield kind, piece


def _bare(fee: str) -> str:
    """A cell without what is remarked on it: "Miễn phí(Không)" is "Miễn phí"."""
    return fee.split("(", 1)[0].strip() or fee


def _with_way(row: Way, cell: Span) -> Iterator[Span]:
    """In one piece, but for a fee that stands behind a time without its unit."""
    if cell == row.fee and row.time is None:
        yield row.way
        yield cell
    else:
        yield row.way[0], cell[1]


def _about(sentence: str, *, timed: bool) -> Iterator[LineKind]:
    """What a sentence tells beside the place; nothing where it only announces what follows."""
    plain = letters(sentence)
    if announces(plain):
        return
    if timed or (DURATION.search(plain) and not _RECEIVING.search(plain)):
        yield LineKind.DEADLINE
    if _MONEY.search(plain):
        yield LineKind.FEE


def _without_times(text: str, note: Span) -> Iterator[Span]:
    """A note without its sentences that only say how long it takes, or that nothing is said."""
    run: Span | None = None
    for start, end in sentences(text, note):
        said = text[start:end]
        plain = letters(said)
        placed = _RECEIVING.search(plain) or (_PLACE.search(said) and not _COUNTED.search(plain))
        if (
            (DURATION.search(plain) and not placed)
            or _COUNTED.search(plain)
            or NOTHING.fullmatch(plain)
            or EMPTY.fullmatch(plain)
        ):
            if run:
                yield run
            run = None
        else:
            run = (run[0] if run else start, end)
    if run:
        yield run


def _once(text: str, spans: Sequence[Span]) -> list[Span]:
    """Spans whose words no span before them has."""
    first: dict[str, Span] = {}
    for span in spans:
        first.setdefault(" ".join(text[span[0] : span[1]].split()), span)
    return list(first.values())


def _trimmed(text: str, span: Span) -> Span:
    """Without what only parts it from its neighbours."""
    piece = text[span[0] : span[1]]
    cut = piece.strip(" \n|").rstrip(" \n|-")
    start = span[0] + piece.index(cut)
    return start, start + len(cut)
