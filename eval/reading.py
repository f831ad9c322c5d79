"""How well files are read: articles, formats, old fonts, recognised pages, speed.

A file that a measurement cannot use is named in ``unused`` with the reason, never
silently left out.
"""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.page import Layer
from corpus.reading import Reading
from eval import reading_articles, reading_fonts, reading_mutants, reading_pages, reading_pairs
from eval.likeness import Likeness, together
from eval.reading_articles import Difference
from eval.reading_fonts import Faithful
from eval.reading_mutants import Mutated
from eval.reading_pages import Page
from eval.reading_pairs import NoOffice, Pair
from indexer.sync import Progress
from reader.read import Unreadable
from reader.workers import FileReader, Workers

ARTICLES, SAME, DIACRITICS, PAGES, SPEED = 0.995, 0.95, 0.98, 0.95, 5.0
"""What is asked for, at least."""

MEASURED = ("articles", "pairs", "fonts", "pages", "speed", "mutants")
Outcomes = Mapping[Path, Reading | Unreadable]
Unused = tuple[tuple[str, str], ...]
"""Names of files and why a measurement has no use for them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to measure with: files below ``folders``, and how much chance is to do.

    ``truth`` is the folder of transcripts, ``place`` one for what is kept: pages
    recognised, mutants that offend.
    """

    folders: tuple[Path, ...]
    place: Path
    truth: Path | None = None
    pairs: int = 30
    mutants: int = 2000
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Articles:
    """``right`` of ``articles`` have the right number and heading; ``extra`` are only ours."""

    articles: int
    right: int
    extra: int
    differences: tuple[Difference, ...]
    unused: Unused

    @property
    def share(self) -> float:
        return self.right / self.articles if self.articles else 0.0


@dataclass(frozen=True, slots=True)
class Pairs:
    """One law in two formats. ``missing`` says why nothing was measured."""

    pairs: tuple[Pair, ...]
    unused: Unused
    missing: str = ""

    def share(self, ending: str) -> float:
        """The share of articles that are the same in the .docx and in the other format."""
        of = [pair for pair in self.pairs if pair.format == ending]
        return sum(p.same for p in of) / max(sum(p.articles for p in of), 1)


