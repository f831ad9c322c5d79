"""PostgreSQL that is frozen, and a line to it that swallows: everything says so in time, nothing
hangs, and all of it works again by itself.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import make_url, text
from starlette.testclient import TestClient

from corpus.settings import Settings
from desk.contact import Contact
from desk.database import Database
from desk.desk import Desk
from desk.election import seat_of
from desk.errors import DatabaseUnavailable
from desk.work import Work
from retrieval.service import Service
from tests.fakes.answers import escalated
from tests.fakes.databases import frozen
from tests.test_health import wrong
from tests.web import Web

pytest_plugins = ["tests.fakes.databases"]

SILENCE = 1.0  # seconds; the programs wait longer
PAGES = 45  # at once: more than there are threads


@pytest.fixture
def desk(postgresql: Callable[[], str]) -> Iterator[Desk]:
    opened = Desk(Database(f"{postgresql()}&connect_timeout=2", silence=SILENCE))
    yield opened
    opened.close()


@contextmanager
def took_at_most(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


def test_while_the_server_is_frozen_pages_and_checks_say_so_in_time(
    desk: Desk, service: Service, tmp_path: Path
) -> None:
    settings = Settings.model_construct(data=tmp_path, metrics_token=SecretStr(""))
    told: list[tuple[int, str]] = []

    def asked(browser: TestClient) -> None:
        page = browser.post("/ask", data={"question": "zxqj wvkp"}, follow_redirects=False)
        told.append((page.status_code, page.text))

    with Web(service, desk, settings).team() as browser:
        until_well(browser)
        asked(browser)
        assert told.pop()[0] == 303
        with frozen():
            people = [threading.Thread(target=asked, args=(browser,)) for _ in range(PAGES)]
            for one in people:
                one.start()
            time.sleep(0.3)
            found = wrong(browser)  # within two seconds, as it says itself
            # Which of the two is told depends on which of the connections tried first.
            for name in ("database", "migrations"):
                assert "no answer for" in found[name] or "did not answer" in found[name]
            with took_at_most(2):
                assert browser.get("/healthz").status_code == 200
            with took_at_most(5):
                assert "motcham_database_up 0.0" in browser.get("/metrics").text
            with took_at_most(3 * (SILENCE + 2)):
                for one in people:
                    one.join()
            assert {status for status, _ in told} == {503}
            assert all("chưa được lưu" in page for _, page in told), told[0][1]
            assert wrong(browser)["database"]
            with took_at_most(3):  # it is known by now: at most one still tries
                assert browser.get("/").status_code == 503
        told.clear()
        until_well(browser)
        asked(browser)
        assert told[0][0] == 303


def until_well(browser: TestClient) -> None:
    with took_at_most(20):
        while wrong(browser):
            time.sleep(0.1)


def test_a_step_that_was_frozen_while_it_committed_may_be_taken_again(desk: Desk) -> None:
    contact = Contact("telegram", "7")
    with desk.begin() as work:
        work.keep(escalated("a1"), contact)

    def opened() -> None:
        with desk.begin() as work:
            work.open_case("a1", contact)

    def freezes() -> None:
        with ExitStack() as until_then, desk.database.writing() as connection:
            work = Work(connection, desk.now(), desk.queues)
            work.open_case("a1", contact)
            work.finish()
            until_then.enter_context(frozen())

    with took_at_most(SILENCE + 3), pytest.raises(DatabaseUnavailable, match="is not known"):
        freezes()
    opened()
    opened()
    assert len(desk.cases()) == 1


def test_what_waits_for_a_lock_is_told_who_has_it(desk: Desk) -> None:
    with desk.database.writing() as holder:
        holder.execute(text("LOCK TABLE outbox"))
        with (
            took_at_most(5),
            pytest.raises(DatabaseUnavailable, match="another program has held it"),
            desk.database.writing() as other,
        ):
            other.execute(text("LOCK TABLE outbox"))


def test_what_is_known_to_be_long_is_waited_for(desk: Desk) -> None:
    long = text(f"SELECT pg_sleep({SILENCE + 0.5})")
    with desk.database.reading(unhurried=True) as connection:
        connection.execute(long)
    with (
        pytest.raises(DatabaseUnavailable, match="has said nothing"),
        desk.database.reading() as connection,
    ):
        connection.execute(long)
    with desk.database.reading() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1


def test_the_bots_seat_is_let_go_when_the_server_freezes(desk: Desk) -> None:
    one, other = seat_of(desk.database), seat_of(desk.database)
    assert one.take()
    with frozen(), took_at_most(6):
        assert not one.confirm()
        assert not one.sure()
    last = time.monotonic() + 10
    while not other.take():
        assert time.monotonic() < last, "the old connection is gone with its lock"
        time.sleep(0.05)
    one.leave()
    other.leave()


class Swallowing:
    """A line to a server: passes everything on, until it swallows."""

    def __init__(self, to: str) -> None:
        self._to = to
        self.swallows = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listener.accept()
                there = socket.socket(socket.AF_UNIX)
                there.connect(self._to)
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError), one, other:
            while got := one.recv(1 << 16):
                if not self.swallows:
                    other.sendall(got)

    def close(self) -> None:
        self._listener.close()


def test_a_line_that_swallows_is_noticed_and_one_that_carries_again_is_used(
    postgresql: Callable[[], str],
) -> None:
    url = make_url(postgresql())
    place = Path(str(url.query["host"]))
    (file,) = place.glob(".s.PGSQL.*[0-9]")
    line = Swallowing(str(file))
    through = url.update_query_dict({"host": "127.0.0.1", "port": str(line.port)})
    address = through.update_query_dict({"connect_timeout": "2"})
    database = Database(address.render_as_string(hide_password=False), silence=SILENCE)
    line.swallows = True
    with (
        took_at_most(2 * (SILENCE + 2)),
        pytest.raises(DatabaseUnavailable),
        database.reading() as connection,
    ):
        connection.execute(text("SELECT 1"))
    line.swallows = False
    with database.reading() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    database.close()
    line.close()
