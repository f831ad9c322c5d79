"""The fields of a form, read from its own blank: labels, and what is to be written beside them.

A field is a label before a dotted line or at the end of one ("Nơi sinh:"), a cell beside empty
cells, a table with empty rows below its heads, or boxes of which one is to be ticked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.form import Piece
from corpus.text import fold

OPEN, TICKED = "□", "☑"
_DOTS = r"(?:[.·]{3,}|[…⋯‥_][.…⋯‥_]*|(?:\.\s){3,})"
_BLANK = re.compile(rf"{_DOTS}(?:[\s/,.-]*{_DOTS})*+[.…]*")
_TOKEN = re.compile(r"[^\W_]+|[□☐○◯▢❏❑☑☒✓✔■]|\[[xXvV ]?\]")
_BOXES = {"□": OPEN, "☐": OPEN, "○": OPEN, "◯": OPEN, "▢": OPEN, "❏": OPEN, "❑": OPEN}
_BOXES |= {"☑": TICKED, "☒": TICKED, "✓": TICKED, "✔": TICKED, "■": TICKED}
_BOXES |= {"[]": OPEN, "[ ]": OPEN, "[x]": TICKED, "[X]": TICKED, "[v]": TICKED, "[V]": TICKED}
_BOX = re.compile(r"[□☐○◯▢❏❑☑☒✓✔■]|\[[xXvV ]?\]")
_COLON = re.compile(r"(?<!\d):|:(?!\d)")
_MARK = re.compile(
    r"^\s*(?:(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ]|[IVX]{1,5})\s*[.)/]|\(\d+\)|[-+*•–])\s*"
)
_NOTE_MARK = re.compile(r"\(\d{1,2}\)")
_ITEM = re.compile(r"\s*(?:[-+*•–]|[a-zđ]\)|\(\d+\))\s")
_NEXT = re.compile(r"(?:^|[;,.]\s*|\s)(?=\d{1,2}\.\s*[^\W\d])|;\s")
_DATE = frozenset(("ngay", "thang", "nam", "gio", "phut", "hoi"))
_FREE = re.compile(
    r"nếu có|không bắt buộc|ghi chú|chú thích|(?<!đăng )\bký(?:,| tên| và)|xác nhận của|\bkhác$",
    re.IGNORECASE,
)
_ELSE = re.compile(r"\bkhác\b", re.IGNORECASE)
_LABEL_WORDS = 40  # more are a sentence, no label
_DOTTED_WORDS = 15  # more before dots, and no colon: the dots of a sentence
_TABLE = "\t"  # stands for a table
_BEFORE_TABLE = 5  # words; more before a colon introduce the table that follows
_HEADS = 6  # of a table that are named


@dataclass(frozen=True, slots=True)
class Field:
    """``start:end`` are the tokens after the label in which something may be written."""

    label: str
    start: int
    end: int
    choice: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The words of a form as folded tokens, and its fields in the order of the page."""

    tokens: tuple[str, ...]
    fields: tuple[Field, ...]


def tokens(text: str) -> list[str]:
    """Folded words, and boxes as ``OPEN`` or ``TICKED``; dots and signs are left out."""
    found = _TOKEN.findall(text)
    return [_BOXES[one] if one in _BOXES else fold(one) for one in found]


def is_open(text: str) -> bool:
    """Whether nothing is written: empty, or only dots."""
    return not tokens(_BLANK.sub(" ", text))


def layout(pieces: Sequence[Piece]) -> Layout:
    """Read the fields out of a blank form."""
    reader = _Reader()
    for at, piece in enumerate(pieces):
        following = next((p.text or _TABLE for p in pieces[at + 1 : at + 2]), "")
        if piece.rows:
            reader.table(piece.rows)
        else:
            reader.paragraph(piece.text, following)
    return Layout(tuple(reader.tokens), tuple(reader.fields))


