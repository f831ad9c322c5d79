"""Two processes of the api over one PostgreSQL serve one browser in turn: neither knows anything
that the other does not.
"""

import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.door import FORM_TOKEN
from desk import passwords, people
from desk.contact import Contact
from desk.desk import Desk
from desk.people import Facts
from desk.role import Role
from tests.fakes.answers import escalated
from tests.fakes.databases import on_server
from tests.fakes.people import SA_PA
from tests.fakes.programs import Program, free_port, until_serving

PASSWORD = "một mật khẩu đủ dài 27"


@pytest.fixture
def desk() -> Iterator[Desk]:
    opened = Desk.open(on_server())
    with opened.begin() as work:
        contact = Contact("web", "browser-of-an-officer")
        work.set_unit(contact, SA_PA)
        work.keep(escalated("a1"), contact)
        work.open_case("a1", contact)
        _, token = people.invite(work, "mai", Facts("Mai", frozenset({Role.REVIEWER}), SA_PA))
        people.accept(work, token, passwords.made(PASSWORD))
    yield opened
    opened.close()


@pytest.fixture
def replicas(desk: Desk, tmp_path: Path, starter_index: Path) -> Iterator[list[str]]:
    """The addresses of two processes, each with an index folder of its own."""
    url = desk.database.engine.url.render_as_string(hide_password=False)
    programs, addresses = [], []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        shutil.copytree(starter_index, folder / "index")
        port = free_port()
        settings = {"MOTCHAM_DATA": str(folder), "MOTCHAM_DATABASE_URL": url}
        programs.append(Program(folder / "log", settings, "api", "--port", str(port)))
        addresses.append(f"http://127.0.0.1:{port}")
    for program in programs:
        program.start()
    for address in addresses:
        until_serving(address, 120)
    yield addresses
    for program in programs:
        program.kill()


class Browser(httpx.Client):
    """One browser: its cookies go to both, as behind one public address."""

    def form(self, address: str, path: str, **fields: str) -> httpx.Response:
        return self.post(address + path, data=fields, headers={"origin": address})


def test_one_browser_is_served_by_either_in_turn(replicas: list[str], desk: Desk) -> None:
    one, two = replicas
    with Browser(timeout=60) as browser:
        assert browser.get(f"{two}/desk").status_code == 303  # to the sign-in
        came = browser.form(one, "/desk/sign-in", login="mai", password=PASSWORD)
        assert came.status_code == 303
        page = browser.get(f"{two}/desk/cases/1")  # signed in there, too
        token = re.findall(rf'name="{FORM_TOKEN}" value="([^"]+)"', page.text)[0]
        heard: list[str] = []
        ready = threading.Event()
        ear = threading.Thread(target=_listen, args=(browser, one, heard, ready), daemon=True)
        ear.start()
        assert ready.wait(60)
        moved = browser.form(two, "/desk/cases/1/moves/claimed", form_token=token, key="k1")
        assert moved.status_code == 303, moved.text
        again = browser.form(one, "/desk/cases/1/moves/claimed", form_token=token, key="k1")
        assert again.status_code == 303  # the same click, at the other: nothing more happens
        ear.join(60)
        assert json.loads(heard[0])["label"] == "MC-000001"
        case = desk.case(1)
        assert case is not None
        assert [event.kind for event in case.events].count("claimed") == 1
        assert browser.get(f"{one}/desk/cases/1").text.count("Mai") > 0
        assert browser.form(one, "/desk/sign-out", form_token=token).status_code == 303
        assert browser.get(f"{two}/desk/cases/1").status_code == 303


def test_wrong_passwords_are_counted_together(replicas: list[str]) -> None:
    with Browser(timeout=60) as browser:
        ends = [
            browser.form(replicas[turn % 2], "/desk/sign-in", login="mai", password="falsch")
            for turn in range(12)
        ]
    statuses = [end.status_code for end in ends]
    assert 429 in statuses
    locked = statuses.index(429)
    assert set(statuses[locked:]) == {429}, "both refuse from then on"


def _listen(browser: httpx.Client, address: str, heard: list[str], ready: threading.Event) -> None:
    with httpx.stream(
        "GET", f"{address}/desk/live", cookies=dict(browser.cookies), timeout=60
    ) as stream:
        for line in stream.iter_lines():
            if line.startswith(":"):
                time.sleep(0.5)
                ready.set()
            if line.startswith("data:"):
                heard.append(line.removeprefix("data:").strip())
                return
