"""Whether text in fonts from before Unicode is read back: samples made from Unicode laws.

Paragraphs of the laws are typed again in TCVN3 (.VnTime, headings in capitals in .VnTimeH,
whose bytes do not tell capitals), VNI (VNI-Times) and VISCII (VI Times), and saved as .docx,
by LibreOffice as .doc, .rtf and .pdf (which then names a substitute font: there the text
alone must tell), as .pdf that names the font, and as .txt in which no font is left. What is
read is held against the Unicode original: the share of letters with Vietnamese marks that
are right, and of syllables. Where no font is named, nothing tells the capitals of .VnTimeH:
there case does not count.

Without the fonts LibreOffice prints no soft hyphen and no control characters, which are
letters in TCVN3 (ư) and VISCII: of those no .pdf is made by it.
"""

import random
import re
import tempfile
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.reading import Reading
from eval import old_samples
from eval.likeness import Likeness, likeness
from eval.reading_articles import docx_lines
from eval.reading_pairs import NoOffice, converted
from reader.workers import FileReader

_PARAGRAPHS = 60
_EVERY = 10  # paragraphs: then a heading in capitals
_ROWS, _WIDTH = 44, 85  # of a page of PDF
# No unit's mark, which reading takes for structure, no quotes or dashes, which old fonts lack.
_PLAIN = re.compile(r"(?!(?:Điều|Chương|Mục|Phần)\b)[A-ZÀ-ỸĐ][\w ,.;:()/-]{60,500}")

_TONED = re.compile("([ÀẢÃÁẠẰẲẴẮẶẦẨẪẤẬÈẺẼÉẸỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌỒỔỖỐỘỜỞỠỚỢÙỦŨÚỤỪỬỮỨỰỲỶỸÝỴ])")


@dataclass(frozen=True, slots=True)
class Font:
    """An old encoding: how it is typed, in which fonts (``capitals``: for headings)."""

    name: str
    encoded: Callable[[str], str]
    face: str
    capitals: str


FONTS = (
    Font("TCVN3", old_samples.tcvn3, ".VnTime", ".VnTimeH"),
    Font("VNI", old_samples.vni, "VNI-Times", "VNI-Times"),
    Font("VISCII", old_samples.viscii, "VI Times", "VI Times"),
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A file to be read, and the words that it holds."""

    file: Path
    font: str
    format: str
    truth: str
    with_case: bool = True


@dataclass(frozen=True, slots=True)
class Faithful:
    """``unread`` is the reason where the sample could not be read: then nothing is right."""

    font: str
    format: str
    likeness: Likeness
    unread: str = ""


def measure(
    laws: Sequence[Path], reader: FileReader, seed: int
) -> tuple[tuple[Faithful, ...], str]:
    """Each sample as it was read, and why some formats are missing ("" if none is)."""
    with tempfile.TemporaryDirectory(prefix="fonts-") as name:
        samples, missing = _samples(paragraphs(laws, seed), Path(name))
        outcomes = dict(reader.read([sample.file for sample in samples]))
        return tuple(_held(sample, outcomes[sample.file]) for sample in samples), missing


def paragraphs(laws: Sequence[Path], seed: int) -> list[str]:
    """Some paragraphs of running text, every tenth one a heading in capitals."""
    found = [
        line
        for law in laws
        if law.suffix.lower() == ".docx"
        for line in docx_lines(law)
        if _PLAIN.fullmatch(line) and _typable(line)
    ]
    dice = random.Random(seed)
    some = dice.sample(found, min(_PARAGRAPHS, len(found)))
    return [text[:70].upper() if at % _EVERY == 0 else text for at, text in enumerate(some)]


def _typable(text: str) -> bool:
    """VISCII has no visible byte for some capitals; they are left out of all samples."""
    return not set("ẲẴẪỶỸỴ").intersection(text.upper())


def _samples(texts: Sequence[str], folder: Path) -> tuple[list[Sample], str]:
    samples = [sample for font in FONTS for sample in _made(font, texts, folder)]
    words = [sample for sample in samples if sample.format == ".docx"]
    try:
        for ending in ("doc", "rtf", "pdf"):
            below = folder / ending
            below.mkdir()
            copies = converted([sample.file for sample in words], ending, below)
            samples += [
                replace(
                    sample,
                    file=copies[sample.file],
                    format=_FORMATS[ending],
                    with_case=ending != "pdf",
                )
                for sample in words
                if sample.file in copies and (ending != "pdf" or sample.font in _PRINTED)
            ]
    except NoOffice as error:
        return samples, str(error)
    return samples, ""


_PRINTED = {"VNI"}
_FORMATS = {"doc": ".doc", "rtf": ".rtf", "pdf": ".pdf, font not named"}


def _made(font: Font, texts: Sequence[str], folder: Path) -> Iterator[Sample]:
    truth = " ".join(texts)
    name = font.name.lower()
    yield Sample(_word(font, texts, folder / f"{name}.docx"), font.name, ".docx", truth)
    plain = folder / f"{name}.txt"
    plain.write_bytes("\r\n".join(map(font.encoded, texts)).encode("latin-1"))
    yield Sample(plain, font.name, ".txt", truth, with_case=False)
    rows, truth = _page(texts)
    with_case = font.face == font.capitals
    paper = folder / f"{name}-named.pdf"
    paper.write_bytes(old_samples.pdf([font.encoded(row) for row in rows], font.face.strip(".")))
    yield Sample(paper, font.name, ".pdf, font named", truth, with_case)


def _page(texts: Sequence[str]) -> tuple[list[str], str]:
    """As many paragraphs as fill a page, without headings: its font has no capitals."""
    rows = [row for text in texts if not text.isupper() for row in textwrap.wrap(text, _WIDTH)]
    rows = rows[:_ROWS]
    return rows, " ".join(rows)


def _word(font: Font, texts: Iterable[str], file: Path) -> Path:
    import docx

    document = docx.Document()
    for text in texts:
        paragraph = document.add_paragraph()
        for piece, face in _typed(font, text):
            run = paragraph.add_run(old_samples.as_windows(font.encoded(piece)))
            run.font.name = face
    document.save(str(file))
    return file


def _typed(font: Font, text: str) -> Iterator[tuple[str, str]]:
    """Pieces of ``text``, each with the font it is typed in: capitals with tones have their own."""
    if text.isupper() or font.capitals == font.face:
        yield text, font.capitals
        return
    for piece in _TONED.split(text):
        if piece:
            yield piece, font.capitals if _TONED.fullmatch(piece) else font.face


def _held(sample: Sample, outcome: object) -> Faithful:
    if not isinstance(outcome, Reading):
        return Faithful(sample.font, sample.format, likeness(sample.truth, ""), str(outcome))
    pieces = ((section.path[-1:], section.heading, section.text) for section in outcome.sections)
    read = " ".join(" ".join((*path, heading, text)) for path, heading, text in pieces)
    truth = sample.truth
    if not sample.with_case:
        truth, read = truth.lower(), read.lower()
    return Faithful(sample.font, sample.format, likeness(truth, read))
