"""Pages read by recognition (or from their text layer) against transcripts made by hand.

A transcript is a file ``<stem of the PDF>__p<N>.txt``: the words of page N in reading order.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.page import PageReading
from corpus.reading import Extraction
from eval.likeness import word_accuracy
from reader import mend
from reader.read import Readers
from reader.recognise import HEAD, choose

_NAME = re.compile(r"(?P<stem>.+)__p(?P<page>\d+)\.txt$")


@dataclass(frozen=True, slots=True)
class Page:
    """``accuracy`` of words, 0 to 1. ``reading`` tells how the page was read, if it was."""

    file: str
    page: int
    accuracy: float
    reading: PageReading | None


def pages(files: Sequence[Path], truth: Path, recognised: Path | None = None) -> Iterator[Page]:
    """Each page that has a transcript in ``truth``.

    Raises:
        FileNotFoundError: the PDF of a transcript is not among ``files``.
        reader.read.Unreadable: it cannot be read.
    """
    by_stem = {file.stem: file for file in files if file.suffix.lower() == ".pdf"}
    extractions: dict[str, Extraction] = {}
    for transcript in sorted(truth.glob("*.txt")):
        match = _NAME.match(transcript.name)
        if match is None:
            continue
        file = by_stem.get(match["stem"])
        if file is None:
            raise FileNotFoundError(f"{transcript.name} is of no PDF that was given")
        if file.stem not in extractions:
            extractions = {file.stem: extraction(file, recognised)}
        number, read = int(match["page"]), extractions[file.stem]
        words = " ".join(line.text for line in read.lines if line.page == number)
        how = next((page for page in read.pages if page.number == number), None)
        truth_words = transcript.read_text(encoding="utf-8")
        yield Page(file.name, number, word_accuracy(truth_words, words), how)


def extraction(file: Path, recognised: Path | None = None) -> Extraction:
    """What the indexer's parser takes from ``file``, repaired."""
    with file.open("rb") as stream:
        head = stream.read(HEAD)
    parsers = Readers(recognised=recognised).parsers
    return mend.mended(choose(parsers, head, file).parse(file)).extraction
