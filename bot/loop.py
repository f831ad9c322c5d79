"""Doing one step after another until told to stop, through all trouble but a refused token."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.delivery import backoff, seconds
from desk.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

_IDLE = 1.0  # seconds between looks at tables that other programs write to


async def keep_doing(
    what: str,
    step: Callable[[], Awaitable[bool]],
    stop: asyncio.Event,
    wake: asyncio.Event | None = None,
) -> None:
    """Call ``step``; when it says there was nothing to do, rest until ``wake`` or a moment passes.

    Raises:
        InvalidToken
    """
    troubles = 0
    wake = wake or asyncio.Event()
    while not stop.is_set():
        wake.clear()
        try:
            busy = await step()
        except InvalidToken:
            raise
        except Exception as error:
            pause = _pause(error, troubles)
            troubles += 1
            _tell(what, error, pause)
            await rest(stop, pause)
            continue
        if troubles:
            log.info("%s: works again", what)
            troubles = 0
        if not busy:
            await rest(wake, _IDLE)


async def rest(event: asyncio.Event, longest: float) -> None:
    """Until ``event``, at most ``longest`` seconds."""
    try:
        async with asyncio.timeout(longest):
            await event.wait()
    except TimeoutError:
        pass


def _pause(error: Exception, troubles: int) -> float:
    return seconds(error.retry_after) if isinstance(error, RetryAfter) else backoff(troubles)


def _tell(what: str, error: Exception, pause: float) -> None:
    expected = isinstance(error, TelegramError | DatabaseUnavailable)
    log.log(
        logging.WARNING if expected else logging.ERROR,
        "%s: %s; trying again in %.0f s",
        what,
        error,
        pause,
        exc_info=None if expected else error,
    )
