"""The procedures that a document describes, line by line of the card.

A guide tells them under headings (``told_guide``), a page in the national layout in fields
(``told_page``).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from corpus.document import Document, Kind, Section
from corpus.procedure import Item, Procedure
from corpus.procedure_labels import letters
from retrieval.answer import LineKind
from retrieval.told import EXPECTED, Described, Texts, said
from retrieval.told_guide import guides
from retrieval.told_page import page

_GUIDES = (Kind.GUIDE, Kind.SOP)
_NO_FIELDS = (LineKind.COMMON_ERRORS, LineKind.EXAMPLE, LineKind.CHECK)  # of national pages
_ENOUGH = 3  # lines that make a card of a text which is not said to be a guide
_PAPERWORK = re.compile(r"\b(?:thoi han|phi|ho so|mau don|trinh tu)\b")

# A guide to a decree is no procedure.
_OF_A_TEXT = re.compile(r"\W*(?:luat|nghi dinh|thong tu|quyet dinh|nghi quyet|cong van)(?: so)? \d")


def described(
    document: Document, sections: Sequence[Section], procedures: Sequence[Procedure]
) -> tuple[Described, ...]:
    """The procedures that a document describes; none of laws, forms, and questions with answers."""
    if document.kind in (Kind.FORM, Kind.FAQ):
        return ()
    texts = {section.path: section.text for section in sections}
    by_heading = [] if document.kind.is_legal else list(guides(document, sections))
    pages = [
        (one, replace(page(one, texts), name=_as_written(one.name, document, sections)))
        for one in procedures
    ]
    if any(one.of(Item.MANNER) for one in procedures) or not by_heading:
        (guide,) = by_heading if len(by_heading) == 1 == len(pages) else (None,)
        found = [_with_more(told, guide, _NO_FIELDS) for _, told in pages]
        return tuple(one for one in found if one.kinds)
    alone = pages[0][1] if len(pages) == 1 == len(by_heading) else None
    whole = [_with_more(one, alone) for one in by_heading]
    return tuple(one for one in whole if _is_card(document, one, texts))


def _as_written(name: str, document: Document, sections: Sequence[Section]) -> str:
    """A procedure's name as the document writes it: records know it without its capitals."""
    wanted = letters(name)
    for text in (document.title, *(s.heading for s in sections), *(s.text for s in sections)):
        if name in text:
            return name
        if (at := letters(text).find(wanted)) >= 0:
            return text[at : at + len(name)]
    return document.title


def _with_more(
    one: Described, other: Described | None, kinds: Collection[LineKind] = tuple(LineKind)
) -> Described:
    """``one``, with those of ``kinds`` that only the ``other`` reading of the same text tells."""
    if other is None:
        return one
    wanted = set(kinds) - one.kinds
    more = tuple((kind, place) for kind, place in other.lines if kind in wanted)
    within = (*one.within, *other.within)
    return Described(
        one.name,
        one.code or other.code,
        (*one.lines, *more),
        within,
        other.scope or one.scope,
        other.untold or one.untold,
    )


def _is_card(document: Document, one: Described, texts: Texts) -> bool:
    """Whether so little makes a card: work with a dossier, or one that misses what it needs."""
    told = one.kinds & set(EXPECTED)
    if _OF_A_TEXT.match(letters(one.name)):
        return False
    if document.kind not in _GUIDES:
        return len(told) >= _ENOUGH
    if told - {LineKind.COMPETENT}:
        return True
    absent = letters(" ".join(said(texts, place) for place in one.untold))
    return bool(told) and bool(_PAPERWORK.search(absent))
