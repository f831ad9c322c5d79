"""What to do when Telegram does not take a message."""

import html
import re
from dataclasses import dataclass
from datetime import timedelta

import httpx
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.markup import LIMIT, Span, split, to_plain, units
from bot.payload import Payload
from bot.place import Place

_LONGEST_PAUSE = 60.0  # seconds: when the network is back, people wait no longer than this
_CAPTION = 1024  # units of the text under a file
_TAG = re.compile(r"</?\w[^>]*>")


@dataclass(frozen=True, slots=True)
class Retry:
    """Again, not before ``after`` seconds have passed."""

    after: float
    reason: str


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It can never arrive."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has become a supergroup with another id."""

    chat: int
    reason: str


def judge(error: TelegramError, attempts: int) -> Retry | GiveUp | Moved:
    """``attempts`` counts the earlier ones."""
    reason = error.message[:300]
    match error:
        case RetryAfter():
            return Retry(seconds(error.retry_after), reason)
        case ChatMigrated():
            return Moved(error.new_chat_id, reason)
        case Forbidden() | BadRequest():
            return GiveUp(reason)
        case _:
            return Retry(backoff(attempts), reason)


def backoff(attempts: int) -> float:
    """Seconds to wait after the attempts that failed before this one: 1, 2, 4 …"""
    return min(2.0 ** min(attempts, 10), _LONGEST_PAUSE)


def seconds(pause: int | timedelta) -> float:
    """The two forms in which the library gives a pause, as a number."""
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


def simpler(
    error: BadRequest, place: Place, payload: Payload
) -> tuple[Place, list[Payload]] | None:
    """The same message without what Telegram objected to; None if that is the chat itself."""
    objection = error.message.casefold()
    bare = {name: value for name, value in payload.items() if name != "reply_to"}
    if "thread not found" in objection or "topic_" in objection:
        return Place(place.chat), [bare]
    if "repl" in objection and "not found" in objection:
        return place, [bare]
    if "button" in objection:
        return place, [{name: value for name, value in payload.items() if name != "buttons"}]
    if "file" in payload:
        return None
    if "too long" in objection or "too_long" in objection or "parse entities" in objection:
        return place, _as_plain(payload)
    return None


def may_have_sent(error: TelegramError) -> bool:
    """Whether the message may have gone out, though no reply came; not where none was asked for."""
    cause = error.__cause__
    unasked = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
    return isinstance(cause, httpx.TransportError) and not isinstance(cause, unasked)


def marked(payload: Payload, mark: str) -> list[Payload]:
    """The same message, said to be a repetition; the mark goes alone where there is no room."""
    text = f"{mark} {payload['text']}"
    longest = _CAPTION if "file" in payload else LIMIT
    if units(text) <= longest:
        return [{**payload, "text": text}]
    return [{"text": mark, "plain": True}, payload]


def _as_plain(payload: Payload) -> list[Payload]:
    text = html.unescape(_TAG.sub("", payload["text"]))
    parts: list[Payload] = [{"text": to_plain(part), "plain": True} for part in split([Span(text)])]
    if parts and "buttons" in payload:
        parts[-1]["buttons"] = payload["buttons"]
    return parts
