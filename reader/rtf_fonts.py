"""The fonts of an RTF file: their names, and the letters that bytes set in them mean."""

import re
from dataclasses import dataclass
from functools import cache

# \fcharset → code page (RTF 1.9.1, "Font Table"). 0 is what Windows calls ANSI.
_CHARSETS = {
    0: 1252, 2: 1252, 77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254,
    163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850,
}  # fmt: skip
_NAMED = {65001: "utf-8", 10000: "mac_roman", 1252: "cp1252"}
# Fonts from before Unicode hold bytes of their own, whatever their charset says.
_OLD = re.compile(r"\s*(?:\.Vn|VNI[-\s])", re.IGNORECASE)

# What forms draw with Wingdings and Symbol, by place in the font.
_SIGNS = dict.fromkeys([0x6F, 0x70, 0x71, 0x72, 0xA8], "☐") | dict.fromkeys([0x52, 0xFE], "☑")
_SIGNS |= dict.fromkeys([0x6C, 0x6E, 0x76, 0xA7, 0xB7, 0xD8], "•") | {0xFC: "✓"}


@dataclass(slots=True)
class Font:
    """As the font table has it; ``charset`` and ``codepage`` are None where it is silent."""

    name: str = ""
    charset: int | None = None
    codepage: int | None = None

    @property
    def is_old(self) -> bool:
        return _OLD.match(self.name) is not None

    def codec(self, usual: int) -> str:
        """How its bytes are to be read; ``usual`` is the code page of the file (\\ansicpg)."""
        if self.is_old:
            return "cp1252"
        if usual == 65001:
            return "utf-8"
        page = self.codepage or _CHARSETS.get(1 if self.charset is None else self.charset, usual)
        return _NAMED.get(page, f"cp{page}")


def decoded(raw: bytes, codec: str) -> str:
    """``raw`` as text; a byte that the codec does not know stays what it is (U+0080 …)."""
    if raw.isascii():
        return raw.decode("ascii")
    letters = _letters(codec)
    return raw.decode("latin-1").translate(letters) if letters else raw.decode(codec, "replace")


def sign(code: int, font: Font) -> str:
    """The letter \\u means; U+F020 to U+F0FF are places in a font marked as of symbols."""
    if not 0xF020 <= code <= 0xF0FF:
        return chr(code)
    place = code - 0xF000
    if font.is_old:
        return decoded(bytes([place]), "cp1252")
    return _SIGNS.get(place, chr(code))


@cache
def _letters(codec: str) -> dict[int, str]:
    """What each high byte means in a code page of single bytes; empty for the others."""
    if codec == "utf-8" or codec in ("cp932", "cp936", "cp949", "cp950"):
        return {}
    try:
        return {
            byte: letter
            for byte in range(0x80, 0x100)
            if (letter := bytes([byte]).decode(codec, "ignore"))
        }
    except LookupError:
        return _letters("cp1252")
