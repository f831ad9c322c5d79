"""Units of a text as people write them: "k2 đ15", "Đ5.2.a", "từ Điều 7 đến Điều 9", "PL II.5"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from retrieval.named_numbers import COUNTED, COUNTING, MEASURE

_NUMBER = r"\d{1,3}[a-z]?"
_LETTER = r"[a-z]\d?"
_END = r"(?!\w)(?!/\d)"
# In a list after a comma: "Điều 5, 10 ngày" and "Điều 5, khoản 2 Điều 6" are no lists.
_MORE = rf"(?!\s*(?:{MEASURE}|{COUNTED}|(?:can|may)(?!\w)|/))(?!\w)(?![.:]\d)"
_AND = r"\s*(?:,|;|&|\bva\b|,\s*va\b|\bhoac\b)\s*"
_TO = r"\s*(?:den|toi|-+>?|–)\s*"
# "Đ 15" is an Điều, "200.000 đ 15" is money.
_ARTICLE_WORD = (
    r"(?:dieu\s*(?:so\s*|thu\s*)?|d\.?(?=\d)"
    r"|(?:(?<!\d )|(?<=\b(?:19|20)\d\d ))d\.?\s(?=\d))"  # "bộ luật dân sự 2015 đ 117"
)
_CLAUSE_WORD = r"(?:khoang?|k)\.?\s*"
_POINT_WORD = r"diem\s*"


def _list(name: str, word: str, value: str, more: str) -> str:
    again = rf"(?:{_AND}(?:{word})?{value}{more}){{0,11}}"
    range_ = rf"(?:{_TO}(?:{word})?(?P<{name}_to>{value}){more})?"
    return rf"(?P<{name}>{value}{again}){range_}"


_ARTICLES = rf"(?<![\w/]){_ARTICLE_WORD}" + _list("article", _ARTICLE_WORD, _NUMBER, _MORE) + _END
_DOTTED = rf"(?<![\w/]){_ARTICLE_WORD}(?P<of>{_NUMBER})[.(](?P<c>\d{{1,2}}[a-z]?)\)?"
_DOTTED += rf"(?:[.(]?(?P<p>{_LETTER})\)?)?(?![\w/])(?!\.\d)"
_CLAUSES = rf"(?<![\w/]){_CLAUSE_WORD}" + _list("clause", _CLAUSE_WORD, _NUMBER, _MORE) + r"(?!\w)"
_POINTS = rf"(?<![\w/]){_POINT_WORD}" + _list("point", _POINT_WORD, _LETTER, r"(?!\w)") + r"(?!\w)"
_JOINT = r"[\s,./;-]*(?:(?:cua|tai|thuoc|o)\s+)?(?:cac\s+)?"
# "a k2 d15": a letter alone is a point where a khoản follows it.
_BARE_POINT = rf"(?<![\w/.])(?P<bare>{_LETTER})[\s,./)]{{0,2}}(?={_CLAUSE_WORD}\d)"
_LONE_POINTS = _POINTS.replace("point", "lone")  # "điểm a Điều 11", of an Điều without khoản
_UPWARD = re.compile(
    rf"(?:(?:{_POINTS}{_JOINT}|{_BARE_POINT})?{_CLAUSES}{_JOINT}|{_LONE_POINTS}{_JOINT})?"
    rf"(?:{_DOTTED}|{_ARTICLES})"
)
# "Điều 5 khoản 2 điểm a", unless what follows belongs to the next Điều.
_NEXT = rf"(?!{_JOINT}(?:dieu|d\.?\s?\d))"
_BARE_BELOW = (
    rf"[\s,./]{{0,2}}(?P<bare>{_LETTER})(?=\s*(?:$|[,.;:?!)]|nd|tt|qd|luat|nghi|thong|quyet|cua))"
)
_DOWNWARD = re.compile(
    rf"{_JOINT}{_CLAUSES}(?:{_JOINT}{_POINTS}|{_BARE_BELOW})?{_NEXT}"
    rf"|{_JOINT}{_LONE_POINTS}{_NEXT}"
)
# "khoản 2", "điểm a khoản 2", said without their Điều.
_ONLY_POINTS = _POINTS.replace("point", "only")
_LOOSE = re.compile(
    rf"(?<!\w)(?<!tai )(?:(?:{_POINTS}{_JOINT}|{_BARE_POINT})?{_CLAUSES}"
    rf"(?:{_JOINT}{_LONE_POINTS})?|{_ONLY_POINTS})"
)
_LOOSE_WORD = re.compile(r"khoản(?!g)|khoan(?!g)|k[\d. ]|điểm|diem\s\w\s*k|\w\s?k")
_VALUE = re.compile(r"(?<!\w)(?:\d{1,3}[a-zđ]?|[a-zđ]\d?)(?!\w)|(?<=[dkđ])\d{1,3}[a-zđ]?(?!\w)")

_ROMAN = r"(?:[ivxlc]{1,6}|\d{1,2})"
_PLACES = re.compile(
    rf"(?<!\w)(?:chuong\s*(?:so\s*|thu\s*)?(?P<chapter>{_ROMAN}[a-e]?)"
    rf"|phan\s+(?:thu\s+(?P<part_word>nhat|hai|ba|tu|nam|sau|bay|tam)|(?P<part>{_ROMAN}))"
    rf"|muc\s*(?P<section>{_ROMAN}[a-e]?)"
    r"|(?P<any_annex>phu\s*luc)"
    r"(?=\s+(?:cua|kem|ban hanh|trong|nd|nghi dinh|tt|thong tu|qd|quyet dinh)\b)"
    rf"|(?:phu\s*luc|pl)\.?\s*(?:so\s*)?(?P<annex>(?:{_ROMAN}|[a-e])(?:\s?[.-]\s?\d{{1,2}})?[a-z]?)"
    rf"|(?:bieu\s*)?mau(?!{COUNTING})\s*(?:(?:bieu\s*)?so\s*)?[:.]?\s*(?P<form>\d{{1,3}}[a-z]?(?:[./-]\w{{1,8}})*)"
    rf"(?:\.?\s(?P<code>(?!{MEASURE})[a-z]{{3,8}}(?:/[a-z]{{2,6}})?)(?=\s*(?:$|[,.;:?!()]|tt|nd|qd|phu|pl|ban|kem|cua)))?"
    rf")(?!\w)(?!\s*{MEASURE})"
)
_LABELS = {
    "chapter": "Chương", "part": "Phần", "part_word": "Phần thứ", "section": "Mục",
    "annex": "Phụ lục", "any_annex": "", "form": "Mẫu số",
}  # fmt: skip
_PLACE_JOINT = re.compile(
    r"[\s,./-]*(?:(?:cua|thuoc|trong|tai|ban hanh|kem theo|theo)\s+)*(?:cac\s+)?"
)
# Not "mức 50", "màu 5", "chuồng 2"; a bare "muc" or "mau" needs what makes it sure.
_PLACE_WORD = re.compile(
    r"chương|chuong|phần|phan|mục|muc\s*\w+\s+(?:cua\s+)?chuong|ph[ụu]\s*l[ụu]c|pl|(?:bi[ểe]u\s*)?mẫu"
    r"|bieu\s*mau|mau\s*(?:so|\d+\s*(?:phu|pl|ban|kem|tt|nd|qd))"
)
_MOST_OF_A_RANGE = 20


@dataclass(frozen=True, slots=True)
class Units:
    """Units named side by side at ``start`` … ``end``, each as fields of a citation."""

    start: int
    end: int
    each: tuple[dict[str, str], ...]


def units(plain: str, typed: str) -> list[Units]:
    """The units that folded text names; ``typed`` is the same text, with its accents."""
    articles = list(_articles(plain, typed))
    places = [
        place
        for place in _places(plain, typed)
        if not any(_beside(plain, place, article) for article in articles)
    ]
    return sorted(articles + places, key=lambda one: one.start)


def _beside(plain: str, place: Units, article: Units) -> bool:
    """Whether a place says only where an Điều stands: "Điều 5 Chương II"."""
    first, second = sorted((place, article), key=lambda one: one.start)
    return _PLACE_JOINT.fullmatch(plain[first.end : second.start]) is not None


def _articles(plain: str, typed: str) -> Iterator[Units]:
    at = 0
    while match := _UPWARD.search(plain, at):
        start, at = match.span()
        if match["of"]:  # "Điều 5.2.a"
            clauses, points = [match["c"]], _letters(match, ("p",), typed)
            yield Units(start, at, _each([match["of"]], clauses, points))
            continue
        articles = _values(match, "article", typed)
        clauses = _values(match, "clause", typed)
        points = _letters(match, ("point", "bare", "lone"), typed)
        below = _DOWNWARD.match(plain, at)
        if below is None or points != [""] or (match["clause"] and below["clause"]):
            yield Units(start, at, _each(articles, clauses, points))
            continue
        at = below.end()
        if match["clause"]:  # "khoản 1 Điều 19 điểm d"
            yield Units(start, at, _each(articles, clauses, _letters(below, ("lone",), typed)))
            continue
        clauses = _values(below, "clause", typed)
        points = _letters(below, ("point", "bare", "lone"), typed)
        earlier = _each(articles[:-1], [""], [""])  # "Điều 4 và Điều 5 khoản 2"
        yield Units(start, at, earlier + _each(articles[-1:], clauses, points))


def smaller(plain: str, typed: str, at: int) -> dict[str, str]:
    """The khoản and the điểm that stand at ``at`` without their Điều: "…, khoản 1 điểm k"."""
    below = _DOWNWARD.match(plain, at)
    if below is None:
        return {}
    clause = _values(below, "clause", typed)[0]
    point = _letters(below, ("point", "bare", "lone"), typed)[0]
    return {name: value for name, value in (("clause", clause), ("point", point)) if value}


def loose(plain: str, typed: str) -> list[Units]:
    """Khoản and điểm of folded text; whether an Điều stands beside them is not looked at.

    "Khoảng 2" and, without accents, "diem o dau" are none.
    """
    found = []
    for match in _LOOSE.finditer(plain):
        if _LOOSE_WORD.match(typed, match.start()):
            clauses = _values(match, "clause", typed)
            points = _letters(match, ("point", "bare", "lone", "only"), typed)
            if clauses != [""] or points != [""]:
                found.append(Units(*match.span(), _each([""], clauses, points)))
    return found


def _each(articles: list[str], clauses: list[str], points: list[str]) -> tuple[dict[str, str], ...]:
    named = product(articles, clauses, points)
    return tuple({"article": a, "clause": c, "point": p} for a, c, p in named)


def _letters(match: re.Match[str], names: tuple[str, ...], typed: str) -> list[str]:
    """Points named; d may have been meant as đ where the writer uses no accents."""
    name = next((name for name in names if match[name]), "")
    if not name:
        return [""]
    found = _values(match, name, typed) or [""]  # "k2 đ15 ạ" is no point
    if typed[match.start() : match.end()] != match.string[match.start() : match.end()]:
        return found
    return [one for value in found for one in dict.fromkeys((value, re.sub("d$", "đ", value)))]


def _values(match: re.Match[str], name: str, typed: str) -> list[str]:
    """The numbers or letters of a list, with the đ that was typed; of a range all between."""
    start, end = match.span(name)
    if start < 0:
        return [""]
    found = _VALUE.findall(typed[start:end])
    groups = match.re.groupindex
    if f"{name}_to" in groups and match[f"{name}_to"]:
        first, last = found[-1], match[f"{name}_to"]
        if first.isdigit() and last.isdigit() and int(first) < int(last):
            most = min(int(last), int(first) + _MOST_OF_A_RANGE)
            return found[:-1] + [str(one) for one in range(int(first), most + 1)]
        return [*found, last]
    return found


def _places(plain: str, typed: str) -> Iterator[Units]:
    """Annexes, forms, chapters; one that belongs to the next is named with it, small to large."""
    names: list[str] = []
    start = end = 0
    for match in _PLACES.finditer(plain):
        if not _PLACE_WORD.match(typed, match.start()):
            continue
        if names and not _PLACE_JOINT.fullmatch(plain[end : match.start()]):
            yield Units(start, end, ({"place": ", ".join(names)},))
            names = []
        start = start if names else match.start()
        end = match.end()
        kind = next(name for name in _LABELS if match[name])
        value = re.sub(r"\s", "", match[kind]) + (f" {match['code']}" if match["code"] else "")
        value = {"part_word": value, "any_annex": "Phụ lục"}.get(kind, value.upper())
        names.append(f"{_LABELS[kind]} {value}".strip())
    if names:
        yield Units(start, end, ({"place": ", ".join(names)},))
