"""Signing in by another server, over real HTTP: who comes in, and who does not."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from corpus.settings import BadSetting, Settings
from desk import audit, people
from desk.desk import Desk
from desk.people import Facts
from desk.person import Person
from desk.role import Role
from retrieval.service import Service
from tests.fakes.databases import database_at
from tests.fakes.oidc_server import CLIENT, SECRET, OidcServer
from tests.fakes.people import join
from tests.web import Web, settings

NO = "Máy chủ đăng nhập không xác nhận được anh/chị."


@dataclass(frozen=True)
class House:
    server: OidcServer
    desk: Desk
    web: Web

    def come(self, browser: TestClient, back: str = "/desk/account") -> Any:
        """Press the button, sign in there, come back: the last page's first reply."""
        left = browser.get("/desk/sign-in/oidc", params={"back": back}, follow_redirects=False)
        assert left.status_code == 303, left.text
        returned = self.server.visit(left.headers["location"])
        return browser.get(returned, follow_redirects=False)

    def newest(self) -> audit.Entry:
        with self.desk.database.reading() as connection:
            return audit.entries(connection, 1)[0]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path / "motcham.db"))
    yield opened
    opened.close()


@pytest.fixture
def lan(desk: Desk) -> Person:
    """Invited, without a password: she has never taken up the link."""
    join(desk, "first", Role.LEAD)
    with desk.begin() as work:
        return people.invite(work, "lan@xa.gov.vn", Facts("Lan", frozenset({Role.REVIEWER})))[0]


@pytest.fixture
def house(service: Service, desk: Desk, lan: Person) -> Iterator[House]:
    with OidcServer({"email": "Lan@xa.gov.vn", "email_verified": True}).running() as server:
        ours = settings().model_copy(
            update={
                "oidc_issuer": server.url,
                "oidc_client_id": CLIENT,
                "oidc_client_secret": SecretStr(SECRET),
                "oidc_label": "VNeID công vụ",
            }
        )
        yield House(server, desk, Web(service, desk, ours))


def test_a_verified_address_that_was_invited_comes_in(house: House, lan: Person) -> None:
    browser = house.web.browser()
    door = browser.get("/desk/sign-in?back=/desk/account").text
    assert "Đăng nhập bằng VNeID công vụ" in door
    assert "/desk/sign-in/oidc?back=/desk/account" in door
    came = house.come(browser)
    assert (came.status_code, came.headers["location"]) == (303, "/desk/account")
    assert browser.get("/desk/account").status_code == 200
    written = house.newest()
    assert (written.who.name, written.what, written.on) == (lan.actor, "signed_in", lan.actor)
    assert json.loads(written.detail) == {"by": "oidc"}
    assert "motcham_oidc" not in browser.cookies


def test_a_name_there_that_is_a_login_here_comes_in(house: House, desk: Desk) -> None:
    join(desk, "mai", Role.AUDITOR)
    house.server.user = {"preferred_username": "MAI"}
    assert house.come(house.web.browser()).status_code == 303
    house.server.user, house.server.told_later = {}, {"preferred_username": "mai"}
    assert house.come(house.web.browser()).status_code == 303


def test_a_second_factor_is_not_asked_again(house: House, desk: Desk, lan: Person) -> None:
    with desk.begin() as work:
        people.set_totp(work, lan.id, "JBSWY3DPEHPK3PXP")
    assert house.come(house.web.browser()).status_code == 303


@pytest.mark.parametrize(
    "user",
    [
        {"email": "lan@xa.gov.vn"},
        {"email": "lan@xa.gov.vn", "email_verified": False},
        {"email": "ai-do@xa.gov.vn", "email_verified": True},
        {"email": "lan@xa.gov.vn", "email_verified": True, "preferred_username": "first"},
        {"sub": "8"},
    ],
)
def test_nobody_else_comes_in_and_nobody_is_made(
    house: House, desk: Desk, user: dict[str, Any]
) -> None:
    house.server.user = user
    house.server.told_later = {"sub": user.get("sub", "7")}
    browser = house.web.browser()
    came = house.come(browser)
    assert came.status_code == 403
    assert "Tài khoản này chưa được mời vào Tổ thường trực." in came.text
    assert "motcham_desk" not in browser.cookies
    with desk.database.reading() as connection:
        assert len(people.everyone(connection)) == 2
    written = house.newest()
    assert (written.who.name, written.what) == ("nobody", "sign_in_failed")


def test_who_was_shut_out_stays_out(house: House, desk: Desk, lan: Person) -> None:
    with desk.begin() as work:
        people.set_active(work, lan.id, False)
    assert house.come(house.web.browser()).status_code == 403
    assert (house.newest().what, house.newest().on) == ("sign_in_failed", lan.actor)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": ""},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"iss": "http://127.0.0.1:1"},
        {"exp": int(time.time()) - 3600},
        {"exp": "soon"},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_for_this_visit_is_refused(
    house: House, claims: dict[str, Any]
) -> None:
    house.server.claims = claims
    browser = house.web.browser()
    came = house.come(browser)
    assert came.status_code == 403
    assert NO in came.text
    assert "motcham_desk" not in browser.cookies
    assert json.loads(house.newest().detail) == {"by": "oidc", "why": "refused"}


