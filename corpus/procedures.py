"""The administrative procedures that a document describes, field by field, as it words them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.capitals import sentence_case
from corpus.document import Document, Kind, Section
from corpus.procedure import Item, Procedure, ProcedureLine
from corpus.procedure_labels import Label, Style, codes, letters, national, style
from corpus.structure_procedure import Outline, Words, begins_step, ends_fields, enough, outline
from corpus.text import canonical_tones, folded_syllables

_WORD = re.compile(r"\w")
_SETS = re.compile(r"\d+\s*(?:\([^)]*\)\s*)?bo\b")
_LEADING = re.compile(
    r"[\s*_#–—-]*(?:(?:\d{1,3}(?:\.\d{1,3})*|[IVX]+|[a-zđ])\s*[.)/:|-]\s*(?=\D)|\d(?:\.\d{1,2})+\s+)?"
    r"[\s*_]*(?:(?:[Tt]ên )?(?:[Tt]hủ tục|THỦ TỤC)(?: hành chính| HÀNH CHÍNH)?\s*[:.]\s*)?"
)
_CODED = re.compile(r"\s*[(\[–-]?\s*(?:[Mm]ã[^:()]{0,20}:?\s*)?(?=[1-9]\.\d{6}).*$", re.S)
_TIME = re.compile(r"\s*(?:thoi han|thoi gian)(?: giai quyet| thuc hien)?\s*")
_MONEY = re.compile(r"\s*(?:phi|le phi|phi, le phi)\s*")

_LONGEST_HEAD = 200  # characters of a page's head, or of a table's row of heads
_ONE_LINE = frozenset({Item.NAME, Item.CODE})  # what stands below belongs to other fields
_MONEYS = frozenset({Item.FEE, Item.CHARGE})
# The portal's table of ways to apply, its cells run together by a copier.
_GLUED_HEAD = re.compile(r"Hình thức nộp\s*(?:Thời gian|Thời hạn giải quyết)\s*Phí, lệ phí\s*Mô tả")
_GLUED_TIME = re.compile(
    r"(?:Trực tiếp|Trực tuyến|Dịch vụ bưu chính)\s*\d+(?:[.,]\d+)? "
    r"?(?:Ngày(?: làm việc)?|Giờ(?: làm việc)?|Tháng|Năm)"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """A line and where it stands; ``start`` is None for a heading, which is not in the text."""

    text: str
    path: tuple[str, ...]
    start: int | None


def procedures(document: Document, sections: Sequence[Section]) -> tuple[Procedure, ...]:
    """The procedures that ``sections`` describe, in reading order; empty for other texts.

    Each line is a verbatim span of its section's text. A line may stand under two fields: one
    that a label combines ("Phí, lệ phí"), or a time limit said within the steps.
    """
    if document.kind in (Kind.FORM, Kind.FAQ):
        return ()
    places = [place for section in sections for place in _places(section)]
    found = outline([Words(place.text, place.start is None) for place in places])
    ends = [*found.starts, len(places)][1:]
    cut = [
        _procedure(document, places, found, range(start, end), alone=len(ends) == 1)
        for start, end in zip(found.starts, ends, strict=True)
    ]
    return tuple(procedure for procedure in cut if procedure is not None)


def _places(section: Section) -> Iterator[_Place]:
    """The lines of a section; articles of a law are rules, and describe no procedure."""
    if any(name.startswith("Điều ") for name in section.path):
        return
    if section.heading:
        yield _Place(section.heading, section.path, None)
    at = 0
    for text in section.text.split("\n"):
        if text.strip():
            yield _Place(text, section.path, at)
        at += len(text) + 1


def _procedure(
    document: Document, places: Sequence[_Place], found: Outline, span: range, *, alone: bool
) -> Procedure | None:
    items = {item for at in span if at in found.fields for item in found.fields[at].items}
    if not enough(items):
        return None
    lines = tuple(_lines(places, found, span))
    first = next(at for at in span if at in found.fields)
    above = [place.text for place in places[span.start : first]]
    name = _name(document, lines, above, alone=alone)
    printed = _codes(lines, above, places[: span.start] if alone else ())
    return Procedure(name, printed, _key(name, printed), lines)


def _name(
    document: Document, lines: Sequence[ProcedureLine], above: Sequence[str], *, alone: bool
) -> str:
    said = next((line.text for line in lines if line.item is Item.NAME), "")
    named = said or (above[0] if above else "")
    if alone and not said and not _says_procedure(named) and " " in document.title.strip():
        named = document.title
    bare = _CODED.sub("", _LEADING.sub("", named, count=1)).strip(" .:;*_")
    return sentence_case(bare or document.title)


def _says_procedure(name: str) -> bool:
    return "thu tuc" in letters(name)[:60]


def _codes(
    lines: Sequence[ProcedureLine], above: Sequence[str], before: Sequence[_Place]
) -> tuple[str, ...]:
    said = [line.text for line in lines if line.item in (Item.CODE, Item.NAME)]
    head = [place.text for place in before[-3:] if len(place.text) <= _LONGEST_HEAD]
    near = [*said, *above, *head]
    return tuple(dict.fromkeys(code for text in near for code in codes(text)))


def _key(name: str, printed: Sequence[str]) -> str:
    if printed:
        return national(printed[0])
    words = folded_syllables(canonical_tones(name))
    return " ".join(words[2:] if words[:2] == ["thu", "tuc"] and len(words) > 2 else words)


def _lines(places: Sequence[_Place], found: Outline, span: range) -> Iterator[ProcedureLine]:
    """The lines of one procedure's fields, in reading order."""
    outer: Label | None = None
    inner: Label | None = None
    opened: _Place | None = None
    columns: list[set[Item]] = []
    for at in span:
        place = places[at]
        field, note = found.fields.get(at), found.notes.get(at)
        if field is not None:
            outer, inner, opened, columns = field, None, place, []
            yield from _said(place, field.items, field.value)
            yield from _glued_times(place, field.items)
            continue
        if outer is not None and opened is not None and _leaves(place, opened):
            outer = inner = None
        if place.start is None:
            continue
        held = outer.items if outer else ()
        if note is not None:
            yield from _noted(place, held, note)
            says = note.sentence or _WORD.search(place.text, note.value)
            inner = None if says else note
            continue
        if begins_step(place.text) or (inner is not None and _beside(inner, place.text)):
            inner = None
        columns = _columns(place.text) or (columns if "|" in place.text else [])
        more = _in_columns(place.text, columns) if Item.MANNER in held else set()
        within = inner.items if inner else ()
        about = [item for item in held if not (item in _MONEYS and _MONEYS & set(within))]
        yield from _said(place, tuple(dict.fromkeys((*about, *within, *sorted(more)))), 0)
        yield from _glued_times(place, held)


