"""The bot as a running program: three loops around the desk's tables, until told to stop.

Of several bots at one database one is elected; the others stand by (``elected``).

poller: Telegram → inbox; worker: inbox → answers, cases, outbox; sender: outbox → Telegram.
They share nothing but the tables, so any of them may die at any moment.
"""

import asyncio
import logging
import warnings
from collections.abc import Awaitable, Callable

import telegram
from telegram.error import InvalidToken
from telegram.warnings import PTBUserWarning

from bot.conversation import Conversation
from bot.elected import Fence, Line, SeatLost, wait_for, watch
from bot.loop import keep_doing
from bot.place import CHANNEL
from bot.poller import Poller
from bot.sender import Sender
from bot.worker import Worker
from desk.desk import Desk
from desk.election import Seat, seat_of
from desk.metrics import Metrics
from desk.telegram_people import note_bot

log = logging.getLogger(__name__)


def connect(token: str, base_url: str, fence: Fence | None = None) -> telegram.Bot:
    """Telegram's Bot API at ``base_url``; nothing is sent yet."""
    fence = fence or Fence()
    # The library advises get_updates over the raw request, and a timedelta over seconds.
    warnings.filterwarnings("ignore", category=PTBUserWarning)
    return telegram.Bot(
        token,
        base_url=f"{base_url.rstrip('/')}/bot",
        base_file_url=f"{base_url.rstrip('/')}/file/bot",
        request=_line(fence, connections=20),
        get_updates_request=_line(fence, connections=1),
    )


def _line(fence: Fence, connections: int) -> Line:
    """With patience for the weak links of remote communes; all of it within the outbox's lease."""
    return Line(
        fence,
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
    fence: Fence | None = None,
) -> None:
    """Run until ``stop``; what is in hand then is finished.

    ``prepare`` may take long: it is called once Telegram has accepted the token, and before the
    election, so that who stands by can begin at once.

    Raises:
        InvalidToken: Telegram does not accept the token.
    """
    try:
        me = await _introduce(bot, stop)
        if me is not None:
            conversation = await asyncio.to_thread(prepare)
            await _in_turn(bot, me, conversation, stop, fence or Fence(), metrics)
    finally:
        await bot.shutdown()


async def _introduce(bot: telegram.Bot, stop: asyncio.Event) -> telegram.User | None:
    """Who we are to Telegram; asked until there is a reply, None if stopped before."""
    return bot.bot if await _done("connecting to Telegram", bot.initialize, stop) else None


async def _done(what: str, act: Callable[[], Awaitable[None]], stop: asyncio.Event) -> bool:
    """Try until it is done; False if stopped before."""

    async def step() -> bool:
        await act()
        over.set()
        return True

    over = asyncio.Event()
    trying = asyncio.create_task(keep_doing(what, step, over))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({trying, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if trying.done():
            await trying
        return over.is_set()
    finally:
        trying.cancel()
        stopping.cancel()


def _introduce_to_desk(desk: Desk, name: str) -> None:
    """The pages lead to the bot by its name."""
    with desk.begin() as work:
        note_bot(work, name)


async def _in_turn(
    bot: telegram.Bot,
    me: telegram.User,
    conversation: Conversation,
    stop: asyncio.Event,
    fence: Fence,
    metrics: Metrics | None,
) -> None:
    """Work while we are elected, stand by while another is."""
    seat = seat_of(conversation.desk.database)
    fence.behind(seat)
    try:
        while await wait_for(seat, stop):
            await _run(bot, me, conversation, stop, seat, metrics)
    finally:
        await asyncio.to_thread(seat.leave)


async def _run(
    bot: telegram.Bot,
    me: telegram.User,
    conversation: Conversation,
    stop: asyncio.Event,
    seat: Seat,
    metrics: Metrics | None,
) -> None:
    """Until ``stop``, or until the seat is lost."""
    desk = conversation.desk
    received, said = asyncio.Event(), asyncio.Event()
    poller = Poller(bot, desk, received.set)
    worker = Worker(bot, me, conversation, said.set, metrics)
    sender = Sender(bot, desk, conversation.texts, conversation.papers, conversation.public_url)
    log.info("listening as @%s", me.username)
    refused = lost = False

    async def begin() -> None:
        await asyncio.to_thread(desk.outbox.recover, CHANNEL)
        await asyncio.to_thread(_introduce_to_desk, desk, me.username or "")

    try:
        async with asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(watch(seat))
            if await _done("beginning", begin, stop):
                polling = tasks.create_task(keep_doing("receiving", poller.step, stop))
                answering = keep_doing("answering", worker.step, stop, received)
                sending = keep_doing("sending", sender.step, stop, said)
                finishing = {tasks.create_task(answering), tasks.create_task(sending)}
                await stop.wait()
                polling.cancel()
                received.set()
                said.set()
                await asyncio.wait(finishing)  # the seat is watched until all is said
            watching.cancel()
    except* InvalidToken:
        refused = True
    except* SeatLost:
        lost = True
    if refused:
        raise InvalidToken
    if lost:
        log.warning("another bot may be elected now: standing by")
        return
    log.info("stopped; what is not answered or not sent yet is kept for the next start")
