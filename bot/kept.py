"""What of an update is kept until it is handled: masked, and without the names of people.

Texts are masked as questions are (``retrieval.guard``); what may not be kept at all is replaced
by a mark that the guards judge alike. The places of mentions and commands move with the words.
"""

import json
from collections.abc import Collection
from typing import Any

from retrieval.guard import kept

_TEXTS = {"text": "entities", "caption": "caption_entities"}
# Who wrote is known by an id; what else Telegram tells of people is not needed.
_NAMES = {"first_name", "last_name", "username", "phone_number", "vcard", "title", "signature"}
_ABOUT_PEOPLE = {"from", "user", "sender_chat", "contact", "chat", "forward_origin", "sender_user"}
_STEERING = {"mention", "text_mention", "bot_command"}
Fields = dict[str, Any]


def kept_update(update: Fields, team: Collection[int] = ()) -> str:
    """The JSON text of ``update`` as it is kept.

    What somebody replies to the bot in a ``team`` chat is kept as written until it is handled:
    a reply to an officer may name a telephone number on purpose.
    """
    found = _kept(update)
    message = update.get("message", {})
    replied = message.get("reply_to_message", {})
    to_bot = replied.get("from", {}).get("is_bot") is True
    if to_bot and message.get("chat", {}).get("id") in team and "text" in message:
        steering = [one for one in message.get("entities", ()) if one.get("type") in _STEERING]
        found["message"] |= {"text": message["text"], "entities": _kept(steering)}
    return json.dumps(found)


def _kept(value: Any, about_people: bool = False) -> Any:
    if isinstance(value, list):
        return [_kept(one) for one in value]
    if not isinstance(value, dict):
        return value
    bot = value.get("is_bot") is True  # its own name tells which messages are for it
    found = {
        name: "" if about_people and not bot and name in _NAMES else _kept(inside, _people(name))
        for name, inside in value.items()
    }
    for name, entities in _TEXTS.items():
        if isinstance(value.get(name), str) and not _is_button(value):
            found |= _masked(value, name, entities)
    return found


def _people(name: str) -> bool:
    return name in _ABOUT_PEOPLE


def _is_button(value: Fields) -> bool:
    return "callback_data" in value or "url" in value


def _masked(value: Fields, name: str, entities: str) -> Fields:
    """The text with its entities, those alone that steer: who is meant, what is commanded."""
    units = value[name].encode("utf-16-le", "surrogatepass")
    steering = [one for one in value.get(entities, ()) if one.get("type") in _STEERING]
    if kept(value[name]) == value[name]:
        return {entities: [_kept(one) for one in steering]} if entities in value else {}
    steered = [(one, _part(units, one)) for one in steering]
    rest = _without(units, steering)
    words, made, at = [], [], 0
    for entity, part in steered:
        size = len(part.encode("utf-16-le", "surrogatepass")) // 2
        made.append({**_kept(entity), "offset": at, "length": size})
        words.append(part)
        at += size + 1
    return {name: " ".join([*words, kept(rest)]), entities: made}


def _part(units: bytes, entity: Fields) -> str:
    start, length = entity["offset"] * 2, entity["length"] * 2
    return units[start : start + length].decode("utf-16-le", "surrogatepass")


def _without(units: bytes, entities: list[Fields]) -> str:
    """The text between the entities."""
    parts, at = [], 0
    for entity in sorted(entities, key=lambda one: int(one["offset"])):
        parts.append(units[at : entity["offset"] * 2])
        at = (entity["offset"] + entity["length"]) * 2
    parts.append(units[at:])
    return "".join(part.decode("utf-16-le", "surrogatepass") for part in parts).strip()
