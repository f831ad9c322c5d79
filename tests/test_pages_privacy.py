"""One's own data on the web: seen, taken along, erased; and that of others for the lead."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from desk import audit, people
from desk.case import CaseState
from desk.desk import Desk
from desk.faq import Draft
from desk.faq_index import put_out
from desk.role import Role
from desk.schema import answers
from retrieval.question import Unit
from retrieval.service import Service
from tests.fakes.answers import escalated
from tests.fakes.databases import database_at
from tests.fakes.people import join, sign_in
from tests.web import Web, contact_in, settings


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path / "motcham.db"))
    yield opened
    opened.close()


@pytest.fixture
def web(service: Service, desk: Desk, tmp_path: Path) -> Web:
    return Web(service, desk, settings().model_copy(update={"data": tmp_path}))


def log(desk: Desk) -> list[tuple[str, str, str]]:
    with desk.database.reading() as connection:
        assert audit.verify(connection).broken is None
        return [(one.who.name, one.what, one.on) for one in audit.entries(connection)]


def test_a_stranger_has_nothing_and_leaves_nothing(web: Web, desk: Desk) -> None:
    browser = web.browser()
    assert "Câu hỏi và câu trả lời: 0" in browser.get("/me").text
    assert set(browser.get("/me/data.json").json()) == {"about", "at"}
    assert log(desk) == []
    assert 'href="/me"' in browser.get("/").text


def test_an_officer_sees_takes_and_erases_their_own(web: Web, desk: Desk) -> None:
    browser = web.browser()
    mine = contact_in(browser)
    with desk.begin() as work:
        work.set_unit(mine, Unit("Lào Cai", "Tả Van"))
        work.keep(escalated("a1"), mine)
        work.open_case("a1", mine)
    shown = browser.get("/me").text
    assert "Câu hỏi và câu trả lời: 1" in shown
    assert "Tả Van, Lào Cai" in shown
    taken = browser.get("/me/data.json")
    assert "attachment" in taken.headers["content-disposition"]
    assert taken.headers["cache-control"] == "no-store"
    assert taken.json()["answers"][0]["kept"]["question"]["text"].startswith("Câu hỏi a1")
    assert "PHIẾU" in browser.get("/me/data.txt").text

    unsure = browser.post("/me/erase", headers={"origin": "http://motcham.test"})
    assert (unsure.status_code, "Chưa xoá gì." in unsure.text) == (422, True)
    confirmed = {"confirmed": "true"}
    done = browser.post("/me/erase", data=confirmed, follow_redirects=False)
    assert done.headers["location"] == "/me?done=1"
    assert 'motcham_asker=""' in done.headers["set-cookie"]
    assert "Đã xoá." in browser.get("/me?done=1").text
    (case,) = desk.cases()
    assert case.state is CaseState.WITHDRAWN
    with desk.database.reading() as connection:
        assert connection.execute(select(answers.c.channel)).scalars().all() == ["gone"]
    assert {("asker", "data_given", ""), ("asker", "data_erased", "")} <= set(log(desk))
    assert ("asker", "case_withdrawn", "case:1") in log(desk)


def test_another_site_cannot_erase(web: Web, desk: Desk) -> None:
    browser = web.browser()
    contact_in(browser)
    away = {"sec-fetch-site": "cross-site"}
    answer = browser.post("/me/erase", data={"confirmed": "true"}, headers=away)
    assert answer.status_code == 403


def test_who_is_signed_in_takes_their_own_along(web: Web, desk: Desk) -> None:
    browser = web.browser()
    mai = join(desk, "mai", Role.AUDITOR)
    sign_in(desk, mai, browser)
    assert "/desk/account/data.json" in browser.get("/desk/account").text
    told = browser.get("/desk/account/data.json").json()
    assert told["people"][0]["login"] == "mai"
    assert "password" not in json.dumps(told)
    assert "TÀI KHOẢN" in browser.get("/desk/account/data.txt").text
    assert (mai.actor, "data_given", mai.actor) in log(desk)


def test_the_lead_gives_out_and_erases_what_is_held_of_a_person(
    web: Web, desk: Desk, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    mai = join(desk, "mai", Role.REVIEWER)
    with desk.begin() as work:
        faq = work.draft_faq(Draft(("Hỏi?",), "Đáp.", reason="nội bộ"), "x")
        work.publish_faq(faq.id, mai.name)
    put_out(desk, index)
    browser = web.browser()
    token = {"form_token": sign_in(desk, join(desk, "lan", Role.LEAD), browser)}
    page = f"/desk/people/{mai.id}"
    assert f"{page}/erase" in browser.get(page).text
    assert browser.get(f"{page}/data.json").json()["people"][0]["login"] == "mai"
    assert browser.post(f"{page}/erase", data=token).status_code == 422
    done = browser.post(f"{page}/erase", data=token | {"confirmed": "true"})
    assert done.status_code == 200
    assert "(đã xoá)" in done.text
    assert "Mai" not in (index / "reviewed.json").read_text(encoding="utf-8")
    assert ("person:2", "person_erased", mai.actor) in log(desk)
    own = "/desk/people/2/erase"
    kept = browser.post(own, data=token | {"confirmed": "true"})
    assert kept.status_code == 422
    with desk.database.reading() as connection:
        lan = people.find(connection, 2)
    assert lan is not None
    assert lan.active
    assert browser.get("/desk/people/99/data.json").status_code == 404
