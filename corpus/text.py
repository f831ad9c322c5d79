"""Vietnamese text: one home for every folding, so that asking folds as indexing did.

What is stored and quoted is NFC and otherwise as the source has it. Folding is
for matching only.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

# Eth, and the African D with the same glyph, are typed for Đ in old files.
_USUAL = (("Ð", "Đ"), ("Ɖ", "Đ"), ("ð", "đ"), ("\u00a0", " "), ("\u202f", " "))
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
)
_SPACES = re.compile(r"[ \t\f\v]+")
_SYLLABLE = re.compile(r"[^\W_]+")
# Not after a number: "2. Trong thời hạn", "Điều 5. …" are no ends of sentences.
SENTENCE_END = re.compile(r"(?<=[^\d\s][.!?…])\s+(?=\S)|\n+")
_MARKS = re.compile("[\u0300-\u036f]+")
_LETTERS = 0x2600  # of Unicode, up to the signs and box lines: the alphabets that our texts use

# oà → òa …: the tone mark on the first vowel of an open pair (the older spelling,
# which keyboards default to). Closed by a consonant, both spellings agree.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OPEN_PAIR = re.compile(rf"(?<!q)(o[ae]|uy)([{_TONES}])(?![a-z\u0300-\u036f])", re.IGNORECASE)


def tidy(text: str) -> str:
    """NFC, without invisible characters, single spaces, stripped; line breaks kept."""
    if not text.isascii():
        # One call a letter is several times as fast as str.translate.
        for letter, usual in _USUAL:
            text = text.replace(letter, usual)
        text = unicodedata.normalize("NFC", text)
    return "\n".join(map(_tidy_line, text.replace("\r\n", "\n").split("\n"))).strip("\n")


def _tidy_line(line: str) -> str:
    if not line.isprintable():
        line = _INVISIBLE.sub("", line)
        return _SPACES.sub(" ", line).strip()
    return (_SPACES.sub(" ", line) if "  " in line else line).strip()


def quirks(texts: Iterable[str]) -> Counter[tuple[str, str]]:
    """How often ``tidy`` changes a letter of ``texts``: (as the file has it, as it is stored)."""
    found: Counter[tuple[str, str]] = Counter()
    for text in texts:
        if text.isascii():
            continue
        for letter, usual in _USUAL:
            if usual != " ":
                found[letter, usual] += text.count(letter)
        found["soft hyphens and invisible characters", "left out"] += len(_INVISIBLE.findall(text))
        if not unicodedata.is_normalized("NFC", text):
            marks = len(_MARKS.findall(text)) - len(
                _MARKS.findall(unicodedata.normalize("NFC", text))
            )
            found["letters with separate accents", "composed (NFC)"] += marks
    return +found


def canonical_tones(text: str) -> str:
    """One spelling for hoà/hòa, khoẻ/khỏe, thuỷ/thủy (lower or upper case); returns NFC."""
    decomposed = unicodedata.normalize("NFD", text)
    moved = _OPEN_PAIR.sub(lambda m: m.group(1)[0] + m.group(2) + m.group(1)[1:], decomposed)
    return unicodedata.normalize("NFC", moved)


def strip_accents(text: str) -> str:
    """Without any accent: "Đo lường" → "Do luong"; length in characters is kept for NFC text."""
    # One call a letter is several times as fast as str.translate.
    plain = text.replace("đ", "d").replace("Đ", "D").replace("ð", "d").replace("Ð", "D")
    bare = _MARKS.sub("", unicodedata.normalize("NFD", plain))
    return bare if bare.isascii() else unicodedata.normalize("NFC", bare)


def fold(text: str) -> str:
    """Accents and case removed: the form in which words are matched."""
    return strip_accents(text).casefold()


def trimmed(word: str) -> str:
    """A number without leading zeros ("05" is "5"); other words as they are."""
    return word.lstrip("0") or "0" if word.isdigit() else word


def syllables(text: str) -> list[str]:
    """The words of ``text`` as typed: runs of letters and digits, in lower case, NFC."""
    return _SYLLABLE.findall(unicodedata.normalize("NFC", text).casefold())


def folded_syllables(text: str) -> list[str]:
    """The folded words of ``text``."""
    letters = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    # Letter by letter where each folds alone: a third of the time, and most of a search's.
    plain = _folded_letters().take(letters, mode="clip")
    if plain.all():
        return plain.tobytes().decode("utf-16-le").split()
    return _SYLLABLE.findall(fold(text))


@cache
def _folded_letters() -> NDArray[np.uint16]:
    """The folded letter of each letter, a space for what is none; 0 where it depends on others.

    That is marks, which fold into the letter before them, and what folds into several letters.
    """
    folded = np.zeros(_LETTERS + 1, np.uint16)
    for code in range(_LETTERS):
        letter = fold(chr(code))
        alone = unicodedata.category(chr(code))[0] != "M" and not 0x1100 <= code < 0x1200
        if alone and len(letter) == 1 and ord(letter) < 1 << 16:
            folded[code] = ord(letter if _SYLLABLE.match(letter) else " ")
    return folded


def spaced(text: str) -> str:
    """The folded words of ``text`` between single spaces, so that ``in`` finds whole words only."""
    return f" {' '.join(folded_syllables(text))} "


def fold_in_place(text: str) -> str:
    """``text`` folded letter by letter, so that its places and its length stay."""
    folded = fold(text)
    if len(folded) == len(text) and unicodedata.is_normalized("NFC", text):
        return folded
    return "".join(one if len(one := fold(letter)) == 1 else letter for letter in text)


def shortened(text: str, most: int) -> str:
    """``text`` in one line of at most ``most`` characters; "…" says that it goes on."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def beginning(text: str, most: int) -> str:
    """The first ``most`` characters of ``text``, its lines kept; "…" says that it goes on."""
    return text if len(text) <= most else text[:most].rstrip() + " …"


def slug(text: str) -> str:
    """A name for files and addresses: folded words joined by hyphens."""
    return "-".join(folded_syllables(text))


def inside_word(text: str, at: int) -> bool:
    """Whether a word or a number goes on across the place ``at``, so that a cut there harms it.

    Cells that a copier ran together are words of their own: "việcMiễn phí04 ngày".
    """
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before.isalnum() and after.isalnum():
        return not _run_together(text, at)
    if before.isdigit() and after in ".,/":
        return text[at + 1 : at + 2].isdigit()
    return before in ".,/" and after.isdigit() and text[at - 2 : at - 1].isdigit()


def _run_together(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if after.isupper():  # a word begins after small letters, a figure, or an abbreviation
        parted = not before.isupper() or text[max(0, at - 3) : at].isupper()
        return parted and text[at + 1 : at + 3].islower()
    return after.isdigit() and before.islower() and text[max(0, at - 3) : at].isalpha()
