"""A page for the eye: the images of a file's pages beside the words that were read on them."""

import base64
import html
import io
import os
import shutil
import signal
import subprocess
import tempfile
from itertools import groupby
from pathlib import Path

from corpus.document import Section
from corpus.page import PageReading
from corpus.reading import Reading
from corpus.repair import Repair

MOST_PAGES = 80
_WIDTH = 900  # pixels of a page's image
_SECONDS = 120  # for a conversion to PDF
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8", b"BM", b"RIFF")
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:1rem;color:#222}
.page{display:grid;grid-template-columns:1fr 1fr;gap:1.5rem}
.page{border-top:2px solid #888;padding:1rem 0}
img{width:100%;border:1px solid #bbb}
h3{margin:.6rem 0 .2rem;font-size:1rem}
p{margin:.15rem 0;white-space:pre-wrap}
.path{color:#666;font-size:.8rem}
.left-out{background:#fde8e8}
del{background:#fdd}
ins{background:#dfd;text-decoration:none}
"""


def page_beside(path: Path, reading: Reading) -> str:
    """HTML: the file's pages as images, beside each what was read on it.

    A format without pages is turned into a PDF by LibreOffice where that is installed;
    its words then stand beside all pages, since nothing says which page each is on.
    """
    images, note = _images(path)
    paged = any(section.page for section in reading.sections)
    texts = _by_page(reading.sections) if paged else {1: list(reading.sections)}
    pages = {page.number: page for page in reading.pages}
    parts = [
        _row(number, images.get(number), texts.get(number, []), pages.get(number), reading.repairs)
        for number in sorted({*images, *texts})
    ]
    title = html.escape(reading.document.number or reading.document.title or path.name)
    warnings = "".join(f"<li>{html.escape(warning)}</li>" for warning in reading.warnings)
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style><h1>{title}</h1><p>{html.escape(note)}</p><ul>{warnings}</ul>"
        + "".join(parts)
        + _file_repairs(reading.repairs)
    )


def _row(
    number: int,
    image: bytes | None,
    sections: list[Section],
    page: PageReading | None,
    repairs: tuple[Repair, ...],
) -> str:
    shown = ""
    if image is not None:
        data = base64.b64encode(image).decode()
        shown = f'<img alt="page {number}" src="data:image/png;base64,{data}">'
    about = f"page {number}"
    left_out = ""
    if page is not None:
        about += f" · {page.layer} · confidence {page.confidence:.0%}"
        if not page.kept:
            left_out, about = ' class="left-out"', f"{about} · left out: {page.reason}"
    words = "".join(_section(section, repairs) for section in sections)
    return (
        f'<div class="page"><div>{shown}</div><div{left_out}>'
        f'<p class="path">{html.escape(about)}</p>{words}</div></div>'
    )


def _section(section: Section, repairs: tuple[Repair, ...]) -> str:
    path = html.escape(" › ".join(section.path))
    heading = f"<h3>{html.escape(section.heading)}</h3>" if section.heading else ""
    return f'<p class="path">{path}</p>{heading}<p>{_marked(section, repairs)}</p>'


def _marked(section: Section, repairs: tuple[Repair, ...]) -> str:
    """The section's text as HTML, with what stood there before each repair."""
    placed = [r for r in repairs if r.path == section.path and r.start is not None]
    shown, at = "", 0
    for repair in sorted(placed, key=lambda repair: repair.start or 0):
        start = repair.start or 0
        end = start + len(repair.after)
        shown += html.escape(section.text[at:start])
        shown += f"<del>{html.escape(repair.before)}</del> <ins>{html.escape(repair.after)}</ins>"
        at = end
    return shown + html.escape(section.text[at:])


def _file_repairs(repairs: tuple[Repair, ...]) -> str:
    rows = "".join(
        f"<li>{html.escape(r.mend)} ×{r.count}: <del>{html.escape(r.before)}</del> → "
        f"<ins>{html.escape(r.after)}</ins></li>"
        for r in repairs
        if r.start is None
    )
    return f"<h2>Repairs of the whole file</h2><ul>{rows}</ul>" if rows else ""


def _by_page(sections: tuple[Section, ...]) -> dict[int, list[Section]]:
    texts: dict[int, list[Section]] = {}
    last = 1
    for number, group in groupby(sections, key=lambda section: section.page):
        last = number or last
        texts.setdefault(last, []).extend(group)
    return texts


def _images(path: Path) -> tuple[dict[int, bytes], str]:
    """PNG images of the pages by number, and a note where there are none, or not all."""
    head = path.read_bytes()[:1024]
    if b"%PDF-" in head:
        return _rendered(path)
    if head.startswith(_PICTURES):
        from PIL import Image

        with Image.open(path) as image:
            return {1: _png(image)}, ""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return {}, "No images: LibreOffice, which would draw the pages, is not installed."
    with tempfile.TemporaryDirectory() as folder:
        command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless",
                   "--convert-to", "pdf", "--outdir", folder, str(path.absolute())]  # fmt: skip
        try:
            _run(command)
            return _rendered(next(Path(folder).glob("*.pdf")))
        except (subprocess.SubprocessError, StopIteration):
            return {}, "No images: LibreOffice could not draw the pages."


def _run(command: list[str]) -> None:
    """Run a program; one that takes too long ends with all that it started."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        try:
            process.wait(_SECONDS)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def _rendered(path: Path) -> tuple[dict[int, bytes], str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    images = {}
    for index in range(min(len(document), MOST_PAGES)):
        page = document[index]
        scale = min(_WIDTH / max(page.get_width(), 1), 4 * _WIDTH / max(page.get_height(), 1))
        images[index + 1] = _png(page.render(scale=scale).to_pil())
    more = len(document) - MOST_PAGES
    document.close()
    return images, f"The images of the last {more} pages are left out." if more > 0 else ""


def _png(image: object) -> bytes:
    from PIL.Image import Image

    assert isinstance(image, Image)  # noqa: S101 Pillow's own types
    image.thumbnail((_WIDTH, 4 * _WIDTH))
    data = io.BytesIO()
    image.convert("RGB").save(data, "PNG", optimize=True)
    return data.getvalue()
