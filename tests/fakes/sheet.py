"""Pages drawn for tests, as a scanner would see them, at 300 dpi; and PDF files of them."""

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont
from rapidfuzz import fuzz

SIZE = (2480, 1754)  # pixels: A4's width, half its height
# Older Liberation fonts lack letters of Vietnamese.
_FONTS = ("DejaVuSans.ttf", "DejaVuSerif.ttf", "LiberationSerif-Regular.ttf")


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def drawn(
    lines: Sequence[str], *, top: int = 200, seal: bool = False, size: tuple[int, int] = SIZE
) -> Image.Image:
    """Lines under one another; ``seal`` puts a round red stamp over the first of them."""
    page = Image.new("RGB" if seal else "L", size, "white")
    pen = ImageDraw.Draw(page)
    for at, line in enumerate(lines):
        pen.text((250, top + 90 * at), line, font=font(50), fill="black")
    if seal:
        red = Image.new("L", size)
        ImageDraw.Draw(red).ellipse((300, top - 120, 780, top + 360), outline=255, width=30)
        ImageDraw.Draw(red).text((330, top + 70), "SỞ NỘI VỤ", font=font(70), fill=255)
        ink = Image.new("RGB", size, (225, 40, 45))
        under = Image.composite(ink, Image.new("RGB", size, "white"), red)
        page = ImageChops.darker(page, under)
    return page


def pdf(path: Path, pages: Sequence[Image.Image]) -> Path:
    """A PDF whose pages are pictures only."""
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=300, save_all=True, append_images=list(pages[1:]))
    path.write_bytes(out.getvalue())
    return path


def alike(seen: str, printed: str) -> bool:
    """Whether a recogniser read it nearly right: releases differ by a tone mark or two."""
    return fuzz.ratio(seen, printed) > 93
