"""Administrative units that a text names: "xã Tân An", "p. Bến Nghé q1", "tinh ha nam", "BR-VT".

A commune or a district counts only behind its type: "Chè xanh Tân An" is a trade mark. Accents
that were typed must be the name's own; where none were typed, any will do. A slip ("tỉnh Nge
An") is forgiven behind the type, where one name is clearly nearest.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from corpus.text import canonical_tones, fold, strip_accents, tidy
from corpus.units import CITIES, COMMUNE, DISTRICT, AdminUnit, key, units

_WORD = re.compile(r"[^\W\d_]+|\d+")
_WITHIN = 2_000  # characters of a text that are read
_JOINED = re.compile(r"[ \-–'’.]{0,3}")  # between the words of a name
_NEXT = re.compile(r"[\s,(–-]*(?:thuoc|cua|thi|cu)?[\s,(]*")  # between a unit and the one above it
_MARKER = re.compile(
    r"(?<!\w)(?:(?P<tinh>tinh)|(?P<tp>thanh pho|tp\.?)|(?P<huyen>huyen|h\.)"
    r"|(?P<quan>quan|q\.?(?=\s?\d)|q\.)|(?P<txa>thi xa|tx\.?)|(?P<xa>xa|x\.)"
    r"|(?P<phuong>phuong|p\.?(?=\s?\d)|p\.)|(?P<ttran>thi tran|tt\.?)|(?P<dkhu>dac khu|dk\.?))"
    r"\s*(?=[a-z\d])"
)
_ACCENTED = {
    "tinh": "tỉnh", "huyen": "huyện", "quan": "quận", "xa": "xã", "phuong": "phường",
    "thanh pho": "thành phố", "thi xa": "thị xã", "thi tran": "thị trấn", "dac khu": "đặc khu",
}  # fmt: skip
_TYPES = {
    "tp": "Thành phố", "huyen": "Huyện", "quan": "Quận", "txa": "Thị xã", "xa": "Xã",
    "phuong": "Phường", "ttran": "Thị trấn", "dkhu": "Đặc khu",
}  # fmt: skip
_COMMUNES = ("Xã", "Phường", "Thị trấn", "Đặc khu")
# Provinces whose names, typed without accents and without "tỉnh", are other words too.
_OTHER_WORDS = frozenset({
    "hoa binh", "thai binh", "da nang", "ca mau", "hai duong", "hai phong", "can tho", "ha nam",
    "son la", "ben tre", "phu tho", "ha giang", "bac giang", "lam dong", "nam dinh", "long an",
    "thanh hoa", "an giang", "vinh long", "phu yen", "binh duong", "hau giang", "hung yen",
    "gia lai", "hue", "tth", "dac lac", "dien bien", "cao bang", "nghe an", "binh dinh", "ha tinh",
    "quang nam", "quang tri", "quang binh", "quang ngai", "quang ninh",
})  # fmt: skip
_PERSON = "ho chi minh"
_COUNTRY = "viet nam"
_AT = re.compile(r"(?:(?<!\w)(?:o|tai|tinh|tp|thanh pho|ve|tu|den|ubnd|hdnd|cua)\s)$")
_ALIKE = 85  # of 100, for a slip
_CLEARLY = 4  # by which the nearest name must lead

# What a unit is called now, or where it belongs, is asked (folded text).
ABOUT = re.compile(
    r"\b(?:thuoc|nhap vao|nhap voi|nhap ve|doi thanh|doi ten thanh|thanh|nay la|gio la)"
    r" (?:xa|phuong|tinh|thanh pho|tp|don vi)(?: hanh chinh)?(?: moi)? (?:nao|gi)\b"
    r"|\b(?:thuoc|nhap vao|nhap ve|nhap voi|sap nhap|chuyen ve) dau\b"
    r"|\bten (?:goi )?moi (?:la|cua)\b"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """``start:end`` of the tidied text. A province has a ``province``, others ``candidates``.

    ``type`` is what it was called ("Xã"): candidates may be of another, as people mix them up.
    ``sure`` says that it was written like a name, with capitals, and without a slip.
    """

    start: int
    end: int
    words: str
    province: str = ""
    candidates: tuple[AdminUnit, ...] = ()
    type: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Text:
    """A tidied text with its folded twin of the same length, and its words."""

    typed: str
    plain: str
    words: tuple[tuple[int, int], ...]
    accented: bool  # whether accents were typed at all

    def since(self, place: int) -> list[tuple[int, int]]:
        """The words from ``place`` on, as many as a name may have, joined like a name's."""
        found: list[tuple[int, int]] = []
        for start, end in self.words:
            if start < place:
                continue
            if found and not _JOINED.fullmatch(self.plain, found[-1][1], start):
                break
            found.append((start, end))
            if len(found) == units().longest:
                break
        return found if found and found[0][0] - place <= 1 else []


