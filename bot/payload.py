"""What one message needs: {"text": HTML, "buttons": rows of {"text", "data"}, "file": a name}."""

from collections.abc import Sequence
from typing import Any

from bot.markup import LIMIT, Span, split, to_html, to_plain

Payload = dict[str, Any]
Row = list[dict[str, str]]

FIRST_PART = 700  # units: about 1 kB of Vietnamese, so that a weak link shows something soon


def plain(text: str, buttons: Sequence[Row] = ()) -> list[Payload]:
    """A fixed text."""
    return messages([Span(text)], buttons)


def messages(spans: Sequence[Span], buttons: Sequence[Row] = (), first: int = 0) -> list[Payload]:
    """One payload a part; the buttons stand under the last."""
    parts = [part for part in split(spans, LIMIT, first) if to_plain(part).strip()]
    payloads: list[Payload] = [{"text": to_html(part)} for part in parts]
    if payloads and buttons:
        payloads[-1]["buttons"] = list(buttons)
    return payloads
