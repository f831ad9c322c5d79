"""The bot as a process of its own: killed, stopped, refused, cut off."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from desk.desk import Desk
from tests.fakes.bot_api import TOKEN, BotApi
from tests.fakes.databases import database_at, setting_at

ROOT = Path(__file__).parent.parent
CHATS = (1, 2, 3, -4)
Process = subprocess.Popen[str]


def environment(folder: Path, url: str, token: str) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("MOTCHAM_")}
    return ours | {
        "PYTHONPATH": str(ROOT),
        "MOTCHAM_DATA": str(folder),
        **setting_at(folder / "motcham.db"),
        "TELEGRAM_BOT_TOKEN": token,
        "TELEGRAM_BASE_URL": url,
        "NO_PROXY": "127.0.0.1",
    }


@contextmanager
def bot(
    folder: Path,
    url: str,
    token: str = TOKEN,
    module: str = "tests.fakes.bot_process",
    database: str = "",
) -> Iterator[Process]:
    """Started away from the project's folder, so that no ``.env`` of a developer is read."""
    other = {"MOTCHAM_DATABASE_URL": database} if database else {}
    with (folder / "log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=folder,
            env=environment(folder, url, token) | other,
            stdout=log,
            stderr=log,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def log(folder: Path) -> str:
    return (folder / "log").read_text()


def test_killed_at_random_moments_it_loses_nothing_and_doubles_only_the_unacknowledged(
    tmp_path: Path,
) -> None:
    chance = random.Random(22)
    kills: list[float] = []
    asked: dict[int, list[str]] = {chat: [] for chat in CHATS}
    with BotApi().running() as api:
        for turn in range(6):
            for chat in CHATS * 2:
                asked[chat].append(f"khai báo {turn}.{len(asked[chat])}")
                api.say(f"@MotChamBot {asked[chat][-1]}", chat=chat)
            with bot(tmp_path, api.url):
                # At least eleven calls are sure to come: getMe, two polls, eight messages.
                enough = len(api.calls) + chance.randint(1, 11)
                api.until(lambda: len(api.calls) >= enough, seconds=90)  # noqa: B023
                time.sleep(chance.uniform(0, 0.02))
            kills.append(time.monotonic())  # over by now, and nothing was sent since
        with bot(tmp_path, api.url) as process:
            desk = Desk.open(database_at(tmp_path / "motcham.db"))
            everything = set.union(*({(c, q) for q in asked[c]} for c in CHATS))
            api.until(lambda: heard(api) >= everything, seconds=90)
            api.until(lambda: desk.counts()["undelivered"] == 0)
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
    for chat in CHATS:
        sent = [(question(message.text), message.at) for message in api.in_chat(chat)]
        assert [text for text, _ in groupby(text for text, _ in sent)] == asked[chat]
        for (one, sooner), (other, later) in pairwise(sent):
            assert one != other or any(sooner < kill < later for kill in kills)
    assert desk.counts()["failed"] == desk.counts()["given_up"] == 0
    desk.close()


def question(text: str) -> str:
    first = text.removeprefix("(Gửi lại) ").split("\n")[0]
    return first.removeprefix("Trả lời cho: ")


def heard(api: BotApi) -> set[tuple[int, str]]:
    return {(sent.chat, question(sent.text)) for sent in list(api.sent)}


def test_a_refused_token_ends_it_with_the_cure_and_never_shows(tmp_path: Path) -> None:
    wrong = "4242:another-secret-half_of-a-token"
    with BotApi().running() as api, bot(tmp_path, api.url, wrong) as process:
        assert process.wait(20) == 2
    assert "does not accept the bot token" in log(tmp_path)
    assert "@BotFather" in log(tmp_path)
    assert "another-secret" not in log(tmp_path)


def test_a_token_revoked_while_it_runs_ends_it_too(tmp_path: Path) -> None:
    with BotApi().running() as api, bot(tmp_path, api.url) as process:
        api.say("khai báo")
        api.heard(1, seconds=90)
        api.token = "4242:a-new-token"
        api.say("khai báo")
        assert process.wait(20) == 2
    assert "does not accept the bot token" in log(tmp_path)
    assert TOKEN.split(":")[1] not in log(tmp_path)


@pytest.mark.parametrize(
    ("token", "url", "words"),
    [
        ("", "https://api.telegram.org", "there is no bot token"),
        ("secret-of-mine", "https://api.telegram.org", "does not look like a token"),
        (TOKEN, "api.telegram.org", "is no address"),
    ],
)
def test_what_can_be_told_at_the_door_is_told_there(
    tmp_path: Path, token: str, url: str, words: str
) -> None:
    with bot(tmp_path, url, token, module="bot") as process:
        assert process.wait(20) == 2
    assert words in log(tmp_path)
    assert "secret" not in log(tmp_path)


def test_without_a_network_it_says_so_and_goes_on_trying(tmp_path: Path) -> None:
    with BotApi().running() as gone:
        port = int(gone.url.rpartition(":")[2])
    with bot(tmp_path, gone.url) as process:
        gone.until(lambda: "trying again" in log(tmp_path), seconds=90)
        assert process.poll() is None
        with BotApi().running(port) as api:
            api.say("khai báo")
            api.heard(1, seconds=90)
    assert "connecting to Telegram: telegram.NetworkError from httpx.ConnectError" in log(tmp_path)
    assert TOKEN.split(":")[1] not in log(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_asked_even_while_waiting_for_updates(
    tmp_path: Path, number: signal.Signals
) -> None:
    with BotApi().running() as api, bot(tmp_path, api.url) as process:
        api.until(lambda: api.called("getUpdates"), seconds=90)
        process.send_signal(number)
        assert process.wait(5) == 0
    assert "stopped" in log(tmp_path)
    assert "Traceback" not in log(tmp_path)
