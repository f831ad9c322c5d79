"""Between in and out: received updates are handled one by one, in the order they came."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import telegram
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.button import Press, TeamPress, Verb
from bot.conversation import Conversation
from bot.incoming import Ask, FileSent, Incoming, Oddity, read
from bot.place import CHANNEL, Place
from corpus.form import LARGEST
from corpus.log import doing
from desk.errors import DatabaseUnavailable
from desk.inbox import Received
from desk.metrics import Metrics

log = logging.getLogger(__name__)

_BREATH = 0.5  # seconds before the second look at an update that failed, twice that after
_ALERT = 200  # characters that Telegram shows of an alert
_TYPING_LASTS = 4.5  # seconds; Telegram takes the sign away after five


class Worker:
    """``said`` is called when there may be something to send."""

    def __init__(
        self,
        bot: telegram.Bot,
        me: telegram.User,
        conversation: Conversation,
        said: Callable[[], None],
        metrics: Metrics | None = None,
    ) -> None:
        self._bot = bot
        self._me = me
        self._conversation = conversation
        self._said = said
        self._metrics = metrics or Metrics(conversation.desk)

    async def step(self) -> bool:
        """Handle the oldest update; False if there is none."""
        received = await asyncio.to_thread(self._conversation.desk.pending, CHANNEL)
        if received is None:
            return False
        doing.set(f"update:{received.update_id}")
        incoming: Incoming | None = None
        began, result = time.perf_counter(), "handled"
        try:
            incoming = read(telegram.Update.de_json(json.loads(received.payload)), self._me)
            await self._handle(received, incoming)
        except DatabaseUnavailable:
            result = "postponed"
            raise  # not this update's fault: the loop waits and comes back to it
        except Exception as error:
            result = "failed"
            log.exception("update %d could not be handled", received.update_id)
            reason = f"{type(error).__name__}: {error}"[:300]
            place = incoming.place if incoming else None
            await asyncio.to_thread(self._conversation.fail, received, reason, place)
            await asyncio.sleep(_BREATH * (received.attempts + 1))
        finally:
            self._tell(incoming, result, time.perf_counter() - began)
        self._said()
        return True

    def _tell(self, incoming: Incoming | None, result: str, seconds: float) -> None:
        kind = kind_of(incoming)
        self._metrics.update(kind, result, seconds)
        facts = {"kind": kind, "result": result, "ms": round(seconds * 1000, 1)}
        log.info("update", extra={"facts": facts})

    async def _handle(self, received: Received, incoming: Incoming | None) -> None:
        if incoming is None:
            await asyncio.to_thread(self._conversation.pass_over, received)
            return
        async with self._typing(incoming):
            incoming = await self._with_file(incoming)
            respond = self._conversation.respond
            alert = await asyncio.to_thread(respond, received.update_id, incoming)
        if isinstance(incoming.wish, TeamPress):
            await self._answer_press(incoming.query, alert)

    async def _answer_press(self, query: str, alert: str) -> None:
        """End the waiting sign; an alert is seen by who pressed, and by nobody else."""
        try:
            await self._bot.answer_callback_query(query, alert[:_ALERT] or None, bool(alert))
        except TelegramError as error:
            log.info("a pressed button was not answered: %s", error)

    async def _with_file(self, incoming: Incoming) -> Incoming:
        """With the bytes of a file that was sent, unless there are too many."""
        match incoming.wish:
            case FileSent(file_id, size) as sent if size <= LARGEST:
                file = await self._bot.get_file(file_id)
                raw = bytes(await file.download_as_bytearray())
                return replace(incoming, wish=replace(sent, raw=raw))
        return incoming

    @asynccontextmanager
    async def _typing(self, incoming: Incoming) -> AsyncIterator[None]:
        """Show that an answer is being looked for."""
        if not _is_question(incoming):
            yield
            return
        sign = asyncio.create_task(self._keep_typing(incoming.place))
        try:
            yield
        finally:
            sign.cancel()

    async def _keep_typing(self, place: Place) -> None:
        with suppress(TelegramError):
            while True:
                await self._bot.send_chat_action(
                    place.chat, ChatAction.TYPING, message_thread_id=place.thread
                )
                await asyncio.sleep(_TYPING_LASTS)


def kind_of(incoming: Incoming | None) -> str:
    """What came in, in a word that says nothing of what was said: "ask", "press right"."""
    match incoming:
        case None:
            return "not for us"
        case Incoming(wish=Press(verb=verb)):
            return f"press {verb.name.lower()}"
        case Incoming(wish=Oddity() as oddity):
            return f"oddity {oddity.name.lower()}"
        case Incoming(wish=wish):
            return type(wish).__name__.lower()


def _is_question(incoming: Incoming) -> bool:
    match incoming.wish:
        case Ask() | FileSent() | Press(verb=Verb.FOLLOW_UP):
            return True
        case _:
            return False
