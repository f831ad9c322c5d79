"""The paragraphs of a slide's shapes: runs with their fonts, printed numbers, diagrams."""

from collections.abc import Iterator
from typing import Any

from reader.blocks import Paragraph, Run

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_THEME = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
_CLOSED = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}"}
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Texts:
    """Of one slide; ``page`` is its number."""

    def __init__(self, slide: Any, page: int) -> None:
        self.page = page
        self.fonts = _theme_fonts(slide)

    def title(self, shape: Any) -> Iterator[Paragraph]:
        """One heading, though it be typed in several lines."""
        runs: list[Run] = []
        for paragraph in shape.text_frame.paragraphs:
            found = self._runs(paragraph._p, "major")
            runs += [Run(" ", found[0].font), *found] if runs and found else found
        if any(run.text.strip() for run in runs):
            yield Paragraph(tuple(_in_one_line(runs)), level=2, page=self.page)

    def frame(self, frame: Any) -> Iterator[Paragraph]:
        numbers: dict[tuple[str, str], int] = {}
        for paragraph in frame.paragraphs:
            runs = self._runs(paragraph._p, "minor")
            if any(run.text.strip() for run in runs):
                mark = _mark(paragraph._p.find(f"{_A}pPr"), numbers)
                yield Paragraph(tuple(runs), mark, page=self.page)

    def diagram(self, shape: Any) -> Iterator[Paragraph]:
        """The texts of SmartArt, in the order of its outline."""
        link = next(shape._element.iter(f"{_DIAGRAM}relIds"), None)
        if link is None:
            return
        from pptx.oxml import parse_xml

        blob = shape.part.related_part(link.get(f"{_R}dm")).blob
        root = parse_xml(blob)
        for paragraph in root.iter(f"{_A}p"):
            runs = tuple(self._runs(paragraph, "minor"))
            if any(run.text.strip() for run in runs):
                yield Paragraph(runs, page=self.page)

    def _runs(self, paragraph: Any, usual: str) -> list[Run]:
        found: list[Run] = []
        for child in paragraph:
            if child.tag == f"{_A}br":
                found.append(Run("\n"))
            elif child.tag in (f"{_A}r", f"{_A}fld") and (text := child.findtext(f"{_A}t")):
                found.append(Run(text.replace("\v", "\n"), self._font(child, usual)))
        return found

    def _font(self, run: Any, usual: str) -> str:
        """The run's own, else the theme's; what layouts say of placeholders is not followed."""
        latin = run.find(f"{_A}rPr/{_A}latin")
        name = "" if latin is None else str(latin.get("typeface") or "")
        if name.startswith("+m"):
            usual = "major" if name.startswith("+mj") else "minor"
        return name if name and not name.startswith("+") else self.fonts.get(usual, "")


def _mark(properties: Any, numbers: dict[tuple[str, str], int]) -> str:
    """What is printed before a paragraph; ``numbers`` are the last ones of its list."""
    if properties is None:
        return ""
    level = properties.get("lvl", "0")
    bullet = properties.find(f"{_A}buAutoNum")
    if bullet is None:
        return "-" if properties.find(f"{_A}buChar") is not None else ""
    form = bullet.get("type", "arabicPeriod")
    start = bullet.get("startAt", "1")
    first = int(start) if start.isdigit() else 1
    for inner in [key for key in numbers if key[0] > level]:
        del numbers[inner]
    numbers[level, form] = number = numbers.get((level, form), first - 1) + 1
    kind = next((kind for kind in _CLOSED if form.endswith(kind)), "Period")
    return _CLOSED[kind].format(_written(number, form))


def _written(number: int, form: str) -> str:
    if form.startswith("alpha"):
        text = chr(ord("a") + (number - 1) % 26)
    elif form.startswith("roman"):
        text, left = "", number
        for value, letters in _ROMAN:
            text += letters * (left // value)
            left %= value
    else:
        return str(number)
    return text.upper() if "Uc" in form else text


def _in_one_line(runs: list[Run]) -> Iterator[Run]:
    for run in runs:
        yield Run(run.text.replace("\n", " "), run.font)


def _theme_fonts(slide: Any) -> dict[str, str]:
    """The fonts for titles ("major") and other text ("minor") of the slide's theme."""
    from pptx.oxml import parse_xml

    try:
        blob = slide.slide_layout.slide_master.part.part_related_by(_THEME).blob
        root = parse_xml(blob)
    except (KeyError, SyntaxError):
        return {}
    return {
        kind: str(latin.get("typeface") or "")
        for kind in ("major", "minor")
        if (latin := root.find(f".//{_A}fontScheme/{_A}{kind}Font/{_A}latin")) is not None
    }
