"""Mends words that a bad export tore apart or glued together.

"C Ộ NG HÒA XÃ H Ộ I" and "sửdụng tầnsố" come from PDF printers and old converters. A line
is mended only where its pieces make syllables that law texts use and as they stand do
not; each mended line is kept with its damage (see ``corpus.repair``), and no digit is
ever touched.
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

from corpus.document import Section
from corpus.reading import Extraction
from corpus.repair import Mend, Repair, keeps_digits
from corpus.text import canonical_tones
from reader.mend_columns import parted
from reader.mend_headings import headings

_NEAR = 4  # sections ahead in which the next line is looked for
_SYLLABLES = Path(__file__).parent.parent / "corpus" / "syllables.txt"
_LETTERS = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")
_LONGEST = 7  # letters of a syllable: "nghiêng"
_STRANGE = 16.0  # cost of a piece that is no syllable in use; the rarest of those costs 13
_TORN = 2  # pieces that are no syllables, from which a run of words counts as torn
_SYSTEMATIC = 3  # lines torn, or different words glued, from which it is the file's habit
# Written together by habit: loan words, and names.
_WHOLE = frozenset(
    [
        "ôtô",
        "môtô",
        "xêri",
        "môđun",
        "mêtan",
        "kilôgam",
        "xêmina",
        "rơmoóc",
        "đôla",
        "ampe",
        "côngxon",
    ]
)


@dataclass(frozen=True, slots=True)
class Mended:
    """An extraction with its lines mended; ``lines`` are the repairs by the line's number."""

    extraction: Extraction
    lines: Mapping[int, Repair] = field(default_factory=dict)


def mended(extraction: Extraction) -> Mended:
    """The extraction with damaged lines mended."""
    lines, columns, first = parted(extraction.lines)
    made = {first: columns} if columns else {}
    lines, slips = headings(lines, extraction.pages)
    doubtful = [at for at, line in enumerate(lines) if _doubtful(line.text)]
    texts = [lines[at].text for at in doubtful]
    pairs = {pair for text in texts for pair in _glued_pairs(text)}
    if len(pairs) < _SYSTEMATIC:  # no habit: such a pair must stand apart elsewhere in the file
        said = " ".join(line.text for line in lines).casefold() if pairs else ""
        pairs = {pair for pair in pairs if f" {pair} " in said}
    tears = sum(_respaced(text, _TORN) != text for text in texts)
    torn = 1 if tears >= _SYSTEMATIC else _TORN
    for at, text in zip(doubtful, texts, strict=True):
        words = _respaced(text, torn)
        mend = Mend.SPACED if words != text else Mend.GLUED
        words = _parted(words, pairs)
        in_columns = columns is not None and first <= at <= first + columns.after.count("\n")
        if words != text and keeps_digits(text, words) and not in_columns:
            before = slips.pop(at).before if at in slips else text
            made[at] = Repair(mend, before, words, page=lines[at].page)
            lines[at] = replace(lines[at], text=words)
    made |= slips
    if not made:
        return Mended(extraction)
    return Mended(replace(extraction, lines=tuple(lines)), dict(sorted(made.items())))


def placed(found: Mended, sections: Sequence[Section]) -> Iterator[Repair]:
    """The repairs with the places where their lines came to stand.

    All lines are followed through the sections in order, so that a line which says the
    same as a mended one is not taken for it. A heading stands in no section's text.
    """
    at, start = 0, 0
    for number, line in enumerate(found.extraction.lines if found.lines else ()):
        repair = found.lines.get(number)
        place = _place(line.text, sections, at, start)
        if place is not None:
            at, start = place
            if repair and sections[at].text.startswith(repair.after, start):
                repair = replace(repair, path=sections[at].path, start=start)
            start += len(line.text)
        if repair:
            yield repair


def _place(line: str, sections: Sequence[Section], at: int, start: int) -> tuple[int, int] | None:
    """Where ``line`` is a line of the text, in one of the next sections from ``at`` on."""
    for number in range(at, min(at + _NEAR, len(sections))):
        text = f"\n{sections[number].text}\n"
        found = text.find(f"\n{line}\n", start if number == at else 0)
        if found >= 0:
            return number, found
    return None


