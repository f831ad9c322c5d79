"""Reading a file: bytes in, a document with its sections out."""

import hashlib
import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from corpus import instructing, letterhead, metadata
from corpus.document import NATIONAL, Document, Section
from corpus.page import Layer
from corpus.procedure import Procedure
from corpus.procedures import procedures
from corpus.reading import Reading
from corpus.relations import relations
from corpus.skipped import skipped
from corpus.staged import with_replaced, with_validity
from corpus.structure import structure
from corpus.text import slug
from reader import forms, mend, sidecar
from reader.parse_doc import DocParser
from reader.parse_docx import DocxParser
from reader.parse_html import HtmlParser
from reader.parse_image import ImageParser
from reader.parse_markdown import MarkdownParser
from reader.parse_mht import MhtParser
from reader.parse_pdf import PdfParser
from reader.parse_rtf import RtfParser
from reader.parse_sheet import SheetParser
from reader.parse_slides import SlidesParser
from reader.parse_text import TextParser
from reader.recognise import HEAD, Parser, Unreadable, choose
from reader.recogniser import Tesseract, available

__all__ = ["LARGEST", "READER_VERSION", "Readers", "Unreadable", "digest_of", "read"]

log = logging.getLogger(__name__)
_NAMED = 10  # units in one warning
READER_VERSION = 4  # raise it when the same bytes are to be read anew
_COMMUNE = re.compile(r"\b(?:xã(?!\s+hội)|phường|đặc khu|thị trấn|huyện|quận)\b", re.IGNORECASE)
LARGEST = 100_000_000  # bytes


class Readers:
    """The parsers. ``recognised`` keeps the pages recognised so far; ``on_page`` hears of each."""

    def __init__(
        self,
        *,
        recognised: Path | None = None,
        on_page: Callable[[int, int], None] = lambda _page, _of: None,
    ) -> None:
        recogniser = available(recognised)
        self.parsers: tuple[Parser, ...] = (
            DocxParser(),
            PdfParser(recogniser, on_page),
            DocParser(),
            RtfParser(),
            SheetParser(),
            SlidesParser(),
            ImageParser(recogniser, on_page),
            MhtParser(),
            HtmlParser(),
            MarkdownParser(),
            TextParser(),
        )


def read(path: Path, readers: Readers | None = None) -> Reading:
    """Read a file.

    Raises:
        Unreadable: with the reason and the cure.
    """
    raw = _bytes(path)
    beside, said, beside_raw = sidecar.load(path)
    parsers = (readers or Readers()).parsers
    repaired = mend.mended(choose(parsers, raw[:HEAD], path).parse(path))
    extraction = repaired.extraction
    if not any(map(str.isalpha, chain.from_iterable(line.text for line in extraction.lines))):
        raise Unreadable("it holds no words", "check the file, or leave it out")
    given = sidecar.with_sidecar(extraction, beside)
    recognised = any(page.layer is Layer.RECOGNISED for page in extraction.pages[:1])
    document = letterhead.describe(extraction.lines, given, path.name, recognised=recognised)
    known = metadata.check(given)
    document = replace(document, digest=digest(raw, beside_raw))
    reading = _understood(document, repaired, path.name, (*said, *known.warnings))
    return forms.with_form(reading, path, raw, known.form)


def _understood(
    document: Document, repaired: mend.Mended, name: str, said: Iterable[str]
) -> Reading:
    """The structure of what was extracted, and what follows from it."""
    extraction = repaired.extraction
    found = structure(extraction.lines, document.kind)
    described = procedures(document, found.sections)
    if len(described) == 1:
        document = _named(document, described[0], name)
    stated = relations(document, found.sections)
    drafts = ("it is a draft (dự thảo): nothing in it is in force",) if document.draft else ()
    return Reading(
        with_replaced(document, stated),
        with_validity(document, found.sections, stated),
        warnings=(
            *extraction.warnings,
            *said,
            *found.warnings,
            *drafts,
            *_unplaced(document),
            *_lost(document, found.sections),
            *instructing.warnings(found.sections),
        ),
        repairs=(*extraction.repairs, *mend.placed(repaired, found.sections)),
        pages=extraction.pages,
        relations=stated,
        procedures=described,
        format=extraction.format,
    )


