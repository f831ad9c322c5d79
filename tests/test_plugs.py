"""Pulling any one plug loses nothing: every program killed with -9 in turn, under load.

Two processes of the pages, two workers and two bots (one of them elected) over one PostgreSQL.
The measurement, with workers as patient as they are: ``PLUGS=30 python -m pytest
tests/test_plugs.py -s``
"""

import os
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median

import click
from sqlalchemy import select

from api.door import COOKIE
from desk import sessions
from desk.case import Case
from desk.desk import Desk
from desk.jobs import ATTEMPTS, Jobs, JobState
from desk.role import Role
from desk.schema import answers, outbox
from desk.schema import inbox as inbox_table
from retrieval.service import Service
from tests.fakes.bot_api import Sent
from tests.fakes.decrees import Decrees
from tests.fakes.people import join
from tests.fakes.plug_users import Chats, Maintainer
from tests.fakes.plugs import PLUGS, Machine, machine
from tests.fakes.users import AGAIN, Asker, Reviewer, User, first_time
from tests.test_kills import alarms_to_come, is_sound

pytest_plugins = ["tests.fakes.databases"]

TIMES = int(os.environ.get("PLUGS", "1"))
WORKER = ("desk", "worker") if TIMES > 1 else ("tests.fakes.quick_worker",)


@dataclass
class Users:
    """Everybody at once; each tells what they were told."""

    chats: Chats
    askers: list[Asker]
    reviewer: Reviewer
    reader: Maintainer
    publisher: Maintainer

    @property
    def on_the_web(self) -> list[Asker | Reviewer | Maintainer]:
        return [*self.askers, self.reviewer, self.reader, self.publisher]

    @property
    def everybody(self) -> list[User]:
        return [self.chats, *self.on_the_web]

    def signs(self, here: Machine, kind: str) -> int:
        """How much they have had of the programs of this kind."""
        if kind == "bot":
            return len(here.telegram.calls)
        if kind == "api":
            return sum(one.responses for one in self.on_the_web)
        return len(self.reader.read) * 10 + len(self.publisher.published) * 10 + int(time.time())

    @classmethod
    def of(cls, here: Machine, desk: Desk) -> "Users":
        def signed_in(login: str, role: Role) -> tuple[dict[str, str], str]:
            person = join(desk, login, role)
            with desk.begin() as work:
                token = sessions.begin(work, person.id)
            return {COOKIE: token}, sessions.form_token(token)

        both = here.addresses
        keeper = signed_in("mai", Role.MAINTAINER)
        found = cls(
            Chats(here.telegram),
            [Asker(name, *both) for name in ("Lan", "Ba")],
            Reviewer(*signed_in("hoa", Role.REVIEWER), *both),
            Maintainer("doc", *keeper, *both, publishes=False),
            Maintainer("dang", *keeper, *both, publishes=True),
        )
        for one in (*found.askers, found.reviewer):
            one.pause = 0.5
        return found


def test_pulling_any_one_plug_loses_nothing(postgresql: Callable[[], str], tmp_path: Path) -> None:
    database = postgresql()
    law = Decrees(tmp_path)
    alarms_to_come(database)
    desk = Desk.open(database)
    with machine(tmp_path, database, *WORKER) as here:
        users = Users.of(here, desk)
        for one in users.everybody:
            one.start()
        pull_all(here, users)
        click.echo(f"\n{len(here.kills)} plugs pulled; now everything is looked at")
        for one in users.everybody:
            one.leave()
        until_all_is_said(here, users, desk)
        found = desk.cases(limit=100_000)
        doubled = what_telegram_was_told(here, users, desk, found)
        what_the_web_was_told(users, desk, found)
        updates = users.chats.updates
        is_sound(desk, found, updates)
        retaken = what_the_workers_did(users, desk, law.index)
        ends = here.stop()
    assert set(ends.values()) == {0}, ends
    tell(here, users, found, doubled, retaken)
    desk.close()


def pull_all(here: Machine, users: Users) -> None:
    """Each plug as often as was wanted, those of a kind one after the other."""

    def pull(kind: str) -> None:
        dice = random.Random(kind)
        plugs = [*PLUGS[kind]] * TIMES
        dice.shuffle(plugs)
        for plug in plugs:
            here.pull(plug, dice, lambda: users.signs(here, kind))

    with ThreadPoolExecutor() as kinds:
        for done in [kinds.submit(pull, kind) for kind in PLUGS]:
            done.result()
    here.until_back()


def until_all_is_said(here: Machine, users: Users, desk: Desk) -> None:
    def pressed() -> bool:
        users.chats.press_what_came()
        return desk.pending("telegram") is None and here.telegram.unconfirmed == 0

    here.telegram.until(lambda: pressed() and desk.counts()["undelivered"] == 0, seconds=120)
    desk.tick()
    assert desk.tick() == 0


