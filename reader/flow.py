"""From the blocks of a word processor's file to lines: old fonts made Unicode, tables readable."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from corpus.document import Line
from corpus.reading import Extraction
from corpus.repair import Mend, Repair
from corpus.text import quirks, tidy
from reader import tables
from reader.blocks import Block, Paragraph, Run, Table
from reader.old_encodings import Encoding
from reader.old_fonts import Conversion, OldFonts
from reader.word_letters import pictured


def extraction(
    blocks: Iterable[Block], *, format: str = "", warnings: Sequence[str] = ()
) -> Extraction:
    """The lines of a file made of ``blocks``; empty lines where it holds no words."""
    given = list(blocks)
    fonts = OldFonts(_runs(given))

    def text(paragraph: Paragraph) -> str:
        return tidy("".join(pictured(run.text, run.font) for run in fonts.modern(paragraph.runs)))

    lines = tuple(line for block in given for line in _lines(block, text))
    return Extraction(
        lines,
        warnings=tuple(warnings),
        repairs=(*map(converted, fonts.conversions), *quirks_of(p.text for p in _all(given))),
        format=format,
    )


def _lines(block: Block, text: Callable[[Paragraph], str]) -> Iterator[Line]:
    if isinstance(block, Table):
        yield from tables.lines(block, text)
        return
    words = text(block)
    if words.strip():
        mark = f"{block.mark} " if block.mark else ""
        yield Line(mark + words, page=block.page, level=block.level)


def converted(conversion: Conversion) -> Repair:
    """The conversion of an old font, for the record of the file."""
    fonts = ", ".join(conversion.fonts) or "decided from the text"
    return Repair(
        Mend.ENCODING, f"{conversion.encoding} ({fonts})", "Unicode", count=conversion.runs
    )


def without_fonts(texts: Sequence[str], encoding: Encoding | None) -> tuple[Repair, ...]:
    """The record of a file that names no fonts: ``encoding`` is what its words were in."""
    old = (converted(Conversion(encoding, (), len(texts))),) if encoding else ()
    return (*old, *quirks_of(texts))


def quirks_of(texts: Iterable[str]) -> list[Repair]:
    """The changes of characters that tidying ``texts`` makes, each kind once."""
    return [
        Repair(Mend.UNICODE, before, after, count=count)
        for (before, after), count in quirks(texts).items()
    ]


def _runs(blocks: Iterable[Block]) -> Iterator[Run]:
    for paragraph in _all(blocks):
        yield from paragraph.runs


def _all(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row:
                    yield from cell.paragraphs
