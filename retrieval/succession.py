"""Which document follows which: what replaces it, what amends it, its next edition."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from corpus.document import NATIONAL, Document
from corpus.same_text import number_key


class Succession:
    """Made once for a generation. Editions are told apart by ``Document.edition``."""

    def __init__(self, documents: Iterable[Document]) -> None:
        by_number: dict[str, list[Document]] = defaultdict(list)
        by_id: dict[str, list[Document]] = defaultdict(list)
        for document in documents:
            by_id[document.id].append(document)
            if document.number and not document.draft:
                by_number[number_key(document.number)].append(document)
        self._after: dict[str, dict[str, Document]] = defaultdict(dict)
        self._before: dict[str, dict[str, Document]] = defaultdict(dict)
        for same in by_id.values():
            for old, new in _pairs(same):
                self._add(old, new)
        for document in (one for same in by_id.values() for one in same):
            for number in () if document.draft else document.validity.replaces:
                for old in by_number[number_key(number)]:
                    self._add(old, document)
            for number in document.validity.amended_by:
                for new in by_number[number_key(number)]:
                    self._add(document, new)

    def after(self, document: Document) -> tuple[Document, ...]:
        """What replaces or amends ``document``, and its next edition."""
        return tuple(self._after.get(key_of(document), {}).values())

    def before(self, document: Document) -> tuple[Document, ...]:
        """What ``document`` replaces or amends, and the edition before it."""
        return tuple(self._before.get(key_of(document), {}).values())

    def kin(self, document: Document) -> frozenset[str]:
        """The keys of those that tell the same rule for other days: two steps before or after."""
        near = (*self.after(document), *self.before(document))
        far = (more for one in near for more in (*self.after(one), *self.before(one)))
        return frozenset(map(key_of, (*near, *far))) - {key_of(document)}

    def _add(self, old: Document, new: Document) -> None:
        if key_of(old) == key_of(new) or not _one_place(old, new):
            return
        self._after[key_of(old)][key_of(new)] = new
        self._before[key_of(new)][key_of(old)] = old


def _pairs(editions: list[Document]) -> Iterator[tuple[Document, Document]]:
    """Neighbouring editions of one text, the older first."""
    dated = [one for one in editions if one.validity.effective_from is not None]
    dated.sort(key=lambda one: one.validity.effective_from or date.min)
    yield from pairwise(dated)


def key_of(document: Document) -> str:
    """Names one edition of one text."""
    return f"{document.id}\x1f{document.edition}"


def _one_place(old: Document, new: Document) -> bool:
    """Whether both may be of one place: provinces use the same numbers."""
    return NATIONAL in (old.territory, new.territory) or old.territory == new.territory
