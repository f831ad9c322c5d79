"""A form as an object: the blank file, which edition it is, what goes wrong, what it looks like."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

LARGEST = 5_000_000  # bytes of a file that is handed over, or taken to be checked

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "rtf": "application/rtf",
}


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file of which an index generation keeps the bytes. ``digest`` is of them alone."""

    name: str
    size: int  # bytes
    digest: str

    @property
    def type(self) -> str:
        """The name's ending without its dot, in lower case: "docx"."""
        return self.name.rpartition(".")[2].lower()

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES.get(self.type, "application/octet-stream")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph (``text``), or a table (``rows`` of cells), in the order of the page.

    ``level`` is the depth of a heading, 0 for running text.
    """

    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    level: int = 0

    def texts(self) -> Iterator[str]:
        """The paragraph, or the cells from left to right, row by row."""
        if self.text:
            yield self.text
        for row in self.rows:
            yield from row


@dataclass(frozen=True, slots=True)
class Form:
    """What a document of kind form is besides its text.

    ``annex`` places it ("Mẫu số 06 Phụ lục X") in the text that issued it (``issued_by``, a
    number). ``replaces`` names earlier editions as papers name them. ``required`` and
    ``optional`` are labels of fields; where neither is said the form's wording decides.
    ``errors`` are also a section of the document, so that they can be found and quoted.
    """

    blank: FormFile
    pieces: tuple[Piece, ...] = ()
    annex: str = ""
    issued_by: str = ""
    replaces: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    sample: FormFile | None = None

    @property
    def files(self) -> tuple[FormFile, ...]:
        """All files that are handed over."""
        return (self.blank, *((self.sample,) if self.sample else ()))


class Problem(StrEnum):
    """Why a file that was sent cannot be checked."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"  # neither Word nor PDF
    LOCKED = "locked"  # under a password
    DAMAGED = "damaged"
    NO_TEXT = "no_text"  # pictures of pages
    TOO_HARD = "too_hard"  # it would take too much time or memory
    BUSY = "busy"


def size_text(size: int) -> str:
    """A size for people: "23 kB", "1,4 MB", "5 MB"."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".0 ", " ").replace(".", ",")
