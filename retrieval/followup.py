"""Questions that go on about what was asked before: "thế lệ phí bao nhiêu?".

Such a question is made of general words alone: politeness, ways of asking, the vocabulary
of procedures (``general.txt``). What it is about comes from the last question before it
that was about something.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from corpus.citation import Citation
from corpus.text import fold, strip_accents, syllables
from retrieval import facets
from retrieval.asking import ASKS
from retrieval.named import named, units_alone, without_units
from retrieval.pairs import pairs
from retrieval.past import only_when
from retrieval.words import POLITE, WordIndex

GENERAL = Path(__file__).with_name("general.txt")
# How much a question is about something by itself (see ``own``), from which it stands alone.
OWN = 0.6
GOES_ON = 1.5  # for one that says that it goes on ("thế …", "còn …"), or stands beside another
POINTS_BACK = 4.0  # for one that names what was said ("thủ tục này", "việc đó")
_LONGEST = 5  # words of a general phrase
_TAIL = 4  # words with which a question may end
_WORD = re.compile(r"[^\W_]+")
_GOING_ON = (
    r"^\W*(?:thế|còn|vậy|nếu|ngoài ra|rồi|and|what about|how about|what if|lalu|terus|kalau)(?!\w)|"
    r"(?<!\w)(?:như vậy|thì sao)\W*$"
)
_SAID = (
    "(?:việc|thủ tục|trường hợp|loại|cái|giấy|giấy tờ|hồ sơ|quy định|điều|văn bản|đơn|thời hạn|"
    "mức|khoản|phí|mẫu)"
)
_POINTING_BACK = rf"(?<!\w){_SAID} (?:này|đó|ấy|trên|nói trên)(?!\w)|(?<!\w)nó(?!\w)"
# Who types accents means "con" and "thẻ" by "con" and "thẻ", not "còn" and "thế"; without
# accents "viec do luong" is no "việc đó".
_FORMS = {
    _GOING_ON: _GOING_ON,
    _POINTING_BACK: rf"(?<!\w){_SAID} (?:này|nói trên)(?!\w)",
}
_PATTERNS = {
    way: (re.compile(way, re.IGNORECASE), re.compile(strip_accents(bare), re.IGNORECASE))
    for way, bare in _FORMS.items()
}
_OPEN = re.compile(r"\bthi sao\b|\b(?:what|how) about\b")
# Left of "trong mấy ngày", "nộp ở đâu", "gồm những gì".
_LOOSE = POLITE.union(["trong", "mat", "het", "tai", "khi", "va", "can", "nop", "gui", "nhung"])
# Who types accents means "đo" and "tập thể": of them only these.
_LEFT = frozenset(
    [
        "trong", "mất", "hết", "tại", "khi", "và", "cần", "thì", "là", "có", "phải", "được", "ở",
        "cho", "ạ", "vậy", "thế", "nhé", "nộp", "gửi", "gồm", "những", "thuộc",
    ]
)  # fmt: skip
_DEFINES = re.compile(r"\bla gi\W*$|^\W*the nao la\b")


@lru_cache
def general() -> frozenset[str]:
    """Phrases that make no subject, as written and folded."""
    lines = GENERAL.read_text(encoding="utf-8").splitlines()
    phrases = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return frozenset([*phrases, *map(fold, phrases)]) | ways()


@lru_cache
def ways() -> frozenset[str]:
    """Ways of asking and what they ask for, as written and folded."""
    found = [" ".join(syllables(part)) for row in pairs(facets.FILE) for part in row]
    return frozenset([*found, *map(fold, found)])


def stands_alone(text: str, words: WordIndex, *, beside: bool = False) -> bool:
    """Whether ``text`` says what it is about; ``beside`` another question of the message."""
    if any(citation.number for citation in named(text)):
        return True
    if units_alone(text):  # what "khoản 2 nói gì" is about stands before it
        return own(without_units(text), words) >= GOES_ON
    about = own(text, words)
    if about and defines(text):
        return True
    if _says(_POINTING_BACK, text):
        return about >= POINTS_BACK
    return about >= (GOES_ON if beside or goes_on(text) else OWN)


def defines(text: str) -> bool:
    """Whether ``text`` asks what something is."""
    return _DEFINES.search(fold(text)) is not None


def goes_on(text: str) -> bool:
    """Whether ``text`` says that it belongs to something said before."""
    return _says(_GOING_ON, text) or _says(_POINTING_BACK, text)


def _says(way: str, text: str) -> bool:
    accented, bare = _PATTERNS[way]
    return bool((bare if strip_accents(text) == text else accented).search(text))


def carried(text: str, before: str) -> str:
    """``text`` with what ``before`` is about in front.

    What ``before`` asks of it is left out, unless ``text`` asks nothing new ("còn máy CT
    thì sao", "còn năm 2024?"). Where ``text`` names a unit, it is one of the document that
    ``before`` names.
    """
    if whole := _unit_of(text, before):
        return f"{whole}: {text}"
    goes_on = _OPEN.search(fold(text)) or only_when(text)
    asks = not goes_on or bool(facets.facets(text))
    return f"{subject(before) if asks else before.rstrip(' ?.!')}, {text}"


def _unit_of(text: str, before: str) -> str:
    """The units of ``text`` in full, of what ``before`` names; nothing where that is not clear."""
    asked, told = units_alone(text), named(before)
    if any(unit.article or unit.place for unit in asked):
        wholes = {Citation(one.name, one.number) for one in told}
        asked = (Citation(""),)
    elif any(not unit.clause for unit in asked):  # "còn điểm b?"
        wholes = {replace(one, point="") for one in told}
    else:
        wholes = {replace(one, clause="", point="") for one in told}
    if len(wholes) != 1 or not asked:
        return ""
    (whole,) = wholes
    if not whole.name and not whole.number:
        return ""
    units = (replace(whole, clause=u.clause or whole.clause, point=u.point) for u in asked)
    return "; ".join(" ".join(str(unit).split()) for unit in units)


def subject(text: str) -> str:
    """``text`` without its ways of asking, in its own words, signs and order."""
    found = list(_WORD.finditer(text))
    first, last = _around([fold(match[0]) for match in found])
    found = found[first:last]
    marks = _marked([match[0].casefold() for match in found], ways())
    asks = {place for match in ASKS.finditer(text) for place in range(*match.span())}
    kept = [
        match
        for match, (_, is_way) in zip(found, marks, strict=True)
        if not is_way and match.start() not in asks
    ]
    loose = _LOOSE if strip_accents(text) == text else _LEFT
    while kept and kept[-1][0].casefold() in loose:
        kept.pop()
    if not kept:
        return text
    said = kept[0][0]
    for one, other in pairwise(kept):
        gap = text[one.end() : other.start()]
        said += (" " if _WORD.search(gap) else gap) + other[0]
    return said


def _around(words: Sequence[str]) -> tuple[int, int]:
    """Where of folded ``words`` the subject is that a way of asking is said around.

    "Hồ sơ … gồm những gì": of "hồ sơ gồm" two words and more stand at the beginning.
    """
    for head, rest in _halves():
        if tuple(words[: len(head)]) == head:
            for at in range(max(len(head) + 1, len(words) - _TAIL), len(words)):
                if tuple(words[at : at + len(rest)]) == rest:
                    return len(head), at
    return 0, len(words)


@lru_cache
def _halves() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    found = [tuple(way.split()) for way in sorted({fold(way) for way in ways()})]
    return tuple((way[:size], way[size:]) for way in found for size in range(2, len(way)))


def own(text: str, words: WordIndex) -> float:
    """How much ``text`` is about something by itself, in rarest words of the corpus."""
    return sum(sum(words.weigh(run).values()) for run in own_runs(text)) / words.rarest


def own_runs(text: str) -> Iterator[str]:
    """What ``text`` says besides general words, in its order."""
    return _runs(text, general())


def _runs(text: str, phrases: Collection[str]) -> Iterator[str]:
    """What of ``text`` stands between ``phrases`` and polite words; no numbers."""
    run: list[str] = []
    for word, is_phrase in _marked(syllables(text), phrases):
        if not is_phrase and fold(word) not in POLITE and word.isalpha():
            run.append(word)
        elif run:
            yield from _told(run)
            run = []
    yield from _told(run)


def _told(run: list[str]) -> Iterator[str]:
    """A letter says something only before a word: "x quang"."""
    while run and len(run[-1]) == 1:
        run.pop()
    if run:
        yield " ".join(run)


def _marked(words: Sequence[str], phrases: Collection[str]) -> Iterator[tuple[str, bool]]:
    """Each word, and whether it belongs to one of ``phrases`` (the longest that fits)."""
    at = 0
    while at < len(words):
        length = next(
            (n for n in range(_LONGEST, 0, -1) if " ".join(words[at : at + n]) in phrases), 0
        )
        for word in words[at : at + max(length, 1)]:
            yield word, bool(length)
        at += max(length, 1)
