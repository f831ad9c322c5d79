"""From which likeness a question may get the reviewed answer of another: ``python -m eval alike``.

Golden questions that look for the same words of the same section ask the same, and so does a
question typed otherwise; all others are to be told apart, those of the same document before all,
and those made by exchanging one word for one of another question.
Questions about other days are left out: days are not told apart by likeness.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import click
from rich.table import Table

from corpus.terminal import out, settings_or_stop
from corpus.text import folded_syllables
from eval.golden import DAY, FILE, Golden
from eval.lines import read_lines
from eval.typing import TYPINGS, retype
from retrieval import embedder as embedders
from retrieval.alike import Wording, likeness
from retrieval.embedder import Embedder
from retrieval.generation import Generation
from retrieval.manifest import current
from retrieval.normalise import understand
from retrieval.policy import DEFAULT
from retrieval.question import Question, Unit

LEVELS = tuple(round(0.5 + 0.025 * step, 3) for step in range(20))
_LONGEST = 300  # characters: a story is heard before it is compared
TYPED, SAID = "typed otherwise", "said otherwise"
SIBLING, OTHER, EXCHANGED = "sibling", "another document", "one word exchanged"
KINDS = (TYPED, SAID, SIBLING, OTHER, EXCHANGED)


@dataclass(frozen=True, slots=True)
class Judged:
    """Two questions: ``kind`` says what they are to each other."""

    kind: str
    likeness: float
    one: str
    other: str


def judged(
    golden: Sequence[Golden], generation: Generation, embedder: Embedder | None, seed: int = 1
) -> list[Judged]:
    """All pairs of the golden questions, and each beside itself as people type."""
    asked = list({g.question: g for g in golden if _today(g, generation)}.values())
    chance = random.Random(seed)
    made = [(TYPED, g, retype(g.question, t, chance)) for g in asked for t in TYPINGS[1:]]
    made += [(EXCHANGED, g, _exchanged(g, asked, chance)) for g in asked]
    posed = dict.fromkeys(
        [(g.question, g.province) for g in asked] + [(text, g.province) for _, g, text in made]
    )
    known = dict(zip(posed, _worded(list(posed), generation, embedder), strict=True))

    def pair(kind: str, one: Golden, text: str) -> Judged:
        there = known[one.question, one.province]
        return Judged(kind, likeness(there, known[text, one.province]), one.question, text)

    found = [pair(kind, g, text) for kind, g, text in made]
    for one, other in combinations(asked, 2):
        here = likeness(known[one.question, one.province], known[other.question, other.province])
        found.append(Judged(_kind(one, other), here, one.question, other.question))
    return found


def _today(golden: Golden, generation: Generation) -> bool:
    """Whether it is about the day of asking, and somebody said where its answer stands."""
    if not (golden.document and golden.section and golden.as_of == DAY):
        return False
    read = understand(golden.asked, generation.accents)
    return len(golden.question) <= _LONGEST and read.question.as_of == DAY and not read.past


def _exchanged(golden: Golden, asked: Sequence[Golden], chance: random.Random) -> str:
    """The question with one of its words exchanged for one that it has not."""
    words = golden.question.split()
    own = set(folded_syllables(golden.question))
    others = chance.choice(asked).question.split()
    new = [w for w in others if not own & set(folded_syllables(w)) and w.isalpha()] or ["gia hạn"]
    words[chance.randrange(len(words))] = chance.choice(new)
    return " ".join(words)


def _kind(one: Golden, other: Golden) -> str:
    if one.document != other.document:
        return OTHER
    same = (one.section, one.must_contain) == (other.section, other.must_contain)
    return SAID if same else SIBLING


def _worded(
    posed: Sequence[tuple[str, str]], generation: Generation, embedder: Embedder | None
) -> list[Wording]:
    read = [
        understand(Question(text, DAY, unit=Unit(home)), generation.accents) for text, home in posed
    ]
    texts = [query.restored for query in read]
    vectors = embedder.encode(texts, "query") if embedder else [None] * len(texts)
    return [Wording.of(q, generation.words, v) for q, v in zip(read, vectors, strict=True)]


def shares(pairs: Sequence[Judged], level: float) -> dict[str, tuple[int, int]]:
    """For each kind how many pairs reach ``level``, and of how many."""
    kinds = {kind: [p for p in pairs if p.kind == kind] for kind in KINDS}
    return {
        kind: (sum(p.likeness >= level for p in found), len(found)) for kind, found in kinds.items()
    }


@click.command("alike")
@click.option("--words-only", is_flag=True, help="Without the model.")
@click.option("--show", default=5, show_default=True, help="Pairs told apart worst.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def alike(words_only: bool, show: int, as_json: bool) -> None:
    """How many questions would get the reviewed answer of another, rightly and wrongly."""
    settings = settings_or_stop()
    generation = Generation(current(settings.index))
    embedder = None if words_only else embedders.load(settings.model, settings.data / "models")
    pairs = judged(read_lines(FILE, Golden), generation, embedder)
    if as_json:
        click.echo(json.dumps({str(level): shares(pairs, level) for level in LEVELS}))
        return
    table = Table("likeness", *KINDS)
    for level in LEVELS:
        table.add_row(f"{level:.3f}", *(f"{a} of {b}" for a, b in shares(pairs, level).values()))
    out.print(table)
    kept = DEFAULT.faq_likeness_words_only if words_only else DEFAULT.faq_likeness
    out.print(f"the policy's: {kept}")
    wrong = sorted((p for p in pairs if p.kind in KINDS[2:]), key=lambda p: -p.likeness)
    for p in wrong[:show]:
        out.print(f"{p.likeness:.3f} {p.kind}: {p.one} | {p.other}", markup=False)
