"""What stands on the day that counts: provisions, and the parts of them that do not.

A provision that a question reaches through words that are no longer in force gives way: its score
falls by what those words were worth, and the unit that gives them anew takes its place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus.chunk import Chunk, Part
from retrieval.answer import Hit
from retrieval.clauses import below
from retrieval.generation import Generation
from retrieval.question import Query
from retrieval.words import coverage

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Path = tuple[str, ...]
_LOOKED_AT = 10  # of the best provisions, whether parts of them have ended
_BESIDE = 0.98  # of a provision's score, for the unit that gives another part of it anew


@dataclass(frozen=True, slots=True)
class Renewing:
    """What a provision is found for: the unit that it gives anew, and the heading that had it."""

    unit: Path
    heading: str
    text: str


class Standing:
    """The provisions of a generation on the day and in the place of a question."""

    def __init__(self, query: Query, generation: Generation) -> None:
        day = query.question.as_of
        self._generation = generation
        self._out: Mapping[int, frozenset[int]] = (
            generation.parts.out(day) if generation.parts.listed else {}
        )
        self.applies = generation.in_force(day) & generation.applies_in(query.places)
        self.renewing: dict[int, Renewing] = {}
        self.past: dict[int, tuple[Hit, ...]] = {}  # by provision
        self._held: dict[int, list[Chunk]] = {}

    def chunk_rows(self, row: int) -> Rows:
        """The rows of a provision's chunks; of one that applies only those with words in force."""
        rows = self._generation.chunk_rows(np.array([row]))
        if row not in self._generation.parts.listed or not self.applies[row]:
            return rows
        return np.array([r for r in rows if not self._whole_out(self._chunk(r))], np.int64)

    def hits(self, row: int, found: Iterable[Hit]) -> list[Hit]:
        """The hits on a provision, each with what of its chunk has ended."""
        if row not in self._generation.parts.listed or not self.applies[row]:
            return list(found)
        held = [replace(hit, ended=self._ended(hit.chunk)) for hit in found]
        return [hit for hit in held if len(hit.ended) < len(hit.chunk.parts)]

    def heading(self, row: int) -> str:
        """The heading whose words a provision gives anew, where it is found for that."""
        return self.renewing[row].heading if row in self.renewing else ""

    def past_hits(self) -> list[Hit]:
        """Hits on parts that are not in force, of provisions that are."""
        return [hit for hits in self.past.values() for hit in hits]

    def of_the_named(self, named: Mapping[int, tuple[Path, ...]]) -> dict[int, tuple[Path, ...]]:
        """The provisions that a question names, those whose units have ended replaced.

        What gives a unit anew is found in its place; with nothing in its place it is of the past.
        """
        kept: dict[int, tuple[Path, ...]] = {}
        for row, paths in named.items():
            chunks = self._chunks(row) if row in self._generation.parts.listed else []
            gone = [path for path in paths if chunks and self._gone(chunks, path)]
            if not gone:
                kept[row] = (*kept.get(row, ()), *paths)
                continue
            self.past[row] = tuple(self._past_hits(chunks, 1.0, gone))
            for path in gone:
                for by, renewing in self._given_anew(row, chunks[0], path):
                    kept[by] = (*kept.get(by, ()), renewing.unit)
                    self.renewing[by] = renewing
            if rest := tuple(path for path in paths if path not in gone):
                kept[row] = (*kept.get(row, ()), *rest)
        return kept

    def give_way(
        self, rows: Rows, fused: Floats, weights: Mapping[str, float]
    ) -> tuple[Rows, Floats]:
        """Lower provisions by what their ended parts were worth; lift what gives those anew."""
        listed = self._generation.parts.listed
        if not listed or not len(rows):
            return rows, fused
        scores = dict(zip(rows.tolist(), fused.tolist(), strict=True))
        best = [int(row) for row in rows[np.argsort(-fused, kind="stable")[:_LOOKED_AT]]]
        for row in best:
            if row not in listed or not self.applies[row] or row in self.past:
                continue
            chunks = self._chunks(row)
            if not any(self._ended(chunk) for chunk in chunks):
                continue
            before = scores[row]
            share = self._share(chunks, weights)
            scores[row] = before * share
            if share < 1:
                self.past[row] = tuple(self._past_hits(chunks, before, ()))
            ended = {part.path for chunk in chunks for part in self._ended_parts(chunk)}
            for path in ended:
                for by, renewing in self._given_anew(row, chunks[0], path):
                    worth = before if share < 1 else before * _BESIDE
                    if _speaks(renewing, weights) and worth > scores.get(by, 0.0):
                        scores[by] = worth
                        self.renewing[by] = renewing
        return np.array(list(scores), np.int64), np.array(list(scores.values()), np.float32)

    def _share(self, chunks: list[Chunk], weights: Mapping[str, float]) -> float:
        """How much of what a provision says of the question is in force."""
        heading = chunks[0].heading
        whole = coverage(weights, "\n".join([heading, *(chunk.text for chunk in chunks)]))
        held = [self._text_in_force(chunk) for chunk in chunks]
        return coverage(weights, "\n".join([heading, *held])) / whole if whole else 1.0

    def _given_anew(self, row: int, old: Chunk, path: Path) -> Iterable[tuple[int, Renewing]]:
        """The provisions in force that give the unit at ``path`` of provision ``row`` anew."""
        store, parts = self._generation.store, self._generation.parts
        for by, by_path in parts.given_anew(store.document_of(row), path):
            for giving in store.rows_of_path(by, by_path):
                chunks = self._chunks(giving) if self.applies[giving] else []
                held = [
                    c.text[p.start : p.end] for c in chunks for p in c.parts if p.path == by_path
                ]
                if held and not self._gone(chunks, by_path):
                    heading = f"{old.document.title}\n{old.heading}"
                    yield giving, Renewing(by_path, heading, "\n".join(held))

    def _past_hits(self, chunks: list[Chunk], score: float, asked: Iterable[Path]) -> list[Hit]:
        found = []
        for chunk in chunks:
            ended = self._ended_parts(chunk)
            named = tuple(path for path in asked if any(below(p.path, path) for p in ended))
            paths = named or tuple(part.path for part in ended)
            if ended and (named or not asked):
                found.append(Hit(chunk, score, frozenset({"words"}), paths))
        return found

    def _gone(self, chunks: list[Chunk], path: Path) -> bool:
        """Whether the unit at ``path`` has parts, and none of them in force."""
        held = [
            at in self._ended(chunk)
            for chunk in chunks
            for at, part in enumerate(chunk.parts)
            if below(part.path, path)
        ]
        return bool(held) and all(held)

    def _ended(self, chunk: Chunk) -> frozenset[int]:
        return self._out.get(chunk.id, frozenset())

    def _ended_parts(self, chunk: Chunk) -> list[Part]:
        return [chunk.parts[at] for at in sorted(self._ended(chunk))]

    def _whole_out(self, chunk: Chunk) -> bool:
        return len(self._ended(chunk)) == len(chunk.parts)

    def _text_in_force(self, chunk: Chunk) -> str:
        return Hit(chunk, 0.0, frozenset(), ended=self._ended(chunk)).text

    def _chunks(self, row: int) -> list[Chunk]:
        if row not in self._held:
            rows = self._generation.chunk_rows(np.array([row]))
            self._held[row] = [self._chunk(r) for r in rows]
        return self._held[row]

    def _chunk(self, row: np.int64) -> Chunk:
        return self._generation.store.chunk_at(int(row))


def _speaks(renewing: Renewing, weights: Mapping[str, float]) -> bool:
    """Whether the new words, under their old heading, say something of the question."""
    return coverage(weights, f"{renewing.heading}\n{renewing.text}") > 0
