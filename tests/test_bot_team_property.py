"""Whatever is pressed, written, moved, repeated or deleted, in whatever order: each case has one
message in its group, and it shows how the case stands.

The long run: ``MOTCHAM_WALKS=200 python -m pytest tests/test_bot_team_property.py``
"""

import asyncio
import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.button import TeamPress, TeamVerb
from bot.conversation import Conversation
from bot.poller import Poller
from bot.program import connect
from bot.sender import Sender
from bot.team_board import Board
from bot.team_move import queue_mark
from bot.texts import texts_in
from bot.worker import Worker
from corpus.language import SOURCE
from desk import group_board
from desk.case import Case
from desk.casework import asker
from desk.desk import Desk
from desk.errors import Refused
from desk.role import Actor, Role
from tests.fakes.bot_api import DROPPED, TOO_MANY, BotApi, Sent
from tests.fakes.canned import canned
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at
from tests.fakes.grounds import NO_PROVISION
from tests.fakes.team import (
    GROUP,
    HOA,
    LAN,
    LEAD,
    NAM,
    OTHER,
    QUEUES,
    RISKY,
    STRANGER,
    ask,
    boards,
    team,
)
from tests.fakes.telegram_html import visible

WALKS = int(os.environ.get("MOTCHAM_WALKS", "12"))
CHATS = (GROUP, OTHER)
CASES = 3
WEB = Actor("Mai", Role.LEAD)

accounts = st.sampled_from([HOA, HOA, NAM, LEAD, STRANGER])
numbers = st.integers(0, CASES - 1)
words = st.sampled_from(["một", "hai <b>", "ba & bốn"])
choices = st.sampled_from(["1", "2", "9", queue_mark(QUEUES.queues[0]), "0+", "0-"])
often = st.integers(1, 3)
steps = st.one_of(
    st.tuples(st.just("press"), accounts, st.sampled_from(TeamVerb), numbers, choices, often),
    st.tuples(st.just("below"), accounts, numbers, words, often),
    st.tuples(st.just("prompted"), accounts, words, often),
    st.tuples(st.just("draft"), accounts, st.integers(0, 3), often),
    st.tuples(st.just("web"), st.sampled_from(["claim", "reply", "route", "snooze", "wake",
                                              "ask_back", "add", "reopen", "withdraw"]), numbers,
              words),
    st.tuples(st.just("deliver")),
    st.tuples(st.just("delete"), numbers, st.sampled_from(CHATS)),
    st.tuples(st.just("delete_topics")),
    st.tuples(st.just("fault"), st.sampled_from([TOO_MANY, DROPPED])),
    st.tuples(st.just("clock"), st.sampled_from([1, 30])),
)  # fmt: skip


