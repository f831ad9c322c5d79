"""Questions about the rule of the past: "trước đây thì sao", "khác gì so với trước 2026"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.text import fold, tidy
from retrieval.asking import asks
from retrieval.days import dates, says_now

_WITHIN = 2_000  # characters that are read
_NOUN = (
    r"(?:quy dinh|quy che|luat|van ban|thu tuc|muc|phi|huong dan|thong tu|nghi dinh|quyet dinh"
    r"|thoi han|cach lam)"
)
_PAST = re.compile(
    r"(?<!\w)(?:(?:hoi|luc|thoi|khi) truoc(?: day)?(?! (?:(?:ngay|thang|nam) )?\d)"
    r"|truoc (?:day|kia)"
    rf"|{_NOUN} (?P<old>cu(?! tru(?!\w))|truoc do))(?!\w)"
)
_COMPARES = re.compile(
    r"(?<!\w)(?:khac(?: nhau| biet)? (?:gi|the nao|nhu the nao|ra sao|o dau|o diem nao)"
    r"|(?:co )?thay doi (?:gi|the nao|nhu the nao|ra sao|nhung gi)|co gi (?:moi|khac|thay doi)"
    r"|khac (?=so voi)|(?:hay )?so sanh|so voi|co khac(?: gi)?)(?!\w)"
)
_SINCE_WHEN = re.compile(r"(?:so voi|voi|khac gi|khac|hon)\s*(?:hoi|luc|thoi diem|giai doan)?\s*$")
_DONE = re.compile(r"(?<!\w)(?:da|tung|chua)(?!\w)")
# What was given under the old rule, and is asked of today.
_STILL = re.compile(r"(?<!\w)con (?:gia tri|hieu luc|duoc|dung|ap dung|su dung)(?!\w)")
_CLAUSE = re.compile(r"[,.;?!\n]")
_WORD = re.compile(r"\w+")
# Left of a question that asks of another time.
_LOOSE = frozenset(
    [
        "con", "the", "thi", "sao", "vay", "nao", "gi", "hoi", "luc", "vao", "tu", "ke", "tinh",
        "truoc", "sau", "den", "tai", "ngay", "thang", "nam", "quy", "dinh", "do", "khi", "neu",
        "va", "co", "nhu", "ra", "la", "a", "nhe",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Past:
    """``text`` is what is left to be looked up. ``compares``: with the rule of today.

    ``day`` is the one that the question names for the past, where it does.
    """

    text: str
    compares: bool = False
    day: date | None = None


def past_asked(text: str, today: date) -> Past | None:
    """What ``text`` asks of the past; None where it asks about one day only. Never raises."""
    typed = tidy(text)
    plain = fold(typed[:_WITHIN])
    if len(plain) != len(typed[:_WITHIN]):  # places would not agree
        return None
    compares = list(_COMPARES.finditer(plain))
    spans = [
        match.span("old") if match["old"] else match.span()
        for match in _PAST.finditer(plain)
        if _says_old(typed, match)
    ]
    named = list(_named(plain, today)) if compares else []
    if compares and (spans or named):
        days = {day for _, day in named}
        spans += [match.span() for match in compares] + [span for span, _ in named]
        return Past(_without(typed, spans), True, days.pop() if len(days) == 1 else None)
    if not spans or says_now(text) or _STILL.search(plain):
        return None
    if not any(_asks_of_it(typed, plain, span) for span in spans):
        return None
    return Past(_without(typed, spans))


def _says_old(typed: str, match: re.Match[str]) -> bool:
    """Not so "luật Cư trú": typed with its accents, "cư" is another word than "cũ"."""
    return match["old"] != "cu" or typed[slice(*match.span("old"))].lower() in ("cu", "cũ")


def only_when(text: str) -> bool:
    """Whether ``text`` says nothing but a time: "còn năm 2024?", "khác gì so với trước đây?"."""
    plain = fold(tidy(text)[:_WITHIN])
    spans = [(one.start, one.end) for one in dates(plain)]
    spans += [match.span() for way in (_PAST, _COMPARES) for match in way.finditer(plain)]
    return bool(spans) and not set(_WORD.findall(_without(plain, spans))) - _LOOSE


def _named(plain: str, today: date) -> Iterator[tuple[tuple[int, int], date]]:
    """The past days with which something is compared, and the words for them."""
    for one in dates(plain, today):
        before = plain[: one.start]
        tied = re.search(r"truoc(?: ngay| thang| nam)?\s*$", before)
        start = tied.start() if tied else one.start
        since = _SINCE_WHEN.search(before[:start])
        day = one.first - timedelta(days=1) if tied else one.last
        if (since or tied) and day < today:
            yield (since.start() if since else start, one.end), day


def _asks_of_it(typed: str, plain: str, span: tuple[int, int]) -> bool:
    """Not so "trước đây chưa làm việc này", which tells of something done."""
    start = max((m.end() for m in _CLAUSE.finditer(plain, 0, span[0])), default=0)
    end = next((m.start() for m in _CLAUSE.finditer(plain, span[1])), len(plain))
    clause = plain[start:end]
    last = not re.search(r"\w", plain[end:])
    return not _DONE.search(clause) and (last or asks(typed[start:end]))


def _without(typed: str, spans: Iterable[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in sorted(spans):
        parts.append(typed[at : max(start, at)])
        at = max(end, at)
    left = " ".join([*parts, typed[at:]])
    return re.sub(r"\s+([,.;?!])", r"\1", " ".join(left.split())).strip(" ,;")
