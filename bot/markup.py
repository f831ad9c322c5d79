"""Text with a little markup, and how it is cut to fit Telegram's messages.

A text is a row of spans. Escaping happens in one place, and a cut falls between
characters of a span, never inside a tag or an entity: each part opens and closes
its own tags.
"""

import html
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

LIMIT = 4096  # UTF-16 code units of a message, counted after its markup is taken away

_SEAMS = ("\n\n", "\n", ". ", "; ", " ")
_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters in one style: plain, ``b``, ``i``, ``blockquote``, or ``a`` with its ``href``.

    "blockquote expandable" is folded until somebody touches it.
    """

    text: str
    tag: str = ""
    href: str = ""

    @property
    def html(self) -> str:
        """As Telegram's HTML; whatever the text holds is shown, never obeyed."""
        escaped = html.escape(self.text, quote=False)
        if not self.tag or not self.text:
            return escaped
        reference = f' href="{html.escape(self.href)}"' if self.href else ""
        return f"<{self.tag}{reference}>{escaped}</{self.tag.split()[0]}>"


def to_html(spans: Sequence[Span]) -> str:
    """The spans as one message text."""
    return "".join(span.html for span in spans)


def to_plain(spans: Sequence[Span]) -> str:
    """What a reader sees."""
    return "".join(span.text for span in spans)


def units(text: str) -> int:
    """Length as Telegram counts it: an emoji outside the basic plane counts two."""
    return sum(2 if ord(character) > 0xFFFF else 1 for character in text)


def split(spans: Sequence[Span], limit: int = LIMIT, first: int = 0) -> list[list[Span]]:
    """Cut into parts of at most ``limit`` units, the first of at most ``first`` if given.

    Nothing is lost: the parts joined are the text. Cuts fall at paragraphs, lines,
    sentences or words where one is near, otherwise between whole characters.
    """
    text = to_plain(spans)
    edges = [0, *_cuts(text, limit, first or limit), len(text)]
    return [list(_slice(spans, a, b)) for a, b in pairwise(edges) if a < b]


def _cuts(text: str, limit: int, first: int) -> Iterator[int]:
    start, room = 0, first
    while (end := _fitting(text, start, room)) < len(text):
        start = _seam(text, start, end)
        room = limit
        yield start


def _fitting(text: str, start: int, room: int) -> int:
    """The furthest end such that ``text[start:end]`` has at most ``room`` units."""
    for end in range(start, len(text)):
        room -= units(text[end])
        if room < 0:
            return end
    return len(text)


def _seam(text: str, start: int, end: int) -> int:
    """A good place to cut in the second half of ``text[start:end]``."""
    middle = (start + end + 1) // 2
    for seam in _SEAMS:
        found = text.rfind(seam, middle, end)
        if found >= 0:
            return found + len(seam)
    whole = end
    while whole > middle and _continues(text, whole):
        whole -= 1
    return whole if whole > middle else end


def _continues(text: str, at: int) -> bool:
    """Whether the character at ``at`` belongs to the one before it."""
    character = text[at]
    return (
        unicodedata.combining(character) > 0
        or character in _JOINERS
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # skin tones
        or text[at - 1] == "\u200d"
    )


def _slice(spans: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    at = 0
    for span in spans:
        text = span.text[max(start - at, 0) : max(end - at, 0)]
        if text:
            yield replace(span, text=text)
        at += len(span.text)
