"""The primary PostgreSQL is killed under load and its standby takes over: nothing is lost.

The long run: ``FAILOVERS=20 python -m pytest tests/test_failover.py -s``
"""

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

import click
import pytest
from sqlalchemy import select

from desk.contact import Contact
from desk.desk import Desk
from desk.errors import DatabaseUnavailable
from desk.schema import answers, case_events, cases, outbox
from tests.fakes.answers import answered
from tests.fakes.clusters import Pair
from tests.fakes.grounds import NO_PROVISION

FAILOVERS = int(os.environ.get("FAILOVERS", "1"))
WRITERS = 4
BEFORE, AFTER = 15, 5  # cases of each writer, at least


@pytest.fixture
def pair() -> Iterator[Pair]:
    found = Pair()
    try:
        found.start()
        yield found
    finally:
        found.close()


class Writer(threading.Thread):
    """Opens cases and replies to them; takes a step again until it is confirmed.

    ``opened`` and ``replied`` are what was confirmed, ``refused`` what was said instead.
    """

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.desk, self.over = desk, threading.Event()
        self.opened: list[str] = []
        self.replied: list[str] = []
        self.refused: list[str] = []

    def run(self) -> None:
        while not self.over.is_set():
            answer_id = f"{self.name}-{len(self.opened)}"
            self._until_confirmed(lambda: self._open(answer_id))  # noqa: B023
            self.opened.append(answer_id)
            self._until_confirmed(lambda: self._reply(answer_id))  # noqa: B023
            self.replied.append(answer_id)

    def _open(self, answer_id: str) -> None:
        contact = Contact("telegram", str(len(self.opened) % 5))
        with self.desk.begin() as work:
            work.keep(answered(answer_id), contact)
            work.open_case(answer_id, contact, "xin giúp")

    def _reply(self, answer_id: str) -> None:
        case = self.desk.case_of_answer(answer_id)
        assert case is not None, "a case that was confirmed is gone"
        with self.desk.begin() as work:
            work.reply(case.id, f"Trả lời {answer_id}", "hoa", NO_PROVISION)

    def _until_confirmed(self, step: Callable[[], None]) -> None:
        while True:
            try:
                step()
                return
            except DatabaseUnavailable as error:
                self.refused.append(str(error))
                time.sleep(0.05)


def until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it does not come on"
        time.sleep(0.02)


@pytest.mark.parametrize("number", range(FAILOVERS))
def test_what_was_confirmed_outlives_the_primary_and_nothing_is_there_twice(
    pair: Pair, number: int
) -> None:
    dice = random.Random(number)
    desk = Desk.open(pair.address)  # the programs know both, and nobody tells them
    writers = [Writer(desk, f"w{one}") for one in range(WRITERS)]
    for one in writers:
        one.start()
    until(lambda: all(len(one.replied) >= BEFORE for one in writers))
    time.sleep(dice.uniform(0, 0.1))
    pair.primary.kill()
    killed = time.monotonic()
    until(lambda: all(one.refused for one in writers))
    confirmed = [len(one.replied) for one in writers]
    pair.standby.promote()
    until(lambda: any(len(one.replied) > n for one, n in zip(writers, confirmed, strict=True)))
    outage = time.monotonic() - killed
    until(lambda: all(len(o.replied) >= n + AFTER for o, n in zip(writers, confirmed, strict=True)))
    for one in writers:
        one.over.set()
        one.join(timeout=30)
    refused = [told for one in writers for told in one.refused]
    assert all("saved nothing" in told or "is not known" in told for told in refused)
    assert desk.database.refusals == len(refused)
    compared(desk, writers)
    desk.close()
    total = sum(len(one.replied) for one in writers)
    click.echo(f"failover {number}: {sum(confirmed)} before, {total} in all; away {outage:.2f} s")


def compared(desk: Desk, writers: list[Writer]) -> None:
    """What the new primary holds, against what the writers were told."""
    opened = {name for one in writers for name in one.opened}
    replied = {name for one in writers for name in one.replied}
    with desk.database.reading() as connection:
        kept = set(connection.execute(select(answers.c.id)).scalars())
        of_case = {row.id: row for row in connection.execute(select(cases))}
        events = Counter(
            (of_case[row.case_id].answer_id, row.kind)
            for row in connection.execute(select(case_events.c.case_id, case_events.c.kind))
        )
        letters = Counter(connection.execute(select(outbox.c.case_id)).scalars())
    assert kept == opened, "each was taken until it was confirmed"
    assert {row.answer_id for row in of_case.values()} == opened
    assert {row.answer_id for row in of_case.values() if row.state == "answered"} == replied
    assert {name for name, kind in events if kind == "replied"} == replied
    assert set(events.values()) == {1}
    assert set(letters.values()) == {1}