def _doubtful(text: str) -> bool:
    """Whether a line holds a word that is none in use, and is no line of a foreign text."""
    return not text.isascii() and any(map(_strange, _LETTERS.findall(text)))


# -- torn words -----------------------------------------------------------------------


def _respaced(text: str, least: int) -> str:
    return _RUN.sub(lambda match: _joined(match.group(), least), text)


def _joined(run: str, least: int) -> str:
    """``run`` with its pieces put together, if ``least`` of them are no words."""
    pieces = run.split(" ")
    torn = sum(map(_strange, pieces))
    if torn < least or (least > 1 and torn < 0.25 * len(pieces)):
        return run
    words = _cheapest(pieces, most=6)
    if sum(map(_strange, words)) > torn / 4:
        return run
    return " ".join(words)


def _cheapest(pieces: Sequence[str], most: int) -> list[str]:
    """Neighbouring pieces put together so that the words are the most usual ones."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(pieces) + 1):
        candidates = []
        for begin in range(max(0, end - most), end):
            word = "".join(pieces[begin:end])
            alone = end - begin == 1
            if len(word) > _LONGEST and not alone:
                continue
            candidates.append((best[begin][0] + _cost(word), begin))
        best.append(min(candidates))
    words, end = list[str](), len(pieces)
    while end:
        begin = best[end][1]
        words.append("".join(pieces[begin:end]))
        end = begin
    return words[::-1]


# -- glued words ------------------------------------------------------------------------


def _parted(text: str, pairs: Collection[str]) -> str:
    if all(len(_pieces(word)) == 1 for word in _LETTERS.findall(text)):
        return text
    return _LETTERS.sub(lambda match: _apart(match.group(), pairs), text)


def _apart(word: str, pairs: Collection[str]) -> str:
    words = _pieces(word)
    sure = len(words) > 2 or any(part[0].isupper() for part in words[1:])
    parted = " ".join(words)
    return parted if len(words) > 1 and (sure or parted.casefold() in pairs) else word


def _glued_pairs(text: str) -> Iterator[str]:
    """The pairs of syllables that stand glued in ``text``, apart."""
    for word in _LETTERS.findall(text):
        if len(words := _pieces(word)) == 2:
            yield " ".join(words).casefold()


@lru_cache(maxsize=50_000)
def _pieces(word: str) -> tuple[str, ...]:
    """The syllables in use of which ``word`` is glued; ``word`` alone where it is not."""
    if len(word) < 5 or word.isascii() or not _strange(word) or word.casefold() in _WHOLE:
        return (word,)
    if word.isupper() and len(word) < 10:
        return (word,)  # an abbreviation, perhaps
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(word) + 1):
        best.append(
            min(
                (best[begin][0] + _part_cost(word, begin, end), begin)
                for begin in range(max(0, end - _LONGEST), end)
            )
        )
    if best[-1][0] >= 100:
        return (word,)
    cuts, end = list[str](), len(word)
    while end:
        begin = best[end][1]
        cuts.append(word[begin:end])
        end = begin
    return tuple(cuts[::-1])


def _part_cost(word: str, begin: int, end: int) -> float:
    part = word[begin:end]
    usual = len(part) > 1 and (part.islower() or part[1:].islower() or word.isupper())
    cost = _cost(part)
    return cost if usual and cost < _COMMON else 1000.0


_COMMON = 11.5  # a glued word is parted into common syllables only: of a hundred uses and more


def _strange(word: str) -> bool:
    return _cost(word) >= _STRANGE


@lru_cache(maxsize=50_000)
def _cost(word: str) -> float:
    """Minus the logarithm of how often the syllable is used; ``_STRANGE`` where it is not."""
    return _costs().get(canonical_tones(word.casefold()), _STRANGE)


@cache
def _costs() -> dict[str, float]:
    rows = [line.split() for line in _SYLLABLES.read_text(encoding="utf-8").splitlines()]
    counts = {row[0]: int(row[1]) for row in rows if row[0] != "#"}
    total = sum(counts.values())
    return {word: math.log(total / count) for word, count in counts.items()}
