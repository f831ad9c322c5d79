"""Keys of the Telex and VNI input methods that stayed in the text: "luwowngf", "giaay1", "phe1p".

Typed where the input method was off, or did not take all keys. Both methods are read at once,
as people mix them.
"""

import re
import unicodedata

from corpus.text import canonical_tones, fold
from corpus.vietnamese import is_syllable

_TONES = dict(zip("sfrxj12345", "\u0301\u0300\u0309\u0303\u0323" * 2, strict=True))
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_VOWELS = "aeiouy"
# A key behind a vowel or at the end, or a doubled letter, tells that there may be any.
_KEYS = re.compile(r"[aeiouy\u0300-\u031b].*[sfrxjz1-9]|w|[1-9]$|d9|dd|([aeo]).*\1")
_LONGEST = 11  # letters and keys of one syllable: "nghieengs"


def decoded(word: str) -> tuple[str, str] | None:
    """(the syllable that the keys of ``word`` type, the same without accents), or None.

    ``word`` is in lower case and NFC; None where it holds no keys. The syllable is empty where
    the keys type none, as with keys lost on the way. What is accented already stays: "lươngf"
    types "lường".
    """
    parts = unicodedata.normalize("NFD", word)
    if len(word) > _LONGEST or not _KEYS.search(parts):
        return None
    letters: list[str] = []  # each with its mark of quality
    tone = ""
    for key in parts:
        if key in _TONES.values():
            tone = tone or key
        elif key in (_CIRCUMFLEX, _BREVE, _HORN) and letters:
            letters[-1] += key
        elif key in _TONES and _has_vowel(letters):
            tone = tone or _TONES[key]
        elif not _quality(letters, key):
            letters.append(key)
    bare = fold("".join(letters))
    if not bare.isalpha() or bare == fold(word):
        return None
    return _syllable(letters, tone), bare


def _has_vowel(letters: list[str]) -> bool:
    return any(letter[0] in _VOWELS for letter in letters)


def _quality(letters: list[str], key: str) -> bool:
    """Whether ``key`` marks one of ``letters``, and is no letter of its own."""
    if key in "aeo6":
        return _mark(letters, "aeo" if key == "6" else key, _CIRCUMFLEX)
    if key == "8":
        return _mark(letters, "a", _BREVE)
    if key in "w7":
        return _mark(letters, "ou", _HORN) or (key == "w" and _mark(letters, "a", _BREVE))
    if key in "d9":
        if letters[:1] == ["d"]:
            letters[0] = "đ"
            return True
        return False
    return key == "z"


def _mark(letters: list[str], bare: str, mark: str) -> bool:
    """Put ``mark`` on the last of the ``bare`` letters; a horn on both of "uo"."""
    for place in range(len(letters) - 1, -1, -1):
        if letters[place] not in tuple(bare):
            continue
        letters[place] += mark
        before = place - 1
        if mark == _HORN and before >= 0 and letters[before] == "u" and letters[place][0] == "o":
            letters[before] += mark
        return True
    return False


def _syllable(letters: list[str], tone: str) -> str:
    """The letters with the tone where it belongs; empty if that is no syllable."""
    for place in _bearers(letters) if tone else [-1]:
        marked = [*letters[: place + 1], tone, *letters[place + 1 :]] if tone else letters
        found = unicodedata.normalize("NFC", "".join(marked))
        if is_syllable(found):
            return canonical_tones(found)
    return ""


def _bearers(letters: list[str]) -> list[int]:
    """The places of the vowels, the marked ones first, the last of them before the others."""
    vowels = [place for place, letter in enumerate(letters) if letter[0] in _VOWELS]
    return sorted(vowels, key=lambda place: (len(letters[place]) == 1, -place))
