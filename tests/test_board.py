"""The list of cases: which, in which order, how many, page by page."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from desk import board
from desk.board import Board, CaseRow, Place, View, Which
from desk.case import Case
from desk.contact import Contact
from desk.desk import Desk
from desk.queues import Urgency
from desk.retention import anonymise
from desk.rights import same_unit, unit_key, unit_keys
from desk.role import Actor, Role
from retrieval.question import Unit
from tests.fakes.answers import escalated
from tests.fakes.clock import Clock
from tests.fakes.grounds import NO_PROVISION
from tests.fakes.people import SA_PA, join
from tests.fakes.queues import COMMON, QUEUES, RISKY

pytest_plugins = ["tests.fakes.databases"]

HOA = Actor("Hoa", Role.REVIEWER)
BAC_HA = Unit("Lào Cai", "Xã Bắc Hà")
SIZE = 50


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database_url: str, clock: Clock) -> Iterator[Desk]:
    opened = Desk.open(database_url, clock, queues=QUEUES)
    yield opened
    opened.close()


def ask(
    desk: Desk, number: int, text: str = "", unit: Unit = SA_PA, field: str = "",
    urgency: Urgency = Urgency.NORMAL,
) -> Case:  # fmt: skip
    contact = Contact("web", f"browser-{number}")
    with desk.begin() as work:
        work.set_unit(contact, unit)
        work.keep(escalated(f"a{number}", text), contact)
        return work.open_case(f"a{number}", contact, field=field, urgency=urgency)


def look(desk: Desk, which: Which, size: int = SIZE, after: Place | None = None) -> Board:
    with desk.database.reading() as connection:
        return board.look(connection, which, desk.now(), size, after)


def numbers(desk: Desk, **which: object) -> list[int]:
    return [row.id for row in look(desk, Which(**which)).rows]  # type: ignore[arg-type]


def test_a_row_says_what_the_case_says(desk: Desk) -> None:
    lan = join(desk, "lan", Role.REVIEWER)
    ask(desk, 1, "Đo lường ở đâu?", field="an toàn bức xạ", urgency=Urgency.URGENT)
    with desk.begin() as work:
        case = work.cases.claim(1, Actor(lan.actor, Role.REVIEWER))
    (row,) = look(desk, Which(me=lan.actor)).rows
    assert row == CaseRow(
        1, "Đo lường ở đâu?", SA_PA, "an toàn bức xạ", RISKY, case.state, Urgency.URGENT, "Lan",
        case.due, case.opened,
    )  # fmt: skip
    assert row.label == case.label


def test_what_is_due_first_stands_first_and_what_waits_last(desk: Desk) -> None:
    ask(desk, 1, urgency=Urgency.STUDY)
    ask(desk, 2)
    ask(desk, 3, urgency=Urgency.URGENT)
    ask(desk, 4, urgency=Urgency.URGENT)
    with desk.begin() as work:
        work.cases.ask_back(3, HOA, "Ở đâu?")
    assert numbers(desk) == [4, 2, 1, 3]


def test_each_view_holds_its_cases_and_says_how_many(desk: Desk, clock: Clock) -> None:
    for number in range(1, 9):
        ask(desk, number, field="an toàn bức xạ" if number == 5 else "")
    minh, begun = Actor("person:2", Role.REVIEWER), clock.now
    with desk.begin() as work:
        work.cases.claim(1, HOA)
        work.cases.claim(2, minh)
        work.cases.ask_back(3, HOA, "?")
        work.cases.snooze(4, HOA, clock.now + timedelta(days=9), "Chờ")
        work.cases.reply(5, HOA, "Được.", NO_PROVISION)
        work.cases.reply(6, HOA, "Được.", NO_PROVISION)
        work.cases.withdraw(7, Actor("web:browser-7", Role.OFFICER))
    clock.forward(9 * 3600)
    ask(desk, 9)
    expected = {
        View.WORK: {1, 3, 4, 5, 8, 9},
        View.MINE: {1},
        View.FREE: {3, 4, 5, 8, 9},
        View.LATE: set(),
        View.SECOND_READING: {5},
        View.ASKING: {3},
        View.SNOOZED: {4},
        View.ANSWERED: {6},
        View.ALL: set(range(1, 10)),
    }
    for view, cases in expected.items():
        found = look(desk, Which(view, "Hoa"))
        assert {row.id for row in found.rows} == cases, view
        assert found.counts == {one: len(expected[one]) for one in View}
    clock.forward(3 * 24 * 3600)
    (put_off,) = look(desk, Which(View.SNOOZED)).rows
    assert put_off.until == begun + timedelta(days=9)
    assert {*numbers(desk, view=View.LATE)} == {1, 2, 5, 8, 9}
    assert {*numbers(desk, view=View.WORK)} == {1, 2, 3, 4, 5, 8, 9}


def test_filters_work_together(desk: Desk) -> None:
    ask(desk, 1, "Cân ở chợ thế nào?", field="đo lường")
    ask(desk, 2, "Cân ở chợ ra sao?", Unit("Nghệ An", "Vinh"), "đo lường")
    ask(desk, 3, "Cân ở chợ ra sao nhỉ?", field="an toàn bức xạ")
    assert numbers(desk, words="cho") == [1, 2, 3]
    assert numbers(desk, words="CÂN chợ", province="Lào Cai") == [1, 3]
    assert numbers(desk, words="can", province="Lào Cai", field="đo lường") == [1]
    assert numbers(desk, words="can", queue=COMMON, province="Nghệ An") == [2]
    assert numbers(desk, queue=RISKY) == [3]
    assert numbers(desk, words="a sao nh") == []  # from the beginning of a word
    assert numbers(desk, words="ra sao nh") == [3]
    found = look(desk, Which())
    assert (found.fields, found.provinces) == (
        ("an toàn bức xạ", "đo lường"),
        ("Lào Cai", "Nghệ An"),
    )


@pytest.mark.parametrize("typed", ["MC-000002", "mc-2", "2", " 000002 "])
def test_a_number_finds_its_case(desk: Desk, typed: str) -> None:
    for number in (1, 2, 3):
        ask(desk, number)
    assert numbers(desk, words=typed) == [2]


@pytest.mark.parametrize("typed", ["9" * 40, "%", "_", "' OR 1=1 --", "\x00", "MC-"])
def test_nothing_typed_breaks_the_search(desk: Desk, typed: str) -> None:
    ask(desk, 1)
    assert len(numbers(desk, words=typed)) <= 1


def test_an_officer_is_shown_their_unit_only(desk: Desk) -> None:
    ask(desk, 1, unit=Unit("Tỉnh Lào Cai", "phường  sa pa"))
    ask(desk, 2, unit=BAC_HA, field="đo lường")
    found = look(desk, Which(View.ALL, unit=SA_PA))
    assert [row.id for row in found.rows] == [1]
    assert found.counts[View.ALL] == 1
    assert found.fields == ()
    assert numbers(desk, view=View.ALL, unit=Unit("Lào Cai", "")) == []


@pytest.mark.parametrize("view", [View.WORK, View.ALL])
def test_pages_hold_every_case_once_though_new_ones_come(desk: Desk, view: View) -> None:
    for number in range(1, 24):
        ask(desk, number, urgency=list(Urgency)[number % 3])
    with desk.begin() as work:
        for number in (3, 6, 9, 12):
            work.cases.ask_back(number, HOA, "?")
    seen: list[int] = []
    after = None
    while True:
        found = look(desk, Which(view), 5, after)
        seen += [row.id for row in found.rows]
        if found.next is None:
            break
        after = Place.read(str(found.next))
        assert after == found.next
        ask(desk, 100 + len(seen))
    asked = [number for number in seen if number <= 23]
    assert sorted(asked) == list(range(1, 24))
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("told", ["", "x", "~", "~x", "2026-01-01~1", "~-1", f"~{2**64}", "1~1"])
def test_a_place_that_is_none_is_the_beginning(told: str) -> None:
    assert Place.read(told) is None


NAMES = st.sampled_from(
    ["", "Sa Pa", "xã Sa Pa", "Phường sa  pa", "Hoà Bình", "Hòa Bình", "Xã Hòa Bình", "Xã", "Xã ",
     "Đặc khu Phú Quốc", "phú quốc", "…", "Tỉnh Lào Cai", "Lào Cai", "thành phố Huế", "Huế"]
)  # fmt: skip


@given(NAMES, NAMES, NAMES, NAMES)
def test_keys_tell_units_apart_as_people_do(one: str, two: str, three: str, four: str) -> None:
    own, other = Unit(one, two), Unit(three, four)
    assert same_unit(own, other) == bool(unit_key(other) and unit_key(other) in unit_keys(own))


def test_a_long_list_is_read_in_a_handful_of_queries(desk: Desk) -> None:
    for number in range(1, 61):
        ask(desk, number)
    asked: list[str] = []
    event.listen(desk.database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert len(look(desk, Which(me="Hoa")).rows) == SIZE
    assert len([one for one in asked if one.startswith("SELECT")]) <= 6


def test_what_is_anonymised_is_so_in_the_list_too(desk: Desk, clock: Clock) -> None:
    ask(desk, 1, "Tôi là Trần Thị Bưởi ở thôn 3, đo lường ở đâu?")
    with desk.begin() as work:
        work.cases.withdraw(1, Actor("web:browser-1", Role.OFFICER))
    clock.forward(400 * 24 * 3600)
    anonymise(desk, clock.now - timedelta(days=300))
    case = desk.case(1)
    assert case is not None
    (row,) = look(desk, Which(View.ALL)).rows
    assert (row.question, row.unit) == (case.answer.question.text, Unit("Lào Cai", ""))
    assert numbers(desk, view=View.ALL, words="buoi") == []
    assert numbers(desk, view=View.ALL, unit=SA_PA) == []
