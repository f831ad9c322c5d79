"""Pictures of pages: drawn from a PDF, and made ready for the recogniser."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reader.recognised import DPI

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST = 60_000_000  # pixels of a picture: A3 at 500 dpi
_PALE = 200  # lightness from which a pixel is paper, or red ink seen in its red part
_SHARP = (180, 350)  # dpi of scans that are read as they are
_PRINT = 0.001  # share of ink that two lines of print have


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The PDF, as pdfium has it. It was opened before, so an error here is a surprise."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        yield document
    finally:
        document.close()


def covered(page: Any) -> tuple[float, float]:
    """The share of the page (0 to 1) that its largest picture covers, and that one's dpi."""
    import pypdfium2.raw as pdfium

    left, bottom, right, top = page.get_bbox()
    area = max(1.0, (right - left) * (top - bottom))
    found = [(0.0, 0.0)]
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        x0, y0, x1, y1 = picture.get_bounds()
        width, height = min(x1, right) - max(x0, left), min(y1, top) - max(y0, bottom)
        if width > 0 and height > 0:
            dots = max(picture.get_px_size()) * 72 / max(x1 - x0, y1 - y0)
            found.append((width * height / area, dots))
    return max(found)


def drawn(page: Any, own: float = 0.0) -> tuple["Image", float]:
    """The page as it prints, in colour, and its resolution.

    That is the scan's ``own`` dpi if it is near ``DPI``: drawn as large as it was scanned, a
    page loses no tone marks to smoothing. Huge pages get less.
    """
    width, height = page.get_size()
    dpi = own if _SHARP[0] <= own <= _SHARP[1] else DPI
    dpi = min(dpi, 72 * (LARGEST / max(1.0, width * height)) ** 0.5)
    return page.render(scale=dpi / 72).to_pil(), dpi


def cleaned(image: "Image") -> "Image":
    """Shades of grey without the red ink of seals, its edges sharpened.

    Seen in its red part alone, red ink is as light as paper, and black print under it stays
    black. A page printed in nothing but red keeps its ink.
    """
    from PIL import ImageFilter

    return _without_seals(image).filter(ImageFilter.UnsharpMask(radius=1.5, percent=120))


def _without_seals(image: "Image") -> "Image":
    if image.mode in ("1", "L", "LA", "I", "I;16", "F"):
        return image.convert("L")
    colours = image.convert("RGB")
    red = colours.getchannel("R")
    return red if ink(red) > _PRINT else colours.convert("L")


def ink(image: "Image") -> float:
    """The share of a grey picture that is not paper, 0 to 1."""
    counts = image.histogram()
    return sum(counts[:_PALE]) / max(1, sum(counts))
