"""A reply that is being written: blocks of words and of quotes, and what they become when sent.

This is the one place where blocks become a reply's words and what it rests on. Of several quotes
each has its number ("[2]") behind the words that it stands below, in the order in which the reply
carries them. A draft is only ever made anew, never edited.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pydantic import TypeAdapter

from corpus.masking import mask
from corpus.text import inside_word, tidy
from desk.case import Case
from desk.errors import FaqRefused, not_verbatim
from desk.ground import KEPT, Ground
from retrieval.answer import Answer
from retrieval.guard import kept
from retrieval.reviewed import Basis
from retrieval.still_true import Law

MOST_BLOCKS = 40
_NUMBERS = re.compile(r"(?: \[\d{1,2}\])+\Z")


@dataclass(frozen=True, slots=True)
class Words:
    """What people write."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """``basis.text`` is ``start:end`` of the stored chunk ``chunk``, byte for byte."""

    chunk: int
    start: int
    end: int
    basis: Basis

    @property
    def ref(self) -> str:
        return f"{self.chunk}:{self.start}-{self.end}"


Block = Words | Quoted


@dataclass(frozen=True, slots=True)
class Body:
    """``reason`` says why no provision is cited; it counts only where none is.

    ``alone``: of linked cases, it is for this one only.
    """

    blocks: tuple[Block, ...] = (Words(),)
    reason: str = ""
    alone: bool = False

    @classmethod
    def of(cls, words: str, quotes: Sequence[Quoted], reason: str = "") -> "Body":
        """The blocks that words were made of: each quote below the words that bear its number."""
        blocks: list[Block] = []
        held, left = list[str](), dict(enumerate(quotes, 1))
        for part in words.split("\n\n"):
            said = _NUMBERS.search(part)
            numbers = [int(number) for number in re.findall(r"\d+", said[0])] if said else []
            if said is None or not set(numbers) <= set(left):
                held.append(part)
                continue
            blocks.append(Words("\n\n".join([*held, part[: said.start()]])))
            held = []
            blocks += [left.pop(number) for number in dict.fromkeys(numbers)]
        blocks += [Words("\n\n".join(held))] if held else []
        return cls((*blocks, *left.values()), reason)

    @property
    def quotes(self) -> tuple[Quoted, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Quoted))

    @property
    def basis(self) -> tuple[Basis, ...]:
        """Each once, in the order in which they are quoted."""
        return tuple(dict.fromkeys(block.basis for block in self.quotes))

    @property
    def words(self) -> str:
        """The reply's words, as they are sent."""
        numbers = {basis: at for at, basis in enumerate(self.basis, 1)}
        parts: list[str] = []
        for block in self.blocks:
            if isinstance(block, Words):
                parts += [block.text.strip()] if block.text.strip() else []
            elif parts and len(numbers) > 1:
                parts[-1] += f" [{numbers[block.basis]}]"
        return "\n\n".join(parts)

    @property
    def ground(self) -> Ground:
        return Ground(self.basis) if self.basis else Ground.none(self.reason)

    def kept(self) -> "Body":
        """As it may be stored: tidied, personal data masked; what is quoted stays as it is."""
        blocks = tuple(
            Words(mask(tidy(one.text))) if isinstance(one, Words) else one for one in self.blocks
        )
        return Body(blocks or (Words(),), kept(tidy(self.reason)), self.alone)

    @property
    def hides(self) -> bool:
        """Whether personal data in what people wrote will be masked."""
        words = [tidy(one.text) for one in self.blocks if isinstance(one, Words)]
        return any(mask(one) != one for one in words) or kept(reason := tidy(self.reason)) != reason

    def put(self, at: int, *blocks: Block) -> "Body":
        """With blocks more, the first of them at that place."""
        place = min(max(at, 0), len(self.blocks))
        both = (*self.blocks[:place], *blocks, *self.blocks[place:])
        return replace(self, blocks=both[:MOST_BLOCKS])

    def without(self, at: int) -> "Body":
        return replace(self, blocks=(*self.blocks[:at], *self.blocks[at + 1 :]))

    def moved(self, at: int, to: int) -> "Body":
        """With two neighbours (or others) in each other's place."""
        if not (0 <= at < len(self.blocks) and 0 <= to < len(self.blocks)):
            return self
        blocks = list(self.blocks)
        blocks[at], blocks[to] = blocks[to], blocks[at]
        return replace(self, blocks=tuple(blocks))

    def turned(self, at: int, block: Block) -> "Body":
        """With another block at that place."""
        return replace(self, blocks=(*self.blocks[:at], block, *self.blocks[at + 1 :]))

    def begun_with(self, blocks: Iterable[Block]) -> "Body":
        """With blocks more at the end; one that has no words yet gives way."""
        old = [one for one in self.blocks if not (isinstance(one, Words) and not one.text.strip())]
        return replace(self, blocks=tuple([*old, *blocks][:MOST_BLOCKS]) or (Words(),))


