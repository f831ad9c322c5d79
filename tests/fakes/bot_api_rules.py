"""What the real Bot API server accepts and how it refuses: limits of texts and of buttons."""

import json
from typing import Any

from tests.fakes.bot_api_http import Reply
from tests.fakes.telegram_html import BadHtml, visible

Json = dict[str, Any]


class Refused(Exception):
    """What the server answers instead of a result."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.description = description


def text_of(params: Json) -> str:
    """The text as its readers see it."""
    raw: str = params["text"]
    try:
        text = visible(raw) if params.get("parse_mode") == "HTML" else raw
    except BadHtml as error:
        raise Refused(400, f"Bad Request: can't parse entities: {error}") from None
    if not text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) > 2 * 4096:
        raise Refused(400, "Bad Request: message is too long")
    return text


def caption_of(params: Json) -> str:
    raw: str = params.get("caption", "")
    text = visible(raw) if params.get("parse_mode") == "HTML" else raw
    if len(text.encode("utf-16-le")) > 2 * 1024:
        raise Refused(400, "Bad Request: message caption is too long")
    return text


def refusal(refused: Refused, retry_after: int = 0, moved: int = 0) -> Reply:
    if refused.description.startswith("<"):
        return refused.status, refused.description
    body: Json = {
        "ok": False,
        "error_code": refused.status,
        "description": refused.description,
    }
    if retry_after:
        body["parameters"] = {"retry_after": retry_after}
    if moved:
        body["parameters"] = {"migrate_to_chat_id": moved}
    return refused.status, json.dumps(body)


def buttons_of(markup: Json) -> tuple[tuple[str, str], ...]:
    pressed = []
    for row in markup.get("inline_keyboard", []):
        for button in row:
            data = button.get("callback_data", "")
            if not button["text"].strip():
                raise Refused(400, "Bad Request: text buttons are unallowed in the inline keyboard")
            if "url" not in button and not 1 <= len(data.encode()) <= 64:
                raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
            if "." not in button.get("url", "https://example.org"):
                raise Refused(400, "Bad Request: BUTTON_URL_INVALID")
            pressed.append((button["text"], data))
    return tuple(pressed)


def entities_of(text: str) -> list[Json]:
    """As Telegram marks commands and mentions; offsets count UTF-16 units."""
    found = []
    at = 0
    for word in text.split(" "):
        length = len(word.encode("utf-16-le", "replace")) // 2
        if word.startswith("/") and at == 0:
            found.append({"type": "bot_command", "offset": at, "length": length})
        elif word.startswith("@"):
            found.append({"type": "mention", "offset": at, "length": length})
        at += length + 1
    return found
