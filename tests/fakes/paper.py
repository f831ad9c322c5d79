"""PDF files written for tests: text at given places, in a font every reader can map back.

The font is not embedded; a ToUnicode table makes its codes readable, and every glyph is
half as wide as the type is high.
"""

import zlib
from collections.abc import Sequence
from pathlib import Path

HEIGHT, WIDTH = 842, 595
LEFT, RIGHT = 72, 523
Placed = tuple[float, float, float, str]  # left, baseline from below, type size, words


def page(lines: Sequence[str], size: float = 12, top: float = 780) -> list[Placed]:
    """Lines under one another from the left margin."""
    return [(LEFT, top - 1.5 * size * at, size, line) for at, line in enumerate(lines)]


def wrapped(paragraph: str, size: float = 12, indent: float = 0) -> list[tuple[float, str]]:
    """A paragraph broken as a typesetter would: (left, words) for each row."""
    rows: list[tuple[float, str]] = []
    left, row = LEFT + indent, ""
    for word in paragraph.split():
        longer = f"{row} {word}".strip()
        if left + len(longer) * size / 2 > RIGHT:
            rows.append((left, row))
            left, row = float(LEFT), word
        else:
            row = longer
    return [*rows, (left, row)]


def flow(paragraphs: Sequence[str], size: float = 12, top: float = 760) -> list[Placed]:
    """Paragraphs of a page, each broken at the right margin."""
    placed: list[Placed] = []
    y = top
    for paragraph in paragraphs:
        for left, row in wrapped(paragraph, size):
            placed.append((left, y, size, row))
            y -= 1.4 * size
    return placed


def write(path: Path, pages: Sequence[Sequence[Placed]], pictures: bool = False) -> Path:
    """A PDF of ``pages``; ``pictures`` draws an image on each, as a scan does."""
    letters = sorted({c for placed in pages for *_, words in placed for c in words})
    codes = {letter: at + 1 for at, letter in enumerate(letters)}
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *_font(codes), _image()]
    kids = []
    for placed in pages:
        content = _stream(_content(placed, codes, pictures).encode())
        objects.append(content)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
            f"/Contents {len(objects)} 0 R "
            "/Resources << /Font << /F 3 0 R >> /XObject << /I 7 0 R >> >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    path.write_bytes(_file(objects))
    return path


def _content(placed: Sequence[Placed], codes: dict[str, int], pictures: bool) -> str:
    drawn = ["q 500 0 0 700 40 40 cm /I Do Q"] if pictures else []
    for left, y, size, words in placed:
        shown = "".join(f"{codes[c]:04x}" for c in words)
        drawn.append(f"BT /F {size} Tf 1 0 0 1 {left} {y} Tm <{shown}> Tj ET")
    return "\n".join(drawn)


def _font(codes: dict[str, int]) -> list[bytes]:
    table = "\n".join(
        f"<{code:04x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def "
        "1 begincodespacerange <0000> <ffff> endcodespacerange "
        f"{len(codes)} beginbfchar\n{table}\nendbfchar endcmap end end"
    )
    return [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Paper /Encoding /Identity-H "
        b"/DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Paper /CIDSystemInfo << /Registry "
        b"(Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 /FontDescriptor 5 0 R >>",
        b"<< /Type /FontDescriptor /FontName /Paper /Flags 4 /FontBBox [0 -200 500 800] "
        b"/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
        _stream(cmap.encode()),
    ]


def _image() -> bytes:
    data = zlib.compress(bytes(8 * 8))
    return (
        b"<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (len(data), data)
    )


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for at, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (at, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)
