"""What an RTF file says before its text: code page, fonts, and which styles are headings."""

import re
from dataclasses import dataclass, field

from reader.rtf_fonts import Font

_HEADING = re.compile(r"(?:heading|tiêu đề|đề mục)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"title|tiêu đề", re.IGNORECASE)
_CODEPAGES = {"mac": 10000, "pc": 437, "pca": 850}
_NO_FONT = Font()


@dataclass(slots=True)
class Header:
    """Filled while the file is read; ``levels`` gives the depth of each heading style."""

    codepage: int = 1252
    default: int = 0
    fonts: dict[int, Font] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)
    _number: int = 0  # of the font or style whose name is being read
    _name: str = ""

    def font(self, number: int | None) -> Font:
        return self.fonts.get(self.default if number is None else number, _NO_FONT)

    def control(self, name: str, value: int | None) -> None:
        """A control word that may stand anywhere before the text."""
        if name == "ansicpg" and value:
            self.codepage = value
        elif name in _CODEPAGES:
            self.codepage = _CODEPAGES[name]
        elif name == "deff":
            self.default = value or 0

    def font_control(self, name: str, value: int | None) -> None:
        """A control word inside the font table."""
        if name == "f":
            self._number, self._name = value or 0, ""
            self.fonts[self._number] = Font()
        elif self._number in self.fonts and name == "fcharset":
            self.fonts[self._number].charset = value
        elif self._number in self.fonts and name == "cpg":
            self.fonts[self._number].codepage = value

    def font_name(self, text: str) -> None:
        """More of a font's name; ";" ends it."""
        if self._number in self.fonts:
            font = self.fonts[self._number]
            font.name = (font.name + text).partition(";")[0].strip()[:100]

    def style_control(self, name: str, value: int | None) -> None:
        """A control word inside the style sheet."""
        if name == "s":
            self._number, self._name = value or 0, ""

    def style_name(self, text: str) -> None:
        """More of a style's name; ";" ends it."""
        name, end, rest = text.partition(";")
        self._name = (self._name + name)[:100]
        if end:
            self._end_style()
            self._name = rest.strip()

    def _end_style(self) -> None:
        heading = _HEADING.match(self._name.strip())
        if heading:
            self.levels[self._number] = int(heading[1])
        elif _TITLE.fullmatch(self._name.strip()):
            self.levels[self._number] = 1
