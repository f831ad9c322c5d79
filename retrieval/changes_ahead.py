"""What comes after the rule that is quoted: it ends, it is replaced, it is amended."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from corpus.document import Document
from corpus.phrases import N_, written_day
from retrieval.answer import Hit, Quote
from retrieval.generation import Generation
from retrieval.succession import key_of

SOON = timedelta(days=60)
ENDS = N_("Quy định này hết hiệu lực từ ngày {}.")
ENDS_SOON = N_("Chú ý: quy định này hết hiệu lực, thay đổi từ ngày {}.")
OTHER_ENDS = N_("Nguồn {} hết hiệu lực từ ngày {}.")
CHANGES_SOON = N_("Chú ý: {} được sửa đổi, thay thế từ ngày {} bởi {}.")
_TOLD = 3  # sources of which it is told


def changes_ahead(
    used: Sequence[Hit], quotes: Sequence[Quote], day: date, generation: Generation
) -> tuple[str, ...]:
    """Notes on what the officer who acts after ``day`` must reckon with; the first source's first.

    ``used`` are the hits that are quoted, ``quotes`` the words quoted of them.
    """
    return tuple(dict.fromkeys(_notes(used, quotes, day, generation)))


def _notes(
    used: Sequence[Hit], quotes: Sequence[Quote], day: date, generation: Generation
) -> Iterator[str]:
    first = _end(used[0], quotes, day, generation) if used else None
    if first is not None:
        yield (ENDS_SOON if first - day <= SOON else ENDS).format(written_day(first))
    documents = {key_of(hit.chunk.document): hit for hit in reversed(used)}
    for hit in list(reversed(documents.values()))[:_TOLD]:
        document = hit.chunk.document
        end = _end(hit, quotes, day, generation)
        if end not in (None, first):
            yield OTHER_ENDS.format(_name(document), written_day(end or day))
        for start, by in _changes(document, day, generation):
            if start != end:
                yield CHANGES_SOON.format(_name(document), written_day(start), _name(by))


def _end(hit: Hit, quotes: Sequence[Quote], day: date, generation: Generation) -> date | None:
    """The first day after ``day`` on which something that is quoted of a hit is of the past."""
    chunk = hit.chunk
    said = [quote.text for quote in quotes if quote.chunk_id == chunk.id]

    def is_quoted(at: int | None) -> bool:
        part = chunk.parts[at] if at is not None else None
        return part is None or any(chunk.text[part.start : part.end] in text for text in said)

    ends = (end for at, end in generation.ends(chunk.id) if is_quoted(at))
    return min((end for end in ends if end > day), default=None)


def _changes(
    document: Document, day: date, generation: Generation
) -> Iterator[tuple[date, Document]]:
    """What replaces or amends the document within the next days."""
    for later in generation.succession.after(document):
        start = later.validity.effective_from
        if start is not None and day < start <= day + SOON:
            yield start, later


def _name(document: Document) -> str:
    return document.number or document.title
