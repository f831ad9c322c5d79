"""Blocks of a word processor's file in a form that is easily compared."""

from collections.abc import Iterable

from reader.blocks import Block, Paragraph, Table


def paragraphs(found: Iterable[Block]) -> list[Paragraph]:
    return [block for block in found if isinstance(block, Paragraph)]


def texts(found: Iterable[Block]) -> list[str]:
    """Paragraphs with their marks, outside of tables."""
    return [f"{p.mark} {p.text}".strip() for p in paragraphs(found)]


def grid(table: Table) -> list[list[tuple[str, int, int]]]:
    """Of each cell its text, and how many columns and rows it covers."""
    return [
        [(" / ".join(p.text for p in cell.paragraphs), cell.across, cell.down) for cell in row]
        for row in table.rows
    ]
