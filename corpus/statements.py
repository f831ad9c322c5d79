"""The sentences in which a unit speaks for itself, without the words it quotes.

What stands inside “ ” belongs to the text that is amended. Exports that lost their
quotation marks are cut behind "như sau:".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Section
from corpus.structure_quotes import quoted
from corpus.text_names import BLANK

_MARKER = re.compile(
    r"\s*(?:(?:Khoản\s+)?\d{1,3}[a-zđ]?\d?\s?[.)]|[a-zđ]\d{0,2}\s?\)|[-–+*•])\s*(?!\d)"
)
_SENTENCE_END = re.compile(
    r"(?<=[^\d\s][.!?])\s+(?=\S)|(?<=\d{4}\.)\s+(?=[A-ZĐ])|(?<=\d\.)\s+(?=Luật )"
)
_INLINE = re.compile(r"[“„‟\"«](?P<inside>[^“”„‟\"«»]*)(?:[”“„‟\"»]|$)|''(?P<inside2>[^']*)''")
_AMENDS = re.compile(r"(?:sửa đổi|bổ sung|thay thế|sửa lại)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """``plain`` is ``verbatim`` with quoted words blanked out: both have one length."""

    verbatim: str
    plain: str
    heading: bool = False


def statements(section: Section) -> Iterator[Statement]:
    """The unit's own sentences; its heading is the first of them."""
    if section.heading:
        yield _statement(section.heading, heading=True)
    lines = section.text.split("\n")
    inside = quoted(lines)
    for at, line in enumerate(lines):
        if inside[at] or not line.strip():
            continue
        start = match.end() if (match := _MARKER.match(line)) else 0
        for sentence in _SENTENCE_END.split(line[start:]):
            if sentence.strip():
                yield _statement(sentence.strip())
        if _announces(line) and not any(inside[at + 1 : at + 2]):
            return  # what follows is quoted, without marks


def _announces(line: str) -> bool:
    return bool(line.rstrip().endswith("như sau:") and _AMENDS.search(line))


def _statement(text: str, *, heading: bool = False) -> Statement:
    return Statement(text, _INLINE.sub(_blanked, text), heading)


def _blanked(match: re.Match[str]) -> str:
    return match.group()[0] + BLANK * (len(match.group()) - 2) + match.group()[-1]
