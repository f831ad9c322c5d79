"""Browsers for the tests of the web application: the real app, in this process."""

import secrets
from dataclasses import dataclass, field

from httpx2 import Response
from pydantic import SecretStr
from starlette.testclient import TestClient

from api.app import create_app
from api.asker import COOKIE
from corpus.settings import Settings
from desk.contact import Contact
from desk.desk import Desk
from retrieval.service import Service

ELSEWHERE = ("203.0.113.9", 40_000)
HERE = ("127.0.0.1", 40_000)


@dataclass
class Web:
    """The application over one service and one desk, and browsers for it."""

    service: Service
    desk: Desk
    settings: Settings = field(default_factory=lambda: settings())

    def browser(
        self, address: tuple[str, int] = ELSEWHERE, host: str = "motcham.test"
    ) -> TestClient:
        """A new browser, by default one on another machine; it keeps its cookies."""
        app = create_app(self.service, self.desk, self.settings)
        return TestClient(
            app, base_url=f"http://{host}", client=address, raise_server_exceptions=False
        )

    def team(self) -> TestClient:
        """A browser of the team: on the server itself, sending forms from our own pages."""
        browser = self.browser(HERE, "127.0.0.1")
        browser.headers["origin"] = "http://127.0.0.1"
        return browser


def settings(desk_password: str = "", public_url: str = "") -> Settings:
    """Settings of their own, whatever the environment holds."""
    return Settings.model_construct(desk_password=SecretStr(desk_password), public_url=public_url)


def contact_in(browser: TestClient) -> Contact:
    """The contact behind a browser; a browser without one is given it."""
    if COOKIE not in browser.cookies:
        browser.cookies.set(COOKIE, secrets.token_urlsafe(24))
    return Contact("web", browser.cookies[COOKIE])


def reply(browser: TestClient, case_id: int, text: str, **fields: str) -> Response:
    """Send a reply of one block from the editor, as the desk's pages do."""
    form = {"do": "send", "block": "words", "text": text} | fields
    return browser.post(f"/desk/cases/{case_id}/reply", data=form)
