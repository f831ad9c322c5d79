"""The papers that a procedure page asks for: its table of names, forms and numbers of copies.

As with the ways to apply (``corpus.ways``), the cells may stand between bars or run together:
"Đơn đề nghịMau01.docx1 bản chính".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

Span = tuple[int, int]

_HEAD = re.compile(
    r"(?:-{2,}\s*)?Tên giấy tờ[\s|]*(?:Mẫu đơn, tờ khai[\s|]*)?(?:Số lượng(?: bản)?)?"
    r"(?:[\s|]*(?:Bản chính|Bản sao|Ghi chú))*[ |]*"
)
_BEGINS = r"(?=\s*(?:$|\n|[A-ZĐÀ-Ỹ\-–+*•(]|\d{1,2}(?:\.\d{1,2})*[.)]|\s[a-zđ]\)|\d bản))"
_COPIES = re.compile(
    r"(?:(?:Bản chính|Bản sao): ?\d+[\s,;|]*)+"
    rf"|\d bản (?:chính|sao)(?:\s*,\s*\d bản sao)?{_BEGINS}",
    re.MULTILINE,
)
_FILE = re.compile(r"\.(?:docx?|pdf|xlsx?|rtf|odt|zip|rar)\s*\|?\s*$", re.IGNORECASE)
_FORM = re.compile(
    r"\b[Tt]heo (?:các |đúng )?(?:biểu )?mẫu\b(?! do doanh nghiệp)"
    r"|^\W*Mẫu\b|\b[Mm]ẫu (?:số|đơn|tờ khai|phiếu|biểu)\b|\b[Mm]ẫu (?:số )?[A-ZĐ]{0,6}[\w-]{0,6}\d"
)
_NO_FORM = re.compile(r"\b(?:không|chưa) (?:có|theo|quy định) (?:biểu )?mẫu\b", re.IGNORECASE)
_NONE = re.compile(r"0 bản chính(?!,)")


@dataclass(frozen=True, slots=True)
class Paper:
    """``span`` of the text that ``papers`` was given; ``form``: a form to fill in is named."""

    span: Span
    form: bool


def papers(text: str) -> tuple[Paper, ...]:
    """What is to be handed in, one paper a row; lines as they are where there is no table."""
    return tuple(_rows(text))


def _rows(text: str) -> Iterator[Paper]:
    at = 0
    heads = list(_HEAD.finditer(text))
    if not heads:
        yield from _lines(text, 0, len(text))
        return
    for head in heads:
        yield from _cut(text, at, head.start())
        at = head.end()
    yield from _cut(text, at, len(text))


def _cut(text: str, start: int, end: int) -> Iterator[Paper]:
    """The rows between two heads, each ended by its number of copies."""
    at = start
    for copies in _COPIES.finditer(text, start, end):
        yield from _paper(text, at, copies.start(), copies.end())
        at = copies.end()
    yield from _lines(text, at, end)


def _paper(text: str, start: int, name_ends: int, end: int) -> Iterator[Paper]:
    name = text[start:name_ends]
    if not re.search(r"\w", name) or name.strip(" .|-") == "Không có thông tin":
        return
    # A form is said within the row that ends here; captions above it are lines of their own.
    *above, last = name.split("\n")
    at = start
    for line in above:
        yield from _lines(text, at, at + len(line))
        at += len(line) + 1
    # "…ngày 20/12/20200 bản chính": what is run together with a number cannot be left out.
    none = _NONE.match(text[name_ends:end]) and not text[name_ends - 1 : name_ends].isdigit()
    shown = name_ends if none else end
    if span := _trimmed(text, at, shown):
        yield Paper(span, _names_form(last))


def _lines(text: str, start: int, end: int) -> Iterator[Paper]:
    for line in re.finditer(r"[^\n]+", text[start:end]):
        if span := _trimmed(text, start + line.start(), start + line.end()):
            yield Paper(span, _names_form(text[span[0] : span[1]]))


def _names_form(name: str) -> bool:
    return bool(_FILE.search(name) or (_FORM.search(name) and not _NO_FORM.search(name)))


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    cut = piece.strip(" \n|")
    if not re.search(r"\w", cut):
        return None
    start += piece.index(cut)
    return start, start + len(cut)
