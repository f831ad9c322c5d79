"""Where a conversation is held: a chat, or one topic of a chat, and its address at the desk."""

from dataclasses import dataclass

import telegram

from desk.contact import Contact

CHANNEL = "telegram"


@dataclass(frozen=True, slots=True)
class Place:
    """``thread`` is None in chats without topics and in a forum's General topic."""

    chat: int
    thread: int | None = None

    @classmethod
    def of(cls, message: telegram.MaybeInaccessibleMessage) -> "Place":
        """Where an answer to ``message`` belongs.

        Outside a topic ``message_thread_id`` names a chain of replies, which no message
        can be sent to (tdlib/telegram-bot-api #447): only ``is_topic_message`` tells.
        """
        if isinstance(message, telegram.Message) and message.is_topic_message:
            return cls(message.chat.id, message.message_thread_id)
        return cls(message.chat.id)

    @classmethod
    def at(cls, contact: Contact) -> "Place":
        """Undo ``contact``."""
        chat, _, thread = contact.address.partition("/")
        return cls(int(chat), int(thread) if thread else None)

    @property
    def private(self) -> bool:
        """Whether only one person writes here: groups have negative ids."""
        return self.chat > 0

    @property
    def contact(self) -> Contact:
        """The desk's name for this place."""
        thread = "" if self.thread is None else f"/{self.thread}"
        return Contact(CHANNEL, f"{self.chat}{thread}")
