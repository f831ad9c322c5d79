"""Spreadsheets (.xlsx, .xls): each visible sheet a table, numbers as the sheet shows them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.reading import Extraction
from reader import archive, flow, sheet_grid
from reader.blocks import Block
from reader.recognise import Unreadable
from reader.sheet_grid import Grid

MOST_CELLS = 100_000  # of a file; a bigger one is data and no document
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_BOOKS = ("xl/workbook.xml", "xl/workbook.bin")


class SheetParser:
    """Reads through openpyxl and xlrd."""

    def __init__(self, *, most: int = MOST_CELLS) -> None:
        self.most = most

    def score(self, head: bytes, path: Path, /) -> float:
        if head.startswith(_OLE):
            return 1.0 if _is_old(path) else 0.0
        if not head.startswith(_ZIP):
            return 0.0
        names = archive.names(path)
        if names:
            return 1.0 if names.intersection(_BOOKS) else 0.0
        return 0.9 if path.suffix.lower() in (".xlsx", ".xlsm") else 0.0

    def parse(self, path: Path) -> Extraction:
        warnings: list[str] = []
        with path.open("rb") as file:
            is_old = file.read(4) == _OLE
        grids = self._old(path, warnings) if is_old else self._new(path, warnings)
        found = flow.extraction(
            list(blocks(grids)), format="Excel 97–2003" if is_old else "Excel", warnings=warnings
        )
        if not found.lines:
            raise Unreadable(
                "the workbook holds no text in its visible sheets",
                "show the hidden sheets, or leave it out",
            )
        return found

    def _new(self, path: Path, warnings: list[str]) -> list[Grid]:
        from reader import sheet_xlsx

        if "xl/workbook.xml" not in archive.check(path, most=sheet_xlsx.MOST_UNPACKED):
            raise Unreadable("it is a binary workbook (.xlsb)", "save it as .xlsx")
        try:
            return sheet_xlsx.grids(path, self.most, warnings)
        except Exception as error:  # whatever openpyxl stumbles over
            raise _damaged(error) from error

    def _old(self, path: Path, warnings: list[str]) -> list[Grid]:
        from reader import sheet_xls

        try:
            return sheet_xls.grids(path, self.most, warnings)
        except Unreadable:
            raise
        except Exception as error:  # whatever xlrd stumbles over
            raise _damaged(error) from error


def blocks(grids: Sequence[Grid]) -> Iterator[Block]:
    """The paragraphs and tables of all sheets, each under its name where there are several."""
    for page, grid in enumerate(grids, 1):
        yield from sheet_grid.blocks(grid, page=page, named=len(grids) > 1)


def _damaged(error: Exception) -> Unreadable:
    return Unreadable(
        f"the workbook is damaged ({error})", "open it in Excel and save it again as .xlsx"
    )


def _is_old(path: Path) -> bool:
    """Whether an OLE file is a workbook: .doc and .ppt begin alike."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as file:
            return bool(file.exists("Workbook") or file.exists("Book"))
    except Exception:
        return path.suffix.lower() == ".xls"