def mentions(text: str) -> list[Mention]:
    """The units that ``text`` names, in its order. Never raises."""
    typed = tidy(text)[:_WITHIN]
    plain = fold(typed)
    if len(plain) != len(typed):  # places would not agree
        typed = plain = strip_accents(plain)
    if not (_MARKER.search(plain) or _provinces().search(plain)):
        return []
    words = tuple(match.span() for match in _WORD.finditer(plain))
    read = _Text(typed, plain, words, plain != typed.lower())
    found = sorted([*_marked(read), *_bare(read)], key=lambda m: (m.start, -m.end))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def next_above(text: str, lower: Mention, upper: Mention) -> bool:
    """Whether ``upper`` stands right behind ``lower`` as the unit above it: "xã A, huyện B"."""
    between = fold(tidy(text)[lower.end : upper.start]) if upper.start >= lower.end else "?"
    return _NEXT.fullmatch(between) is not None


@lru_cache(maxsize=1)
def _provinces() -> re.Pattern[str]:
    names = sorted(units().provinces, key=len, reverse=True)
    spelled = (name.replace(" ", r"[ \-–]{1,3}") for name in names)
    return re.compile(rf"(?<![\w/])(?:{'|'.join(spelled)})(?![\w/])")


def _bare(text: _Text) -> Iterator[Mention]:
    """Provinces: a well-known name needs no "tỉnh" before it."""
    about = ABOUT.search(text.plain) is not None  # "hau giang gio thuoc dau"
    for match in _provinces().finditer(text.plain):
        folded = key(match[0])
        province = units().provinces[folded]
        typed = text.typed[match.start() : match.end()]
        alias = folded != key(province)
        if not alias and not _fits(typed, province):
            continue
        plain = typed.lower() == match[0]
        capitals = {word[0].isupper() for word in _WORD.findall(typed)}
        if len(capitals) > 1:
            continue  # "người Việt Nam định cư"
        if not (about or _AT.search(text.plain[: match.start()])) and (
            folded == _PERSON
            or (folded in _OTHER_WORDS and (capitals == {False} or (plain and text.accented)))
        ):
            continue  # "đa năng", "hai phong ban", "sống trong hòa bình", "máy x quang năm 2024"
        yield Mention(match.start(), match.end(), typed, province)


def _marked(text: _Text) -> Iterator[Mention]:
    for match in _MARKER.finditer(text.plain):
        marker, written = str(match.lastgroup), match[0].strip()
        typed = text.typed[match.start() : match.start() + len(written)].lower()
        if typed != written and canonical_tones(typed) != _ACCENTED.get(written):
            continue  # "tính", "xạ", "quan"
        following = text.since(match.end())
        short = written not in _ACCENTED
        exact = _exact(text, marker, following, short)
        found = exact or _slip(text, marker, following, short)
        if found is None:
            continue
        end, province, candidates = found
        name = text.typed[following[0][0] : end]
        yield Mention(
            match.start(), end, text.typed[match.start() : end], province, candidates,
            _TYPES.get(marker, ""),
            sure=bool(province or (exact and (name != name.lower() or name.isdigit()))),
        )  # fmt: skip


