"""Asking a person on the page, from the button to the reply."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.asking import EXAMPLES
from desk.case import CaseState
from desk.contact import Contact
from desk.desk import Desk
from retrieval.question import Unit
from retrieval.service import Service
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at
from tests.fakes.queues import ONE_QUEUE
from tests.web import Web, contact_in

SENDING = {"do": "send", "block": "words", "no_basis": "Việc nội bộ"}
MARKUP = "<script>alert(1)</script><b>đậm</b> {{ 7 * 7 }}"


@pytest.fixture
def web(service: Service, tmp_path: Path) -> Iterator[Web]:
    desk = Desk.open(database_at(tmp_path / "desk.db"), queues=ONE_QUEUE)
    yield Web(service, desk)
    desk.close()


def ask(browser: TestClient, question: str = EXAMPLES[0]) -> str:
    """The path of the answer's page."""
    return browser.post("/ask", data={"question": question}).url.path


def hand_over(browser: TestClient, **fields: str) -> str:
    """Ask and hand the question over; the path of the case's page."""
    return browser.post(f"{ask(browser)}/case", data=fields).url.path


def test_the_reply_of_the_team_appears_on_the_askers_page(web: Web, browser: TestClient) -> None:
    case = hand_over(browser, note="Cần trước thứ Sáu", commune="Xã Tân An", province="Lào Cai")
    waiting = browser.get(case).text
    assert "MC-000001" in waiting
    assert "Đang chờ trả lời" in waiting
    assert "Cần trước thứ Sáu" in waiting
    assert "Xã Tân An, Lào Cai" in waiting

    team = web.team()
    assert "MC-000001" in team.get("/desk").text
    shown = team.get("/desk/cases/1").text
    assert EXAMPLES[0] in shown
    assert "Cần trước thứ Sáu" in shown
    replied = team.post(
        "/desk/cases/1/reply", data={"text": "Trong 10 ngày.\nHết.", "author": "Lan", **SENDING}
    )
    assert replied.status_code == 200

    answered = browser.get(case).text
    assert "Đã trả lời" in answered
    assert "Trong 10 ngày.\nHết." in answered
    assert "Lan" in answered
    assert "MC-000001" in team.get("/desk?view=answered").text
    assert "MC-000001" not in team.get("/desk").text


def test_asking_twice_gives_the_same_case_and_the_answer_links_to_it(browser: TestClient) -> None:
    answer = ask(browser)
    first = browser.post(f"{answer}/case").url.path
    assert browser.post(f"{answer}/case", data={"note": "nữa"}).url.path == first
    page = browser.get(answer).text
    assert f'href="{first}"' in page
    assert f'action="{answer}/case"' not in page


def test_the_unit_is_remembered_and_offered_next_time(web: Web, browser: TestClient) -> None:
    hand_over(browser, commune="Xã Tân An", province="Lào Cai")
    assert web.desk.unit_of(contact_in(browser)) == Unit("Lào Cai", "Xã Tân An")
    assert 'value="Xã Tân An"' in browser.get(ask(browser)).text


def test_a_province_told_with_the_question_and_a_commune_with_the_case_both_reach_the_team(
    web: Web, browser: TestClient
) -> None:
    asked = browser.post("/ask", data={"question": EXAMPLES[0], "province": "Lào Cai"})
    assert 'value="Lào Cai"' in asked.text
    unit = {"province": "Lào Cai", "commune": "Xã Tân An"}
    browser.post(f"{asked.url.path}/case", data=unit)
    assert "Xã Tân An, Lào Cai" in web.team().get("/desk/cases/1").text


def test_a_case_past_its_time_is_marked_for_the_team(service: Service, tmp_path: Path) -> None:
    clock = Clock()
    desk = Desk.open(database_at(tmp_path / "old.db"), clock)
    web = Web(service, desk)
    hand_over(web.browser())
    assert "quá hạn</strong>" not in web.team().get("/desk").text
    clock.forward(7 * 24 * 3600)
    assert "quá hạn</strong>" in web.team().get("/desk").text
    desk.close()


def test_a_case_is_shown_only_to_its_asker_and_the_team(web: Web, browser: TestClient) -> None:
    case = hand_over(browser, note="riêng")
    stranger = web.browser()
    ask(stranger)
    assert stranger.get(case).status_code == 404
    assert web.team().get(case).status_code == 200


