"""The rows of a PDF's pages with their places, as pdfium reads them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reader.old_fonts import Conversion
from reader.pdf_old_fonts import OldLetters
from reader.pdf_print import LENGTH, RAISED, Print, Row
from reader.pdf_tables import Grid, grids, ruled
from reader.pdf_view import view
from reader.recognise import Unreadable

_ANEW = "download or export it again"
_MOST_FAILED = 20  # pages in a row that do not open, from which the file is damaged


@dataclass(frozen=True, slots=True)
class Page:
    """``height`` in points."""

    number: int
    rows: tuple[Row, ...]
    height: float = 0.0
    conversions: tuple[Conversion, ...] = ()  # of old fonts, in the whole file


def pages(path: Path, heard: Callable[[int, int], None] | None = None) -> Iterator[Page]:
    """Each page, from 1; ``heard`` is told (pages done, of).

    Raises:
        Unreadable: the file is locked or damaged.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _refusal(error) from error
    old = OldLetters(document)
    failed = 0  # pages in a row
    try:
        for index in range(len(document)):
            try:
                yield _page(document[index], index + 1, old)
                failed = 0
            except pypdfium2.PdfiumError as error:
                failed += 1
                if failed > _MOST_FAILED:
                    raise Unreadable(
                        f"the PDF is damaged (page {index + 1} and those before it do not open)",
                        _ANEW,
                    ) from error
                yield Page(index + 1, ())
            if heard is not None and not failed:
                heard(index + 1, len(document))
    finally:
        document.close()


def _page(page: Any, number: int, old: OldLetters) -> Page:
    words = page.get_textpage()
    seen = view(page, words.raw)
    found = grids(page, seen)
    printed = list(Print(words.raw, number, seen, found, old).rows())
    rows = tuple(_with_tables(list(_on_one_line(printed)), found))
    words.close()
    page.close()
    return Page(number, rows, seen.tall, old.conversions)


def _with_tables(rows: Sequence[Row], found: Sequence[Grid]) -> Iterator[Row]:
    """The rows of a page; one stands for each table, where the table's first word stood."""
    begun: set[int] = set()
    tables = [_table(number, grid, rows) for number, grid in enumerate(found)]
    for row in rows:
        number = row.cell[0] if row.cell else -1
        table = tables[number] if row.cell else None
        if table is None:
            yield row
        elif number not in begun:
            begun.add(number)
            yield table


def _table(number: int, grid: Grid, rows: Sequence[Row]) -> Row | None:
    """The row that stands for a grid's table; its text is that of all cells."""
    inside = [row for row in rows if row.cell and row.cell[0] == number]
    if not inside:
        return None
    table = ruled(grid, [(row.cell[1], row.text) for row in inside if row.cell], inside[0].page)
    if table is None:
        return None
    return replace(
        inside[0],
        text=" ".join(row.text for row in inside),
        left=grid.xs[0],
        right=grid.xs[-1],
        top=grid.ys[0],
        bold=False,
        table=table,
    )


def continued(rows: Iterable[Row]) -> list[Row]:
    """Rows of all pages; a table that goes on at the top of the next page is put together."""
    found: list[Row] = []
    for row in rows:
        above = found[-1].table if found else None
        if above and row.table and row.page > found[-1].page and above.goes_on(row.table):
            found[-1] = replace(found[-1], table=above.followed_by(row.table))
        else:
            found.append(row)
    return found


def _refusal(error: Exception) -> Unreadable:
    if "password" in str(error).lower():
        return Unreadable(
            "the PDF is locked with a password", "remove the password and add it again"
        )
    return Unreadable(f"the PDF is damaged ({error})", _ANEW)


def _on_one_line(rows: Sequence[Row]) -> Iterator[Row]:
    """Put together what a raised footnote mark parted: "…y tế", "1", "."."""
    above: Row | None = None
    for row in rows:
        if above is None:
            above = row
        elif _touches(above, row):
            above = _joined(above, row)
        else:
            yield above
            above = row
    if above is not None:
        yield above


def _touches(one: Row, other: Row) -> bool:
    gap = other.left - one.right
    level = abs(one.top - other.top) < 0.8 * max(one.size, other.size)
    short = (
        one.text.isdigit() or other.text.isdigit() or len(other.text) == 1 or one.text[-1:] == "]"
    )
    return one.cell == other.cell and level and short and -2 < gap < 0.8 * max(one.size, other.size)


def _joined(one: Row, other: Row) -> Row:
    """A small number before a text begins a footnote, after it marks one."""
    if one.text.isdigit() and one.size < RAISED * other.size:
        return replace(
            one,
            text=f"[{one.text}] {other.text}",
            right=other.right,
            size=other.size,
            top=other.top,
        )
    if other.text.isdigit() and other.size < RAISED * one.size:
        power = LENGTH.search(one.text) and other.text in ("2", "3")
        mark = "²³"[int(other.text) - 2] if power else f"[{other.text}]"
        return replace(one, text=one.text + mark, right=other.right)
    space = " " if other.left - one.right > 0.15 * one.size and other.text[:1].isalnum() else ""
    return replace(one, text=f"{one.text}{space}{other.text}", right=other.right)