class House:
    """The bot's three parts, each moved by hand."""

    def __init__(self, folder: Path, api: BotApi) -> None:
        self.api, self.clock = api, Clock()
        self.desk = Desk.open(database_at(folder / "desk.db"), self.clock, queues=QUEUES)
        self.numbers = [ask(self.desk, f"a{n}", ("", "an toàn bức xạ", "")[n]).id
                        for n in range(CASES)]  # fmt: skip
        self.bot = connect(api.token, api.url)
        conversation = Conversation(self.desk, canned, texts_in(SOURCE))
        self.conversation = conversation

    async def __aenter__(self) -> "House":
        await self.bot.initialize()
        self.poller = Poller(self.bot, self.desk, lambda: None)
        self.worker = Worker(self.bot, self.bot.bot, self.conversation, lambda: None)
        self.sender = Sender(self.bot, self.desk, texts_in(SOURCE))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.bot.shutdown()
        self.desk.close()

    async def walk(self, step: tuple[Any, ...]) -> None:
        match step:
            case ("press", account, verb, number, choice, times):
                shown = self.board(number)
                if shown:
                    data = str(TeamPress(verb, self.numbers[number], choice))
                    await self.update(times, press=(shown, data, account))
            case ("below", account, number, said, times):
                if shown := self.board(number):
                    await self.update(times, say=(said, shown, account))
            case ("prompted", account, said, times):
                asked = [one for chat in CHATS for one in self.api.in_chat(chat) if one.forced]
                if asked:
                    await self.update(times, say=(said, asked[-1], account))
            case ("draft", account, button, times):
                drafts = [one for chat in CHATS for one in self.api.in_chat(chat)
                          if one.text.startswith("Bản trả lời phiếu") and one.buttons]  # fmt: skip
                if drafts:
                    _, data = drafts[-1].buttons[button % len(drafts[-1].buttons)]
                    await self.update(times, press=(drafts[-1], data, account))
            case ("web", act, number, said):
                self.move(act, self.numbers[number], said)
            case ("deliver",):
                await self.deliver()
            case ("delete", number, chat):
                for one in boards(self.api, self.case(number), chat):
                    self.api.delete(one)
            case ("delete_topics",):
                for chat, thread in list(self.api.topic_names):
                    self.api.delete_topic(chat, thread)
            case ("fault", fault):
                self.api.fail("editMessageText", fault)
            case ("clock", hours):
                self.clock.forward(hours * 3600)
                self.desk.tick()

    def move(self, act: str, number: int, said: str) -> None:
        officer = asker(LAN)
        with suppress(Refused), self.desk.begin() as work:
            cases = work.cases
            until = work.now + timedelta(hours=5)
            {
                "claim": lambda: cases.claim(number, WEB),
                "reply": lambda: cases.reply(number, WEB, said, NO_PROVISION),
                "route": lambda: cases.route(number, WEB, RISKY, said),
                "snooze": lambda: cases.snooze(number, WEB, until, said),
                "wake": lambda: cases.wake(number, WEB),
                "ask_back": lambda: cases.ask_back(number, WEB, said),
                "add": lambda: cases.add(number, officer, said),
                "reopen": lambda: cases.reopen(number, officer, said),
                "withdraw": lambda: cases.withdraw(number, officer),
            }[act]()

    async def update(self, times: int, **what: Any) -> None:
        """Somebody's update; a server that has lost our confirmation sends it again."""
        if press := what.get("press"):
            self.api.push_press(*press)
        else:
            said, below, account = what["say"]
            self.api.say(said, below.chat, by=account, below=below)
        update = dict(self.api.newest_update)
        for _ in range(times):
            await self.poller.step()
            while await self.worker.step():
                pass
            self.api.push_again(update)
            self.poller = Poller(self.bot, self.desk, lambda: None)  # restarted
        await self.poller.step()
        while await self.worker.step():
            pass

    async def deliver(self) -> None:
        for _ in range(200):
            if not await self.sender.step():
                if self.desk.counts()["undelivered"] == 0:
                    return
                self.clock.forward(2)
        raise AssertionError("messages do not arrive")

    def case(self, number: int) -> Case:
        found = self.desk.case(self.numbers[number])
        assert found is not None
        return found

    def board(self, number: int) -> Sent | None:
        case = self.case(number)
        shown = [one for chat in CHATS for one in boards(self.api, case, chat)]
        return shown[-1] if shown else None

    def check(self, *, whole: bool) -> None:
        board = Board(self.bot, self.desk)
        assert self.desk.counts()["given_up"] == 0
        assert self.desk.counts()["failed"] == 0
        for number in range(CASES):
            case = self.case(number)
            assert len({event.key for event in case.events}) == len(case.events)
            own = self.desk.queues.chat_of(case.queue)
            for chat in CHATS:
                shown = boards(self.api, case, chat)
                assert len(shown) <= 1, "a case has two messages in a group"
                assert not whole or shown or str(chat) != own, "a case has no message"
                sight = board.sight(chat, group_board.name_of(case.id))
                assert sight is not None
                for one in shown:
                    assert one.text == visible(sight.payload["text"]), "it shows what was"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("empty") / "desk.db"
    desk = Desk.open(database_at(file), Clock(), queues=QUEUES)
    team(desk)
    desk.close()
    return file


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> pytest.TempPathFactory:
    return tmp_path_factory


def test_each_case_has_one_message_that_shows_how_it_stands(
    empty: Path, folders: pytest.TempPathFactory
) -> None:
    @settings(
        max_examples=WALKS, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(st.lists(steps, min_size=8, max_size=30))
    def run(walk: list[tuple[Any, ...]]) -> None:
        folder = folders.mktemp("walk")
        database_at(folder / "desk.db", empty)
        with BotApi().running() as api:
            api.chats |= {GROUP, OTHER, 7}
            api.forums |= set(CHATS)
            asyncio.run(walked(folder, api, walk))

    run()


async def walked(folder: Path, api: BotApi, walk: list[tuple[Any, ...]]) -> None:
    async with House(folder, api) as house:
        await house.deliver()
        house.check(whole=True)
        for step in walk:
            await house.walk(step)
        await house.deliver()
        house.check(whole=False)
        with house.desk.begin() as work:
            for number in range(CASES):
                chat = house.desk.queues.chat_of(house.case(number).queue)
                case = house.numbers[number]
                group_board.show(work.connection, chat, case, f"last/{case}", work.now)
        await house.deliver()
        house.check(whole=True)
