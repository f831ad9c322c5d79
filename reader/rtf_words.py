"""RTF as a sequence of words: group braces, control words, and the bytes between them.

After the Rich Text Format Specification 1.9.1, "Control Word" and "Unicode RTF".
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What a word is."""

    OPEN = "{"
    CLOSE = "}"
    CONTROL = "control word"  # \par, \u7879
    SYMBOL = "control symbol"  # \~, \*
    BYTES = "bytes as they stand"
    HEX = "bytes written as \\'xx"


class Word(NamedTuple):
    """``name`` and ``value`` belong to control words, ``data`` to bytes."""

    kind: Kind
    name: str = ""
    value: int | None = None
    data: bytes = b""
    end: int = 0


_WORD = re.compile(
    rb"(?P<brace>[{}])"
    rb"|\\(?P<name>[a-zA-Z]{1,40})(?P<value>-?\d{1,10})? ?"
    rb"|(?P<hex>(?:\\'[0-9a-fA-F]{2})+)"
    rb"|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<bytes>[^\\{}\r\n\x00]+)",
    re.DOTALL,
)
_BRACES = {b"{": Kind.OPEN, b"}": Kind.CLOSE}


def words(raw: bytes) -> Iterator[Word]:
    """The words of ``raw``; pictures and the like stored as bare bytes (\\bin) are passed over."""
    at = 0
    while match := _WORD.search(raw, at):
        at = match.end()
        word = _word(match, at)
        if word.name == "bin" and word.value and word.value > 0:
            at += word.value
            continue
        yield word


def _word(match: re.Match[bytes], end: int) -> Word:
    kind = match.lastgroup
    if kind == "bytes":
        return Word(Kind.BYTES, data=match[0], end=end)
    if kind == "hex":
        return Word(Kind.HEX, data=bytes.fromhex(match[0].decode().replace("\\'", "")), end=end)
    if kind == "brace":
        return Word(_BRACES[match[0]], end=end)
    if kind == "symbol":
        return Word(Kind.SYMBOL, match["symbol"].decode("latin-1"), end=end)
    value = match["value"]
    return Word(Kind.CONTROL, match["name"].decode(), int(value) if value else None, end=end)
