"""The desk on both kinds of database: answers, cases, replies."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from desk.case import CaseState, Event
from desk.contact import Contact
from desk.desk import Desk
from desk.errors import CaseClosed, EmptyReply, UnknownAnswer, UnknownCase
from desk.schema import feedback
from retrieval.answer import Answer, Outcome
from retrieval.question import Question, Unit
from tests.fakes.answers import answered, escalated
from tests.fakes.clock import START, Clock
from tests.fakes.grounds import NO_PROVISION

pytest_plugins = ["tests.fakes.databases"]

LAN = Contact("telegram", "7")
MINH = Contact("web", "a-random-token")


def open_case(desk: Desk, answer: Answer, contact: Contact = LAN, note: str = "") -> int:
    with desk.begin() as work:
        work.keep(answer, contact)
        return work.open_case(answer.id, contact, note).id


def told(event: Event) -> tuple[datetime, str, str, str]:
    return event.at, event.actor, event.kind, event.text


def test_an_answer_comes_back_as_it_was_kept(desk: Desk) -> None:
    with desk.begin() as work:
        work.keep(answered("a1"), LAN)
    assert desk.answer("a1") == answered("a1")
    assert desk.answer("a2") is None


def test_keeping_an_answer_twice_keeps_the_first(desk: Desk) -> None:
    for text in ("lần một", "lần hai"):
        with desk.begin() as work:
            work.keep(escalated("a1", text), LAN)
    assert desk.answer("a1") == escalated("a1", "lần một")


@pytest.mark.parametrize("outcome", [Outcome.REFUSED_SECRET, Outcome.REFUSED_PERSONAL_DATA])
def test_the_words_of_a_refused_question_are_not_kept(desk: Desk, outcome: Outcome) -> None:
    question = Question("số căn cước 012345678901", START.date(), LAN.asker, earlier=("bí mật",))
    with desk.begin() as work:
        work.keep(Answer("a1", question, outcome), LAN)
    kept = desk.answer("a1")
    assert kept is not None
    assert (kept.question.text, kept.question.earlier, kept.outcome) == ("", (), outcome)
    assert kept.question.asker == LAN.asker


def test_the_last_verdict_counts(desk: Desk) -> None:
    with desk.begin() as work:
        work.keep(answered("a1"), LAN)
        work.feedback("a1", LAN, "right")
    with desk.begin() as work:
        work.feedback("a1", LAN, "wrong")
        work.feedback("a1", MINH, "right")
    with desk.database.reading() as connection:
        rows = connection.execute(select(feedback.c.channel, feedback.c.verdict)).all()
    assert sorted(map(tuple, rows)) == [("telegram", "wrong"), ("web", "right")]


def test_a_verdict_on_no_answer_is_refused(desk: Desk) -> None:
    with pytest.raises(UnknownAnswer), desk.begin() as work:
        work.feedback("a1", LAN, "right")


def asked(desk: Desk, name: str, text: str, contact: Contact = LAN) -> None:
    with desk.begin() as work:
        work.keep(escalated(name, text), contact)
        if contact.delivers:
            work.send(contact, {"text": text}, f"say/{name}")


def test_a_conversation_is_what_the_person_asked_lately(desk: Desk, clock: Clock) -> None:
    asked(desk, "a0", "hôm qua")
    clock.forward(31 * 60)
    for number in range(1, 7):
        asked(desk, f"a{number}", f"câu {number}")
        clock.forward(60)
    asked(desk, "b1", "của người khác", MINH)
    assert desk.before(LAN).earlier == tuple(f"câu {number}" for number in range(2, 7))
    clock.forward(31 * 60)
    assert desk.before(LAN).earlier == ()


def test_a_refused_question_is_no_part_of_a_conversation(desk: Desk) -> None:
    refused = Answer("a1", Question("bí mật", START.date()), Outcome.REFUSED_SECRET)
    with desk.begin() as work:
        work.keep(refused, LAN)
    assert desk.before(LAN).earlier == ()


def test_a_delivered_message_names_the_answer_it_shows(desk: Desk, clock: Clock) -> None:
    for number in (1, 2):
        asked(desk, f"a{number}", f"câu {number}")
        clock.forward(1)
    for number in (1, 2):
        (message,) = desk.outbox.due("telegram")
        desk.outbox.delivered(message.id, f"10{number}")
    shown = desk.answer_in_message(LAN, "102")
    assert shown is not None
    assert shown.id == "a2"
    assert desk.answer_in_message(LAN, "103") is None
    assert desk.answer_in_message(Contact("telegram", "8"), "102") is None


def test_the_unit_of_a_person_is_remembered(desk: Desk) -> None:
    assert desk.unit_of(LAN) == Unit()
    for commune in ("Sa Pa", "Tả Van"):
        with desk.begin() as work:
            work.set_unit(LAN, Unit("Lào Cai", commune))
    assert desk.unit_of(LAN) == Unit("Lào Cai", "Tả Van")
    assert desk.unit_of(MINH) == Unit()


def test_a_case_holds_what_its_asker_was_shown(desk: Desk) -> None:
    with desk.begin() as work:
        work.keep(answered("a1"), LAN)
        case = work.open_case("a1", LAN, "Máy di động thì sao?\x1b[2J", field="an toàn bức xạ")
    assert case == desk.case(case.id) == desk.case_by_token(case.token)
    assert case == desk.case_of_answer("a1")
    assert (case.answer, case.contact) == (answered("a1"), LAN)
    assert (case.label, case.state, case.field) == ("MC-000001", CaseState.OPEN, "an toàn bức xạ")
    # Eight working hours from three on Monday afternoon; Tuesday is the Day of Culture.
    assert (case.opened, case.due) == (START, START + timedelta(days=2))
    assert (case.owner, case.reply, case.replied_by) == ("", "", "")
    assert case.note == "Máy di động thì sao?[2J"
    assert [told(event) for event in case.events] == [(START, "telegram:7", "opened", case.note)]


def test_a_case_belongs_to_the_unit_the_person_named_last(desk: Desk) -> None:
    first = open_case(desk, answered("a1"))
    with desk.begin() as work:
        work.set_unit(LAN, Unit("Lai Châu", "Mường Tè"))
    second = open_case(desk, answered("a2"))
    units = [case.unit for case in desk.cases()]
    assert (second, first) == tuple(case.id for case in desk.cases())
    assert units == [Unit("Lai Châu", "Mường Tè"), Unit("Lào Cai", "Sa Pa")]


def test_a_second_call_for_people_gives_the_same_case(desk: Desk) -> None:
    first = open_case(desk, answered("a1"), note="một")
    assert open_case(desk, answered("a1"), note="hai") == first
    assert open_case(desk, answered("a1"), MINH) == first
    case = desk.case(first)
    assert case is not None
    assert (case.note, len(case.events), case.contact) == ("một", 1, LAN)


def test_many_hands_on_one_button_open_one_case(desk: Desk) -> None:
    with ThreadPoolExecutor(8) as hands:
        opened = list(hands.map(lambda _: open_case(desk, answered("a1")), range(16)))
    assert len(set(opened)) == 1
    assert [len(case.events) for case in desk.cases()] == [1]


def test_tokens_cannot_be_guessed(desk: Desk) -> None:
    numbers = [open_case(desk, escalated(f"a{n}")) for n in range(5)]
    tokens = {case.token for case in desk.cases()}
    assert len(tokens) == len(numbers)
    assert min(map(len, tokens)) >= 32


def test_no_case_without_a_kept_answer(desk: Desk) -> None:
    with pytest.raises(UnknownAnswer), desk.begin() as work:
        work.open_case("a1", LAN)


def test_a_reply_closes_the_case_and_goes_out_with_it(desk: Desk, clock: Clock) -> None:
    number = open_case(desk, answered("a1"))
    clock.forward(60)
    with desk.begin() as work:
        case = work.reply(number, "Nộp ở Sở.\r\nTrong 10 ngày.", "Chị Hoa", NO_PROVISION)
    assert case == desk.case(number)
    assert (case.state, case.reply) == (CaseState.ANSWERED, "Nộp ở Sở.\nTrong 10 ngày.")
    assert case.replied_by == "Chị Hoa"
    assert told(case.events[-1]) == (clock.now, "Chị Hoa", "replied", case.reply)
    (message,) = desk.outbox.due("telegram", 10)
    letter = {
        "id": number,
        "number": 2,
        "label": "MC-000001",
        "text": case.reply,
        "author": "Chị Hoa",
        "capacity": "reviewer",
        "second": "",
        "basis": [],
        "no_basis": NO_PROVISION.reason,
    }
    assert (message.contact, message.payload) == (LAN, {"case_reply": letter})


def test_who_asked_on_the_web_reads_the_reply_there(desk: Desk) -> None:
    number = open_case(desk, answered("a1"), MINH)
    with desk.begin() as work:
        assert work.reply(number, "Xong", "Hoa", NO_PROVISION).state is CaseState.ANSWERED
    assert desk.counts()["undelivered"] == 0


def test_the_same_reply_again_changes_nothing(desk: Desk) -> None:
    number = open_case(desk, answered("a1"))
    with desk.begin() as work:
        first = work.reply(number, "Xong", "Hoa", NO_PROVISION)
    with desk.begin() as work:
        assert work.reply(number, " Xong\n", "Hoa", NO_PROVISION) == first
    assert desk.counts()["undelivered"] == 1


def test_a_case_is_answered_once(desk: Desk) -> None:
    number = open_case(desk, answered("a1"))
    with desk.begin() as work:
        first = work.reply(number, "Xong", "Hoa", NO_PROVISION)
    for text, author in (("Khác", "Hoa"), ("Xong", "Minh")):
        with pytest.raises(CaseClosed, match=r"000001 was answered.*Hoa"), desk.begin() as work:
            work.reply(number, text, author, NO_PROVISION)
    assert desk.case(number) == first


def test_of_two_replies_at_once_one_is_sent(desk: Desk) -> None:
    number = open_case(desk, answered("a1"))

    def reply(author: str) -> bool:
        try:
            with desk.begin() as work:
                work.reply(number, f"Lời của {author}", author, NO_PROVISION)
        except CaseClosed:
            return False
        return True

    with ThreadPoolExecutor(6) as team:
        assert sum(team.map(reply, "ABCDEF")) == 1
    case = desk.case(number)
    assert case is not None
    assert [event.kind for event in case.events] == ["opened", "replied"]
    assert desk.counts()["undelivered"] == 1


def test_a_withdrawn_case_takes_no_reply(desk: Desk) -> None:
    number = open_case(desk, answered("a1"))
    for _ in range(2):
        with desk.begin() as work:
            case = work.withdraw(number, LAN.asker, "Đã tự tìm ra")
    assert [(event.kind, event.text) for event in case.events[1:]] == [
        ("withdrawn", "Đã tự tìm ra")
    ]
    with pytest.raises(CaseClosed, match="withdrawn"), desk.begin() as work:
        work.reply(number, "Xong", "Hoa", NO_PROVISION)


def test_an_answered_case_cannot_be_withdrawn(desk: Desk) -> None:
    number = open_case(desk, answered("a1"))
    with desk.begin() as work:
        work.reply(number, "Xong", "Hoa", NO_PROVISION)
    with pytest.raises(CaseClosed, match="answered"), desk.begin() as work:
        work.withdraw(number, LAN.asker)


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\x00"])
def test_a_reply_without_words_is_refused(desk: Desk, text: str) -> None:
    number = open_case(desk, answered("a1"))
    with pytest.raises(EmptyReply), desk.begin() as work:
        work.reply(number, text, "Hoa", NO_PROVISION)
    assert desk.counts()["open"] == 1


def test_a_case_that_is_not_there_takes_no_reply(desk: Desk) -> None:
    with pytest.raises(UnknownCase, match="MC-000009"), desk.begin() as work:
        work.reply(9, "Xong", "Hoa", NO_PROVISION)
    assert desk.case(9) is None
    assert desk.case_by_token("x") is None
    assert desk.case_of_answer("x") is None


def test_an_exception_leaves_nothing_behind(desk: Desk) -> None:
    number = open_case(desk, answered("a1"))
    before = (desk.counts(), desk.case(number))
    with suppress(ZeroDivisionError), desk.begin() as work:
        work.keep(answered("a2"), LAN)
        work.open_case("a2", LAN)
        work.reply(number, "Xong", "Hoa", NO_PROVISION)
        work.receive("telegram", 1, "{}")
        _ = 1 / 0
    assert (desk.counts(), desk.case(number)) == before
    assert desk.answer("a2") is None
    assert desk.pending("telegram") is None


def test_cases_are_listed_newest_first_page_by_page(desk: Desk) -> None:
    numbers = [open_case(desk, escalated(f"a{n}")) for n in range(5)]
    with desk.begin() as work:
        work.reply(numbers[3], "Xong", "Hoa", NO_PROVISION)
    newest = numbers[::-1]
    assert [case.id for case in desk.cases()] == newest
    assert [case.id for case in desk.cases(limit=2)] == newest[:2]
    assert [case.id for case in desk.cases(limit=2, before_id=newest[1])] == newest[2:4]
    assert [case.id for case in desk.cases(CaseState.ANSWERED)] == [numbers[3]]
    assert desk.cases(CaseState.WITHDRAWN) == []


def test_counts_tell_how_the_desk_stands(desk: Desk) -> None:
    first = open_case(desk, escalated("a1"))
    open_case(desk, escalated("a2"))
    with desk.begin() as work:
        work.reply(first, "Xong", "Hoa", NO_PROVISION)
    nothing = dict.fromkeys([*CaseState, "given_up", "failed"], 0)
    assert desk.counts() == nothing | {"open": 1, "answered": 1, "undelivered": 1}


def test_times_come_back_in_utc_whatever_the_clock_shows(database_url: str) -> None:
    hanoi = timezone(timedelta(hours=7))
    desk = Desk.open(database_url, lambda: datetime(2026, 11, 24, 1, 30, tzinfo=hanoi))
    case = desk.case(open_case(desk, escalated("a1")))
    assert case is not None
    assert case.opened == datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
    assert case.opened.utcoffset() == timedelta(0)
    desk.close()


def test_a_time_without_a_zone_is_refused(database_url: str) -> None:
    desk = Desk.open(database_url, lambda: datetime(2026, 11, 23))  # noqa: DTZ001 - the mistake
    with pytest.raises(Exception, match="without its zone"), desk.begin() as work:
        work.keep(escalated("a1"), LAN)
    desk.close()


def test_readers_do_not_wait_for_a_writer(desk: Desk) -> None:
    number = open_case(desk, escalated("a1"))
    with desk.begin() as work:
        work.reply(number, "Xong", "Hoa", NO_PROVISION)
        case = desk.case(number)
        assert case is not None
        assert case.state is CaseState.OPEN


@pytest.mark.parametrize(("channel", "address"), [("fax", "1"), ("telegram", ""), ("", "")])
def test_a_contact_names_a_channel_and_an_address(channel: str, address: str) -> None:
    with pytest.raises(ValueError, match=r"channel|address"):
        Contact(channel, address)


@pytest.mark.parametrize("name", ["\x00", "a\x00b", "\ud800", "\u202e", "' OR 1=1 --"])
def test_what_is_no_id_names_nothing(desk: Desk, name: str) -> None:
    assert desk.answer(name) is None
    assert desk.case_by_token(name) is None
    with pytest.raises(UnknownAnswer), desk.begin() as work:
        work.feedback(name, MINH, "right")
