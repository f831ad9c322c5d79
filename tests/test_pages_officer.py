"""The page of a case as its askers use it: their own browser, a tied one, and the link alone."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from desk import telegram_people, ties
from desk.case import Case, CaseState
from desk.contact import Contact
from desk.desk import Desk
from desk.ground import Ground
from desk.role import Actor, Role
from retrieval.answer import Outcome, Reviewed
from retrieval.reviewed import Basis
from retrieval.service import Service
from tests.fakes.answers import answered
from tests.fakes.databases import database_at
from tests.fakes.grounds import NO_PROVISION
from tests.fakes.people import join, sign_in
from tests.web import Web, contact_in

LAN = Contact("telegram", "7")
HOA = Actor("Hoa", Role.REVIEWER)
BASIS = Basis("nd", "nd-1", ("Điều 5",), "Điều 5 Nghị định số 1/2030/NĐ-CP", "Trong 10 ngày.", "")


@pytest.fixture
def web(service: Service, tmp_path: Path) -> Iterator[Web]:
    desk = Desk.open(database_at(tmp_path / "desk.db"))
    yield Web(service, desk)
    desk.close()


def asked(web: Web, contact: Contact, name: str = "a1", text: str = "") -> Case:
    answer = answered(name, text)
    question = replace(answer.question, asker=contact.asker)
    with web.desk.begin() as work:
        work.keep(replace(answer, question=question), contact)
        return work.open_case(name, contact)


def path(case: Case) -> str:
    return f"/cases/{case.token}"


def key_in(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found[1]


def forms_in(page: str) -> list[str]:
    return re.findall(r'name="what" value="(\w+)"', page)


def state(web: Web, case: Case) -> CaseState:
    found = web.desk.case(case.id)
    assert found is not None
    return found.state


def test_what_can_be_done_now_is_offered_and_nothing_else(web: Web, browser: TestClient) -> None:
    case = asked(web, contact_in(browser))
    here = path(case)
    assert forms_in(browser.get(here).text) == ["add", "withdraw"]
    with web.desk.begin() as work:
        work.cases.ask_back(case.id, HOA, "Hồ sơ <b>nào</b>?")
    page = browser.get(here).text
    assert "Hồ sơ &lt;b&gt;nào&lt;/b&gt;?" in page
    assert forms_in(page) == ["tell", "withdraw"]
    told = browser.post(here, data={"what": "tell", "words": "Kết hôn", "key": key_in(page)})
    assert "Kết hôn" in told.text
    with web.desk.begin() as work:
        work.cases.reply(case.id, HOA, "Trong 10 ngày.", Ground((BASIS,)))
    page = browser.get(here).text
    assert BASIS.citation in page
    assert "Hoa, người trả lời của Tổ thường trực" in page
    assert forms_in(page) == ["clear", "reopen"]
    closed = browser.post(here, data={"what": "clear", "key": key_in(page)}).text
    assert forms_in(closed) == ["reopen"], "after it is clear nothing more is asked"
    again = browser.post(here, data={"what": "reopen", "words": "Còn phí?", "key": "k"}).text
    assert "Còn phí?" in again
    assert "Trong 10 ngày." in again, "the first reply stays in what happened"
    assert forms_in(again) == ["add", "withdraw"]


def test_why_there_is_no_provision_stands_beside_the_reply(web: Web, browser: TestClient) -> None:
    case = asked(web, contact_in(browser))
    with web.desk.begin() as work:
        work.cases.reply(case.id, Actor("Minh", Role.LEAD), "Chưa có.", NO_PROVISION)
    page = browser.get(path(case)).text
    assert "Không có căn cứ:" in page
    assert NO_PROVISION.reason in page
    assert "Minh, tổ trưởng Tổ thường trực" in page


def test_a_form_that_is_sent_twice_changes_nothing_twice(web: Web, browser: TestClient) -> None:
    case = asked(web, contact_in(browser))
    form = {"what": "add", "words": "Cần gấp", "key": key_in(browser.get(path(case)).text)}
    for _ in range(2):
        assert browser.post(path(case), data=form).status_code == 200
    found = web.desk.case(case.id)
    assert found is not None
    assert [event.kind for event in found.events] == ["opened", "added"]
    browser.post(path(case), data=form | {"words": "Và nơi nộp"})
    found = web.desk.case(case.id)
    assert found is not None
    assert found.events[-1].text == "Và nơi nộp", "other words from the same form are not lost"


def test_what_cannot_be_done_is_said_and_the_words_stay(web: Web, browser: TestClient) -> None:
    case = asked(web, contact_in(browser))
    here = path(case)
    assert browser.post(here, data={"what": "add", "words": " "}).status_code == 422
    with web.desk.begin() as work:
        work.cases.reply(case.id, HOA, "Được.", NO_PROVISION)
    late = browser.post(here, data={"what": "add", "words": "Chữ đã gõ"})
    assert late.status_code == 409
    assert "Chữ đã gõ" in late.text
    assert "mở lại phiếu" in late.text
    assert browser.post(here, data={"what": "claim"}).status_code == 422


def test_whoever_has_the_link_of_a_chat_reads_and_adds_and_no_more(web: Web) -> None:
    case = asked(web, LAN)
    stranger = web.browser()
    page = stranger.get(path(case)).text
    assert forms_in(page) == ["add"]
    assert "/answers/" not in page
    assert stranger.post(path(case), data={"what": "withdraw", "key": "k"}).status_code == 409
    assert state(web, case) is CaseState.OPEN
    added = stranger.post(path(case), data={"what": "add", "words": "Thêm", "key": "k"})
    assert added.status_code == 200
    found = web.desk.case(case.id)
    assert found is not None
    last = found.events[-1]
    assert (last.kind, last.actor, last.sets) == ("added", LAN.asker, {"via": "link"})


def test_a_browsers_case_is_nobody_elses(web: Web, browser: TestClient) -> None:
    case = asked(web, contact_in(browser))
    stranger = web.browser()
    for answer in (
        stranger.get(path(case)),
        stranger.post(path(case), data={"what": "add", "words": "x"}),
        stranger.post(f"{path(case)}/tie"),
    ):
        assert answer.status_code == 404


def test_the_team_reads_the_page_and_acts_for_nobody(web: Web, browser: TestClient) -> None:
    case = asked(web, contact_in(browser))
    reviewer = web.browser()
    sign_in(web.desk, join(web.desk, "hoa", Role.REVIEWER), reviewer)
    assert forms_in(reviewer.get(path(case)).text) == []
    refused = reviewer.post(path(case), data={"what": "withdraw", "key": "k"})
    assert refused.status_code == 409
    assert state(web, case) is CaseState.OPEN


def test_a_browser_gets_a_code_that_its_chat_confirms(web: Web, browser: TestClient) -> None:
    case = asked(web, contact_in(browser))
    assert "Nhận trả lời qua Telegram" not in browser.get(path(case)).text, "no bot has run yet"
    with web.desk.begin() as work:
        telegram_people.note_bot(work, "MotChamBot")
    page = browser.post(f"{path(case)}/tie").text
    code = re.search(r"https://t\.me/MotChamBot\?start=c-([0-9a-f]{16})\"", page)
    assert code
    with web.desk.begin() as work:
        assert ties.tie(work.connection, code[1], LAN, work.now)
    assert "đã nối với Telegram" in browser.get(path(case)).text
    with web.desk.begin() as work:
        work.cases.reply(case.id, HOA, "Được.", NO_PROVISION)
    (message,) = web.desk.outbox.due("telegram", 10)
    assert message.contact == LAN


def test_a_browser_that_came_by_the_link_asks_the_chat_first(web: Web) -> None:
    case = asked(web, LAN)
    browser = web.browser()
    assert "Đã gửi tin xác nhận" in browser.post(f"{path(case)}/tie").text
    assert forms_in(browser.get(path(case)).text) == ["add"], "not before the chat agrees"
    (message,) = web.desk.outbox.due("telegram", 10)
    letter = message.payload["case_tie"]
    with web.desk.begin() as work:
        assert ties.tie(work.connection, letter["code"], LAN, work.now)
    assert forms_in(browser.get(path(case)).text) == ["add", "withdraw"]
    browser.post(path(case), data={"what": "withdraw", "key": "k"})
    assert state(web, case) is CaseState.WITHDRAWN


def test_a_groups_case_cannot_be_taken_over_by_its_link(web: Web) -> None:
    case = asked(web, Contact("telegram", "-5/3"))
    browser = web.browser()
    assert "Đây là phiếu của tôi" not in browser.get(path(case)).text
    assert browser.post(f"{path(case)}/tie").status_code == 409
    assert web.desk.outbox.due("telegram", 10) == []


def test_who_joined_is_told_since_when_and_reads_no_words_of_the_other(web: Web) -> None:
    first, second = web.browser(), web.browser()
    case = asked(web, contact_in(first), "a1", "Nộp hồ sơ ở đâu?")
    first.post(path(case), data={"what": "add", "words": "Chỉ của tôi", "key": "k"})
    asked(web, contact_in(second), "a2", "Nop ho so o dau")
    page = second.get(path(case)).text
    assert "Đơn vị đã hỏi câu này ngày" in page
    assert "Chỉ của tôi" not in page
    assert "; 1 người khác" in page
    assert "Đơn vị đã hỏi câu này" not in first.get(path(case)).text
    left = second.post(path(case), data={"what": "withdraw", "key": "k"})
    assert left.status_code == 200
    assert forms_in(left.text) == []
    assert state(web, case) is CaseState.OPEN


def test_not_right_opens_a_case_at_once_and_one_press_withdraws_it(
    web: Web, browser: TestClient
) -> None:
    answer = answered("a1")
    contact = contact_in(browser)
    own = replace(answer.question, asker=contact.asker)
    given = replace(
        answer,
        question=own,
        outcome=Outcome.ANSWERED_FAQ,
        reviewed=Reviewed(3, 1, "Hoa", own.as_of),
    )
    with web.desk.begin() as work:
        work.keep(given, contact)
    page = browser.post("/answers/a1/feedback", data={"verdict": "wrong"}).text
    assert "phiếu MC-000001" in page
    assert "Dự kiến trả lời trước" in page
    assert forms_in(page) == ["add", "withdraw"]
    (case,) = web.desk.cases()
    assert (case.doubted, case.note) == (True, "Người hỏi báo: chưa đúng.")
    assert "câu trả lời đã duyệt HD-000003 chưa đúng" in web.team().get("/desk/cases/1").text
    browser.post(path(case), data={"what": "withdraw", "key": key_in(page)})
    assert state(web, case) is CaseState.WITHDRAWN


def test_the_page_of_unsent_messages_says_why_and_sees_to_them(web: Web) -> None:
    case = asked(web, LAN)
    with web.desk.begin() as work:
        work.cases.reply(case.id, HOA, "Được.", NO_PROVISION)
    (message,) = web.desk.outbox.due("telegram", 10)
    web.desk.outbox.give_up(message.id, "Forbidden: <b>blocked</b>")
    reviewer = web.browser()
    token = sign_in(web.desk, join(web.desk, "hoa", Role.REVIEWER), reviewer)
    page = reviewer.get("/desk/messages").text
    assert "MC-000001" in page
    assert "Forbidden: &lt;b&gt;blocked&lt;/b&gt;" in page
    assert "không gửi được" in reviewer.get(f"/desk/cases/{case.id}").text

    def press(what: str, number: int = message.id) -> int:
        form = {"what": what, "form_token": token}
        return reviewer.post(f"/desk/messages/{number}", data=form).status_code

    assert press("elsewhere") == 409
    assert press("retry") == 200
    assert [one.id for one in web.desk.outbox.due("telegram", 10)] == [message.id]
    web.desk.outbox.give_up(message.id, "again")
    assert press("settle") == 200
    assert press("settle", 2**70) == 404
    assert "Mọi tin đều đã đến nơi." in reviewer.get("/desk/messages").text
    stranger = web.browser().get("/desk/messages", follow_redirects=False)
    assert stranger.status_code == 303
