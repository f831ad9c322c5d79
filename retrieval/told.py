"""What is told of a procedure, as places in a document's sections, and words that tell nothing."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from corpus.procedure_labels import letters
from retrieval.answer import LineKind

Path = tuple[str, ...]
Span = tuple[int, int]
Texts = Mapping[Path, str]

# The lines that one looks for on a card, and misses.
EXPECTED = (
    LineKind.COMPETENT,
    LineKind.WHERE,
    LineKind.STEPS,
    LineKind.DOSSIER,
    LineKind.DEADLINE,
    LineKind.FEE,
    LineKind.FORM,
)
_LABEL = 6  # words of a sentence that only announces what follows
# What stands where nothing is told; "Không" is an answer under "Lệ phí", not under "Cơ quan".
EMPTY = re.compile(
    r"\W*(?:(?:hien )?(?:khong|chua) (?:co )?(?:thong tin|du lieu)|chua co|dang cap nhat"
    r"|\(?dang tai file\)?|n/a|null|tai ve|xem chi tiet)?\W*"
)
NOTHING = re.compile(r"\W*khong(?: co| quy dinh)?\W*")
UNTOLD = re.compile(
    r"\b(?:kho|tai lieu|nguon)\b.{0,40}\bchua (?:co|ghi|neu) (?:du )?(?:nguon|can cu|thong tin)"
    r"|\bchua (?:co|tim duoc) (?:nguon|can cu)\b"
)
SENTENCES = re.compile(r"(?<=[^\d\s][.])\s+(?=\S)|\n+|(?<=[.;:)])\s+(?=[-+*] )")


@dataclass(frozen=True, slots=True)
class Place:
    """``start:end`` of the text of the section at ``path``."""

    path: Path
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Described:
    """One procedure. ``lines`` are in reading order; ``within`` are the places that are about it
    and no other, ``scope`` those that say to what it applies, ``untold`` those that say of what
    the authors found no source."""

    name: str
    code: str
    lines: tuple[tuple[LineKind, Place], ...]
    within: tuple[Place, ...] = ()
    scope: tuple[Place, ...] = ()
    untold: tuple[Place, ...] = ()

    @property
    def kinds(self) -> frozenset[LineKind]:
        return frozenset(kind for kind, _ in self.lines)


def grouped(described: Described) -> dict[LineKind, list[Place]]:
    """The places of each line."""
    ordered = sorted(described.lines, key=lambda one: list(LineKind).index(one[0]))
    return {k: [p for _, p in g] for k, g in groupby(ordered, key=lambda one: one[0])}


def said(texts: Texts, place: Place) -> str:
    """The words at a place."""
    return texts[place.path][place.start : place.end]


def sentences(text: str, span: Span, ends: re.Pattern[str] = SENTENCES) -> Iterator[Span]:
    """The sentences of a span, and the items of its lists."""
    start, end = span
    cuts = [match.span() for match in ends.finditer(text, start, end)]
    for begin, stop in zip(
        [start, *(cut[1] for cut in cuts)], [*(cut[0] for cut in cuts), end], strict=True
    ):
        if text[begin:stop].strip():
            yield begin, stop


def says_nothing(text: str) -> bool:
    """Whether a text only says that nothing is known."""
    plain = letters(text)
    return bool(EMPTY.fullmatch(plain) or UNTOLD.search(plain))


def announces(plain: str) -> bool:
    """Whether a folded sentence only says what comes next: "Thời hạn giải quyết:"."""
    return plain.rstrip().endswith(":") and len(plain.split()) <= _LABEL
