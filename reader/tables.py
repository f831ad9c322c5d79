"""Tables as lines: each row says its column heads again, so that a row can be quoted alone.

"Loại thiết bị: Máy chụp X-quang răng | Mức thu (đồng/thiết bị): 2.000.000". A line with
" | " begins no unit of a legal text. Tables that only arrange words on the page (letterheads,
signatures, frames) become running lines.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from corpus.document import Line
from corpus.structure import begins_unit
from reader.blocks import Cell, Paragraph, Table
from reader.table_heads import Heads, Slot, find_heads

SEPARATOR = " | "
_REPEATED = 300  # characters; a longer cell that goes down over rows is said once
_LONG = 1500  # characters; a row with a longer cell gives one line a cell
_WIDEST = 200  # columns that one cell may cover
_RUNNING = 600  # characters of a cell that holds whole paragraphs of a text
_LETTERHEAD = re.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI|Độc lập\s*[-–]\s*Tự do|Nơi nhận\s*:|^Số\s*:"
    r"|^(?:TM|KT|TL|TUQ|Q)\.\s+[A-ZĐ]|\([Kk]ý\b|^NGƯỜI (?:NỘP|TIẾP NHẬN|LẬP|KHAI|KÊ KHAI)",
    re.MULTILINE,
)
_ITEM = re.compile(r"[-–+•*]\s|\(?(?:\d{1,2}|[a-zđ])[.)]\s")
_CLOSED = (".", ";", ":", ",", "!", "?", "…")

Text = Callable[[Paragraph], str]
Words = list[list[list[str]]]  # of the rows, of their cells, paragraph by paragraph


Row = list[Slot]


def lines(table: Table, text: Text) -> list[Line]:
    """The table's readable lines; ``text`` gives a paragraph's words."""
    words = _words(table, text)
    if _is_layout(table, words):
        return [
            Line(said, page=_page(table, row))
            for row, cells in zip(table.rows, words, strict=True)
            for cell in cells
            for said in cell
        ]
    lines = _said(_laid_out(table, words), table.heads or None)
    return [Line(said, page=_page(table, table.rows[place])) for place, said in lines]


def _page(table: Table, row: Sequence[Cell]) -> int | None:
    """The page of a row of ``table``, which may go on over pages."""
    pages = (paragraph.page for cell in row for paragraph in cell.paragraphs)
    return next((page for page in pages if page), table.page)


def readable(rows: Sequence[Sequence[str]], heads: int | None = None) -> list[str]:
    """One line a row; ``heads`` counts the rows of column heads, None where it is not known."""
    slots = [[Slot(text.strip(), at) for at, text in enumerate(row)] for row in rows]
    return [words for _place, words in _said(slots, heads)]


def _said(rows: Sequence[Row], given: int | None) -> Iterator[tuple[int, str]]:
    """Lines with the places of the rows they stand for."""
    places = [at for at, row in enumerate(rows) if any(slot.text for slot in row)]
    heads = find_heads([rows[at] for at in places], given)
    data = [at for place, at in enumerate(places) if place not in heads.rows]
    if heads.unsaid([rows[at] for at in data]):  # columns left blank, to be filled in
        yield places[0], SEPARATOR.join(dict.fromkeys(filter(None, heads.labels)))
    width = _width(rows)
    for at in data:
        for words in _row(rows[at], heads, width):
            yield at, words


def _row(row: Row, heads: Heads, width: int) -> Iterator[str]:
    filled = [slot for slot in row if slot.text]
    if len(filled) == 1 and filled[0].across == width:  # a group's title
        yield _titled(filled[0].text, heads.subject)
        return
    cells = [_labelled(slot, heads) for slot in filled]
    if heads.labels and any(len(slot.text) > _LONG for slot in filled):
        yield from cells
    elif len(cells) == 1:
        yield _titled(cells[0], "")
    else:
        formula = any(slot.text == "=" for slot in filled)
        yield (" " if formula else SEPARATOR).join(cells)


def _titled(title: str, subject: str) -> str:
    """A group's title; one that would begin a unit of the text gets words before it."""
    if not begins_unit(title):
        return title
    return f"{subject}: {title}" if subject else f"– {title}"


def _labelled(slot: Slot, heads: Heads) -> str:
    label = heads.over(slot)
    return f"{label}: {slot.text}" if label else slot.text


def _laid_out(table: Table, words: Words) -> list[Row]:
    """Each row with the cells that reach into it from above; empty where only those have words."""
    rows: list[Row] = [[] for _ in table.rows]
    taken: list[set[int]] = [set() for _ in table.rows]
    for place, (cells, said) in enumerate(zip(table.rows, words, strict=True)):
        at = 0
        for cell, paragraphs in zip(cells, said, strict=True):
            while at in taken[place]:
                at += 1
            line, across = _joined(paragraphs), min(cell.across, _WIDEST)
            for below in range(place, min(place + cell.down, len(rows))):
                again = line if below == place or len(line) <= _REPEATED else ""
                rows[below].append(Slot(again, at, across))
                taken[below].update(range(at, at + across))
            at += across
        if not any(said):
            rows[place] = []
    return [sorted(row, key=lambda slot: slot.at) for row in rows]


def _width(rows: Iterable[Row]) -> int:
    return max((slot.at + slot.across for row in rows for slot in row), default=0)


def _words(table: Table, text: Text) -> Words:
    return [[_paragraphs(cell, text) for cell in row] for row in table.rows]


def _paragraphs(cell: Cell, text: Text) -> list[str]:
    """A cell's paragraphs as printed, those parted by a line break among them."""
    found = []
    for paragraph in cell.paragraphs:
        words = [part.strip() for part in text(paragraph).split("\n") if part.strip()]
        if words and paragraph.mark:
            words[0] = f"{paragraph.mark} {words[0]}"
        found += words
    return found


def _joined(paragraphs: Sequence[str]) -> str:
    """One line: "a; - b" where an item follows words that nothing closes."""
    line = ""
    for words in paragraphs:
        apart = line and not line.endswith(_CLOSED) and _ITEM.match(words)
        line += f"; {words}" if apart else f" {words}"
    return line.strip()


def _is_layout(table: Table, words: Words) -> bool:
    """Whether the table arranges running words on the page and holds no data."""
    cells = [cell for row in words for cell in row if cell]
    if max(map(len, table.rows), default=0) <= 1 or len(cells) <= 1:
        return True
    width = max(sum(cell.across for cell in row) for row in table.rows)
    parts = (part for cell in cells for part in cell)
    if len(table.rows) <= 4 and width <= 4 and any(map(_LETTERHEAD.search, parts)):
        return True
    if not any(len(cell) > 3 and sum(map(len, cell)) > _RUNNING for cell in cells):
        return False
    rows = [row for row in _laid_out(table, words) if any(slot.text for slot in row)]
    return not find_heads(rows, table.heads or None).labels
