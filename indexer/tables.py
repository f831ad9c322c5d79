"""Tables as lines: each row says its column heads again, so that a row can be quoted alone.

"Loại thiết bị: Máy chụp X-quang răng | Mức thu (đồng/thiết bị): 2.000.000". A line with
" | " begins no unit of a legal text. Tables that only arrange words on the page (letterheads,
signatures, frames) become running lines.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from corpus.document import Line
from corpus.structure import begins_unit
from indexer.blocks import Cell, Paragraph, Table
from indexer.table_heads import Heads, Slot, find_heads

SEPARATOR = " | "
_REPEATED = 300  # characters; a longer cell that goes down over rows is said once
_LONG = 1500  # characters; a row with a longer cell gives one line a cell
_RUNNING = 600  # characters of a cell that holds whole paragraphs of a text
_LETTERHEAD = re.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI|Độc lập\s*[-–]\s*Tự do|Nơi nhận\s*:|^Số\s*:"
    r"|^(?:TM|KT|TL|TUQ|Q)\.\s+[A-ZĐ]|\([Kk]ý\b|^NGƯỜI (?:NỘP|TIẾP NHẬN|LẬP|KHAI|KÊ KHAI)",
    re.MULTILINE,
)
_ITEM = re.compile(r"[-–+•*]\s|\(?(?:\d{1,2}|[a-zđ])[.)]\s")
_CLOSED = (".", ";", ":", ",", "!", "?", "…")

Text = Callable[[Paragraph], str]


Row = list[Slot]


def lines(table: Table, text: Text) -> list[Line]:
    """The table's readable lines; ``text`` gives a paragraph's words."""
    if _is_layout(table, text):
        said = [words for cell in _cells(table) for words in _paragraphs(cell, text)]
    else:
        said = list(_said(_laid_out(table, text), table.heads or None))
    return [Line(words, page=table.page) for words in said]


def grid(table: Table, text: Text) -> list[list[str]]:
    """Rows of equal width: a cell stands in each row it covers, in its first column."""
    rows = _laid_out(table, text)
    width = _width(rows)
    found = [[""] * width for _ in rows]
    for row, slots in zip(found, rows, strict=True):
        for slot in slots:
            row[slot.at] = slot.text
    return found


def readable(rows: Sequence[Sequence[str]], heads: int | None = None) -> list[str]:
    """One line a row; ``heads`` counts the rows of column heads, None where it is not known."""
    return list(_said([[Slot(text.strip(), at) for at, text in enumerate(r)] for r in rows], heads))


def _said(rows: Sequence[Row], given: int | None) -> Iterator[str]:
    rows = _worded(rows)
    width = _width(rows)
    heads = find_heads(rows, given)
    data = [row for place, row in enumerate(rows) if place not in heads.rows]
    if heads.unsaid(data):  # columns left blank, to be filled in
        yield SEPARATOR.join(dict.fromkeys(filter(None, heads.labels)))
    for row in data:
        yield from _row(row, heads, width)


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


def _laid_out(table: Table, text: Text) -> list[Row]:
    """Each row with the cells that reach into it from above; empty where only those have words."""
    rows: list[Row] = [[] for _ in table.rows]
    for place, cells in enumerate(table.rows):
        at = 0
        for cell in cells:
            at = _free(rows[place], at)
            words = _joined(_paragraphs(cell, text))
            for below in range(place, min(place + cell.down, len(rows))):
                again = words if below == place or len(words) <= _REPEATED else ""
                rows[below].append(Slot(again, at, cell.across))
            at += cell.across
        if not any(_paragraphs(cell, text) for cell in cells):
            rows[place] = []
    return [sorted(row, key=lambda slot: slot.at) for row in rows]


def _free(row: Row, at: int) -> int:
    """The first column from ``at`` that no cell from above takes."""
    for slot in sorted(row, key=lambda slot: slot.at):
        if slot.at <= at < slot.at + slot.across:
            at = slot.at + slot.across
    return at


def _width(rows: Iterable[Row]) -> int:
    return max((slot.at + slot.across for row in rows for slot in row), default=0)


def _cells(table: Table) -> Iterator[Cell]:
    return (cell for row in table.rows for cell in row)


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


def _is_layout(table: Table, text: Text) -> bool:
    """Whether the table arranges running words on the page and holds no data."""
    cells = [_paragraphs(cell, text) for cell in _cells(table)]
    width = max((sum(cell.across for cell in row) for row in table.rows), default=0)
    if max(map(len, table.rows), default=0) <= 1 or sum(map(bool, cells)) <= 1:
        return True
    words = "\n".join(part for cell in cells for part in cell)
    if len(table.rows) <= 4 and width <= 4 and _LETTERHEAD.search(words):
        return True
    whole = any(len(cell) > 3 and sum(map(len, cell)) > _RUNNING for cell in cells)
    return whole and not find_heads(_worded(_laid_out(table, text)), table.heads or None).labels


def _worded(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if any(slot.text for slot in row)]
