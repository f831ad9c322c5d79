"""The paragraphs of an old Word file, with their fonts, styles, list numbers and tables.

The text holds control characters ([MS-DOC] 2.4.1 and 2.8.25 for fields): ends of paragraphs
and cells, breaks, marks of notes, fields with their instructions.
"""

import re
import struct
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from reader.blocks import Block, Paragraph, Run
from reader.word_apart import Apart, boxes_of, notes_of, positions
from reader.word_binary import SECTIONS, WordFile
from reader.word_letters import paired, pictured, printed, without_instructions
from reader.word_lists import Lists
from reader.word_pieces import text_of
from reader.word_properties import Spans, changes, character_spans, paragraph_spans
from reader.word_styles import Look, Place, Styles, styles_of
from reader.word_tables import Row, row_of, table_of

_T = TypeVar("_T")
_HUGE = (0x6645, 0x6646)  # "the changes are too many for here: they lie in the Data stream at"
_END = re.compile("[\r\x07\x0c]")
_NOTE = "\x02"
_NUMBERS_OF_SIX = (
    "The file was written by Word 6/95: numbers that Word printed by itself before paragraphs "
    "are not read. If it has any, open it in Word, save it as .docx and add that file."
)
_LOST = {
    "styles": "heading levels and some fonts",
    "lists": "automatic numbers",
    "characters": "fonts",
    "paragraphs": "tables, styles and automatic numbers",
}


@dataclass(frozen=True, slots=True)
class _Stored:
    """A paragraph as stored: its words, where it stands, and where the next begins."""

    words: Paragraph
    place: Place
    end: str
    row: Row
    after: int


