"""Text recognition (OCR): the picture of a page in, its rows of words out.

Tesseract does it, with its Vietnamese data. On ten pages of the Official Gazette, as scanned
at 200 dpi, page segmentation 3 (automatic) read more words right than 4 and 6 did.
"""

import functools
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from reader.patience import stretched
from reader.pdf_print import Row
from reader.recognised import DPI, Recognised, from_table

if TYPE_CHECKING:
    from PIL.Image import Image

NOT_INSTALLED = "tesseract with Vietnamese is not installed"
INSTALL = (
    "install tesseract-ocr and tesseract-ocr-vie (Debian, Ubuntu: apt-get install"
    " tesseract-ocr tesseract-ocr-vie) and run sync again"
)
_DOUBTFUL = 0.85  # mean confidence under which the page may lie on its side; upright: over 0.87
_ROTATE = re.compile(r"Rotate: (\d+)")


class Recogniser(Protocol):
    """Reads pictures of pages."""

    def read(self, image: "Image", /) -> Recognised:
        """Read one page in shades of grey, at ``DPI`` or nearly so."""
        ...


@dataclass(frozen=True, slots=True)
class NoRecogniser:
    """Stands where none is installed; ``reason`` (English) says what is missing."""

    reason: str = NOT_INSTALLED

    def read(self, _image: "Image", /) -> Recognised:
        return Recognised(failure=self.reason)


@dataclass(frozen=True, slots=True)
class Tesseract:
    """The program ``tesseract``, run once a page; pages already read come from ``cache``.

    ``version`` is part of the key under which a page is kept: another release reads anew.
    """

    languages: str = "vie"
    cache: Path | None = None
    timeout: float = 60.0  # seconds a page
    program: str = "tesseract"
    version: str = ""

    def read(self, image: "Image", /) -> Recognised:
        kept = self._kept(image)
        if kept is not None and (found := _load(kept)) is not None:
            return found
        try:
            found = self._read(image)
        except subprocess.TimeoutExpired:
            return Recognised(failure=f"it was not read within {self.timeout:g} seconds")
        except OSError as error:
            return Recognised(failure=f"tesseract does not start ({error.strerror})")
        except subprocess.CalledProcessError as error:
            last = error.stderr.decode(errors="replace").strip().split("\n")[-1]
            return Recognised(failure=f"tesseract failed on it ({last[:120]})")
        if kept is not None:
            _save(kept, found)
        return found

    def _read(self, image: "Image") -> Recognised:
        found = self._upright(image)
        if found.confidence < _DOUBTFUL and (angle := self._angle(image)):
            turned = self._upright(image.rotate(-angle, expand=True, fillcolor=255))
            found = max(found, turned, key=lambda one: one.confidence)
        return found

    def _upright(self, image: "Image") -> Recognised:
        table = self._run(image, "-l", self.languages, "--psm", "3", "tsv")
        return from_table(table, image.height)

    def _angle(self, image: "Image") -> int:
        """By how many degrees the page is to be turned clockwise."""
        try:
            match = _ROTATE.search(self._run(image, "--psm", "0"))
        except subprocess.CalledProcessError:  # too few letters to tell
            return 0
        return int(match[1]) if match else 0

    def _run(self, image: "Image", *options: str) -> str:
        picture = io.BytesIO()
        image.save(picture, "PPM")
        command = [self.program, "-", "-", "--dpi", str(DPI), *options]
        done = subprocess.run(  # noqa: S603 - a fixed program, the picture on its input
            command,
            input=picture.getvalue(),
            capture_output=True,
            timeout=stretched(self.timeout),
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
        return done.stdout.decode(errors="replace")

    def _kept(self, image: "Image") -> Path | None:
        if self.cache is None:
            return None
        said = f"1 {self.version} {self.languages} {image.mode} {image.size}"
        key = hashlib.blake2b(said.encode() + image.tobytes(), digest_size=16).hexdigest()
        return self.cache / f"{key}.json"


@functools.cache
def available(cache: Path | None = None) -> Recogniser:
    """The recogniser this machine has; one that reads nothing where it has none."""
    program = shutil.which("tesseract")
    if program is None:
        return NoRecogniser()
    languages = _said(program, "--list-langs").split()
    if "vie" not in languages:
        return NoRecogniser()
    version = _said(program, "--version").split("\n", 1)[0]
    return Tesseract(cache=cache, program=program, version=version)


def _said(program: str, question: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the program found on the path
            [program, question], capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout or done.stderr).decode(errors="replace")


def _load(path: Path) -> Recognised | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Recognised(tuple(Row(**row) for row in kept["rows"]), kept["confidence"])
    except (OSError, ValueError, KeyError, TypeError):  # never written, or damaged: read anew
        return None


def _save(path: Path, found: Recognised) -> None:
    """Write it whole or not at all; a full disk costs only the next sync's time."""
    kept = {"confidence": found.confidence, "rows": [asdict(row) for row in found.rows]}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, delete=False
        ) as out:
            json.dump(kept, out, ensure_ascii=False)
        Path(out.name).replace(path)
    except OSError:
        return