def test_a_case_from_telegram_opens_by_the_link_the_bot_gave(web: Web, browser: TestClient) -> None:
    answer_id = ask(browser).rsplit("/", 1)[1]
    asker = Contact("telegram", "42")
    answer = web.desk.answer(answer_id)
    assert answer is not None
    with web.desk.begin() as work:
        case = work.open_case(answer_id, asker)
    page = web.browser().get(f"/cases/{case.token}")
    assert page.status_code == 200
    assert "/answers/" not in page.text


def test_markup_in_note_unit_and_reply_is_shown_and_never_run(
    web: Web, browser: TestClient
) -> None:
    case = hand_over(browser, note=MARKUP, commune=MARKUP, province=MARKUP)
    team = web.team()
    team.post("/desk/cases/1/reply", data={"text": MARKUP, "author": MARKUP, **SENDING})
    for page in (
        browser.get(case).text,
        browser.get(ask(browser)).text,
        team.get("/desk?view=answered").text,
        team.get("/desk/cases/1").text,
    ):
        assert "{{ 7 * 7 }}" in page
        assert "<script>" not in page
        assert "<b>" not in page


@pytest.mark.parametrize(
    ("text", "author", "says"),
    [
        ("", "Lan", "Hãy nhập nội dung trả lời."),
        ("\u200b \n", "Lan", "Hãy nhập nội dung trả lời."),
        ("Được.", "", "Hãy ghi tên người trả lời"),
        ("Được.", "x" * 101, "Hãy ghi tên người trả lời"),
        ("x" * 10_001, "Lan", "10.000 ký tự"),
    ],
)
def test_a_reply_that_cannot_be_sent_stays_in_the_form(
    web: Web, browser: TestClient, text: str, author: str, says: str
) -> None:
    hand_over(browser)
    response = web.team().post(
        "/desk/cases/1/reply", data={"text": text, "author": author, **SENDING}
    )
    assert response.status_code == 422
    assert says in response.text
    assert text.strip("\u200b \n") in response.text
    case = web.desk.case(1)
    assert case is not None
    assert case.state is CaseState.OPEN


def test_a_second_different_reply_is_refused_and_not_lost(web: Web, browser: TestClient) -> None:
    hand_over(browser)
    team = web.team()
    once = {"text": "Một", "author": "Lan", "key": "một lần", **SENDING}
    team.post("/desk/cases/1/reply", data=once)
    again = team.post("/desk/cases/1/reply", data=once)
    assert again.status_code == 200
    other = team.post("/desk/cases/1/reply", data={"text": "Hai", "author": "Minh", **SENDING})
    assert other.status_code == 409
    assert "chưa được gửi" in other.text
    assert "Hai</textarea>" in other.text


def test_the_list_of_cases_turns_pages(web: Web, browser: TestClient) -> None:
    answer = web.desk.answer(ask(browser).rsplit("/", 1)[1])
    assert answer is not None
    with web.desk.begin() as work:
        for number in range(51):
            asked = replace(answer.question, text=f"Câu hỏi thứ {number}")
            work.keep(replace(answer, id=f"{number}", question=asked), contact_in(browser))
            work.open_case(f"{number}", contact_in(browser))
    team = web.team()
    first = team.get("/desk").text
    assert first.count('id="case-') == 50
    later = re.search(r'href="(/desk\?after=[^"]+)" rel="next"', first)
    assert later
    last = team.get(later[1]).text
    assert "MC-000001" in first
    assert "MC-000051" in last
    assert last.count('id="case-') == 1


def test_an_unknown_case_is_not_found(web: Web) -> None:
    team = web.team()
    for path in ("/desk/cases/7", f"/desk/cases/{2**70}", "/cases/khong-co", "/desk/cases/x"):
        assert team.get(path).status_code == 404


def test_the_team_sees_how_the_answer_came_about_and_the_asker_does_not(
    web: Web, browser: TestClient
) -> None:
    hand_over(browser)
    shown = web.team().get("/desk/cases/1").text
    assert "Câu trả lời này được tạo ra thế nào" in shown
    assert "Mức tin cậy" in shown
    assert "đã trích" in shown
    assert "mã câu trả lời" in shown
    assert "tạo ra thế nào" not in browser.get(ask(browser)).text
