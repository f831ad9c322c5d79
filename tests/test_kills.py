"""Bot and web killed with -9 at random moments under load: nothing lost, nothing doubled unseen.

What people were told (by the fake Bot API server, by HTTP) is held against what is kept.
The long run: ``MOTCHAM_KILLS=100 python -m pytest tests/test_kills.py -s``
"""

import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

import click
from sqlalchemy import select

from api.door import COOKIE
from desk import audit, sessions
from desk.case import Case, CaseState
from desk.casebook import row_of
from desk.contact import Contact
from desk.desk import Desk
from desk.queues import Urgency
from desk.role import Role
from desk.schema import answers, cases, outbox
from desk.schema import inbox as inbox_table
from desk.standing import fold
from tests.fakes.answers import escalated
from tests.fakes.bot_api import TOKEN, BotApi, Sent
from tests.fakes.databases import database_at
from tests.fakes.people import join
from tests.fakes.programs import Program, free_port, until_serving
from tests.fakes.users import AGAIN, HAND_OVER, Asker, Officers, Reviewer, User, first_time

KILLS = int(os.environ.get("MOTCHAM_KILLS", "6"))
CHATS = (1, 2, 3, 4, 5, -6)


@dataclass
class Town:
    """The programs, those who use them, and when a program was killed."""

    api: BotApi
    bot: Program
    web: Program
    address: str
    officers: Officers
    askers: list[Asker]
    reviewer: Reviewer
    kills: list[tuple[str, float]] = field(default_factory=list)

    @property
    def people(self) -> list[User]:
        return [self.officers, *self.askers, self.reviewer]

    def heard_of(self, program: Program) -> int:
        """How often it has given a sign of life."""
        if program is self.bot:
            return len(self.api.calls)
        return sum(one.responses for one in (*self.askers, self.reviewer))

    def kill(self, program: Program, dice: random.Random) -> None:
        """Somewhere in its work; then it is started again."""
        enough = self.heard_of(program) + dice.randint(4, 40)
        self.api.until(lambda: self.heard_of(program) >= enough, seconds=60)
        time.sleep(dice.uniform(0, 0.03))
        program.kill()
        self.kills.append(("bot" if program is self.bot else "web", time.monotonic()))
        program.start()


@contextmanager
def town(folder: Path, database: str, desk: Desk, index: Path) -> Iterator[Town]:
    shutil.copytree(index, folder / "index")
    mai = join(desk, "mai", Role.REVIEWER)
    with desk.begin() as work:
        token = sessions.begin(work, mai.id)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with BotApi().running() as api:
        settings = {
            "MOTCHAM_DATA": str(folder),
            "MOTCHAM_DATABASE_URL": database,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_BASE_URL": api.url,
        }
        bot = Program(folder / "bot.log", settings, "tests.fakes.bot_process")
        web = Program(folder / "web.log", settings, "api", "--port", str(port))
        try:
            bot.start()
            web.start()
            until_serving(address)
            askers = [Asker(name, address) for name in ("Lan", "Ba")]
            reviewer = Reviewer({COOKIE: token}, sessions.form_token(token), address)
            yield Town(api, bot, web, address, Officers(api, CHATS), askers, reviewer)
        finally:
            for program in (bot, web):
                if program.process is not None:
                    program.process.kill()
                    program.process.wait()


