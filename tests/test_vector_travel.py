"""A generation travels to replicas that search vectors in PostgreSQL: its table is there before any
of them serves it, and goes when none can serve it any more."""

import gc
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest

from desk.following import Following
from indexer.generations import generations, rollback
from indexer.shared import Follower, hand_out
from indexer.shared_store import Folder
from indexer.sync import sync
from retrieval.manifest import current, read_manifest
from retrieval.service import Service
from retrieval.vector_tables import VectorTables
from tests.fakes.counting import CountingEmbedder
from tests.fakes.databases import on_server
from tests.fakes.small_index import decree

WORDS, DAY = "Lệ phí phải nộp là bao nhiêu đồng", date(2026, 6, 1)
NONE = timedelta(0)
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


class Place:
    """The machine that indexes, a store, and one database for all."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.index, self.database = folder, folder / "index", on_server()
        self.store = folder / "store"
        self.store.mkdir()
        (folder / "files").mkdir()
        self.embedder = CountingEmbedder()

    def publish(self, number: int) -> str:
        """One decree more, indexed by a machine that has no part in the database."""
        decree(self.folder / "files", number)
        sync(self.index, [self.folder / "files"], self.embedder)
        return hand_out(self.index, Folder(self.store))

    def tables(self) -> set[str]:
        with psycopg.connect(self.database) as connection:
            found = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'motcham_vectors'"
            ).fetchall()
        return {str(name) for (name,) in found}


class Replica:
    """An api: follows the store, and answers."""

    def __init__(self, place: Place, name: str) -> None:
        self.place, self.index = place, place.folder / name
        self.searched = VectorTables(place.database)
        self.filled = VectorTables(place.database)
        self.following = Following(self.index, str(place.store), tables=self.filled)
        self.service = Service(self.index, place.embedder, look_again=0, tables=self.searched)

    def follow(self) -> str:
        """The table of what serves here now."""
        self.following.first()
        self.search()
        gc.collect()  # the generation before is let go of,
        self.search()  # and its table, by the connection that searches
        return table_of(current(self.index))

    def search(self) -> None:
        found = self.service.passages(WORDS, DAY)
        assert found
        assert found.hits

    def close(self) -> None:
        self.searched.close()
        self.filled.close()


def table_of(generation: Path) -> str:
    return f"v{read_manifest(generation)['files']['vectors/all.npy']}"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def replicas(place: Place) -> Iterator[tuple[Replica, Replica]]:
    both = Replica(place, "one"), Replica(place, "two")
    yield both
    for one in both:
        one.close()


def test_vectors_stand_in_the_table_before_a_replica_serves_them(place: Place) -> None:
    seen: list[tuple[str, set[str]]] = []
    there, tables = place.folder / "there", VectorTables(place.database)

    def ready(generation: Path) -> None:
        assert not (there / "CURRENT").exists()
        tables.fill(generation)
        seen.append((table_of(generation), place.tables()))

    place.publish(1)
    assert Follower(there, Folder(place.store), ready).tick()
    ((table, known),) = seen
    assert known == {table} == {table_of(current(there))}


def test_a_table_goes_only_when_no_replica_serves_it(
    place: Place, replicas: tuple[Replica, Replica], caplog: pytest.LogCaptureFixture
) -> None:
    ahead, behind = replicas
    place.publish(1)
    first = ahead.follow()
    assert behind.follow() == first
    for number in range(2, 6):
        place.publish(number)
        assert ahead.follow() in place.tables()
        ahead.filled.keep_only(generations(ahead.index), young=NONE)
    assert first in place.tables(), "the other serves it still"
    behind.search()
    assert not [one for one in caplog.messages if "in the files" in one]
    behind.follow()
    ahead.filled.keep_only(generations(ahead.index), young=NONE)
    assert place.tables() == {table_of(one) for one in generations(ahead.index)}


def test_going_back_finds_its_table_or_makes_it(
    place: Place, replicas: tuple[Replica, Replica]
) -> None:
    one, two = replicas
    place.publish(1)
    first = one.follow()
    place.publish(2)
    assert one.follow() != first
    two.follow()
    one.filled.keep_only([current(one.index)], young=NONE)
    assert first not in place.tables()
    rollback(place.index)
    assert hand_out(place.index, Folder(place.store))
    assert (one.follow(), two.follow()) == (first, first)
    assert first in place.tables()


def test_while_the_database_refuses_the_old_generation_serves(place: Place) -> None:
    there = place.folder / "there"
    place.publish(1)
    Follower(there, Folder(place.store), VectorTables(place.database).fill).tick()
    before = current(there)
    place.publish(2)
    away = Follower(there, Folder(place.store), VectorTables(NOWHERE).fill)
    assert away.tick() == ""
    assert current(there) == before
    assert Follower(there, Folder(place.store), VectorTables(place.database).fill).tick()
    assert table_of(current(there)) in place.tables()
    assert current(there) != before


def test_an_upload_that_was_killed_is_finished_and_leaves_nothing(place: Place) -> None:
    class Killed(Folder):
        left = 3

        def put(self, name: str, file: Path) -> None:
            self.left -= 1
            if not self.left:  # as the system leaves it where a process is killed in the middle
                half = place.store / name
                half.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, half.with_name(f".{half.name}.77"))
                raise KeyboardInterrupt
            super().put(name, file)

    decree(place.folder / "files", 1)
    sync(place.index, [place.folder / "files"], place.embedder)
    with pytest.raises(KeyboardInterrupt):
        hand_out(place.index, Killed(place.store))
    assert Folder(place.store).current() == ""
    assert Follower(place.folder / "there", Folder(place.store)).tick() == ""
    assert [*place.store.rglob(".*.77")]
    assert hand_out(place.index, Folder(place.store))
    assert not [*place.store.rglob(".*.77")]
    assert Follower(place.folder / "there", Folder(place.store)).tick()


def test_an_upload_that_was_killed_and_never_finished_is_cleaned(place: Place) -> None:
    place.publish(1)
    half = place.store / "g000001-000000000000"
    half.mkdir()
    (half / "text.db").write_bytes(b"half")
    (half / ".text.db.77").write_bytes(b"half")
    for number in range(2, 6):
        place.publish(number)
    assert not half.exists()
