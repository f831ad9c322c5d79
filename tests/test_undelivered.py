"""What does not reach its people: another way, the team, and how a repetition is known."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import event, select

from desk import held, ties, undelivered
from desk import outbox as outgoing
from desk.__main__ import main
from desk.acting import act
from desk.case import Case, CaseState
from desk.contact import Contact
from desk.desk import Desk
from desk.erasure import erase_contact
from desk.errors import NotAllowed, Refused
from desk.outbox import LEASE, Message
from desk.role import Actor, Role
from desk.schema import audit, outbox
from desk.subject import Subject
from desk.thread import Act, joined, thread
from desk.undelivered import LATE, NoOtherWay, Unsent
from retrieval.question import Unit
from tests.fakes.answers import escalated
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at, setting_at
from tests.fakes.grounds import NO_PROVISION
from tests.fakes.queues import NO_CHATS, QUEUES

LAN, OTHER = Contact("telegram", "7"), Contact("telegram", "8")
GROUP = Contact("telegram", "-5")
BROWSER, ANOTHER = Contact("web", "b" * 32), Contact("web", "c" * 32)
HOA, NAM = Actor("Hoa", Role.REVIEWER), Actor("Nam", Role.SECOND_READER)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path / "desk.db"), clock, queues=NO_CHATS)
    yield opened
    opened.close()


def ask(desk: Desk, contact: Contact, name: str = "a1", text: str = "") -> Case:
    with desk.begin() as work:
        work.set_unit(contact, Unit("Lào Cai", "Sa Pa"))
        work.keep(escalated(name, text), contact)
        return work.open_case(name, contact)


def tie(desk: Desk, browser: Contact, chat: Contact) -> None:
    with desk.begin() as work:
        case = desk.cases()[0]
        code = ties.new_code(work.connection, browser, case, work.now)
        assert ties.tie(work.connection, code, chat, work.now)


def answer(desk: Desk, case: Case, words: str = "Trong 10 ngày.") -> Case:
    with desk.begin() as work:
        return work.cases.reply(case.id, HOA, words, NO_PROVISION)


def give_up(desk: Desk) -> list[str]:
    """Everybody who is due has blocked us; the addresses that were tried."""
    due = desk.outbox.due("telegram", 20)
    for message in due:
        desk.outbox.give_up(message.id, "Forbidden: bot was blocked by the user")
    return [message.contact.address for message in due]


def see_to(desk: Desk, one: Unsent, what: str) -> bool:
    with desk.begin() as work:
        return undelivered.see_to(work.connection, one.id, what, work.now)


def waiting(desk: Desk) -> list[Message]:
    found = []
    while due := desk.outbox.due("telegram", 20):
        for message in due:
            desk.outbox.delivered(message.id, "1")
        found += due
    return found


def test_a_reply_that_one_chat_refuses_goes_to_the_officers_other_chat_once(desk: Desk) -> None:
    case = ask(desk, LAN)
    tie(desk, BROWSER, LAN)
    tie(desk, BROWSER, OTHER)
    answer(desk, case)
    assert give_up(desk) == ["7"]
    (message,) = desk.outbox.due("telegram", 20)
    assert (message.contact, message.payload["case_reply"]["text"]) == (OTHER, "Trong 10 ngày.")
    assert desk.unsent() == []
    assert desk.counts()["given_up"] == 0
    desk.outbox.give_up(message.id, "blocked too")
    (left,) = desk.unsent(case.id)
    assert (left.contact, left.reason, left.label) == (OTHER, "blocked too", "MC-000001")
    assert not [one for one in waiting(desk) if "case_reply" in one.payload], "it goes in circles"


def test_where_no_other_way_is_known_the_team_is_told_in_its_chat(
    tmp_path: Path, clock: Clock
) -> None:
    desk = Desk.open(database_at(tmp_path / "desk.db"), clock, queues=QUEUES)
    case = ask(desk, LAN)
    answer(desk, case)
    (letter,) = [one for one in desk.outbox.due("telegram", 20) if one.contact == LAN]
    desk.outbox.give_up(letter.id, "Forbidden: bot was blocked by the user")
    clock.forward(120)
    (told,) = [one for one in waiting(desk) if "gửi được" in one.payload.get("text", "")]
    assert told.contact.address == QUEUES.named(case.queue).chat
    assert "MC-000001: chưa gửi được" in told.payload["text"]
    why = "người nhận đã chặn trợ lý; Forbidden: bot was blocked by the user"
    assert f"({why})" in told.payload["text"]
    (left,) = desk.unsent()
    with pytest.raises(NoOtherWay):
        see_to(desk, left, "elsewhere")
    assert desk.counts()["given_up"] == 1
    assert see_to(desk, left, "settle")
    assert not see_to(desk, left, "settle")
    assert desk.unsent() == []


def test_what_was_given_up_can_be_tried_again_and_another_way(desk: Desk) -> None:
    case = ask(desk, LAN)
    answer(desk, case)
    give_up(desk)
    (left,) = desk.unsent()
    assert see_to(desk, left, "retry")
    (again,) = desk.outbox.due("telegram", 20)
    assert (again.id, again.may_have_arrived) == (left.id, False)
    desk.outbox.give_up(again.id, "blocked")
    tie(desk, BROWSER, LAN)
    tie(desk, BROWSER, OTHER)
    (left,) = desk.unsent()
    assert left.elsewhere == 1
    assert see_to(desk, left, "elsewhere")
    assert OTHER in [message.contact for message in waiting(desk)]
    assert desk.unsent() == []


def test_letters_to_officers_stand_before_what_the_group_could_not_be_shown(
    tmp_path: Path, clock: Clock
) -> None:
    desk = Desk.open(database_at(tmp_path / "desk.db"), clock, queues=QUEUES)
    case = ask(desk, LAN)
    give_up(desk)
    (board,) = desk.unsent()
    assert (board.case_id, board.in_group) == (case.id, True)
    answer(desk, case)
    give_up(desk)
    letter, newer, *_ = desk.unsent()
    assert (letter.contact, letter.in_group) == (LAN, False)
    assert newer.id > board.id, "what a newer message shows needs nobody's care"
    desk.close()


def test_many_messages_are_read_in_three_queries(desk: Desk) -> None:
    """Each with how many other chats its officer has, as one looks at one of them."""
    ask(desk, LAN)
    for chat in (LAN, OTHER, Contact("telegram", "9")):
        tie(desk, BROWSER, chat)
    tie(desk, ANOTHER, OTHER)
    with desk.begin() as work:
        for number in range(60):
            to = Contact("telegram", str(number))
            outgoing.write(work.connection, to, {"text": "x"}, f"k{number}", work.now - LATE)
    asked: list[str] = []
    event.listen(desk.database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    found = desk.unsent()
    assert len([one for one in asked if one.startswith("SELECT")]) == 3
    assert len(found) == 60
    with desk.database.reading() as connection:
        by_one = [len(ties.elsewhere(connection, one.contact)) for one in found]
    assert [one.elsewhere for one in found] == by_one
    assert {one.contact.address: one.elsewhere for one in found if one.elsewhere} == {
        "7": 2, "8": 2, "9": 2
    }  # fmt: skip


def test_what_waits_too_long_is_seen_too(desk: Desk, clock: Clock) -> None:
    case = ask(desk, LAN)
    answer(desk, case)
    assert desk.unsent() == []
    clock.forward(LATE.total_seconds())
    (late,) = desk.unsent(case.id)
    assert late.waiting
    assert desk.unsent(case.id + 1) == []


def test_an_attempt_nobody_noted_the_end_of_may_have_arrived(desk: Desk, clock: Clock) -> None:
    case = ask(desk, LAN)
    answer(desk, case)

    def doubt() -> bool:
        (message,) = desk.outbox.due("telegram", 20)
        return message.may_have_arrived

    assert not doubt()
    desk.outbox.retry(1, 0, "Bad Gateway")
    assert not doubt(), "it failed, and that is known"
    clock.forward(LEASE.total_seconds())
    assert doubt(), "the worker died"
    desk.outbox.retry(1, 0, "Bad Gateway")
    assert doubt(), "the earlier attempt may have arrived all the same"


def test_a_worker_that_starts_anew_doubts_only_what_its_forerunner_held(desk: Desk) -> None:
    for number, contact in enumerate((LAN, OTHER)):
        answer(desk, ask(desk, contact, f"a{number}"))
    held = desk.outbox.due("telegram", 1)
    desk.outbox.recover("telegram")
    found = {one.id: one.may_have_arrived for one in desk.outbox.due("telegram", 20)}
    assert found == {1: True, 2: False}
    assert [one.id for one in held] == [1]


def test_a_time_out_leaves_a_doubt(desk: Desk) -> None:
    answer(desk, ask(desk, LAN))
    desk.outbox.due("telegram", 1)
    desk.outbox.retry(1, 0, "Timed out", in_doubt=True)
    assert desk.outbox.due("telegram", 1)[0].may_have_arrived


def test_a_group_that_moved_gets_its_message_in_its_new_place(desk: Desk) -> None:
    case = ask(desk, GROUP)
    answer(desk, case)
    (message,) = desk.outbox.due("telegram", 1)
    desk.outbox.move(message, Contact("telegram", "-1005"), "moved")
    desk.outbox.move(message, Contact("telegram", "-1005"), "moved")
    (moved,) = desk.outbox.due("telegram", 20)
    assert (moved.contact.address, moved.payload) == ("-1005", message.payload)
    assert desk.unsent() == []


def test_who_asked_in_a_browser_hears_in_the_chat_that_is_tied_to_it(desk: Desk) -> None:
    case = ask(desk, BROWSER)
    tie(desk, BROWSER, LAN)
    with desk.begin() as work:
        work.cases.ask_back(case.id, HOA, "Hồ sơ nào?")
        act(work, case, LAN, Act.ADD, "Hồ sơ kết hôn", "1")
    answered = answer(desk, case)
    assert answered.events[-2].kind == "told"
    assert [list(one.payload) for one in waiting(desk)] == [["case_asked"], ["case_reply"]]
    with desk.begin() as work:
        closed = act(work, case, LAN, Act.CLEAR, key="1")
        assert closed.state is CaseState.CLOSED
        with pytest.raises(NotAllowed):
            act(work, case, OTHER, Act.REOPEN, "x", "1")


def test_a_tie_reaches_one_step_and_no_further(desk: Desk) -> None:
    mine, theirs = ask(desk, LAN), ask(desk, OTHER, "a2")
    tie(desk, BROWSER, LAN)
    tie(desk, BROWSER, OTHER)
    assert desk.acts_as(mine, BROWSER) == LAN.asker
    assert desk.acts_as(theirs, LAN) == ""
    assert [case.id for case in desk.cases_of(BROWSER)] == [theirs.id, mine.id]
    assert [case.id for case in desk.cases_of(LAN)] == [mine.id]


def test_who_is_erased_is_tied_to_nobody(desk: Desk) -> None:
    ask(desk, LAN)
    tie(desk, BROWSER, LAN)
    with desk.begin() as work:
        told = held.about(work.connection, Subject((LAN,)), work.now)
        assert [row["other_channel"] for row in told["ties"]] == ["web"]
        assert BROWSER.address not in str(told), "what opens the browser's pages"
        erase_contact(work, LAN)
    assert desk.tied(LAN) == desk.tied(BROWSER) == []


def test_a_code_ends_and_there_are_not_many_at_once(desk: Desk, clock: Clock) -> None:
    case = ask(desk, BROWSER)
    with desk.begin() as work:
        codes = [ties.new_code(work.connection, BROWSER, case, work.now) for _ in range(6)]
    assert [bool(code) for code in codes] == [True] * 5 + [False]
    assert desk.case_of_code(codes[0]) == case
    assert desk.case_of_code("khong-co") is None
    clock.forward(ties.LIVES.total_seconds())
    assert desk.case_of_code(codes[0]) is None
    with desk.begin() as work:
        assert not ties.tie(work.connection, codes[0], LAN, work.now)


def test_both_contacts_of_one_officer_leave_together(desk: Desk) -> None:
    case = ask(desk, LAN, "a1", "Nộp ở đâu?")
    ask(desk, BROWSER, "a2", "Nộp ở đâu?")
    tie(desk, BROWSER, LAN)
    with desk.begin() as work:
        case = act(work, desk.cases()[0], LAN, Act.WITHDRAW, key="1")
    assert case.state is CaseState.WITHDRAWN
    with desk.begin() as work:
        assert act(work, case, LAN, Act.WITHDRAW, key="1").events == case.events


def test_askers_read_their_own_words_and_what_the_team_says_to_them(desk: Desk) -> None:
    ask(desk, LAN, "a1", "Nộp ở đâu?")
    case = ask(desk, OTHER, "a2", "Nop o dau")
    with desk.begin() as work:
        act(work, case, LAN, Act.ADD, "Của Lan", "1")
        work.cases.claim(case.id, HOA)
        case = work.cases.ask_back(case.id, HOA, "Hồ sơ nào?")
    assert joined(case, OTHER.asker)
    assert not joined(case, LAN.asker)
    seen = [(step.kind, step.words, step.mine) for step in thread(case, OTHER.asker)]
    assert seen == [
        ("opened", "", False),
        ("joined", "", True),
        ("added", "", False),
        ("asked_back", "Hồ sơ nào?", False),
    ]
    assert "Của Lan" in [step.words for step in thread(case, LAN.asker)]


def test_the_capacity_of_who_answered_goes_with_the_reply(desk: Desk) -> None:
    case = answer(desk, ask(desk, LAN))
    assert (case.replied_as, case.second_reader) == (Role.REVIEWER, "")
    with desk.begin() as work:
        work.keep(escalated("a2"), LAN)
        risky = work.open_case("a2", LAN, field="an toàn bức xạ")
        work.cases.reply(risky.id, Actor("Minh", Role.LEAD), "Được.", NO_PROVISION)
        risky = work.cases.approve(risky.id, NAM)
    assert (risky.answered_by, risky.replied_as, risky.second_reader) == ("Minh", Role.LEAD, "Nam")
    letter = waiting(desk)[-1].payload["case_reply"]
    assert (letter["capacity"], letter["second"]) == ("lead", "Nam")


def test_who_doubts_an_answer_marks_the_case_and_says_so_once(desk: Desk) -> None:
    with desk.begin() as work:
        work.keep(escalated("a1"), LAN)
        case = work.open_case("a1", LAN, "Sai số ngày", doubted=True)
        assert work.open_case("a1", LAN, doubted=True) == case
    assert (case.doubted, case.note) == (True, "Người hỏi báo: chưa đúng. Sai số ngày")
    assert not ask(desk, OTHER, "a2").doubted


contacts = st.sampled_from([LAN, OTHER, Contact("telegram", "9"), BROWSER, ANOTHER])


class Delivery(RuleBasedStateMachine):
    """Letters are given up, tried again and sent elsewhere, workers die, contacts are tied: no
    letter goes twice to one contact by itself, none is lost, every doubtful one says so.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        address = database_at(Path(self.folder.name) / "desk.db")
        self.clock = Clock()
        self.desk = Desk.open(address, self.clock, queues=NO_CHATS)
        self.asked = 0
        self.held: dict[int, Message] = {}
        self.unknown: set[int] = set()  # messages of which an attempt ended nobody knows how

    def teardown(self) -> None:
        self.desk.close()
        self.folder.cleanup()

    @rule(contact=contacts)
    def asked_and_answered(self, contact: Contact) -> None:
        self.asked += 1
        answer(self.desk, ask(self.desk, contact, f"a{self.asked}", f"Câu {self.asked}"))

    @rule(browser=st.sampled_from([BROWSER, ANOTHER]), chat=st.sampled_from([LAN, OTHER]))
    def tied(self, browser: Contact, chat: Contact) -> None:
        if self.desk.cases():
            self.clock.forward(ties.LIVES.total_seconds())
            self.worker_dies()
            tie(self.desk, browser, chat)

    @rule()
    def handed_out(self) -> None:
        for message in self.desk.outbox.due("telegram", 20):
            assert message.may_have_arrived == (message.id in self.unknown)
            self.held[message.id] = message

    @rule()
    def worker_dies(self) -> None:
        self.unknown |= set(self.held)
        self.held = {}
        self.clock.forward(LEASE.total_seconds())

    @rule(end=st.sampled_from(["delivered", "retried", "lost", "given up", "given up"]))
    def ended(self, end: str) -> None:
        if not self.held:
            return
        number = min(self.held)
        del self.held[number]
        match end:
            case "delivered":
                self.desk.outbox.delivered(number, str(number))
            case "retried":
                self.desk.outbox.retry(number, 0, "502")
            case "lost":
                self.unknown.add(number)
                self.desk.outbox.retry(number, 0, "timed out", in_doubt=True)
            case _:
                self.desk.outbox.give_up(number, "blocked")

    @rule(what=st.sampled_from(["retry", "elsewhere", "settle"]))
    def seen_to(self, what: str) -> None:
        for one in self.desk.unsent():
            with suppress(NoOtherWay, Refused):
                see_to(self.desk, one, what)

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        with self.desk.database.reading() as connection:
            rows = connection.execute(select(outbox)).all()
        by_id = {row.id: row for row in rows}

        def first(number: int) -> int:
            while by_id[number].instead_of is not None:
                number = by_id[number].instead_of
            return number

        went = Counter((first(row.id), row.channel, row.address) for row in rows)
        assert max(went.values(), default=0) <= 1, "a letter went twice to one contact"
        replaced = {row.instead_of for row in rows}
        listed = {one.id for one in self.desk.unsent()}
        for row in rows:
            if row.state == "given_up" and row.settled is None:
                assert row.id in listed, "what was given up is not seen"
                assert row.id not in replaced
            if row.state != "delivered":
                assert row.payload, "the words were let go before they arrived"
        assert self.desk.counts()["given_up"] == sum(
            row.state == "given_up" and row.settled is None for row in rows
        )


