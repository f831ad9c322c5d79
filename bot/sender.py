"""Out: what stands in the outbox goes to Telegram, and what became of it is written down."""

import asyncio
import logging

import telegram
from telegram.constants import ParseMode
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot import own_data, satisfaction
from bot.delivery import GiveUp, Moved, Retry, judge, marked, may_have_sent, simpler
from bot.keyboard import markup, replying
from bot.papers import NoPapers, Papers
from bot.payload import Payload
from bot.place import CHANNEL, Place
from bot.render_cases import show_asked, show_news, show_reply, show_tie
from bot.render_library import show_library
from bot.team_board import Board
from bot.team_texts import team_texts_in
from bot.texts import Texts, texts_in
from desk.contact import Contact
from desk.desk import Desk
from desk.outbox import Message

log = logging.getLogger(__name__)

_AT_ONCE = 10  # chats: far below the 30 messages a second that Telegram takes


class Sender:
    """Sends one message a chat at a time, so that each chat reads in order."""

    def __init__(
        self,
        bot: telegram.Bot,
        desk: Desk,
        texts: Texts,
        papers: Papers | None = None,
        public_url: str = "",
    ) -> None:
        self._bot = bot
        self._board = Board(bot, desk, public_url)
        self._public_url = public_url
        self._desk = desk
        self._texts = texts
        self._papers = papers or NoPapers()
        self._arrived: dict[int, list[str]] = {}  # message id → names of its parts that arrived

    async def step(self) -> bool:
        """Send what is due; False if nothing was."""
        due = await asyncio.to_thread(self._desk.outbox.due, CHANNEL, _AT_ONCE)
        ends = await asyncio.gather(*map(self._deliver, due), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        return bool(due)

    async def _deliver(self, message: Message) -> None:
        try:
            receipt = await self._send(message)
        except TelegramError as error:
            await asyncio.to_thread(self._note, message, error)
            if isinstance(error, InvalidToken):
                raise
            return
        await asyncio.to_thread(self._desk.outbox.delivered, message.id, receipt)

    async def _send(self, message: Message) -> str:
        """All parts, going on where an earlier attempt ended; the names Telegram gave them."""
        place = Place.at(message.contact)
        if "board" in message.payload:
            return await self._board.show(place.chat, message.payload)
        if "beside" in message.payload:
            place, beside = await self._board.beside(place.chat, message.payload)
            parts = [beside]
        else:
            parts = await asyncio.to_thread(self._parts, message)
        arrived = self._arrived.setdefault(message.id, [])
        again = ""
        if message.may_have_arrived:
            again = (await asyncio.to_thread(self._texts_for, message)).again
        for part in parts[len(arrived) :]:
            pieces = marked(part, again) if again else [part]
            again = ""  # what follows arrives for the first time, or beside its mark
            sent = [await self._send_part(place, one) for one in pieces]
            arrived.append(sent[-1])
        del self._arrived[message.id]
        return " ".join(arrived)

    def _parts(self, message: Message) -> list[Payload]:
        """A letter of the desk is put into words now, in the language that was chosen by now."""
        texts = self._texts_for(message)
        match message.payload:
            case {"case_reply": letter}:
                place, parts = Place.at(message.contact), show_reply(letter, texts)
                return satisfaction.asked(parts, letter["label"], place, self._desk, texts)
            case {"case_asked": letter}:
                return show_asked(letter, texts)
            case {"case_news": letter}:
                return show_news(letter, texts)
            case {"library": letter}:
                words = team_texts_in(texts.language)
                return show_library(letter, words, self._public_url)
            case {"case_tie": letter}:
                return show_tie(letter["label"], letter["question"], letter["code"], texts)
            case payload:
                return [payload]

    def _texts_for(self, message: Message) -> Texts:
        language = self._desk.language_of(message.contact)
        return texts_in(language) if language else self._texts

    async def _send_part(self, place: Place, payload: Payload) -> str:
        try:
            return await self._post(place, payload)
        except BadRequest as error:
            plain = simpler(error, place, payload)
            if plain is None:
                raise
            log.warning("Telegram refused a message (%s): sent in a simpler form", error)
        place, parts = plain
        return [await self._post(place, part) for part in parts][-1]

    async def _post(self, place: Place, payload: Payload) -> str:
        if "file" in payload:
            raw = await asyncio.to_thread(self._file, payload["file"])
            if raw is not None:
                return await self._post_file(place, payload, raw)
            payload = {**payload, "text": self._texts.file_gone, "plain": True}
        sent = await self._bot.send_message(
            chat_id=place.chat,
            text=payload["text"],
            parse_mode=None if payload.get("plain") else ParseMode.HTML,
            message_thread_id=place.thread,
            reply_markup=markup(payload),
            reply_parameters=replying(payload),
            link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
        )
        return str(sent.message_id)

    async def _post_file(self, place: Place, payload: Payload, raw: bytes) -> str:
        sent = await self._bot.send_document(
            chat_id=place.chat,
            document=telegram.InputFile(raw, filename=payload["file"]["name"]),
            caption=payload["text"],
            parse_mode=ParseMode.HTML,
            message_thread_id=place.thread,
            reply_markup=markup(payload),
            reply_parameters=replying(payload),
            disable_content_type_detection=True,
        )
        return str(sent.message_id)

    def _file(self, wanted: dict[str, str]) -> bytes | None:
        """The bytes that a payload names, made or fetched now; None where there are none."""
        if "own" in wanted:
            return own_data.raw(self._desk, Place.at(Contact(CHANNEL, wanted["own"])))
        if "form" in wanted:
            return self._papers.form(wanted["form"])
        answer = self._desk.answer(wanted["pack"])
        try:
            return None if answer is None else self._papers.pack(answer, wanted["language"])
        except Exception:  # of the library that sets the pages: the person still hears of it
            log.exception("a print pack could not be made")
            return None

    def _note(self, message: Message, error: TelegramError) -> None:
        match judge(error, message.attempts):
            case Retry(after, reason):
                log.warning("message %d: %s; again in %.0f s", message.id, error, after)
                self._desk.outbox.retry(message.id, after, reason, in_doubt=may_have_sent(error))
            case GiveUp(reason):
                log.warning("message %d: %s; given up", message.id, error)
                self._arrived.pop(message.id, None)
                self._desk.outbox.give_up(message.id, reason)
            case Moved(chat, reason):
                self._desk.outbox.move(message, Place(chat).contact, reason)
