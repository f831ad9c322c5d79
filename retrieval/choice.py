"""A reply to a question back → the choice that it takes: "2", "cái thứ hai", "của Bộ KHCN ấy".

What tells the choices apart are the words that not all of them have. A reply that says nothing
but such words, slips and short forms allowed, takes the choice that has most of them.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from rapidfuzz import fuzz

from corpus.text import fold, folded_syllables, tidy
from retrieval.abbreviations import table, written_out
from retrieval.asking import BARE_NO
from retrieval.words import POLITE

LONGEST = 20  # words of a reply that takes a choice
_ORDINALS = {
    "mot": 0, "nhat": 0, "dau": 0, "dau tien": 0, "hai": 1, "nhi": 1, "ba": 2, "tu": 3, "bon": 3,
    "first": 0, "second": 1, "third": 2, "fourth": 3, "one": 0, "two": 1, "three": 2, "four": 3,
    "pertama": 0, "kedua": 1, "ketiga": 2, "keempat": 3, "satu": 0, "dua": 1, "tiga": 2, "empat": 3,
    "cuoi": -1, "cuoi cung": -1, "sau cung": -1, "last": -1, "terakhir": -1,
}  # fmt: skip
_LEADING = "lay|chon|chot|xem|y (?:em|minh|toi) la|la|em|minh|toi|hoi|cho|da|vang|uh|um|ok|the|yang"
_THING = (
    "cai|so|cau|muc|y|phuong an|lua chon|loai|van ban|thu tuc|dong|nut|option|number|no|nomor"
    "|pilihan|choice"
)
_BEFORE = rf"(?:(?:{_LEADING})\s+)*(?:(?:{_THING})\s*)*(?:thu\s*)?"
_TAIL = r"(?:\s+(?:a|ay|do|kia|nhe|nha|di|em|anh|chi|ban|one|ya|vay|thoi|cung duoc|please))*"
_WORDS = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_PLACE = re.compile(rf"{_BEFORE}(?:(?P<digit>[1-9])\s*|(?P<word>{_WORDS})){_TAIL}")
_NONE = re.compile(
    rf"(?:{BARE_NO}|chang)\s+(?:phai|co|dung)?\s*(?:cai nao|van ban nao|thu tuc nao|don vi nao"
    rf"|lua chon nao|may cai|nhung cai|cac cai|trong so|y nao)\b.*|{BARE_NO} (?:phai|dung)"
    rf"(?: dau)?{_TAIL}|none of .*|bukan (?:semua|itu).*"
)
_UNSURE = re.compile(
    rf"(?:(?:em|minh|toi|i|saya|cung|chua|{BARE_NO}|chang|do not|don t|not|tidak|nao|gi|cai)\s+)*"
    rf"(?:ro|biet|chac|nho|chiu|sure|know|tahu|nao cung duoc|gi cung duoc)(?:\s+nua)?{_TAIL}"
)
_YES = re.compile(
    rf"(?:dung(?: roi| vay)?|phai(?: roi)?|vang|da|u|uh|ok|oke|yes|ya|chinh no|no do|co){_TAIL}"
)
_NEWEST = re.compile(r"(?:moi nhat|moi hon|ban moi|cai moi|moi ban hanh|newest|latest|terbaru)\b")
_OLDEST = re.compile(r"(?:cu nhat|cu hon|ban cu|cai cu|oldest|older)\b")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SAME = 85  # of 100, for a slip
_FILLERS = POLITE.union(
    [
        "thi", "ma", "nhung", "y", "dung", "lay", "chon", "hoi", "ve", "tai", "thuoc", "so", "cai",
        "van", "thu", "tuc", "theo", "nam", "tinh", "xa", "phuong", "the", "one", "of", "from",
        "that", "in", "yang", "dari",
    ]
)  # fmt: skip


def none_of_them(text: str) -> bool:
    """Whether a reply says that no choice is right."""
    return _NONE.fullmatch(_plain(text)) is not None


def does_not_know(text: str) -> bool:
    """Whether a reply leaves the choice to the assistant."""
    return _UNSURE.fullmatch(_plain(text)) is not None


def choice(text: str, offered: Sequence[str]) -> int | None:
    """Which of the choices a reply takes, from 0; None where it takes none, or not surely one."""
    plain = _plain(text)
    if not offered or not plain or len(plain.split()) > LONGEST:
        return None
    whole = [_plain(one) for one in offered]
    if plain in whole:
        return whole.index(plain)
    if (place := _by_place(plain, len(offered))) is not None:
        return place
    if len(offered) == 1 and _YES.fullmatch(plain):
        return 0
    return _by_age(plain, whole) if _speaks_of_age(plain) else _by_words(text, offered)


def told_apart(offered: Sequence[str]) -> list[str]:
    """What differs in each choice: the words between those that all begin and end with."""
    words = [one.split() for one in offered]
    first = sum(1 for _ in takewhile(_alike, zip(*words, strict=False)))
    last = sum(1 for _ in takewhile(_alike, zip(*(w[first:][::-1] for w in words), strict=False)))
    return [" ".join(one[first : len(one) - last]) for one in words]


def _alike(column: Sequence[str]) -> bool:
    return len(set(column)) == 1


def _plain(text: str) -> str:
    """Folded words, with the slashes of numbers, between single spaces."""
    return re.sub(r"[^\w/]+", " ", fold(tidy(text))).strip()


def _by_place(plain: str, count: int) -> int | None:
    match = _PLACE.fullmatch(plain)
    if match is None:
        return None
    place = int(match["digit"]) - 1 if match["digit"] else _ORDINALS[match["word"]]
    place = count - 1 if place < 0 else place
    return place if place < count else None


def _speaks_of_age(plain: str) -> bool:
    return bool(_NEWEST.search(plain) or _OLDEST.search(plain))


def _by_age(plain: str, whole: Sequence[str]) -> int | None:
    """ "Cái mới nhất": by the years that the choices name."""
    years = [max(map(int, _YEAR.findall(one)), default=0) for one in whole]
    wanted = (max if _NEWEST.search(plain) else min)(years)
    return years.index(wanted) if wanted and years.count(wanted) == 1 else None


def _by_words(text: str, offered: Sequence[str]) -> int | None:
    own = [set(folded_syllables(words)) for words in told_apart(offered)]
    every = [set(folded_syllables(one)) for one in offered]
    shared = set.intersection(*own)
    fillers = _FILLERS.difference(*own)  # "Nghệ An" is a name, though "nghe" says nothing
    plainly = set(folded_syllables(text)) - fillers
    telling = plainly | (set(folded_syllables(written_out(text, table()))) - fillers)
    points = [sum(_in(word, some - shared) for word in telling) for some in own]
    best = max(points)
    if not best or points.count(best) > 1:
        return None
    place = points.index(best)
    beside = sum(not _in(word, every[place]) for word in plainly)
    short = sum(_short(word, offered[place]) for word in plainly)
    return place if beside - short <= len(plainly) / 3 else None


def _in(word: str, words: set[str]) -> bool:
    if word in words or len(word) < 4:
        return word in words
    return any(len(one) > 2 and fuzz.ratio(word, one) >= _SAME for one in words)


def _short(word: str, choice_text: str) -> bool:
    """Whether ``word`` is a short form of words of the choice: "khcn"."""
    long = written_out(word, table())
    return fold(long) != word and set(folded_syllables(long)) <= set(folded_syllables(choice_text))