@dataclass(frozen=True, slots=True)
class Fonts:
    """Samples in old fonts. ``missing`` says why some formats are not among them."""

    samples: tuple[Faithful, ...]
    missing: str = ""

    @property
    def whole(self) -> Likeness:
        """All samples as one; what was not read has nothing right."""
        return together([sample.likeness for sample in self.samples])


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages with transcripts. ``missing`` says why there are none."""

    pages: tuple[Page, ...]
    missing: str = ""

    @property
    def accuracy(self) -> float:
        """By words, over all transcripts."""
        words = sum(page.words for page in self.pages)
        return sum(page.accuracy * page.words for page in self.pages) / max(words, 1)


@dataclass(frozen=True, slots=True)
class Speed:
    """Documents a second with two workers; ``cold`` includes starting them, ``pages`` of PDF."""

    documents: int
    pages: int
    warm: float
    cold: float
    by_ending: Mapping[str, int]
    unused: Unused


Result = Articles | Pairs | Fonts | Pages | Speed | Mutated


def measure(name: str, asked: Asked, progress: Progress) -> Result:
    """The measurement called ``name``, one of ``MEASURED``."""
    files = files_of(asked.folders, ".docx", ".pdf")
    recognised = asked.place / "recognised"
    if name == "mutants":
        keep = asked.place / "offending"
        return reading_mutants.run(asked.folders, asked.mutants, asked.seed, keep, progress)
    if name == "speed":
        return speed(files)
    with Workers(2, recognised=recognised) as workers:
        if name == "articles":
            return articles(files, read_all(files, workers, progress))
        if name == "pairs":
            return pairs(files, ("pdf", "doc", "rtf"), asked.pairs, asked.seed, workers)
        if name == "fonts":
            return Fonts(*reading_fonts.measure(files, workers, asked.seed))
    if asked.truth is None:
        return Pages((), "no folder of transcripts was given (--truth)")
    return Pages(tuple(reading_pages.pages(files, asked.truth, recognised)))


def files_of(folders: Iterable[Path], *endings: str) -> list[Path]:
    """The files with one of ``endings`` below the folders, in order."""
    below = (file for folder in folders for file in sorted(folder.rglob("*")))
    return [file for file in below if file.suffix.lower() in endings]


def read_all(files: Sequence[Path], reader: FileReader, progress: Progress) -> Outcomes:
    """Each file as it was read."""
    outcomes: dict[Path, Reading | Unreadable] = {}
    for done, (file, outcome) in enumerate(reader.read(files), 1):
        outcomes[file] = outcome
        progress("read", done, len(files))
    return outcomes


def articles(files: Sequence[Path], outcomes: Outcomes) -> Articles:
    """Articles of .docx and text PDFs against the independent reading."""
    compared: list[reading_articles.Compared] = []
    unused: list[tuple[str, str]] = []
    for file in files:
        outcome = outcomes[file]
        if isinstance(outcome, Unreadable):
            unused.append((file.name, outcome.reason))
        elif _recognised(outcome):
            unused.append((file.name, "it has pages without a text layer"))
        else:
            one = reading_articles.compare(file, outcome.sections)
            compared.append(one)
            if not one.articles:
                unused.append((file.name, "the independent reading finds no article in it"))
    return Articles(
        sum(one.articles for one in compared),
        sum(one.right for one in compared),
        sum(one.extra for one in compared),
        tuple(difference for one in compared for difference in one.differences),
        tuple(unused),
    )


def pairs(
    files: Sequence[Path], endings: Sequence[str], count: int, seed: int, reader: FileReader
) -> Pairs:
    """``count`` of the .docx among ``files``, chosen by ``seed``, against their conversions."""
    words = [file for file in files if file.suffix.lower() == ".docx"]
    chosen = random.Random(seed).sample(words, min(count, len(words)))
    found: list[Pair] = []
    unused: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory(prefix="pairs-") as name:
        copies: dict[tuple[Path, str], Path] = {}
        for ending in endings:
            below = Path(name) / ending
            below.mkdir()
            try:
                made = reading_pairs.converted(chosen, ending, below)
            except NoOffice as error:
                return Pairs((), (), str(error))
            copies |= {(file, ending): copy for file, copy in made.items()}
            lost = [file.name for file in chosen if file not in made]
            unused += [(name, f"LibreOffice made no .{ending} of it") for name in lost]
        outcomes = dict(reader.read([*chosen, *copies.values()]))
    for (file, ending), copy in copies.items():
        one, other = outcomes[file], outcomes[copy]
        if isinstance(one, Reading) and isinstance(other, Reading):
            found.append(reading_pairs.compare(file.name, ending, one.sections, other.sections))
        else:
            reason = " / ".join(o.reason for o in (one, other) if isinstance(o, Unreadable))
            unused.append((f"{file.stem}.{ending}", reason))
    return Pairs(tuple(found), tuple(unused))


def speed(files: Sequence[Path]) -> Speed:
    """Reading of text PDFs and .docx, structure included, by two workers anew each time."""
    started = time.perf_counter()
    with Workers(2) as workers:
        outcomes = dict(workers.read(files))
        cold = time.perf_counter() - started
        slow = [file for file, o in outcomes.items() if isinstance(o, Reading) and _recognised(o)]
        unread = [(f.name, o.reason) for f, o in outcomes.items() if isinstance(o, Unreadable)]
        texts = [f for f, o in outcomes.items() if isinstance(o, Reading) and f not in slow]
        if slow or unread:  # the whole time is not of text alone
            started = time.perf_counter()
            with Workers(2) as others:
                list(others.read(texts))
            cold = time.perf_counter() - started
        started = time.perf_counter()
        list(workers.read(texts))
        warm = time.perf_counter() - started
    unused = [(file.name, "it has pages without a text layer") for file in slow]
    endings = dict(Counter(file.suffix.lower() for file in texts))
    pages = sum(len(o.pages) for o in map(outcomes.get, texts) if isinstance(o, Reading))
    return Speed(
        len(texts), pages, len(texts) / warm, len(texts) / cold, endings, (*unread, *unused)
    )


def _recognised(reading: Reading) -> bool:
    return any(page.layer is not Layer.TEXT for page in reading.pages)
