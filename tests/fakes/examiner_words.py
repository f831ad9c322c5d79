"""What the examiner's officers ask: the lists ``examiner_*.tsv``, read.

A line that is not indented is a head, the wordings are below it; "{}" is where the thing is named,
"[a|b]" a choice. The last column of a trouble's head names the general matters (heads of
``examiner_asks.tsv``) that a reader would take for the same.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from desk.cause import ASKED_FOR, Cause


@dataclass(frozen=True, slots=True)
class Thing:
    """A procedure ("paper"), a task ("work") or what there is to see to ("item"); ``parts`` are
    names that say only half of it."""

    key: str
    kind: str
    field: str
    subject: str
    names: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """What is wanted of a thing in some wordings; ``matter`` is "thing/what" or "talk/what"."""

    thing: Thing | None
    matter: str
    cause: Cause | None
    wordings: tuple[str, ...]


def _blocks(name: str) -> Iterator[tuple[list[str], tuple[str, ...]]]:
    """Heads, and the indented lines below each."""
    text = Path(__file__).with_name(f"examiner_{name}.tsv").read_text(encoding="utf-8")
    for block in re.split(r"\n(?!\t)", text.strip("\n")):
        head, *lines = block.split("\n")
        yield head.split("\t"), tuple(line.strip("\t") for line in lines)


@cache
def things() -> tuple[Thing, ...]:
    heads = [head for head, _ in _blocks("things")]
    return tuple(
        Thing(key, kind, field, subject, tuple(names.split(" | ")), tuple(parts.split(" | ")))
        for key, kind, field, subject, names, parts in heads
    )


@cache
def troubles() -> tuple[Way, ...]:
    """All that may be planted."""
    return tuple(way for way, _ in _troubles())


@cache
def _troubles() -> tuple[tuple[Way, tuple[str, ...]], ...]:
    """With the general matters that a reader would take for the same."""
    by_key = {thing.key: thing for thing in things()}
    return tuple(
        (Way(by_key[key], f"{key}/{what}", Cause(cause), wordings), tuple(like.split()))
        for name in ("troubles_a", "troubles_b")
        for (key, what, cause, like), wordings in _blocks(name)
    )


@cache
def general() -> tuple[Way, ...]:
    """What may be asked of each thing: in its own ways, and as of any."""
    by_key = {thing.key: thing for thing in things()}
    same = {
        f"{way.matter.partition('/')[0]}/{like}": way.matter
        for way, likes in reversed(_troubles())
        for like in likes
    }
    ways = [(by_key[key], what, wordings) for (key, what), wordings in _blocks("around")]
    ways += [
        (thing, what, wordings)
        for (kinds, what), wordings in _blocks("asks")
        for thing in things()
        if thing.kind in kinds.split()
    ]
    return tuple(
        Way(
            thing,
            same.get(matter := f"{thing.key}/{what}", matter),
            Cause(what) if what in ASKED_FOR else None,
            wordings,
        )
        for thing, what, wordings in ways
    )


@cache
def chat(kind: str) -> tuple[Way, ...]:
    return tuple(
        Way(None, f"{kind}/{what}", None, wordings)
        for (of, what), wordings in _blocks("chat")
        if of == kind
    )


@cache
def frames() -> dict[str, list[str]]:
    return {kind: list(lines) for (kind, what), lines in _blocks("chat") if what == "all"}
