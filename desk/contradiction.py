"""What a reply that is being written says against what is approved, or against what is in force.

Shown to who writes it, with both texts: a hint for people, who decide. Two answers contradict one
another where they are about one matter and give other figures in one unit, or one says "không"
where the other does not. They are about one matter where their questions share most of their
words, or where they rest on one provision.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.citation import Citation
from corpus.document import Document
from corpus.relation import Target
from corpus.relations import covers, own_target, place_of
from corpus.store import TextStore
from corpus.text import fold, folded_syllables
from corpus.validity import Status, Validity
from desk.desk import Desk
from desk.faq import FaqState, KeptFaq
from desk.faq_index import law_of
from retrieval.named import matches, named
from retrieval.reviewed import Basis
from retrieval.still_true import Law, telling, unit_words
from retrieval.words import POLITE

NOT_IN_FORCE = "Căn cứ không còn, hoặc chưa có hiệu lực"
CONTRADICTS = "Khác với câu trả lời đã duyệt"
_ONE_MATTER = 0.6  # of the words of two questions, polite ones aside
_UNITS = r"ngay lam viec|ngay|tuan|thang|nam|gio|phut|trieu dong|nghin dong|dong|%|ban|bo|nguoi|lan"
_FIGURE = re.compile(rf"(?<![\w.,/-])(\d+(?:[.,]\d+)*)(?:\s*\([^)]*\))?\s*({_UNITS})(?!\w)")
_NO = re.compile(r"\bkhong (?:phai|duoc|can|thuoc|co|bat buoc)\b|^khong\b")
_OUT = (Status.ENDED, Status.SUSPENDED, Status.NOT_YET)


@dataclass(frozen=True, slots=True)
class Flag:
    """``here`` is what is being written, ``there`` what it stands against."""

    what: str
    here: str
    there: str


def flags(
    desk: Desk,
    index: Path,
    questions: Sequence[str],
    text: str,
    basis: Sequence[Basis],
    today: date,
    own: int = 0,
) -> list[Flag]:
    """``own`` is the number of the reviewed answer that is being written, which is left out.

    Raises:
        IndexUnavailable
    """
    law = law_of(index)
    others = [faq for faq in desk.faqs(FaqState.PUBLISHED) if faq.id != own]
    found = [
        *_fallen(law, basis, today),
        *(flag for one in named(text) for flag in _cited(law.store, one, today)),
        *(_against(faq, text) for faq in others if _one_matter(faq, questions, basis)),
    ]
    return [flag for flag in dict.fromkeys(found) if flag is not None]


def mark(found: Sequence[Flag]) -> str:
    """Names exactly these flags: whoever has looked into them ticks them by this name."""
    said = sorted(f"{flag.what}\x1f{flag.here}\x1f{flag.there}" for flag in found)
    return hashlib.blake2b("\x1e".join(said).encode(), digest_size=8).hexdigest() if said else ""


def _fallen(law: Law, basis: Sequence[Basis], today: date) -> Iterator[Flag]:
    for one in basis:
        due = [change for change in law.changes(one) if change.due(today)]
        for change in telling(due):
            after = change.after or (f"{change.day:%d/%m/%Y}" if change.day else change.what)
            yield Flag(NOT_IN_FORCE, f"{one.citation}: {one.text}", after)


def _cited(store: TextStore, said: Citation, today: date) -> Iterator[Flag]:
    """The provision that a text names, where all editions of it that we have are out of force."""
    if "/" not in said.number:
        return
    meant = [
        (row, document)
        for row, document in store.document_rows()
        if matches(document.number, said.number, said.name)
    ]
    states = [_standing(store, row, document, said) for row, document in meant]
    if states and all(validity.on(today) in _OUT for validity, _ in states):
        validity, words = states[0]
        ended = f" (từ ngày {validity.effective_to:%d/%m/%Y})" if validity.effective_to else ""
        yield Flag(NOT_IN_FORCE, f"{said}{ended}", words)


def _standing(
    store: TextStore, row: int, document: Document, said: Citation
) -> tuple[Validity, str]:
    """When the unit is in force, and what it says; the document's own where no unit is named."""
    own = own_target(document)
    wanted = Target(own.number, own.name, said.article, said.clause, said.point)
    if not said.article:
        return document.validity, document.title
    sections = store.sections_of(row)
    for section in sections:
        if covers(wanted, place_of(section.path, own)):
            return section.validity or document.validity, unit_words(sections, section.path)
    return document.validity, document.title


def _one_matter(faq: KeptFaq, questions: Sequence[str], basis: Sequence[Basis]) -> bool:
    units = {(one.document, one.path) for one in faq.draft.basis}
    if any((one.document, one.path) in units for one in basis):
        return True
    mine, theirs = map(_content, (questions, faq.draft.questions))
    return any(len(a & b) >= _ONE_MATTER * len(a | b) for a in mine for b in theirs if a and b)


def _content(questions: Sequence[str]) -> list[frozenset[str]]:
    return [frozenset(folded_syllables(q)) - POLITE for q in questions]


def _against(faq: KeptFaq, text: str) -> Flag | None:
    here, there = fold(text), fold(faq.draft.text)
    mine, theirs = _figures(here), _figures(there)
    other = any(mine[unit].isdisjoint(theirs[unit]) for unit in mine.keys() & theirs.keys())
    if other or bool(_NO.search(here)) != bool(_NO.search(there)):
        return Flag(f"{CONTRADICTS} ({faq.label})", text, faq.draft.text)
    return None


def _figures(folded: str) -> dict[str, set[str]]:
    """The figures of a text by what they count: "07" is "7"."""
    found: dict[str, set[str]] = {}
    for number, unit in _FIGURE.findall(folded):
        found.setdefault(unit, set()).add(number.lstrip("0") or "0")
    return found
