"""The labels of a procedure page's fields, in the spellings in which they are met.

The fields and their names are those of the national portal; older decisions letter
them (a, b, c, d, đ, e, g, h, i, k, l). Labels are matched without accents, so that a
wrong tone mark does not hide one.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.procedure import Item
from corpus.text import fold

_OF_IT = (
    r"(?: cua)?(?: viec)?(?: (?:thuc hien|giai quyet))?(?: (?:ho so|thu tuc(?: hanh chinh)?|tthc))?"
)
_AND = r" ?(?:,|/|;|va|hoac|&)+ ?(?:va |hoac )?"

# What the label is of; no item: a field that the record does not keep, which ends the one before.
_LABELS: tuple[tuple[tuple[Item, ...], str], ...] = (
    ((Item.NAME,), r"ten (?:thu tuc(?: hanh chinh)?|tthc)"),
    ((Item.CODE,), r"ma (?:so )?(?:thu tuc(?: hanh chinh)?|tthc)|so ho so tthc|ma/ ?ky hieu"),
    ((Item.FIELD,), r"(?:thuoc )?linh vuc(?: thuc hien)?"),
    ((Item.LEVEL,), r"cap (?:thuc hien|giai quyet)"),
    (
        (Item.AGENCY,),
        rf"(?:co quan|don vi) (?:truc tiep )?(?:thuc hien|giai quyet){_OF_IT}",
    ),
    (
        (Item.AUTHORITY,),
        r"(?:(?:co quan|nguoi|cap)(?:, ?| hoac )?)+ co tham quyen(?: (?:quyet dinh|giai quyet))?"
        r"(?: theo quy dinh)?|tham quyen (?:quyet dinh|giai quyet)",
    ),
    (
        (Item.RECEIVED_AT,),
        r"(?:noi|dia chi|dia diem|co quan) (?:tiep nhan(?: (?:ho so|hs))?|nhan (?:ho so|hs))"
        r"(?: va tra ket qua)?|(?:noi|dia diem) nop(?: ho so)?",
    ),
    (
        (Item.STEPS, Item.MANNER),
        rf"trinh tu(?: thuc hien)?{_AND}cach thuc(?: thuc hien)?{_OF_IT}",
    ),
    (
        (Item.STEPS,),
        rf"trinh tu (?:thuc hien|giai quyet){_OF_IT}|trinh tu, thu tuc(?: thuc hien)?"
        r"|cac buoc thuc hien",
    ),
    (
        (Item.MANNER,),
        rf"(?:cach|hinh) thuc (?:thuc hien|nop(?: ho so)?){_OF_IT}|cach thuc hien",
    ),
    (
        (Item.DOSSIER, Item.COPIES),
        rf"thanh phan(?: ho so)?{_AND}so luong(?: bo)?(?: ho so)?",
    ),
    ((Item.DOSSIER,), rf"thanh phan ho so{_OF_IT}|(?:ho so|giay to) (?:can|phai) nop"),
    ((Item.COPIES,), r"so (?:luong|bo)(?: bo)? ho so"),
    ((Item.TIME_LIMIT,), rf"(?:tong )?thoi (?:han|gian) giai quyet{_OF_IT}"),
    ((Item.SUBJECTS,), rf"doi tuong thuc hien{_OF_IT}"),
    ((Item.RESULT,), rf"ket qua(?: cua)?(?: viec)? (?:thuc hien|giai quyet){_OF_IT}"),
    ((Item.FEE, Item.CHARGE), rf"(?:muc )?(?:thu )?(?:phi{_AND}le phi|le phi{_AND}phi){_OF_IT}"),
    ((Item.CHARGE,), r"(?:muc )?le phi"),
    ((Item.FEE,), r"muc (?:thu )?phi"),
    (
        (Item.FORMS,),
        rf"(?:ten )?(?:cac )?mau don{_AND}(?:mau )?(?:to khai)(?: hanh chinh)?(?: dinh kem)?"
        r"|ten mau don|ten (?:cac )?bieu mau",
    ),
    ((Item.BASIS,), rf"(?:can cu|co so) phap (?:ly|luat){_OF_IT}"),
    (
        (Item.CONDITIONS,),
        rf"(?:cac )?yeu cau(?:{_AND}| )dieu kien{_OF_IT}|dieu kien thuc hien{_OF_IT}",
    ),
    ((), rf"loai thu tuc(?: hanh chinh)?|co quan (?:duoc uy quyen|phoi hop){_OF_IT}"),
    ((), r"noi nhan"),
    ((), r"so quyet dinh(?: cong bo)?|tu khoa|tinh trang ap dung|(?:thu tuc|van ban) lien quan"),
)
# Words too common to be a label without a colon, a cell's edge or a number beside them.
_SHORT: tuple[tuple[tuple[Item, ...], str], ...] = (
    ((Item.NAME,), r"thu tuc(?: hanh chinh)?"),
    ((Item.FEE,), r"phi"),
    ((Item.RESULT,), r"ket qua"),
    ((), r"mo ta"),
)
# Said by many papers of other things: labels only where a procedure's code follows.
_BARE_CODE = r"(?:ma(?: so)?|ky hieu)"

_NUMBER = (
    r"\(?(?:(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5})\s*[.)/:|]|\d{1,2}\s*-|\d(?:\.\d{1,2})+)\)?\s*"
)
_MARK = re.compile(
    rf"\s*(?:(?P<number>{_NUMBER}(?=[^\W\d_]|\*))"
    r"|(?P<letter>\(?[a-zđA-ZĐ](?:\.?\d{1,2})?\s*[.)|]\s*(?=[^\W\d_]|\*))"
    r"|(?P<bullet>[-–—+]+\s*)|(?P<star>(?:[•●▪#>]+|\*(?!\*))\s*))?"
    r"[*_]*"
)
_HEAD = 300  # characters within which a label, and a table's row of heads, ends
_REMARK = r"(?:\s*\([^()|]{1,40}\))?"
_TAIL = re.compile(
    rf"{_REMARK}(?:\s+(?:bao\s+)?gom(?:\s+co)?|\s+nhu\s+sau)?[*_]*"
    r"(?P<close>\s*[:\uff1a|][*_]*\s*(?:\|\s*)?|\s+[-–—]\s+|\s*[.;]?[*_]*\s*$)"
)
_SAYS = re.compile(
    rf"{_REMARK}\s+(?:la|khong\s+qua|toi\s+da|trong|doi\s+voi|(?:bao\s+)?gom|duoc|\d)(?!\w*[:|])"
)
_CODE = re.compile(
    r"(?<![\w.,/-])(?P<national>[1-9]\.\d{6})(?:\.\d{3})?(?:\.\d{2}){0,2}(?:\.H\d{2})?"
    r"(?![\w/-]|[.,]\d)"
)


class Style(StrEnum):
    """How a label is marked; the fields of one page are mostly marked in one way."""

    HEADING = "heading"
    NONE = "none"
    NUMBER = "number"
    LETTER = "letter"
    BULLET = "bullet"
    STAR = "star"


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the head of a line: ``text[value:]`` is what the line says under it.

    ``sentence``: the line is a sentence that begins with the label's words ("Thời hạn giải
    quyết là …"); it states the field, but no field begins there, and ``value`` is 0.
    ``items`` is empty for a field that records do not keep.
    """

    items: tuple[Item, ...]
    style: Style
    value: int
    sentence: bool = False


