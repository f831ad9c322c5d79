"""The cells of .xls (Excel 97–2003)."""

import io
from pathlib import Path
from typing import Any

from reader.blocks import Run
from reader.recognise import Unreadable
from reader.sheet_grid import Grid, Place, Runs
from reader.sheet_numbers import shown


def grids(path: Path, most: int, warnings: list[str]) -> list[Grid]:
    """The visible sheets, at most ``most`` cells of them; what was left out goes to ``warnings``.

    Raises:
        Unreadable: it is locked by a password.
    """
    import xlrd
    from xlrd.biffh import XLRDError

    try:
        book = xlrd.open_workbook(str(path), formatting_info=True, logfile=io.StringIO())
    except XLRDError as error:
        if "encrypt" in str(error).lower():
            raise Unreadable(
                "the workbook is locked by a password", "remove the password and add it again"
            ) from error
        raise
    found: list[Grid] = []
    for sheet in book.sheets():
        if sheet.visibility:
            warnings.append(f"the hidden sheet {sheet.name!r} was left out")
            continue
        cells = _cells(book, sheet, most, warnings)
        most -= len(cells)
        merged = [
            (top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells
        ]
        found.append(Grid(sheet.name, cells, merged))
    return found


def _cells(book: Any, sheet: Any, most: int, warnings: list[str]) -> dict[Place, Runs]:
    """Filled cells; ``most`` counts the empty ones before them in their row too."""
    found: dict[Place, Runs] = {}
    for row in range(sheet.nrows):
        width = 0
        for column in range(sheet.row_len(row)):
            runs = _runs(book, sheet, row, column)
            if any(run.text.strip() for run in runs):
                found[row, column] = runs
                width = column + 1
        most -= width
        if most < 0:
            warnings.append(f"the sheet {sheet.name!r} is too big: read up to row {row + 1}")
            break
    return found


def _runs(book: Any, sheet: Any, row: int, column: int) -> Runs:
    import xlrd

    cell = sheet.cell(row, column)
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ()
    style = book.xf_list[cell.xf_index]
    font = book.font_list[style.font_index].name
    if cell.ctype == xlrd.XL_CELL_TEXT:
        pieces = sheet.rich_text_runlist_map.get((row, column), ())
        return _pieces(book, cell.value, font, pieces)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return (Run(xlrd.error_text_from_code.get(cell.value, "#"), font),)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return (Run(shown(bool(cell.value)), font),)
    code = book.format_map[style.format_key].format_str
    if cell.ctype == xlrd.XL_CELL_DATE:
        return (Run(_moment(cell.value, code, book.datemode), font),)
    return (Run(shown(cell.value, code), font),)


def _pieces(book: Any, text: str, font: str, starts: Any) -> Runs:
    """``starts`` are pairs of a place in ``text`` and the font that begins there."""
    found: list[Run] = []
    at = 0
    for place, number in starts:
        if at < place <= len(text):
            found.append(Run(text[at:place], font))
            at = place
        font = book.font_list[number].name
    return (*found, Run(text[at:], font)) if text[at:] else tuple(found)


def _moment(value: float, code: str, datemode: Any) -> str:
    import xlrd

    try:
        moment = xlrd.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError):
        return shown(value)
    return shown(moment.time() if 0 <= value < 1 else moment, code)
