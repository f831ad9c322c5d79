"""What the desk does by the clock, in a running program."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desk.clockwork import Clockwork
from desk.contact import Contact
from desk.desk import Desk
from tests.fakes.answers import escalated
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 9, 1, 0, tzinfo=UTC))


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path / "motcham.db"), clock)
    with opened.begin() as work:
        work.keep(escalated("a1"), Contact("web", "browser"))
        work.open_case("a1", Contact("web", "browser"))
    yield opened
    opened.close()


def test_what_is_due_rings_while_a_program_runs(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    clock.now += timedelta(days=30)
    with Clockwork(desk, tmp_path / "no-index", every=0.01):
        assert within_seconds(lambda: len(events(desk)) > 1)
    assert "breached" in events(desk)
    rung = events(desk)
    time.sleep(0.05)
    assert events(desk) == rung, "it has stopped"


def test_old_questions_are_anonymised_while_a_program_runs(
    desk: Desk, clock: Clock, tmp_path: Path
) -> None:
    with desk.begin() as work:
        work.keep(escalated("old"), Contact("web", "browser"))
    clock.now += timedelta(days=400)
    with Clockwork(desk, tmp_path / "no-index", every=0.01, keep_months=12):
        assert within_seconds(lambda: asker_of(desk, "old").startswith("gone:"))
    assert not asker_of(desk, "a1").startswith("gone:"), "its case is live"


def asker_of(desk: Desk, answer_id: str) -> str:
    answer = desk.answer(answer_id)
    assert answer is not None
    return answer.question.asker


def events(desk: Desk) -> list[str]:
    case = desk.case(1)
    assert case is not None
    return [event.kind for event in case.events]


def within_seconds(happens: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happens():
            return True
        time.sleep(0.01)
    return False
