"""Pages of a PDF whose words are in a picture: found, recognised, judged.

A stamp, a signature banner or a running head laid over a scan is not its text. Pages are
looked at one by one: a file may be half typed and half scanned.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.page import Layer, PageReading
from reader import page_check, page_image
from reader.pdf_print import Row
from reader.pdf_rows import Page
from reader.plausible import plausibility
from reader.recognise import Unreadable
from reader.recognised import on_page
from reader.recogniser import INSTALL, NOT_INSTALLED, Recogniser

Heard = Callable[[int, int], None]  # (pages done, of)

_STAMP = 30  # words up to which a text layer over a picture may be but a stamp
_TEXT = 100  # words from which a page's own layer is its text
_PICTURE = 0.08  # share of the page from which a picture may hold its words
_PAGE = 0.4  # share from which a picture is likely the page itself
_GARBLED = 0.5  # share of syllables under which a text layer is read anew from the page's print
_TRIED = 2  # such pages in vain, from which the others of the file are left as they are
_DOUBTFUL = 0.8  # share of syllables under which a layer over a scan is read anew
_IMPRINT = re.compile(r"VĂN PHÒNG CHÍNH PHỦ XUẤT B", re.IGNORECASE)
_BLANK = 0.0005  # share of ink that specks of dust have


@dataclass(frozen=True, slots=True)
class Looked:
    """The pages with the rows that stand, and how each was read."""

    pages: list[Page]
    readings: tuple[PageReading, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """One line for all pages that are kept out, one for all that were recognised."""
        out = [reading for reading in self.readings if not reading.kept]
        seen = [r for r in self.readings if r.layer is Layer.RECOGNISED and not r.reason]
        found = []
        if seen:
            sure = sum(reading.confidence for reading in seen) / len(seen)
            found.append(f"pages {_listed(seen)} recognised from pictures (confidence {sure:.0%})")
        if seen and seen[0].number == 1:
            found.append("its number and date were recognised from a picture: check them")
        for reason in dict.fromkeys(reading.reason for reading in out):
            same = [reading for reading in out if reading.reason == reason]
            found.append(f"pages {_listed(same)} are not used: {reason}")
        return tuple(found)


def look(
    path: Path, found: Sequence[Page], recogniser: Callable[[], Recogniser], heard: Heard | None
) -> Looked:
    """Recognise what needs it; pages that fail lose their rows.

    ``recogniser`` is asked for when the first page needs it.

    Raises:
        Unreadable: no page gives any words.
    """
    if not found:
        raise Unreadable("the PDF has no pages", "download or export it again")
    pages, readings = list(found), list(map(_by_layer, found))
    for at, page, reading in _scans(path, found, readings, recogniser, heard):
        pages[at], readings[at] = page, reading
    refuse_if_empty(pages, readings)
    return Looked(pages, tuple(readings))


def refuse_if_empty(pages: Sequence[Page], readings: Sequence[PageReading]) -> None:
    """Raises Unreadable where no page has words left."""
    if any(page.rows for page in pages):
        return
    reasons = [reading.reason for reading in readings if not reading.kept]
    if NOT_INSTALLED in reasons:
        raise Unreadable(
            "it is a scan and text recognition is not installed",
            f"{INSTALL}, or add the document's text",
        )
    why = f": {reasons[0]}" if reasons else ""
    raise Unreadable(
        f"none of its {len(pages)} pages could be read{why}",
        "look at it; scan it again upright at 300 dpi, or add the document's text",
    )


def _scans(
    path: Path,
    found: Sequence[Page],
    readings: Sequence[PageReading],
    recogniser: Callable[[], Recogniser],
    heard: Heard | None,
) -> Iterator[tuple[int, Page, PageReading]]:
    """The pages that were recognised, with their places in ``found``."""
    if not any(map(_suspect, found, readings)):
        return
    in_vain = 0  # pages of garbled letters that recognition read no better
    with page_image.opened(path) as document:
        for at, (page, reading) in enumerate(zip(found, readings, strict=True)):
            garbled = _words(page) > _STAMP and reading.syllables < _GARBLED
            if _suspect(page, reading) and not (garbled and in_vain >= _TRIED):
                looked = _recognised(document, page, reading, recogniser)
                in_vain += garbled and looked is None
                if looked is not None:
                    yield at, *looked
            if heard is not None:
                heard(at + 1, len(found))


def _by_layer(page: Page) -> PageReading:
    return page_check.by_layer(page.number, _text(page.rows))


def _suspect(page: Page, reading: PageReading) -> bool:
    """Whether it is worth looking for a picture on the page."""
    return _words(page) < _TEXT or reading.syllables < _DOUBTFUL


def _recognised(
    document: Any, page: Page, reading: PageReading, recogniser: Callable[[], Recogniser]
) -> tuple[Page, PageReading] | None:
    """The page as recognised; None if it is no scan, or its own layer is better."""
    import pypdfium2

    try:
        sheet = document[page.number - 1]
        words, (share, own) = _words(page), page_image.covered(sheet)
        if not _is_scan(words, share, reading.syllables):
            return None
        drawn, dpi = page_image.drawn(sheet, own if share >= _PAGE / 2 else 0.0)
    except pypdfium2.PdfiumError as error:
        failed = PageReading(page.number, Layer.PICTURE, 0, 0, False, f"damaged ({error})")
        return (replace(page, rows=()), failed) if not page.rows else None
    image = page_image.cleaned(drawn)
    if not words and page_image.ink(image) < _BLANK:
        return None
    seen = recogniser().read(image)
    judged = page_check.by_recognition(page.number, seen)
    if _IMPRINT.match(seen.text):
        said = "the gazette's imprint, left out"
        return replace(page, rows=()), replace(judged, kept=True, reason=said)
    rows = on_page(seen, page.number, dpi)
    if words >= _TEXT:
        better = judged.kept and judged.syllables > reading.syllables + 0.05
        return (replace(page, rows=rows), judged) if better else None
    if judged.kept:
        return replace(page, rows=tuple(_together(page.rows, rows))), judged
    return None if words > _STAMP else (replace(page, rows=()), judged)


def _is_scan(words: int, share: float, syllables: float) -> bool:
    """Words in the layer, share of the page under a picture, syllables among the words."""
    if words == 0:
        return True  # a scan in strips, letters drawn as lines, or blank
    if words <= _STAMP:
        return share >= _PICTURE
    if syllables < _GARBLED:
        return True  # letters with a wrong table of codes look right on the page
    return share >= _PAGE and (words < _TEXT or syllables < _DOUBTFUL)


def _words(page: Page) -> int:
    return sum(len(re.findall(r"[^\W\d_]+", row.text)) for row in page.rows)


def _text(rows: Sequence[Row]) -> str:
    return "\n".join(row.text for row in rows)


def _together(layer: Sequence[Row], seen: Sequence[Row]) -> Iterator[Row]:
    """Rows of the layer and recognised ones, downwards; what both have is the layer's."""
    waiting = list(layer) if plausibility(_text(layer)) >= _DOUBTFUL else []
    for row in (row for row in seen if not any(_same_place(row, own) for own in layer)):
        while waiting and waiting[0].top > row.top + 0.5 * row.size:
            yield waiting.pop(0)
        yield row
    yield from waiting


def _same_place(seen: Row, own: Row) -> bool:
    shared = min(seen.right, own.right) - max(seen.left, own.left)
    level = abs(seen.top - own.top) < 0.8 * max(seen.size, own.size)
    return level and shared > 0.5 * (seen.right - seen.left)


def _listed(readings: Sequence[PageReading]) -> str:
    numbers = [str(reading.number) for reading in readings]
    return ", ".join(numbers[:10]) + (" …" if len(numbers) > 10 else "")
