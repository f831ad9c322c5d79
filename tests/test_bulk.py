"""Many workers and one index: the same as one makes, nothing twice, whoever is killed."""

import collections
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from corpus.reading import Reading
from indexer.bulk import Bulk, work
from indexer.cache import Cache
from indexer.sync import sync
from reader.read import Unreadable
from reader.workers import Here
from retrieval.embedder import SentenceEmbedder
from retrieval.manifest import checksums, current
from tests.fakes import small_model
from tests.fakes.small_index import decrees

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = decrees(tmp_path_factory.mktemp("files"), 130)
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 cut off")
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_model.write(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def alone(files: Path, model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a machine whose index one process made, in one thread as workers have it:
    sums in another order differ in their last bits.
    """
    place = tmp_path_factory.mktemp("alone")
    (place / "models").mkdir()
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        sync(place / "index", [files], SentenceEmbedder(str(model), place / "models"))
    finally:
        torch.set_num_threads(threads)
    return place


@pytest.fixture
def data(alone: Path, tmp_path: Path) -> Path:
    """The data of another machine of the same kind: it computes with the same precision."""
    shutil.copytree(alone / "models", tmp_path / "data" / "models")
    return tmp_path / "data"


def settings(model: Path, data: Path) -> dict[str, str]:
    return {"MOTCHAM_MODEL": str(model), "MOTCHAM_DATA": str(data)}


def made(index: Path) -> dict[str, str]:
    """The digest of every file of the generation."""
    return checksums(current(index))


def test_two_workers_make_the_same_index(files: Path, model: Path, alone: Path, data: Path) -> None:
    embedder = SentenceEmbedder(str(model), data / "models")
    with Bulk(data / "bulk", 2, settings(model, data)) as bulk:
        report = sync(data / "index", [files], embedder, bulk=bulk)
    assert report.documents == 130
    assert [unread.path.endswith("broken.docx") for unread in report.unread] == [True], (
        report.unread
    )
    assert made(data / "index") == made(alone / "index")
    assert not [*data.glob("bulk/*/*")], "everything was collected"


class Counted:
    """What a worker does, in this process: each file and text that it finished is counted."""

    def __init__(self, stop_after: int = 10**9) -> None:
        self.read_: collections.Counter[str] = collections.Counter()
        self.left = stop_after

    def read(self, files: Sequence[Path]) -> Iterator[tuple[Path, Reading | Unreadable]]:
        for file, found in Here().read(files):
            if not self.left:
                raise KeyboardInterrupt
            self.left -= 1
            self.read_[file.name] += 1
            yield file, found

    def encode(self, _model: str, texts: list[str]) -> NDArray[np.float32]:
        return np.zeros((len(texts), 4), np.float32)


def test_the_shard_of_a_killed_worker_goes_on_where_it_was(files: Path, tmp_path: Path) -> None:
    some = sorted(files.rglob("*.md"))[:60]
    first, second = Counted(stop_after=25), Counted()
    with ThreadPoolExecutor(2) as pool:
        with Bulk(tmp_path, 0) as bulk:
            names = [file.name for file in some]
            coming = pool.submit(lambda: dict(bulk.read(some, names)))
            with pytest.raises(KeyboardInterrupt):
                work(tmp_path, first.read, first.encode)
            part = next((tmp_path / "part").iterdir())
            part.write_bytes(part.read_bytes()[:-7])  # it was killed while it wrote the last line
            after = pool.submit(work, tmp_path, second.read, second.encode)
            read = coming.result(60)
        assert after.result(60) == 2
    assert set(read) == set(some)
    counted = first.read_ + second.read_
    assert sorted(counted.values()) == [1] * 59 + [2], "all once, but for the line that was lost"


def test_vectors_that_a_killed_worker_left_half_are_made_again(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db") as cache, Bulk(tmp_path, 0) as bulk:
        with (tmp_path / "part" / "embed-000000-aa.npz").open("wb") as half:
            np.savez(half, model="m", digests=["d"], vectors=np.zeros((1, 4), np.float32))
            half.truncate(100)
        bulk.keep_left_over(cache)
        assert not [*tmp_path.glob("part/*")]


def test_a_worker_whose_part_the_next_collector_took_goes_on(files: Path, tmp_path: Path) -> None:
    for name in ("todo", "done", "part"):
        (tmp_path / name).mkdir()
    file = next(files.rglob("*.md"))
    task = tmp_path / "todo" / "read-000000-aa.json"
    task.write_text(json.dumps({"files": [[str(file), file.name]]}), encoding="utf-8")

    class Robbed(Counted):
        def read(self, files: Sequence[Path]) -> Iterator[tuple[Path, Reading | Unreadable]]:
            yield from super().read(files)
            for part in tmp_path.glob("part/*"):
                part.unlink()

    robbed = Robbed()
    assert work(tmp_path, robbed.read, robbed.encode) == 1
    assert not [*tmp_path.glob("done/*"), *tmp_path.glob("todo/*")]


def test_killed_with_all_its_workers_it_goes_on_and_makes_the_same(
    files: Path, model: Path, alone: Path, data: Path, tmp_path: Path
) -> None:
    environment = {**os.environ, **settings(model, data), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "indexer", "sync", str(files), "--workers", "2", "--json"]
    log = (tmp_path / "log").open("w")
    first = subprocess.Popen(
        command, env=environment, cwd=tmp_path, stdout=log, stderr=log, start_new_session=True
    )
    shards = data / "index" / "bulk"
    _until(lambda: any(shards.glob("part/*")) or any(shards.glob("done/*")))
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    second = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=True)
    report = json.loads(second.stdout)
    assert report["documents"] == 130
    assert made(data / "index") == made(alone / "index")


def _until(what: Callable[[], bool], seconds: float = 90) -> None:
    last = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < last
        time.sleep(0.02)
