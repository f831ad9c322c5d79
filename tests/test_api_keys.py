"""Keys at the JSON interface: what each scope opens, and nothing else; limits; whose is what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from api.program import Takes
from corpus.settings import Settings
from desk import audit, keys
from desk.desk import Desk
from desk.keys import Scope
from retrieval.service import Service
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at
from tests.fakes.keys import ANSWER, give, live_through, new_key
from tests.fakes.people import SA_PA
from tests.test_rights import routes
from tests.web import Web, settings

QUESTION = "Khai báo thiết bị X-quang y tế trong bao nhiêu ngày?"
FAQS = {"faqs": [{"format": "motcham.faq/1", "questions": ["Mới?"], "text": "Có.", "reason": "x"}]}
S = Scope


@dataclass(frozen=True, slots=True)
class Way:
    """A request, the scopes that open it (any, where none), and whether it needs a key."""

    method: str
    route: str
    path: str
    scopes: frozenset[Scope]
    needs_key: bool
    body: object = None


def way(
    method: str, route: str, path: str, *scopes: Scope, key: bool = False, body: object = None
) -> Way:
    return Way(method, f"/api/v1{route}", f"/api/v1{path}", frozenset(scopes), key, body)


WAYS = (
    way("POST", "/ask", "/ask", S.ASK, body={"question": QUESTION}),
    way("GET", "/answers/{answer_id}", f"/answers/{ANSWER}", S.ASK),
    way("GET", "/forms", "/forms"),
    way("GET", "/provisions/{chunk_id}", "/provisions/1"),
    way("GET", "/documents", "/documents"),
    way("GET", "/documents/{document_id}", "/documents/x"),
    way("POST", "/cases", "/cases", S.CASES_OPEN, body={"answer_id": ANSWER}),
    way("GET", "/cases/{token}", "/cases/MC-000001", S.CASES_OPEN, S.CASES_READ),
    way("GET", "/cases", "/cases", S.CASES_READ, key=True),
    way(
        *("POST", "/cases/{token}/reply", "/cases/MC-000001/reply", S.CASES_REPLY),
        key=True,
        body={"text": "Có.", "no_basis": "Việc nội bộ"},
    ),
    way("GET", "/faqs", "/faqs", S.FAQS_READ, key=True),
    way("POST", "/faqs", "/faqs", S.FAQS_WRITE, key=True, body=FAQS),
    way("GET", "/events", "/events", S.EVENTS_READ, key=True),
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path / "desk.db"), clock)
    yield opened
    opened.close()


@pytest.fixture
def web(service: Service, desk: Desk, starter_index: Path) -> Web:
    told = Settings.model_construct(**dict(settings()) | {"data": starter_index.parent})
    return Web(service, desk, told)


def test_every_route_of_the_interface_is_in_the_table(service: Service, desk: Desk) -> None:
    found = {
        (method, route.path): entry
        for route in routes(service, desk)
        for entry in route.entries
        for method in route.methods
        if isinstance(entry, Takes)
    }
    table = {(one.method, one.route): Takes(one.scopes, one.needs_key) for one in WAYS}
    assert found == table


@pytest.mark.parametrize("scope", Scope)
def test_a_key_opens_what_its_scope_says_and_nothing_else(
    scope: Scope, web: Web, desk: Desk
) -> None:
    live_through(desk)
    _, token = new_key(desk, scope)
    program = give(web.browser(), token)
    for one in WAYS:
        answer = program.request(one.method, one.path, json=one.body)
        opens = not one.scopes or scope in one.scopes
        assert (answer.status_code == 403) == (not opens), (one, answer.text)
        assert answer.status_code not in (401, 429, 500), one


def test_without_a_key_what_needs_one_is_shut(web: Web, desk: Desk) -> None:
    live_through(desk)
    for one in WAYS:
        answer = web.browser().request(one.method, one.path, json=one.body)
        assert (answer.status_code == 401) == one.needs_key, one
        assert answer.status_code != 500
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_key_that_is_unknown_revoked_or_expired_opens_nothing(
    web: Web, desk: Desk, clock: Clock
) -> None:
    key, token = new_key(desk, S.ASK)
    _, short = new_key(desk, S.ASK, days=1)
    assert give(web.browser(), token).get("/api/v1/documents").status_code == 200
    with desk.begin() as work:
        assert keys.revoke(work, key.id)
        assert not keys.revoke(work, key.id)
    clock.now += timedelta(days=1)
    for given in (token, short, token + "x", "mck_", "", "\u00e9"):
        program = web.browser()
        answer = program.get(
            "/api/v1/documents", headers={b"authorization": f"Bearer {given}".encode()}
        )
        assert answer.status_code == 401, given


def test_past_its_limit_a_key_waits_as_long_as_it_is_told(
    web: Web, desk: Desk, clock: Clock
) -> None:
    _, token = new_key(desk, S.ASK, per_minute=2)
    program = give(web.browser(), token)
    given = [program.get("/api/v1/documents") for _ in range(3)]
    assert [one.status_code for one in given] == [200, 200, 429]
    wait = int(given[-1].headers["retry-after"])
    assert 0 < wait <= 61
    other = give(web.browser(), new_key(desk, S.ASK)[1])
    assert other.get("/api/v1/documents").status_code == 200
    clock.forward(wait)
    assert program.get("/api/v1/documents").status_code == 200


def test_what_a_key_asked_is_its_own(web: Web, desk: Desk) -> None:
    """Its answers and cases are read by it, and not by other keys or browsers."""
    program = give(web.browser(), new_key(desk, S.ASK, S.CASES_OPEN)[1])
    asked = program.post("/api/v1/ask", json={"question": QUESTION})
    assert "set-cookie" not in asked.headers
    name = asked.json()["id"]
    assert program.get(f"/api/v1/answers/{name}").status_code == 200
    body = {"answer_id": name, "province": SA_PA.province, "commune": SA_PA.commune}
    case = program.post("/api/v1/cases", json=body).json()
    assert program.get(f"/api/v1/cases/{case['token']}").json() == case
    goes_on = program.post("/api/v1/ask", json={"question": "nộp ở đâu?", "answer_id": name})
    assert any("câu hỏi trước" in note for note in goes_on.json()["notes"])
    other = give(web.browser(), new_key(desk, S.ASK, S.CASES_OPEN)[1])
    for stranger in (other, web.browser()):
        assert stranger.get(f"/api/v1/answers/{name}").status_code == 404
        assert stranger.post("/api/v1/cases", json=body).status_code == 404
    assert other.get(f"/api/v1/cases/{case['token']}").status_code == 404
    assert web.browser().get(f"/cases/{case['token']}").status_code == 200  # by its link
    second = program.post("/api/v1/ask", json={"question": QUESTION}).json()
    again = program.post("/api/v1/cases", json={"answer_id": second["id"]}).json()
    assert (again["commune"], case["commune"]) == ("", SA_PA.commune)  # no unit of somebody else


def test_records_name_a_key_by_number_and_people_see_its_name(web: Web, desk: Desk) -> None:
    program = give(web.browser(), live_through(desk))
    given = {"text": "Có.", "no_basis": "Việc nội bộ"}
    reply = program.post("/api/v1/cases/MC-000001/reply", json=given)
    assert reply.json()["replied_by"] == "Cổng thông tin (khóa API)"
    assert reply.json()["state"] == "answered"
    assert program.post("/api/v1/cases/MC-000001/reply", json=given).status_code == 200
    other = program.post("/api/v1/cases/MC-000001/reply", json=given | {"text": "Không."})
    assert other.status_code == 409
    case = desk.case(1)
    assert case is not None
    assert (case.replied_by, case.replies) == ("key:1", 1)
    with desk.database.reading() as connection:
        assert {entry.who.name for entry in audit.entries(connection)} >= {"key:1"}
        assert audit.verify(connection).broken is None


def test_a_reply_needs_a_ground(web: Web, desk: Desk) -> None:
    program = give(web.browser(), live_through(desk))
    bare = program.post("/api/v1/cases/MC-000001/reply", json={"text": "Có."})
    unknown = program.post("/api/v1/cases/MC-000001/reply", json={"text": "Có.", "chunks": [1]})
    assert (bare.status_code, unknown.status_code) == (409, 422)


def test_who_reads_all_cases_is_not_given_the_links_of_others(web: Web, desk: Desk) -> None:
    live_through(desk)
    reader = give(web.browser(), new_key(desk, S.CASES_READ)[1])
    [listed] = reader.get("/api/v1/cases").json()["cases"]
    assert (listed["label"], listed["token"]) == ("MC-000001", "")
    assert reader.get("/api/v1/cases/MC-000001").json()["token"] == ""


def test_lists_are_read_in_pages(web: Web, desk: Desk, clock: Clock) -> None:
    program = give(web.browser(), live_through(desk))
    for number in range(3):
        asked = program.post("/api/v1/ask", json={"question": f"Câu {number} về máy đo?"}).json()
        program.post("/api/v1/cases", json={"answer_id": asked["id"]})
    seen: list[str] = []
    before = ""
    while before is not None:
        turn = f"?limit=3&before={before}" if before else "?limit=3"
        page = program.get(f"/api/v1/cases{turn}").json()
        seen += [one["label"] for one in page["cases"]]
        before = page["before"]
    assert seen == ["MC-000004", "MC-000003", "MC-000002", "MC-000001"]
    assert program.get("/api/v1/events").json() == {"events": [], "after": 0}  # they settle first
    clock.forward(11)
    first = program.get("/api/v1/events?limit=3").json()
    rest = program.get(f"/api/v1/events?after={first['after']}").json()
    kinds = [one["kind"] for one in first["events"] + rest["events"]]
    assert kinds.count("opened") == 4
    assert program.get(f"/api/v1/events?after={rest['after']}").json()["events"] == []
    assert "question" not in first["events"][0]
    faqs = program.get("/api/v1/faqs?limit=1").json()
    assert (len(faqs["faqs"]), faqs["after"]) == (1, None)


def test_the_shared_cookie_still_counts_and_no_key_is_a_cookie(web: Web, desk: Desk) -> None:
    live_through(desk)
    browser = web.browser()
    browser.cookies.set("motcham_asker", "for:key:1:example")
    assert browser.get(f"/api/v1/answers/{ANSWER}").status_code == 404


def test_drafts_given_by_a_key_wait_for_people(web: Web, desk: Desk) -> None:
    program = give(web.browser(), new_key(desk, S.FAQS_WRITE)[1])
    first = program.post("/api/v1/faqs", json=FAQS).json()["taken"]
    assert [one["label"] for one in first] == ["HD-000001"]
    again = program.post("/api/v1/faqs", json=FAQS).json()["taken"]
    assert (again[0]["label"], "HD-000001" in again[0]["note"]) == ("", True)
    assert [one.state for one in desk.faqs()] == ["draft"]
    assert desk.faqs()[0].author == "Cổng thông tin (khóa API)"
    bad = {"faqs": [*FAQS["faqs"], {**FAQS["faqs"][0], "questions": ["Khác?"], "reason": ""}]}
    assert program.post("/api/v1/faqs", json=bad).status_code == 422
    assert len(desk.faqs()) == 1
