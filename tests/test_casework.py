"""What people do with a case, on both kinds of database."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desk import linking
from desk.case import LIVE, MOVES, Case, CaseState
from desk.casework import CaseWork, asker
from desk.contact import Contact
from desk.desk import Desk
from desk.drawing import drawn
from desk.errors import (
    AskedAlready,
    CaseClosed,
    NoReason,
    NotAllowed,
    NothingAsked,
    NotLinked,
    NotNow,
    NotRead,
    NotYours,
    Refused,
    SameReader,
)
from desk.moving import allow
from desk.queues import Urgency
from desk.role import Actor, Role
from desk.schema import outbox
from retrieval.answer import Outcome
from retrieval.question import Unit
from tests.fakes.answers import answered, escalated
from tests.fakes.clock import Clock
from tests.fakes.grounds import NO_PROVISION
from tests.fakes.queues import COMMON, QUEUES, RISKY

pytest_plugins = ["tests.fakes.databases"]

LAN, MINH, TU = (Contact("telegram", number) for number in "789")
HOA, NAM = Actor("Hoa", Role.REVIEWER), Actor("Nam", Role.SECOND_READER)
LEAD = Actor("Tổ trưởng", Role.LEAD)
QUESTION = "Nộp hồ sơ ở đâu?"
SA_PA, BAC_HA = Unit("Lào Cai", "Sa Pa"), Unit("Lào Cai", "Bắc Hà")
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 9, 1, 0, tzinfo=UTC))  # Monday, eight in the morning


@pytest.fixture
def desk(database_url: str, clock: Clock) -> Iterator[Desk]:
    desk = Desk.open(database_url, clock, queues=QUEUES)
    yield desk
    desk.close()


def ask(
    desk: Desk, name: str, contact: Contact = LAN, unit: Unit = SA_PA, text: str = QUESTION,
    field: str = "", urgency: Urgency = Urgency.NORMAL,
) -> Case:  # fmt: skip
    with desk.begin() as work:
        work.set_unit(contact, unit)
        work.keep(escalated(name, text), contact)
        return work.open_case(name, contact, field=field, urgency=urgency)


def do(desk: Desk, act: Callable[[CaseWork], Case]) -> Case:
    with desk.begin() as work:
        return act(work.cases)


def kinds(desk: Desk, case_id: int) -> list[str]:
    case = desk.case(case_id)
    assert case is not None
    return [event.kind for event in case.events]


def words_of(payload: dict[str, Any]) -> str:
    """The words of people in a letter, or the text of a message."""
    if asked := payload.get("case_asked"):
        return str(asked["words"])
    if news := payload.get("case_news"):
        return f"{news['what']} {news['other']}".strip()
    return str(payload.get("case_reply", payload)["text"])


def letters(desk: Desk) -> list[tuple[str, str]]:
    with desk.database.reading() as connection:
        rows = connection.execute(select(outbox.c.address, outbox.c.payload).order_by(outbox.c.id))
        # What the team is shown of each move is in tests/test_bot_team.py.
        letters = [row for row in rows if "board" not in row[1] and ": cán bộ" not in str(row[1])]
        return [(row[0], words_of(row[1])) for row in letters]


def test_the_same_question_of_a_unit_joins_its_case_and_gets_the_reply_too(desk: Desk) -> None:
    case = ask(desk, "a1")
    joined = ask(desk, "a2", MINH, text="NOP HO SO o dau")
    assert (joined.id, joined.askers) == (case.id, (LAN.asker, MINH.asker))
    assert desk.case_of_answer("a2") == joined
    assert joined.is_of(MINH)
    assert ask(desk, "a2", MINH) == joined
    do(desk, lambda cases: cases.reply(case.id, HOA, "Ở xã.", NO_PROVISION))
    assert letters(desk) == [("7", "Ở xã."), ("8", "Ở xã.")]


def test_many_who_ask_at_once_in_one_unit_share_one_case(desk: Desk) -> None:
    def hand(number: int) -> int:
        return ask(desk, f"a{number}", Contact("telegram", str(number))).id

    with ThreadPoolExecutor(6) as hands:
        assert len(set(hands.map(hand, range(12)))) == 1
    assert len(desk.cases()[0].askers) == 12


def test_other_units_are_linked_and_answered_once_for_all(desk: Desk) -> None:
    first, second = ask(desk, "a1"), ask(desk, "a2", MINH, BAC_HA)
    other = ask(desk, "a3", TU, BAC_HA, "Chuyện khác")
    assert (second.linked, other.linked) == (first.id, None)
    for _ in range(2):
        do(desk, lambda cases: cases.reply(second.id, HOA, "Ở xã.", NO_PROVISION, "k"))
    assert letters(desk) == [("8", "Ở xã."), ("7", "Ở xã.")]
    assert len(desk.cases(CaseState.ANSWERED)) == 2
    assert [case.id for case in desk.cases(CaseState.OPEN)] == [other.id]


def test_one_may_be_answered_without_those_linked_with_it(desk: Desk) -> None:
    first, second = ask(desk, "a1"), ask(desk, "a2", MINH, BAC_HA)
    do(desk, lambda cases: cases.reply(second.id, HOA, "Ở xã.", NO_PROVISION, linked=False))
    assert [case.id for case in desk.cases(CaseState.OPEN)] == [first.id]


def test_cases_in_other_words_are_linked_by_hand(desk: Desk) -> None:
    first, second = ask(desk, "a1"), ask(desk, "a2", MINH, BAC_HA, "Nơi nộp?")
    for _ in range(2):
        do(desk, lambda cases: cases.link(second.id, first.id, HOA))
    assert kinds(desk, second.id) == ["opened", "linked"]
    do(desk, lambda cases: cases.reply(first.id, HOA, "Ở xã.", NO_PROVISION))
    assert len(desk.cases(CaseState.ANSWERED)) == 2


def test_who_was_linked_by_mistake_is_answered_alone_again(desk: Desk) -> None:
    first, second = ask(desk, "a1"), ask(desk, "a2", MINH, BAC_HA, "Chuyện khác")
    do(desk, lambda cases: cases.link(second.id, first.id, HOA))
    for _ in range(2):
        do(desk, lambda cases: cases.unlink(second.id, HOA, "k"))
    assert kinds(desk, second.id) == ["opened", "linked", "unlinked"]
    assert kinds(desk, first.id) == ["opened"]
    with pytest.raises(NotLinked):
        do(desk, lambda cases: cases.unlink(first.id, HOA))
    do(desk, lambda cases: cases.reply(first.id, HOA, "Ở xã.", NO_PROVISION))
    assert [case.id for case in desk.cases(CaseState.OPEN)] == [second.id]


def test_same_words_are_kept_apart_and_a_third_is_tied_to_neither(desk: Desk) -> None:
    first, second = ask(desk, "a1"), ask(desk, "a2", MINH, BAC_HA)
    do(desk, lambda cases: cases.unlink(first.id, HOA))
    third = ask(desk, "a3", TU, Unit("Lào Cai", "Văn Bàn"))
    assert third.linked is None
    do(desk, lambda cases: cases.reply(first.id, HOA, "Ở xã.", NO_PROVISION))
    assert {case.id for case in desk.cases(CaseState.OPEN)} == {second.id, third.id}
    do(desk, lambda cases: cases.link(third.id, second.id, HOA))
    do(desk, lambda cases: cases.reply(third.id, HOA, "Ở tỉnh.", NO_PROVISION))
    assert letters(desk) == [("7", "Ở xã."), ("9", "Ở tỉnh."), ("8", "Ở tỉnh.")]


def test_without_its_first_case_the_rest_of_a_group_stays_together(desk: Desk) -> None:
    first, second = ask(desk, "a1"), ask(desk, "a2", MINH, BAC_HA)
    third = ask(desk, "a3", TU, Unit("Lào Cai", "Văn Bàn"))
    do(desk, lambda cases: cases.unlink(first.id, HOA))
    with desk.database.reading() as connection:
        groups = [linking.group(connection, one) for one in desk.cases()]
    assert groups == [[second.id, third.id], [second.id, third.id], [first.id]]
    fourth = ask(desk, "a4", Contact("telegram", "10"), Unit("Lào Cai", "Mường Khương"))
    assert fourth.linked is None


def test_a_reply_for_one_of_several_stays_so_through_its_second_reading(desk: Desk) -> None:
    first = ask(desk, "a1", field="an toàn bức xạ")
    second = ask(desk, "a2", MINH, BAC_HA, field="an toàn bức xạ")
    do(desk, lambda cases: cases.reply(second.id, HOA, "Ở xã.", NO_PROVISION, linked=False))
    do(desk, lambda cases: cases.approve(second.id, NAM))
    assert [case.id for case in desk.cases(CaseState.OPEN)] == [first.id]


def test_questions_whose_words_were_not_kept_are_not_the_same(desk: Desk) -> None:
    first = ask(desk, "a1", text="TỐI MẬT\nkế hoạch A")
    second = ask(desk, "a2", MINH, text="TỐI MẬT\nkế hoạch B")
    assert first.answer.question.text == second.answer.question.text
    assert (second.id == first.id, second.linked) == (False, None)


def test_the_team_opens_cases_for_others_and_auditors_open_none(desk: Desk) -> None:
    with desk.begin() as work:
        work.keep(escalated("a1"), LAN)
        case = work.open_case("a1", LAN, "Xã gọi điện", actor=LEAD)
    assert (case.events[0].actor, case.events[0].role) == (LEAD.name, Role.LEAD)
    assert case.askers == (LAN.asker,)
    with desk.begin() as work:
        work.keep(escalated("a2"), LAN)
    with pytest.raises(NotAllowed), desk.begin() as work:
        work.open_case("a2", LAN, actor=Actor("Kiểm toán", Role.AUDITOR))


def test_of_a_greeting_there_is_no_case(desk: Desk) -> None:
    greeting = replace(escalated("a1", "Chào cả nhà"), outcome=Outcome.CLARIFY_GREETING)
    with desk.begin() as work:
        work.keep(greeting, LAN)
    for doubted in (False, True):
        with pytest.raises(NothingAsked), desk.begin() as work:
            work.open_case("a1", LAN, actor=LEAD, doubted=doubted)
    assert desk.cases() == []


def test_of_many_who_claim_at_once_one_has_the_case(desk: Desk) -> None:
    number = ask(desk, "a1").id

    def claim(name: str) -> bool:
        try:
            do(desk, lambda cases: cases.claim(number, Actor(name, Role.REVIEWER)))
        except NotNow:
            return False
        return True

    with ThreadPoolExecutor(6) as team:
        assert sum(team.map(claim, "ABCDEF")) == 1
    assert kinds(desk, number) == ["opened", "claimed"]


def test_a_press_that_is_repeated_changes_nothing_even_later(desk: Desk) -> None:
    number = ask(desk, "a1").id
    do(desk, lambda cases: cases.claim(number, HOA, "k1"))
    do(desk, lambda cases: cases.hand_over(number, HOA, "Nam", "Nghỉ phép", "k2"))
    case = do(desk, lambda cases: cases.claim(number, HOA, "k1"))
    assert (case.owner, len(case.events)) == ("Nam", 3)
    case = do(desk, lambda cases: cases.hand_over(number, HOA, "Nam", "Nghỉ phép", "k2"))
    assert len(case.events) == 3


def test_only_the_owner_or_a_lead_hands_a_case_on(desk: Desk) -> None:
    number = ask(desk, "a1").id
    do(desk, lambda cases: cases.claim(number, HOA))
    with pytest.raises(NotYours) as refused:
        do(desk, lambda cases: cases.hand_over(number, NAM, "Nam", "Tôi làm"))
    assert refused.value.said(str) == "Phiếu MC-000001 đang do Hoa xử lý."
    with pytest.raises(NoReason):
        do(desk, lambda cases: cases.hand_over(number, HOA, "Nam", " "))
    assert do(desk, lambda cases: cases.hand_over(number, LEAD, "Nam", "Gấp")).owner == "Nam"
    case = do(desk, lambda cases: cases.route(number, NAM, RISKY, "Về bức xạ"))
    assert (case.queue, case.owner, case.state) == (RISKY, "", CaseState.OPEN)
    assert do(desk, lambda cases: cases.assign(number, LEAD, "Nam")).state is CaseState.CLAIMED
    with pytest.raises(NotNow, match="no queue"):
        do(desk, lambda cases: cases.route(number, NAM, "đâu đó", "Không rõ"))


def test_the_clock_stands_still_while_the_officer_is_asked_back(desk: Desk, clock: Clock) -> None:
    case = ask(desk, "a1")
    assert case.due == clock.now + 9 * HOUR
    clock.forward(2 * 3600)
    case = do(desk, lambda cases: cases.ask_back(case.id, HOA, "Hồ sơ nào?"))
    assert (case.state, case.due, case.left) == (CaseState.ASKING, None, 6 * HOUR)
    clock.forward(30 * 24 * 3600)
    assert desk.tick() == 0
    case = do(desk, lambda cases: cases.add(case.id, asker(LAN), "Hồ sơ kết hôn"))
    assert (case.state, case.left) == (CaseState.OPEN, None)
    assert case.due == datetime(2026, 4, 8, 3, 0, tzinfo=UTC) + 7 * HOUR
    assert letters(desk) == [(LAN.address, "Hồ sơ nào?")]


def test_a_case_that_was_put_off_wakes_by_itself(desk: Desk, clock: Clock) -> None:
    number = ask(desk, "a1").id
    with pytest.raises(NotNow):
        do(desk, lambda cases: cases.snooze(number, HOA, clock.now, "Chờ Bộ"))
    until = clock.now + timedelta(days=2)
    case = do(desk, lambda cases: cases.snooze(number, HOA, until, "Chờ Bộ"))
    assert (case.state, case.until) == (CaseState.SNOOZED, until)
    clock.forward(2 * 24 * 3600 - 1)
    assert desk.tick() == 0
    clock.forward(1)
    assert (desk.tick(), desk.tick()) == (1, 0)
    woken = desk.case(number)
    assert woken is not None
    assert (woken.state, woken.due, woken.until) == (CaseState.OPEN, until + 9 * HOUR, None)


def test_what_wakes_overdue_rings_at_once_and_once(desk: Desk, clock: Clock) -> None:
    number = ask(desk, "a1", urgency=Urgency.URGENT).id
    do(desk, lambda cases: cases.claim(number, HOA))
    clock.forward(2.9 * 3600)  # the reminder has not rung yet
    clock.forward(24 * 3600)
    until = clock.now + HOUR
    do(desk, lambda cases: cases.snooze(number, HOA, until, "Chờ Bộ"))
    clock.forward(2 * 3600)
    assert desk.tick() >= 2
    assert kinds(desk, number)[:5] == ["opened", "claimed", "snoozed", "woken", "breached"]
    assert desk.tick() == 0


def test_first_a_reminder_then_the_next_in_line_each_once(desk: Desk, clock: Clock) -> None:
    number = ask(desk, "a1", urgency=Urgency.URGENT).id
    do(desk, lambda cases: cases.claim(number, HOA))
    owners = []
    for hours in (2.9, 0.2, 0.8, 0.2, 1.1, 24, 24):
        clock.forward(hours * 3600)
        with ThreadPoolExecutor(3) as programs:
            list(programs.map(lambda _: desk.tick(), range(3)))
        case = desk.case(number)
        assert case is not None
        owners.append(case.owner)
    assert kinds(desk, number) == ["opened", "claimed", "reminded", "breached", "breached"]
    assert owners == ["Hoa", "Hoa", "Hoa", "Trưởng nhóm", "Tổ trưởng", "Tổ trưởng", "Tổ trưởng"]
    assert letters(desk) == [
        ("-100", "Phiếu MC-000001 sắp đến hạn trả lời."),
        ("-100", "Phiếu MC-000001 đã quá hạn trả lời, nay do Trưởng nhóm xử lý."),
        ("-100", "Phiếu MC-000001 đã quá hạn trả lời, nay do Tổ trưởng xử lý."),
    ]


def test_a_reply_in_a_risky_field_waits_for_another_reader(desk: Desk) -> None:
    number = ask(desk, "a1", field="An toàn bức xạ").id
    nam_writes = do(desk, lambda cases: cases.reply(number, NAM, "Ở tỉnh.", NO_PROVISION))
    assert (nam_writes.state, nam_writes.draft) == (CaseState.SECOND_READING, "Ở tỉnh.")
    assert letters(desk) == []
    with pytest.raises(SameReader):
        do(desk, lambda cases: cases.approve(number, NAM))
    with pytest.raises(NotAllowed):
        do(desk, lambda cases: cases.approve(number, HOA))
    do(desk, lambda cases: cases.send_back(number, LEAD, "Thiếu căn cứ"))
    do(desk, lambda cases: cases.reply(number, HOA, "Ở Sở.", NO_PROVISION))
    for _ in range(2):
        case = do(desk, lambda cases: cases.approve(number, NAM))
    assert (case.state, case.reply, case.replied_by) == (CaseState.ANSWERED, "Ở Sở.", "Hoa")
    assert letters(desk) == [("7", "Ở Sở.")]


def test_what_is_merged_is_answered_with_the_other(desk: Desk) -> None:
    first, second = ask(desk, "a1"), ask(desk, "a2", MINH, BAC_HA, "Nộp giấy ở đâu?")
    for _ in range(2):
        do(desk, lambda cases: cases.merge(second.id, first.id, HOA, "Cùng việc"))
    merged = desk.case(second.id)
    assert merged is not None
    assert (merged.state, merged.into) == (CaseState.MERGED, first.id)
    followed = desk.case_by_token(second.token)
    assert followed is not None
    assert followed.id == first.id
    assert desk.case_of_answer("a2") == followed
    do(desk, lambda cases: cases.reply(first.id, HOA, "Ở xã.", NO_PROVISION))
    assert letters(desk) == [("7", "Ở xã."), ("8", "Ở xã.")]
    with pytest.raises(CaseClosed, match="MC-000001"):
        do(desk, lambda cases: cases.reply(second.id, HOA, "Ở xã.", NO_PROVISION))


def test_a_part_of_a_question_becomes_a_case_of_its_own_once(desk: Desk) -> None:
    number = ask(desk, "a1").id
    made = {do(desk, lambda cases: cases.split(number, HOA, "Phí bao nhiêu?")).id for _ in "12"}
    assert len(made) == 1
    part = desk.case(made.pop())
    assert part is not None
    assert (part.answer.question.text, part.askers) == ("Phí bao nhiêu?", (LAN.asker,))
    assert kinds(desk, number) == ["opened", "split"]


def test_an_officer_says_that_it_is_clear_or_asks_for_more(desk: Desk) -> None:
    number = ask(desk, "a1").id
    do(desk, lambda cases: cases.add(number, asker(LAN), "Gấp"))
    do(desk, lambda cases: cases.reply(number, HOA, "Ở xã.", NO_PROVISION))
    for _ in range(2):
        do(desk, lambda cases: cases.clear(number, asker(LAN)))
    case = do(desk, lambda cases: cases.reopen(number, asker(LAN), "Xã không nhận"))
    assert (case.state, case.reply) == (CaseState.OPEN, "")
    do(desk, lambda cases: cases.reply(number, HOA, "Ở Sở.", NO_PROVISION))
    assert letters(desk) == [("7", "Ở xã."), ("7", "Ở Sở.")]


def test_who_leaves_a_case_that_others_wait_for_leaves_it_to_them(desk: Desk) -> None:
    number = ask(desk, "a1").id
    ask(desk, "a2", MINH)
    case = do(desk, lambda cases: cases.withdraw(number, asker(LAN)))
    assert (case.state, case.contact) == (CaseState.OPEN, MINH)
    do(desk, lambda cases: cases.reply(number, HOA, "Ở xã.", NO_PROVISION))
    assert letters(desk) == [("8", "Ở xã.")]


def test_a_question_is_not_opened_again_beside_its_twin(desk: Desk) -> None:
    number = ask(desk, "a1").id
    do(desk, lambda cases: cases.withdraw(number, asker(LAN)))
    twin = ask(desk, "a2", MINH)
    assert twin.id != number
    with pytest.raises(AskedAlready) as refused:
        do(desk, lambda cases: cases.reopen(number, asker(LAN), "Vẫn cần"))
    assert refused.value.label == twin.label


def test_strangers_and_auditors_change_nothing(desk: Desk) -> None:
    number = ask(desk, "a1").id
    acts: list[Callable[[CaseWork], Case]] = [
        lambda cases: cases.withdraw(number, asker(MINH)),
        lambda cases: cases.add(number, asker(MINH), "x"),
        lambda cases: cases.claim(number, asker(LAN)),
        lambda cases: cases.claim(number, Actor("Kiểm toán", Role.AUDITOR)),
        lambda cases: cases.reply(number, Actor("Kho", Role.MAINTAINER), "x", NO_PROVISION),
        lambda cases: cases.assign(number, HOA, "Nam"),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            do(desk, act)
    assert kinds(desk, number) == ["opened"]


@pytest.mark.parametrize("role", list(Role))
def test_who_may_do_what_in_which_state_is_as_in_the_table(desk: Desk, role: Role) -> None:
    case = ask(desk, "a1")
    actor = asker(LAN) if role is Role.OFFICER else Actor("Hoa", role)
    for state in CaseState:
        for kind, rule in MOVES.items():
            standing = replace(case, state=state, into=1, owner="Hoa", owner_gone=rule.gone)
            if role not in rule.roles:
                refusal: type[Refused] | None = NotAllowed
            else:
                refusal = None if state in rule.sources else NotNow
            if refusal is None:
                allow(standing, kind, actor, "Vì thế")
            else:
                with pytest.raises(refusal):
                    allow(standing, kind, actor, "Vì thế")


def test_another_class_begins_its_time_anew(desk: Desk, clock: Clock) -> None:
    case = ask(desk, "a1")
    assert (case.queue, case.urgency) == (COMMON, Urgency.NORMAL)
    case = do(desk, lambda cases: cases.classify(case.id, HOA, Urgency.URGENT, "Dân đang chờ"))
    assert (case.urgency, case.due) == (Urgency.URGENT, clock.now + 4 * HOUR)


def test_every_refusal_speaks_to_the_person() -> None:
    kinds = [Refused]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind is not Refused:
            assert kind("", "MC-000001", "Hoa").said(str)


def test_the_page_of_states_is_fresh() -> None:
    assert Path("docs/case-states.md").read_text(encoding="utf-8") == drawn()


def test_every_state_can_be_reached_and_live_ones_can_be_left() -> None:
    reached = {state for move in MOVES.values() for state in move.to}
    assert reached == set(CaseState)
    for state in LIVE:
        assert any(state in move.sources and set(move.to) - LIVE for move in MOVES.values())


def test_a_case_goes_to_the_queue_of_the_field_that_was_found(desk: Desk) -> None:
    """So that a question about radiation gets its second reader without anybody sorting it."""
    (quote,) = answered("a1").quotes
    quote = replace(quote, document=replace(quote.document, field="an-toan-buc-xa"))
    with desk.begin() as work:
        work.keep(replace(answered("a1"), quotes=(quote,)), LAN)
        case = work.open_case("a1", LAN)
    assert (case.field, case.queue) == ("An toàn bức xạ hạt nhân", RISKY)


def test_a_second_reader_approves_the_draft_they_read_and_no_other(desk: Desk) -> None:
    case = ask(desk, "a1", field="an toàn bức xạ")
    read = do(desk, lambda cases: cases.reply(case.id, HOA, "Trong 5 ngày.", NO_PROVISION))
    do(desk, lambda cases: cases.send_back(case.id, LEAD, "Sai số ngày"))
    do(desk, lambda cases: cases.reply(case.id, HOA, "Trong 50 ngày.", NO_PROVISION))
    with pytest.raises(NotRead):
        do(desk, lambda cases: cases.approve(case.id, NAM, read=read.proposals))
    assert letters(desk) == []
    newest = read.proposals + 1
    sent = do(desk, lambda cases: cases.approve(case.id, NAM, read=newest))
    again = do(desk, lambda cases: cases.approve(case.id, NAM, read=newest))
    assert (sent.reply, again) == ("Trong 50 ngày.", sent)


def test_askers_hear_that_the_team_ends_their_case_and_not_that_they_did(desk: Desk) -> None:
    case, own = ask(desk, "a1"), ask(desk, "a2", TU, BAC_HA, "Chuyện khác")
    for _ in range(2):
        do(desk, lambda cases: cases.withdraw(case.id, LEAD, "Không thuộc lĩnh vực", "k"))
    do(desk, lambda cases: cases.withdraw(own.id, asker(TU)))
    assert letters(desk) == [("7", "withdrawn")]


def test_all_who_wait_for_a_case_wait_for_what_is_split_from_it(desk: Desk) -> None:
    case = ask(desk, "a1", text="Nộp ở đâu và mất bao lâu?")
    ask(desk, "a2", MINH, text="Nộp ở đâu và mất bao lâu?")
    for _ in range(2):
        part = do(desk, lambda cases: cases.split(case.id, HOA, "Mất bao lâu?"))
    assert part.askers == (LAN.asker, MINH.asker)
    for contact in (LAN, MINH):
        assert [one.id for one in desk.cases_of(contact)] == [part.id, case.id]
    do(desk, lambda cases: cases.reply(part.id, HOA, "10 ngày.", NO_PROVISION))
    split = f"split {part.label}"
    assert letters(desk) == [("7", split), ("8", split), ("7", "10 ngày."), ("8", "10 ngày.")]
    with pytest.raises(NoReason):  # the whole of it is no part
        do(desk, lambda cases: cases.split(case.id, HOA, "nộp ở đâu và mất bao lâu"))


def test_who_came_by_a_merge_finds_what_was_split_since(desk: Desk) -> None:
    case = ask(desk, "a1", text="Nộp ở đâu và mất bao lâu?")
    other = ask(desk, "a2", MINH, BAC_HA, "Nơi nộp?")
    do(desk, lambda cases: cases.merge(other.id, case.id, HOA, "Cùng câu"))
    part = do(desk, lambda cases: cases.split(case.id, HOA, "Mất bao lâu?"))
    again = do(desk, lambda cases: cases.split(part.id, HOA, "Bao lâu"))
    assert [one.id for one in desk.cases_of(MINH)] == [again.id, part.id, case.id]


def test_a_case_is_tied_to_one_that_lives_and_not_to_itself(desk: Desk) -> None:
    case, ended = ask(desk, "a1"), ask(desk, "a2", MINH, BAC_HA, "Chuyện khác")
    do(desk, lambda cases: cases.reply(ended.id, HOA, "Ở xã.", NO_PROVISION))
    for other in (case.id, ended.id):
        with pytest.raises(NotNow):
            do(desk, partial(CaseWork.link, case_id=case.id, to=other, actor=HOA))
    assert "linked" not in kinds(desk, case.id)


def test_an_emergency_is_urgent_by_night_too(desk: Desk, clock: Clock) -> None:
    danger = replace(answered("e1"), outcome=Outcome.ANSWERED_EMERGENCY)
    with desk.begin() as work:
        work.keep(danger, LAN)
        case = work.open_case("e1", LAN, doubted=True)
    assert case.urgency is Urgency.URGENT
    assert case.due == clock.now + QUEUES.deadlines[Urgency.URGENT].time
