"""Old Word files (.doc, Word 97–2003): paragraphs and tables in the order of the page."""

from collections.abc import Iterator
from pathlib import Path

from corpus.reading import Extraction
from reader import flow
from reader.blocks import Block
from reader.recognise import Unreadable
from reader.word_binary import DAMAGED, MAGIC, kind_of_ole, open_word
from reader.word_story import Story

_NAMES = tuple(  # of streams, as a container's list writes them
    (name.encode("utf-16-le"), score)
    for name, score in (("EncryptedPackage", 0.0), ("WordDocument", 1.0))
)


class DocParser:
    """Reads the binary format itself, in a container that olefile reads."""

    def score(self, head: bytes, path: Path, /) -> float:
        if not head.startswith(MAGIC):
            return 0.0
        for name, score in _NAMES:
            if name in head:
                return score
        return 1.0 if kind_of_ole(path) == "word" else 0.0

    def parse(self, path: Path) -> Extraction:
        story = Story(open_word(path))
        found = flow.extraction(
            story.blocks(), format="Word 97–2003", warnings=tuple(story.warnings)
        )
        if not found.lines and story.warnings:
            raise Unreadable("the Word file is damaged (its text is not to be found)", DAMAGED)
        if not found.lines:
            raise Unreadable(
                "the Word file holds no text (pictures only, perhaps)",
                "save it as PDF and add that file: its pages go through text recognition",
            )
        return found


def blocks(path: Path) -> Iterator[Block]:
    """The file's paragraphs and tables.

    Raises:
        Unreadable: it is no Word file, or locked, or damaged.
    """
    yield from Story(open_word(path)).blocks()
