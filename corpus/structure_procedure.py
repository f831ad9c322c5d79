"""Cutting a page of administrative procedures along the procedures and their fields."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus import structure_guide
from corpus.capitals import is_capitals
from corpus.document import Kind, Line, Section
from corpus.procedure import Item
from corpus.procedure_labels import Label, Style, label, letters
from corpus.structure_units import appendix, form, unit

_PROCEDURE, _FIELD = 50, 51  # levels of headings, deeper than any that a format marks
_ENOUGH = 3  # fields
_LONGEST_NAME = 600  # characters
_NEAR = 4  # lines between a procedure's name and its first field
_NUMBERED = re.compile(
    r"\s*(?:(?:\d{1,3}(?:\.\d{1,3})*|[IVX]+)\s*[.)/:|-]|\d(?:\.\d{1,2})+\s)\s*\S"
)
# What leads to it is read one way: a line of dots has ever so many.
_NAMED = re.compile(r"\W*+(?:(?:[\divx.]+|[a-z])\s*[.)/:|-]\s*)*+[*_]*(?:ten\s+)?thu\s+tuc\b")
_STEP = re.compile(r"\W*(?:[a-z]\W+)?buoc\s+\d")
_CORE = frozenset({Item.STEPS, Item.DOSSIER, Item.TIME_LIMIT})
_COLUMNS_BEGIN = frozenset({"hinh thuc nop", "ten giay to", "stt"})
_COLUMNS = frozenset(
    {
        *("hinh thuc nop", "ten giay to", "thoi gian", "thoi han", "thoi han giai quyet", "mo ta"),
        *("phi, le phi", "phi", "le phi", "so luong", "mau don, to khai", "ban chinh", "ban sao"),
    }
)


@dataclass(frozen=True, slots=True)
class Words:
    """One line of a page; ``heading``: the format or the structure made it a heading."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """``fields[i]``: the label with which line i begins a field of a procedure. ``notes[i]``:
    a label within another field. ``starts``: the lines at which procedures begin."""

    fields: dict[int, Label]
    notes: dict[int, Label]
    starts: tuple[int, ...]


def is_page(lines: Sequence[Line], kind: Kind) -> bool:
    """Whether ``lines`` describe procedures in fields that cutting along headings would hide."""
    if kind.is_legal or kind in (Kind.FORM, Kind.FAQ):
        return False
    found = outline([Words(line.text, line.level > 0) for line in lines])
    seen = {section.heading for section in structure_guide.cut(lines)} if found.fields else set()
    hidden = {
        item
        for at, mark in found.fields.items()
        if mark.value < len(lines[at].text) or lines[at].text not in seen
        for item in mark.items
    }
    return enough(hidden)


def enough(items: set[Item]) -> bool:
    """Whether so many fields make a record."""
    return len(items) >= _ENOUGH and bool(items & _CORE)


def cut(lines: Sequence[Line]) -> list[Section]:
    """As ``structure_guide.cut``; each field is a section: the label its heading, what it says
    its text."""
    return structure_guide.cut(_marked(lines))


def outline(page: Sequence[Words]) -> Outline:
    """Where the procedures of a page and their fields begin."""
    labels = _labels(page)
    main = _style(labels)
    fields: dict[int, Label] = {}
    notes: dict[int, Label] = {}
    starts: list[int] = []
    seen: list[Item] = []
    for at, mark in sorted(labels.items()):
        if mark.sentence or (seen and _is_note(mark, main, seen)):
            notes[at] = mark
            continue
        above = _name_above(page, at, {*fields, *notes})
        if not seen or _begins(mark, seen, named=above < at):
            starts.append(above)
            seen = []
        seen.extend(mark.items)
        fields[at] = mark
    return Outline(fields, notes, tuple(starts))


def _marked(lines: Sequence[Line]) -> list[Line]:
    found = outline([Words(line.text, line.level > 0) for line in lines])
    formatted = any(line.level for line in lines)
    first = min(found.fields, default=0)
    marked: list[Line] = []
    for at, line in enumerate(lines):
        field = found.fields.get(at)
        if field is not None:
            marked.extend(_parted(line, field, begins=at in found.starts))
        elif line.level == 0 and at in found.starts:
            marked.append(replace(line, level=_PROCEDURE))
        elif not formatted and (ends_fields(line.text) or (at < first and _is_title(line.text))):
            marked.append(replace(line, level=1))
        else:
            marked.append(line)
    return marked


def _parted(line: Line, field: Label, *, begins: bool) -> list[Line]:
    """The label as a heading, what it says as text; a procedure's name is in both."""
    name, said = line.text[: field.value].strip(" |"), line.text[field.value :]
    level = line.level or _FIELD
    if Item.NAME not in field.items:  # "Thủ tục" is no label without its colon
        name = name.rstrip(" :")
    elif begins and said.strip():
        name, level = line.text, line.level or _PROCEDURE
    heading = replace(line, text=name, level=level)
    return [heading, replace(line, text=said, level=0)] if said.strip() else [heading]