def _beside(inner: Label, text: str) -> bool:
    """Whether ``text`` is marked as the label ``inner`` is, and so stands beside it."""
    return inner.style in (Style.NUMBER, Style.LETTER, Style.STAR) and style(text) is inner.style


def _noted(place: _Place, held: Sequence[Item], note: Label) -> Iterator[ProcedureLine]:
    """A label within a field: its whole line is the field's, what it says the label's."""
    same = set(note.items) & set(held) or (_MONEYS & set(note.items) and _MONEYS & set(held))
    if not same and not set(held) <= _ONE_LINE:
        yield from _said(place, held, 0)
    yield from _said(place, note.items, note.value)


def _leaves(place: _Place, opened: _Place) -> bool:
    """Whether a line is of no field any more: of an appendix, or under the next heading."""
    if ends_fields(place.text):
        return True
    depth = len(opened.path)
    if opened.start is None:
        return place.path[:depth] != opened.path
    return place.start is None and len(place.path) <= depth and not begins_step(place.text)


def _said(place: _Place, items: Sequence[Item], value: int) -> Iterator[ProcedureLine]:
    """The words of a line after its label, under each of ``items``."""
    if place.start is None:
        return
    words = place.text[value:]
    text = words.strip()
    if not _WORD.search(text):
        return
    start = place.start + value + len(words) - len(words.lstrip())
    for item in items:
        if item is Item.COPIES and Item.DOSSIER in items and not _SETS.search(letters(text)):
            continue
        yield ProcedureLine(item, text, place.path, start, start + len(text))


def _glued_times(place: _Place, items: Sequence[Item]) -> Iterator[ProcedureLine]:
    """ "Trực tuyến10 NgàyMiễn phí…": the cells which a known head tells are times."""
    head = _GLUED_HEAD.search(place.text)
    if head is None or place.start is None or Item.MANNER not in items:
        return
    for match in _GLUED_TIME.finditer(place.text, head.end()):
        start, end = place.start + match.start(), place.start + match.end()
        yield ProcedureLine(Item.TIME_LIMIT, match.group(), place.path, start, end)


def _columns(text: str) -> list[set[Item]]:
    """What the columns of a table of ways to apply say, if ``text`` is its head."""
    if "|" not in text or len(text) > _LONGEST_HEAD:
        return []
    cells = letters(text).split("|")
    found = [{Item.TIME_LIMIT} if _TIME.fullmatch(cell) else _charges(cell) for cell in cells]
    return found if any(found) else []


def _charges(cell: str) -> set[Item]:
    return {Item.FEE, Item.CHARGE} if _MONEY.fullmatch(cell) else set()


def _in_columns(text: str, columns: Sequence[set[Item]]) -> set[Item]:
    """The fields of which a row under ``columns`` says something."""
    cells = text.split("|")
    if len(cells) != len(columns) or _columns(text):
        return set()
    told = [items for cell, items in zip(cells, columns, strict=True) if _WORD.search(cell)]
    return set().union(*told)
