"""PDF: the text layer by pdfium first, pypdf as a second opinion; scans by recognition.

pdfium is some fifteen times as fast and knows where each row stands on the page; it is
believed unless its words do not look like Vietnamese and pypdf's look better.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.document import Line
from corpus.page import Layer, PageReading
from corpus.reading import Extraction
from corpus.repair import Mend, Repair
from corpus.structure import begins_unit
from corpus.text import tidy
from reader import flow, footnotes, scans, tables
from reader.paragraphs import SENTENCE_END as _SENTENCE_END
from reader.paragraphs import join
from reader.pdf_print import Row
from reader.pdf_rows import Page, continued, pages
from reader.plausible import plausibility
from reader.recogniser import Recogniser, available
from reader.scans import Heard

DOUBTFUL = 0.85  # plausibility under which pypdf is asked (docs: sound files lie above 0.93)
_LEAST = 100  # characters that make a page one of text; signature stamps stay under it
_JUDGED = 1500  # characters of a page by which its words are judged
_RUNNING = re.compile(
    r"(?:\d+\s+)?CÔNG BÁO\s*/\s*Số.{1,40}/\s*Ngày.{6,14}(?:\s+\d+)?"
    r"|[-–]\s*\d{1,4}\s*[-–]|(?:Trang|trang|Page)\s*\d{1,4}\s*(?:/\s*\d{1,4})?|\d{1,4}\s*/\s*\d{1,4}"
)
_NUMBER = re.compile(r"\d{1,4}")
_BANNER = re.compile(
    r"(?:Ký bởi|Người ký|Thời gian ký|Giờ ký|Ngày ký|Signed by|Cơ quan\s*:|Email\s*:"
    r"|Signature Not Verified)\b.*",
    re.IGNORECASE,
)


class PdfParser:
    """Reads through pypdfium2 or pypdf, whichever gives better words; scanned pages by OCR.

    Without a ``recogniser`` the machine's own is taken when first needed. ``heard`` is told
    (pages done, of): first of the text layer, then of scanned pages, which take seconds each.
    """

    def __init__(self, recogniser: Recogniser | None = None, heard: Heard | None = None) -> None:
        self._recogniser = recogniser
        self._heard = heard

    def score(self, head: bytes, _path: Path, /) -> float:
        return 1.0 if b"%PDF-" in head[:1024] else 0.0

    def parse(self, path: Path) -> Extraction:
        found, improved = _improved(path, list(pages(path, self._heard)))
        old = max((page.conversions for page in found), key=len, default=())
        looked = scans.look(path, found, lambda: self._recogniser or available(), self._heard)
        plain = without_margins(looked.pages)
        return Extraction(
            lines_of(plain),
            warnings=looked.warnings + _read_by_pypdf(improved),
            repairs=(*map(flow.converted, old), *_left_out(looked.pages, plain)),
            pages=looked.readings,
            format=_format(looked.readings),
        )


def lines_of(found: Sequence[Page]) -> tuple[Line, ...]:
    """Paragraphs of pages without margins; footnotes at the end."""
    body, notes = footnotes.apart(found)
    rows = continued(row for page in body for row in page.rows)
    return (*join(_lines(rows)), *join(_lines(notes)))


def without_margins(found: Sequence[Page]) -> list[Page]:
    """The pages without running heads, page numbers and signature banners."""
    repeated, before = _repeated(found), _numbered_from(found)
    return [_without_margins(page, repeated, before) for page in found]


def _numbered_from(found: Sequence[Page]) -> int | None:
    """By how much the printed page numbers go ahead of the pages; None where none are printed.

    A number that stands alone may be a row of a table: it is a page's own only where
    those of the other pages say so.
    """
    ahead = Counter(
        int(row.text) - page.number
        for page in found
        for row in {*page.rows[:2], *page.rows[-2:]}
        if _NUMBER.fullmatch(row.text)
    )
    if not ahead:
        return None
    most, pages_ = ahead.most_common(1)[0]
    enough = pages_ >= max(2, 0.4 * len(found)) or (len(found) == 1 and most == 0)
    return most if enough else None


def _left_out(found: Sequence[Page], plain: Sequence[Page]) -> Iterator[Repair]:
    """The rows that ``without_margins`` took, those of one shape once."""
    taken: dict[str, list[Row]] = {}
    for page, without in zip(found, plain, strict=True):
        kept = set(map(id, without.rows))
        for row in page.rows:
            if id(row) not in kept:
                taken.setdefault(_shape(row.text), []).append(row)
    for rows in taken.values():
        yield Repair(Mend.RUNNING, rows[0].text, "", page=rows[0].page, count=len(rows))


def _format(readings: Sequence[PageReading]) -> str:
    recognised = sum(reading.layer is Layer.RECOGNISED for reading in readings)
    if not recognised:
        return "PDF"
    return "scanned PDF" if recognised == len(readings) else "PDF with scanned pages"


def _lines(rows: Sequence[Row]) -> Iterator[Line]:
    """Rows as lines; ``wrapped`` where the next row goes on with the same paragraph."""
    edges = _edges(rows)
    for row, following in zip(rows, [*rows[1:], None], strict=False):
        if row.table is not None:
            yield from tables.lines(row.table.table, lambda paragraph: paragraph.text)
            continue
        left, right = edges[row.page]
        wrapped = following is not None and _goes_on(row, following, left, right)
        yield Line(row.text, page=row.page, wrapped=wrapped)


def _goes_on(row: Row, following: Row, left: float, right: float) -> bool:
    """Whether the break after ``row`` was forced: the next word had no room left."""
    if following.table is not None:
        return False
    if following.text[:1] in ",;)":
        return True
    if abs(row.size - following.size) > 0.12 * row.size:
        return False
    begun = following.text[:1].islower() and not begins_unit(following.text)
    if row.bold and not following.bold and begins_unit(row.text) and not begun:
        return False  # a heading that fills its row, and the words under it
    if _SENTENCE_END.search(row.text):
        indented = following.left - left > 0.9 * row.size
        if indented and following.page == row.page and row.left - left < 0.9 * row.size:
            return False
    elif begun:
        return True
    return following.first_word + 0.05 * row.size > right - row.right


def _edges(rows: Iterable[Row]) -> dict[int, tuple[float, float]]:
    """The left and right edges of the print on each page, stray rows aside."""
    by_page: dict[int, list[Row]] = {}
    for row in rows:
        if row.table is None:
            by_page.setdefault(row.page, []).append(row)
    rights = sorted(row.right for found in by_page.values() for row in found)
    if not rights:
        return {}
    usual = rights[int(0.9 * (len(rights) - 1))]
    edges = {}
    for page, found in by_page.items():
        own = sorted(row.right for row in found)[int(0.85 * (len(found) - 1))]
        left = sorted(row.left for row in found)[int(0.1 * (len(found) - 1))]
        edges[page] = (left, own if len(found) > 8 else usual)
    return edges


def _repeated(found: Sequence[Page]) -> frozenset[str]:
    """Rows that stand in the margin of most pages, digits aside."""
    if len(found) < 4:
        return frozenset()
    shapes = ({_shape(row.text) for row in page.rows if _in_margin(row, page)} for page in found)
    counts = Counter(shape for on_page in shapes for shape in on_page)
    return frozenset(shape for shape, count in counts.items() if count >= 0.5 * len(found))


def _in_margin(row: Row, page: Page) -> bool:
    """Whether a row stands where running heads and feet do."""
    return not 0.07 * page.height < row.top < 0.93 * page.height


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _without_margins(page: Page, repeated: frozenset[str], before: int | None) -> Page:
    last = len(page.rows) - 1
    kept = []
    for at, row in enumerate(page.rows):
        if row.table is not None:
            kept.append(row)
            continue
        outer = at < 3 or at > last - 3
        own = before is not None and row.text == str(page.number + before)
        running = outer and (own or _RUNNING.fullmatch(row.text))
        if running or (_in_margin(row, page) and _shape(row.text) in repeated):
            continue
        if page.number == 1 and _BANNER.fullmatch(row.text):
            continue
        kept.append(row)
    return replace(page, rows=tuple(kept))


def _improved(path: Path, found: list[Page]) -> tuple[list[Page], list[int]]:
    """Pages whose words pdfium tears apart or glues, read by pypdf where it does better."""
    doubtful = [at for at, page in enumerate(found) if _doubtful(page)]
    improved = []
    for at, words in _by_pypdf(path, doubtful).items():
        if plausibility(words) > plausibility(_words(found[at])) + 0.05:
            improved.append(at + 1)
            found[at] = _typewritten(found[at], words)
    return found, improved


def _doubtful(page: Page) -> bool:
    words = _words(page)
    return len(words) > 2 * _LEAST and plausibility(words[:_JUDGED]) < DOUBTFUL


def _words(page: Page) -> str:
    return "\n".join(row.text for row in page.rows)


def _by_pypdf(path: Path, wanted: Sequence[int]) -> dict[int, str]:
    if not wanted:
        return {}
    import pypdf

    try:
        reader = pypdf.PdfReader(path)
        return {at: tidy(reader.pages[at].extract_text()) for at in wanted}
    except Exception:  # a second opinion may fail in any way; the first stands
        return {}


def _typewritten(page: Page, words: str) -> Page:
    """pypdf gives no places: rows as if typed, each letter one point wide."""
    size = page.rows[len(page.rows) // 2].size
    rows = [
        Row(text, page.number, right=float(len(text)), size=size, first_word=len(text.split()[0]))
        for text in words.split("\n")
        if text.strip()
    ]
    return replace(page, rows=tuple(rows))


def _read_by_pypdf(improved: Sequence[int]) -> tuple[str, ...]:
    if not improved:
        return ()
    return (f"{len(improved)} pages read with pypdf, which gave better words",)
