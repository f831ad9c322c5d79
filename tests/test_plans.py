"""What pages, programs and the clock ask of the desk's tables is found by indexes, however much
lies in them: no table that grows is read from one end to the other."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from desk import hooks, retention, undelivered
from desk.contact import Contact
from desk.desk import Desk
from desk.figures import figures
from desk.ticking import ringing
from desk.work import Work

pytest_plugins = ["tests.fakes.databases"]
GROW = ("answers", "asked", "case_answers", "case_events", "inbox", "outbox")
LAN = Contact("web", "browser-1")
# A table from one end to the other, or an index of it without a condition of its own.
_WALKS = re.compile(
    r"(?:Seq Scan on |^SCAN |Index(?: Only)? Scan (?:Backward )?using \w+ on )(\w+)"
    r"(?![^\n]*\n\s+Index Cond)",
    re.MULTILINE,
)
Told = tuple[str, Any]  # a statement and its parameters
Asking = Callable[[Desk], object]


def reading(ask: Callable[[Connection], object]) -> Asking:
    def asked(desk: Desk) -> None:
        with desk.database.reading() as connection:
            ask(connection)

    return asked


def batch(desk: Desk) -> None:
    with desk.database.writing() as connection:
        work = Work(connection, desk.now(), desk.queues)
        retention._batch(work, desk.now() - timedelta(days=700), 50)


ASKED: dict[str, tuple[Asking, tuple[str, ...]]] = {
    # Of cases, numbers by state and what is late are counted: all of them, in small rows.
    "figures": (lambda desk: reading(lambda c: figures(c, desk.now()))(desk), ()),
    "counts": (Desk.counts, ()),
    "messages unsent": (Desk.unsent, ("cases",)),
    "messages given up": (reading(undelivered.open_count), ("cases",)),
    "hooks": (reading(hooks.listed), ("cases",)),
    "alarms": (lambda desk: reading(lambda c: ringing(c, desk.now()))(desk), ("cases",)),
    "a case's page": (lambda desk: desk.case_by_token("abc"), ("cases",)),
    "an answer's case": (lambda desk: desk.case_of_answer("a1"), ("cases",)),
    "an officer's cases": (lambda desk: desk.cases_of(LAN), ("cases",)),
    "an officer's conversation": (lambda desk: desk.before(LAN), ("cases",)),
    "a message's case": (lambda desk: desk.case_in_message(LAN, "7"), ("cases",)),
    "messages to send": (lambda desk: desk.outbox.due("webhook"), ("cases",)),
    "updates to handle": (lambda desk: desk.pending("telegram"), ("cases",)),
    "questions to anonymise": (batch, ("cases",)),
}


@pytest.fixture
def told(desk: Desk) -> Iterator[list[Told]]:
    """The statements that are executed, with their parameters."""
    found: list[Told] = []

    def note(_c: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        found.append((statement, values))

    event.listen(desk.database.engine, "before_cursor_execute", note)
    yield found
    event.remove(desk.database.engine, "before_cursor_execute", note)


def read_whole(desk: Desk, told: list[Told], names: tuple[str, ...]) -> list[str]:
    """The statements whose plan walks through one of these tables, or through an index of it."""
    found = []
    is_server = desk.database.engine.dialect.name == "postgresql"
    with desk.database.reading() as connection:
        if is_server:  # an empty table would be read whole, as the cheapest way
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for statement, values in list(told):
            if not statement.lstrip().upper().startswith("SELECT"):
                continue
            how = "EXPLAIN " if is_server else "EXPLAIN QUERY PLAN "
            rows = connection.exec_driver_sql(how + statement, values).all()
            plan = "\n".join(str(row[0] if is_server else row[-1]) for row in rows)
            if set(_WALKS.findall(plan)) & set(names):
                found.append(f"{statement}\n{plan}")
    return found


def test_no_table_that_grows_is_read_whole(desk: Desk, told: list[Told]) -> None:
    found = {}
    for what, (ask, more) in ASKED.items():
        told.clear()
        ask(desk)
        assert told, what
        found[what] = read_whole(desk, told, (*GROW, *more))
    assert {what: plans for what, plans in found.items() if plans} == {}
