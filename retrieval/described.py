"""The procedures that a document describes, line by line of the card.

A guide tells them under headings (``told_guide``), a page in the national layout in fields
(``told_page``).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property

from corpus.document import Document, Kind, Section
from corpus.procedure import Item, Procedure
from corpus.procedure_labels import letters
from retrieval.answer import LineKind
from retrieval.named_numbers import BARE_TEXTS
from retrieval.told import EXPECTED, Described, Texts, said
from retrieval.told_guide import guides
from retrieval.told_page import page

_GUIDES = (Kind.GUIDE, Kind.SOP)
_NO_FIELDS = (LineKind.COMMON_ERRORS, LineKind.EXAMPLE, LineKind.CHECK)  # of national pages
_ENOUGH = 3  # lines that make a card of a text which is not said to be a guide
_PAPERWORK = re.compile(r"\b(?:thoi han|phi|ho so|mau don|trinh tu)\b")

# A guide to a decree is no procedure.
_OF_A_TEXT = re.compile(rf"\W*(?:{BARE_TEXTS}|cong van)(?: so)? \d")


def described(
    document: Document, sections: Sequence[Section], procedures: Sequence[Procedure]
) -> tuple[Described, ...]:
    """The procedures that a document describes; none of laws, forms, and questions with answers."""
    if document.kind in (Kind.FORM, Kind.FAQ):
        return ()
    texts = {section.path: section.text for section in sections}
    by_heading = [] if document.kind.is_legal else list(guides(document, sections))
    written = _Written(document, sections)
    pages = [(one, replace(page(one, texts), name=written.name(one.name))) for one in procedures]
    if any(one.of(Item.MANNER) for one in procedures) or not by_heading:
        (guide,) = by_heading if len(by_heading) == 1 == len(pages) else (None,)
        found = [_with_more(told, guide, _NO_FIELDS) for _, told in pages]
        return tuple(one for one in found if one.kinds)
    alone = pages[0][1] if len(pages) == 1 == len(by_heading) else None
    whole = [_with_more(one, alone) for one in by_heading]
    return tuple(one for one in whole if _is_card(document, one, texts))


class _Written:
    """What a document calls its procedures: records know their names without capitals."""

    def __init__(self, document: Document, sections: Sequence[Section]) -> None:
        self._title = document.title
        self._sections = sections

    def name(self, known: str) -> str:
        """The name in the document's own letters; its title where it is not found."""
        if any(known in text for text in self._plain):
            return known
        wanted = letters(known)
        for text, folded in self._folded:
            if (at := folded.find(wanted)) >= 0:
                return text[at : at + len(known)]
        return self._title

    @cached_property
    def _plain(self) -> list[str]:
        headings = [section.heading for section in self._sections]
        return [self._title, *headings, *(section.text for section in self._sections)]

    @cached_property
    def _folded(self) -> list[tuple[str, str]]:
        return [(text, letters(text)) for text in self._plain]


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