_Found = tuple[int, str, tuple[AdminUnit, ...]]


def _exact(
    text: _Text, marker: str, following: Sequence[tuple[int, int]], short: bool
) -> _Found | None:
    """The longest name that stands behind a type: (its end, a province or "", units)."""
    for count in range(len(following), 0, -1):
        start, end = following[0][0], following[count - 1][1]
        typed = text.typed[start:end]
        folded = key(text.plain[start:end])
        small = typed == typed.lower()
        province = units().provinces.get(folded, "") if marker in ("tinh", "tp") else ""
        if marker == "tp" and not (small and short) and _is_a_provinces_town(folded, province):
            province = ""
        if province and (folded != key(province) or _fits(typed, province)):
            return end, province, ()
        if marker == "tinh":
            continue
        if small and not typed.isdigit() and (count == 1 or short):
            continue  # "xã bo", "tt an toàn"
        named = [unit for unit in units().by_name.get(folded, ()) if _fits(typed, unit.name)]
        spelled = [unit for unit in named if _spelled(unit.name) == _spelled(typed)]
        if found := _of_level(spelled or named, _TYPES[marker], strict=small or short):
            return end, "", found
    return None


def _is_a_provinces_town(folded: str, province: str) -> bool:
    """Whether "thành phố Thanh Hóa" is the former town and not the province."""
    named = units().by_name.get(folded, ())
    return province not in CITIES and any(unit.type == _TYPES["tp"] for unit in named)


def _of_level(named: Sequence[AdminUnit], wanted: str, strict: bool) -> tuple[AdminUnit, ...]:
    """The communes, or the districts, of the name; in strictness only if one is of that type."""
    level = COMMUNE if wanted in _COMMUNES else DISTRICT
    found = tuple(unit for unit in named if unit.level == level)
    return found if not strict or any(unit.type == wanted for unit in found) else ()


def _slip(
    text: _Text, marker: str, following: Sequence[tuple[int, int]], short: bool
) -> _Found | None:
    """A name of two words or more, written with capitals, that is nearly one that is known."""
    count = 0
    for start, _end in following[:4]:
        if not text.typed[start].isupper():
            break
        count += 1
    if short or count < 2:
        if marker != "tinh" or len(following) < 2 or count:
            return None
        count = 2  # "tinh nge an": provinces are few
    start, end = following[0][0], following[count - 1][1]
    if end - start < 6:
        return None
    folded = key(text.plain[start:end])
    if folded == _COUNTRY:
        return None
    names = _names_of(marker)
    nearest = process.extract(folded, names, scorer=fuzz.ratio, limit=2, score_cutoff=_ALIKE)
    if not nearest or (len(nearest) > 1 and nearest[0][1] - nearest[1][1] < _CLEARLY):
        return None
    name = nearest[0][0]
    if marker == "tinh":
        return end, units().provinces[name], ()
    return end, "", _of_level(units().by_name[name], _TYPES[marker], strict=True)


@lru_cache(maxsize=16)
def _names_of(marker: str) -> list[str]:
    if marker == "tinh":
        return [key(name) for name in units().successor]
    wanted = _TYPES[marker]
    return [name for name, named in units().by_name.items() if any(u.type == wanted for u in named)]


def _fits(typed: str, name: str) -> bool:
    """Whether each word is the name's, or is without accents: "Tan An", "tân An" for "Tân An"."""
    written, wanted = _WORD.findall(_spelled(typed)), _WORD.findall(_spelled(name))
    if len(written) != len(wanted):
        return fold(typed) == fold(name)
    return all(
        one == other or one == strip_accents(other) or one.isdigit()
        for one, other in zip(written, wanted, strict=True)
    )


def _spelled(text: str) -> str:
    return canonical_tones(text).lower()
