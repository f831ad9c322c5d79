"""The lead's pages of keys and hooks."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from desk import hooks, keys
from desk.desk import Desk
from desk.role import Role
from tests.fakes.databases import database_at
from tests.fakes.keys import give
from tests.fakes.people import join, sign_in
from tests.web import Web


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path / "desk.db"))
    yield opened
    opened.close()


@pytest.fixture
def lead(web: Web, desk: Desk) -> tuple[TestClient, str]:
    browser = web.browser()
    return browser, sign_in(desk, join(desk, "lan", Role.LEAD), browser)


def field(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, name
    return found[1]


def test_a_key_is_made_shown_once_used_and_revoked(
    web: Web, desk: Desk, lead: tuple[TestClient, str]
) -> None:
    browser, form_token = lead
    page = browser.get("/desk/keys").text
    form = {
        "form_token": form_token,
        "secret": field(page, "secret"),
        "name": "Cổng <b>",
        "scopes": ["ask", "events:read"],
        "per_minute": "5",
        "per_day": "100",
        "days": "30",
    }
    made = browser.post("/desk/keys", data=form)
    token = re.search(r"mck_[A-Za-z0-9_-]{43}", made.text)
    assert token
    assert browser.post("/desk/keys", data=form).text == made.text  # pressed twice: one key
    listed = browser.get("/desk/keys").text
    assert token[0] not in listed
    assert token[0][: keys.SHOWN] in listed
    assert "Cổng &lt;b&gt;" in listed
    assert "ask, events:read" in listed
    assert give(web.browser(), token[0]).get("/api/v1/events").status_code == 200
    browser.post("/desk/keys/1/revoke", data={"form_token": form_token})
    assert give(web.browser(), token[0]).get("/api/v1/events").status_code == 401
    assert "/desk/keys/1/revoke" not in browser.get("/desk/keys").text
    assert browser.post("/desk/keys", data=form).status_code == 422  # that form is used up


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": " "}, "Hãy ghi tên"),
        ({"scopes": []}, "ít nhất một quyền"),
        ({"scopes": ["all"]}, "ít nhất một quyền"),
        ({"per_minute": "0"}, "Giới hạn"),
        ({"days": "-1"}, "Giới hạn"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    lead: tuple[TestClient, str], change: dict[str, object], says: str
) -> None:
    browser, form_token = lead
    form = {"form_token": form_token, "secret": "x" * 43, "name": "Cổng", "scopes": ["ask"]}
    answer = browser.post("/desk/keys", data=form | change)
    assert answer.status_code == 422
    assert says in answer.text
    assert "mck_" not in answer.text


def test_a_hook_is_added_shown_once_and_removed(desk: Desk, lead: tuple[TestClient, str]) -> None:
    browser, form_token = lead
    secret = hooks.new_secret()
    form = {
        "form_token": form_token,
        "secret": secret,
        "url": "https://example.org/in?a=1&b=2",
        "events": ["case.opened", "case.answered"],
    }
    made = browser.post("/desk/hooks", data=form)
    assert secret in made.text
    assert browser.post("/desk/hooks", data=form).text == made.text
    listed = browser.get("/desk/hooks").text
    assert "https://example.org/in?a=1&amp;b=2" in listed
    assert secret not in listed
    assert "case.opened, case.answered" in listed
    browser.post("/desk/hooks/1/remove", data={"form_token": form_token})
    assert "example.org" not in browser.get("/desk/hooks").text


def test_an_address_in_the_own_network_over_http_is_refused(
    lead: tuple[TestClient, str],
) -> None:
    browser, form_token = lead
    form = {"form_token": form_token, "secret": hooks.new_secret(), "events": ["case.opened"]}
    answer = browser.post("/desk/hooks", data=form | {"url": "http://10.0.0.1/"})
    assert (answer.status_code, "https://" in answer.text) == (422, True)
    none = browser.post("/desk/hooks", data={**form, "url": "https://example.org/", "events": []})
    assert "ít nhất một sự kiện" in none.text


def test_the_desk_leads_there_for_the_lead_alone(web: Web, desk: Desk) -> None:
    for role, leads in ((Role.LEAD, True), (Role.REVIEWER, False)):
        browser = web.browser()
        sign_in(desk, join(desk, f"one-{role}", role), browser)
        assert ('href="/desk/keys"' in browser.get("/desk").text) == leads
