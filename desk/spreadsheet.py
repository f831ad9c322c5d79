"""Tables as a spreadsheet file (XLSX), which opens as columns whatever the computer's list
separator and decimal mark are."""

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from corpus.text import tidy

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NARROW, _WIDE = 9, 60  # characters
Table = Sequence[Sequence[str | float | None]]


def spreadsheet(tables: Mapping[str, Table]) -> bytes:
    """A sheet for each table, by its name; the first row is the head. Words are never formulas."""
    file = Workbook()
    file.remove(file.worksheets[0])
    for name, rows in tables.items():
        sheet = file.create_sheet(name[:31])
        for at, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                told = tidy(value) if isinstance(value, str) else value
                cell = sheet.cell(at, column, told)
                if isinstance(told, str):
                    cell.data_type = "s"
                cell.font = Font(bold=at == 1)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        for column in range(1, max(map(len, rows), default=0) + 1):
            longest = max(len(str(row[column - 1])) for row in rows if len(row) >= column)
            width = min(max(longest + 2, _NARROW), _WIDE)
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.freeze_panes = "B2"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    raw = io.BytesIO()
    file.save(raw)
    return raw.getvalue()
