"""A question as typed → a query: tidied, restored where it is Vietnamese, citations found."""

from dataclasses import replace

from corpus.text import syllables
from retrieval.accents import AccentRestorer, Mended
from retrieval.facets import facets
from retrieval.filters import situate
from retrieval.heard import MAX_CHARACTERS
from retrieval.language import is_vietnamese
from retrieval.named import named
from retrieval.question import Query, Question


def understand(question: Question, restorer: AccentRestorer) -> Query:
    """Never fails: what cannot be understood gives a query without words."""
    about = situate(replace(question, text=question.text[:MAX_CHARACTERS]))
    typed = about.text
    vietnamese = is_vietnamese(typed)
    mended = restorer.mend(typed) if vietnamese else Mended(typed)
    citations = named(typed)
    return Query(
        question=replace(about.question, text=question.text),
        typed=typed,
        restored=mended.text,
        alternatives=(
            *mended.phrases,
            *mended.long_forms,
            *map(str, citations),
            *(before for before, _ in about.places.renamed),
        ),
        citations=citations,
        words=tuple(syllables(typed)),
        facets=facets(mended.text),
        vietnamese=vietnamese,
        places=about.places,
        notes=about.notes,
    )
