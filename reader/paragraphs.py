"""Putting paragraphs together again from lines that ended at the edge of a page or column."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from corpus.capitals import is_capitals
from corpus.document import Line
from corpus.structure import begins_unit
from corpus.vietnamese import is_syllable

SENTENCE_END = re.compile(r"[.;:!?…][”\"»)]*$|\./\.$")
# After these a line cannot end a paragraph: what follows is the thing they name.
_HANGING = re.compile(
    r"(?:\b(?:[Đđ]iều|[Kk]hoản|[Đđ]iểm|[Mm]ục|[Cc]hương|[Pp]hần|[Pp]hụ lục|[Mm]ẫu|số|ngày|tháng|năm"
    r"|và|hoặc|của|tại|theo|các|từ|đến)|,|-|–)$"
)
# "… hằng năm" and below it "1. Tổ chức": no date is parted here.
_YEARLY = re.compile(r"\b(?:hằng|hàng|từng|mỗi|trong|cuối|đầu) (?:năm|tháng|ngày)$", re.IGNORECASE)
_RULE = re.compile(r"[\W_]+")
_PARTED = re.compile(r"(?P<first>[^\W\d_]+)-$")
_BULLET = re.compile(r"[-–+•*]\s+\S|[“\"]\s?(?:Điều|Chương|\d+\.|[a-zđ]\))")
_EDGE = (40, 130)  # characters between which the length of hard-wrapped lines lies
_APART = re.compile(
    r"(?:Căn cứ|Theo đề nghị|Nơi nhận|Kính gửi|CỘNG H|Độc lập\b|Số\s*:|(?:Bộ l|L)uật số\s*:"
    r"|(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết) này (?:đã )?(?:được|do) (?:Quốc hội|[ỦU][yỷ] ban)"
    r"|\[\d+\]\s)"
)


def join(lines: Iterable[Line]) -> Iterator[Line]:
    """Paragraphs: a wrapped line is continued by the next unless that begins something."""
    open_line: Line | None = None
    for line in lines:
        if not line.text.strip():
            if open_line is not None:
                yield open_line
            open_line = None
        elif open_line is None:
            open_line = line
        elif open_line.wrapped and continues(open_line.text, line.text):
            text = together(open_line.text, line.text)
            open_line = replace(line, text=text, page=open_line.page)
        else:
            yield open_line
            open_line = line
    if open_line is not None:
        yield open_line


def together(above: str, below: str) -> str:
    """Two lines as one; a hyphen that parts a syllable at the edge goes."""
    parted, rest = _PARTED.search(above), re.match(r"[^\W\d_]+", below)
    if parted and rest and is_parted(parted["first"], rest[0]):
        return above[:-1] + below
    return f"{above} {below}"


def is_parted(first: str, rest: str) -> bool:
    """Whether a hyphen between the two parts a syllable: "Trư-ờng", not "Thanh-tra"."""
    return is_syllable((first + rest).lower()) and not is_syllable(rest.lower())


def continues(above: str, below: str) -> bool:
    """Whether ``below`` goes on with the paragraph that ``above`` broke off at the edge."""
    if below[:1] in ",;)" or _RULE.fullmatch(below):
        return below[:1] in ",;)"
    if _YEARLY.search(above) and begins_unit(below):
        return False
    if _BULLET.match(below) or _APART.match(below):
        return not (SENTENCE_END.search(above) or _APART.match(below) or below[:1] in '“"+•*')
    if is_capitals(above) != is_capitals(below) and min(len(above), len(below)) > 3:
        return bool(_HANGING.search(above))
    if not begins_unit(below):
        return True
    return bool(_HANGING.search(above))


def wrap_by_length(lines: Iterable[Line]) -> list[Line]:
    """Set ``wrapped`` where lines of hard-wrapped text reach their common length."""
    given = list(lines)
    lengths = sorted(len(line.text) for line in given if line.text)
    if not lengths:
        return given
    edge = lengths[int(0.95 * (len(lengths) - 1))]
    full = sum(length >= 0.8 * edge for length in lengths)
    if not _EDGE[0] <= edge <= _EDGE[1] or full < 0.3 * len(lengths):
        return given
    found = []
    for line, following in zip(given, [*given[1:], Line("")], strict=True):
        word = len(following.text.split(" ", 1)[0])
        wrapped = bool(line.text and word) and len(line.text) + 1 + word > 0.95 * edge
        found.append(replace(line, wrapped=wrapped))
    return found
