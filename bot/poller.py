"""In: updates are claimed at the desk, and only then confirmed to Telegram."""

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

import telegram
from telegram.constants import UpdateType
from telegram.error import EndPointNotFound, InvalidToken, TelegramError

from bot.button import TEAM
from bot.kept import kept_update
from bot.place import CHANNEL
from desk.desk import Desk

log = logging.getLogger(__name__)

_KINDS = [UpdateType.MESSAGE, UpdateType.EDITED_MESSAGE, UpdateType.CALLBACK_QUERY]
_WAIT = 30  # seconds Telegram holds an empty answer back
_SLACK = 10.0  # seconds more until we give the connection up


class Poller:
    """Telegram sends an update again until a later ``offset`` confirms it."""

    def __init__(self, bot: telegram.Bot, desk: Desk, received: Callable[[], None]) -> None:
        self._bot = bot
        self._desk = desk
        self._received = received
        self._offset: int | None = None
        self._acknowledging: set[asyncio.Task[None]] = set()

    async def step(self) -> bool:
        """Wait for updates and claim them."""
        updates = await self._fetch()
        if updates:
            fresh = await asyncio.to_thread(self._claim, updates)
            self._offset = max(update["update_id"] for update in updates) + 1
            self._received()
            for update in fresh:
                self._acknowledge(update)
        return True

    async def _fetch(self) -> list[dict[str, Any]]:
        """Raw: an update that the library cannot read must not hold up the others.

        Raises:
            InvalidToken: the token was accepted at first and is no longer.
        """
        try:
            updates: list[dict[str, Any]] = await self._bot.do_api_request(
                "getUpdates",
                {"offset": self._offset, "timeout": _WAIT, "allowed_updates": _KINDS},
                read_timeout=_WAIT + _SLACK,
            )
        except EndPointNotFound as error:  # how do_api_request says it
            raise InvalidToken from error
        return updates

    def _claim(self, updates: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Those that had not come before."""
        chats = {int(chat) for chat in self._desk.queues.chats}
        with self._desk.begin() as work:
            return [
                update
                for update in updates
                if work.receive(CHANNEL, update["update_id"], _kept(update, chats))
            ]

    def _acknowledge(self, update: dict[str, Any]) -> None:
        """End the waiting sign on a pressed button, without waiting for the work behind it.

        The team's buttons are answered by that work, which may have to refuse.
        """
        query = update.get("callback_query")
        if query and not str(query.get("data", "")).startswith(TEAM):
            task = asyncio.create_task(self._end_waiting_sign(query["id"]))
            self._acknowledging.add(task)
            task.add_done_callback(self._acknowledging.discard)

    async def _end_waiting_sign(self, query_id: str) -> None:
        try:
            await self._bot.answer_callback_query(query_id)
        except TelegramError as error:
            log.info("a pressed button was not acknowledged: %s", error)


def _kept(update: dict[str, Any], chats: set[int]) -> str:
    """One that is of no shape we know is passed over, so that those behind it are heard."""
    try:
        return kept_update(update, chats)
    except Exception:
        log.exception("update %d is of an unknown shape", update["update_id"])
        return json.dumps({"update_id": update["update_id"]})
