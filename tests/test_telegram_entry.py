"""Telegram accounts of people: tied by a code, taken off, and used to sign in."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from starlette.testclient import TestClient

from api.door import COOKIE
from api.telegram_entry import browser_of
from desk import audit, passwords, people, telegram_entry, telegram_people
from desk.desk import Desk
from desk.errors import NotPossible
from desk.person import Person
from desk.role import Role
from desk.telegram_people import person_of
from retrieval.guard import kept
from retrieval.service import Service
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_house import house
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at
from tests.fakes.people import join, sign_in
from tests.fakes.team import HOA, STRANGER, tied
from tests.web import Web

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120 Safari/537.36"
HERE = {"user-agent": CHROME}


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi().running() as server:
        server.chats |= {HOA, STRANGER}
        yield server


@pytest.fixture
def desk(api: BotApi, tmp_path: Path) -> Iterator[Desk]:
    with house(tmp_path, api) as desk:
        api.until(lambda: bot_is_known(desk))
        yield desk


def bot_is_known(desk: Desk) -> bool:
    with desk.database.reading() as connection:
        return telegram_people.bot_name(connection) == "MotChamBot"


def who_is(desk: Desk, account: int) -> str:
    with desk.database.reading() as connection:
        person = person_of(connection, account)
    return person.login if person else ""


def noted(desk: Desk) -> list[str]:
    with desk.database.reading() as connection:
        return [entry.what for entry in audit.entries(connection)][::-1]


def offered(desk: Desk, person: Person) -> str:
    with desk.begin() as work:
        return telegram_people.offer(work, person.id)


def tie(desk: Desk, code: str, account: int) -> None:
    with desk.begin() as work:
        telegram_people.link(work, code, account)


def from_page(text: str, kind: str) -> str:
    found = re.search(rf"https://t\.me/MotChamBot\?start={kind}-([a-z]+)", text)
    assert found, text
    return found[1]


def stranger(web: Web) -> TestClient:
    browser = web.browser()
    browser.headers |= HERE | {"origin": "http://motcham.test"}
    return browser


def begin(browser: TestClient, back: str = "/desk") -> str:
    """The page that waits."""
    answer = browser.post("/desk/sign-in/telegram", data={"back": back})
    assert answer.status_code == 200, answer.text
    return answer.text


def looks(browser: TestClient) -> bool:
    """Whether the browser's next look lets it in."""
    browser.get("/desk/sign-in/telegram", follow_redirects=False)
    return COOKIE in browser.cookies


def test_an_account_is_tied_from_the_account_page(api: BotApi, desk: Desk, web: Web) -> None:
    person = join(desk, "hoa", Role.REVIEWER)
    with desk.begin() as work:
        people.set_password(work, person.id, passwords.made("mật khẩu dài"))
    browser = web.browser()
    token = sign_in(desk, person, browser)
    assert "Gắn Telegram" in browser.get("/desk/account").text
    form = {"form_token": token, "password": "sai"}
    assert "t.me" not in browser.post("/desk/account/telegram", data=form).text
    form["password"] = "mật khẩu dài"
    code = from_page(browser.post("/desk/account/telegram", data=form).text, "link")
    api.say(f"/start link-{code}", HOA, by=HOA)
    assert "Đã gắn tài khoản Telegram này với Hoa" in api.heard(1, HOA)[0].text
    api.say(f"/start link-{code}", STRANGER, by=STRANGER)
    assert "đã hết hạn hoặc đã dùng" in api.heard(1, STRANGER)[0].text
    assert (who_is(desk, HOA), who_is(desk, STRANGER)) == ("hoa", "")
    assert "Đã gắn Telegram từ" in browser.get("/desk/account").text
    browser.post("/desk/account/telegram/off", data={"form_token": token})
    assert who_is(desk, HOA) == ""
    assert [one for one in noted(desk) if one.startswith("telegram")] == [
        "telegram_code_made", "telegram_linked", "telegram_unlinked",
    ]  # fmt: skip


def test_a_code_is_used_in_private_alone(api: BotApi, desk: Desk) -> None:
    code = offered(desk, join(desk, "hoa", Role.REVIEWER))
    api.say(f"/start link-{code}", -5, by=HOA)
    api.heard(1, -5)
    assert who_is(desk, HOA) == ""


def test_codes_are_kept_as_they_are_until_they_are_read() -> None:
    for _ in range(2000):
        text = f"/start link-{telegram_people.new_code()}"
        assert kept(text) == text


