"""Documents by the names people know them by, for pages that speak of them."""

from collections.abc import Iterable

from eval.runs import Asked
from retrieval.generation import Generation

_FIRST = 3  # documents found that a page speaks of
_CHARACTERS = 110


def titles(generation: Generation, asked: Iterable[Asked]) -> dict[str, str]:
    """The title, or else the first words, of what was expected and of what was found first."""
    wanted = {name for one in asked for name in (*one.expected, *one.found[:_FIRST])}
    return {
        document.id: document.title[:_CHARACTERS] or _first_words(generation, row)
        for row, document in generation.store.document_rows()
        if document.id in wanted
    }


def _first_words(generation: Generation, document: int) -> str:
    store = generation.store
    for row, _ in store.provision_rows(document):
        return store.chunk_at(store.rows_of_provision(row)[0]).text[:_CHARACTERS]
    return ""
