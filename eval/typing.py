"""Questions as people type them: accents left out, keys of the input method, slips, glued words.

Seeded by the caller, so that a measurement can be repeated. Damages combine in their order:
"typos+none" slips first and leaves the accents out then.
"""

import random
import re
import unicodedata
from collections.abc import Callable

from corpus.text import strip_accents

TYPINGS = ["full", "none", "half", "telex", "typos", "glued"]

_WORD = re.compile(r"[^\W_]+")
_LETTERS_ONLY = re.compile(r"[^\W\d_]{2,}")
_GAP = re.compile(r"(?<=[^\W\d_]) (?=[^\W\d_])")
_SHARE_KEYED, _SHARE_SLIPPED, _SHARE_GLUED = 0.35, 0.12, 0.12
_TELEX = dict(zip("\u0301\u0300\u0309\u0303\u0323", "sfrxj", strict=True))
_VNI = dict(zip("\u0301\u0300\u0309\u0303\u0323", "12345", strict=True))
_TELEX_MARKS = {"\u0302": "", "\u0306": "w", "\u031b": "w"}  # a circumflex doubles its letter
_VNI_MARKS = {"\u0302": "6", "\u0306": "8", "\u031b": "7"}
_BESIDE = {
    key: row[max(place - 1, 0) : place + 2].replace(key, "")
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for place, key in enumerate(row)
}


def retype(text: str, typing: str, random_: random.Random) -> str:
    """``text`` with the damages of ``typing``, one of ``TYPINGS`` or several joined by "+".

    Raises:
        ValueError: for another ``typing``.
    """
    for one in typing.split("+"):
        text = _damaged(text, one, random_)
    return text


def _damaged(text: str, typing: str, random_: random.Random) -> str:
    if typing == "full":
        return text
    if typing == "none":
        return strip_accents(text)
    if typing == "half":
        return _WORD.sub(lambda m: strip_accents(m[0]) if random_.random() < 0.5 else m[0], text)
    if typing == "telex":
        return _keyed(text, random_)
    if typing == "typos":
        return _some(
            _LETTERS_ONLY, text, _SHARE_SLIPPED, lambda word: _slip(word, random_), random_
        )
    if typing == "glued":
        return _some(_GAP, text, _SHARE_GLUED, lambda _gap: "", random_)
    raise ValueError(f"typing is one of {', '.join(TYPINGS)}, or some joined by +, not {typing}")


def _some(
    pattern: re.Pattern[str],
    text: str,
    share: float,
    change: Callable[[str], str],
    random_: random.Random,
) -> str:
    """``change`` what ``pattern`` finds: about ``share`` of the places, one at least."""
    places = list(pattern.finditer(text))
    chosen = {place for place in places if random_.random() < share}
    if places and not chosen:
        chosen = {random_.choice(places)}
    for place in sorted(chosen, key=lambda place: -place.start()):
        text = text[: place.start()] + change(place[0]) + text[place.end() :]
    return text


def _keyed(text: str, random_: random.Random) -> str:
    """Some accented words as keys of Telex or VNI; the others with their accents, or all bare."""
    vni, bare = random_.random() < 0.3, random_.random() < 0.5

    def one(match: re.Match[str]) -> str:
        word = match[0]
        if strip_accents(word) != word and random_.random() < _SHARE_KEYED:
            return _keys(word, vni, at_end=random_.random() < 0.6)
        return strip_accents(word) if bare else word

    return _WORD.sub(one, text)


def _keys(word: str, vni: bool, at_end: bool) -> str:
    """The keys that type ``word``; its tone's key behind all others or behind its vowel."""
    tones, marks = (_VNI, _VNI_MARKS) if vni else (_TELEX, _TELEX_MARKS)
    keys, tone = "", ""
    for letter in _parts(word):
        if letter in tones:
            tone = tones[letter]
            keys += "" if at_end else tone
        elif letter in marks:
            keys += marks[letter] or keys[-1]
        elif letter in "đĐ":
            keys += ("d" if letter == "đ" else "D") + ("9" if vni else "d")
        else:
            keys += letter
    return keys + tone if at_end else keys


def _parts(word: str) -> str:
    """Letters, each before its marks, the tone last: NFD has the dot below before the others."""
    letters = (
        unicodedata.normalize("NFD", letter) for letter in unicodedata.normalize("NFC", word)
    )
    return "".join("".join(sorted(letter, key=lambda mark: mark in _TELEX)) for letter in letters)


def _slip(word: str, random_: random.Random) -> str:
    """``word`` (two letters or more) with one letter changed, missing, doubled or swapped."""
    at = random_.randrange(len(word))
    slip = random_.choice(("changed", "missing", "doubled", "swapped"))
    if slip == "missing":
        return word[:at] + word[at + 1 :]
    if slip == "doubled":
        return word[: at + 1] + word[at:]
    if slip == "swapped":
        at = min(at, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    beside = _BESIDE.get(strip_accents(word[at]).casefold(), "aeiou")
    return word[:at] + random_.choice(beside) + word[at + 1 :]
