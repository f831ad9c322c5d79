"""Which procedure a question is about, and which lines of its card it asks for."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from corpus.document import Kind
from corpus.text import spaced
from corpus.validity import Status
from retrieval.answer import Hit, LineKind
from retrieval.card_headings import told_under
from retrieval.cards import Sheet
from retrieval.generation import Generation
from retrieval.question import Query
from retrieval.words import coverage

_OUT = (Status.ENDED, Status.NOT_YET, Status.SUSPENDED)
_MANY = 3  # lines, asked for at once, are the whole card
_MENTIONED = 0.3  # of the question's words in a title that has to do with it
_NAMED = 0.55  # of the question's words in a title that says what it is about
_HOW_MUCH = re.compile(r" phi .*\b(?:bao nhieu|bn|the nao|khong)\b")
_WHOLE_ASKED = tuple(
    spaced(words)
    for words in ("thủ tục", "làm thế nào", "như thế nào", "làm sao", "hướng dẫn", "phải làm gì")
)


def sheet_of(
    used: Sequence[Hit], weights: Mapping[str, float], generation: Generation, day: date
) -> tuple[int, Sheet | None]:
    """The procedure that the first hit is about, and the hit's row in it.

    The row is -1 where a reviewed answer comes first. None where there is no procedure, or
    several that the question does not tell apart.
    """
    first, *others = used
    if first.chunk.document.kind is Kind.FAQ:
        return -1, _of_reviewed(first, others, weights, generation, day)
    row, about = generation.cards.holding(first.chunk)
    if len(about) < 2:
        return row, about[0] if about else None
    shares = [coverage(weights, sheet.name) for sheet in about]
    best = max(shares)
    told = [sheet for sheet, share in zip(about, shares, strict=True) if share == best]
    return row, told[0] if len(told) == 1 and best > 0 else None


def _of_reviewed(
    hit: Hit,
    others: Sequence[Hit],
    weights: Mapping[str, float],
    generation: Generation,
    day: date,
) -> Sheet | None:
    """The one procedure that a reviewed answer names by number or code; else the one that is
    quoted beside it, if its title has most of the question's words."""
    named = [one for one in generation.cards.named_in(hit.chunk.text) if stands(one, day)]
    if named:
        return named[0] if len(named) == 1 else None
    beside = {
        sheet.name: sheet for one in others for sheet in generation.cards.holding(one.chunk)[1]
    }
    told = [sheet for name, sheet in beside.items() if coverage(weights, name) >= _NAMED]
    return told[0] if len(told) == 1 == len(beside) else None


def stands(sheet: Sheet, day: date) -> bool:
    """Whether the document that tells the procedure may be in force on ``day``."""
    return sheet.document.validity.on(day) not in _OUT


def lines_asked(
    query: Query, weights: Mapping[str, float], sheet: Sheet, row: int
) -> tuple[LineKind, ...] | None:
    """The lines asked for; none where the whole is; None where it is about something else."""
    wanted = asked_in_words(query)
    if 0 < len(wanted) < _MANY:
        return wanted
    if row < 0:
        return ()
    told = sheet.kinds_in(row)
    named = coverage(weights, sheet.name)
    about = bool(told) or row in sheet.scope or named >= _MENTIONED
    if about and (wanted or row in sheet.scope or asks_for_all(query) or named >= _NAMED):
        return ()
    return told[:1] if told else None


def asked_in_words(query: Query) -> tuple[LineKind, ...]:
    """The lines that the question asks for in words."""
    found: set[object] = {told_under(facet) for facet in query.facets}
    if _HOW_MUCH.search(spaced(query.restored)):
        found.add(LineKind.FEE)
    return tuple(kind for kind in LineKind if kind in found)


def asks_for_all(query: Query) -> bool:
    """Whether the question says that it is about the whole procedure."""
    plain = spaced(query.restored)
    return any(words in plain for words in _WHOLE_ASKED)
