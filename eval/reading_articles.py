"""Whether the articles of laws are found, held against a reading that shares no code with ours.

The independent reading is small and blunt on purpose. Words come from the raw file: of a
.docx the runs of each paragraph of word/document.xml by regular expression, of a .pdf
what pypdf says (the indexer reads PDF with another library). An article begins where a line
begins with "Điều N" and a separator, a capital or nothing follows, if no quotation is open
and if N goes on from the article before (N+1, or N with the next letter); "Điều 1" anew
begins another number space; a number is skipped only if no later line has it. A quotation
opens with “ or a straight mark at a line's beginning or after "như sau:" and closes with the
mark that leaves none open; one that never closes is taken for none.

The words of an article's heading are the rest of its line. In a PDF, where lines are cut by
the page's edge, a following line goes on with it if it begins with a small letter or a comma,
and may go on with it if it begins with a capital ("…của\nViệt Nam") and the line before
is as long as the page is wide: then both ends are allowed. If there is no rest, or it is a
sentence, the article has no heading and the words belong to its text: then they must
begin what the reader found below the article.
"""

import html
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from corpus.document import Section

_PARAGRAPH = re.compile(r"<w:p[ >].*?</w:p>", re.S)
_PIECE = re.compile(r"<w:t(?: [^>]*)?>(.*?)</w:t>|<w:(tab|br|cr)(?: [^>]*)?/>", re.S)
_ARTICLE = re.compile(r"(?:Điều|ĐIỀU|Điểu|Diều|Đièu)\s*(\d{1,4})([a-zđ]?\d?)(?![\w/])(.*)$")
_MARKS = re.compile(r"(?:\[\d+\]|[\s.:,)/–—-])*")
_FIRM = re.compile(r"[A-ZÀ-ỸĐ“\"(\d]")
_UNIT = re.compile(
    r"\s*(?:\d{1,3}[a-zđ]?\s*[.)]|[a-zđ]\d?\s*\)|[-–+]|(?:Điều|ĐIỀU|Chương|CHƯƠNG|Mục|MỤC)\s+\w)"
)
_SENTENCE = re.compile(r"[.;:]$")
_OPEN, _CLOSE, _STRAIGHT = "“„«", "”»", '"'
_INTRODUCED = re.compile(r"(?:như sau|sau đây|cụm từ|thành|là)\s*:?\s*[“\"„«][^”\"»]*$", re.I)
_LONGEST = 1500  # lines of one quotation
_SAME = {0xAD: None, ord("Ð"): "Đ", ord("ð"): "đ"}
_FULL = 0.7  # of the usual length: such a line may have been cut by the page's edge
_MOST_LINES = 6  # of one heading
_MOST_SKIPPED = 6  # articles that a consolidated text leaves out


@dataclass(frozen=True, slots=True)
class Article:
    """``number`` as printed ("6a"); ``rest`` holds the possible headings, shortest first."""

    number: str
    rest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """An article on which the two readings differ. ``what`` says how, for people."""

    file: str
    article: str
    what: str


@dataclass(frozen=True, slots=True)
class Compared:
    """``extra`` are articles that only the reader has."""

    file: str
    articles: int
    right: int
    differences: tuple[Difference, ...]
    extra: int


def compare(file: Path, sections: Sequence[Section]) -> Compared:
    """The articles of ``sections`` against the independent reading of ``file``."""
    wanted = independent(file)
    found = _found(sections)
    labels = [a.number for a in wanted], [f.number for f in found]
    right, extra = 0, 0
    differences: list[Difference] = []
    for op, a, b, c, d in SequenceMatcher(None, *labels, autojunk=False).get_opcodes():
        if op != "equal":
            differences += [_lost(file, article) for article in wanted[a:b]]
            differences += [_more(file, article) for article in found[c:d]]
            extra += d - c
            continue
        for article, ours in zip(wanted[a:b], found[c:d], strict=True):
            if _same_heading(article, ours):
                right += 1
            else:
                what = f"heading {ours.heading!r}, text {ours.text[:60]!r}, not {article.rest[0]!r}"
                differences.append(Difference(file.name, f"Điều {article.number}", what))
    return Compared(file.name, len(wanted), right, tuple(differences), extra)


@dataclass(frozen=True, slots=True)
class _Found:
    number: str
    heading: str
    text: str  # of the article and all below it


def _found(sections: Sequence[Section]) -> list[_Found]:
    found = []
    for at, section in enumerate(sections):
        if not section.path[-1:] or not section.path[-1].startswith("Điều "):
            continue
        below = [section.text]
        for later in sections[at + 1 :]:
            if later.path[: len(section.path)] != section.path or len(" ".join(below)) > 4000:
                break
            mark = later.path[-1].removeprefix("khoản ").removeprefix("điểm ")
            below.append(f"{mark}. {later.heading} {later.text}")
        number = section.path[-1].removeprefix("Điều ").split(" (")[0]
        found.append(_Found(number, section.heading, _fold(" ".join(below))))
    return found


def _same_heading(article: Article, ours: _Found) -> bool:
    heading = _letters(ours.heading)
    if any(_letters(rest) == heading for rest in article.rest):
        return True
    longest = article.rest[-1]
    if ours.heading or not (_SENTENCE.search(longest) or len(longest) > 200):
        return False
    return _letters(ours.text).startswith(_letters(longest)[:80])


