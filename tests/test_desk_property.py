"""Any order of asking, replying, repeating, crashing and delivering: the desk keeps its books."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desk.case import CaseState
from desk.contact import Contact
from desk.desk import Desk
from desk.errors import CaseClosed, UnknownAnswer, UnknownCase
from tests.fakes.answers import escalated
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at
from tests.fakes.grounds import NO_PROVISION

ids = st.sampled_from(["a1", "a2", "a3", "a4"])
CHAT = Contact("telegram", "1")
people = st.sampled_from([CHAT, Contact("telegram", "1/2"), Contact("web", "token")])
crashes = st.sampled_from([False, False, False, True])
texts = st.sampled_from(["Nộp ở Sở.", "Nộp ở xã."])


class Crash(Exception):
    """The program dies before the transaction ends."""


def die(crash: bool) -> None:
    if crash:
        raise Crash


class Books(RuleBasedStateMachine):
    """Beside the desk stands a ledger in plain dictionaries; the two must agree."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = Clock()
        self.desk = self._open()
        self.kept: dict[str, Contact] = {}
        self.opened: dict[str, Contact] = {}
        self.replies: dict[str, str] = {}
        self.sent: list[tuple[str, str]] = []  # address and text, in the order they were written
        self.arrived: list[tuple[str, str]] = []
        self.on_lease: dict[int, tuple[str, str]] = {}

    def _open(self) -> Desk:
        return Desk.open(database_at(self.folder / "desk.db"), self.clock)

    @initialize()
    def two_replies_to_one_chat_and_a_third_case(self) -> None:
        """So that even a short example has something to deliver."""
        for answer_id in ("a1", "a2", "a3"):
            self.keep(answer_id, CHAT, crash=False)
            self.open_case(answer_id, CHAT, crash=False)
        for answer_id in ("a1", "a2"):
            self.reply(answer_id, "Nộp ở Sở.", crash=False)

    def teardown(self) -> None:
        self.desk.close()
        shutil.rmtree(self.folder)

    @rule(answer_id=ids, contact=people, crash=crashes)
    def keep(self, answer_id: str, contact: Contact, crash: bool) -> None:
        try:
            with self.desk.begin() as work:
                work.keep(escalated(answer_id), contact)
                die(crash)
        except Crash:
            return
        self.kept.setdefault(answer_id, contact)

    @rule(answer_id=ids, contact=people, crash=crashes)
    def open_case(self, answer_id: str, contact: Contact, crash: bool) -> None:
        try:
            with self.desk.begin() as work:
                case = work.open_case(answer_id, contact, "xin giúp")
                die(crash)
        except UnknownAnswer:
            assert answer_id not in self.kept
            return
        except Crash:
            return
        self.opened.setdefault(answer_id, contact)
        assert case.contact == self.opened[answer_id]

    @rule(answer_id=ids, text=texts, crash=crashes)
    def reply(self, answer_id: str, text: str, crash: bool) -> None:
        case = self.desk.case_of_answer(answer_id)
        try:
            with self.desk.begin() as work:
                work.reply(case.id if case else 10**6, text, "Hoa", NO_PROVISION)
                die(crash)
        except UnknownCase:
            assert answer_id not in self.opened
            return
        except CaseClosed:
            assert self.replies[answer_id] != text
            return
        except Crash:
            return
        contact = self.opened[answer_id]
        if answer_id not in self.replies and contact.delivers:
            assert case is not None
            self.sent.append((contact.address, f"{case.label}: {text}"))
        self.replies.setdefault(answer_id, text)
        assert self.replies[answer_id] == text

    @rule(limit=st.integers(1, 3))
    def take(self, limit: int) -> None:
        for message in self.desk.outbox.due("telegram", limit):
            letter = message.payload["case_reply"]
            taken = (message.contact.address, f"{letter['label']}: {letter['text']}")
            assert message.id not in self.on_lease, "handed out twice"
            waiting = [one for one in self.sent if one not in self.arrived]
            assert next(one for one in waiting if one[0] == taken[0]) == taken, "out of order"
            self.on_lease[message.id] = taken

    @precondition(lambda self: self.on_lease)
    @rule(data=st.data())
    def deliver(self, data: st.DataObject) -> None:
        message_id = data.draw(st.sampled_from(sorted(self.on_lease)))
        self.desk.outbox.delivered(message_id, "receipt")
        self.arrived.append(self.on_lease.pop(message_id))

    @precondition(lambda self: self.on_lease)
    @rule(data=st.data(), seconds=st.integers(0, 90))
    def fail_to_deliver(self, data: st.DataObject, seconds: int) -> None:
        message_id = data.draw(st.sampled_from(sorted(self.on_lease)))
        self.desk.outbox.retry(message_id, seconds, "502")
        del self.on_lease[message_id]

    @rule()
    def restart(self) -> None:
        self.desk.close()
        self.desk = self._open()
        self.desk.outbox.recover("telegram")
        self.on_lease.clear()

    @rule()
    def time_passes(self) -> None:
        self.clock.forward(120)
        self.on_lease.clear()

    @invariant()
    def the_books_agree(self) -> None:
        found = {case.answer.id: case for case in self.desk.cases()}
        assert {key: case.contact for key, case in found.items()} == self.opened
        assert {key: case.reply for key, case in found.items() if case.reply} == self.replies
        for case in found.values():
            kinds = [event.kind for event in case.events]
            assert kinds == ["opened", "replied"][: 1 + (case.state is CaseState.ANSWERED)]
        counts = self.desk.counts()
        assert counts["undelivered"] == len(self.sent) - len(self.arrived)
        assert len(set(self.arrived)) == len(self.arrived), "delivered twice"


TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
