"""The library on three machines: two that take uploads and serve, one that reads and indexes.

They share a database and a store (a folder, an S3 server), and no folder of the library.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desk import librarybook
from desk.audit import SERVER
from desk.desk import Desk
from desk.holding import LibraryRefused
from desk.job_worker import Worker
from desk.jobs import Jobs
from desk.library import Library
from desk.library_add import Taken, add
from desk.library_changes import kept, look
from desk.library_files import LibraryFiles
from desk.library_kinds import READ, kinds_of, work_on
from desk.library_publish import looked, publish
from desk.library_read import how_read, records_of
from desk.library_shared import Shared
from desk.role import Role
from indexer.shared import Follower
from indexer.shared_store import CURRENT, Folder, Store
from retrieval.question import Question
from retrieval.service import Service
from tests.fakes.databases import database_at
from tests.fakes.decree_files import pdf
from tests.fakes.decrees import AMENDED_TODAY, Decrees
from tests.fakes.people import join, sign_in
from tests.test_faq import TODAY
from tests.test_pages_shelf import NEW, NEW_ASKED, NEW_WORDS, settings_in
from tests.test_shared import s3, store
from tests.web import Web

__all__ = ["s3", "store"]


@dataclass
class Machines:
    """``one`` and ``two`` serve; ``third`` indexes, and does the long work."""

    one: Library
    two: Library
    third: Library
    store: Store
    room: Path

    @property
    def all(self) -> tuple[Library, ...]:
        return self.third, self.one, self.two

    def follow(self) -> None:
        """What the threads of the programs do every five seconds."""
        for held in self.all:
            Follower(held.index, self.store).tick()

    def begin(self, title: str = "Tháng 12") -> str:
        with self.one.desk.begin(SERVER) as work:
            return librarybook.begin(work, title)

    def send(self, held: Library, name: str, text: str = NEW) -> Taken:
        told, raw = pdf(text, self.room)
        (self.room / told).write_bytes(raw)
        return add(held, name, [(told, self.room / told)], SERVER)

    def work(self, name: str) -> None:
        jobs = Jobs(self.third.desk, kinds_of(lambda: self.third))
        work_on(jobs, READ, name)
        Worker(jobs).work(wait=False)


@pytest.fixture
def machines(tmp_path: Path, store: Store) -> Iterator[Machines]:
    desk = Desk.open(database_at(tmp_path / "desk.db"))
    (tmp_path / "third").mkdir()
    Decrees(tmp_path / "third")

    def machine(name: str) -> Library:
        place = tmp_path / name
        service = Service(place / "index", None, look_again=0)
        files = LibraryFiles(place / "library", Shared(store))
        docs = (place / "docs",) if name == "third" else ()
        return Library(desk, service, files, docs, readers=1)

    found = Machines(machine("one"), machine("two"), machine("third"), store, tmp_path)
    found.follow()
    yield found
    desk.close()


def answers(held: Library) -> str:
    answer = held.service.answer(Question(NEW_ASKED, TODAY))
    return "\n".join(quote.text for quote in answer.quotes)


def test_what_one_takes_the_third_reads_and_the_other_shows(machines: Machines) -> None:
    one, two, third = machines.one, machines.two, machines.third
    name = machines.begin()
    assert records_of(two, two.draft(name)) == {}
    path = machines.send(one, name).added[0]
    machines.work(name)
    answer = two.asked(name).answer(Question(NEW_ASKED, TODAY))
    assert NEW_WORDS in answer.quotes[0].text, "though nobody has looked at it here"
    for held in machines.all:
        read = how_read(held, held.draft(name), path)
        assert read.record is not None
        assert read.reading is not None, "every machine shows how it was read"
        assert held.files.have(held.draft(name).entries[0].digest).read_bytes()[:4] == b"%PDF"
    found = look(third, name)
    assert kept(two, name) == found
    seen = looked(two, two.draft(name))
    assert seen is not None
    assert (seen.current, seen.stale) == (True, False), "an index has one name on all machines"
    assert NEW_WORDS not in answers(two)

    publish(third, name, found.mark, "", SERVER)
    machines.follow()
    assert all(NEW_WORDS in answers(held) for held in machines.all)
    assert not [one for one in machines.store.names("library/drafts/") if CURRENT not in one]


@pytest.mark.parametrize("store", ["folder"], indirect=True)
def test_a_new_draft_has_nothing_of_the_one_that_had_its_name(machines: Machines) -> None:
    one, two = machines.one, machines.two
    name = machines.begin()
    machines.send(one, name)
    machines.work(name)
    assert records_of(two, two.draft(name))
    with one.desk.begin(SERVER) as work:
        librarybook.drop(work, name)
    one.forget(name)
    assert machines.begin() == name
    assert records_of(two, two.draft(name)) == {}
    machines.send(two, name, AMENDED_TODAY)
    machines.work(name)
    found = how_read(one, one.draft(name), two.draft(name).entries[0].path)
    assert found.reading is not None
    assert "5/2019" in str(found.reading.relations)


@pytest.mark.parametrize("store", ["folder"], indirect=True)
def test_only_the_machine_that_indexes_publishes(machines: Machines) -> None:
    name = machines.begin()
    machines.send(machines.one, name)
    found = look(machines.third, name)
    with pytest.raises(LibraryRefused, match="another machine indexes"):
        publish(machines.two, name, found.mark, "", SERVER)
    with machines.two.desk.database.reading() as connection:
        assert librarybook.begun(connection) is None
    assert publish(machines.third, name, found.mark, "", SERVER).number == 1


def test_what_is_damaged_or_gone_in_the_store_is_not_taken(machines: Machines) -> None:
    name = machines.begin()
    machines.send(machines.one, name)
    digest = machines.one.draft(name).entries[0].digest
    (machines.room / "broken").write_bytes(b"broken")
    place = f"library/files/{digest[:2]}/{digest}"
    machines.store.put(place, machines.room / "broken")
    for _ in range(2):
        with pytest.raises(LibraryRefused):
            machines.third.files.have(digest)
        machines.store.remove(place)
    assert machines.one.files.share() == 1, "who has it still gives it out again"
    assert machines.one.files.share() == 0
    assert machines.third.files.have(digest).is_file()


def test_without_the_store_nothing_is_taken_half_and_pages_say_why(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "data").mkdir()
    law = Decrees(tmp_path / "data")
    desk = Desk.open(database_at(tmp_path / "desk.db"))
    told = settings_in(tmp_path / "data").model_copy(
        update={"index_store": str(tmp_path / "shared")}
    )
    web = Web(Service(law.index, None, look_again=0), desk, told)
    held = Library.of(desk, web.service, told)
    machines = Machines(held, held, held, Folder(tmp_path / "shared"), tmp_path)
    name = machines.begin()
    assert machines.send(held, name).added
    machines.work(name)
    shutil.rmtree(tmp_path / "shared")
    shutil.rmtree(held.files.draft(name))
    refused = machines.send(held, name, AMENDED_TODAY).refused
    assert "is it mounted?" in refused[0].values["why"]
    assert len(held.draft(name).items) == 1
    browser = web.browser()
    token = sign_in(desk, join(desk, "mai", Role.MAINTAINER), browser)
    page = browser.get(f"/library/drafts/{name}")
    assert page.status_code == 200
    assert "Chưa dùng được nơi lưu chung" in page.text
    asked = browser.post(f"/library/drafts/{name}/ask", data={"form_token": token, "q": NEW_ASKED})
    assert asked.status_code == 503
    assert NEW_ASKED in asked.text, "what was typed stays"
    item = held.draft(name).items[0].id
    assert "Chưa dùng được" in browser.get(f"/library/drafts/{name}/items/{item}").text
    desk.close()
