"""Reading a file: bytes in, a document with its sections out."""

import hashlib
from dataclasses import replace
from pathlib import Path

from corpus import letterhead, metadata
from corpus.reading import Reading
from corpus.structure import structure
from indexer import sidecar
from indexer.parse_docx import DocxParser
from indexer.parse_html import HtmlParser
from indexer.parse_markdown import MarkdownParser
from indexer.parse_pdf import PdfParser
from indexer.parse_text import TextParser
from indexer.recognise import HEAD, Parser, Unreadable, choose

__all__ = ["LARGEST", "PARSERS", "READER_VERSION", "Unreadable", "digest_of", "read"]

READER_VERSION = 1  # raise it when the same bytes are to be read anew
LARGEST = 100_000_000  # bytes
PARSERS: tuple[Parser, ...] = (
    DocxParser(),
    PdfParser(),
    HtmlParser(),
    MarkdownParser(),
    TextParser(),
)


def read(path: Path, *, name: str | None = None) -> Reading:
    """Read ``path``; ``name`` is the file's name where it is not the path's own.

    Raises:
        Unreadable: with the reason and the cure.
    """
    name = name or path.name
    raw = _bytes(path, name)
    beside, said, beside_raw = sidecar.load(path)
    extraction = choose(PARSERS, raw[:HEAD], Path(name)).parse(path)
    given = sidecar.with_sidecar(extraction, beside)
    document = letterhead.describe(extraction.lines, given, name)
    found = structure(extraction.lines, document.kind)
    return Reading(
        document=replace(document, digest=digest(raw, beside_raw)),
        sections=found.sections,
        warnings=(
            *extraction.warnings,
            *said,
            *metadata.check(given).warnings,
            *found.warnings,
        ),
    )


def digest_of(path: Path) -> str:
    """The digest that reading ``path`` would give its document, without reading it.

    Raises:
        Unreadable: with the reason and the cure.
    """
    raw = _bytes(path, path.name)
    _beside, _said, beside_raw = sidecar.load(path)
    return digest(raw, beside_raw)


def digest(raw: bytes, beside: bytes = b"") -> str:
    """Of a file's bytes, of the metadata beside it, and of this reader's version."""
    key = f"{READER_VERSION} {len(raw)} ".encode() + raw + beside
    return hashlib.blake2b(key, digest_size=16).hexdigest()


def _bytes(path: Path, name: str) -> bytes:
    if name.startswith("~$"):
        raise Unreadable(
            "it is Word's lock file", "close the document in Word, or delete this file"
        )
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise Unreadable(
                f"it is {size / 1e6:.0f} MB; files over {LARGEST // 1_000_000} MB are not read",
                "split it, or remove the pictures",
            )
        raw = path.read_bytes()
    except OSError as error:
        raise Unreadable(
            f"it cannot be opened ({error.strerror})", "check the file and its permissions"
        ) from error
    if not raw.strip(b"\x00 \t\r\n"):
        raise Unreadable("the file is empty", "add it again from its source")
    return raw
