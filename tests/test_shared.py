"""Index generations handed from machine to machine, through a folder and through an S3 server."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.following import Following
from indexer import shared
from indexer.shared import Damaged, Follower, fetch, hand_out, name_of
from indexer.shared_store import Bucket, Folder, Store, StoreUnavailable, Taken, store_of
from indexer.sync import sync
from retrieval.generation import Generation
from retrieval.manifest import IndexUnavailable, checksums, current, damaged, read_manifest
from tests.fakes.small_index import decree


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """A server that speaks S3, over HTTP on this machine; its address."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    if request.param == "folder":
        (tmp_path / "shared").mkdir()
        return Folder(tmp_path / "shared")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    import boto3

    endpoint: str = request.getfixturevalue("s3")
    bucket = f"b{abs(hash(str(tmp_path)))}"
    boto3.client("s3", endpoint_url=endpoint).create_bucket(Bucket=bucket)
    return Bucket(bucket, "index", endpoint)


@pytest.fixture
def indexing(tmp_path: Path) -> Path:
    """The index of the machine that indexes, with one decree; ``files`` beside it."""
    (tmp_path / "files").mkdir()
    decree(tmp_path / "files", 1)
    sync(tmp_path / "index", [tmp_path / "files"], None)
    return tmp_path / "index"


def again(indexing: Path, number: int) -> None:
    decree(indexing.parent / "files", number)
    sync(indexing, [indexing.parent / "files"], None)


def same(one: Path, other: Path) -> bool:
    return checksums(current(one)) == checksums(current(other))