Delivery.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=30,
    deadline=timedelta(seconds=20),
    suppress_health_check=list(HealthCheck),
)
TestDelivery = Delivery.TestCase


def test_the_server_lists_what_did_not_arrive_and_sees_to_it(tmp_path: Path) -> None:
    desk = Desk.open(database_at(tmp_path / "motcham.db"))
    case = ask(desk, LAN)
    answer(desk, case)
    give_up(desk)

    def run(*words: str) -> str:
        environment = {"MOTCHAM_DATA": str(tmp_path), **setting_at(tmp_path / "motcham.db")}
        return CliRunner().invoke(main, ["messages", *words], env=environment).output

    assert "1  MC-000001  given up" in run("list")
    assert "bot was blocked" in run("list")
    assert "no other contact" in run("elsewhere", "1")
    assert "it goes again" in run("retry", "1")
    assert "no message 1 waits" in run("settle", "1")
    give_up(desk)
    assert "listed no longer" in run("settle", "1")
    assert "everything has arrived" in run("list")
    with desk.database.reading() as connection:
        noted = list(connection.execute(select(audit.c.what, audit.c.on_what)))
    assert [tuple(row) for row in noted][-2:] == [
        ("message_retry", "message:1"),
        ("message_settle", "message:1"),
    ]
    desk.close()
