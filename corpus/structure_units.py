"""The units of a legal text, recognised at the beginning of a line.

The hierarchy and its ways of numbering follow Điều 62 Nghị định 34/2016/NĐ-CP and
Nghị quyết 351/2017/UBTVQH14. What is recognised here is only a candidate: whether it
is a heading or a reference that happens to begin a line, the counter decides
(``structure_legal``).
"""

import re
from dataclasses import dataclass
from enum import IntEnum

# "a b c d đ e g …": Vietnamese order; f j w z do not belong to it but are met.
ALPHABET = "abcdđefghijklmnopqrstuvwxyz"
_ORDINALS = (
    ["nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"],
    ["một", "hai", "ba", "bốn", "lăm", "sáu", "bẩy", "tám", "chín", "mười"],
)
_ROMAN = re.compile(r"M{0,3}(?:C[MD]|D?C{0,3})(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


class Level(IntEnum):
    """Depth of a unit: what is smaller contains what is greater."""

    TEXT = 0  # a promulgated text with its own articles
    APPENDIX = 1
    FORM = 2
    PART = 3
    CHAPTER = 4
    SECTION = 5
    SUBSECTION = 6
    ARTICLE = 7
    ITEM = 8  # "I." within an article or an appendix
    CLAUSE = 9
    POINT = 10


@dataclass(frozen=True, slots=True)
class Unit:
    """``number`` and ``letter`` order it ("6a": 6, "a"); ``rest`` is what follows the mark.

    ``firm`` tells that a separator or a capital follows, as in a heading; a line that
    begins "Điều 15 của Luật" is not firm.
    """

    level: Level
    name: str
    number: int
    letter: str
    rest: str
    firm: bool
    separator: str = ""


_NOTE = r"(?:\s*\[\d+\])*"
_INSERTED = r"(?P<a>[a-eđ](?![\wÀ-ỹ]))?"  # "Chương IIa"
_ORDINAL = r"(?:[Tt]hứ|THỨ)\s+\w+"
_PART = re.compile(
    rf"(?:PHẦN|Phần)\s+(?P<n>{_ORDINAL}|(?:[IVXLC]+|\d+)(?!\w))(?P<a>)(?P<rest>.*)$", re.S
)
_CHAPTER = re.compile(
    rf"(?:CHƯƠNG|Chương)\s+(?P<n>{_ORDINAL}|[IVXLC]+|\d+){_INSERTED}(?P<rest>.*)$", re.S
)
_SECTION = re.compile(
    rf"(?:MỤC|Mục)\s+(?P<n>\d+|[IVX]+|[A-E](?=\W|$)){_INSERTED}(?P<rest>.*)$", re.S
)
_SUBSECTION = re.compile(
    rf"(?:TIỂU MỤC|Tiểu [Mm]ục)\s+(?P<n>\d+|[IVX]+){_INSERTED}(?P<rest>.*)$", re.S
)
# "Điểu 8:", "Đièu 34." and "Diều 10." are met in official exports.
_ARTICLE = re.compile(
    r"(?:ĐI[ỀỂẾ]U|[ĐD]i[ềểếè]u|điều(?= *\d+ *[.:]))\s*(?P<n>\d{1,4})\s?"
    r"(?P<a>[a-zđ]\d?(?![\wÀ-ỹ]))?(?P<rest>.*)$",
    re.S,
)
_ITEM = re.compile(r"(?P<n>[IVX]+)(?P<a>)(?P<rest>\s*[.\-–/)]\s*\D.*)$", re.S)
_CLAUSE = re.compile(
    r"(?:Khoản\s+)?(?P<n>\d{1,3})(?P<a>[a-zđ]\d?)?"
    r"(?P<rest>(?:\s?[.)]|\s?[-–]|\.\s?[-–]|\.\.(?=[^\W\d_]))(?![\d.])\s*\S.*)$",
    re.S,
)
_POINT = re.compile(r"(?P<n>[a-zđ])(?P<a>\d{0,2})(?P<rest>\s?[).\-–]\s*.*)$", re.S)
_APPENDIX = re.compile(
    r"(?:PHỤ LỤC|Phụ lục)(?:\s+(?:số|SỐ)|\s*:)?"
    r"(?:\s+(?P<n>\d+(?:\.\d+)?|[IVXLC]+(?:\.\d+)?|[A-E](?=\W|$)))?"
    r"(?P<a>[a-zA-Z](?![\wÀ-ỹ]))?(?P<rest>.*)$",
    re.S,
)
_FORM = re.compile(
    r"(?:MẪU|Mẫu)(?:\s+(?:số|SỐ|biểu))?\s*[:.]?\s*(?P<n>\d{1,3})"
    r"(?P<a>(?:\.\d+)?[a-zA-Z]?(?:[-./][\wĐ]+)*)(?P<rest>.*)$",
    re.S,
)
_SEPARATOR = re.compile(
    r"\s*(?P<sep>[.:)/]*(?:\s*[-–—]+(?=[\s\w]|$))?[.:)/]*)\s*(?P<after>.*)$", re.S
)
_REFERENCE = re.compile(
    r"(?:Chương|Phần|Mục|Điều)\s+(?:\d|[IVX]+\b|thứ)"
    r"|(?:Phụ lục|Luật|Bộ luật|Nghị định|Thông tư|Quyết định|Danh mục)\b"
    r"|(?:này|của|và|hoặc|đến|tại|ban hành|kèm|quy định)\b"
)
_MOST_CHAPTERS = 40


def unit(line: str) -> Unit | None:
    """The unit larger than a khoản that ``line`` may begin, if any."""
    for level, pattern, label in (
        (Level.ARTICLE, _ARTICLE, "Điều"),
        (Level.CHAPTER, _CHAPTER, "Chương"),
        (Level.SECTION, _SECTION, "Mục"),
        (Level.SUBSECTION, _SUBSECTION, "Tiểu mục"),
        (Level.PART, _PART, "Phần"),
    ):
        if match := pattern.match(line):
            return _large(level, label, match)
    return None


def _large(level: Level, label: str, match: re.Match[str]) -> Unit | None:
    mark, rest = _unglued(match["n"], match["rest"])
    number, printed = _number(mark)
    if number is None:
        return None
    separator, after = _parted(rest)
    apart = bool(separator) or level is Level.ARTICLE or rest[:1].isspace() or rest[:1].isupper()
    firm = not after or (apart and _opens_heading(after, bool(separator)))
    letter = match["a"] or ""
    name = f"{label} {printed}{letter}"
    return Unit(level, name, number, letter, after, firm and not _goes_on(rest), separator)


def _unglued(mark: str, rest: str) -> tuple[str, str]:
    """ "Chương ICÁC QUY ĐỊNH": the Roman number without the title's letters."""
    if not (mark.isalpha() and mark.isupper() and rest[:1].isupper()):
        return mark, rest
    while len(mark) > 1 and not 0 < (roman(mark) or 0) <= _MOST_CHAPTERS:
        mark, rest = mark[:-1], mark[-1] + rest
    return mark, rest


def _parted(rest: str) -> tuple[str, str]:
    """The separator after a unit's number and the words after that, without footnote marks."""
    match = _SEPARATOR.match(re.sub(rf"^{_NOTE}", "", rest))
    if match is None:
        return "", rest
    return match["sep"], re.sub(rf"^{_NOTE}\s*", "", match["after"])


def _opens_heading(text: str, separated: bool) -> bool:
    first = text.lstrip("“\"'(‘[ ")[:1]
    if separated:
        return bool(first)
    return first.isupper() and _REFERENCE.match(text) is None


def _goes_on(rest: str) -> bool:
    """Whether a sentence goes on after the number, as in "Điều 5, Điều 6"."""
    return rest[:1] in (",", ";", "”", '"')


def clause(line: str) -> Unit | None:
    """The khoản that ``line`` may begin ("2. …"; in old texts "2- …", "2) …")."""
    match = _CLAUSE.match(line)
    if match is None:
        return None
    number = int(match["n"])
    return _small(Level.CLAUSE, f"khoản {number}{match['a'] or ''}", number, match)


def point(line: str) -> Unit | None:
    """The điểm that ``line`` may begin ("đ) …"; in old texts "a- …", "a. …")."""
    match = _POINT.match(line)
    if match is None:
        return None
    rank = ALPHABET.index(match["n"]) + 1
    return _small(Level.POINT, f"điểm {match['n']}{match['a']}", rank, match)


def item(line: str) -> Unit | None:
    """The Roman-numbered item that ``line`` may begin ("II. MỤC TIÊU")."""
    match = _ITEM.match(line)
    if match is None or (value := roman(match["n"])) is None:
        return None
    return _small(Level.ITEM, f"mục {match['n']}", value, match)


def _small(level: Level, name: str, number: int, match: re.Match[str]) -> Unit:
    separator, after = _parted(match["rest"])
    return Unit(level, name, number, match["a"] or "", after, True, separator)


def appendix(line: str) -> Unit | None:
    """The appendix that ``line`` may begin."""
    if (match := _APPENDIX.match(line)) is None:
        return None
    mark = (match["n"] or "") + (match["a"] or "")
    return _annex(Level.APPENDIX, f"Phụ lục {mark}".strip(), match["rest"])


def form(line: str) -> Unit | None:
    """The form ("Mẫu số 01") that ``line`` may begin."""
    if (match := _FORM.match(line)) is None:
        return None
    return _annex(Level.FORM, f"Mẫu số {match['n']}{match['a'].rstrip('.-/')}", match["rest"])


def _annex(level: Level, name: str, rest: str) -> Unit:
    separator, after = _parted(rest)
    first = after.lstrip('“"( ')[:1]
    firm = not after or after[0] == "(" or (first.isupper() and not _REFERENCE.match(after))
    running = _goes_on(rest) or rest[:1].islower()
    return Unit(level, name, 0, "", after, firm and not running, separator)


def roman(text: str) -> int | None:
    """The value of a Roman number; ``None`` if ``text`` is not one."""
    if not text or _ROMAN.fullmatch(text) is None:
        return None
    values = [_ROMAN_VALUES[c] for c in text]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


def _number(mark: str) -> tuple[int | None, str]:
    """The value of a mark and how it is printed in a path: "thứ hai" → 2, "thứ hai"."""
    if mark.isdigit():
        return int(mark), str(int(mark))
    lowered = mark.lower()
    if lowered.startswith("thứ"):
        word = lowered.split()[-1]
        for words in _ORDINALS:
            if word in words:
                return words.index(word) + 1, f"thứ {word}"
        return None, mark
    if len(mark) == 1 and mark in "ABCDE" and mark not in "CD":
        return ord(mark) - ord("A") + 1, mark
    return roman(mark), mark
