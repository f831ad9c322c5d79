"""Random walks over the states of cases: crashes, repeated presses, two actors, a moving clock.

The long run, on SQLite and once on PostgreSQL:
``MOTCHAM_WALKS=300 python -m pytest tests/test_casework_property.py``
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from desk import linking
from desk.anonymise import anonymise_case, everyone
from desk.case import LIVE, STOPPED, Case
from desk.casebook import row_of
from desk.casework import CaseWork, asker
from desk.contact import Contact
from desk.desk import Desk
from desk.errors import EmptyReply, Refused, UnknownCase
from desk.queues import Urgency
from desk.role import Actor, Role
from desk.schema import case_events, cases, outbox
from desk.standing import Standing, fold
from retrieval.question import Unit
from tests.fakes.answers import escalated
from tests.fakes.clock import Clock
from tests.fakes.databases import on_server
from tests.fakes.grounds import NO_PROVISION
from tests.fakes.queues import COMMON, QUEUES, RISKY

WALKS = int(os.environ.get("MOTCHAM_WALKS", "12"))
STEPS = 50
_FOLDER = tempfile.TemporaryDirectory()
_FOLDED = set(row_of(Standing(askers=("telegram:1",))))
_REFUSALS = (Refused, UnknownCase, EmptyReply)

people = st.sampled_from([Contact("telegram", str(n)) for n in range(4)] + [Contact("web", "w")])
team = st.sampled_from(
    [
        Actor("Hoa", Role.REVIEWER),
        Actor("Nam", Role.SECOND_READER),
        Actor("Tổ trưởng", Role.LEAD),
        Actor("Trưởng nhóm", Role.LEAD),
        Actor("Kiểm toán", Role.AUDITOR),
    ]
)
questions = st.sampled_from(["Nộp ở đâu?", "NOP O DAU", "Phí bao nhiêu?", "Ai ký?"])
units = st.sampled_from([Unit("Lào Cai", "Sa Pa"), Unit("Lào Cai", "Bắc Hà"), Unit()])
fields = st.sampled_from(["", "an toàn bức xạ"])
words = st.sampled_from(["một", "hai", "ba", "bốn", ""])
numbers = st.integers(0, 30)
settlings = st.sampled_from(
    ["reply", "reply alone", "approve", "merge", "split", "link", "link", "unlink"]
)
fates = st.sampled_from(["kept", "kept", "kept", "crashed", "repeated", "crashed, then repeated"])


Act = Callable[[CaseWork, str], Case]


class Crash(Exception):
    """The program dies before the transaction ends."""


@cache
def empty() -> Path:
    file = Path(_FOLDER.name) / "desk.db"
    Desk.open(f"sqlite:///{file}").close()
    return file


def new_file() -> tuple[str, Callable[[], None]]:
    folder = Path(tempfile.mkdtemp(dir=_FOLDER.name))
    shutil.copy(empty(), folder / "desk.db")
    return f"sqlite:///{folder / 'desk.db'}", lambda: shutil.rmtree(folder)


class Walk(RuleBasedStateMachine):
    """What a transaction confirmed is there, once; what it did not, is not there at all."""

    place: Callable[[], tuple[str, Callable[[], None]]] = staticmethod(new_file)

    def __init__(self) -> None:
        super().__init__()
        address, self.clean = type(self).place()
        self.clock = Clock()
        self.desk = Desk.open(address, self.clock, queues=QUEUES)
        self.keys = count()
        self.pressed: list[tuple[Act, str]] = []
        self.handed: dict[str, Contact] = {}  # answers whose hand-over was confirmed
        self.events = 0  # after the last step that was confirmed
        self.messages = 0

    def teardown(self) -> None:
        self.names_gone()
        self.desk.close()
        self.clean()

    def names_gone(self) -> None:
        """Whatever happened: without names every case stands where it stood."""
        found = self.desk.cases(limit=1000)
        with self.desk.begin() as work:
            for case in found:
                anonymise_case(work.connection, case.id, everyone())
        _, _, tied = self.told()
        for case, bare in zip(found, self.desk.cases(limit=1000), strict=True):
            assert standing_of(case) == standing_of(bare)
            assert tied[bare.id] == row_of(fold(bare.events))
            named = {*bare.askers, *(event.actor for event in bare.events)}
            assert all(one == "system" or one.startswith("gone:") for one in named)

    @initialize()
    def there_are_cases(self) -> None:
        for number, text in enumerate(("Nộp ở đâu?", "Phí bao nhiêu?", "Ai ký?", "Mẫu nào?")):
            unit = Unit("Lào Cai", "Sa Pa")
            self.ask(Contact("telegram", str(number)), unit, text, "", "kept")

    def number(self, drawn: int) -> int:
        """A case that is there, or now and then one that is not."""
        return drawn % (len(self.desk.cases(limit=1000)) + 1) or 10**6

    def act(self, fate: str, act: Act) -> None:
        """Do it as often and as far as ``fate`` says, always with one key."""
        key = f"press/{next(self.keys)}"
        before = self.books()
        if "crashed" in fate:
            with suppress(Crash, *_REFUSALS), self.desk.begin() as work:
                act(work.cases, key)
                raise Crash
            assert self.books() == before, "a transaction that died left something behind"
        if fate == "crashed":
            return
        try:
            with self.desk.begin() as work:
                act(work.cases, key)
        except _REFUSALS:
            assert self.books() == before, "a refusal left something behind"
            return
        after = self.books()
        if after != before:
            self.pressed.append((act, key))
        if "repeated" in fate:
            with suppress(Refused), self.desk.begin() as work:
                act(work.cases, key)
            assert self.books() == after, "a repeated press changed something"

    def books(self) -> tuple[object, ...]:
        with self.desk.database.reading() as connection:
            return tuple(
                connection.execute(select(table).order_by(*table.primary_key)).all()
                for table in (cases, case_events, outbox)
            )

    @rule(contact=people, unit=units, text=questions, field=fields, fate=fates)
    def ask(self, contact: Contact, unit: Unit, text: str, field: str, fate: str) -> None:
        name = f"a{len(self.handed)}"
        for _ in range(2 if "repeated" in fate else 1):
            with suppress(Crash), self.desk.begin() as work:
                if unit != Unit():
                    work.set_unit(contact, unit)
                work.keep(escalated(name, text), contact)
                work.open_case(name, contact, field=field)
                if fate == "crashed":
                    raise Crash
        if fate != "crashed":
            self.handed[name] = contact

    @rule(number=numbers, contact=people, text=words, fate=fates,
          what=st.sampled_from(["add", "withdraw", "clear", "reopen"]))  # fmt: skip
    def asker_acts(self, number: int, contact: Contact, text: str, fate: str, what: str) -> None:
        number = self.number(number)
        case = self.desk.case(number)
        actor = asker(case.contact if case and contact.address != "0" else contact)
        self.act(fate, {
            "add": lambda cases, key: cases.add(number, actor, text, key),
            "withdraw": lambda cases, key: cases.withdraw(number, actor, text, key),
            "clear": lambda cases, key: cases.clear(number, actor, key),
            "reopen": lambda cases, key: cases.reopen(number, actor, text, key),
        }[what])  # fmt: skip

    @rule(number=numbers, actor=team, text=words, fate=fates,
          what=st.sampled_from(["claim", "assign", "hand_over", "route", "class", "ask_back",
                                "snooze", "wake", "send_back"]))  # fmt: skip
    def team_acts(self, number: int, actor: Actor, text: str, fate: str, what: str) -> None:
        number = self.number(number)
        until = self.clock.now + timedelta(hours=3)
        queue = RISKY if text == "một" else COMMON
        self.act(fate, {
            "claim": lambda cases, key: cases.claim(number, actor, key),
            "assign": lambda cases, key: cases.assign(number, actor, "Nam", key),
            "hand_over": lambda cases, key: cases.hand_over(number, actor, "Hoa", text, key),
            "route": lambda cases, key: cases.route(number, actor, queue, text, key),
            "class": lambda cases, key: cases.classify(number, actor, Urgency.URGENT, text, key),
            "ask_back": lambda cases, key: cases.ask_back(number, actor, text, key),
            "snooze": lambda cases, key: cases.snooze(number, actor, until, text, key),
            "wake": lambda cases, key: cases.wake(number, actor, key),
            "send_back": lambda cases, key: cases.send_back(number, actor, text, key),
        }[what])  # fmt: skip

    @rule(number=numbers, other=numbers, actor=team, text=words, fate=fates, what=settlings)
    def team_settles(
        self, number: int, other: int, actor: Actor, text: str, fate: str, what: str
    ) -> None:
        number, other = self.number(number), self.number(other)
        self.act(fate, {
            "reply": lambda cases, key: cases.reply(number, actor, text, NO_PROVISION, key),
            "approve": lambda cases, key: cases.approve(number, actor, key),
            "merge": lambda cases, key: cases.merge(number, other, actor, text, key),
            "split": lambda cases, _key: cases.split(number, actor, text),
            "reply alone": lambda cases, key: cases.reply(
                number, actor, text, NO_PROVISION, key, linked=False
            ),
            "link": lambda cases, key: cases.link(number, other, actor, key),
            "unlink": lambda cases, key: cases.unlink(number, actor, key),
        }[what])  # fmt: skip

    @precondition(lambda self: self.pressed)
    @rule(data=st.data())
    def an_old_press_comes_again(self, data: st.DataObject) -> None:
        act, key = data.draw(st.sampled_from(self.pressed))
        before = self.books()
        with suppress(Refused), self.desk.begin() as work:
            act(work.cases, key)
        assert self.books() == before, "an old press changed something"

    @rule(hours=st.sampled_from([1, 3, 24]))
    def time_passes(self, hours: int) -> None:
        self.clock.forward(hours * 3600)
        self.desk.tick()
        before = self.books()
        assert self.desk.tick() == 0
        assert self.books() == before, "the clock rang twice"

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        found = self.desk.cases(limit=1000)
        events, sent, tied = self.told()
        assert events >= self.events, "events were lost"
        assert len(sent) >= self.messages, "messages were lost"
        self.events, self.messages = events, len(sent)
        expected = [one for case in found for one in letters_of(case)]
        replies = [key for key in sent if "/reply" in key]
        assert len(replies) == len(expected), "replies lost or doubled"
        for case in found:
            standing = fold(case.events)
            assert tied[case.id] == row_of(standing), "the row is not the fold of the events"
            assert len({event.key for event in case.events}) == len(case.events)
            assert (standing.due is None) == (standing.left is not None) or not case.is_live
            assert (case.state in STOPPED) == (standing.left is not None)
            assert case.askers
        with self.desk.database.reading() as connection:
            groups = {case.id: linking.group(connection, case) for case in found}
        for number, members in groups.items():
            assert number in members
            assert all(groups[one] == members for one in members if tied[one]["state"] in LIVE)
        for name, contact in self.handed.items():
            case_of = self.desk.case_of_answer(name)
            assert case_of is not None, "a question was lost"
            assert case_of.is_of(contact) or left(case_of, contact)
        live = [one for one in self.joints() if one]
        assert len(live) == len(set(live)), "a unit has two live cases of one question"

    def told(self) -> tuple[int, list[str], dict[int, dict[str, object]]]:
        names = [column.name for column in cases.columns if column.name in _FOLDED]
        with self.desk.database.reading() as connection:
            events = len(connection.execute(select(case_events.c.id)).all())
            sent = list(connection.execute(select(outbox.c.key)).scalars())
            rows = connection.execute(select(cases)).mappings().all()
        return events, sent, {row["id"]: {name: row[name] for name in names} for row in rows}

    def joints(self) -> list[str]:
        with self.desk.database.reading() as connection:
            live = select(cases.c.joint).where(cases.c.state.in_(LIVE))
            return list(connection.execute(live).scalars())


def standing_of(case: Case) -> tuple[object, ...]:
    """All of a case that is no name and no words."""
    moves = [(event.at, event.kind, event.role) for event in case.events]
    clock = (case.due, case.left, case.until, case.queue, case.urgency)
    tied = (case.linked, case.into, len(case.askers), case.owner == "", case.ground.basis)
    return (case.id, case.state, moves, clock, tied)


def letters_of(case: Case) -> Iterator[tuple[int, str]]:
    """The replies that those who waited for this case were sent."""
    for number, event in enumerate(case.events):
        if event.kind in {"replied", "approved"}:
            for one in fold(case.events[:number]).askers:
                if one.startswith("telegram:"):
                    yield number, one


def left(case: Case, contact: Contact) -> bool:
    return any(event.kind == "left" and event.actor == contact.asker for event in case.events)


def walk(machine: type[Walk], walks: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=walks,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_random_walks_keep_the_books_on_sqlite() -> None:
    walk(Walk, WALKS)


@pytest.mark.parametrize("walks", [max(WALKS // 10, 2)])
def test_random_walks_keep_the_books_on_postgresql(walks: int) -> None:
    class OnServer(Walk):
        place = staticmethod(lambda: (on_server(), lambda: None))

    walk(OnServer, walks)