def test_a_token_of_another_key_is_refused(house: House) -> None:
    house.server.sign_with_a_strangers_key()
    assert NO in house.come(house.web.browser()).text


def test_a_key_that_was_exchanged_is_fetched(house: House) -> None:
    app = house.web.browser()  # one program, which remembers the keys
    assert [house.come(app).status_code for _ in range(2)] == [303, 303]
    assert house.server.keys_fetched == 1
    house.server.rotate()
    assert house.come(app).status_code == 303
    assert house.server.keys_fetched == 2


def test_the_secret_is_shown_in_the_way_the_server_takes(house: House) -> None:
    house.server.auth_methods = ("client_secret_post",)
    assert house.come(house.web.browser()).status_code == 303


def test_coming_back_counts_once_and_in_the_same_browser_only(house: House) -> None:
    browser = house.web.browser()
    left = browser.get("/desk/sign-in/oidc", follow_redirects=False)
    returned = house.server.visit(left.headers["location"])
    stranger = house.web.browser()
    assert "Lượt đăng nhập này đã hết hạn" in stranger.get(returned).text
    forged = returned.replace("state=", "state=x")
    assert "Lượt đăng nhập này đã hết hạn" in browser.get(forged).text
    assert browser.get(returned).status_code == 403, "the cookie is gone with the first try"


def test_who_refuses_there_is_told_so(house: House) -> None:
    browser = house.web.browser()
    left = browser.get("/desk/sign-in/oidc", follow_redirects=False)
    state = house.server.visit(left.headers["location"]).partition("state=")[2]
    came = browser.get(f"/desk/sign-in/oidc/callback?error=access_denied&state={state}")
    assert (came.status_code, NO in came.text) == (403, True)


@pytest.mark.parametrize("reply", [(500, "{}"), (200, "no json"), (200, "{}"), (400, "[]")])
def test_a_server_that_gives_no_token_lets_nobody_in(house: House, reply: tuple[int, str]) -> None:
    house.server.token_reply = reply
    came = house.come(house.web.browser())
    assert came.status_code in (403, 502)
    assert "Máy chủ đăng nhập" in came.text


def test_a_server_that_is_another_or_away_is_said(house: House) -> None:
    house.server.calls_itself = "https://elsewhere.example"
    away = "Máy chủ đăng nhập của đơn vị không trả lời."
    browser = house.web.browser()
    assert away in browser.get("/desk/sign-in/oidc").text
    nowhere = house.web.settings.model_copy(update={"oidc_issuer": "http://127.0.0.1:1"})
    other = replace(house.web, settings=nowhere).browser().get("/desk/sign-in/oidc")
    assert (other.status_code, away in other.text) == (502, True)
    assert 'name="password"' in other.text


def test_behind_a_proxy_the_public_address_is_where_one_comes_back(house: House) -> None:
    public = house.web.settings.model_copy(update={"public_url": "https://hoi.example/"})
    browser = replace(house.web, settings=public).browser()
    left = browser.get("/desk/sign-in/oidc", follow_redirects=False)
    returned = house.server.visit(left.headers["location"])
    assert returned.startswith("https://hoi.example/desk/sign-in/oidc/callback?code=")
    assert "secure" in left.headers["set-cookie"].casefold()


def test_nobody_is_sent_to_another_site_afterwards(house: House) -> None:
    came = house.come(house.web.browser(), back="https://evil.example/")
    assert came.headers["location"] == "/"


def test_without_settings_there_is_no_other_way_in(service: Service, desk: Desk) -> None:
    browser = Web(service, desk).browser()
    assert "oidc" not in browser.get("/desk/sign-in").text
    assert browser.get("/desk/sign-in/oidc").status_code == 404


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ISSUER": "https://x"}, "MOTCHAM_OIDC_CLIENT_ID and MOTCHAM_OIDC_CLIENT_SECRET missing"),
        ({"ISSUER": "https://x", "CLIENT_ID": "x"}, "MOTCHAM_OIDC_CLIENT_SECRET missing"),
        ({"CLIENT_SECRET": "x"}, "MOTCHAM_OIDC_ISSUER and MOTCHAM_OIDC_CLIENT_ID missing"),
        ({"ISSUER": "http://idp.example"}, "begins with https://"),
        ({"ISSUER": "https://["}, "no address"),
    ],
)
def test_settings_that_are_half_given_are_named(
    given: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in given.items():
        monkeypatch.setenv(f"MOTCHAM_OIDC_{name}", value)
    with pytest.raises(BadSetting) as told:
        Settings.load()
    assert said in str(told.value)
