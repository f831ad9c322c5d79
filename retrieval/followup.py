"""Questions that go on about what was asked before: "thế lệ phí bao nhiêu?".

Such a question is made of general words alone: politeness, ways of asking, the vocabulary
of procedures (``general.txt``). What it is about comes from the last question before it
that was about something.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from corpus.text import fold, strip_accents, syllables
from retrieval import facets
from retrieval.asking import ASKS
from retrieval.named import named
from retrieval.pairs import pairs
from retrieval.words import POLITE, WordIndex

GENERAL = Path(__file__).with_name("general.txt")
# How much a question is about something by itself (see ``own``), from which it stands alone.
OWN = 0.6
GOES_ON = 1.5  # for one that says that it goes on ("thế …", "còn …"), or stands beside another
POINTS_BACK = 4.0  # for one that names what was said ("thủ tục này", "việc đó")
_LONGEST = 5  # words of a general phrase
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
_LOOSE = POLITE | {"trong", "mat", "het", "tai", "khi", "va", "can"}  # left of "trong mấy ngày"
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
    about = own(text, words)
    if about and _DEFINES.search(fold(text)):
        return True
    if _says(_POINTING_BACK, text):
        return about >= POINTS_BACK
    return about >= (GOES_ON if beside or goes_on(text) else OWN)


def goes_on(text: str) -> bool:
    """Whether ``text`` says that it belongs to something said before."""
    return _says(_GOING_ON, text) or _says(_POINTING_BACK, text)


def _says(way: str, text: str) -> bool:
    accented, bare = _PATTERNS[way]
    return bool((bare if strip_accents(text) == text else accented).search(text))


def carried(text: str, before: str) -> str:
    """``text`` with what ``before`` is about in front.

    What ``before`` asks of it is left out, unless ``text`` asks nothing new ("còn máy CT
    thì sao").
    """
    asks = not _OPEN.search(fold(text)) or bool(facets.facets(text))
    return f"{subject(before) if asks else before.rstrip(' ?.!')}, {text}"


def subject(text: str) -> str:
    """``text`` without its ways of asking, in its own words and order."""
    found = list(_WORD.finditer(text))
    marks = _marked([match[0].casefold() for match in found], ways())
    asks = {place for match in ASKS.finditer(text) for place in range(*match.span())}
    kept = [
        match[0]
        for match, (_, is_way) in zip(found, marks, strict=True)
        if not is_way and match.start() not in asks
    ]
    while kept and fold(kept[-1]) in _LOOSE:
        kept.pop()
    return " ".join(kept) or text


def own(text: str, words: WordIndex) -> float:
    """How much ``text`` is about something by itself, in rarest words of the corpus."""
    runs = _runs(text, general())
    return sum(sum(words.weigh(run).values()) for run in runs) / words.rarest


def _runs(text: str, phrases: Collection[str]) -> Iterator[str]:
    """What of ``text`` stands between ``phrases`` and polite words; no numbers, no letters."""
    run: list[str] = []
    for word, is_phrase in _marked(syllables(text), phrases):
        if not is_phrase and fold(word) not in POLITE and word.isalpha() and len(word) > 1:
            run.append(word)
        elif run:
            yield " ".join(run)
            run = []
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
