"""Pictures of pages: photographs and scans, one page a picture, or many in a TIFF."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.page import Layer, PageReading
from corpus.reading import Extraction
from reader import page_check, page_image
from reader.parse_pdf import lines_of, without_margins
from reader.pdf_rows import Page
from reader.recognise import Unreadable
from reader.recognised import DPI, on_page
from reader.recogniser import Recogniser, available
from reader.scans import Heard, Looked, refuse_if_empty

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")
_MAGIC = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF87a", b"GIF89a")
_MOST = 500  # pages of one file
_LARGEST = 150_000_000  # pixels of one page: A4 at 1200 dpi
_PAPER = 8.27  # inches: the width of A4, taken where a picture does not tell its resolution
_SHARP = (150, 450)  # dots an inch between which a picture is read as it is


class ImageParser:
    """Reads through Pillow and the recogniser; ``heard`` is told (pages done, of)."""

    def __init__(self, recogniser: Recogniser | None = None, heard: Heard | None = None) -> None:
        self._recogniser = recogniser
        self._heard = heard

    def score(self, head: bytes, _path: Path, /) -> float:
        bitmap = head[:2] == b"BM" and head[6:10] == bytes(4)
        webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
        return 1.0 if head.startswith(_MAGIC) or bitmap or webp else 0.0

    def parse(self, path: Path) -> Extraction:
        recogniser = self._recogniser or available()
        pages, readings = list[Page](), list[PageReading]()
        for sheet in _sheets(path):
            page, reading = _read(sheet, recogniser)
            pages.append(page)
            readings.append(reading)
            if self._heard is not None:
                self._heard(sheet.number, sheet.of)
        refuse_if_empty(pages, readings)
        looked = Looked(pages, tuple(readings))
        return Extraction(
            lines_of(without_margins(looked.pages)),
            warnings=looked.warnings,
            pages=looked.readings,
            format="picture of pages",
        )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """``image`` is None where the page is damaged or too large: ``reason`` says which."""

    number: int
    of: int
    image: "Image | None"
    reason: str = ""


def _read(sheet: _Sheet, recogniser: Recogniser) -> tuple[Page, PageReading]:
    if sheet.image is None:
        reading = PageReading(sheet.number, Layer.PICTURE, 0, 0, kept=False, reason=sheet.reason)
        return Page(sheet.number, ()), reading
    seen = recogniser.read(sheet.image)
    judged = page_check.by_recognition(sheet.number, seen)
    rows = on_page(seen, sheet.number) if judged.kept else ()
    return Page(sheet.number, rows, height=sheet.image.height * 72 / DPI), judged


def _sheets(path: Path) -> Iterator[_Sheet]:
    """The pages, upright as the camera says, in shades of grey, at ``DPI``.

    Raises:
        Unreadable: it is no picture, or damaged from its beginning.
    """
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # measured here
        try:
            with Image.open(path, formats=_FORMATS) as picture:
                several = picture.format == "TIFF"
                of = min(getattr(picture, "n_frames", 1), _MOST) if several else 1
                for number in range(1, of + 1):
                    yield _sheet(picture, number, of)
        except Image.DecompressionBombError as error:
            raise Unreadable("the picture is too large", "scan it again at 300 dpi") from error
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise Unreadable(
                "the picture is damaged", "scan or photograph the page again"
            ) from error


def _sheet(picture: "Image", number: int, of: int) -> _Sheet:
    from PIL import Image

    try:
        picture.seek(number - 1)
        if picture.width * picture.height > _LARGEST:
            return _Sheet(number, of, None, "it has too many pixels; scan it at 300 dpi")
        picture.load()
        return _Sheet(number, of, _prepared(picture))
    except Image.DecompressionBombError:
        return _Sheet(number, of, None, "it has too many pixels; scan it at 300 dpi")
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):
        return _Sheet(number, of, None, "the picture is damaged")


def _prepared(picture: "Image") -> "Image":
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(picture)
    dpi = _resolution(upright)
    if "A" in upright.getbands() or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright)
    grey = page_image.cleaned(upright)
    scale = 1.0 if _SHARP[0] <= dpi <= _SHARP[1] else DPI / dpi
    if scale == 1.0:
        return grey
    size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
    return grey.resize(size, Image.Resampling.LANCZOS)


def _resolution(picture: "Image") -> float:
    """Dots an inch, by the paper's width; what a camera writes of it means nothing."""
    return min(picture.size) / _PAPER