def _spaced(pattern: str) -> str:
    return pattern.replace(" ?", r"\s*").replace(" ", r"\s+")


_NAMED = [(items, re.compile(_spaced(words))) for items, words in _LABELS]
_NAMED_SHORT = [(items, re.compile(_spaced(words))) for items, words in _SHORT]
_BARE = re.compile(rf"{_spaced(_BARE_CODE)}\s*[:|]\s*")


def label(text: str, *, heading: bool = False) -> Label | None:
    """The label at the head of the line ``text``, if it has one; a ``heading`` needs no colon."""
    folded = letters(text[:_HEAD])
    mark = _MARK.match(text)
    at = mark.end() if mark else 0
    marked = Style(mark.lastgroup) if mark and mark.lastgroup else Style.NONE
    if (bare := _BARE.match(folded, at)) and _CODE.match(text, bare.end()):
        return Label((Item.CODE,), marked, bare.end())
    if marked is Style.NONE and text[at : at + 1].islower():
        return None  # a wrapped line
    return _long(folded, at, marked) or _short(folded, at, marked, heading)


def style(text: str) -> Style:
    """How the line ``text`` is marked."""
    mark = _MARK.match(text[:40])
    return Style(mark.lastgroup) if mark and mark.lastgroup else Style.NONE


def codes(text: str) -> tuple[str, ...]:
    """The procedure codes in ``text`` as printed: "1.013337.H38", "2.000169"."""
    return tuple(dict.fromkeys(match.group() for match in _CODE.finditer(text)))


def national(code: str) -> str:
    """What the codes of one procedure share: "1.000173.000.00.00.H58" → "1.000173"."""
    match = _CODE.match(code)
    return match["national"] if match else code


def letters(text: str) -> str:
    """``text`` folded letter by letter, so that places in it are places in ``text``."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded
    return "".join(f if len(f := fold(c)) == 1 else " " for c in text)


def _long(folded: str, at: int, marked: Style) -> Label | None:
    said: Label | None = None
    for items, words in _NAMED:
        if (match := words.match(folded, at)) is None:
            continue
        if tail := _TAIL.match(folded, match.end()):
            if "|" in tail["close"] and _heads_columns(folded[tail.end() :]):
                return None
            return Label(items, marked, tail.end())
        if items and said is None and _SAYS.match(folded, match.end()):
            said = Label(items, marked, 0, sentence=True)
    return said


def _short(folded: str, at: int, marked: Style, heading: bool) -> Label | None:
    for items, words in _NAMED_SHORT:
        match = words.match(folded, at)
        tail = _TAIL.match(folded, match.end()) if match else None
        if tail is None:
            continue
        bare = heading and Item.NAME not in items
        close = tail["close"].strip(" *_")[:1]
        if close not in (":", "\uff1a", "|") and not (
            bare or marked in (Style.NUMBER, Style.LETTER)
        ):
            return None
        if close == "|" and _heads_columns(folded[tail.end() :]):
            return None
        return Label(items, marked, tail.end())
    return None


_COLUMN = re.compile(
    r"\s*(?:thoi (?:gian|han)|so luong|mo ta|phi|ma|ghi chu|stt|ban (?:chinh|sao))\s*"
)


def _heads_columns(rest: str) -> bool:
    """Whether the cells after a label's are labels too: the head of a table's columns."""
    cells = rest.split("|")
    return any(_COLUMN.fullmatch(cell) or _names_field(cell.strip()) for cell in cells)


def _names_field(cell: str) -> bool:
    return any(words.fullmatch(cell) for _items, words in _NAMED)
