"""The Vietnamese encodings from before Unicode: what a byte, or two, stands for.

Text in them reaches us as the Latin letters that share the bytes ("B¸o c¸o", "Baùo caùo").
TCVN3 is half of TCVN 5712:1993, VISCII is RFC 1456; VNI and VPS are their makers' own.
In TCVN3 capitals with tones have no bytes: a font of capitals draws them.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Encoding(StrEnum):
    """An encoding that old Vietnamese fonts use."""

    TCVN3 = "TCVN3"
    VNI = "VNI"
    VISCII = "VISCII"
    VPS = "VPS"


@dataclass(frozen=True, slots=True)
class Table:
    """``letters`` maps what the file shows, one or two characters, to the letter meant.

    ``windows``: whether 0x80-0x9F hold the punctuation of Windows-1252, not letters.
    """

    letters: dict[str, str]
    windows: bool
    pattern: re.Pattern[str]

    def pieces(self, text: str) -> list[str]:
        """What each character of ``text`` becomes; the second of a pair becomes ""."""
        found = list(text)
        for match in self.pattern.finditer(text):
            start, end = match.span()
            found[start:end] = [self.letters[match.group()], *[""] * (end - start - 1)]
        return found


@cache
def table(encoding: Encoding) -> Table:
    letters = _LETTERS[encoding]()
    windows = encoding in (Encoding.TCVN3, Encoding.VNI)
    if windows:
        for byte, sign in _windows().items():
            letters.setdefault(byte, sign)
    else:
        for byte, sign in _windows().items():
            if byte in letters:
                letters[sign] = letters[byte]
    longest = sorted(letters, key=len, reverse=True)
    return Table(letters, windows, re.compile("|".join(map(re.escape, longest))))


def _windows() -> dict[str, str]:
    """Each character of 0x80-0x9F and what Windows-1252 shows for it."""
    shown = {chr(byte): bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xA0)}
    return {byte: sign for byte, sign in shown.items() if sign}


def _tcvn3() -> dict[str, str]:
    capitals = zip("¡¢£¤¥¦§", "ĂÂÊÔƠƯĐ", strict=True)
    small = zip("¨©ª«¬\xad®", "ăâêôơưđ", strict=True)
    toned = zip(
        "µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
    # Makers of PDF write a minus and a bullet operator for two of the bytes.
    return {**dict(capitals), **dict(small), **dict(toned), "\u2212": "ư", "\u2219": "ã"}


def _vni() -> dict[str, str]:
    letters = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị"}
    letters["î"] = "ỵ"
    tones = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
    hats = {"â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309"}
    hats |= {"ã": "\u0302\u0303", "ä": "\u0302\u0323"}
    breves = {"ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309"}
    breves |= {"ü": "\u0306\u0303", "ë": "\u0306\u0323"}
    marks = {"a": tones | hats | breves, "e": tones | hats, "o": tones | hats}
    marks |= {"ô": tones, "ö": tones, "u": tones, "y": tones, "i": tones}
    for base, its in marks.items():
        for sign, mark in its.items():
            letters[base + sign] = unicodedata.normalize("NFC", letters.get(base, base) + mark)
    found = dict(letters)
    for shown, letter in letters.items():
        # a capital is often typed with the mark of a small letter ("Yù"), and the reverse
        found[shown.upper()] = letter.upper()
        found[shown[0].upper() + shown[1:]] = letter.upper()
        if len(shown) > 1:
            found[shown[0] + shown[1:].upper()] = letter
    return found


_LOW_VISCII = dict(zip("\x02\x05\x06\x14\x19\x1e", "ẲẴẪỶỸỴ", strict=True))
_HIGH_VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_LOW_VPS = dict(
    zip(
        "\x02\x03\x04\x05\x06\x10\x11\x12\x13\x14\x15\x19\x1c\x1d",
        "ẠẬẶẸỆỊỌỘỢỤỰỴẪỮ",
        strict=True,
    )
)
# A middle dot where VPS has the same sign as Windows-1252.
_HIGH_VPS = (
    "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ··ỀỂỄỐỒỔỖýỷỵỚỜỞ·ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕựầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺ"
    "ßàáâãảạăçèéêẽìíîĩẴĐòóôõöƠụùúủüỶẼỳ"
)


def _viscii() -> dict[str, str]:
    high = {chr(byte): letter for byte, letter in enumerate(_HIGH_VISCII, 0x80)}
    return _LOW_VISCII | high


def _vps() -> dict[str, str]:
    high = {chr(byte): letter for byte, letter in enumerate(_HIGH_VPS, 0x80)}
    vietnamese = {shown: letter for shown, letter in high.items() if letter not in "·ßçîöü"}
    return _LOW_VPS | vietnamese


_LETTERS = {
    Encoding.TCVN3: _tcvn3,
    Encoding.VNI: _vni,
    Encoding.VISCII: _viscii,
    Encoding.VPS: _vps,
}
