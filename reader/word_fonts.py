"""Which font a run of a .docx is set in: its own, or that of its styles.

Old Vietnamese fonts are mostly named once, in the style "Normal" (ECMA-376 part 1,
17.7.2 gives the order: run, character style, paragraph style, document defaults).
"""

from functools import cache
from typing import Any

from docx.oxml.ns import qn

_R_FONTS, _R_STYLE, _BASED_ON = qn("w:rFonts"), qn("w:rStyle"), qn("w:basedOn")
_R_PR, _VAL, _STYLE_ID = qn("w:rPr"), qn("w:val"), qn("w:styleId")
_NAMES = (qn("w:hAnsi"), qn("w:ascii"), qn("w:cs"))


class Fonts:
    """The fonts of one document. Themes name only new fonts: they count as none."""

    def __init__(self, document: Any) -> None:
        root = document.styles.element
        styles = {style.get(_STYLE_ID): style for style in root.iter(qn("w:style"))}
        defaults = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{_R_PR}")
        self._default = _named(defaults)
        self._usual = next(
            (
                name
                for name, style in styles.items()
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1"
            ),
            "",
        )

        @cache
        def of_style(name: str) -> str:
            seen = set[str]()
            while name in styles and name not in seen:
                seen.add(name)
                if font := _named(styles[name].find(_R_PR)):
                    return font
                above = styles[name].find(_BASED_ON)
                name = "" if above is None else above.get(_VAL, "")
            return ""

        self._of_style = of_style

    def of_paragraph(self, style: str | None) -> str:
        """The font of a paragraph's runs that name none themselves."""
        return self._of_style(style or self._usual) or self._default

    def of_run(self, run: Any, otherwise: str) -> str:
        """The font of a run; ``otherwise`` is its paragraph's."""
        properties = run.find(_R_PR)
        if properties is None:
            return otherwise
        style = properties.find(_R_STYLE)
        by_style = "" if style is None else self._of_style(style.get(_VAL, ""))
        return _named(properties) or by_style or otherwise


def _named(properties: Any) -> str:
    fonts = None if properties is None else properties.find(_R_FONTS)
    if fonts is None:
        return ""
    return next((name for key in _NAMES if (name := fonts.get(key))), "")
