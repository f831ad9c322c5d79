"""Fonts and styles of an old Word file, and what properties add up to.

[MS-DOC] 2.9.286 (STSH) and 2.9.273 (SttbfFfn). A style holds only what differs from the style
it is based on.
"""

import re
import struct
from dataclasses import dataclass, field, replace

from reader.word_binary import FONTS, STYLES, WordFile
from reader.word_properties import changes
from reader.word_six import modern

_HEADING = re.compile(r"(?:heading|tiêu đề|đề mục)\s*(\d)", re.IGNORECASE)
_TITLE = re.compile(r"title|tiêu đề$", re.IGNORECASE)
_TITLE_NUMBER, _DEEPEST = 62, 20  # the built-in style "Title"; styles based on styles
_PARAGRAPH, _CHARACTER = 1, 2

C_DELETED, C_HIDDEN, C_STYLE, C_SYMBOL = 0x0800, 0x083C, 0x4A30, 0x6A09
C_FONT, C_FONT_OTHER = 0x4A4F, 0x4A51
P_LIST, P_DEPTH = 0x460B, 0x260A
P_IN_TABLE, P_ROW_END, P_TABLE_DEPTH = 0x2416, 0x2417, 0x6649


@dataclass(frozen=True, slots=True)
class Look:
    """Of characters. ``font`` is that of letters beyond ASCII where there are two; -1: unknown."""

    font: int = -1
    hidden: bool = False
    deleted: bool = False
    symbol: tuple[int, int] | None = None  # font, character

    def changed(self, grpprl: bytes, styles: "Styles | None" = None) -> "Look":
        """With ``grpprl``'s changes; a character style among them is looked up in ``styles``."""
        look = self
        for code, operand in changes(grpprl):
            if code == C_STYLE and styles is not None:
                look = look.changed(styles.characters(_number(operand)))
            elif code in (C_FONT, C_FONT_OTHER):
                look = replace(look, font=_number(operand))
            elif code == C_HIDDEN:
                look = replace(look, hidden=_switch(operand[0], self.hidden))
            elif code == C_DELETED:
                look = replace(look, deleted=_switch(operand[0], self.deleted))
            elif code == C_SYMBOL:
                look = replace(look, symbol=struct.unpack("<HH", operand))
        return look


@dataclass(frozen=True, slots=True)
class Place:
    """Of a paragraph: its list (0: none), and where in which table it stands."""

    list: int = 0
    depth: int = 0
    table_depth: int = 0
    row_end: bool = False

    def changed(self, grpprl: bytes) -> "Place":
        place = self
        for code, operand in changes(grpprl):
            if code == P_LIST:
                place = replace(place, list=_number(operand))
            elif code == P_DEPTH:
                place = replace(place, depth=operand[0])
            elif code == P_IN_TABLE:
                depth = max(place.table_depth, 1) if operand[0] else 0
                place = replace(place, table_depth=depth)
            elif code == P_TABLE_DEPTH:
                place = replace(place, table_depth=max(0, struct.unpack("<i", operand)[0]))
            elif code == P_ROW_END:
                place = replace(place, row_end=bool(operand[0]))
        return place


@dataclass(frozen=True, slots=True)
class _Style:
    kind: int
    base: int
    level: int
    paragraph: bytes = b""
    characters: bytes = b""


@dataclass(frozen=True, slots=True)
class Styles:
    """Styles by their numbers; what is unknown changes nothing."""

    fonts: tuple[str, ...] = ()
    usual: Look = Look()
    _styles: tuple[_Style | None, ...] = ()
    _looks: dict[int, Look] = field(default_factory=dict)
    _places: dict[int, Place] = field(default_factory=dict)

    def look(self, number: int) -> Look:
        """Of the characters of a paragraph in this style."""
        if number not in self._looks:
            look = self.usual
            for style in self._line(number):
                look = look.changed(style.characters)
            self._looks[number] = look
        return self._looks[number]

    def place(self, number: int) -> Place:
        """Of a paragraph in this style."""
        if number not in self._places:
            place = Place()
            for style in self._line(number):
                place = place.changed(style.paragraph)
            self._places[number] = place
        return self._places[number]

    def characters(self, number: int) -> bytes:
        """The changes that a character style makes."""
        return b"".join(style.characters for style in self._line(number, _CHARACTER))

    def level(self, number: int) -> int:
        """The depth a heading style gives, 0 for running text."""
        style = self._styles[number] if number < len(self._styles) else None
        return style.level if style is not None else 0

    def font(self, number: int) -> str:
        return self.fonts[number] if 0 <= number < len(self.fonts) else ""

    def _line(self, number: int, kind: int = 0) -> list[_Style]:
        """The style and those it is based on, from the first to itself."""
        line = list[_Style]()
        while number < len(self._styles) and len(line) < _DEEPEST:
            style = self._styles[number]
            if style is None or (style.kind == _CHARACTER) != (kind == _CHARACTER):
                break
            line.append(style)
            number = style.base
        return line[::-1]