# What the portal writes above every procedure.
_ANY_PAGE = re.compile(
    r"(?:(?:xem )?chi tiết )?(?:thủ tục|TTHC)(?: hành chính)?\W*$|cổng dịch vụ công", re.IGNORECASE
)


def _unplaced(document: Document) -> tuple[str, ...]:
    """A warning for a paper that holds in a place which it does not name with its province."""
    if document.territory != NATIONAL or not _COMMUNE.search(document.issuer):
        return ()
    return (
        f"it is a paper of {document.issuer} and would hold in the whole country: "
        "say its territory, the province, beside the file",
    )


def _lost(document: Document, sections: Sequence[Section]) -> tuple[str, ...]:
    """A warning where the units of a law are not counted through: a line was misread."""
    found = skipped(sections) if document.kind.is_legal else []
    if not found:
        return ()
    named = [" ".join(reversed(path[-3:])) for path in found[:_NAMED]]
    more = ", …" if len(found) > _NAMED else ""
    return (f"a unit before {', '.join(named)}{more} was not found: compare the file",)


def _named(document: Document, described: Procedure, name: str) -> Document:
    """The page of one procedure: by its name and national code, where nothing better is known."""
    unnamed = document.id == letterhead.identify("", "", document.title, name)
    if document.title == letterhead.stem(name) or _ANY_PAGE.match(document.title):
        document = replace(document, title=described.name)
    if unnamed and described.codes:
        document = replace(document, id=slug(f"tthc {described.key}"))
    return document


def read_or_tell(path: Path, readers: Readers) -> Reading:
    """``read``, with a surprise inside the reader told as a file that could not be read.

    Raises:
        Unreadable: with the reason and the cure.
    """
    try:
        return read(path, readers)
    except Unreadable:
        raise
    except MemoryError:
        raise Unreadable(
            "reading it takes more memory than a reader is given",
            "split it, or remove the pictures; or raise MOTCHAM_READ_MEMORY",
            passing=True,
        ) from None
    except RecursionError:
        raise Unreadable(
            "it is nested too deeply", "save it anew in the program it is from"
        ) from None
    except Exception as error:
        log.exception("the reader failed on %s", path)
        raise Unreadable(
            f"the reader failed on it ({type(error).__name__}: {error})",
            "save it anew in Word or as text; if it fails again, report it with the file",
        ) from error


def digest_of(path: Path) -> str:
    """The digest that reading ``path`` would give its document, without reading it.

    Raises:
        Unreadable: with the reason and the cure.
    """
    raw = _bytes(path)
    _beside, _said, beside_raw = sidecar.load(path)
    return digest(raw, beside_raw)


def digest(raw: bytes, beside: bytes = b"") -> str:
    """Of a file's bytes, of the metadata beside it, and of this reader's version."""
    key = f"{READER_VERSION} {_eyes(raw)} {len(raw)} ".encode() + raw + beside
    return hashlib.blake2b(key, digest_size=16).hexdigest()


def _eyes(raw: bytes) -> str:
    """With what pages are recognised: a file with pictures is read anew when that changes."""
    if b"%PDF-" in raw[:1024] or ImageParser().score(raw[:HEAD], Path()):
        recogniser = available()
        return recogniser.version if isinstance(recogniser, Tesseract) else ""
    return ""


def _bytes(path: Path) -> bytes:
    if path.name.startswith("~$"):
        raise Unreadable(
            "it is Word's lock file", "close the document in Word, or delete this file"
        )
    if path.suffix == sidecar.SUFFIX and Path(path.stem).suffix[1:].isalpha():
        raise Unreadable(
            "it describes a file that is not beside it",
            f"bring {path.stem} back, or delete this one",
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
            f"it cannot be opened ({error.strerror})",
            "check the file and its permissions",
            passing=True,
        ) from error
    if not raw.strip(b"\x00 \t\r\n"):
        raise Unreadable("the file is empty", "add it again from its source")
    return raw
