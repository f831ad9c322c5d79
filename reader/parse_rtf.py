"""Rich text files (.rtf), which old Word and many web sites also call .doc."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpus.reading import Extraction
from reader import flow
from reader.blocks import Block
from reader.recognise import Unreadable
from reader.rtf_walk import Walk

_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\\rtf")


class RtfParser:
    """Reads by itself: libraries for RTF give neither fonts nor tables."""

    def score(self, head: bytes, _path: Path, /) -> float:
        return 1.0 if _START.match(head) else 0.0

    def parse(self, path: Path) -> Extraction:
        walk = Walk(path.read_bytes())
        found = flow.extraction(walk.blocks(), format="RTF")
        if not found.lines:
            raise Unreadable(
                "the RTF file holds no text (pictures only, perhaps)",
                "save it as PDF and add that file: its pages go through text recognition",
            )
        return replace(found, warnings=tuple(walk.warnings))


def blocks(path: Path) -> Iterator[Block]:
    """The paragraphs and tables of an RTF file.

    Raises:
        Unreadable: its groups nest without end.
    """
    yield from Walk(path.read_bytes()).blocks()
