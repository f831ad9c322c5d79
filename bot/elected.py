"""Only the elected bot talks to Telegram: waiting for the seat, watching it, the fence.

Several bots may run on several machines; all but one stand by, with everything loaded.
"""

import asyncio
import logging
from typing import Any

from telegram.request import HTTPXRequest

from bot.loop import rest
from corpus.log import described
from desk.election import BEAT, Seat

log = logging.getLogger(__name__)
_LOOK = 0.05  # seconds between two looks whether the seat is certain again


class SeatLost(Exception):
    """Another may be elected now: stop at once, and stand by."""


class Fence:
    """Lets calls pass while the seat is certain; others wait until it is, or are cancelled."""

    def __init__(self) -> None:
        self._seat: Seat | None = None

    def behind(self, seat: Seat) -> None:
        """From now on; before, only ``getMe`` is called, which everybody may."""
        self._seat = seat

    async def passed(self) -> None:
        while self._seat is not None and not self._seat.sure():
            await asyncio.sleep(_LOOK)


class Line(HTTPXRequest):
    """The connection to Telegram, behind the fence."""

    def __init__(self, fence: Fence, **more: Any) -> None:
        super().__init__(**more)
        self._fence = fence

    async def do_request(self, *args: Any, **more: Any) -> tuple[int, bytes]:
        await self._fence.passed()
        return await super().do_request(*args, **more)


async def wait_for(seat: Seat, stop: asyncio.Event) -> bool:
    """Stand by until the seat is ours; False where we are told to stop before."""
    told = ""
    while not stop.is_set():
        level, stands = logging.INFO, "another bot is at work; standing by"
        try:
            if await asyncio.to_thread(seat.take):
                if await _settled(seat, stop):
                    return True
                continue
        except Exception as error:  # the database is away: nobody is elected there
            level = logging.WARNING
            stands = f"the seat of the bot cannot be asked for ({described(error)}); standing by"
        if stands != told:
            log.log(level, "%s", stands)
            told = stands
        await rest(stop, BEAT)
    await asyncio.to_thread(seat.leave)
    return False


async def _settled(seat: Seat, stop: asyncio.Event) -> bool:
    """Until whoever had the seat before has stopped."""
    ends = asyncio.get_running_loop().time() + seat.grace
    while (left := ends - asyncio.get_running_loop().time()) > 0:
        await rest(stop, min(BEAT, left))
        if stop.is_set() or not await asyncio.to_thread(seat.confirm):
            return False
    return True


async def watch(seat: Seat) -> None:
    """Keep the seat certain, until cancelled.

    Raises:
        SeatLost
    """
    while True:
        if not await asyncio.to_thread(seat.confirm):
            raise SeatLost
        await asyncio.sleep(BEAT)
