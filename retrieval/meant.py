"""What a question means by what it names: provisions, documents, and what nobody has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from corpus.cite import cite
from corpus.document import Document
from corpus.phrases import N_, written_day
from corpus.validity import Status
from retrieval.register import Entry

Path = tuple[str, ...]
Unknown = tuple[str, ...]
ENDED = N_("{} đã hết hiệu lực.")
ENDED_ON = N_("{} đã hết hiệu lực từ ngày {}.")
NOT_YET = N_("{} chưa có hiệu lực.")
NOT_UNTIL = N_("{} chưa có hiệu lực; có hiệu lực từ ngày {}.")


@dataclass(frozen=True, slots=True)
class Several:
    """Documents that bear one number or name; ``start``:``end`` of the mended question say it."""

    written: str
    start: int
    end: int
    documents: tuple[Document, ...]
    by_number: bool


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names, held against the index.

    ``rows`` are provisions with the paths of the units named in them; no paths where only
    the document is named. ``unknown`` is what nobody has, ``notes`` say it in fixed phrases.
    ``documents`` are those it was sure to mean; ``several`` must be asked back: beside a
    document that is sure nothing is, so that what was chosen is not followed by a choice.
    ``words`` are the folded words and bigrams that only name, and ask nothing.
    """

    rows: Mapping[int, tuple[Path, ...]] = field(default_factory=dict)
    unknown: Unknown = ()
    notes: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    several: Several | None = None
    words: frozenset[str] = frozenset()

    def asking(self, weights: dict[str, float]) -> dict[str, float]:
        """Those of the question's weighed words that ask something of the documents named."""
        if not self.documents:
            return weights
        return {term: weight for term, weight in weights.items() if term not in self.words}


def not_in_force(entries: Sequence[Entry], day: date) -> Iterator[str]:
    """What is said of the documents named, where none of them is in force on ``day``."""
    standing = [entry.document.validity.on(day) for entry in entries]
    if Status.IN_FORCE in standing:
        return
    for entry, status in zip(entries, standing, strict=True):
        name, validity = cite(entry.document, ()), entry.document.validity
        start, end = validity.effective_from, validity.effective_to
        if status is Status.ENDED:
            yield ENDED_ON.format(name, written_day(end)) if end else ENDED.format(name)
        if status is Status.NOT_YET:
            yield NOT_UNTIL.format(name, written_day(start)) if start else NOT_YET.format(name)
