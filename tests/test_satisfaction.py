"""Satisfaction: asked once with the reply, kept once an asker and case."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.button import Press, Verb
from bot.conversation import Conversation
from bot.incoming import Incoming
from bot.payload import Payload
from bot.place import Place
from bot.satisfaction import asked
from bot.texts import texts_in
from desk import ties
from desk.case import Case
from desk.contact import Contact
from desk.desk import Desk
from desk.erasure import erase_contact
from desk.role import Actor, Role
from desk.satisfaction import Verdict, rate, verdict_of
from desk.schema import asked as counted
from desk.schema import outbox, satisfaction
from retrieval.service import Service
from tests.fakes.answers import escalated
from tests.fakes.canned import canned
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at
from tests.fakes.grounds import NO_PROVISION
from tests.web import Web, contact_in

LAN = Contact("telegram", "7")
HUNG = Contact("telegram", "8")
TEXTS = texts_in("vi")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path / "motcham.db"), clock)
    yield opened
    opened.close()


def open_case(desk: Desk, asker: Contact = LAN) -> Case:
    with desk.begin() as work:
        work.keep(escalated("a1"), asker)
        return work.open_case("a1", asker)


def reply(desk: Desk, case: Case) -> Case:
    with desk.begin() as work:
        return work.reply(case.id, "Nộp ở xã.", "Hoa", NO_PROVISION)


def given(desk: Desk, case: Case, contact: Contact = LAN) -> Verdict | None:
    with desk.database.reading() as connection:
        return verdict_of(connection, case.id, contact)


def say(desk: Desk, case: Case, verdict: Verdict, contact: Contact = LAN) -> bool:
    found = desk.case(case.id)
    assert found is not None
    with desk.begin() as work:
        return rate(work, found, contact, verdict)


def test_nobody_is_asked_before_there_is_a_reply(desk: Desk) -> None:
    case = open_case(desk)
    assert not say(desk, case, Verdict.SATISFIED)
    assert given(desk, case) is None


def test_who_did_not_ask_has_no_say(desk: Desk) -> None:
    case = reply(desk, open_case(desk))
    assert not say(desk, case, Verdict.DISSATISFIED, HUNG)
    assert given(desk, case, HUNG) is None


def test_the_last_verdict_before_the_case_is_closed_counts(desk: Desk) -> None:
    case = reply(desk, open_case(desk))
    assert say(desk, case, Verdict.DISSATISFIED)
    assert say(desk, case, Verdict.SATISFIED)
    with desk.begin() as work:
        work.cases.clear(case.id, Actor(LAN.asker, Role.OFFICER))
    assert not say(desk, case, Verdict.DISSATISFIED)
    assert given(desk, case) is Verdict.SATISFIED
    with desk.database.reading() as connection:
        assert len(connection.execute(select(satisfaction)).all()) == 1


def test_a_verdict_of_a_week_that_has_ended_is_final(desk: Desk, clock: Clock) -> None:
    case = reply(desk, open_case(desk))
    assert say(desk, case, Verdict.SATISFIED)
    clock.forward(timedelta(days=7).total_seconds())
    assert not say(desk, case, Verdict.DISSATISFIED)
    assert say(desk, case, Verdict.SATISFIED)  # pressed again: it is what is kept
    assert given(desk, case) is Verdict.SATISFIED


def test_the_buttons_stand_under_the_reply_until_one_was_pressed(desk: Desk) -> None:
    case = reply(desk, open_case(desk))
    parts: list[Payload] = [
        {"text": "đầu"},
        {"text": "cuối", "buttons": [[{"text": "x", "data": "y"}]]},
    ]
    first, last = asked(parts, case.label, Place(7), desk, TEXTS)
    assert first == parts[0]
    assert last["buttons"][0] == parts[1]["buttons"][0]
    assert [button["text"] for button in last["buttons"][1]] == ["Hài lòng", "Chưa hài lòng"]
    say(desk, case, Verdict.SATISFIED)
    assert asked(parts, case.label, Place(7), desk, TEXTS) == parts


@pytest.mark.parametrize(
    ("place", "label", "number", "kept", "said"),
    [
        (Place(7), "MC-000001", 0, Verdict.SATISFIED, TEXTS.rated),
        (Place(7), "MC-000001", 1, Verdict.DISSATISFIED, TEXTS.rated),
        (Place(7), "MC-000001", 2, None, TEXTS.old_button),
        (Place(7), "MC-000009", 0, None, TEXTS.old_button),
        (Place(7), "a1", 0, None, TEXTS.old_button),
        (Place(8), "MC-000001", 0, None, TEXTS.not_rated),
    ],
)
def test_a_button_pressed_in_telegram_is_kept(
    desk: Desk, place: Place, label: str, number: int, kept: Verdict | None, said: str
) -> None:
    case = reply(desk, open_case(desk))
    conversation = Conversation(desk, canned, TEXTS)
    press = Press.parse(str(Press(Verb.RATE, label, number)))
    assert press is not None
    conversation.respond(1, Incoming(place, press))
    assert given(desk, case) is kept
    with desk.database.reading() as connection:
        last = connection.execute(select(outbox).order_by(outbox.c.id.desc())).first()
    assert last is not None
    assert last.payload["text"] == said


def test_the_case_page_asks_once(service: Service, desk: Desk) -> None:
    browser = Web(service, desk).browser()
    case = open_case(desk, contact_in(browser))
    assert "hài lòng với cách giải quyết" not in browser.get(f"/cases/{case.token}").text
    reply(desk, case)
    assert "hài lòng với cách giải quyết" in browser.get(f"/cases/{case.token}").text
    form = {"verdict": "dissatisfied"}
    browser.headers["origin"] = "http://motcham.test"
    path = f"/cases/{case.token}/satisfaction"
    page = browser.post(path, data=form).text
    assert "Đã ghi nhận đánh giá: chưa hài lòng" in page
    assert 'name="verdict"' not in page
    assert given(desk, case, contact_in(browser)) is Verdict.DISSATISFIED
    assert browser.post(path, data={"verdict": "delighted"}).status_code == 422
    stranger = Web(service, desk).browser()
    stranger.headers["origin"] = "http://motcham.test"
    assert stranger.post(path, data=form).status_code == 404


def test_who_gave_a_verdict_is_forgotten_with_the_case_and_the_verdict_stays(desk: Desk) -> None:
    case = reply(desk, open_case(desk))
    assert say(desk, case, Verdict.SATISFIED)
    with desk.begin() as work:
        work.connection.execute(update(counted).values(province="Lào Cai", commune="Sa Pa"))
        erase_contact(work, LAN)
    with desk.database.reading() as connection:
        (kept,) = connection.execute(select(satisfaction)).all()
        place = connection.execute(select(counted.c.province, counted.c.commune)).one()
    assert (kept.channel, kept.verdict) == ("gone", "satisfied")
    assert tuple(place) == ("Lào Cai", "")


def test_the_chat_that_is_tied_to_an_asker_says_it_for_them(desk: Desk) -> None:
    browser = Contact("web", "b" * 32)
    case = open_case(desk, browser)
    with desk.begin() as work:
        ties.tie(
            work.connection, ties.new_code(work.connection, browser, case, work.now), LAN, work.now
        )
    case = reply(desk, case)
    parts = asked([{"text": "Nộp ở xã."}], case.label, Place(7), desk, TEXTS)
    assert "buttons" in parts[-1]
    with desk.begin() as work:
        assert rate(work, case, LAN, Verdict.SATISFIED)
        assert not rate(work, case, HUNG, Verdict.SATISFIED)
    assert given(desk, case, browser) is Verdict.SATISFIED
    assert "buttons" not in asked([{"text": "Nộp ở xã."}], case.label, Place(7), desk, TEXTS)[-1]
