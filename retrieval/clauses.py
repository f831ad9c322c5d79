"""The provisions of the index that a question names, found by document, Điều, khoản and điểm."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np

from corpus.chunk import Chunk
from corpus.citation import Citation
from corpus.text import folded_syllables
from retrieval.generation import Generation
from retrieval.named import matches
from retrieval.question import Query
from retrieval.words import POLITE

Path = tuple[str, ...]
Unknown = tuple[str, ...]
_TITLE_RUN = 3  # words of a title, side by side, by which a question names it
_TITLE_WITHIN = 1_000  # characters of a question in which it does so
_SUBJECT = 3  # words beside a unit without a document that make a question of it
_MOST_NAMED = 12  # citations of one question that are looked up


def chunks_with(asked: Sequence[Path], row: int, generation: Generation) -> list[Chunk]:
    """Those of a provision's chunks that hold a unit at one of the paths ``asked``, or below."""
    if not asked:
        return []
    rows = generation.chunk_rows(np.array([row]))
    chunks = [generation.store.chunk_at(int(r)) for r in rows]
    return [c for c in chunks if any(below(part.path, path) for part in c.parts for path in asked)]


def below(path: Path, above: Path) -> bool:
    """Whether ``path`` is ``above`` or leads to a unit below it."""
    return path[: len(above)] == above


def provisions_named(
    query: Query, generation: Generation
) -> tuple[dict[int, tuple[Path, ...]], Unknown]:
    """Rows of the provisions the question names with the paths named, and what nobody has.

    Only where the question names a unit ("Điều 5 …"): a document's number alone says
    where to look, which its words already do. A number counts as unknown where
    neither a document bears it nor a text mentions it.
    """
    rows: dict[int, tuple[Path, ...]] = {}
    unknown: list[str] = []
    for citation in query.citations[:_MOST_NAMED]:
        documents = _documents_named(citation, query.typed, generation)
        if citation.number and not documents and not _mentioned(citation.number, generation):
            unknown.append(citation.number)
        if not citation.number and not documents and _says_no_more(query.typed, citation):
            unknown.append(f"Điều {citation.article}")
        if not citation.article or not documents:
            continue
        found = {
            row: path + _below_article(citation)
            for document in documents
            for row, path in generation.store.provision_rows(document)
            if path
            and path[-1].casefold() == f"điều {citation.article}"
            and chunks_with([path + _below_article(citation)], row, generation)
        }
        for row, path in found.items():
            rows[row] = (*rows.get(row, ()), path)
        if not found:
            unknown.append(
                " ".join(reversed((f"Điều {citation.article}", *_below_article(citation))))
            )
    return rows, tuple(unknown)


def _says_no_more(text: str, citation: Citation) -> bool:
    """Whether a question names a unit ("khoản 2 Điều 15 quy định gì") and hardly a subject."""
    others = set(folded_syllables(text)) - set(folded_syllables(str(citation))) - POLITE
    return len(others) < _SUBJECT


def _below_article(citation: Citation) -> Path:
    units = {"khoản": citation.clause, "điểm": citation.point}
    return tuple(f"{unit} {value}" for unit, value in units.items() if value)


def _documents_named(citation: Citation, text: str, generation: Generation) -> list[int]:
    """Rows of the documents of that number, or else whose title ``text`` says most of."""
    documents = generation.store.document_rows()
    if citation.number:
        number, kind = citation.number, citation.name
        return [row for row, document in documents if matches(document.number, number, kind)]
    asked = folded_syllables(text[:_TITLE_WITHIN])
    shared = {row: _common_run(asked, folded_syllables(d.title)) for row, d in documents}
    longest = max(shared.values(), default=0)
    return [row for row, run in shared.items() if run == longest >= _TITLE_RUN]


def _mentioned(number: str, generation: Generation) -> bool:
    """Whether a text has the number, with its year where it is asked with one."""
    first, *year = re.findall(r"\d+", number)[:2]
    spelled = {first, first.lstrip("0"), first.zfill(2)}
    return any(generation.words.knows(" ".join([one, *year])) for one in spelled)


def _common_run(one: list[str], other: list[str]) -> int:
    """The length of the longest run of words that both have."""
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