BODY = TypeAdapter(Body)


def quote(law: Law, chunk_id: int, words: str, today: date) -> Quoted:
    """The words of a stored chunk as a quote; all of it where ``words`` is empty.

    However they are spaced, what is kept is the chunk's own spelling.

    Raises:
        FaqRefused: there is no such chunk, or it does not say that, or a word is cut.
    """
    chunk = law.store.chunk(chunk_id)
    if chunk is None:
        raise FaqRefused(f"the index has no provision {chunk_id}", not_verbatim)
    pattern = r"\s+".join(map(re.escape, words.split()))
    for found in re.finditer(pattern, chunk.text) if pattern else ():
        if not (inside_word(chunk.text, found.start()) or inside_word(chunk.text, found.end())):
            return span(law, chunk_id, found.start(), found.end(), today)
    if pattern:
        raise FaqRefused(f"provision {chunk_id} does not say “{words[:80]}”", not_verbatim)
    return span(law, chunk_id, 0, len(chunk.text), today)


def span(law: Law, chunk_id: int, start: int, end: int, today: date) -> Quoted:
    """Raises: FaqRefused"""
    chunk = law.store.chunk(chunk_id)
    if chunk is None or not 0 <= start < end <= len(chunk.text):
        raise FaqRefused(f"the index has no such words of provision {chunk_id}", not_verbatim)
    return Quoted(chunk_id, start, end, law.basis(chunk, start, end, today))


def of_assistant(law: Law, answer: Answer, today: date) -> tuple[Block, ...]:
    """The conclusion that the asker was shown, and of its quotes those that still stand."""
    found: list[Block] = [Words(answer.conclusion)] if answer.conclusion else []
    for one in answer.quotes:
        try:
            found.append(quote(law, one.chunk_id, one.text, today))
        except FaqRefused:
            continue
    return tuple(dict.fromkeys(found))


def of_proposal(law: Law, case: Case) -> Body:
    """The newest draft that was proposed by whatever way, for who goes on with it."""
    proposed = next((e for e in reversed(case.events) if e.kind == "proposed"), None)
    if proposed is None or case.events[-1].kind == "reopened":
        return Body()
    ground = KEPT.validate_python(proposed.sets.get("ground", {}))
    body = Body.of(proposed.text, placed(law, ground.basis), ground.reason)
    return replace(body, alone=bool(proposed.sets.get("alone")))


def placed(law: Law, bases: Iterable[Basis]) -> list[Quoted]:
    """Each with where its words stand now; one whose words are gone keeps a place of its own."""
    found = []
    for number, basis in enumerate(bases, 1):
        at = law.place(basis)
        found.append(
            Quoted(at.chunk.id, at.start, at.end, basis)
            if at
            else Quoted(-number, 0, len(basis.text), basis)
        )
    return found
