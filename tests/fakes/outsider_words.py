"""How officers of made-up communes ask: procedures, troubles with them, and how it is typed.

The lists (``outsider_*.tsv``) were written by the outsider of ``tests/fakes/outsider.py``.
"""

import random
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from corpus.text import strip_accents
from desk.cause import Cause
from retrieval.pairs import pairs
from retrieval.question import Unit

PARTED = " / "


@dataclass(frozen=True, slots=True)
class Procedure:
    """``kinds`` say what may go wrong with it; officers call it by its ``names``."""

    key: str
    field: str
    kinds: frozenset[str]
    title: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """``of`` are the kinds of procedures that have it, or the key of the only one; ``like`` the
    troubles that a reader would take for the same."""

    of: frozenset[str]
    key: str
    wanted: Cause | None
    end: Cause | None
    like: frozenset[str]
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One procedure × one trouble: what may be planted."""

    procedure: Procedure
    trouble: Trouble

    @property
    def is_own(self) -> bool:
        """Whether the procedure alone has the trouble, told in words of its own."""
        return self.procedure.key in self.trouble.of

    @property
    def ways(self) -> list[str]:
        """Those of the trouble that suit the procedure; "@gp,hs …" suits two kinds."""
        kept = []
        for way in self.trouble.ways:
            only, said = way[1:].split(" ", 1) if way.startswith("@") else ("", way)
            if not only or self.procedure.kinds & set(only.split(",")):
                kept.append(said)
        return kept

    def is_told_like(self, other: "Cell") -> bool:
        """Whether a reader would take the two for one."""
        one, two = self.trouble, other.trouble
        wanted = one.wanted is not None and one.wanted == two.wanted
        alike = wanted or one.key in two.like or two.key in one.like
        return alike and self.procedure == other.procedure


def rows(table: str) -> list[list[str]]:
    """Those of one of the tables that stand beside; "-" is an empty column."""
    file = Path(__file__).with_name(f"{table}.tsv")
    lines = file.read_text(encoding="utf-8").splitlines()
    told = [line.split("\t") for line in lines if not line.startswith("#")]
    return [["" if column == "-" else column for column in row] for row in told]


def procedures(table: str) -> list[Procedure]:
    return [
        Procedure(key, field, frozenset(kinds.split()), title, tuple(names.split(PARTED)))
        for key, field, kinds, title, names in rows(table)
    ]


def texts_of(table: str) -> dict[str, list[str]]:
    """By what they are."""
    found = defaultdict[str, list[str]](list)
    for what, texts in pairs(Path(__file__).with_name(f"{table}.tsv")):
        found[what] += texts.split(PARTED)
    return found


def each(what: str, around: dict[str, list[str]]) -> dict[str, list[str]]:
    """What there is for each: for "story" the stories of each kind."""
    named = [(name.partition(" "), texts) for name, texts in around.items()]
    return {of: texts for (begun, _, of), texts in named if begun == what}


PROCEDURES = procedures("outsider_procedures")
_TROUBLES = [
    Trouble(
        frozenset(of.split()),
        key,
        Cause(wanted) if wanted else None,
        Cause(end) if end else None,
        frozenset(like.split()),
        tuple(ways.split(PARTED)),
    )
    for of, key, wanted, end, like, ways in rows("outsider_troubles")
]
CELLS = [
    Cell(procedure, trouble)
    for procedure in PROCEDURES
    for trouble in _TROUBLES
    if trouble.of & {procedure.key, *procedure.kinds}
]
AROUND = texts_of("outsider_around")
UNITS = [
    Unit(province, name) for province, names in each("communes", AROUND).items() for name in names
]
# What a search may put first, by field: procedures and documents.
SUBJECTS = {
    field: [one.title for one in PROCEDURES if one.field == field] + documents
    for field, documents in each("documents", AROUND).items()
}
_STORIES = each("story", AROUND)
_SHORT = {
    re.compile(rf"(?<!\w){long}(?!\w)", re.IGNORECASE): short
    for long, short in each("short", AROUND).items()
}
_OPENING = ("về việc", "vướng mắc về", "liên quan đến", "vụ")
_THING = re.compile(r"(khoản|mục|giấy tờ|giấy|mẫu|hồ sơ|chứng từ|kế hoạch) \{p\}")
_TWICE = re.compile(r"(giấy|giấy tờ|hồ sơ|mẫu|mất) làm ")  # two verbs, where a name has one


class Typist:
    """Types as officers do; ``slips`` is how many of the messages have slips of the keyboard."""

    def __init__(self, rng: random.Random, slips: float) -> None:
        self._rng, self._slips = rng, slips

    def picked(self, text: str) -> str:
        return re.sub(r"\[([^]]*)\]", lambda some: self._rng.choice(some[1].split("|")), text)

    def told(self, cell: Cell) -> str:
        rng = self._rng
        text, name = self.picked(rng.choice(cell.ways)), rng.choice(cell.procedure.names)
        if "{p}" in text and "{p}:" not in text and rng.random() < 0.15:
            # The matter first, then what is wanted of it.
            text = _THING.sub(r"\1 này", text).replace("{p}", rng.choice(("việc này", "cái này")))
            text = f"{rng.choice(_OPENING)} {{p}}: {text}"
        text = _TWICE.sub(r"\1 ", text.replace("{p}", name))
        if not text.endswith((".", "?")) and rng.random() < 0.3:
            text += "?"
        if in_story := rng.random() < 0.12:
            stories = _STORIES[rng.choice(sorted(cell.procedure.kinds))]
            story = rng.sample(stories, rng.choice((1, 1, 2)))
            if sum(" có một " in line for line in story) > 1:
                del story[1:]
            text = f"{self.picked(' '.join(story))} {_begun(text)}"
        return self.typed(self.framed(text, in_story))

    def framed(self, text: str, in_story: bool = False) -> str:
        """With a greeting and a closing, now and then; before a story none that wants a clause."""
        rng = self._rng
        if rng.random() < 0.35:
            greetings = AROUND["greeting"]
            greeting = rng.choice([one for one in greetings if one[-1] in ".,:" or not in_story])
            text = f"{greeting} {_begun(text) if greeting.endswith('.') else text}"
        elif rng.random() < 0.4:
            text = _begun(text)
        if rng.random() < 0.22:
            closing = rng.choice(AROUND["closing"])
            if closing != "ạ":
                text = text.rstrip(".?") + rng.choice((". ", "? ", ", ")) + closing
            elif "ạ" not in text[-8:]:
                text = text.rstrip(".?") + " ạ"
        return text

    def typed(self, text: str, short: float = 0.4) -> str:
        """With short forms, without accents or capitals, with slips, each of them now and then."""
        rng = self._rng
        if rng.random() < short:
            for long, forms in _SHORT.items():
                if rng.random() < 0.5:
                    text = long.sub(rng.choice(forms), text)
        if rng.random() < 1 / 3:
            text = strip_accents(text)
        if rng.random() < 0.2:
            text = text.lower()
        if rng.random() < self._slips:
            for _ in range(rng.choice((1, 1, 2))):
                text = self._slipped(text)
        return text

    def _slipped(self, text: str) -> str:
        """A letter twice, left out or swapped with its neighbour."""
        at = self._rng.randrange(1, max(2, len(text) - 2))
        one, two = text[at : at + 1], text[at + 1 : at + 2]
        return text[:at] + self._rng.choice((one + one + two, two, two + one)) + text[at + 2 :]


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
