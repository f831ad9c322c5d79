"""What a person wants, read out of an update; decides nothing, forgets nothing.

Updates that are not for us (talk between people in a group, service messages,
other bots) read as None.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

import telegram
from telegram.constants import ChatType, MessageEntityType

from bot.button import Press, TeamPress
from bot.place import Place
from corpus.text import fold, tidy

OPENS_CASE = "phieu"  # a command, or this word alone beside the mention of the bot
COMMANDS = frozenset({"start", "help", "xa", "nhe", "cuatoi", "ngonngu", "language", "bahasa"})
COMMANDS |= {"dulieu", "xoa", OPENS_CASE}
LONGEST_QUESTION = 4096  # characters: a longer text is a document, not a question


class Oddity(StrEnum):
    """Something that gets a fixed reply instead of an answer."""

    EDITED = "edited"
    NOT_TEXT = "not_text"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    OLD_BUTTON = "old_button"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question."""

    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command with what stands after it; ``name`` without the slash, in lower case."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class FileSent:
    """A filled form to be checked. ``raw`` is fetched by whoever handles it, and kept by nobody."""

    file_id: str
    size: int
    raw: bytes = b""


Wish = Ask | Command | Press | TeamPress | FileSent | Oddity


@dataclass(frozen=True, slots=True)
class Incoming:
    """``message`` is the id of the message to reply to, where others talk in between.

    ``about`` is the id of the bot's own message that this one replies to, or that a team's button
    stands under; ``language`` the code of the language in which the person's Telegram speaks.
    ``sender`` is the number of the person's account, None for who writes in a group's name;
    ``query`` names a press; ``quoted`` are the words of somebody's message that is replied to;
    ``album`` names what was sent together, each picture a message of its own.
    """

    place: Place
    wish: Wish
    message: int | None = None
    about: int | None = None
    language: str = ""
    sender: int | None = None
    query: str = ""
    quoted: str = ""
    album: str = ""


def read(update: telegram.Update, me: telegram.User) -> Incoming | None:
    """What ``update`` asks of the bot ``me``."""
    if update.callback_query is not None:
        return _pressed(update.callback_query)
    message = update.message or update.edited_message
    if message is None or not _from_a_person(message):
        return None
    private = message.chat.type == ChatType.PRIVATE
    if not private and not _addressed(message, me):
        return None
    wish = _edited(message) if update.edited_message else _said(message, me)
    if wish is None:
        return None
    mine = message.reply_to_message if _replies_to(message, me) else None
    about = mine.message_id if mine else None
    talking = None if private else message.message_id
    language = (message.from_user and message.from_user.language_code) or ""
    return Incoming(
        Place.of(message),
        wish,
        talking,
        about,
        language,
        sender=_account(message),
        quoted=_quoted(message, me),
        album=message.media_group_id or "",
    )


def _edited(message: telegram.Message) -> Oddity | None:
    """A place that is shared while somebody walks is edited every few seconds, by nobody."""
    written = message.text is not None or message.caption is not None or message.document
    return Oddity.EDITED if written else None


def _pressed(query: telegram.CallbackQuery) -> Incoming | None:
    if query.message is None:
        return None
    data, place = query.data or "", Place.of(query.message)
    if (press := TeamPress.parse(data)) is not None:
        under = query.message.message_id
        return Incoming(place, press, about=under, sender=query.from_user.id, query=query.id)
    wish = Press.parse(data) or Oddity.OLD_BUTTON
    return Incoming(place, wish, sender=query.from_user.id, query=query.id)


def _account(message: telegram.Message) -> int | None:
    """Who wrote; nobody in particular where they write as their group."""
    if message.sender_chat is not None or message.from_user is None:
        return None
    return message.from_user.id


def _quoted(message: telegram.Message, me: telegram.User) -> str:
    """The words of the message replied to, if it is not the bot's own."""
    replied = message.reply_to_message
    if replied is None or (replied.from_user is not None and replied.from_user.id == me.id):
        return ""
    return tidy(replied.text or replied.caption or "")


def _from_a_person(message: telegram.Message) -> bool:
    """Also true of people who write as their group, through one of Telegram's own bots."""
    sender = message.from_user
    written = message.sender_chat is not None or (sender is not None and not sender.is_bot)
    return written and not message.is_automatic_forward


def _addressed(message: telegram.Message, me: telegram.User) -> bool:
    """Whether a message in a group mentions the bot, replies to it, or is a command to it."""
    if _replies_to(message, me):
        return True
    entities = {**message.parse_entities(), **message.parse_caption_entities()}
    return any(_names(entity, text, me) for entity, text in entities.items())


def _replies_to(message: telegram.Message, me: telegram.User) -> bool:
    replied = message.reply_to_message
    if replied is None or replied.from_user is None:
        return False
    # In a topic that the bot opened, every message "replies" to the opening.
    return replied.from_user.id == me.id and replied.forum_topic_created is None


def _names(entity: telegram.MessageEntity, text: str, me: telegram.User) -> bool:
    named = text.casefold().endswith(f"@{me.username}".casefold())
    match entity.type:
        case MessageEntityType.TEXT_MENTION:
            return entity.user is not None and entity.user.id == me.id
        case MessageEntityType.MENTION:
            return named
        case MessageEntityType.BOT_COMMAND:
            return named or text.removeprefix("/") in COMMANDS
        case _:
            return False


def _said(message: telegram.Message, me: telegram.User) -> Wish | None:
    if message.document is not None and message.animation is None:
        return FileSent(message.document.file_id, message.document.file_size or 0)
    if message.text is None:
        return Oddity.NOT_TEXT if message.effective_attachment else None
    if len(message.text) > LONGEST_QUESTION:
        return Oddity.TOO_LONG
    text = tidy(re.sub(rf"@{me.username}\b", " ", message.text, flags=re.IGNORECASE))
    if any(e.type == MessageEntityType.BOT_COMMAND and e.offset == 0 for e in message.entities):
        name, *rest = text.split(maxsplit=1)
        return Command(name.removeprefix("/").casefold(), "".join(rest))
    if fold(text) == OPENS_CASE:
        return Command(OPENS_CASE, "")
    return Ask(text) if text else Oddity.EMPTY
