"""Pictures of pages: drawn from a PDF, and made ready for the recogniser."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.recognised import DPI

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST = 60_000_000  # pixels of a picture: A3 at 500 dpi
_PALE = 235  # lightness from which a pixel is paper


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The PDF, as pdfium has it. It was opened before, so an error here is a surprise."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        yield document
    finally:
        document.close()


def covered(page: Any) -> float:
    """The share of the page (0 to 1) that its largest picture covers."""
    import pypdfium2.raw as pdfium

    left, bottom, right, top = page.get_bbox()
    area = max(1.0, (right - left) * (top - bottom))
    shares = [0.0]
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        x0, y0, x1, y1 = picture.get_bounds()
        width = max(0.0, min(x1, right) - max(x0, left))
        shares.append(width * max(0.0, min(y1, top) - max(y0, bottom)) / area)
    return max(shares)


def drawn(page: Any) -> tuple["Image", float]:
    """The page as it prints, in colour, and its resolution: ``DPI``, less for huge pages."""
    width, height = page.get_size()
    dpi = min(DPI, 72 * (LARGEST / max(1.0, width * height)) ** 0.5)
    return page.render(scale=dpi / 72).to_pil(), dpi


def cleaned(image: "Image") -> "Image":
    """Shades of grey without the red ink of seals.

    Seen in its red part alone, red ink is as light as paper, and black print under it stays
    black. A page printed in red for the most part keeps its ink.
    """
    if image.mode in ("1", "L", "LA", "I", "I;16", "F"):
        return image.convert("L")
    colours = image.convert("RGB")
    grey, red = colours.convert("L"), colours.getchannel("R")
    return red if ink(red) > 0.5 * ink(grey) else grey


def ink(image: "Image") -> float:
    """The share of a grey picture that is not paper, 0 to 1."""
    counts = image.histogram()
    return sum(counts[:_PALE]) / max(1, sum(counts))
