"""The texts of a corpus by the names other texts give them."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from corpus.document import Document
from corpus.relation import Target
from corpus.same_text import number_key, same_text


class Texts:
    """Finds what a target names without comparing it with every text."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._by_number: dict[str, list[Document]] = defaultdict(list)
        self._unnumbered: list[Document] = []
        for document in documents:
            self._by_number[number_key(document.number)].append(document)
            self._by_number[_first(number_key(document.number))].append(document)
            self._unnumbered.append(document)
        self._named = lru_cache(maxsize=None)(self._find)

    def named(self, target: Target) -> tuple[Document, ...]:
        """All texts that ``target`` may mean."""
        return self._named(target.number, target.name)

    def _find(self, number: str, name: str) -> tuple[Document, ...]:
        key = number_key(number)
        near = self._by_number.get(key) or self._by_number.get(_first(key), [])
        candidates = near if number else self._unnumbered
        target = Target(number=number, name=name)
        return tuple(document for document in candidates if same_text(target, document))


def _first(key: str) -> str:
    """Number and year alone, as people name a text: "132/2025"."""
    return "/".join(key.split("/")[:2])