def test_an_account_is_one_persons_and_a_person_has_one(desk: Desk) -> None:
    hoa, nam = join(desk, "hoa", Role.REVIEWER), join(desk, "nam", Role.REVIEWER)
    tie(desk, offered(desk, hoa), 1)
    tie(desk, offered(desk, hoa), 2)
    assert (who_is(desk, 1), who_is(desk, 2)) == ("", "hoa")
    tie(desk, offered(desk, nam), 2)
    assert who_is(desk, 2) == "nam"
    with desk.database.reading() as connection:
        assert telegram_people.linked(connection, hoa.id) is None


def test_a_newer_code_ends_the_older_one(desk: Desk) -> None:
    person = join(desk, "hoa", Role.REVIEWER)
    old, new = offered(desk, person), offered(desk, person)
    with pytest.raises(NotPossible):
        tie(desk, old, HOA)
    tie(desk, new.upper(), HOA)
    assert who_is(desk, HOA) == "hoa"


def test_who_is_shut_out_or_gets_a_new_link_acts_by_telegram_no_more(desk: Desk) -> None:
    join(desk, "lead", Role.LEAD)
    hoa, nam = tied(desk, "hoa", 1, Role.REVIEWER), tied(desk, "nam", 2, Role.REVIEWER)
    with desk.begin() as work:
        people.set_active(work, hoa.id, False)
        people.accept(work, people.new_link(work, nam.id), "another password")
    assert (who_is(desk, 1), who_is(desk, 2)) == ("", "")


def test_a_lead_takes_an_account_off(desk: Desk, web: Web) -> None:
    person, browser = tied(desk, "hoa", HOA, Role.REVIEWER), web.browser()
    token = sign_in(desk, join(desk, "lead", Role.LEAD), browser)
    path = f"/desk/people/{person.id}"
    assert "Gỡ Telegram" in browser.get(path).text
    browser.post(f"{path}/telegram/off", data={"form_token": token})
    assert who_is(desk, HOA) == ""


def test_guessing_codes_is_stopped(api: BotApi, desk: Desk) -> None:
    for number in range(12):
        api.say("/start link-bcdfghjkmnpq", STRANGER, by=STRANGER)
        api.heard(number + 1, STRANGER)
    assert "Đã thử quá nhiều lần" in api.in_chat(STRANGER)[-1].text


def test_the_browser_that_was_consented_to_is_let_in_and_no_other(
    api: BotApi, desk: Desk, web: Web
) -> None:
    tied(desk, "hoa", HOA, Role.REVIEWER)
    browser, other = stranger(web), stranger(web)
    assert "Đăng nhập bằng Telegram" in browser.get("/desk/sign-in").text
    shown, _ = begin(browser, "/desk/account"), begin(other)
    number = re.search(r'class="number">(\d\d)<', shown)
    assert number
    waiting = browser.get("/desk/sign-in/telegram")
    assert waiting.headers["refresh"] == "3"
    code = from_page(shown, "in")
    api.say(f"/start in-{code}", HOA, by=HOA)
    asked = api.heard(1, HOA)[0].text
    assert asked.startswith(f"Cho đăng nhập – số {number[1]}?")
    assert "Chrome, Windows" in asked
    assert "203.0.113" in asked
    assert not looks(browser)
    api.press("Cho đăng nhập", HOA, HOA)
    api.press("Cho đăng nhập", HOA, HOA)
    api.heard(2, HOA)
    assert not looks(other)
    entered = browser.get("/desk/sign-in/telegram?back=/desk/account", follow_redirects=False)
    assert (entered.status_code, entered.headers["location"]) == (303, "/desk/account")
    assert "Hoa" in browser.get("/desk/account").text
    assert not looks(other)
    assert noted(desk)[-2:] == ["telegram_entry_consented", "signed_in"]
    time.sleep(0.1)
    assert len(api.in_chat(HOA)) == 2, "two presses are one consent"


def test_a_consent_is_used_once(api: BotApi, desk: Desk, web: Web) -> None:
    tied(desk, "hoa", HOA, Role.REVIEWER)
    browser = stranger(web)
    code = from_page(begin(browser), "in")
    copied = dict(browser.cookies)
    consent(api, code)
    assert looks(browser)
    again = stranger(web)
    for name, value in copied.items():
        again.cookies.set(name, value)
    assert not looks(again)
    api.say(f"/start in-{code}", HOA, by=HOA)
    assert "đã hết hạn hoặc đã dùng" in api.heard(3, HOA)[2].text