def _lost(file: Path, article: Article) -> Difference:
    return Difference(file.name, f"Điều {article.number}", f"not found: {article.rest[0]!r}")


def _more(file: Path, ours: _Found) -> Difference:
    what = f"only the reader has it: {(ours.heading or ours.text)[:80]!r}"
    return Difference(file.name, f"Điều {ours.number}", what)


def independent(file: Path) -> list[Article]:
    """The articles of ``file`` (.docx or .pdf) by the method described above."""
    pdf = file.suffix.lower() == ".pdf"
    lines = [_fold(line) for line in (_pdf_lines(file) if pdf else docx_lines(file))]
    lines = [line for line in lines if line]
    return list(_articles(lines, wrapped=pdf))


def docx_lines(file: Path) -> Iterator[str]:
    """The lines of each paragraph of a .docx, in the order of the file."""
    with zipfile.ZipFile(file) as package:
        body = package.read("word/document.xml").decode("utf-8")
    for paragraph in _PARAGRAPH.findall(body):
        pieces = (m[1] or ("\n" if m[2] != "tab" else " ") for m in _PIECE.finditer(paragraph))
        yield from html.unescape("".join(pieces)).split("\n")


def _pdf_lines(file: Path) -> Iterator[str]:
    from pypdf import PdfReader

    for page in PdfReader(file).pages:
        yield from page.extract_text().split("\n")


def _articles(lines: Sequence[str], *, wrapped: bool) -> Iterator[Article]:
    full = _usual_length(lines) * _FULL if wrapped else 0
    inside = _quoted(lines)
    marks = [None if q else _mark(line) for line, q in zip(lines, inside, strict=True)]
    last: tuple[int, str] = (0, "")
    for at, mark in enumerate(marks):
        if mark is None:
            continue
        number, letter, rest = mark
        if not _follows(number, letter, last, marks, at):
            continue
        last = (number, letter)
        yield Article(f"{number}{letter}", _headings(rest, lines, at, full))


def _mark(line: str) -> tuple[int, str, str] | None:
    match = _ARTICLE.match(line)
    if match is None:
        return None
    rest = match[3]
    after = _MARKS.sub("", rest, count=1)
    separated = rest.lstrip()[:1] in tuple(".:-–[")
    if after and not (_FIRM.match(after) and (separated or after[0].isupper())):
        return None
    if after and re.match(r"(?:Luật|Bộ luật|Nghị định|Điều \d|và|của)\b", after) and not separated:
        return None
    return int(match[1]), match[2], after


def _follows(
    number: int,
    letter: str,
    last: tuple[int, str],
    marks: Sequence[tuple[int, str, str] | None],
    at: int,
) -> bool:
    if letter:
        return number == last[0] and letter > last[1]
    if number == last[0] + 1 or (number == 1 and last[0] > 0):
        return True
    skipped = range(last[0] + 1, number)
    later = {mark[0] for mark in marks[at + 1 :] if mark}
    return last[0] > 0 and 0 < len(skipped) <= _MOST_SKIPPED and not later.intersection(skipped)


def _headings(rest: str, lines: Sequence[str], at: int, full: float) -> tuple[str, ...]:
    if not rest and at + 1 < len(lines) and not _UNIT.match(lines[at + 1]):
        following = lines[at + 1]
        return (following, "") if not _SENTENCE.search(following) else ("", following)
    headings = [rest]
    while full and at + 1 < len(lines) and not _UNIT.match(lines[at + 1]):
        goes_on = lines[at + 1][:1].islower() or lines[at + 1][:1] in ",;"
        if not goes_on and len(lines[at]) < full:
            break
        longer = f"{headings[-1]} {lines[at + 1]}"
        headings = [*headings[:-1], longer] if goes_on else [*headings, longer]
        at += 1
    return tuple(headings[:_MOST_LINES])


def _usual_length(lines: Sequence[str]) -> int:
    """The length of a line that fills the page's width: the 90th of each hundred lines."""
    return sorted(map(len, lines))[len(lines) * 9 // 10] if lines else 0


def _quoted(lines: Sequence[str]) -> list[bool]:
    """For each line whether it stands in a quotation that an earlier line, or itself, opened."""
    inside, at = [False] * len(lines), 0
    while at < len(lines):
        end = _quotation_end(lines, at)
        inside[at : end + 1] = [lines[at][:1] in _OPEN + _STRAIGHT] + [True] * (end - at)
        at = end + 1
    return inside


def _quotation_end(lines: Sequence[str], start: int) -> int:
    line = lines[start]
    if line[:1] not in _OPEN + _STRAIGHT and not _INTRODUCED.search(line):
        return start
    depth = 0
    for at in range(start, min(len(lines), start + _LONGEST)):
        for place, character in enumerate(lines[at]):
            if character in _OPEN:
                depth += 1
            elif character in _CLOSE:
                depth -= 1
            elif character == _STRAIGHT:
                opens = place == 0 or lines[at][place - 1] in " (["
                depth += 1 if opens else -1
        if depth <= 0:
            return at
    return start


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(_SAME).split())


def _letters(text: str) -> str:
    """Letters and digits alone: footnote marks and spacing are no fault of a heading."""
    text = re.sub(r"\[\d+\]", "", text).casefold()
    return "".join(c for c in _fold(text) if c.isalnum())
