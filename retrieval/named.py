"""Provisions and documents that a question names: "khoản 2 Điều 5 NĐ 133", "Đ15 NĐ133"."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.citation import Citation
from corpus.text import strip_accents, tidy
from corpus.vietnamese import bare_syllables
from retrieval.mended import mended
from retrieval.named_numbers import SYMBOLS, YEAR, Mention, numbers, read
from retrieval.named_units import Units, loose, smaller, units

# "luật đo lường", but not "pháp luật", "kỷ luật"; what the name is, the corpus says.
_NAMED = re.compile(
    r"(?<!phap )(?<!quy )(?<!ky )(?<!trai )(?<![\w/-])(?P<kind>bo luat|luat|phap lenh)\s+"
    rf"(?!(?:so\s*)?\d|su\b|nay\b|dinh\b|gia\b|nam\s+{YEAR})(?=[^\W\d_])"
)
_NAME_ENDS = re.compile(
    r"[.;:?!()\n“”\"]|,?\s(?:diem\s[a-z]\d?"
    r"|(?:dieu|khoan|diem|chuong|muc|phu luc|mau|d|k)\.?\s?(?:\d+|[ivx]+)"
    r"|quy dinh|noi|noi gi|co|la|thi|gi|nao|nhu|the nao|ra sao|ve viec|khong|cho|hoi"
    r"|(?:bi|duoc) (?:sua|thay|bai|huy|bo sung))\b"
)
_APART = re.compile(r"[,;]|\bva\b|\btheo\b|\bcua\b")
_LONGEST_NAME = 90  # characters
_CONSTITUTION = re.compile(rf"\bhien phap(?:\s+(?:nam\s+)?{YEAR})?")
_MAY_BE_LOOSE = re.compile(r"\d|điểm", re.IGNORECASE)
# "BLDS", "LĐL": a law's name by its first letters; no syllable looks so.
_LETTERS = re.compile(r"(?<![\w/&.-])b?l[a-z&]{2,8}(?![\w/&-])")


@lru_cache(maxsize=64)  # one question is looked at from many sides
def named(text: str) -> tuple[Citation, ...]:
    """What ``text`` names, in its order. Fields it does not say are empty.

    A number may be whole ("133/2025/NĐ-CP") or the start of one ("133", "133/2025"); a law
    may be called by its name ("luật đo lường"), which may run on into the words behind it.
    Units without a document ("Điều 5") come with an empty number and name. Typed without
    accents, "diem d" may be điểm d or điểm đ: both are given.
    """
    typed, plain = both(text)
    documents = mentions(plain)
    citations: list[tuple[int, Citation]] = []
    used: set[int] = set()
    groups = units(plain, typed)
    apart = _apart(groups, plain, typed)
    for group in groups:
        place = _document_of(group.end, documents)
        document = documents[place] if documents else Mention(0, 0)
        used.add(place)
        name = document.name and typed[document.start : document.end]
        name = name or document.kind
        rest = smaller(plain, typed, document.end) if document.start >= group.end else {}
        rest = rest or apart
        citations += [
            (group.start, Citation(name=name, number=document.number, **_whole(unit, rest)))
            for unit in group.each
        ]
    citations += [
        (mention.start, Citation(name=mention.kind, number=mention.number))
        for at, mention in enumerate(documents)
        if at not in used and mention.number
    ]
    return tuple(dict.fromkeys(citation for _, citation in citations))


def units_alone(text: str) -> tuple[Citation, ...]:
    """The units that ``text`` names where it names no document: "Điều 5", "khoản 2"."""
    found = named(text)
    if found or not _MAY_BE_LOOSE.search(text):
        return () if any(citation.name or citation.number for citation in found) else found
    typed, plain = both(text)
    each = [unit for group in loose(plain, typed) for unit in group.each]
    if not each or mentions(plain):
        return ()
    return tuple(Citation("", **unit) for unit in each)


def _apart(groups: Sequence[Units], plain: str, typed: str) -> dict[str, str]:
    """The khoản and the điểm said further on: "Điều 5 Quy chế nhóm hỗ trợ khoản 2 điểm a"."""
    if len(groups) != 1 or len(groups[0].each) != 1 or groups[0].each[0].get("clause"):
        return {}
    behind = [one for one in loose(plain, typed) if one.start >= groups[0].end]
    if len(behind) != 1 or len(behind[0].each) != 1:
        return {}
    return {name: value for name, value in behind[0].each[0].items() if value}


def _whole(unit: dict[str, str], rest: dict[str, str]) -> dict[str, str]:
    """An Điều with what of it is named behind its document: "Điều 21 bộ luật lao động khoản 1"."""
    if not unit.get("article") or (unit["clause"] and "clause" in rest):
        return unit
    return unit | {name: value for name, value in rest.items() if not unit[name]}


def both(text: str) -> tuple[str, str]:
    """The text in lower case, slips put right: as typed, and without accents; equally long."""
    typed = mended(tidy(text)).lower()
    plain = strip_accents(typed)
    if len(plain) != len(typed):  # stray combining marks: places would not agree
        typed = plain
    return typed, plain


@lru_cache(maxsize=64)  # one question is looked at from many sides
def mentions(plain: str) -> tuple[Mention, ...]:
    """The documents that folded text names by number or by name, in reading order.

    A short number that a fuller one completes ("NĐ 132 … 132/2025/NĐ-CP") is left out.
    """
    by_number = numbers(plain)
    known = [read(mention.number) for mention in by_number]
    kept = [
        mention
        for mention, number in zip(by_number, known, strict=True)
        if not any(other != number and other.agrees(number) for other in known)
    ]
    laws = list(_laws(plain))
    kept = [_of_a_law(mention, laws, plain) for mention in kept]
    named_laws = [
        law
        for law in laws
        if not any(one.start < law.end and law.start < one.end for one in by_number)
    ]
    return tuple(sorted([*kept, *named_laws], key=lambda mention: mention.start))


def _of_a_law(mention: Mention, laws: list[Mention], plain: str) -> Mention:
    """ "luật viễn thông 24/2023": a number behind a law's name is a law's."""
    for law in laws:
        between = plain[law.start : mention.start]
        if not mention.kind and law.start < mention.start < law.end and not _APART.search(between):
            return replace(mention, start=law.start, kind=law.kind)
    return mention


def _laws(plain: str) -> Iterator[Mention]:
    for match in _NAMED.finditer(plain):
        start, end = match.end(), min(len(plain), match.end() + _LONGEST_NAME)
        if stop := _NAME_ENDS.search(plain, start, end):
            end = stop.start()
        kind = "Pháp lệnh" if match["kind"] == "phap lenh" else "Luật"
        yield Mention(match.start(), end, kind, name=plain[start:end].strip(" ,"))
    for match in _CONSTITUTION.finditer(plain):
        yield Mention(match.start(), match.end(), "Luật", name=match[0])
    for match in _LETTERS.finditer(plain):
        if match[0] not in bare_syllables():
            yield Mention(match.start(), match.end(), "Luật", name=match[0])


def _document_of(place: int, documents: Sequence[Mention]) -> int:
    """Which document the units before ``place`` belong to: the next one named, or the last."""
    after = bisect_left(documents, place, key=lambda mention: mention.start)
    return min(after, len(documents) - 1)


def written(text: str, number: str) -> tuple[int, int]:
    """Where ``number`` (or name, of a citation of ``text``) stands in the mended text; (0, 0)."""
    typed, plain = both(text)
    places = (
        (mention.start, mention.end)
        for mention in mentions(plain)
        if number in (mention.number, typed[mention.start : mention.end])
    )
    return next(places, (0, 0))


def subject(text: str, more: Iterable[tuple[int, int]] = ()) -> str:
    """``text`` (folded) without what it names: what is asked about it.

    ``more`` are further spans of the mended text that only name.
    """
    typed, plain = both(text)
    spans = [*more]
    spans += [(one.start, one.end) for one in units(plain, typed)]
    spans += [(one.start, one.end) for one in mentions(plain) if one.number]
    return _left(plain, spans)


def without_units(text: str) -> str:
    """``text``, mended, less the units that it names."""
    typed, plain = both(text)
    spans = [(one.start, one.end) for one in (*units(plain, typed), *loose(plain, typed))]
    return _left(typed, spans)


def _left(text: str, spans: Iterable[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in sorted(spans):
        parts.append(text[at : max(start, at)])
        at = max(end, at)
    return " ".join([*parts, text[at:]])


def matches(number: str, asked: str, kind: str = "") -> bool:
    """Whether a document's number is the one asked for, whole or in its parts.

    The year may be left out ("132/CP", "132/NĐ-CP"). ``kind`` is what the question calls
    the document ("Nghị định"); it must agree with the number's own symbol.
    """
    have = read(number)
    return have.agrees(read(asked)) and of_kind(have.symbols, kind)


def of_kind(symbols: tuple[str, ...], kind: str) -> bool:
    """Whether a number with these symbols may be that of a text of ``kind``."""
    wanted = SYMBOLS.get(kind, ())
    return not wanted or any(one.rstrip("0123456789ivx") in wanted for one in symbols)