class Story:
    """Walks through a file's text once."""

    def __init__(self, word: WordFile) -> None:
        text = text_of(word)
        self.warnings = list(text.warnings)
        self._word, self._text = word, text
        self._letters = without_instructions(text.characters)
        self._styles = self._sound("styles", lambda: styles_of(word), Styles())
        self._lists = self._sound("lists", lambda: Lists(word), None)
        self._characters = self._spans("characters", character_spans)
        self._paragraphs = self._spans("paragraphs", paragraph_spans)
        self._sections = set(positions(word.part(SECTIONS), 12))
        if word.six:
            self.warnings.append(_NUMBERS_OF_SIX)
        self._looks: dict[tuple[int, bytes], Look] = {}
        self._notes = notes_of(word)
        self._numbers = {note.at: number for number, note in enumerate(self._notes, 1)}
        self._noted = sorted(self._numbers)
        self._boxes, self._loose_boxes = boxes_of(word)

    def blocks(self) -> Iterator[Block]:
        """The text, then its footnotes and endnotes, then boxes whose place is unknown."""
        lengths = self._word.lengths
        yield from self._tables(self._with_boxes(0, lengths[0] or len(self._letters)))
        for number, note in enumerate(self._notes, 1):
            yield from self._note(number, note)
        for box in self._loose_boxes:
            yield from self._tables(self._stored(box.start, box.end))

    def _sound(self, what: str, read: Callable[[], _T], otherwise: _T) -> _T:
        """What can be read of the formatting; the text does not depend on it."""
        try:
            return read()
        except (struct.error, IndexError, ValueError, OverflowError):
            self._warn(what)
            return otherwise

    def _warn(self, what: str) -> None:
        self.warnings.append(
            f"The Word file is damaged: the text was read, but {_LOST[what]} were lost."
        )

    def _spans(self, what: str, read: Callable[[WordFile], Spans]) -> Spans:
        spans = self._sound(what, lambda: read(self._word), Spans())
        if not spans.starts and self._letters:
            self._warn(what)
        return spans

    def _with_boxes(self, start: int, end: int) -> Iterator[_Stored]:
        """The paragraphs of the main text, each followed by those of its boxes."""
        boxes = deque(self._boxes)
        for found in self._stored(start, end):
            if not boxes or boxes[0].at >= found.after or found.place.row_end:
                yield found
                continue
            yield replace(found, end="\r")
            while boxes and boxes[0].at < found.after:
                box = boxes.popleft()
                for inner in self._stored(box.start, box.end):
                    in_cell = found.place.table_depth > 0
                    yield replace(inner, place=found.place, end="\r") if in_cell else inner
            if found.end == "\x07":
                yield replace(found, words=Paragraph(()))
        for box in boxes:
            yield from self._stored(box.start, box.end)

    def _note(self, number: int, note: Apart) -> Iterator[Paragraph]:
        stored = [found.words for found in self._stored(note.start, note.end)]
        for place, words in enumerate(stored):
            runs = _without_empty_brackets(words.runs) if not place else words.runs
            yield Paragraph(runs, words.mark if place else f"[{number}]")

    def _tables(self, stored: Iterator[_Stored]) -> Iterator[Block]:
        """Paragraphs, and tables of those that stand in cells."""
        for in_table, run in groupby(stored, lambda found: found.place.table_depth > 0):
            if not in_table:
                yield from (found.words for found in run if found.words.runs)
            elif rows := list(_rows(run)):
                yield table_of(rows)

    def _stored(self, start: int, end: int) -> Iterator[_Stored]:
        """The paragraphs from ``start`` to ``end``; empty ones without runs."""
        end = min(end, len(self._letters))
        at = start
        for match in _END.finditer(self._letters, start, end):
            after = match.end()
            if match[0] == "\x0c" and after not in self._sections:
                continue
            yield self._paragraph(at, match.start(), match[0])
            at = after
        if at < end:
            yield self._paragraph(at, end, "")

    def _paragraph(self, start: int, end: int, mark: str) -> _Stored:
        last = end if mark else end - 1
        piece = self._text.piece_at(last)
        stored = self._paragraphs.at(piece.byte_of(last))
        style = int.from_bytes(stored[:2], "little")
        grpprl = self._whole(stored[2:]) + piece.changes
        place = self._styles.place(style).changed(grpprl)
        runs = tuple(self._runs(start, end, style))
        if not any(run.text.strip() for run in runs):
            runs = ()
        number = ""
        if runs and place.list and self._lists is not None:
            number = self._lists.mark(place.list, place.depth)
        words = Paragraph(runs, number, self._styles.level(style))
        return _Stored(words, place, mark, row_of(grpprl) if place.row_end else Row(), last + 1)

    def _whole(self, grpprl: bytes) -> bytes:
        """With the changes that lie in the Data stream in place of the code that says so."""
        if grpprl[:2] not in (b"\x45\x66", b"\x46\x66"):
            return grpprl
        code, operand = next(changes(grpprl), (0, b""))
        if code not in _HUGE:
            return grpprl
        at = int.from_bytes(operand, "little")
        size = int.from_bytes(self._word.data[at : at + 2], "little")
        return self._word.data[at + 2 : at + 2 + size]

    def _runs(self, start: int, end: int, style: int) -> Iterator[Run]:
        """Runs of one font each, without hidden and deleted words."""
        words, font = "", ""
        for low, high, grpprl in self._stretches(start, end):
            look = self._look(style, grpprl)
            if look.hidden or look.deleted:
                continue
            new_font = self._styles.font(look.font)
            more = self._words(low, high, look, new_font)
            if not more:
                continue
            if words and new_font != font:
                yield Run(paired(words), font)
                words = ""
            words, font = words + more, new_font
        if words:
            yield Run(paired(words), font)

    def _stretches(self, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
        """Characters with the same changes."""
        while start < end:
            piece = self._text.piece_at(start)
            stop = max(start + 1, min(end, piece.end))
            spans = self._characters.between(piece.byte_of(start), piece.byte_of(stop))
            for low, high, grpprl in spans:
                low = piece.start + (low - piece.at) // piece.width
                high = min(stop, piece.start + (high - piece.at + piece.width - 1) // piece.width)
                if low > start:
                    yield start, low, piece.changes
                low = max(low, start)
                if low < high:
                    yield low, high, grpprl + piece.changes
                    start = high
            if start < stop:
                yield start, stop, piece.changes
            start = stop

    def _look(self, style: int, grpprl: bytes) -> Look:
        key = style, grpprl
        if key not in self._looks:
            self._looks[key] = self._styles.look(style).changed(grpprl, self._styles)
        return self._looks[key]

    def _words(self, start: int, end: int, look: Look, font: str) -> str:
        if look.symbol is not None:
            number, code = look.symbol
            return pictured(chr(code), self._styles.font(number)) * (end - start)
        words = self._letters[start:end]
        index = bisect_left(self._noted, start)
        if index < len(self._noted) and self._noted[index] < end:
            words = self._with_marks(start, end, index)
        return pictured(printed(words), font)

    def _with_marks(self, start: int, end: int, index: int) -> str:
        """The characters with "[2]" where a note's mark stands."""
        pieces = list[str]()
        for at in self._noted[index : bisect_left(self._noted, end)]:
            pieces.append(self._letters[start:at])
            typed = self._letters[at - 1 : at] == "[" and self._letters[at + 1 : at + 2] == "]"
            pieces.append(str(self._numbers[at]) if typed else f"[{self._numbers[at]}]")
            start = at + 1 if self._letters[at] == _NOTE else at
        return "".join([*pieces, self._letters[start:end]])


def _rows(stored: Iterable[_Stored]) -> Iterator[tuple[list[list[Paragraph]], Row]]:
    """The rows of a table: the paragraphs of their cells, and what their ends say of them."""
    cells, cell = list[list[Paragraph]](), list[Paragraph]()
    for found in stored:
        if found.place.row_end:
            yield cells, found.row
            cells, cell = [], []
            continue
        if found.words.runs:
            cell.append(found.words)
        if found.end == "\x07":
            cells.append(cell)
            cell = []
    if cell or cells:
        yield [*cells, cell] if cell else cells, Row()


def _without_empty_brackets(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Without the "[]" that is left of a note's own mark."""
    if not runs:
        return runs
    return (Run(re.sub(r"^\s*\[\]", "", runs[0].text), runs[0].font), *runs[1:])
