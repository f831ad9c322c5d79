"""What a guide tells of procedures: sections under headings that name lines of the card."""

from collections.abc import Iterator, Sequence

from corpus.document import BANNER, Document, Section
from corpus.procedure_labels import letters
from corpus.text import SENTENCE_END
from retrieval.answer import LineKind
from retrieval.card_headings import Beside, Told, told_under
from retrieval.told import EXPECTED, UNTOLD, Described, Path, Place, says_nothing, sentences


def guides(document: Document, sections: Sequence[Section]) -> Iterator[Described]:
    """One card for each heading under which lines stand, the document's own for the first."""
    placed = [(section, *_told(section.path)) for section in sections]
    parents = dict.fromkeys(
        parent for _, told, parent in placed if isinstance(told, LineKind) and parent is not None
    )
    for parent in parents:
        mine = [(section, told) for section, told, above in placed if above == parent]
        lines = tuple(
            (told, place)
            for section, told in mine
            if isinstance(told, LineKind)
            for place in _told_places(section, told)
        )
        if not lines:
            continue
        yield Described(
            name=parent[-1] if parent else document.title,
            code="",
            lines=lines,
            within=tuple(_whole(s) for s in sections if s.path[: len(parent)] == parent),
            scope=tuple(_whole(s) for s, told in mine if told is Beside.SCOPE),
            untold=tuple(place for s, told in mine for place in _untold_places(s, told)),
        )


def _told(path: Path) -> tuple[Told, Path | None]:
    """What a section tells, and the path of what it tells that about."""
    for depth, name in enumerate(path):
        told = told_under(name)
        if told is not Beside.NONE:
            return told, path[:depth]
    return Beside.NONE, path[:-1] if path else None


def _whole(section: Section) -> Place:
    return Place(section.path, 0, len(section.text))


def _told_places(section: Section, told: LineKind) -> Iterator[Place]:
    """The words of a section, those left out that say that nothing is known, or say nothing."""
    run: Place | None = None
    for start, end in sentences(section.text, (0, len(section.text)), SENTENCE_END):
        words = section.text[start:end].strip()
        if words != BANNER and not (told in EXPECTED and says_nothing(words)):
            run = Place(section.path, run.start if run else start, end)
        elif run:
            yield run
            run = None
    if run:
        yield run


def _untold_places(section: Section, told: Told) -> Iterator[Place]:
    """The statements that something has no source, where one would look for it."""
    if told is not Beside.ABSENT and told not in EXPECTED:
        return
    for start, end in sentences(section.text, (0, len(section.text)), SENTENCE_END):
        if UNTOLD.search(letters(section.text[start:end])):
            yield Place(section.path, start, end)
