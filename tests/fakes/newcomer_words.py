"""How officers of a newcomer's made-up communes ask: troubles with procedures, and how it is typed.

The lists (``newcomer_*.tsv``) were written by the newcomer of ``tests/fakes/newcomer.py``.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text import strip_accents
from desk.cause import Cause
from retrieval.question import Unit
from tests.fakes.outsider_words import PARTED, Procedure, each, procedures, rows, texts_of

GENERAL = (Cause.NO_SOURCE, Cause.NO_BASIS, Cause.UNCLEAR, Cause.WRONG)


@dataclass(frozen=True, slots=True)
class Trouble:
    """``of`` are the kinds of procedures that have it, except those ``never``; or the key of the
    only one, which tells it in words of its own. ``ends`` are the ways in which it goes wrong."""

    key: str
    ways: tuple[str, ...]
    ends: tuple[Cause, ...]
    wanted: Cause | None = None
    of: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    often: float = 0
    is_planted: bool = False
    like: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cell:
    """One procedure, or a topic of another ministry, × one trouble: what may be planted."""

    of: Procedure | str
    trouble: Trouble

    @property
    def names(self) -> tuple[str, ...]:
        return () if isinstance(self.of, str) else self.of.names

    def is_told_like(self, other: "Cell") -> bool:
        """Whether a reader would take the two for one."""
        one, two = self.trouble, other.trouble
        return self.of == other.of and (one.key in two.like or two.key in one.like)


_AROUND = texts_of("newcomer_around")
PROCEDURES = {one.key: one for one in procedures("newcomer_procedures")}
_TROUBLES = [
    Trouble(
        key,
        tuple(ways.split(PARTED)),
        tuple(map(Cause, ends.split())),
        Cause(wanted) if wanted else None,
        frozenset(of.split()),
        frozenset(never.split()),
        float(often or 0),
        bool(planted),
        frozenset(like.split()),
    )
    for of, never, key, often, planted, wanted, ends, like, ways in rows("newcomer_troubles")
]
SHARED = [one for one in _TROUBLES if one.often]
OWN = [Cell(PROCEDURES[of], one) for one in _TROUBLES if not one.often for of in one.of]
# What else is asked: of one procedure, answered as a rule; of other ministries, by topic.
BESIDES = {
    key: [Cell(PROCEDURES[key], Trouble(way, (way,), GENERAL)) for way in ways]
    for key, ways in each("besides", _AROUND).items()
}
ELSEWHERE = [
    Cell(topic, Trouble(topic, tuple(ways), (Cause.NO_SOURCE, Cause.NO_SOURCE, Cause.NO_BASIS)))
    for topic, ways in each("elsewhere", _AROUND).items()
]
COMMUNES = {
    province: [Unit(province, name) for name in names]
    for province, names in each("communes", _AROUND).items()
}
DOCUMENTS = each("documents", _AROUND)  # what a search may put first, by field
_SHORT = each("short", _AROUND)
_ALIKE = each("alike", _AROUND)
_DIALECT = each("dialect", _AROUND)
_KEYS = each("keys", _AROUND)
_TWICE = re.compile(r"(?<!\S)(?!vòng )(\S+(?: \S+){0,2})(?: \1)+(?!\S)")


class Typist:
    """``slips`` is how many of the messages have slips of the keyboard, ``bare`` how many have no
    accents."""

    def __init__(self, rng: random.Random, slips: float, bare: float) -> None:
        self._rng, self._slips, self._bare = rng, slips, bare

    def told(self, way: str, names: Sequence[str], commune: str) -> str:
        rng, text = self._rng, way
        if "{p}" in way:
            text = _TWICE.sub(r"\1", way.replace("{p}", rng.choice(names)))
        if rng.random() < 0.6:
            text = self._in_other_words(text)
        if rng.random() < 0.42:
            text = f"{rng.choice(_AROUND['opening'])} {text}"
        elif commune and rng.random() < 0.07:
            text = f"{commune} hỏi: {text}"
        if rng.random() < 0.40:
            closing = rng.choice(_AROUND["closing"])
            text = text.removesuffix(" ạ") + ("" if closing[0] == "," else " ") + closing
        if rng.random() < 0.35:
            text = self._shortened(text)
        if rng.random() < self._slips:
            text = self._slipped(text)
        if rng.random() < self._bare:
            text = strip_accents(text)
        if rng.random() < 0.25:
            text += "?"
        return text[:1].upper() + text[1:] if rng.random() < 0.15 else text

    def _in_other_words(self, text: str) -> str:
        rng, text = self._rng, f" {text} "
        for word, others in _ALIKE.items():
            if rng.random() < 0.35 and f" {word} " in text.replace(",", " "):
                for end in " ,":
                    text = text.replace(f" {word}{end}", f" {rng.choice(others)}{end}", 1)
        if rng.random() < 0.04:
            for word, (other,) in _DIALECT.items():
                if rng.random() < 0.5:
                    text = text.replace(f" {word} ", f" {other} ", 1)
        return text.strip()

    def _shortened(self, text: str) -> str:
        for long, forms in _SHORT.items():
            for short in forms:
                if self._rng.random() < 0.55:
                    words = [short if word == long else word for word in text.split(" ")]
                    text = text.replace(long, short) if " " in long else " ".join(words)
        return text

    def _slipped(self, text: str) -> str:
        rng, words = self._rng, text.split(" ")
        for _ in range(rng.choice((1, 1, 2, 2, 3) if len(words) > 8 else (1, 1, 2))):
            long = [at for at, word in enumerate(words) if len(word) >= 3 and word.isalpha()]
            if not long:
                break
            at = rng.choice(long)
            spot = rng.randrange(len(words[at]) - 1)
            words[at : at + 2] = self._struck(*words[at : at + 2], spot=spot)
        return " ".join(words)

    def _struck(self, word: str, *after: str, spot: int) -> list[str]:
        """With one slip; ``after`` is the next word, if any."""
        begun, one, two, rest = word[:spot], word[spot], word[spot + 1], word[spot + 2 :]
        match self._rng.choice(("swap", "drop", "double", "key", "tone", "join")):
            case "swap":
                word = begun + two + one + rest
            case "drop":
                word = begun + one + rest
            case "double":
                word = begun + one + one + two + rest
            case "key":
                near = _KEYS.get(one.lower())
                word = begun + (self._rng.choice(near) if near else one) + two + rest
            case "tone":
                word = strip_accents(word)
            case "join":
                return ["".join((word, *after))]
        return [word, *after]
