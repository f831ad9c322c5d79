"""The desk's door in the browser: in, out, one's account, the people, the log."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pyotp
import pytest
from starlette.testclient import TestClient

from api.door import COOKIE
from desk import audit, passwords, people
from desk.contact import Contact
from desk.desk import Desk
from desk.people import Facts
from desk.person import Person
from desk.role import Role
from retrieval.service import Service
from tests.fakes.answers import escalated
from tests.fakes.databases import database_at
from tests.fakes.people import SA_PA, join, sign_in
from tests.web import Web, reply, settings

PASSWORD = "bốn từ ghép lại"
KEPT = passwords.made(PASSWORD)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path / "desk.db"))
    with opened.begin() as work:
        work.set_unit(Contact("web", "x"), SA_PA)
        work.keep(escalated("a1"), Contact("web", "x"))
        work.open_case("a1", Contact("web", "x"))
    yield opened
    opened.close()


@pytest.fixture
def lan(desk: Desk) -> Person:
    """A lead with a password."""
    with desk.begin() as work:
        _, token = people.invite(work, "lan", Facts("Trần Lan", frozenset({Role.LEAD})))
        return people.accept(work, token, KEPT)


def guest_of(web: Web) -> TestClient:
    """A browser that sends our own forms, as browsers do."""
    browser = web.browser()
    browser.headers["origin"] = "http://motcham.test"
    return browser


def enter(
    browser: TestClient, password: str = PASSWORD, code: str = "", back: str = "/desk"
) -> int:
    data = {"login": "lan", "password": password, "code": code, "back": back}
    return browser.post("/desk/sign-in", data=data, follow_redirects=False).status_code


def form_token(browser: TestClient, path: str = "/desk/account") -> str:
    found = re.search(r'name="form_token" value="(\w+)"', browser.get(path).text)
    assert found
    return found[1]


def test_a_page_leads_to_the_door_and_back(web: Web, lan: Person) -> None:
    browser = guest_of(web)
    asked = browser.get("/desk/cases/1?x=1", follow_redirects=False)
    assert asked.status_code == 303
    assert asked.headers["location"] == "/desk/sign-in?back=%2Fdesk%2Fcases%2F1%3Fx%3D1"
    door = browser.get(asked.headers["location"])
    assert 'value="/desk/cases/1?x=1"' in door.text
    data = {"login": "lan", "password": PASSWORD, "back": "/desk/cases/1?x=1"}
    entered = browser.post("/desk/sign-in", data=data, follow_redirects=False)
    assert entered.headers["location"] == "/desk/cases/1?x=1"
    assert browser.get("/desk/cases/1").status_code == 200


@pytest.mark.parametrize("back", ["https://evil.test/", "//evil.test", "/\\evil.test"])
def test_the_door_leads_nowhere_else(web: Web, lan: Person, back: str) -> None:
    data = {"login": "lan", "password": PASSWORD, "back": back}
    entered = guest_of(web).post("/desk/sign-in", data=data, follow_redirects=False)
    assert entered.headers["location"] == "/"


def test_the_sessions_cookie_is_closed_to_scripts_and_other_sites(
    service: Service, desk: Desk, lan: Person
) -> None:
    for public_url, secure in (("", False), ("https://hoi.test", True)):
        browser = Web(service, desk, settings(public_url=public_url)).browser()
        data = {"login": "lan", "password": PASSWORD}
        answer = browser.post(
            "/desk/sign-in",
            data=data,
            headers={"sec-fetch-site": "same-origin"},
            follow_redirects=False,
        )
        cookie = answer.headers["set-cookie"].casefold()
        assert cookie.startswith(f"{COOKIE}=")
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert ("secure" in cookie) is secure


def test_what_is_wrong_is_not_told(web: Web, lan: Person) -> None:
    browser = web.browser(host="127.0.0.1")
    browser.headers["origin"] = "http://127.0.0.1"
    pages = []
    for login in ("lan", "nobody"):
        data = {"login": login, "password": "sai"}
        answer = browser.post("/desk/sign-in", data=data)
        assert answer.status_code == 422
        assert "set-cookie" not in answer.headers
        pages.append(answer.text.replace(f'value="{login}"', ""))
    assert pages[0] == pages[1]


def test_a_shut_door_says_until_when(web: Web, lan: Person) -> None:
    browser = guest_of(web)
    assert [enter(browser, "sai") for _ in range(6)] == [422] * 5 + [429]
    assert enter(browser) == 429
    answer = browser.post("/desk/sign-in", data={"login": "lan", "password": PASSWORD})
    assert 0 < int(answer.headers["retry-after"]) <= 60


def test_from_the_first_invitation_on_the_shared_password_opens_nothing(
    service: Service, desk: Desk
) -> None:
    web = Web(service, desk)
    shared = Web(service, desk, settings(desk_password="mật khẩu")).browser()
    shared.auth = ("to", "mật khẩu")
    assert web.team().get("/desk").status_code == 200
    assert shared.get("/desk").status_code == 200
    with desk.begin() as work:
        people.invite(work, "lan", Facts("Lan", frozenset({Role.LEAD})))
    for browser in (web.team(), shared):
        assert browser.get("/desk", follow_redirects=False).status_code == 303
        reply = {"text": "Trả lời", "author": "Lan"}
        headers = {"sec-fetch-site": "same-origin"}
        assert browser.post("/desk/cases/1", data=reply, headers=headers).status_code == 403
    case = desk.case(1)
    assert case is not None
    assert case.reply == ""


@pytest.mark.parametrize("given", ["", "x", None, "of another session"])
def test_a_change_needs_the_sessions_own_token(web: Web, desk: Desk, given: str | None) -> None:
    browser, other = web.browser(), web.browser()
    token = sign_in(desk, join(desk, "mai", Role.REVIEWER), browser)
    others = sign_in(desk, join(desk, "hoa", Role.REVIEWER), other)
    data = {"text": "Trả lời"}
    if given is not None:
        data["form_token"] = others if given.startswith("of") else given
    assert browser.post("/desk/cases/1", data=data).status_code == 403
    assert browser.post("/desk/sign-out", data=data).status_code == 403
    right = {
        "text": "Trả lời",
        "form_token": token,
        "no_basis": "Việc nội bộ",
        "author": "Một người khác",
        "do": "send",
        "block": "words",
    }
    assert browser.post("/desk/cases/1/reply", data=data).status_code == 403
    assert browser.post("/desk/cases/1/reply", data=right).status_code == 200
    case = desk.case(1)
    assert case is not None
    assert case.answered_by == "Mai", "who is signed in replies under their own name"


def test_a_change_is_in_the_log_with_who_and_from_where(web: Web, desk: Desk) -> None:
    browser = web.browser()
    mai = join(desk, "mai", Role.REVIEWER)
    token = sign_in(desk, mai, browser)
    reply(browser, 1, "Trả lời", no_basis="Nội bộ", form_token=token)
    with desk.database.reading() as connection:
        newest = audit.entries(connection, 1)[0]
        assert audit.verify(connection).broken is None
    assert (newest.who.name, newest.who.place) == (mai.actor, "203.0.113.0/24")
    assert (newest.what, newest.on) == ("case_replied", "case:1")


def test_signing_out_ends_the_session_itself(web: Web, desk: Desk, lan: Person) -> None:
    browser = web.browser()
    token = sign_in(desk, lan, browser)
    kept = browser.cookies[COOKIE]
    left = browser.post("/desk/sign-out", data={"form_token": token}, follow_redirects=False)
    assert left.headers["set-cookie"].startswith(f'{COOKIE}=""; expires=')
    assert browser.cookies[COOKIE] == kept
    assert browser.get("/desk", follow_redirects=False).status_code == 303


def test_an_invitation_is_made_taken_up_and_leads_in(web: Web, desk: Desk, lan: Person) -> None:
    lead, guest = web.browser(), guest_of(web)
    token = sign_in(desk, lan, lead)
    asked = {"form_token": token, "login": "mai", "name": "<b>Mai</b>", "roles": ["officer"]}
    again = lead.post("/desk/people", data=asked)
    assert again.status_code == 422
    assert "&lt;b&gt;Mai&lt;/b&gt;" in again.text, "what was typed stays"
    made = lead.post("/desk/people", data=asked | {"province": "Lào Cai", "commune": "Sa Pa"})
    found = re.search(r"http://motcham\.test(/desk/invitation/[\w-]+)", unescape(made.text))
    assert found
    link = found[1]
    assert "&lt;b&gt;Mai&lt;/b&gt;" in guest.get(link).text
    for password, repeated in (("ngắn", "ngắn"), (PASSWORD, "khác hẳn như vậy")):
        data = {"password": password, "again": repeated}
        assert guest.post(link, data=data).status_code == 422
    entered = guest.post(link, data={"password": PASSWORD, "again": PASSWORD})
    assert entered.url.path == "/desk/account"
    assert guest.get("/desk/cases/1").status_code == 200
    assert guest.get(link).status_code == 404
    assert guest.post(link, data={"password": PASSWORD, "again": PASSWORD}).status_code == 404


def test_a_lead_changes_roles_and_shuts_people_out_at_once(
    web: Web, desk: Desk, lan: Person
) -> None:
    lead, browser = web.browser(), web.browser()
    token = {"form_token": sign_in(desk, lan, lead)}
    mai = join(desk, "mai", Role.REVIEWER)
    sign_in(desk, mai, browser)
    data = token | {"name": "Mai", "roles": ["auditor"]}
    assert lead.post(f"/desk/people/{mai.id}", data=data).status_code == 200
    assert browser.get("/desk/audit").status_code == 200
    lead.post(f"/desk/people/{mai.id}/active", data=token | {"active": "false"})
    assert browser.get("/desk/audit", follow_redirects=False).status_code == 303
    assert lead.post(f"/desk/people/{lan.id}/active", data=token).status_code == 422
    assert lead.post("/desk/people/99", data=data).status_code == 404
    assert lead.get(f"/desk/people/{2**64}").status_code == 404


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(
    web: Web, desk: Desk, lan: Person
) -> None:
    here, elsewhere = web.browser(), web.browser()
    token = sign_in(desk, lan, here)
    sign_in(desk, lan, elsewhere)
    new = "một mật khẩu khác"
    data = {"form_token": token, "new": new, "again": new}
    assert here.post("/desk/account/password", data=data | {"password": "sai"}).status_code == 422
    assert elsewhere.get("/desk/account").status_code == 200
    changed = here.post("/desk/account/password", data=data | {"password": PASSWORD})
    assert changed.status_code == 200
    assert elsewhere.get("/desk/account", follow_redirects=False).status_code == 303
    assert (enter(elsewhere), enter(elsewhere, new)) == (422, 303)


def test_a_code_is_set_up_by_scanning_and_then_asked_for(web: Web, desk: Desk, lan: Person) -> None:
    browser, other = web.browser(), guest_of(web)
    sign_in(desk, lan, browser)
    shown = browser.get("/desk/account/code").text
    assert "data:image/svg+xml" in shown
    found = re.search(r"<code>([A-Z2-7]{32})</code>", shown)
    assert found
    data = {"form_token": form_token(browser), "secret": found[1], "password": PASSWORD}
    assert browser.post("/desk/account/code", data=data | {"code": "12"}).status_code == 422
    weak = data | {"secret": "A", "code": pyotp.TOTP("A" * 32).now()}
    assert browser.post("/desk/account/code", data=weak).status_code == 422
    assert enter(other) == 303
    totp = pyotp.TOTP(found[1])
    assert browser.post("/desk/account/code", data=data | {"code": totp.now()}).status_code == 200
    assert other.get("/desk/account", follow_redirects=False).status_code == 303
    assert enter(other) == 422
    off = {"form_token": data["form_token"], "password": PASSWORD}
    assert browser.post("/desk/account/code/off", data=off).status_code == 200
    assert enter(other) == 303


def test_sessions_are_ended_one_by_one_or_all(web: Web, desk: Desk, lan: Person) -> None:
    browsers = [web.browser() for _ in range(4)]
    tokens = [sign_in(desk, lan, browser) for browser in browsers]
    mine = {"form_token": tokens[0]}
    listed = re.findall(r"/desk/account/sessions/(\d+)/end", browsers[0].get("/desk/account").text)
    assert len(listed) == 4
    assert browsers[0].post(f"/desk/account/sessions/{listed[0]}/end", data=mine).status_code == 200
    open_ones = [b.get("/desk/account", follow_redirects=False).status_code for b in browsers]
    assert open_ones == [200, 200, 200, 303]
    browsers[0].post("/desk/account/sessions/end-others", data=mine)
    open_ones = [b.get("/desk/account", follow_redirects=False).status_code for b in browsers]
    assert open_ones == [200, 303, 303, 303]


@pytest.mark.parametrize("cookie", ["x", "A" * 43, "' OR 1=1", ""])
def test_a_cookie_that_is_no_session_opens_nothing(web: Web, lan: Person, cookie: str) -> None:
    headers = {"cookie": f"{COOKIE}={cookie}"}
    answer = web.browser().get("/desk", headers=headers, follow_redirects=False)
    assert answer.status_code == 303


def test_a_proxys_word_on_addresses_counts_only_behind_a_public_address(
    service: Service, desk: Desk, lan: Person
) -> None:
    told = {"x-forwarded-for": "6.6.6.6, 198.51.100.7", "sec-fetch-site": "same-origin"}
    data = {"login": "lan", "password": "sai"}
    here = ("127.0.0.1", 1)
    Web(service, desk).browser(here).post("/desk/sign-in", data=data, headers=told)
    proxied = Web(service, desk, settings(public_url="https://hoi.test"))
    proxied.browser(here).post("/desk/sign-in", data=data, headers=told)
    proxied.browser().post("/desk/sign-in", data=data, headers=told)
    with desk.database.reading() as connection:
        places = [entry.who.place for entry in audit.entries(connection, 3)]
    assert places == ["203.0.113.0/24", "198.51.100.0/24", ""]


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_pages_speak_the_readers_language(
    web: Web, desk: Desk, lan: Person, language: str
) -> None:
    browser = web.browser()
    browser.get(f"/language/{language}")
    assert f'<html lang="{language}">' in browser.get("/desk/sign-in").text
    sign_in(desk, lan, browser)
    for path in ("/desk/account", "/desk/account/code", "/desk/people", f"/desk/people/{lan.id}"):
        page = browser.get(path)
        assert page.status_code == 200
        assert "Mật khẩu" not in page.text
        assert "Vai trò" not in page.text


def test_a_form_sent_when_the_session_is_over_says_how_to_save_what_was_typed(web: Web) -> None:
    person = join(web.desk, "mai", Role.REVIEWER)
    browser = web.browser()
    token = sign_in(web.desk, person, browser)
    case = "/desk/cases/1/moves/claimed"
    late = browser.post(case, data={"form_token": "x" * len(token)})
    browser.cookies.delete(COOKIE)
    gone = browser.post(case, data={"form_token": token})
    for said in (late, gone):
        assert said.status_code == 403
        assert "Phiên đăng nhập đã hết" in said.text
        assert 'href="/desk/sign-in"' in said.text
