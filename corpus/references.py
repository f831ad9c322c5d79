"""Which provisions a sentence names, in the words of the drafting rules.

"điểm b khoản 1 Điều 18a, điểm b khoản 3 Điều 20 và điểm a khoản 2 Điều 24 của Luật …": units
stand from small to large, so a sentence is read from its end: what a unit does not say
itself, the next larger unit says. Which larger units "này" means, the place of the sentence
says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from corpus.relation import Target
from corpus.text_names import Named, text_names

_INSERTED = r"\d{1,4}(?:[a-zđ]\d?)?(?![\w/])"
_LETTER = r"[a-zđ]{1,2}\d{0,2}(?!\w)"
_AND = r"(?:\s*[,;]\s*(?:(?:và|hoặc)\s+)?|\s+(?:và|hoặc)\s+(?:các\s+)?)"
_MUC = r"[Mm]ục\s+(?:\d+|[IVX]+)[a-zđ]?"
_CHUONG = r"[Cc]hương\s+(?:[IVXLC]+|\d+)[a-zđ]?"
_FORM = r"\d{1,3}(?:\.\d+)?[A-Za-z]?(?:[-./][\dA-ZĐa-zđ]+)*"
_FORM_AGAIN = r"(?:[Mm]ẫu(?:\s+số)?\s+)?"
_ANNEX = r"(?:[IVXLC]+|\d+|[A-E](?!\w))(?:\.\d+)?[a-z]?(?![\wÀ-ỹ])"


def _list(value: str, again: str = "") -> str:
    return rf"{value}(?:{_AND}{again}{value})*+"


_UNITS = re.compile(
    rf"(?<!\w)(?:[Cc]ác\s+)?(?:"
    rf"[Đđ]iểm\s+(?P<point>{_list(_LETTER)})"
    rf"|[Đđ]iểm\s+(?P<this_point>này)"
    rf"|[Kk]hoản\s+(?:(?P<from_clause>{_INSERTED})\s+đến\s+(?:khoản\s+)?(?P<to_clause>{_INSERTED})"
    rf"|(?P<clause>{_list(_INSERTED)})|(?P<this_clause>này))"
    rf"|[Đđ]iều\s+(?:(?P<from_article>{_INSERTED})\s+đến\s+(?:[Đđ]iều\s+)?(?P<to_article>{_INSERTED})"
    rf"|(?P<article>{_list(_INSERTED)})|(?P<this_article>này))"
    rf"|(?P<form>[Mm]ẫu(?:\s+số)?\s+{_list(_FORM, _FORM_AGAIN)})"
    rf"|(?P<annex>[Pp]hụ\s+lục(?:\s+số)?(?:\s+{_list(_ANNEX)})?)"
    rf"|(?P<part>(?:{_MUC}(?:\s+(?:của\s+)?{_CHUONG})?|{_CHUONG}|[Pp]hần\s+thứ\s+\w+)(?!\w))"
    rf")"
)
_VALUE = re.compile(r"[^\s,;]+")
# What may stand between a unit and the larger one to which it belongs.
_OF = re.compile(
    r"[\s,]*(?:của|tại|trong|thuộc|ở)?(?:\s+các)?\s*"
    r"(?:(?:[-–]\s*|về\s+)?(?:Quy chế|Quy định|Điều lệ|Quy chuẩn|Danh mục|Hướng dẫn"
    r"|Chương trình)[^;.]{0,160}?)?"
    r"(?:(?:được\s+)?(?:ban hành\s+)?kèm(?:\s+theo)?(?:\s+các)?\s*)?",
)
_ALSO = re.compile(
    r"[\s,;]*(?:và|hoặc|cùng|tại|,\s*và)?(?:\s*các)?\s*|.*(?:bổ sung|sửa đổi|bãi bỏ|vào sau"
    r"|vào|vào trước|vào cuối|vào đầu|và trước|và sau|ngay sau)\s*(?:các)?\s*",
    re.S,
)


class Size(IntEnum):
    """How large a thing is that a sentence names."""

    POINT = 1
    CLAUSE = 2
    ARTICLE = 3
    PART = 4
    FORM = 5
    ANNEX = 6
    TEXT = 7


@dataclass(frozen=True, slots=True)
class Found:
    """A provision named at ``start`` … ``end`` of the sentence, with all it belongs to."""

    start: int
    end: int
    target: Target


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    size: Size
    values: tuple[str, ...] = ()  # empty: "này"
    text: Named | None = None


def targets(
    text: str, *, itself: Target | None = None, within: Target | None = None
) -> tuple[Target, ...]:
    """Every provision that ``text`` names, in its order, each once.

    ``itself`` is the provision in which the sentence stands: what "Điều này" and "Nghị định
    này" mean. ``within`` gives the larger units that the sentence takes for granted.
    """
    return tuple(dict.fromkeys(f.target for f in located(text, itself=itself, within=within)))


def located(
    text: str, *, itself: Target | None = None, within: Target | None = None
) -> tuple[Found, ...]:
    """As ``targets``, with the places; a list ("các khoản 1, 2") gives one for each value."""
    tokens = sorted(_tokens(text), key=lambda token: token.start)
    found: list[Found] = []
    end = 0
    above = _Above(itself or Target(), within or Target())
    for at in range(len(tokens) - 1, -1, -1):
        token = tokens[at]
        gap = text[token.end : tokens[at + 1].start] if at + 1 < len(tokens) else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        here = above.read(token, after, gap)
        owned = after and gap is not None and _belongs(token, after, gap)
        end = end if owned else token.end
        before = tokens[at - 1] if at else None
        if before and _belongs(before, token, text[before.end : token.start]):
            continue
        found += [Found(token.start, end, target) for target in reversed(here)]
    return tuple(f for f in reversed(found) if f.target != Target())


class _Above:
    """What the units to the right of the one being read have said, largest first."""

    def __init__(self, itself: Target, within: Target) -> None:
        self.itself = itself
        self.within = within
        self.text = self._text_of(within)
        self.named = within  # the units said last, of ``text``

    @staticmethod
    def _text_of(target: Target) -> Target:
        return Target(number=target.number, name=target.name)

    def read(self, token: _Token, after: _Token | None, gap: str | None) -> list[Target]:
        """The provisions that ``token`` names; what it says is kept for the smaller ones."""
        if token.size is Size.TEXT:
            return [self._read_text(token)]
        if after is None or not self._reaches(token, after, gap or ""):
            self.named, self.text = self.within, self._text_of(self.within)
        if not token.values:
            self.named = self._this(token.size)
            return [self.named]
        made = [self._unit(token.size, value) for value in token.values]
        self.named = made[0]
        return made

    def _read_text(self, token: _Token) -> Target:
        assert token.text is not None  # noqa: S101 - what a token of this size is made with
        if token.text.this:
            own = self._text_of(self.itself)
            self.text = own if own != Target() else Target(name=token.text.name)
        else:
            self.text = Target(number=token.text.number, name=token.text.name)
        self.named = self.text
        return self.text

    @staticmethod
    def _reaches(token: _Token, after: _Token, gap: str) -> bool:
        """Whether what stands to the right still says to what ``token`` belongs."""
        if token.size < after.size:
            return _OF.fullmatch(gap) is not None or (
                after.size < Size.PART and _ALSO.fullmatch(gap) is not None
            )
        return after.size is not Size.TEXT and (
            _ALSO.fullmatch(gap) is not None or _OF.fullmatch(gap) is not None
        )

    def _this(self, size: Size) -> Target:
        own = self.itself
        if size is Size.ARTICLE:
            return replace(own, clause="", point="", place="")
        return replace(own, point="") if size is Size.CLAUSE else own

    def _unit(self, size: Size, value: str) -> Target:
        above = self.named
        if size is Size.POINT:
            clause = above if above.clause or above.article else self.within
            return replace(clause, point=value, place="")
        if size is Size.CLAUSE:
            article = above if above.article else self.within
            return replace(article, clause=value, point="", place="")
        if size is Size.ARTICLE:
            return replace(self.text, article=value)
        annexed = size in (Size.FORM, Size.PART) and above.place.startswith("Phụ lục")
        place = f"{value} {above.place}" if annexed else value
        return replace(self.text, place=place)


def _belongs(small: _Token, large: _Token, gap: str) -> bool:
    """Whether the smaller unit before is what is meant, and the larger says only whose."""
    return small.size < large.size and _OF.fullmatch(gap) is not None


def _tokens(text: str) -> Iterator[_Token]:
    names = text_names(text)
    for name in names:
        yield _Token(name.start, name.end, Size.TEXT, text=name)
    for match in _UNITS.finditer(text):
        inside = any(name.start < match.start() < name.until for name in names)
        if not inside:
            yield _unit_token(match)


def _unit_token(match: re.Match[str]) -> _Token:
    start, end = match.span()
    group = match.lastgroup or ""
    if group.startswith("this_"):
        size = {"point": Size.POINT, "clause": Size.CLAUSE, "article": Size.ARTICLE}[group[5:]]
        return _Token(start, end, size)
    if match["to_clause"] or match["to_article"]:
        size = Size.CLAUSE if match["to_clause"] else Size.ARTICLE
        ends = match["from_clause"] or match["from_article"], match[group]
        return _Token(start, end, size, _range(*ends))
    if group in ("annex", "form", "part"):
        size = {"annex": Size.ANNEX, "form": Size.FORM, "part": Size.PART}[group]
        return _Token(start, end, size, _places(group, match[group]))
    size = {"point": Size.POINT, "clause": Size.CLAUSE, "article": Size.ARTICLE}[group]
    return _Token(start, end, size, _values(match[group]))


def _values(said: str) -> tuple[str, ...]:
    return tuple(v for v in _VALUE.findall(said) if v not in ("và", "hoặc", "các"))


def _range(first: str, last: str) -> tuple[str, ...]:
    """All whole numbers between two; the ends alone where they are no plain numbers."""
    if first.isdigit() and last.isdigit() and int(first) <= int(last) < int(first) + 500:
        return tuple(str(number) for number in range(int(first), int(last) + 1))
    return first, last


def _places(group: str, said: str) -> tuple[str, ...]:
    """ "các Mẫu số 01 và 02": "Mẫu số 01", "Mẫu số 02"; one way of writing each."""
    if group == "part":
        return (re.sub(r"\s+(?:của\s+)?[Cc]hương", " Chương", said[:1].upper() + said[1:]),)
    label = "Phụ lục" if group == "annex" else "Mẫu số"
    values = [v for v in _values(said) if not re.fullmatch(r"(?i:phụ|lục|mẫu|số)", v)]
    return tuple(f"{label} {value}" for value in values) or (label,)
