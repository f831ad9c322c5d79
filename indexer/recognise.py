"""What kind of file this is, judged by its content and not by its name."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from corpus.reading import Extraction

HEAD = 4096  # bytes by which a file is recognised

_SAVE_AS = "save it as .docx and add that file"
_REFUSED = (
    (
        b"\xd0\xcf\x11\xe0",
        "an old Microsoft Office file (.doc, .xls, .ppt) or a protected one",
        _SAVE_AS,
    ),
    (b"{\\rtf", "an RTF file, which is not read yet", _SAVE_AS),
    (b"\x89PNG", "a picture", "run text recognition (OCR) on it and add the result"),
    (b"\xff\xd8\xff", "a picture", "run text recognition (OCR) on it and add the result"),
    (b"II*\x00", "a scanned picture", "run text recognition (OCR) on it and add the result"),
    (b"MM\x00*", "a scanned picture", "run text recognition (OCR) on it and add the result"),
    (b"GIF8", "a picture", "run text recognition (OCR) on it and add the result"),
    (b"Rar!", "an archive", "unpack it and add the files in it"),
    (b"7z\xbc\xaf", "an archive", "unpack it and add the files in it"),
    (b"\x1f\x8b", "a compressed file", "unpack it and add the files in it"),
)


class Unreadable(Exception):
    """A file that cannot be read: why, and what would cure it (for maintainers, in English)."""

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(f"{reason}; {cure}")
        self.reason = reason
        self.cure = cure


class Parser(Protocol):
    """Reads one format."""

    def score(self, head: bytes, path: Path, /) -> float:
        """How surely this parser fits, 0 to 1; ``head`` is the file's first ``HEAD`` bytes."""
        ...

    def parse(self, path: Path) -> Extraction:
        """Read the file.

        Raises:
            Unreadable: it holds no text, or is damaged, or locked.
        """
        ...


def choose(parsers: Sequence[Parser], head: bytes, path: Path) -> Parser:
    """The parser that fits best.

    Raises:
        Unreadable: none fits.
    """
    for magic, reason, cure in _REFUSED:
        if head.startswith(magic):
            raise Unreadable(f"it is {reason}", cure)
    best = max(parsers, key=lambda parser: parser.score(head, path))
    if best.score(head, path) <= 0:
        raise Unreadable(
            "its content is no format that is read here",
            "add the text as .docx, .pdf, .html, .md or .txt",
        )
    return best


def is_binary(head: bytes) -> bool:
    """Whether ``head`` is not text in any encoding that is read here."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _utf16_order(head):
        return False
    control = len(re.findall(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", head))
    return control > max(2, 0.01 * len(head))


def _utf16_order(head: bytes) -> str:
    """ "le" or "be" when the zero bytes lie as in UTF-16 without a mark; else ""."""
    if len(head) < 8:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.25 * len(head) / 2 and even == 0:
        return "le"
    if even > 0.25 * len(head) / 2 and odd == 0:
        return "be"
    return ""


def utf16_codec(head: bytes) -> str:
    """The UTF-16 codec that fits ``head``; "" if none does."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    order = _utf16_order(head)
    return f"utf-16-{order}" if order else ""
