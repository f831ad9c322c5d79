"""The numbers that Word prints before automatically numbered paragraphs of an old Word file.

[MS-DOC] 2.4.6.3: a paragraph names a use of a list (LFO) and a depth in it; the list (LSTF)
says for each depth (LVL) how it counts and what is printed around the numbers. The counting
is that of ``word_numbering``.
"""

import struct
from collections import defaultdict
from dataclasses import dataclass, field

from reader.word_binary import LIST_USES, LISTS, WordFile
from reader.word_numbering import printed

_FORMS = {1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero"}
_BULLET, _NOTHING = 23, 255
_DEPTHS = 9
_LONGEST = 40  # characters of what is printed around numbers
_LARGEST = 2000  # counts beyond it are damage, and Roman numbers of them as long as a page


@dataclass(frozen=True, slots=True)
class _Level:
    """``pattern`` holds the characters 0 to 8 where the numbers of these depths are printed."""

    start: int
    form: int
    legal: bool
    pattern: str


@dataclass(frozen=True, slots=True)
class _Use:
    """A use of a list, with the starts and levels that it has of its own."""

    list: int
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)


class Lists:
    """Counts through a document once, in its order."""

    def __init__(self, word: WordFile) -> None:
        self._levels = _lists(word)
        self._uses = _uses(word.part(LIST_USES))
        self._counts: dict[int, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[int, int]] = set()

    def mark(self, use_number: int, depth: int) -> str:
        """What Word prints before the next paragraph of this use: "2.", "b)", "-" or nothing."""
        if not 1 <= use_number <= len(self._uses):
            return ""
        use = self._uses[use_number - 1]
        level = self._level(use, depth)
        if level is None or level.form == _NOTHING:
            return ""
        if level.form == _BULLET:
            return "-"
        counts = self._counts[use.list]
        if depth in use.starts and (use_number, depth) not in self._begun:
            self._begun.add((use_number, depth))
            counts[depth] = use.starts[depth]
        else:
            counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        return "".join(
            self._printed(use, ord(letter), level.legal) if letter < "\x09" else letter
            for letter in level.pattern
        ).strip()

    def _level(self, use: _Use, depth: int) -> _Level | None:
        return use.levels.get(depth) or self._levels.get(use.list, {}).get(depth)

    def _printed(self, use: _Use, depth: int, legal: bool) -> str:
        level = self._level(use, depth)
        if level is None:
            return ""
        count = self._counts[use.list].get(depth, level.start)
        if legal or not 0 < count < _LARGEST:
            return str(count)
        return printed(count, _FORMS.get(level.form, "decimal"))


def _lists(word: WordFile) -> dict[int, dict[int, _Level]]:
    """The levels of each list; they follow the lists' own table, which does not count them."""
    table = word.part(LISTS)
    if len(table) < 2:
        return {}
    (count,) = struct.unpack_from("<H", table)
    count = min(count, (len(table) - 2) // 28)
    start, _size = word.place(LISTS)
    at = start + 2 + 28 * count
    found: dict[int, dict[int, _Level]] = {}
    for index in range(count):
        (number,) = struct.unpack_from("<i", table, 2 + 28 * index)
        simple = table[2 + 28 * index + 26] & 1
        levels = found.setdefault(number, {})
        for depth in range(1 if simple else _DEPTHS):
            level, at = _read_level(word.table, at)
            if level is None:
                return found
            levels[depth] = level
    return found


def _read_level(table: bytes, at: int) -> tuple[_Level | None, int]:
    """The level stored there, and where it ends."""
    if at + 30 > len(table):
        return None, len(table)
    start, form, flags = struct.unpack_from("<iBB", table, at)
    characters, paragraph = table[at + 24], table[at + 25]
    at += 28 + characters + paragraph
    if at + 2 > len(table):
        return None, len(table)
    (letters,) = struct.unpack_from("<H", table, at)
    pattern = table[at + 2 : at + 2 + 2 * min(letters, _LONGEST)].decode("utf-16-le", "replace")
    return _Level(start, form, bool(flags & 4), pattern), at + 2 + 2 * letters


def _uses(table: bytes) -> list[_Use]:
    if len(table) < 4:
        return []
    (count,) = struct.unpack_from("<I", table)
    count = min(count, (len(table) - 4) // 16)
    uses = [_Use(struct.unpack_from("<i", table, 4 + 16 * index)[0]) for index in range(count)]
    at = 4 + 16 * count
    for index, use in enumerate(uses):
        at += 4
        for _ in range(table[4 + 16 * index + 12]):
            if at + 8 > len(table):
                return uses
            start, flags = struct.unpack_from("<iI", table, at)
            at += 8
            depth = flags & 0xF
            if flags & 0x20:
                level, at = _read_level(table, at)
                if level is not None:
                    use.levels[depth] = level
                    start = level.start
            if flags & 0x10:
                use.starts[depth] = start
    return uses
