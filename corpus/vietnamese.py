"""Which words are Vietnamese syllables: the spelling's own rules, not a list of words.

An onset, a rime and a tone. The onset is spelled by the vowel after it (c/k, g/gh, ng/ngh,
qu), a rime closed by c, ch, p or t bears only sắc or nặng, and the tone mark of oa, oe, uy
stands on either vowel (hoà, hòa). Some fifteen thousand spellings.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache

from corpus.text import strip_accents

_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_OF_STOPS = ("\u0301", "\u0323")
_ANY = ("b", "ch", "d", "đ", "h", "kh", "l", "m", "n", "nh", "p", "ph", "r", "s", "t", "th", "tr")
_ONSETS = (*_ANY, "v", "x")
_FRONT = "eêiy"  # k, gh, ngh before these; c, g, ng before the others

# What may follow each nucleus; "-" for nothing.
_RIMES = {
    "a": "- c ch i m n ng nh o p t u y",
    "ă": "c m n ng p t",
    "â": "c m n ng p t u y",
    "e": "- c m n ng o p t",
    "ê": "- ch m n nh p t u",
    "i": "- a ch m n nh p t u",
    "iê": "c m n ng p t u",
    "o": "- c i m n ng p t",
    "oo": "c ng",
    "oa": "- c ch i m n ng nh o p t y",
    "oă": "c m n ng t",
    "oe": "- n o t",
    "ô": "- c i m n ng p t",
    "ơ": "- i m n p t",
    "u": "- a c i m n ng p t",
    "uô": "c i m n ng p t",
    "uâ": "n ng t y",
    "uê": "- ch n nh t",
    "uơ": "-",
    "uy": "- a ch n nh p t u",
    "uyê": "n t",
    "ư": "- a c i m n ng t u",
    "ươ": "c i m n ng p t u",
    "y": "-",
    "yê": "m n ng t u",
}
_AFTER_QU = {
    "a": "- c ch i n ng nh o t u y",
    "ă": "c m n ng p t",
    "â": "n ng t y",
    "e": "- n o t",
    "ê": "- ch n nh t",
    "i": "- t",
    "ô": "c",
    "ơ": "-",
    "y": "- ch n nh t u",
    "yê": "n t",
}
_Y_AFTER = ("", "h", "k", "l", "m", "s", "t", "v")
# Names of places that the spelling has no rule for, and that official texts are full of.
_NAMES = ("kạn", "đắk", "lắk", "đăk", "lăk", "krông", "plei")


def is_syllable(word: str) -> bool:
    """Whether ``word`` (NFC, lower case) is spelled as one Vietnamese syllable can be."""
    return word in spellings()


@cache
def bare_syllables() -> frozenset[str]:
    """All syllables without accents, in lower case."""
    return frozenset(map(strip_accents, spellings()))


@cache
def spellings() -> frozenset[str]:
    """Every syllable that can be spelled, NFC, in lower case."""
    found = set(_NAMES)
    for onset, nucleus, coda in _toneless():
        tones = _OF_STOPS if coda in ("c", "ch", "p", "t") else _TONES
        for before, after in _places(nucleus, coda):
            found.update(
                unicodedata.normalize("NFC", f"{onset}{before}{tone}{after}{coda}")
                for tone in tones
            )
    return frozenset(found)


def _toneless() -> Iterator[tuple[str, str, str]]:
    """Each onset, nucleus and coda that go together."""
    for nucleus, codas in _RIMES.items():
        for onset in _onsets(nucleus):
            for coda in codas.split():
                yield onset, nucleus, coda.strip("-")
    for nucleus, codas in _AFTER_QU.items():
        for coda in codas.split():
            yield "qu", nucleus, coda.strip("-")


def _onsets(nucleus: str) -> tuple[str, ...]:
    if nucleus == "y":
        return _Y_AFTER
    if nucleus == "yê":
        return ("",)
    if nucleus == "iê":
        return (*_ONSETS, "g", "k", "gh", "ngh")
    if nucleus[0] in _FRONT:
        # "gì", "gìn": the i of gi and that of the rime are written once
        return ("", *_ONSETS, "k", "gh", "ngh", "gi" if nucleus != "i" else "g")
    return ("", *_ONSETS, "c", "g", "ng", "gi")


def _places(nucleus: str, coda: str) -> Iterator[tuple[str, str]]:
    """The nucleus parted where the tone mark may stand."""
    if len(nucleus) == 1:
        yield nucleus, ""
        return
    yield nucleus, ""
    if nucleus in ("oa", "oe", "uy") and coda not in ("c", "ch", "m", "n", "ng", "nh", "p", "t"):
        yield nucleus[0], nucleus[1:]
