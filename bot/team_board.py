"""What the team's group shows: one message a case or draft, sent once and edited from then on.

A case stands in the topic of its field; a topic that is missing is made, in a group without topics
everything stands in the group itself.
"""

import asyncio
import logging
from dataclasses import dataclass

import telegram
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot import team_move
from bot import team_render as show
from bot.button import TeamVerb
from bot.keyboard import markup, replying
from bot.payload import Payload, Row
from bot.place import CHANNEL, Place
from bot.team_texts import TeamTexts, team_texts_in
from corpus.language import SOURCE
from desk import group_board, people, telegram_drafts
from desk.case import Case
from desk.contact import Contact
from desk.desk import Desk
from desk.group_board import Shown

log = logging.getLogger(__name__)
_LONGEST_TOPIC = 128  # characters


@dataclass(frozen=True, slots=True)
class Sight:
    """What there is to show now; ``topic`` where it is to stand, ``own`` whether it may be new."""

    payload: Payload
    topic: str = ""
    own: bool = True


class Board:
    """Sends and edits; keeps which message shows what."""

    def __init__(self, bot: telegram.Bot, desk: Desk, public_url: str = "") -> None:
        self._bot = bot
        self._desk = desk
        self._public_url = public_url

    async def show(self, chat: int, told: Payload) -> str:
        """Bring the message of ``told["board"]`` to where things stand; its id.

        Raises:
            TelegramError
        """
        what = told["board"]
        sight = await asyncio.to_thread(self.sight, chat, what, told.get("menu", ""))
        shown = await asyncio.to_thread(self._shown, chat, what)
        if sight is None:
            return ""
        if shown is not None and await self._edited(chat, shown.message, sight.payload):
            return str(shown.message)
        if not sight.own:
            return ""
        new = await self._sent(chat, told, sight)
        await asyncio.to_thread(self._remember, chat, what, new)
        return str(new.message)

    async def beside(self, chat: int, told: Payload) -> tuple[Place, Payload]:
        """Where a note about a case belongs: below its message."""
        shown = await asyncio.to_thread(self._shown, chat, told["beside"])
        if shown is None:
            return Place(chat), told
        return Place(chat, shown.thread), told | {"reply_to": shown.message}

    def sight(self, chat: int, what: str, menu: str = "") -> Sight | None:
        """What a chat is to see of a case or a draft; None where it is no more."""
        kind, _, number = what.partition(":")
        language = self._desk.language_of(Contact(CHANNEL, str(chat))) or SOURCE
        texts = team_texts_in(language)
        if kind == "draft":
            return self._draft(int(number), texts)
        case = self._desk.case(int(number))
        if case is None:
            return None
        own = self._desk.queues.chat_of(case.queue) == str(chat)
        rows = self._rows(case, menu, texts) if own else []
        return Sight(show.show_board(case, texts, rows), group_board.topic_of(case), own)

    def _rows(self, case: Case, menu: str, texts: TeamTexts) -> list[Row]:
        if menu.startswith(TeamVerb.MOVE):
            with self._desk.database.reading() as connection:
                team = people.everyone(connection)
            found = team_move.targets(case, team, self._desk.queues)
            return team_move.rows(case, found, int(menu[1:] or 0), texts)
        if menu == TeamVerb.SNOOZE:
            return show.snooze_rows(case, texts)
        return show.case_rows(case, texts, self._public_url)

    def _draft(self, number: int, texts: TeamTexts) -> Sight | None:
        with self._desk.database.reading() as connection:
            draft = telegram_drafts.find(connection, number)
            person = people.find(connection, draft.person_id) if draft else None
        case = self._desk.case(draft.case_id) if draft else None
        if draft is None or case is None or person is None:
            return None
        own = draft.state == telegram_drafts.OPEN
        return Sight(show.show_draft(draft, case, person.name, texts), own=own)

    async def _edited(self, chat: int, message: int, payload: Payload) -> bool:
        """False where the message is gone, or too old to be edited."""
        try:
            await self._bot.edit_message_text(
                payload["text"],
                chat_id=chat,
                message_id=message,
                parse_mode=ParseMode.HTML,
                reply_markup=markup(payload),  # type: ignore[arg-type]  # never a ForceReply
                link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
            )
        except BadRequest as error:
            objection = error.message.casefold()
            if "not modified" in objection:
                return True
            if "to edit not found" in objection or "can't be edited" in objection:
                return False
            if "message_id_invalid" in objection:
                return False
            raise
        return True

    async def _sent(self, chat: int, told: Payload, sight: Sight) -> Shown:
        thread = told.get("thread") or await self._topic(chat, sight.topic)
        try:
            return await self._post(Place(chat, thread), told, sight.payload)
        except BadRequest as error:
            if thread is None or not _is_about_the_topic(error):
                raise
        if sight.topic:
            await asyncio.to_thread(self._lost, chat, sight.topic)
            thread = await self._topic(chat, sight.topic)
            return await self._post(Place(chat, thread), told, sight.payload)
        return await self._post(Place(chat), told, sight.payload)

    async def _post(self, place: Place, told: Payload, payload: Payload) -> Shown:
        sent = await self._bot.send_message(
            chat_id=place.chat,
            text=payload["text"],
            parse_mode=ParseMode.HTML,
            message_thread_id=place.thread,
            reply_markup=markup(payload),
            reply_parameters=replying(told),
            link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
        )
        return Shown(sent.message_id, place.thread)

    async def _topic(self, chat: int, name: str) -> int | None:
        """The topic of this name, made if need be; None where the group has none."""
        if not name:
            return None
        known = await asyncio.to_thread(self._known_topic, chat, name)
        if known is not None:
            return known
        try:
            made = await self._bot.create_forum_topic(chat, name[:_LONGEST_TOPIC])
        except BadRequest as error:  # no topics in this group, or we may not make any
            log.info("no topic for “%s” in the team's group: %s", name, error.message)
            return None
        await asyncio.to_thread(self._new_topic, chat, name, made.message_thread_id)
        return made.message_thread_id

    def _shown(self, chat: int, what: str) -> Shown | None:
        with self._desk.database.reading() as connection:
            return group_board.where(connection, chat, what)

    def _remember(self, chat: int, what: str, shown: Shown) -> None:
        with self._desk.database.writing() as connection:
            group_board.is_shown(connection, chat, what, shown)

    def _known_topic(self, chat: int, name: str) -> int | None:
        with self._desk.database.reading() as connection:
            return group_board.topic(connection, chat, name)

    def _new_topic(self, chat: int, name: str, thread: int) -> None:
        with self._desk.database.writing() as connection:
            group_board.has_topic(connection, chat, name, thread)

    def _lost(self, chat: int, name: str) -> None:
        with self._desk.database.writing() as connection:
            group_board.lost_topic(connection, chat, name)


def _is_about_the_topic(error: BadRequest) -> bool:
    objection = error.message.casefold()
    return "thread not found" in objection or "topic_" in objection
