"""Web pages saved as one file (.mht), as browsers do, and Word under the name .doc."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from corpus.reading import Extraction
from reader.parse_html import read_page
from reader.recognise import Unreadable

_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*[A-Za-z][A-Za-z-]*:[ \t]")
_VERSION = re.compile(rb"^mime-version:", re.IGNORECASE | re.MULTILINE)
_TYPE = re.compile(
    rb"^content-type:\s*(?:multipart/(?:related|alternative)|text/html)",
    re.IGNORECASE | re.MULTILINE,
)
_MARGINS = re.compile(r"header\.html?$", re.IGNORECASE)  # what Word prints on each page
_MOST_PARTS = 2000


class MhtParser:
    """Finds the page among its pictures and hands it to the reader of web pages."""

    def score(self, head: bytes, _path: Path, /) -> float:
        known = _START.match(head) and _VERSION.search(head) and _TYPE.search(head)
        return 0.95 if known else 0.0

    def parse(self, path: Path) -> Extraction:
        pages = _pages(message_from_bytes(path.read_bytes().lstrip(b"\xef\xbb\xbf \t\r\n")))
        found: list[Extraction] = []
        refused: Unreadable | None = None
        for page in pages:
            try:
                found.append(_read(page))
            except Unreadable as error:
                refused = refused or error
        if not found:
            raise refused or Unreadable(
                "the saved web page holds no text", "open it and save it again as .docx"
            )
        return replace(
            found[0],
            lines=tuple(line for one in found for line in one.lines),
            warnings=tuple(dict.fromkeys(said for one in found for said in one.warnings)),
            format="saved web page (MHTML)",
        )


def _pages(message: Message) -> list[Message]:
    """The page itself; where it is only a frame around others (Excel's sheets), those."""
    parts = [
        part
        for part, _ in zip(message.walk(), range(_MOST_PARTS), strict=False)
        if part.get_content_type() == "text/html"
        and not _MARGINS.search(str(part.get("Content-Location", "")))
    ]
    start = str(message.get_param("start") or "")
    main = next((part for part in parts if start and str(part.get("Content-ID")) == start), None)
    first = main or next(iter(parts), None)
    if first is None or b"<frameset" not in _bytes(first).lower():
        return [first] if first else []
    return [part for part in parts if part is not first]


def _read(page: Message) -> Extraction:
    return read_page(_bytes(page), charset=page.get_content_charset() or "")


def _bytes(page: Message) -> bytes:
    payload = page.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
