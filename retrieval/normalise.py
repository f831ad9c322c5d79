"""A question as typed → a query: tidied, written out, accents restored, citations found."""

from corpus.text import syllables, tidy
from retrieval.abbreviations import expand, table
from retrieval.accents import AccentRestorer
from retrieval.facets import facets
from retrieval.filters import situated
from retrieval.named import named
from retrieval.question import Query, Question

MAX_CHARACTERS = 10_000


def understand(question: Question, restorer: AccentRestorer) -> Query:
    """Never fails: what cannot be understood gives a query without words."""
    question, places, notes = situated(question)
    typed = tidy(question.text[:MAX_CHARACTERS])
    written_out, alternatives = expand(typed, table())
    citations = named(typed)
    return Query(
        question=question,
        typed=typed,
        restored=restorer.restore(written_out),
        alternatives=(*alternatives, *map(str, citations), *places.successors),
        citations=citations,
        words=tuple(syllables(typed)),
        facets=facets(written_out),
        places=places,
        notes=notes,
    )
