"""A question as typed → a query: tidied, written out, accents restored, citations found."""

from dataclasses import replace

from corpus.text import syllables
from retrieval.abbreviations import expand, table
from retrieval.accents import AccentRestorer
from retrieval.facets import facets
from retrieval.filters import situate
from retrieval.named import named
from retrieval.question import Query, Question

MAX_CHARACTERS = 10_000


def understand(question: Question, restorer: AccentRestorer) -> Query:
    """Never fails: what cannot be understood gives a query without words."""
    about = situate(replace(question, text=question.text[:MAX_CHARACTERS]))
    typed = about.text
    written_out, alternatives = expand(typed, table())
    citations = named(typed)
    return Query(
        question=replace(question, as_of=about.question.as_of),
        typed=typed,
        restored=restorer.restore(written_out),
        alternatives=(
            *alternatives,
            *map(str, citations),
            *(before for before, _ in about.places.renamed),
        ),
        citations=citations,
        words=tuple(syllables(typed)),
        facets=facets(written_out),
        places=about.places,
        notes=about.notes,
    )
