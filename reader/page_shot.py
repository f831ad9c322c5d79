"""A picture of one page of a file, made in a process of its own with limits of time and memory."""

import os
import subprocess
import sys
import threading
from pathlib import Path

from reader.memory import limit_memory
from reader.patience import stretched

_ROOT = Path(__file__).parent.parent
_SECONDS = 20.0
_MEMORY = 1500  # megabytes
_WIDTH = 800  # pixels
_QUALITIES = (45, 30, 15, 5)  # of WebP: a page of print has about 40 kB in the first, a scan more
_LIGHT = 46_000  # bytes; with what is around it a page of ours stays below 60 kB
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8", b"BM", b"RIFF")
_AT_ONCE = threading.BoundedSemaphore(2)
_PATIENCE = 15.0  # seconds


def has_pages(path: Path) -> bool:
    """Whether pictures of its pages can be made: of PDFs and of pictures."""
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError:
        return False
    return b"%PDF-" in head or head.startswith(_PICTURES)


def shoot(path: Path, page: int, into: Path, seconds: float = _SECONDS) -> bool:
    """Write the page (from 1) as WebP into ``into``; False where there is none to be had."""
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        return False
    new = into.with_name(f".{into.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        into.parent.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(  # noqa: S603 our own module
            [sys.executable, "-m", "reader.page_shot", str(path.absolute()), str(page),
             str(new.absolute())],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=stretched(seconds), cwd=_ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"},
            start_new_session=True, check=False,
        )  # fmt: skip
        if done.returncode or not new.is_file():
            return False
        new.replace(into)
        return True
    except (subprocess.TimeoutExpired, OSError):
        return False
    finally:
        new.unlink(missing_ok=True)
        _AT_ONCE.release()


def _draw(path: Path, page: int, into: Path) -> None:
    from PIL import Image

    if b"%PDF-" in path.open("rb").read(1024):
        import pypdfium2

        document = pypdfium2.PdfDocument(path)
        sheet = document[page - 1]
        wide, tall = max(sheet.get_width(), 1), max(sheet.get_height(), 1)
        image = sheet.render(scale=min(_WIDTH / wide, 3 * _WIDTH / tall)).to_pil()
    else:
        image = Image.open(path)
        image.seek(page - 1)
        image.draft("RGB", (_WIDTH, 3 * _WIDTH))
    image.thumbnail((_WIDTH, 3 * _WIDTH))
    image = image.convert("RGB")
    for quality in _QUALITIES:
        image.save(into, "WEBP", quality=quality)
        if into.stat().st_size <= _LIGHT:
            return


if __name__ == "__main__":
    limit_memory(_MEMORY)
    _draw(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
