"""One bot of several: elected, killed, cut off; nothing is lost, and two never talk at once."""

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby, pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from desk.database import Database
from desk.desk import Desk
from desk.election import FENCE, GRACE, Seat, seat_of
from tests.fakes.bot_api import BotApi
from tests.fakes.databases import on_server
from tests.test_bot_process import bot, heard, log, question

pytest_plugins = ["tests.fakes.databases"]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def cut_off(database: Database) -> None:
    """End the connection of whoever holds the lock, as a network would."""
    with database.writing() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                " AND granted AND objid = (SELECT hashtext(current_schema())::bigint & 4294967295)"
            )
        )


def test_one_holds_the_seat_until_they_leave(database: Database) -> None:
    one, other = seat_of(database), seat_of(database)
    assert one.take()
    assert one.sure()
    assert one.confirm()
    assert not other.take()
    assert not other.sure()
    one.leave()
    assert not one.sure()
    assert not one.confirm()
    assert other.take()
    other.leave()


def test_who_is_cut_off_knows_it_before_another_begins() -> None:
    database = Database(on_server())
    one, other = seat_of(database), seat_of(database)
    assert one.take()
    cut_off(database)
    last = time.monotonic() + 10
    while not other.take():
        assert time.monotonic() < last
    got = time.monotonic()
    while one.sure():  # it does not even ask
        time.sleep(0.01)
    assert time.monotonic() - got < GRACE
    assert FENCE < GRACE
    assert not one.confirm()
    assert other.confirm()
    other.leave()
    database.close()


def test_two_bots_take_over_from_one_another_under_load(tmp_path: Path) -> None:
    """Killed and cut off in turn: all is answered once; what arrives twice was on its way then."""
    turns = int(os.environ.get("TAKE_OVERS", "3"))
    url = on_server()
    chance = random.Random(7)
    asked: list[str] = []
    kills: list[float] = []
    took: list[float] = []
    folders = [tmp_path / name for name in ("one", "two")]
    with BotApi().running() as api, ExitStack() as stack:
        running = []
        for folder in folders:
            folder.mkdir()
            running.append(stack.enter_context(bot(folder, api.url, database=url)))
        desk = Desk.open(url)
        for turn in range(turns):
            for _ in range(6):
                asked.append(f"khai báo {turn}.{len(asked)}")
                api.say(asked[-1], chat=1 + len(asked) % 3)
            enough = len(api.sent) + chance.randint(1, 4)
            api.until(lambda: len(api.sent) >= enough, seconds=90)  # noqa: B023
            holder = next(i for i, folder in enumerate(folders) if at_work(folder))
            kills.append(time.monotonic())
            cut = turn % 3 == 2
            if cut:
                cut_off(desk.database)
            else:
                running[holder].kill()
                running[holder].wait()
                (folders[holder] / "log").write_text("")
            if cut:
                time.sleep(FENCE)  # until then the holder may go on
            since = time.monotonic()
            api.say("còn đó không", chat=4)
            api.until(lambda: any(m.at > since for m in list(api.sent)), seconds=90)  # noqa: B023
            took.append(next(m.at for m in list(api.sent) if m.at > since) - kills[-1])
            if running[holder].poll() is not None:
                running[holder] = stack.enter_context(bot(folders[holder], api.url, database=url))
        wanted = set(asked)
        api.until(lambda: wanted <= {text for _, text in heard(api)}, seconds=90)
        api.until(lambda: desk.counts()["undelivered"] == 0, seconds=60)
        api.until(lambda: all(log(folder) for folder in folders), seconds=60)
        for process in running:
            process.send_signal(signal.SIGTERM)
        assert [process.wait(30) for process in running] == [0, 0]
    print(f"taken over after {', '.join(f'{t:.1f}' for t in took)} s")  # noqa: T201
    for chat in (1, 2, 3):
        sent = [(question(message.text), message.at) for message in api.in_chat(chat)]
        mine = [one for number, one in enumerate(asked, 1) if 1 + number % 3 == chat]
        assert [one for one, _ in groupby(one for one, _ in sent)] == mine
        for (one, sooner), (other, later) in pairwise(sent):
            assert one != other or any(sooner < kill + FENCE and kill < later for kill in kills)
    assert desk.counts()["failed"] == desk.counts()["given_up"] == 0
    desk.close()
    assert max(took) < 60  # a busy machine starts no process, but waits for many


def at_work(folder: Path) -> bool:
    told = log(folder)
    return told.rfind("listening as") > max(told.rfind("standing by"), 0)


def test_a_seat_is_of_one_database() -> None:
    databases = [Database(on_server()) for _ in range(2)]
    seats: list[Seat] = [seat_of(database) for database in databases]
    assert all(seat.take() for seat in seats)
    for seat, database in zip(seats, databases, strict=True):
        seat.leave()
        database.close()
