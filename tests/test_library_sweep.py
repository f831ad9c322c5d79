"""What drafts leave behind goes, whoever was killed over it, and never from under a reader."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from desk import librarybook
from desk.__main__ import main
from desk.audit import SERVER
from desk.desk import Desk
from desk.holding import Entry, LibraryRefused
from desk.library import NOT_READ
from desk.library_changes import look
from desk.library_files import LibraryFiles, alone
from desk.library_publish import publish
from desk.library_read import how_read, records_of
from desk.library_shared import Shared
from desk.library_sweep import IDLE, Sweeping, sweep, sweep_store
from desk.schema import library_drafts
from indexer.shared_store import Folder, Store, StoreUnavailable
from retrieval.answer import Answer
from retrieval.question import Question
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at, setting_at
from tests.fakes.decree_files import word
from tests.fakes.logs import logging_kept
from tests.test_faq import TODAY
from tests.test_library_shared import Machines, answers, machines
from tests.test_pages_shelf import NEW, NEW_ASKED, NEW_WORDS, Place, law, place
from tests.test_shared import s3, store

pytest_plugins = ["tests.fakes.databases"]
__all__ = ["law", "machines", "place", "s3", "store"]
GENERATION = "g000001-aaaaaaaaaaaa"


class Refusing:
    """A store that removes so many files, and then refuses to; all stores in it do."""

    def __init__(self, inner: Store, left: list[int]) -> None:
        self.inner, self.left = inner, left

    def remove(self, name: str) -> None:
        if self.left[0] == 0:
            raise StoreUnavailable("Access Denied")
        self.left[0] -= 1
        self.inner.remove(name)

    def below(self, name: str) -> "Refusing":
        return Refusing(self.inner.below(name), self.left)

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)


def begun(desk: Desk, files: LibraryFiles, title: str) -> str:
    """A draft that was read: on the disk, in the store and in its row."""
    with desk.begin(SERVER) as work:
        name = librarybook.begin(work, title)
        librarybook.put(work, name, Entry("a.txt", f"{title}-digest", 1))
        which = update(library_drafts).where(library_drafts.c.name == name)
        work.connection.execute(which.values(reading=GENERATION))
    for file in ("index/CURRENT", "index/g000001/text.db", "files/a.txt"):
        written(files.draft(name) / file)
    return name


def written(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("x", encoding="utf-8")
    return file


def put_into(store: Store, name: str, room: Path) -> None:
    below = store.below(f"library/drafts/{name}")
    for file in ("manifest.json", "text.db", "words/terms.npy"):
        below.put(f"{GENERATION}/{file}", written(room / "some"))
    below.switch("", GENERATION)


def drop(desk: Desk, name: str) -> None:
    with desk.begin(SERVER) as work:
        librarybook.drop(work, name)


def left_in(store: Store) -> set[str]:
    return {name.split("/")[2] for name in store.names("library/drafts/")}


def test_of_drafts_that_ended_nothing_is_left_and_others_are_whole(
    desk: Desk, store: Store, tmp_path: Path
) -> None:
    files = LibraryFiles(tmp_path / "library", Shared(store))
    for title in ("Hai", "Mot"):
        put_into(store, begun(desk, files, title), tmp_path)
    drop(desk, "mot")
    sweep(desk, files)
    sweep_store(desk, files)
    assert not files.draft("mot").exists()
    assert (files.draft("hai") / "index" / "CURRENT").exists()
    assert left_in(store) == {"hai"}
    with desk.database.reading() as connection:
        assert librarybook.draft(connection, "hai").reading == GENERATION


def test_a_draft_that_nobody_works_on_loses_its_index_and_nothing_else(
    desk: Desk, clock: Clock, tmp_path: Path
) -> None:
    (tmp_path / "shared").mkdir()
    store = Folder(tmp_path / "shared")
    files = LibraryFiles(tmp_path / "library", Shared(store))
    for title in ("Bo", "Doc", "Sua"):
        put_into(store, begun(desk, files, title), tmp_path)
    clock.forward((IDLE - timedelta(hours=1)).total_seconds())
    with desk.begin(SERVER) as work:
        item = librarybook.draft(work.connection, "sua").items[0]
        librarybook.say(work, item, {"field": "đo lường"})
    sweep(desk, files)
    sweep_store(desk, files)
    assert left_in(store) == {"bo", "doc", "sua"}
    clock.forward(7200)
    with alone(files.draft("doc")):  # a program here is just reading it
        sweep(desk, files)
    assert (files.draft("doc") / "index" / "CURRENT").exists()
    assert (files.draft("sua") / "index" / "CURRENT").exists()
    assert not (files.draft("bo") / "index").exists()
    sweep_store(desk, files)
    assert left_in(store) == {"sua"}
    with desk.database.reading() as connection:
        kept = {one.name for one in librarybook.drafts(connection)}
        assert kept == {"bo", "doc", "sua"}
        assert [librarybook.draft(connection, one).reading for one in ("bo", "sua")] == [
            "",
            GENERATION,
        ]
        assert librarybook.draft(connection, "bo").entries[0].path == "a.txt"


def test_what_a_store_refuses_or_a_kill_leaves_half_done_goes_the_next_time(
    desk: Desk, store: Store, tmp_path: Path
) -> None:
    left = [2]
    files = LibraryFiles(tmp_path / "library", Shared(Refusing(store, left)))  # type: ignore[arg-type]
    name = begun(desk, files, "Mot")
    put_into(store, name, tmp_path)
    drop(desk, name)
    files.drop_draft(name)  # says nothing: what has ended has ended
    rest = list(store.below(f"library/drafts/{name}").names())
    assert rest == [f"{GENERATION}/text.db", f"{GENERATION}/words/terms.npy"], "manifest first"
    with pytest.raises(LibraryRefused, match="Access Denied"):
        sweep_store(desk, files)
    left[0] = -1
    sweep_store(desk, files)
    assert left_in(store) == set()


def test_pictures_of_pages_go_with_the_last_draft_that_shows_them(
    desk: Desk, tmp_path: Path
) -> None:
    files = LibraryFiles(tmp_path / "library")
    for title in ("Mot", "Hai"):
        begun(desk, files, title)
        written(files.place / "pages" / f"{title}-digest" / "1.webp")
    drop(desk, "mot")
    sweep(desk, files)
    assert [one.name for one in (files.place / "pages").iterdir()] == ["Hai-digest"]


def test_a_store_that_is_away_is_looked_at_again_and_nothing_else_waits_for_it(
    desk: Desk, tmp_path: Path
) -> None:
    files = LibraryFiles(tmp_path / "library", Shared(Folder(tmp_path / "away")))
    written(files.draft("mot") / "index" / "CURRENT")
    with Sweeping(desk, files):
        pass
    assert not files.draft("mot").exists()
    put_into(Folder(tmp_path), "hai", tmp_path)
    (tmp_path / "away").mkdir()
    files.shared = Shared(Folder(tmp_path))
    with Sweeping(desk, files):
        pass
    assert left_in(Folder(tmp_path)) == set()


def test_the_worker_sweeps_when_it_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database_at(tmp_path / "motcham.db")
    told = setting_at(tmp_path / "motcham.db")
    for name, value in (told | {"MOTCHAM_DATA": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)
    left = written(tmp_path / "library" / "drafts" / "mot" / "index" / "CURRENT")
    with logging_kept():
        done = CliRunner().invoke(main, ["worker", "--until-idle"])
    assert done.exit_code == 0, done.output
    assert not left.exists()


def left_alone(desk: Desk, name: str) -> None:
    """Nobody has worked on it for long."""
    with desk.begin() as work:
        which = update(library_drafts).where(library_drafts.c.name == name)
        work.connection.execute(which.values(worked=work.now - IDLE - timedelta(days=1)))


@pytest.fixture
def read(machines: Machines) -> tuple[Machines, str]:
    """A draft that the third machine has read and the others have fetched."""
    name = machines.begin()
    machines.send(machines.one, name)
    machines.work(name)
    for held in (machines.one, machines.two):
        assert records_of(held, held.draft(name))
    return machines, name


@pytest.mark.parametrize("store", ["folder"], indirect=True)
def test_the_index_of_a_draft_left_alone_is_made_again_by_reading_it(
    read: tuple[Machines, str],
) -> None:
    machines, name = read
    one, two = machines.one, machines.two
    path = two.draft(name).entries[0].path
    assert NEW_WORDS in two.answer(name, Question(NEW_ASKED, TODAY)).quotes[0].text
    left_alone(one.desk, name)
    for held in machines.all:
        held.sweep()
        sweep_store(held.desk, held.files)
        assert records_of(held, held.draft(name)) == {}, "as one that was not read yet"
        assert how_read(held, held.draft(name), path).reading is None
        with pytest.raises(LibraryRefused) as refused:
            held.answer(name, Question(NEW_ASKED, TODAY))
        assert refused.value.said == NOT_READ
        assert not held.index_of(name).exists()
    assert not left_in(machines.store)
    machines.work(name)
    for held in machines.all:
        held.sweep()
        sweep_store(held.desk, held.files)
        assert NEW_WORDS in held.answer(name, Question(NEW_ASKED, TODAY)).quotes[0].text


@pytest.mark.parametrize("store", ["folder"], indirect=True)
def test_publishing_does_not_wait_for_a_store_that_removes_nothing(
    read: tuple[Machines, str],
) -> None:
    machines, name = read
    third, left = machines.third, [0]
    third.files.shared = Shared(Refusing(machines.store, left))  # type: ignore[arg-type]
    found = look(third, name)
    assert publish(third, name, found.mark, "", SERVER).number == 1
    machines.follow()
    assert NEW_WORDS in answers(machines.two)
    assert left_in(machines.store) == {name}
    left[0] = -1
    for held in machines.all:
        held.sweep()
        sweep_store(held.desk, held.files)
        assert not held.files.draft(name).exists()
    assert left_in(machines.store) == set()


def test_the_page_of_a_draft_left_alone_offers_to_read_it_and_to_publish_it(place: Place) -> None:
    name = place.begin()
    place.send(name, word(NEW, place.room))
    place.look(name)
    left_alone(place.web.desk, name)
    place.library.sweep()
    shown = place.page(f"/drafts/{name}")
    assert "chưa đọc" in shown
    assert "Đọc lại các văn bản" in shown
    assert "Hỏi thử bản nháp này" not in shown
    assert "Văn bản này chưa được đọc" in place.page(
        f"/drafts/{name}/items/{place.library.draft(name).items[0].id}"
    )
    asked = place.post(f"/drafts/{name}/ask", q=NEW_ASKED)
    assert asked.status_code == 503
    assert "những gì đã đọc được dọn đi" in asked.text
    assert "mười tám tháng" in place.page(f"/drafts/{name}/changes"), "what was found stays"
    assert place.publish(name).status_code == 303
    assert NEW_WORDS in place.answers()


class Emptied:
    """A store from which somebody takes everything away after so many files were fetched."""

    def __init__(self, inner: Store, after: int) -> None:
        self.inner, self.after = inner, after

    def get(self, name: str, file: Path) -> None:
        self.after -= 1
        if self.after == 0:
            for one in list(self.inner.names()):
                self.inner.remove(one)
        self.inner.get(name, file)

    def below(self, name: str) -> "Emptied":
        return Emptied(self.inner.below(name), self.after)

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)


@pytest.mark.parametrize("store", ["folder"], indirect=True)
def test_who_is_just_reading_a_draft_that_ends_does_not_fail(read: tuple[Machines, str]) -> None:
    machines, name = read
    one, two = machines.one, machines.two
    draft, path = two.draft(name), two.draft(name).entries[0].path
    two.asked(name)
    shutil.rmtree(two.index_of(name))  # between two looks
    two.files.shared = Shared(Emptied(machines.store, 3))  # type: ignore[arg-type]
    assert records_of(two, draft) == {}
    two.files.shared = None  # as where the draft's index lies here alone, and goes
    assert how_read(two, draft, path).reading is None
    service = one.asked(name)
    asked = Question(NEW_ASKED, TODAY)
    assert isinstance(service.answer(asked), Answer)
    shutil.rmtree(one.index_of(name))
    with pytest.raises(LibraryRefused):
        one.answer(name, asked)
    machines.work(name)
    assert records_of(one, one.draft(name)), "what the store has lost is put there again"
