"""One flow of text in an RTF file (the body, a footnote, a text box), made blocks as it comes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from reader.blocks import Block, Paragraph, Run
from reader.rtf_tables import Row, Shape, table

_HALF = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class Story:
    """Words go in with ``add``; ``end_…`` close what they stand in; ``finish`` gives all."""

    blocks: list[Block] = field(default_factory=list)
    mark: str = ""
    shape: Shape = field(default_factory=Shape)
    boxes: list[Block] = field(default_factory=list)  # anchored in the paragraph being read
    _runs: list[tuple[str, list[str]]] = field(default_factory=list)  # font and words
    _cell: list[Paragraph] = field(default_factory=list)
    _cells: list[tuple[Paragraph, ...]] = field(default_factory=list)
    _rows: list[Row] = field(default_factory=list)

    def add(self, text: str, font: str) -> None:
        if self._runs and self._runs[-1][0] == font:
            self._runs[-1][1].append(text)
        else:
            self._runs.append((font, [text]))

    def end_paragraph(self, in_table: bool, level: int = 0) -> None:
        found = self._paragraph(level)
        if in_table or self._cells:
            self._cell += _flat(found)
        else:
            self._end_table()
            self.blocks += found

    def end_cell(self) -> None:
        self.end_paragraph(True)
        self._cells.append(tuple(self._cell))
        self._cell = []

    def end_row(self) -> None:
        self._cells += [tuple(self._cell)] if self._cell else []
        if self._cells:
            self._rows.append(Row(tuple(self._cells), self.shape))
        self._cell, self._cells = [], []

    def define_row(self) -> None:
        """Before a row, or again at its end; what stands there in no cell was no table."""
        if self._cell and not self._cells:
            self._end_table()
        self.shape = Shape()

    def finish(self) -> list[Block]:
        self.end_paragraph(bool(self._cell))
        if self._cells:
            self.end_row()
        self._end_table()
        return self.blocks

    def _paragraph(self, level: int) -> list[Block]:
        runs = tuple(Run(_whole("".join(words)), font) for font, words in self._runs)
        boxes, mark = self.boxes, self.mark
        self._runs, self.boxes, self.mark = [], [], ""
        blank = not any(run.text.strip() for run in runs)
        return boxes if blank else [Paragraph(runs, mark, level), *boxes]

    def _end_table(self) -> None:
        if self._rows:
            self.blocks.append(table(self._rows))
        self.blocks += self._cell
        self._rows, self._cell = [], []


def _flat(blocks: Iterable[Block]) -> list[Paragraph]:
    """Only paragraphs: those of tables too, cell after cell."""
    found: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append(block)
        else:
            found += [p for row in block.rows for cell in row for p in cell.paragraphs]
    return found


def _whole(text: str) -> str:
    """Halves of letters beyond U+FFFF joined."""
    if not _HALF.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
