"""Procedure pages of a set in BEIR's layout as cards, through the same code as any file's."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.document import Document, Kind, Line
from corpus.procedures import procedures
from corpus.reading import Reading
from corpus.store import FileRecord
from corpus.structure import structure
from corpus.text import tidy
from eval.beir import DAY, BeirSet
from indexer.contents import Cut
from indexer.generations import write
from indexer.sync import Progress
from retrieval.answer import Card
from retrieval.card import card_of
from retrieval.generation import Generation


@dataclass(frozen=True, slots=True)
class PageCard:
    """A page with its card; None where none could be made."""

    id: str
    title: str
    text: str
    card: Card | None


def chosen(beir: BeirSet, only: str) -> list[tuple[str, str, str]]:
    """The pages (id, title, text) whose first line, the level, has the words ``only``.

    Raises:
        BadLine: the set's file is missing or broken.
    """
    return [page for page in beir.documents() if only in page[2].split("\n", 1)[0]]


def index(pages: Sequence[tuple[str, str, str]], folder: Path, progress: Progress) -> Generation:
    """The pages in an index of words."""
    cuts = []
    for done, (name, title, text) in enumerate(pages, 1):
        document = Document(id=name, kind=Kind.OTHER, title=tidy(title))
        sections = structure([Line(line) for line in text.split("\n")], document.kind).sections
        cuts.append(Cut.of(Reading(document, sections, procedures=procedures(document, sections))))
        progress("read", done, len(pages))
    return Generation(write(folder, cuts, [FileRecord("pages", "", "")], "", None))


def cards(pages: Sequence[tuple[str, str, str]], generation: Generation) -> Iterator[PageCard]:
    """The card of each page, in the order of the pages."""
    rows: Mapping[str, int] = {d.id: row for row, d in generation.store.document_rows()}
    for name, title, text in pages:
        sheets = generation.cards.of_document(rows[name])
        yield PageCard(name, title, text, card_of(sheets[0], DAY, generation) if sheets else None)


def draw(made: Sequence[PageCard], seed: int, count: int) -> list[PageCard]:
    """``count`` of them by chance."""
    return random.Random(seed).sample(list(made), min(count, len(made)))
