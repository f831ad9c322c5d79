"""``python -m bot``: the door. Settings are read here and handed in."""

import asyncio
import logging
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from prometheus_client import start_http_server
from telegram.error import InvalidToken

from bot import program
from bot.conversation import Conversation
from bot.elected import Fence
from bot.papers import Papers, ServicePapers
from bot.team_grounds import IndexGrounds
from bot.texts import texts_in
from corpus import log
from corpus.language import SOURCE
from corpus.settings import BadSetting, Settings
from desk.clockwork import Clockwork
from desk.desk import Desk
from desk.errors import DatabaseUnavailable
from desk.following import Following, StoreUnavailable
from desk.metrics import Metrics
from desk.queues import BadQueues, queues_of
from desk.sealed import Seal
from retrieval.answer import Answer
from retrieval.question import Question

Assistant = Callable[[Question], Answer]
_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)
_BOTFATHER = "get one from @BotFather in Telegram and put TELEGRAM_BOT_TOKEN=… into .env"


class CannotStart(Exception):
    """The message says what to do about it."""


@click.command()
def main() -> None:
    """Answer questions in Telegram, by long polling, until stopped (Ctrl-C or SIGTERM)."""
    try:
        settings = Settings.load()
        check(settings)
        log.configure("bot", settings.log, settings.log_level, settings.secrets)
        run(settings, lambda: assistant(settings))
    except (BadSetting, CannotStart, DatabaseUnavailable, BadQueues, StoreUnavailable) as error:
        click.echo(f"The bot cannot run: {error}", err=True)
        # A database may come back; settings and a token are put right by people.
        sys.exit(1 if isinstance(error, DatabaseUnavailable) else 2)


def check(settings: Settings) -> None:
    """What can be told without asking anyone.

    Raises:
        CannotStart
    """
    token = settings.telegram_bot_token.get_secret_value()
    if not token:
        raise CannotStart(f"there is no bot token; {_BOTFATHER}")
    if not _TOKEN.fullmatch(token):
        raise CannotStart(f"TELEGRAM_BOT_TOKEN does not look like a token; {_BOTFATHER}")


def assistant(settings: Settings) -> tuple[Assistant, Papers]:
    """The model and the index, loaded; what is missing of them is told in the log."""
    from retrieval.service import Service  # brings the model's libraries along

    service = Service.open(settings)
    for problem in service.readiness().problems:
        logging.getLogger("bot").warning("%s", problem)
    return service.answer, ServicePapers(service, settings.public_url)


def run(settings: Settings, load: Callable[[], tuple[Assistant, Papers]]) -> None:
    """Serve until a signal to stop.

    Raises:
        CannotStart: Telegram does not accept the token.
        DatabaseUnavailable, BadQueues, StoreUnavailable
    """
    token = settings.telegram_bot_token.get_secret_value()
    queues = queues_of(settings.queues)
    following = Following.of(settings)
    seal, chat = Seal.of(settings.secrets_key), settings.team_chat
    desk = Desk.open(settings.database, queues=queues, team_chat=chat, seal=seal)
    texts = texts_in(SOURCE)
    metrics = Metrics(desk)

    def prepare() -> Conversation:
        following.first()
        answer, papers = load()
        grounds = IndexGrounds(desk, settings.index)
        counted = metrics.watching(answer)
        return Conversation(desk, counted, texts, settings.public_url, papers, grounds)

    try:
        clock = Clockwork(desk, settings.index, keep_months=settings.keep_months)
        with clock, following, exposed(metrics, settings.bot_metrics_port):
            asyncio.run(_until_signalled(token, settings.telegram_base_url, prepare, metrics))
    except InvalidToken:
        # Without its text or its traceback: both hold the token.
        raise CannotStart(
            f"{settings.telegram_base_url} does not accept the bot token "
            f"(mistyped, or revoked); {_BOTFATHER}"
        ) from None
    finally:
        desk.close()


@contextmanager
def exposed(metrics: Metrics, port: int) -> Iterator[None]:
    """Serve what is counted to this machine, on ``port``; nothing where it is 0.

    Raises:
        CannotStart: the port cannot be had.
    """
    if not port:
        yield
        return
    try:
        server, thread = start_http_server(port, addr="127.0.0.1", registry=metrics.registry)
    except OSError as error:
        raise CannotStart(
            f"MOTCHAM_BOT_METRICS_PORT={port} cannot be opened: {error.strerror or error}; "
            "choose another one"
        ) from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def _until_signalled(
    token: str, base_url: str, prepare: Callable[[], Conversation], metrics: Metrics
) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    logging.getLogger("bot").info("asking %s who we are", base_url)
    fence = Fence()
    await program.serve(
        program.connect(token, base_url, fence), prepare, stop, metrics=metrics, fence=fence
    )


if __name__ == "__main__":
    main()
