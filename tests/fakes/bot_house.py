"""The bot running in this process against the fake Bot API, with a desk of its own."""

import asyncio
import gettext
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.conversation import Conversation
from bot.papers import NoPapers, Papers
from bot.program import connect, serve
from bot.team_grounds import IndexGrounds, NoGrounds
from bot.texts import Texts
from desk.desk import Desk
from desk.queues import Queues
from retrieval.answer import Answer
from retrieval.question import Question
from tests.fakes.bot_api import BotApi
from tests.fakes.canned import canned
from tests.fakes.databases import database_at


@contextmanager
def house(
    folder: Path,
    api: BotApi,
    answer: Callable[[Question], Answer] = canned,
    public_url: str = "https://tra.example",
    papers: Papers | None = None,
    queues: Queues | None = None,
    index: Path | None = None,
) -> Iterator[Desk]:
    """Run the bot until the end of the block; raises there what stopped it."""
    desk = Desk.open(database_at(folder / "bot.db"), queues=queues)
    grounds = IndexGrounds(desk, index) if index else NoGrounds()
    texts = Texts(gettext.NullTranslations())
    conversation = Conversation(desk, answer, texts, public_url, papers or NoPapers(), grounds)
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    trouble: list[BaseException] = []

    def run() -> None:
        try:
            loop.run_until_complete(serve(connect(api.token, api.url), lambda: conversation, stop))
        except BaseException as error:
            trouble.append(error)
        finally:
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield desk
    finally:
        if not loop.is_closed():
            loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=20)
        desk.close()
    if trouble:
        raise trouble[0]