def consent(api: BotApi, code: str) -> None:
    api.say(f"/start in-{code}", HOA, by=HOA)
    api.heard(1, HOA)
    api.press("Cho đăng nhập", HOA, HOA)
    api.heard(2, HOA)


def test_a_denial_lets_nobody_in_and_is_noted(api: BotApi, desk: Desk, web: Web) -> None:
    tied(desk, "hoa", HOA, Role.REVIEWER)
    browser = stranger(web)
    api.say(f"/start in-{from_page(begin(browser), 'in')}", HOA, by=HOA)
    api.heard(1, HOA)
    api.press("Không phải tôi", HOA, HOA)
    assert "Đã từ chối" in api.heard(2, HOA)[1].text
    api.press("Cho đăng nhập", HOA, HOA)
    assert not looks(browser)
    assert "Đã bị từ chối" in browser.get("/desk/sign-in/telegram").text
    assert noted(desk)[-1] == "telegram_entry_denied"


def test_strangers_and_other_people_cannot_consent(api: BotApi, desk: Desk, web: Web) -> None:
    tied(desk, "hoa", HOA, Role.REVIEWER)
    tied(desk, "nam", 50, Role.REVIEWER)
    api.chats.add(50)
    browser = stranger(web)
    code = from_page(begin(browser), "in")
    api.say(f"/start in-{code}", STRANGER, by=STRANGER)
    assert "chưa gắn" in api.heard(1, STRANGER)[0].text
    api.say(f"/start in-{code}", HOA, by=HOA)
    asked = api.heard(1, HOA)[0]
    api.say(f"/start in-{code}", 50, by=50)
    assert "đã hết hạn hoặc đã dùng" in api.heard(1, 50)[0].text
    for account in (50, STRANGER):
        api.push_press(asked, asked.buttons[0][1], account)
    api.until(lambda: len(api.alerts()) == 2)
    assert not looks(browser)


def test_who_has_a_second_factor_is_asked_for_it_in_the_browser(
    api: BotApi, desk: Desk, web: Web
) -> None:
    person = tied(desk, "hoa", HOA, Role.REVIEWER)
    secret = pyotp.random_base32()
    with desk.begin() as work:
        people.set_totp(work, person.id, secret)
    browser = stranger(web)
    consent(api, from_page(begin(browser), "in"))
    assert not looks(browser)
    assert "Mã 6 số" in browser.get("/desk/sign-in/telegram").text
    path = "/desk/sign-in/telegram/code"
    wrong = browser.post(path, data={"code": "000000"}, follow_redirects=False)
    assert (wrong.status_code, COOKIE in browser.cookies) == (422, False)
    right = pyotp.TOTP(secret).at(desk.now())
    browser.post(path, data={"code": right}, follow_redirects=False)
    assert COOKIE in browser.cookies


def test_an_entry_ends_after_two_minutes(service: Service, tmp_path: Path) -> None:
    clock = Clock()
    desk = Desk.open(database_at(tmp_path / "clock.db"), clock)
    with desk.begin() as work:
        telegram_people.note_bot(work, "MotChamBot")
    person = tied(desk, "hoa", HOA, Role.REVIEWER)
    late = offered(desk, person)
    browser = stranger(Web(service, desk))
    code = from_page(begin(browser), "in")
    clock.forward(121)
    page = browser.get("/desk/sign-in/telegram")
    assert "đã hết hạn" in page.text
    assert "refresh" not in page.headers
    with desk.begin() as work:
        assert telegram_entry.ask(work, code, person) is None
    clock.forward(600)
    with pytest.raises(NotPossible):
        tie(desk, late, HOA)
    desk.close()


def test_beginning_again_and_again_is_stopped(desk: Desk, web: Web) -> None:
    browser = stranger(web)
    answers = [browser.post("/desk/sign-in/telegram").status_code for _ in range(35)]
    assert answers.count(200) >= 30
    assert answers[-1] == 429


def test_without_a_bot_nothing_of_this_is_offered(service: Service, tmp_path: Path) -> None:
    desk = Desk.open(database_at(tmp_path / "alone.db"))
    browser = Web(service, desk).browser()
    assert "Telegram" not in browser.get("/desk/sign-in").text
    desk.close()


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        (CHROME, "Chrome, Windows"),
        ("", ""),
        ("curl/8", ""),
        ("<b>Firefox</b> Linux", "Firefox, Linux"),
    ],
)
def test_of_a_browser_is_told_what_is_known(agent: str, told: str) -> None:
    assert browser_of(agent) == told