def styles_of(word: WordFile) -> Styles:
    """The file's styles and fonts; as many as can be read."""
    sheet = word.part(STYLES)
    fonts = tuple(_fonts(word.part(FONTS), six=word.six))
    if len(sheet) < 4:
        return Styles(fonts)
    head_size, count, base_size = struct.unpack_from("<HHH", sheet.ljust(6, b"\0"))
    head = sheet[2 : 2 + head_size]
    usual = Look()
    if word.six and len(head) >= 14:
        usual = Look(_number(head[12:]))
    elif len(head) >= 18:
        usual = Look(_number(head[16:]))
    found = list[_Style | None]()
    at = 2 + head_size
    while len(found) < min(count, 4095) and at + 2 <= len(sheet):
        (size,) = struct.unpack_from("<H", sheet, at)
        found.append(_style(sheet[at + 2 : at + 2 + size], base_size, six=word.six))
        at += 2 + size
    return Styles(fonts, usual, tuple(found))


def _style(body: bytes, base_size: int, *, six: bool) -> _Style | None:
    if len(body) < base_size + 2 or base_size < 8:
        return None
    words = struct.unpack_from("<HHH", body)
    number, kind, base, parts = words[0] & 0xFFF, words[1] & 0xF, words[1] >> 4, words[2] & 0xF
    if six:
        at = base_size + 1 + body[base_size] + 1
        name = body[base_size + 1 : at - 1].decode("cp1252", "replace")
    else:
        at = base_size + 2 + 2 * int.from_bytes(body[base_size : base_size + 2], "little") + 2
        name = body[base_size + 2 : at - 2].decode("utf-16-le", "replace")
    stored = list[bytes]()
    while len(stored) < parts and at + 2 <= len(body):
        at += at & 1
        (size,) = struct.unpack_from("<H", body.ljust(at + 2, b"\0"), at)
        stored.append(body[at + 2 : at + 2 + size])
        at += 2 + size
    stored += [b""] * (3 - len(stored))
    level = _level(number, name.split(",")[0].strip())
    if six:
        stored = [stored[0][:2] + modern(stored[0][2:]), modern(stored[1]), modern(stored[0])]
        if kind == _CHARACTER:
            stored = stored[2:]
    if kind == _PARAGRAPH:
        return _Style(kind, base, level, stored[0][2:], stored[1])
    if kind == _CHARACTER:
        return _Style(kind, base, 0, b"", stored[0])
    return _Style(kind, base, 0)


def _level(number: int, name: str) -> int:
    if 1 <= number <= 9:
        return number
    if match := _HEADING.match(name):
        return int(match[1])
    return 1 if number == _TITLE_NUMBER or _TITLE.fullmatch(name) else 0


def _fonts(table: bytes, *, six: bool) -> list[str]:
    """Names of the fonts by their numbers."""
    if len(table) < 4:
        return []
    count = len(table) if six else int.from_bytes(table[:2], "little")  # Word 6: bytes, not fonts
    at, names = 2 if six else 4, list[str]()
    while len(names) < count and at < len(table):
        size = table[at]
        before, codec = (6, "cp1252") if six else (40, "utf-16-le")
        letters = table[at + before : at + 1 + size].decode(codec, "replace")
        names.append(letters.split("\0")[0])
        at += 1 + size
    return names


def _number(operand: bytes) -> int:
    return int.from_bytes(operand[:2], "little")


def _switch(value: int, of_style: bool) -> bool:
    """A switch's operand: off, on, as the style has it, or the contrary."""
    if value in (0x80, 0x81):
        return of_style != (value == 0x81)
    return bool(value)