def ends_fields(text: str) -> bool:
    """Whether an appendix or a form begins: what follows is of no field."""
    annex = appendix(text) or form(text)
    large = unit(text)
    return len(text) < 140 and (
        (annex is not None and annex.firm and not text.endswith((".", ";")))
        or (large is not None and large.firm and is_capitals(text))
    )


def begins_step(text: str) -> bool:
    """Whether ``text`` begins "Bước 2", whatever marks it."""
    return _STEP.match(letters(text[:40])) is not None


def _is_title(text: str) -> bool:
    return 8 <= len(text) <= 200 and is_capitals(text) and not text.endswith((".", ";", ","))


def _labels(page: Sequence[Words]) -> dict[int, Label]:
    """All labels; not the column heads of a table whose cells stand each on a line."""
    found: dict[int, Label] = {}
    fees: list[int] = []
    in_columns = False
    for at, words in enumerate(page):
        plain = letters(words.text[:40]).strip(" .:")
        in_columns = plain in _COLUMNS_BEGIN or (in_columns and plain in _COLUMNS)
        mark = (
            None
            if in_columns and not words.text.endswith(":")
            else label(words.text, heading=words.heading)
        )
        if mark is not None:
            heading = words.heading and not mark.sentence
            found[at] = replace(mark, style=Style.HEADING) if heading else mark
        elif not in_columns and plain == "phi":
            fees.append(at)
    if any(mark.items == (Item.CHARGE,) and mark.style is Style.NONE for mark in found.values()):
        for at in fees:  # "Phí" alone on a line is the fee's label where "Lệ phí" is one
            found[at] = Label((Item.FEE,), Style.NONE, len(page[at].text))
    return found


def _style(labels: dict[int, Label]) -> Style:
    """The style in which most fields are marked."""
    kinds = {
        (mark.style, item) for mark in labels.values() if not mark.sentence for item in mark.items
    }
    counted = Counter(style for style, _ in sorted(kinds))
    return counted.most_common(1)[0][0] if counted else Style.NONE


def _is_note(mark: Label, main: Style, seen: Sequence[Item]) -> bool:
    """Whether a label stands within another's field, as a fee does among the steps."""
    if mark.style is main:
        return False
    if mark.style is Style.NONE:
        if Item.NAME in mark.items:
            return False
        return main is Style.HEADING or bool(set(mark.items) & set(seen))
    return True


def _begins(mark: Label, seen: Sequence[Item], *, named: bool) -> bool:
    """Whether a field is the first of another procedure."""
    again = bool(set(mark.items) & set(seen))
    if not again:
        return False
    if Item.NAME in mark.items:
        return True
    return len(set(seen)) >= _ENOUGH and (named or mark.items[0] is seen[0])


def _name_above(page: Sequence[Words], at: int, taken: set[int]) -> int:
    """The line that names the procedure whose first field is line ``at``, else ``at`` itself."""
    for above in range(at - 1, max(-1, at - 1 - _NEAR), -1):
        if above in taken:
            break
        text = page[above].text
        if (
            _NAMED.match(letters(text[:80]))
            and len(text) <= _LONGEST_NAME
            and not text.endswith(";")
        ):
            return above
    if at and at - 1 not in taken and _could_name(page, at - 1):
        return at - 1
    return at


def _could_name(page: Sequence[Words], at: int) -> bool:
    text = page[at].text
    if at == 0:  # a text begins with its title
        return len(text) <= _LONGEST_NAME
    if (
        begins_step(text)
        or not 8 <= len(text) <= _LONGEST_NAME
        or text.endswith((".", ";", ",", ":"))
    ):
        return False
    return page[at].heading or bool(_NUMBERED.match(text)) or _is_title(text)