class _Reader:
    """Goes over a form once, token by token."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self.fields: list[Field] = []
        self._before = ""  # the last paragraph without a field: it may name what follows

    def paragraph(self, text: str, following: str = "") -> None:
        lines = text.split("\n")
        for line, after in zip(lines, [*lines[1:], following], strict=True):
            self._line(line, after)

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        heads = list(rows[0]) if len(rows) > 1 and all(not is_open(c) for c in rows[0]) else []
        body = rows[1:] if heads else rows
        if (
            len(heads) > 1
            and all(is_open(cell) for row in body for cell in row[1:])
            and all(is_open(row[0]) or tokens(row[0])[0].isdigit() for row in body if row)
        ):
            self._empty_table(heads, body)
            return
        beside = [row for row in body if _labelled(row)]
        for row in rows:
            if row in beside and (heads or len(beside) > 1 or row[0].rstrip().endswith(":")):
                self._row(row)
            else:
                for cell in row:
                    self.paragraph(cell)

    def _empty_table(self, heads: Sequence[str], body: Sequence[Sequence[str]]) -> None:
        for head in heads:
            self.tokens += tokens(head)
        start = len(self.tokens)
        for row in body:
            for cell in row:
                self.tokens += tokens(cell)
        named = ", ".join(" ".join(head.split()) for head in heads[:_HEADS] if head.strip())
        self._add(f"Bảng “{named}”", start, len(self.tokens))

    def _row(self, row: Sequence[str]) -> None:
        label = _plain(row[0])
        self.tokens += tokens(row[0])
        start = len(self.tokens)
        for cell in row[1:]:
            self.tokens += tokens(_BLANK.sub(" ", cell))
        self._add(label, start, len(self.tokens))

    def _line(self, text: str, following: str) -> None:
        found = list(_labels(text, following))
        if not found and len(_BOX.findall(text)) > 1:
            found = [(0, 0, self._before)]
        at, first = 0, len(self.fields)
        for end, after, label in found:
            self.tokens += tokens(text[at:end])
            at = after
            self._add(label, len(self.tokens), len(self.tokens))
        self.tokens += tokens(text[at:])
        self._stretch(first)
        if not found and tokens(text):
            self._before = _plain(text)

    def _add(self, label: str, start: int, end: int) -> None:
        words = tokens(label)
        if not words or all(word in (*_DATE, OPEN) for word in words):
            return
        free = bool(_FREE.search(label))
        self.fields.append(Field(label, start, end, optional=free))

    def _stretch(self, first: int) -> None:
        """The fields of a line reach to the next label in it; the last one to its end.

        "□ Việt Nam; Quốc tịch khác: …" is one field: what is no box may be written instead.
        """
        found = self.fields[first:]
        ends = [one.start - len(tokens(one.label)) for one in found[1:]]
        spread = list[Field]()
        for one, end in zip(found, [*ends, len(self.tokens)][: len(found)], strict=True):
            boxes = self.tokens[one.start : end].count(OPEN)
            if spread and spread[-1].choice and _ELSE.search(one.label):
                spread[-1] = replace(spread[-1], end=max(one.start, end))
            else:
                spread.append(replace(one, end=max(one.start, end), choice=boxes > 0))
        self.fields[first:] = spread


def _labelled(row: Sequence[str]) -> bool:
    """Whether a row is a label and empty cells after it."""
    if len(row) < 2 or is_open(row[0]) or not all(is_open(cell) for cell in row[1:]):
        return False
    words = row[0].split()
    return len(words) <= _LABEL_WORDS and not row[0].isupper() and not _BLANK.search(row[0])


def _labels(text: str, following: str) -> Iterator[tuple[int, int, str]]:
    """Where labels end in ``text``, where what is written after them begins, and the labels."""
    ends = [(m.start(), m.end()) for m in _BLANK.finditer(text) if not _trails_off(text, m)]
    colons = [match.end() for match in _COLON.finditer(text)]
    at = 0
    for end, after in sorted({*ends, *((c, c) for c in colons)}):
        said = text[at:end]
        label = _plain(_last(said))
        if (end, after) not in ends and not _written_after(text, end, following):
            continue
        dotted = (end, after) in ends and not said.rstrip().endswith(":")
        if label and not (dotted and len(label.split()) > _DOTTED_WORDS):
            yield end, after, label
        at = after


def _trails_off(text: str, dots: re.Match[str]) -> bool:
    """Whether these are the three dots of a sentence: "các giấy tờ khác..."."""
    return dots[0] in ("...", "…") and text[: dots.start()][-1:].isalpha()


def _written_after(text: str, colon: int, following: str) -> bool:
    """Whether a colon asks for something: dots, boxes, another label or nothing follow."""
    rest = text[colon:]
    if _BLANK.match(rest.lstrip()):
        return False  # the dots say so themselves
    if _BOX.match(rest.lstrip()):
        return True
    if not tokens(rest):
        if following == _TABLE:
            return len(_last(text[:colon]).split()) <= _BEFORE_TABLE
        return len(text.split()) <= _LABEL_WORDS and not _ITEM.match(following)
    upto = _COLON.search(rest)
    label = rest[: upto.start()] if upto else ""
    return bool(upto) and label.strip()[:1].isupper() and len(label.split()) <= 8


def _last(said: str) -> str:
    """The part of what stands before a blank that names it: after "4.", ";" or an option."""
    boxes = list(_BOX.finditer(said))
    if boxes:
        said = said[boxes[-1].end() :]
        cut = list(_NEXT.finditer(said))
        return said[cut[-1].end() :] if cut else said
    cut = list(_NEXT.finditer(said))
    return said[cut[-1].end() :] if cut else said


def _plain(label: str) -> str:
    """A label as people read it: without number, notes and colon."""
    label = _NOTE_MARK.sub("", _MARK.sub("", " ".join(label.split()), count=1))
    label = _MARK.sub("", label, count=1).strip(" :;,.-–*")
    return label if any(map(str.isalpha, label)) else ""