def test_killed_at_random_moments_nothing_is_lost_and_nothing_doubled_unseen(
    tmp_path: Path, starter_index: Path
) -> None:
    """With one of every program; ``tests/test_plugs.py`` has two of each, on PostgreSQL."""
    database = database_at(tmp_path / "motcham.db")
    dice = random.Random(KILLS)
    alarms_to_come(database)
    desk = Desk.open(database)
    with town(tmp_path, database, desk, starter_index) as here:
        for one in here.people:
            one.start()
        victims = [here.bot, here.web] * (KILLS // 2)
        dice.shuffle(victims)
        for program in victims:
            here.kill(program, dice)
        for one in here.people:
            one.leave()
        until_all_is_said(here, desk)
        desk.tick()
        assert desk.tick() == 0
        count(here, desk)
        for program in (here.bot, here.web):
            program.kill()
    assert "Traceback" not in here.web.said + here.bot.said
    desk.close()


def alarms_to_come(database: str) -> None:
    """Cases of earlier hours, whose reminders and ends of time fall into the next minutes."""
    now = datetime.now(UTC)
    for number in range(40):
        asked = now - timedelta(hours=3 + number % 2, seconds=-7 * number)
        desk = Desk.open(database, lambda: asked)  # noqa: B023
        with desk.begin() as work:
            browser = Contact("web", f"old{number}")
            work.keep(escalated(f"old{number}"), browser)
            work.open_case(f"old{number}", browser, urgency=Urgency.URGENT)
        desk.close()


def until_all_is_said(here: Town, desk: Desk) -> None:
    def pressed() -> bool:
        here.officers.press_what_came()
        return len(here.officers.pressed) == len(here.officers.strange)

    def quiet() -> bool:
        counts = desk.counts()
        return counts["undelivered"] == 0 and desk.pending("telegram") is None

    here.api.until(pressed, seconds=60)
    here.api.until(lambda: here.api.unconfirmed == 0 and quiet(), seconds=60)


def count(here: Town, desk: Desk) -> None:
    """Everything against everything; prints what there was."""
    found = desk.cases(limit=100_000)
    sent = here.api.sent[:]
    what_telegram_was_told(here, found, sent)
    what_the_web_was_told(here, desk, found)
    asked = len(here.officers.answerable) + len(here.officers.strange) + len(here.officers.pressed)
    is_sound(desk, found, asked)
    doubled = doubles(here, sent)
    click.echo(
        f"\n{len(here.kills)} kills ({Counter(who for who, _ in here.kills)}), {len(sent)} messages"
        f" of which {doubled} twice, {len(found)} cases, {len(here.reviewer.replied)} replies,"
        f" {sum(len(one.answers) for one in here.askers)} asked on the web;"
        f" {sum(one.unavailable for one in (*here.askers, here.reviewer))} times 'try again later'"
    )


def what_telegram_was_told(here: Town, found: list[Case], sent: list[Sent]) -> None:
    told = {(one.chat, first_time(one.text).split("\n")[0][len("Trả lời cho: ") :]) for one in sent}
    assert told >= set(here.officers.answerable), "an update was not answered"
    offered = Counter(one.chat for one in {(s.chat, s.buttons): s for s in sent}.values()
                      if HAND_OVER in dict(one.buttons))  # fmt: skip
    assert offered == Counter(here.officers.strange), "an update was not answered, or twice"
    of_telegram = {case.label: case for case in found if case.contact.channel == "telegram"}
    assert len(of_telegram) == len(here.officers.pressed), "a case was lost or doubled"
    for case in of_telegram.values():
        chat = int(case.contact.address)
        mine = [one.text for one in sent if one.chat == chat and case.label in one.text]
        assert any("Đã chuyển" in text or "đã được" in text for text in mine), "no receipt"
        assert not case.reply or any(case.reply in text for text in mine), "a reply was lost"


def what_the_web_was_told(here: Town, desk: Desk, found: list[Case]) -> None:
    with desk.database.reading() as connection:
        kept = set(connection.execute(select(answers.c.id)).scalars())
    tokens = {case.token: case for case in found}
    for asker in here.askers:
        assert kept >= set(asker.answers), "an answer was lost"
        for answer, token in asker.cases.items():
            assert tokens[token].answer.id == answer
    by_number = {case.id: case for case in found}
    for number, words in here.reviewer.replied.items():
        assert by_number[number].reply == words, "a reply was lost"
    handed = sum(len(one.cases) for one in here.askers) + len(here.officers.pressed) + 40
    assert len(found) == handed, "a case was lost or doubled"
    assert here.reviewer.refused == []
    (case, *_) = (case for case in found if case.contact.channel == "web" and case.reply)
    page = here.reviewer.ask_for("GET", f"/desk/cases/{case.id}")
    assert case.reply in page.text


def is_sound(desk: Desk, found: list[Case], asked: int) -> None:
    """What is kept agrees with itself, and ``asked`` updates came in."""
    with desk.database.reading() as connection:
        rows = {row["id"]: row for row in connection.execute(select(cases)).mappings()}
        updates = Counter(connection.execute(select(inbox_table.c.state)).scalars())
        messages = Counter(connection.execute(select(outbox.c.state)).scalars())
        assert audit.verify(connection).broken is None
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    assert updates == {"done": asked}, "an update was lost or doubled"
    assert set(messages) == {"delivered"}
    assert any(event.kind == "reminded" for case in found for event in case.events), "no clock"
    for case in found:
        standing = fold(case.events)
        kept = rows[case.id]
        assert {name: kept[name] for name in row_of(standing)} == row_of(standing)
        kinds = Counter(event.kind for event in case.events)
        assert kinds["opened"] == 1
        assert kinds["replied"] == (case.state is CaseState.ANSWERED)
        assert kinds["reminded"] <= 1
        assert kinds["breached"] <= 1
        assert kinds["joined"] == kinds["linked"] == 0
        assert len({event.key for event in case.events}) == len(case.events)


def doubles(here: Town, sent: list[Sent]) -> int:
    """How many messages came twice: each next to the first, with a kill of the bot in between."""
    twice = 0
    for chat in CHATS:
        runs = groupby(
            (one for one in sent if one.chat == chat), lambda s: (first_time(s.text), s.buttons)
        )
        seen: Counter[object] = Counter()
        for said, run in runs:
            seen[said] += 1
            first, *again = run
            for other in again:
                between = [t for who, t in here.kills if who == "bot" and first.at < t < other.at]
                assert between, f"twice without a kill: {said}"
                assert other.text.startswith(AGAIN), f"a repetition without its mark: {said}"
                twice += 1
                first = other
        assert set(seen.values()) == {1}, "a message came again out of its turn"
    return twice
