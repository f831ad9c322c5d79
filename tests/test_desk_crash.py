"""A program killed with -9 at any moment: what was confirmed is there, nothing is there twice."""

import random
import subprocess
import sys
import time
from collections import Counter

from sqlalchemy import select

from desk.desk import Desk
from desk.schema import answers, case_events, cases, inbox, outbox

pytest_plugins = ["tests.fakes.databases"]

ROUNDS = 4


def killed(address: str, name: str, after: float) -> list[str]:
    """What a clerk said before it was killed, ``after`` seconds into its work."""
    clerk = subprocess.Popen(
        [sys.executable, "-m", "tests.clerk", address, name], stdout=subprocess.PIPE, text=True
    )
    assert clerk.stdout is not None
    assert clerk.stdout.readline() == "ready\n"
    time.sleep(after)
    clerk.kill()
    return clerk.communicate()[0].splitlines()


def named(said: list[str], what: str) -> set[str]:
    return {line.split()[1] for line in said if line.startswith(f"{what} ")}


def test_no_case_is_lost_and_no_reply_doubled_by_kill_9(database_url: str) -> None:
    dice = random.Random(9)
    said: list[str] = []
    for number in range(ROUNDS):
        said += killed(database_url, f"clerk{number}", after=dice.uniform(0, 1))
        desk = Desk.open(database_url)
        check(desk, said)
        desk.close()
    assert len(named(said, "replied")) > ROUNDS, "the clerks were killed before they did anything"
    desk = Desk.open(database_url)
    every_reply_arrives(desk, said)
    desk.close()


def check(desk: Desk, said: list[str]) -> None:
    with desk.database.reading() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        kept = set(connection.execute(select(answers.c.id)).scalars())
        states = {row.id: row for row in connection.execute(select(cases))}
        events = Counter(tuple(row) for row in connection.execute(_EVENTS))
        keys = Counter(connection.execute(select(outbox.c.key)).scalars())
        done = Counter(connection.execute(select(inbox.c.state)).scalars())
    replied = {row.answer_id for row in states.values() if row.state == "answered"}
    assert kept == {row.answer_id for row in states.values()} >= named(said, "opened")
    assert replied >= named(said, "replied")
    assert {key for key in events if key[1] == "opened"} == {(case, "opened") for case in states}
    assert set(events.values()) <= {1}
    for case_id, row in states.items():
        answered = int(row.state == "answered")
        assert events[case_id, "replied"] == keys[f"case/{case_id}/reply"] == answered
    assert done["done"] == len(replied)
    assert done["pending"] == len(states) - len(replied)


def every_reply_arrives(desk: Desk, said: list[str]) -> None:
    desk.outbox.recover("telegram")
    arrived = named(said, "sent")
    while messages := desk.outbox.due("telegram"):
        for message in messages:
            assert message.key not in named(said, "delivered")
            arrived.add(message.key)
            desk.outbox.delivered(message.id)
    with desk.database.reading() as connection:
        assert arrived == set(connection.execute(select(outbox.c.key)).scalars())
    assert desk.counts()["undelivered"] == 0


_EVENTS = select(case_events.c.case_id, case_events.c.kind)
