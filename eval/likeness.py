"""How near what was read is to a transcript: words, and the letters with Vietnamese marks."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein


@dataclass(frozen=True, slots=True)
class Likeness:
    """Counts over the truth: its words, those read right, its marked letters, those right."""

    words: int
    right_words: int
    marked: int
    right_marked: int

    @property
    def diacritics(self) -> float:
        """The share of letters with Vietnamese marks (đ is one) that were read right."""
        return self.right_marked / self.marked if self.marked else 0.0

    @property
    def syllables(self) -> float:
        return self.right_words / self.words if self.words else 0.0


def word_accuracy(truth: str, read: str) -> float:
    """1 − (words changed, left out and added) / words of the truth; not below 0."""
    wanted, found = words(truth), words(read)
    return max(0.0, 1 - Levenshtein.distance(wanted, found) / max(len(wanted), 1))


def likeness(truth: str, read: str) -> Likeness:
    """Words are aligned by edit distance, then the letters of those that differ.

    What was read besides the truth counts for nothing.
    """
    wanted, found = words(truth), words(read)
    right_words = right_marked = 0
    at = beside = 0
    blocks = Levenshtein.opcodes(wanted, found).as_matching_blocks()
    for block in blocks:  # the last is empty and stands at the end
        right_marked += _right_letters(wanted[at : block.a], found[beside : block.b])
        at, beside = block.a + block.size, block.b + block.size
        right_words += block.size
        right_marked += sum(map(_marked, wanted[block.a : at]))
    return Likeness(len(wanted), right_words, sum(map(_marked, wanted)), right_marked)


def words(text: str) -> list[str]:
    """The words between white space, composed."""
    return unicodedata.normalize("NFC", text).split()


def together(parts: Sequence[Likeness]) -> Likeness:
    """Of several samples as of one."""
    return Likeness(
        sum(part.words for part in parts),
        sum(part.right_words for part in parts),
        sum(part.marked for part in parts),
        sum(part.right_marked for part in parts),
    )


def _right_letters(truth: Sequence[str], read: Sequence[str]) -> int:
    letters, others = " ".join(truth), " ".join(read)
    same = (op for op in Levenshtein.opcodes(letters, others) if op.tag == "equal")
    return sum(_marked(letters[op.src_start : op.src_end]) for op in same)


def _marked(text: str) -> int:
    decomposed = (unicodedata.normalize("NFD", letter) for letter in text)
    return sum(len(letter) > 1 or letter in "đĐ" for letter in decomposed)
