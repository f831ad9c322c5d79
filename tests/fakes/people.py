"""People of the desk for tests, signed in without a password being made (which takes time)."""

from starlette.testclient import TestClient

from api.door import COOKIE
from desk import people, sessions
from desk.desk import Desk
from desk.people import Facts
from desk.person import Person
from desk.role import Role
from retrieval.question import Unit

SA_PA = Unit("Lào Cai", "Sa Pa")


def join(desk: Desk, login: str, *roles: Role, unit: Unit = SA_PA) -> Person:
    """Somebody who was invited and took it up, with a password that opens nothing."""
    with desk.begin() as work:
        _, token = people.invite(work, login, Facts(login.title(), frozenset(roles), unit))
        return people.accept(work, token, "no password")


def sign_in(desk: Desk, person: Person, browser: TestClient) -> str:
    """Sign a browser in; what its forms have to carry."""
    with desk.begin() as work:
        token = sessions.begin(work, person.id)
    browser.cookies.set(COOKIE, token)
    browser.headers["origin"] = str(browser.base_url).rstrip("/")
    return sessions.form_token(token)
