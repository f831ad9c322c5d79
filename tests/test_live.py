"""What changes reaches who listens: once, at once, within their reach, and at little cost."""

import asyncio
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, update
from starlette.testclient import TestClient

from api.watch import Change, Listener, SignedOut, Watch
from desk import sessions
from desk.contact import Contact
from desk.desk import Desk
from desk.role import Actor, Role
from desk.schema import sessions as table
from retrieval.question import Unit
from tests.fakes.answers import escalated
from tests.fakes.databases import database_at, gone
from tests.fakes.people import SA_PA, join, sign_in
from tests.web import Web

HOA = Actor("Hoa", Role.REVIEWER)
SOON = 0.02


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A case of Sa Pa, and one of elsewhere."""
    opened = Desk.open(database_at(tmp_path / "desk.db"))
    for number, unit in enumerate((SA_PA, Unit("Lào Cai", "Bắc Hà")), 1):
        contact = Contact("web", f"browser-{number}")
        with opened.begin() as work:
            work.set_unit(contact, unit)
            work.keep(escalated(f"a{number}"), contact)
            work.open_case(f"a{number}", contact)
    yield opened
    opened.close()


def add(desk: Desk, case: int, words: str) -> None:
    with desk.begin() as work:
        work.cases.add(case, HOA, words, words)


async def hear(listener: Listener, at_least: int = 1) -> list[Change]:
    heard: list[Change] = []
    async with asyncio.timeout(5):
        while len(heard) < at_least:
            heard += await listener.next()
    return heard


def told(browser: TestClient, address: str, **headers: str) -> list[dict[str, Any]]:
    """The events of a stream that ends soon."""
    text = browser.get(address, headers=headers).text
    found = re.findall(r"event: moved\ndata: (.*)\nid: (\d+)", text)
    return [json.loads(data) | {"id": int(number)} for data, number in found]


def test_all_who_listen_hear_of_a_change_once(desk: Desk) -> None:
    async def listen() -> None:
        watch = Watch(desk, SOON)
        async with watch.listening(None) as one, watch.listening(None) as other:
            await asyncio.sleep(5 * SOON)  # what was there before is not news
            add(desk, 1, "một")
            add(desk, 2, "hai")
            for listener in (one, other):
                heard = await hear(listener, 2)
                assert [(one.case_id, one.kind, one.who) for one in heard] == [
                    (1, "added", "Hoa"),
                    (2, "added", "Hoa"),
                ]
            await asyncio.sleep(5 * SOON)
            assert one.heard.empty()

    asyncio.run(listen())


def test_the_database_is_asked_once_for_all_and_not_at_all_for_nobody(desk: Desk) -> None:
    asked: list[str] = []
    event.listen(desk.database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))

    async def listen(how_many: int) -> int:
        watch = Watch(desk, SOON)
        before = len(asked)
        async with asyncio.timeout(5):
            listening = [watch.listening(None) for _ in range(how_many)]
            for one in listening:
                await one.__aenter__()
            await asyncio.sleep(10 * SOON)
            for one in listening:
                await one.__aexit__(None, None, None)
        during = len(asked) - before
        await asyncio.sleep(5 * SOON)
        quiet = len(asked)
        await asyncio.sleep(5 * SOON)
        assert len(asked) == quiet
        return during

    assert asyncio.run(listen(50)) <= 2 * 12  # BEGIN and one SELECT a look


def test_a_stream_ends_with_its_session_and_not_with_others(desk: Desk) -> None:
    lan, mai = join(desk, "lan", Role.REVIEWER), join(desk, "mai", Role.REVIEWER)
    with desk.begin() as work:
        sessions.begin(work, lan.id)
        sessions.begin(work, mai.id)

    async def listen() -> None:
        watch = Watch(desk, SOON)
        async with watch.listening(1) as one, watch.listening(2) as other:
            await asyncio.sleep(3 * SOON)
            with desk.begin() as work:
                assert sessions.end(work, lan.id, 1)
            with pytest.raises(SignedOut):
                await hear(one)
            add(desk, 1, "một")
            assert len(await hear(other)) == 1

    asyncio.run(listen())


def test_closing_ends_every_stream_and_lets_nobody_in(desk: Desk) -> None:
    async def listen() -> None:
        watch = Watch(desk, SOON)
        async with asyncio.timeout(5), watch.listening(None) as one:
            watch.close()
            assert await one.next() == ()
            async with watch.listening(None) as late:
                assert await late.next() == ()

    asyncio.run(listen())


def test_a_database_that_goes_and_comes_is_outlived(desk: Desk, tmp_path: Path) -> None:
    async def listen() -> None:
        watch = Watch(desk, SOON)
        async with watch.listening(None) as one:
            await asyncio.sleep(3 * SOON)
            with gone(desk, tmp_path / "desk.db"):
                await asyncio.sleep(5 * SOON)
            add(desk, 1, "một")
            assert (await hear(one))[0].kind == "added"

    asyncio.run(listen())


def test_who_comes_back_hears_what_they_missed(web: Web, desk: Desk) -> None:
    browser = web.browser()
    sign_in(desk, join(desk, "lan", Role.REVIEWER), browser)
    add(desk, 1, "một")
    add(desk, 2, "hai")
    missed = told(browser, "/desk/live?lives=0&since=2")
    assert [(one["id"], one["case"], one["what"], one["who"]) for one in missed] == [
        (3, 1, "Đã bổ sung nội dung", "Hoa"),
        (4, 2, "Đã bổ sung nội dung", "Hoa"),
    ]
    assert "một" not in json.dumps(missed, ensure_ascii=False)
    again = told(browser, "/desk/live?lives=0&since=2", **{"Last-Event-ID": "3"})
    assert [one["id"] for one in again] == [4]
    of_one = told(browser, "/desk/live?lives=0&since=2&case=1")
    assert [one["id"] for one in of_one] == [3]
    assert told(browser, "/desk/live?lives=0&since=99") == []


def test_an_officer_hears_nothing_of_other_units(web: Web, desk: Desk) -> None:
    browser = web.browser()
    sign_in(desk, join(desk, "can-bo", Role.OFFICER), browser)
    add(desk, 1, "một")
    add(desk, 2, "hai")
    with desk.begin() as work:
        work.cases.claim(1, HOA)  # which is between those who work on it
    heard = told(browser, "/desk/live?lives=0&since=2")
    assert [(one["case"], one["what"]) for one in heard] == [(1, "Đã bổ sung nội dung")]


def test_the_stream_is_told_as_it_should_be(web: Web, desk: Desk) -> None:
    browser = web.browser()
    sign_in(desk, join(desk, "lan", Role.REVIEWER), browser)
    began = time.monotonic()
    stream = browser.get("/desk/live?lives=0.2")
    assert time.monotonic() - began < 5
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert "no-" in stream.headers["cache-control"]
    assert "content-encoding" not in stream.headers
    waits = {
        re.findall(r"retry: (\d+)", browser.get("/desk/live?lives=0").text)[0] for _ in "12345"
    }
    assert len(waits) > 1  # they do not all come back at once
    for bad in ("?since=-1", "?case=x", f"?since={2**63}", "?lives=1e9", "?lives=nan"):
        assert browser.get(f"/desk/live{bad}").status_code == 422
    stranger = web.browser().get("/desk/live", follow_redirects=False)
    assert stranger.status_code == 303


def test_an_open_page_does_not_keep_a_session_alive(web: Web, desk: Desk) -> None:
    browser = web.browser()
    lan = join(desk, "lan", Role.REVIEWER)
    sign_in(desk, lan, browser)
    long_ago = desk.now() - sessions.NOTICED * 2
    with desk.begin() as work:
        work.connection.execute(update(table).values(seen=long_ago))
    browser.get("/desk/live?lives=0")
    with desk.database.reading() as connection:
        assert sessions.of(connection, lan.id, desk.now())[0].seen == long_ago
    browser.get("/desk")
    with desk.database.reading() as connection:
        assert sessions.of(connection, lan.id, desk.now())[0].seen > long_ago
