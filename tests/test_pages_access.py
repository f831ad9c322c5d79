"""Who may open the desk, whose forms are taken, and what every response carries."""

import re
from base64 import b64encode
from collections.abc import Iterator

import pytest

from api.access import _FORWARDED
from api.asking import EXAMPLES
from desk.desk import Desk
from retrieval.service import Service
from tests.fakes.databases import database_at
from tests.web import ELSEWHERE, HERE, Web, settings

LOCAL = "127.0.0.1"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path_factory.mktemp("access") / "desk.db"))
    yield opened
    opened.close()


def basic(pair: str) -> dict[str, str]:
    return {"authorization": f"Basic {b64encode(pair.encode()).decode()}"}


@pytest.mark.parametrize(
    ("address", "host", "headers", "status"),
    [
        (HERE, LOCAL, {}, 200),
        (HERE, "localhost", {}, 200),
        (("::1", 1), "localhost", {}, 200),
        (ELSEWHERE, "motcham.test", {}, 403),
        (ELSEWHERE, LOCAL, {}, 403),
        # A foreign name that resolves to this machine:
        (HERE, "evil.test", {}, 403),
        *((HERE, LOCAL, {name: "127.0.0.1"}, 403) for name in _FORWARDED),
        (HERE, LOCAL, basic("to:mat-khau"), 200),
    ],
)
def test_without_a_password_the_desk_opens_on_this_machine_only(
    web: Web, address: tuple[str, int], host: str, headers: dict[str, str], status: int
) -> None:
    browser = web.browser(address, host)
    assert browser.get("/desk", headers=headers).status_code == status
    assert browser.get("/desk/cases/1", headers=headers).status_code in (status, 404)
    assert ('href="/desk"' in browser.get("/", headers=headers).text) == (status == 200)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        (basic("to:mật khẩu"), 200),
        (basic("ai-cung-duoc:mật khẩu"), 200),
        (basic("to:mật khẩu "), 401),
        (basic("mật khẩu"), 401),
        (basic("to:"), 401),
        ({"authorization": "Basic !!!"}, 401),
        ({"authorization": "Basic /w=="}, 401),
        ({"authorization": "Bearer mật".encode().decode("latin-1")}, 401),
    ],
)
@pytest.mark.parametrize("address", [HERE, ELSEWHERE])
def test_with_a_password_only_the_password_opens_the_desk(
    service: Service,
    desk: Desk,
    headers: dict[str, str],
    status: int,
    address: tuple[str, int],
) -> None:
    browser = Web(service, desk, settings(desk_password="mật khẩu")).browser(address, LOCAL)
    sent = {name.encode(): value.encode("latin-1") for name, value in headers.items()}
    response = browser.get("/desk", headers=sent)
    assert response.status_code == status
    if status == 401:
        assert response.headers["www-authenticate"].startswith("Basic ")
        assert "mật khẩu" in response.text.casefold()


def test_behind_a_public_address_standing_on_the_machine_is_not_enough(
    service: Service, desk: Desk
) -> None:
    browser = Web(service, desk, settings(public_url="https://hoi.test")).browser(HERE, LOCAL)
    assert browser.get("/desk").status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"origin": "http://motcham.test"}, 303),
        ({"sec-fetch-site": "same-origin", "origin": "http://motcham.test"}, 303),
        ({"referer": "http://motcham.test/"}, 303),
        ({"origin": "https://evil.test"}, 403),
        ({"origin": "null"}, 403),
        ({"referer": "https://evil.test/motcham.test"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://motcham.test"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_forms_are_taken_from_our_own_pages_only(
    web: Web, headers: dict[str, str], status: int
) -> None:
    response = web.browser().post(
        "/ask", data={"question": EXAMPLES[0]}, headers=headers, follow_redirects=False
    )
    assert response.status_code == status


def test_behind_a_proxy_the_public_address_counts_as_ours(service: Service, desk: Desk) -> None:
    browser = Web(service, desk, settings(public_url="https://hoi.test")).browser()
    headers = {"origin": "https://hoi.test"}
    data = {"question": EXAMPLES[0]}
    response = browser.post("/ask", data=data, headers=headers, follow_redirects=False)
    assert response.status_code == 303


def test_a_reply_whose_source_is_not_told_is_refused(web: Web) -> None:
    silent = web.browser(HERE, LOCAL)
    response = silent.post("/desk/cases/1", data={"text": "x", "author": "y"})
    assert response.status_code == 403


def test_the_askers_cookie_is_closed_to_scripts_and_other_sites(
    service: Service, desk: Desk
) -> None:
    for public_url, secure in (("", False), ("https://hoi.test", True)):
        browser = Web(service, desk, settings(public_url=public_url)).browser()
        response = browser.post("/ask", data={"question": EXAMPLES[0]}, follow_redirects=False)
        cookie = response.headers["set-cookie"].casefold()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert ("secure" in cookie) is secure


def test_a_cookie_that_is_not_ours_is_replaced(web: Web) -> None:
    browser = web.browser()
    headers = {"cookie": "motcham_asker=' OR 1=1"}
    data = {"question": EXAMPLES[0]}
    response = browser.post("/ask", data=data, headers=headers, follow_redirects=False)
    assert re.match(r"motcham_asker=[A-Za-z0-9_-]{32};", response.headers["set-cookie"])


@pytest.mark.parametrize(
    "path", ["/", "/khong-co", "/documents", "/health/live", "/api/v1/cases/x"]
)
def test_every_response_forbids_scripts_frames_and_sniffing(web: Web, path: str) -> None:
    headers = web.browser().get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
