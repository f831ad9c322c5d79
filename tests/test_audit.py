"""The audit log: one chain, whoever writes at once, and no change to it goes unseen."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from desk import audit
from desk.audit import Who, truncated, verify
from desk.casework import asker
from desk.contact import Contact
from desk.desk import Desk
from desk.errors import NotAllowed
from desk.role import Actor, Role
from tests.fakes.answers import escalated
from tests.fakes.clock import Clock
from tests.fakes.databases import tamper
from tests.fakes.people import SA_PA

pytest_plugins = ["tests.fakes.databases"]


def write(desk: Desk, many: int) -> None:
    for number in range(many):
        with desk.begin(Who("person:1", "203.0.113.0/24")) as work:
            work.audit("case_replied", f"case:{number}", chars=number)


def checked(desk: Desk, known: tuple[int, str] | None = None) -> audit.Verdict:
    with desk.database.reading() as connection:
        return verify(connection, known)


def test_an_empty_log_is_whole(desk: Desk) -> None:
    assert checked(desk) == audit.Verdict(0, audit.BEGINNING)


def test_a_log_says_who_did_what_from_where(desk: Desk) -> None:
    write(desk, 2)
    with desk.database.reading() as connection:
        newest, oldest = audit.entries(connection)
    assert (oldest.number, newest.number) == (1, 2)
    assert newest.before == oldest.digest
    assert newest.who == Who("person:1", "203.0.113.0/24")
    assert (newest.what, newest.on, json.loads(newest.detail)) == (
        "case_replied",
        "case:1",
        {"chars": 1},
    )
    assert newest.at == desk.now()
    assert checked(desk).broken is None


def test_what_is_rolled_back_is_not_in_the_log(desk: Desk) -> None:
    with suppress(RuntimeError), desk.begin() as work:
        work.audit("case_replied", "case:1")
        raise RuntimeError
    write(desk, 1)
    assert checked(desk).rows == 1


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET who = 'person:2' WHERE number = 3", 3),
        ("UPDATE audit SET what = 'x' WHERE number = 1", 1),
        ("UPDATE audit SET on_what = 'case:9' WHERE number = 5", 5),
        ("UPDATE audit SET detail = '{}' WHERE number = 2", 2),
        ("UPDATE audit SET place = '' WHERE number = 4", 4),
        ("UPDATE audit SET at = (SELECT max(opened) FROM cases) WHERE number = 4", 4),
        ("UPDATE audit SET digest = before WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 3", 3),
        ("DELETE FROM audit WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 5", 5),
        ("DELETE FROM audit", 1),
        ("UPDATE audit_head SET number = 4", 6),
    ],
)
def test_the_first_row_that_is_not_as_it_was_is_named(
    desk: Desk, statement: str, broken: int
) -> None:
    write(desk, 5)
    when = "'2020-01-01 00:00:00.000000'"
    tamper(desk, statement.replace("(SELECT max(opened) FROM cases)", when))
    assert checked(desk).broken == broken


def test_a_chain_written_anew_is_told_by_a_head_noted_earlier(desk: Desk) -> None:
    write(desk, 3)
    noted = (3, checked(desk).head)
    write(desk, 1)
    assert checked(desk, noted).broken is None
    beginning = f"UPDATE audit_head SET number = 0, digest = '{audit.BEGINNING}'"
    tamper(desk, "DELETE FROM audit", beginning)
    assert checked(desk).broken is None, "all was taken away, and the head with it"
    assert checked(desk, noted).broken == 1
    with desk.begin(Who("person:2")) as work:
        for number in range(4):
            work.audit("signed_in", f"person:{number}")
    assert checked(desk).broken is None
    assert checked(desk, noted).broken == 3


@pytest.mark.parametrize("statement", ["UPDATE audit SET who = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_a_row(desk: Desk, statement: str) -> None:
    write(desk, 1)
    with pytest.raises(DBAPIError, match="only grows"), desk.database.writing() as connection:
        connection.execute(text(statement))


def test_many_who_write_at_once_make_one_chain(desk: Desk) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: write(desk, 10), range(8)))
    verdict = checked(desk)
    assert (verdict.rows, verdict.broken) == (80, None)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("testclient", ""),
        ("", ""),
    ],
)
def test_of_an_address_the_network_is_kept(address: str, network: str) -> None:
    assert truncated(address) == network


def whats(desk: Desk) -> list[tuple[str, str, str]]:
    """Oldest first."""
    with desk.database.reading() as connection:
        found = audit.entries(connection)
    return [(one.who.name, one.what, one.on) for one in reversed(found)]


def test_opening_joining_and_what_an_officer_does_stand_in_the_log(desk: Desk) -> None:
    first, second = Contact("web", "one"), Contact("web", "two")
    with desk.begin() as work:
        for name, contact in (("a1", first), ("a2", second)):
            work.set_unit(contact, SA_PA)
            work.keep(escalated(name, "Câu hỏi chung?"), contact)
            work.open_case(name, contact)
            work.open_case(name, contact)
        work.cases.add(1, asker(first), "gấp")
    with desk.begin(Who("person:4")) as work:
        work.keep(escalated("a3"), first)
        own = work.open_case("a3", first, actor=Actor("person:4", Role.REVIEWER))
    assert whats(desk) == [
        ("asker", "case_opened", "case:1"),
        ("asker", "case_joined", "case:1"),
        ("asker", "case_added", "case:1"),
        ("person:4", "case_opened", f"case:{own.id}"),
    ]


def test_what_the_clock_does_stands_in_the_log(desk: Desk, clock: Clock) -> None:
    with desk.begin() as work:
        work.keep(escalated("a1"), Contact("web", "one"))
        work.open_case("a1", Contact("web", "one"))
    clock.now += timedelta(days=30)
    desk.tick()
    assert desk.tick() == 0
    with desk.begin() as work:
        later = clock.now + timedelta(days=1)
        work.cases.snooze(1, Actor("Trưởng nhóm trực", Role.LEAD), later, "chờ văn bản")
    clock.now += timedelta(days=2)
    desk.tick()
    of_clock = [what for who, what, _ in whats(desk) if who == "system"]
    assert of_clock[0] == "case_breached"
    assert "case_woken" in of_clock


def test_who_was_not_allowed_stands_in_the_log_and_changed_nothing(desk: Desk) -> None:
    with desk.begin() as work:
        work.keep(escalated("a1"), Contact("web", "one"))
        work.open_case("a1", Contact("web", "one"))
    with pytest.raises(NotAllowed), desk.begin(Who("person:9", "203.0.113.0/24")) as work:
        work.cases.claim(1, Actor("person:9", Role.AUDITOR))
    assert whats(desk)[1:] == [("person:9", "not_allowed", "case:1")]
    assert checked(desk).broken is None
