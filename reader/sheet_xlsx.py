"""The cells of .xlsx, read row by row so that a huge sheet costs no more than is kept of it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from warnings import catch_warnings

from reader.blocks import Run
from reader.sheet_grid import Grid, Place, Runs
from reader.sheet_numbers import shown

MOST_UNPACKED = 200_000_000  # bytes
_MOST_ROWS = 1_048_576  # Excel's own limit
_MOST_EMPTY = 20_000  # rows in a row whose cells hold nothing but a format, laid to the sheet's end
_MERGED = re.compile(rb"mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})[\"']")
_NO_VALUE = re.compile(
    rb"<(?:\w+:)?f[\s>/][^<]*(?:</(?:\w+:)?f>)?\s*(?:<v\s*/>|<v></v>)?\s*</(?:\w+:)?c>"
)


def grids(path: Path, most: int, warnings: list[str]) -> list[Grid]:
    """The visible sheets, at most ``most`` cells; what was left out goes to ``warnings``."""
    import openpyxl

    with catch_warnings(action="ignore"):  # openpyxl's, of styles and extensions
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, rich_text=True)
        try:
            return list(_grids(book, most, warnings))
        finally:
            book.close()


def _grids(book: Any, most: int, warnings: list[str]) -> Iterator[Grid]:
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            warnings.append(f"the hidden sheet {sheet.title!r} was left out")
            continue
        cells = _cells(sheet, most, warnings)
        most -= len(cells)
        yield Grid(sheet.title, cells, tuple(_merged(sheet, warnings)))


def _cells(sheet: Any, most: int, warnings: list[str]) -> dict[Place, Runs]:
    """Filled cells; ``most`` counts the empty ones before them in their row too."""
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    found: dict[Place, Runs] = {}
    empty = 0
    for at, row in enumerate(sheet.iter_rows(), 1):
        width = 0
        for cell in row:
            runs = _runs(cell)
            if any(run.text.strip() for run in runs):
                found[cell.row, cell.column] = runs
                width = cell.column
        most -= width
        empty = 0 if width else empty + bool(row)
        if most < 0 or empty > _MOST_EMPTY or at > _MOST_ROWS:
            warnings.append(f"the sheet {sheet.title!r} is too big: read up to row {at}")
            break
    return found


def _runs(cell: Any) -> Runs:
    value = cell.value
    if value is None:
        return ()
    font = cell.font.name or ""
    if isinstance(value, list):  # of pieces: text as such, or in a font of its own
        return tuple(
            Run(str(piece), (not isinstance(piece, str) and piece.font.rFont) or font)
            for piece in value
        )
    return (Run(value if isinstance(value, str) else shown(value, cell.number_format), font),)


def _merged(sheet: Any, warnings: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Merged ranges, which openpyxl does not give row by row; and formulas never computed."""
    from openpyxl.utils import range_boundaries

    with sheet.parent._archive.open(sheet._worksheet_path) as stream:
        raw = stream.read()
    if missing := len(_NO_VALUE.findall(raw)):
        warnings.append(
            f"{missing} formulas of the sheet {sheet.title!r} have no value yet:"
            " open the file in Excel and save it"
        )
    for match in _MERGED.finditer(raw):
        left, top, right, bottom = range_boundaries(match[1].decode())
        yield int(top or 1), int(left or 1), int(bottom or 1), int(right or 1)
