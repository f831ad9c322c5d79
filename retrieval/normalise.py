"""A question as typed → a query: tidied, restored where it is Vietnamese, citations found."""

from dataclasses import replace

from corpus.text import strip_accents, syllables
from retrieval.accents import AccentRestorer, Mended
from retrieval.asks_whose import WHOSE, asks_whose
from retrieval.days import says_now
from retrieval.districts import without_offices
from retrieval.facets import facets
from retrieval.filters import situate
from retrieval.heard import MAX_CHARACTERS
from retrieval.language import is_vietnamese
from retrieval.named import named
from retrieval.past import past_asked
from retrieval.question import Query, Question


def understand(question: Question, restorer: AccentRestorer) -> Query:
    """Never fails: what cannot be understood gives a query without words."""
    text = question.text[:MAX_CHARACTERS]
    past = past_asked(text, question.as_of)
    about = situate(replace(question, text=past.text if past else text))
    moved = about.question.as_of != question.as_of
    typed = without_offices(about.text) if says_now(text) else about.text
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
        facets=facets(mended.text, accented=strip_accents(typed) != typed)
        | (WHOSE if asks_whose(mended.text) else frozenset()),
        vietnamese=vietnamese,
        places=about.places,
        notes=about.notes,
        past=None if past and moved and not past.compares else past,
        today=question.as_of if moved else None,
        doubts=mended.doubts,
    )