def test_what_one_machine_indexes_another_serves(
    store: Store, indexing: Path, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    name = hand_out(indexing, store)
    assert name == store.current() == name_of(current(indexing))
    assert hand_out(indexing, store) == ""
    follower = Follower(there, store)
    assert follower.tick() == name
    assert same(indexing, there)
    assert Generation(current(there)).store.documents()
    assert not damaged(current(there), read_manifest(current(there)), thorough=False, large=0)
    assert follower.tick() == ""
    again(indexing, 2)
    assert Follower(indexing, store).tick() != name
    assert follower.tick()
    assert same(indexing, there)


def test_an_empty_store_gives_nothing(store: Store, tmp_path: Path) -> None:
    assert Follower(tmp_path / "there", store).tick() == ""
    with pytest.raises(IndexUnavailable):
        current(tmp_path / "there")


def test_a_damaged_file_is_refused_and_the_old_one_serves(
    store: Store, indexing: Path, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    hand_out(indexing, store)
    Follower(there, store).tick()
    before = current(there)
    again(indexing, 2)
    name = hand_out(indexing, store)
    (tmp_path / "broken").write_bytes(b"broken")
    store.put(f"{name}/text.db", tmp_path / "broken")
    with pytest.raises(Damaged, match=r"text\.db"):
        fetch(there, store, name)
    assert Follower(there, store).tick() == ""
    assert current(there) == before
    store.put(f"{name}/text.db", current(indexing) / "text.db")
    assert Follower(there, store).tick() == name


@pytest.mark.parametrize("what", ["manifest.json", "text.db"])
def test_a_missing_file_is_refused(store: Store, indexing: Path, tmp_path: Path, what: str) -> None:
    name = hand_out(indexing, store)
    store.remove(f"{name}/{what}")
    with pytest.raises(Damaged, match="missing"):
        fetch(tmp_path / "there", store, name)


def test_another_manifest_than_the_published_is_refused(
    store: Store, indexing: Path, tmp_path: Path
) -> None:
    name = hand_out(indexing, store)
    (tmp_path / "other").write_text((current(indexing) / "manifest.json").read_text() + " ")
    store.put(f"{name}/manifest.json", tmp_path / "other")
    with pytest.raises(Damaged, match="not the one"):
        fetch(tmp_path / "there", store, name)


class Counting:
    """A store that counts what is fetched, and whose line is cut after ``cut`` files."""

    def __init__(self, store: Store, cut: int) -> None:
        self.inner, self.cut, self.got = store, cut, list[str]()

    def get(self, name: str, file: Path) -> None:
        if len(self.got) == self.cut:
            file.write_bytes(b"half of")
            raise StoreUnavailable("the line is cut")
        self.got.append(name)
        self.inner.get(name, file)

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)


def test_what_was_fetched_before_the_line_was_cut_is_not_fetched_again(
    store: Store, indexing: Path, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    name = hand_out(indexing, store)
    line = Counting(store, 4)
    with pytest.raises(StoreUnavailable):
        fetch(there, line, name)  # type: ignore[arg-type]
    with pytest.raises(IndexUnavailable):
        current(there)
    again_ = Counting(store, -1)
    assert fetch(there, again_, name)  # type: ignore[arg-type]
    files = len(read_manifest(current(there))["files"])
    assert len(again_.got) == 1 + files - 3  # the manifest first
    assert same(indexing, there)
    assert not list(there.glob(".fetched-*"))


def test_of_two_machines_that_index_one_publishes_until_the_other_takes_over(
    store: Store, indexing: Path, tmp_path: Path
) -> None:
    hand_out(indexing, store)
    other = tmp_path / "other"
    sync(other, [tmp_path / "files"], None)
    again(tmp_path / "index", 2)
    with pytest.raises(Taken):
        hand_out(other, store)
    assert Follower(other, store).tick() == ""
    name = hand_out(other, store, take_over=True)
    assert store.current() == name
    with pytest.raises(Taken):
        hand_out(indexing, store)


def test_a_switch_from_something_else_is_refused(store: Store) -> None:
    store.switch("", "g000001-aa")
    for before in ("", "g000009-bb"):
        with pytest.raises(Taken):
            store.switch(before, "g000002-cc")
    store.switch("g000001-aa", "g000002-cc")
    assert store.current() == "g000002-cc"


def test_of_many_who_switch_at_once_one_does(store: Store) -> None:
    done: list[str] = []

    def switch(name: str) -> None:
        try:
            store.switch("", name)
            done.append(name)
        except Taken:
            pass

    threads = [threading.Thread(target=switch, args=(f"g{n:06d}-aa",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if isinstance(store, Folder):  # moto itself looks and writes in two steps
        assert len(done) == 1
    assert store.current() in done


def test_old_generations_go_the_newest_stay(store: Store, indexing: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    for number in range(2, 6):
        hand_out(indexing, store)
        Follower(there, store).tick()
        again(indexing, number)
    hand_out(indexing, store)
    kept = {name.partition("/")[0] for name in store.names("g")}
    assert len(kept) == shared.KEPT
    assert store.current() in kept
    assert len(list(there.glob("g*"))) <= 3


class KeepsAll(Counting):
    """A store that lets nobody remove anything."""

    def remove(self, name: str) -> None:
        raise StoreUnavailable(f"{name}: Access Denied")


def test_a_store_that_removes_nothing_takes_what_is_new(
    store: Store, indexing: Path, tmp_path: Path
) -> None:
    for number in range(2, 7):
        name = hand_out(indexing, KeepsAll(store, -1))  # type: ignore[arg-type]
        assert store.current() == name
        again(indexing, number)
    assert len({name.partition("/")[0] for name in store.names("g")}) == 5
    hand_out(indexing, store)
    assert len({name.partition("/")[0] for name in store.names("g")}) == shared.KEPT


def test_what_a_store_has_lost_is_put_there_again_by_who_takes_over(
    store: Store, indexing: Path, tmp_path: Path
) -> None:
    name = hand_out(indexing, store)
    store.remove(f"{name}/text.db")
    assert hand_out(indexing, store) == "", "who looks every five seconds does not look at each"
    assert hand_out(indexing, store, take_over=True) == name
    assert fetch(tmp_path / "there", store, name)


def test_many_machines_may_take_the_same_away_at_once(tmp_path: Path) -> None:
    """A folder that is gone when one looks into it is no trouble."""
    (tmp_path / "some").write_text("x", encoding="utf-8")
    store = Folder(tmp_path / "shared")
    (tmp_path / "shared").mkdir()
    failed: list[Exception] = []

    def take_away() -> None:
        try:
            shared.clear(store)
        except Exception as error:
            failed.append(error)

    for number in range(10):
        for folder in range(20):
            store.put(f"g{number}/{folder}/a/b", tmp_path / "some")
        threads = [threading.Thread(target=take_away) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed
        assert not list(store.names())


def test_a_folder_that_lets_nobody_remove_is_one_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "shared" / "g1").mkdir(parents=True)
    with pytest.raises(StoreUnavailable, match="cannot be removed"):
        Folder(tmp_path / "shared").remove("g1")


def test_a_rollback_reaches_the_others_without_fetching_again(
    store: Store, indexing: Path, tmp_path: Path
) -> None:
    from indexer.generations import rollback

    there = tmp_path / "there"
    hand_out(indexing, store)
    Follower(there, store).tick()
    again(indexing, 2)
    hand_out(indexing, store)
    Follower(there, store).tick()
    rollback(indexing)
    name = Follower(indexing, store).tick()
    line = Counting(store, 0)
    assert fetch(there, line, name)  # type: ignore[arg-type]
    assert same(indexing, there)


def test_a_store_that_is_gone_leaves_what_serves(tmp_path: Path, indexing: Path) -> None:
    (tmp_path / "shared").mkdir()
    store = Folder(tmp_path / "shared")
    hand_out(indexing, store)
    there = tmp_path / "there"
    Follower(there, store).tick()
    shutil.rmtree(tmp_path / "shared")
    assert Follower(there, store).tick() == ""
    assert same(indexing, there)
    with pytest.raises(StoreUnavailable, match="is it mounted"):
        store.current()


def test_a_store_that_hangs_keeps_no_program_from_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes what comes, says nothing
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        following = Following(tmp_path / "index", "s3://b/index", endpoint, every=0)
        following.patience = 0.2
        with following:
            held, _ = silent.accept()
            began = time.monotonic()
        assert time.monotonic() - began < 10, "one try alone may take thirty seconds"
        held.close()


def test_that_the_store_is_gone_is_told_once_each_time(
    tmp_path: Path, indexing: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store, away = tmp_path / "shared", tmp_path / "away"
    store.mkdir()
    follower = Follower(tmp_path / "there", Folder(store))
    for times in (1, 2):
        store.rename(away)
        for _ in range(3):
            assert follower.tick() == ""
        assert [record.levelname for record in caplog.records] == ["WARNING"] * times
        away.rename(store)
        follower.tick()


@pytest.mark.parametrize("name", ["../../away", "g000001-aa/../../../away", "g1", "/etc"])
def test_a_store_that_names_another_place_is_refused(
    tmp_path: Path, indexing: Path, name: str
) -> None:
    (tmp_path / "shared").mkdir()
    store = Folder(tmp_path / "shared")
    good = hand_out(indexing, store)
    store.switch(good, name)
    with pytest.raises(Damaged, match="no name"):
        fetch(tmp_path / "deep" / "there", store, name)
    assert Follower(tmp_path / "deep" / "there", store).tick() == ""
    assert not (tmp_path / "deep").exists()


def test_what_is_refused_is_looked_at_again_after_a_while(tmp_path: Path, indexing: Path) -> None:
    (tmp_path / "shared").mkdir()
    store = Folder(tmp_path / "shared")
    name = hand_out(indexing, store)
    store.remove(f"{name}/text.db")  # a network's folder may show it late
    patient, quick = (Follower(tmp_path / str(n), store, again=n) for n in (600, 0))
    assert (patient.tick(), quick.tick()) == ("", "")
    store.put(f"{name}/text.db", current(indexing) / "text.db")
    assert (patient.tick(), quick.tick()) == ("", name)


def test_no_setting_is_no_store() -> None:
    assert store_of("") is None
