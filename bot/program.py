"""The bot as a running program: three loops around the desk's tables, until told to stop.

poller: Telegram → inbox; worker: inbox → answers, cases, outbox; sender: outbox → Telegram.
They share nothing but the tables, so any of them may die at any moment.
"""

import asyncio
import logging
import warnings
from collections.abc import Callable

import telegram
from telegram.error import InvalidToken
from telegram.request import HTTPXRequest
from telegram.warnings import PTBUserWarning

from bot.conversation import Conversation
from bot.loop import keep_doing
from bot.place import CHANNEL
from bot.poller import Poller
from bot.sender import Sender
from bot.worker import Worker
from desk.desk import Desk
from desk.metrics import Metrics
from desk.telegram_people import note_bot

log = logging.getLogger(__name__)


def connect(token: str, base_url: str) -> telegram.Bot:
    """Telegram's Bot API at ``base_url``; nothing is sent yet."""
    # The library advises get_updates over the raw request, and a timedelta over seconds.
    warnings.filterwarnings("ignore", category=PTBUserWarning)
    return telegram.Bot(
        token,
        base_url=f"{base_url.rstrip('/')}/bot",
        base_file_url=f"{base_url.rstrip('/')}/file/bot",
        request=_line(connections=20),
        get_updates_request=_line(connections=1),
    )


def _line(connections: int) -> HTTPXRequest:
    """With patience for the weak links of remote communes; all of it within the outbox's lease."""
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=10.0,
        read_timeout=20.0,
        write_timeout=10.0,
        pool_timeout=10.0,
    )


async def serve(
    bot: telegram.Bot,
    prepare: Callable[[], Conversation],
    stop: asyncio.Event,
    metrics: Metrics | None = None,
) -> None:
    """Run until ``stop``; what is in hand then is finished.

    ``prepare`` may take long: it is called once Telegram has accepted the token.

    Raises:
        InvalidToken: Telegram does not accept the token.
    """
    try:
        me = await _introduce(bot, stop)
        if me is not None:
            await _run(bot, me, await asyncio.to_thread(prepare), stop, metrics)
    finally:
        await bot.shutdown()


async def _introduce(bot: telegram.Bot, stop: asyncio.Event) -> telegram.User | None:
    """Who we are to Telegram; asked until there is a reply, None if stopped before."""

    async def step() -> bool:
        await bot.initialize()
        introduced.set()
        return True

    introduced = asyncio.Event()
    asking = asyncio.create_task(keep_doing("connecting to Telegram", step, introduced))
    stopping = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
    asking.cancel()
    stopping.cancel()
    if asking not in done:
        return None
    await asking
    return bot.bot


def _introduce_to_desk(desk: Desk, name: str) -> None:
    """The pages lead to the bot by its name."""
    with desk.begin() as work:
        note_bot(work, name)


async def _run(
    bot: telegram.Bot,
    me: telegram.User,
    conversation: Conversation,
    stop: asyncio.Event,
    metrics: Metrics | None,
) -> None:
    desk = conversation.desk
    await asyncio.to_thread(desk.outbox.recover, CHANNEL)
    await asyncio.to_thread(_introduce_to_desk, desk, me.username or "")
    received, said = asyncio.Event(), asyncio.Event()
    poller = Poller(bot, desk, received.set)
    worker = Worker(bot, me, conversation, said.set, metrics)
    sender = Sender(bot, desk, conversation.texts, conversation.papers, conversation.public_url)
    log.info("listening as @%s", me.username)
    refused = False
    try:
        async with asyncio.TaskGroup() as tasks:
            polling = tasks.create_task(keep_doing("receiving", poller.step, stop))
            tasks.create_task(keep_doing("answering", worker.step, stop, received))
            tasks.create_task(keep_doing("sending", sender.step, stop, said))
            await stop.wait()
            polling.cancel()
            received.set()
            said.set()
    except* InvalidToken:
        refused = True
    if refused:
        raise InvalidToken
    log.info("stopped; what is not answered or not sent yet is kept for the next start")
