"""Pages read by recognition (or from their text layer) against transcripts made by hand.

A transcript is a file ``<stem of the PDF>__p<N>.txt``: the words of page N in reading order.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
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
    """``accuracy`` of the ``words`` of some pages of a file, 0 to 1.

    The pages of one file are judged together: a paragraph that goes on over a page's end
    counts as one of the page it began on. ``reading`` tells how the first was read.
    """

    file: str
    page: int
    accuracy: float
    reading: PageReading | None
    words: int = 0


def pages(files: Sequence[Path], truth: Path, recognised: Path | None = None) -> Iterator[Page]:
    """The transcribed pages of each file that has transcripts in ``truth``.

    Raises:
        FileNotFoundError: the PDF of a transcript is not among ``files``.
        reader.read.Unreadable: it cannot be read.
    """
    by_stem = {file.stem: file for file in files if file.suffix.lower() == ".pdf"}
    transcribed: dict[str, dict[int, Path]] = {}
    for transcript in sorted(truth.glob("*.txt")):
        if match := _NAME.match(transcript.name):
            if match["stem"] not in by_stem:
                raise FileNotFoundError(f"{transcript.name} is of no PDF that was given")
            transcribed.setdefault(match["stem"], {})[int(match["page"])] = transcript
    for stem, numbered in transcribed.items():
        yield _judged(by_stem[stem], numbered, extraction(by_stem[stem], recognised))


def _judged(file: Path, numbered: Mapping[int, Path], read: Extraction) -> Page:
    numbers = sorted(numbered)
    said = "\n".join(numbered[number].read_text(encoding="utf-8") for number in numbers)
    words = " ".join(line.text for line in read.lines if line.page in numbered)
    how = next((page for page in read.pages if page.number == numbers[0]), None)
    return Page(file.name, numbers[0], word_accuracy(said, words), how, len(said.split()))


def extraction(file: Path, recognised: Path | None = None) -> Extraction:
    """What the indexer's parser takes from ``file``, repaired."""
    with file.open("rb") as stream:
        head = stream.read(HEAD)
    parsers = Readers(recognised=recognised).parsers
    return mend.mended(choose(parsers, head, file).parse(file)).extraction
