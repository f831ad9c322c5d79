"""The likeliest way through the readings of a sentence: Viterbi over bigrams of syllables."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from retrieval.counts import NUMBER, START, Counts, Floats, Ids
from retrieval.readings import Reading


@dataclass(frozen=True, slots=True)
class Chosen:
    """The reading of one word, and the spelling of each of its syllables."""

    reading: Reading
    spelled: tuple[str, ...]


@dataclass(slots=True)
class _Column:
    """One syllable of one reading: its spellings, and where the best way to each comes from."""

    word: int
    reading: Reading
    place: int  # in the reading
    spelled: list[str]
    ids: Ids
    costs: Floats
    came_from: Ids = field(default_factory=lambda: np.zeros(0, np.int64))  # in those before it


def best(words: Sequence[Sequence[Reading]], counts: Counts) -> list[Chosen]:
    """One reading a word. ``words`` holds at least one reading each."""
    columns = [[_columns(i, reading, counts) for reading in some] for i, some in enumerate(words)]
    start = np.zeros(1, np.int64)
    before, blocks = start, []
    for some in columns:
        for chain in some:
            ids = before
            for column in chain:
                blocks.append((ids, column.ids))
                ids = column.ids
        before = np.concatenate([chain[-1].ids for chain in some])
    chances = iter(_chances(blocks, counts))
    scores, states = np.zeros(1), list[list[tuple[list[_Column], int]]]()
    for some in columns:
        after = []
        for chain in some:
            along = scores
            for column in chain:
                total = along[:, None] + next(chances) - column.costs
                column.came_from = total.argmax(axis=0)
                along = total[column.came_from, np.arange(len(column.ids))]
            after.append(along)
        states.append([(chain, k) for chain in some for k in range(len(chain[-1].ids))])
        scores = np.concatenate(after)
    return _trace(states, int(scores.argmax()))


def _columns(word: int, reading: Reading, counts: Counts) -> list[_Column]:
    found = []
    for place, spellings in enumerate(reading.syllables):
        spelled = list(spellings)
        ids = np.array([_id(form, counts) for form in spelled], np.int64)
        costs = np.fromiter(spellings.values(), np.float64, len(spelled))
        found.append(_Column(word, reading, place, spelled, ids, costs))
    return found


def _id(form: str, counts: Counts) -> int:
    return counts.number.get(NUMBER if form[:1].isdigit() else form, counts.unknown)


def log_chance(words: Sequence[str], counts: Counts) -> float:
    """log P of all but the first of ``words``, one after the other; "" is the beginning."""
    ids = np.array([_id(word or START, counts) for word in words], np.int64)
    return float(counts.log_chances(ids[:-1], ids[1:]).sum())


def _chances(blocks: Sequence[tuple[Ids, Ids]], counts: Counts) -> list[Floats]:
    """log P of every pair of each block, all looked up at once."""
    if not blocks:
        return []
    before = np.concatenate([np.repeat(a, len(b)) for a, b in blocks])
    after = np.concatenate([np.tile(b, len(a)) for a, b in blocks])
    logs = counts.log_chances(before, after)
    found, at = [], 0
    for a, b in blocks:
        size = len(a) * len(b)
        found.append(logs[at : at + size].reshape(len(a), len(b)))
        at += size
    return found


def _trace(states: list[list[tuple[list[_Column], int]]], last: int) -> list[Chosen]:
    path, at = list[Chosen](), last
    for some in reversed(states):
        chain, place = some[at]
        spelled = list[str]()
        for column in reversed(chain):
            spelled.append(column.spelled[place])
            place = int(column.came_from[place])
        path.append(Chosen(chain[0].reading, tuple(reversed(spelled))))
        at = place
    return path[::-1]