def what_telegram_was_told(here: Machine, users: Users, desk: Desk, found: list[Case]) -> int:
    """How many messages came twice: only those that were on their way when a bot died."""
    sent = {(one.chat, one.id): one for one in here.telegram.sent}
    with desk.database.reading() as connection:
        rows = connection.execute(select(outbox).where(outbox.c.channel == "telegram")).all()
        updates = set(connection.execute(select(inbox_table.c.update_id)).scalars())
    assert {row.state for row in rows} == {"delivered"}
    replies = {row.key.split("/")[1] for row in rows if row.key.startswith("telegram/")}
    assert {int(one) for one in replies} == updates, "an update was not answered"
    assert len(updates) == users.chats.updates
    arrived = {row.id: [sent.pop((int(row.address), int(part)))
                        for part in row.receipt.split()] for row in rows}  # fmt: skip
    of_telegram = {case.label: case for case in found if case.contact.channel == "telegram"}
    assert len(of_telegram) == len(users.chats.pressed), "a case was lost or doubled"
    assert len(users.chats.pressed) == sum(not ok for _, ok in users.chats.asked)
    for case in of_telegram.values():
        mine = [one.text for one in chain(*arrived.values())
                if one.chat == int(case.contact.address) and case.label in one.text]  # fmt: skip
        assert any("Đã chuyển" in text for text in mine), "no receipt"
        assert not case.reply or any(case.reply in text for text in mine), "a reply was lost"
    came_again = [arrived[row.id] for row in rows if row.in_doubt]
    return all_marked(here, list(sent.values()), came_again)


def all_marked(here: Machine, copies: list[Sent], came_again: list[list[Sent]]) -> int:
    """``copies`` are beside what was acknowledged: each has its like that came again, later,
    marked, and a bot was killed between the two.
    """
    marks = [one for one in copies if one.text.strip() == AGAIN]
    again = defaultdict(list)
    for parts in came_again:
        marked = parts[0].text.startswith(AGAIN) or any(
            mark.chat == parts[0].chat and mark.id < parts[0].id for mark in marks
        )
        for one in parts:
            again[one.chat, first_time(one.text), one.buttons].append((one, marked))
    for copy in copies:
        if copy in marks:
            continue
        same = again[copy.chat, first_time(copy.text), copy.buttons]
        later = [one for one, marked in same if marked and one.at > copy.at]
        assert later, f"twice, and not marked: {copy}"
        between = [k for k in here.kills if k.plug == "bot" and copy.at < k.at < later[0].at]
        assert between, f"twice without a kill: {copy}"
    return len(copies) - len(marks)


def what_the_web_was_told(users: Users, desk: Desk, found: list[Case]) -> None:
    with desk.database.reading() as connection:
        kept = set(connection.execute(select(answers.c.id)).scalars())
    tokens = {case.token: case for case in found}
    for asker in users.askers:
        assert kept >= set(asker.answers), "an answer was lost"
        for answer, token in asker.cases.items():
            assert tokens[token].answer.id == answer
            words = tokens[token].reply
            assert words in asker.ask_for("GET", f"/cases/{token}").text, "a reply was lost"
    by_number = {case.id: case for case in found}
    assert users.reviewer.replied
    for number, words in users.reviewer.replied.items():
        assert by_number[number].reply == words, "a reply was lost"
    handed = sum(len(one.cases) for one in users.askers) + len(users.chats.pressed) + 40
    assert len(found) == handed, "a case was lost or doubled"
    assert users.reviewer.refused == []


def what_the_workers_did(users: Users, desk: Desk, index: Path) -> list[float]:
    """The seconds of jobs that were begun again by another; each was done, with one effect."""
    jobs = Jobs(desk, {}).list(limit=100_000)
    for job in jobs:  # one that was killed so often is told as failed, and was asked for again
        assert job.state is JobState.DONE or job.attempts == ATTEMPTS, job
    publications = [job.result["publication"] for job in jobs if "publication" in job.result]
    assert sorted(publications) == list(range(1, len(users.publisher.published) + 1))
    numbers = Counter(one.number for one in Service(index, None).documents())
    for number in users.publisher.published:
        assert numbers[f"{number}/2026/NĐ-CP"] == 1, f"{number} was published not once"
    assert len(numbers) == len(users.publisher.published) + 1
    given_up = sum(job.state is not JobState.DONE for job in jobs)
    assert given_up <= users.publisher.again
    again = [(one.asked, one.ended) for one in jobs if one.attempts > 1]
    return [(ended - asked).total_seconds() for asked, ended in again if asked and ended]


def tell(
    here: Machine, users: Users, found: list[Case], doubled: int, retaken: list[float]
) -> None:
    said = [one.at for one in here.telegram.sent]
    silent = [
        next((at for at in said if at > kill.at), kill.at) - kill.at
        for kill in here.kills
        if kill.plug == "bot"
    ]
    web = users.on_the_web
    lines = (
        f"kills: {dict(Counter(kill.plug for kill in here.kills))}",
        f"asked: {len(users.chats.asked)} in Telegram,"
        f" {sum(len(one.answers) for one in users.askers)} on the web; all answered",
        f"cases: {len(found)}, replies: {len(users.reviewer.replied)}; all there, all arrived",
        f"messages: {len(said)}, of which {doubled} twice, each on its way at a kill and marked",
        f"silence in Telegram after a kill: median {median(silent):.1f} s, most {max(silent):.1f}",
        f"waited on the web: at most {max(one.longest for one in web):.1f} s;"
        f" {sum(one.unavailable for one in web)} times 'try again later'",
        f"drafts read: {len(users.reader.read)}, published: {len(users.publisher.published)};"
        f" {users.publisher.again} times refused and asked for again",
        f"jobs taken over: {len(retaken)}, the longest of them {max(retaken, default=0):.0f} s",
    )
    click.echo("\n" + "\n".join(lines))
