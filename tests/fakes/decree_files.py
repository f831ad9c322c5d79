"""Decrees as a maintainer has them: Word and PDF files, and files that are no use."""

import io
import zipfile
from pathlib import Path

import docx

from tests.fakes import paper


def word(text: str, room: Path, name: str = "nghi-dinh.docx") -> tuple[str, bytes]:
    """A Word file of these lines."""
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    file = room / "made.docx"
    document.save(str(file))
    return name, file.read_bytes()


def pdf(text: str, room: Path, name: str = "nghi-dinh.pdf", pages: int = 1) -> tuple[str, bytes]:
    """A PDF of these lines, the same on each page."""
    file = paper.write(room / "made.pdf", [paper.flow(text.splitlines())] * pages)
    return name, file.read_bytes()


def packed(*files: tuple[str, bytes], name: str = "kho.zip") -> tuple[str, bytes]:
    """An archive of these files."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for inner, content in files:
            archive.writestr(inner, content)
    return name, raw.getvalue()


def bomb() -> tuple[str, bytes]:
    """An archive that unpacks to far more than is taken."""
    return packed(("lon.txt", b"0" * 250_000_000), name="bom.zip")


def locked() -> tuple[str, bytes]:
    """A Word file under a password, as far as readers look at it."""
    name, raw = packed(("[Content_Types].xml", b"x"), ("word/document.xml", b"x"), name="khoa.docx")
    mended = bytearray(raw)
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = mended.find(mark)
        while place >= 0:
            mended[place + at] |= 1
            place = mended.find(mark, place + 4)
    return name, bytes(mended)
