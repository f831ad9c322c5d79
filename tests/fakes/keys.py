"""Programs for tests: keys, and the small world that the examples of the interface are about."""

from dataclasses import replace

from starlette.testclient import TestClient

from desk import keys
from desk.contact import Contact
from desk.desk import Desk
from desk.faq import Draft
from desk.keys import Facts, Key, Scope
from tests.fakes.answers import escalated

ANSWER = "018f6f3a9c5d4e7b"  # of the examples: asked by the first key
EVERYTHING = frozenset(Scope)


def new_key(desk: Desk, *scopes: Scope, per_minute: int = 10_000, days: int = 0) -> tuple[Key, str]:
    told = Facts("Cổng thông tin", frozenset(scopes), per_minute, 100_000, days)
    with desk.begin() as work:
        return keys.create(work, told, keys.new_secret())


def give(program: TestClient, token: str) -> TestClient:
    """The program, which shows this key from now on."""
    program.headers["authorization"] = f"Bearer {token}"
    return program


def live_through(desk: Desk) -> str:
    """What the examples are about: a key that may do everything, its answer and the case of it,
    a reviewed answer. The key.
    """
    key, token = new_key(desk, *EVERYTHING)
    asker = Contact("web", f"for:key:{key.id}:example")
    answer = escalated(ANSWER)
    answer = replace(answer, question=replace(answer.question, asker=asker.asker))
    with desk.begin() as work:
        work.keep(answer, asker)
        work.open_case(ANSWER, asker, actor=key.actor)
        work.draft_faq(Draft(("Xã có phải báo cáo không?",), "Có.", reason="Việc nội bộ"), "Lan")
    return token
