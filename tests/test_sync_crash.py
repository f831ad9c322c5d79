"""A sync killed with -9 at any moment, or out of room: the old index serves, the next run ends it.

And any road of edits leads to the index that the files alone give.
"""

import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.generations import generations
from indexer.sync import sync
from indexer.verify import verify
from retrieval.generation import Generation
from retrieval.manifest import IndexUnavailable, current
from tests.fakes import syncing
from tests.fakes.counting import CountingEmbedder
from tests.fakes.papers import HEADINGS, guide, library

DOCUMENTS = 45  # more chunks than the cache keeps at once
KILLS = 12


def served(index: Path) -> set[str]:
    """Which versions of the documents the index holds; it is sound and whole."""
    assert verify(index).sound
    chunks = list(Generation(current(index)).store.chunks())
    assert len(chunks) == DOCUMENTS * len(HEADINGS)
    return {chunk.text.split("lần ")[1].split()[0] for chunk in chunks}


def test_kill_9_leaves_the_old_index_or_the_new(tmp_path: Path) -> None:
    dice = random.Random(9)
    index, docs = tmp_path / "index", library(tmp_path / "docs", DOCUMENTS, "v0")
    whole = syncing.seconds(index, docs)
    serving, outcomes = "v0", set()
    for number in range(1, KILLS + 1):
        library(docs, DOCUMENTS, f"v{number}")
        process = syncing.start(index, docs)
        time.sleep(dice.uniform(0, whole))
        process.kill()
        process.join()
        (found,) = served(index)
        assert found in (serving, f"v{number}")
        outcomes.add(found == serving)
        serving = found
    assert True in outcomes, "no kill came before the end"
    sync(index, [docs], CountingEmbedder())
    assert served(index) == {f"v{KILLS}"}
    assert not [path for path in index.iterdir() if path.name.startswith((".new", ".CURRENT"))]


def test_kill_9_in_the_first_sync_leaves_no_index_or_a_whole_one(tmp_path: Path) -> None:
    dice = random.Random(7)
    docs = library(tmp_path / "docs", DOCUMENTS)
    whole = syncing.seconds(tmp_path / "measured", docs)
    for number in range(3):
        index = tmp_path / f"index-{number}"
        process = syncing.start(index, docs)
        time.sleep(dice.uniform(0, whole))
        process.kill()
        process.join()
        try:
            assert served(index) == {"đầu"}
        except IndexUnavailable as error:
            assert "there is no index yet" in str(error)  # noqa: PT017
        sync(index, [docs], CountingEmbedder())
        assert served(index) == {"đầu"}


@pytest.mark.parametrize("room", [4_000, 40_000, 100_000])
def test_a_full_disk_is_told_and_the_old_index_serves(tmp_path: Path, room: int) -> None:
    data, docs = tmp_path / "data", library(tmp_path / "docs", DOCUMENTS)
    sync(data / "index", [docs], None)
    library(docs, DOCUMENTS, "sau")
    for damaged in (data / "index").glob("cache.db*"):
        damaged.unlink()
    run = subprocess.run(
        [sys.executable, "-m", "indexer", "sync", "--words-only", str(docs)],
        env={"MOTCHAM_DATA": str(data), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )
    said = " ".join(run.stderr.split())
    assert run.returncode == 1, said
    assert "The one that serves is untouched" in said
    assert "Traceback" not in said
    assert served(data / "index") == {"đầu"}
    assert not list((data / "index").glob(".new*")), "what was half written takes no room"
    sync(data / "index", [docs], None)
    assert served(data / "index") == {"sau"}


# Any road of edits

WORDS = ("Nộp đơn tại xã.", "Mười ngày làm việc.", "Không thu phí.", "Mèo nằm mái nhà.", "")
files = st.sampled_from(["a.md", "b.md", "c/a.md", "c/b.md", "d.txt"])
texts = st.lists(st.sampled_from(WORDS), min_size=0, max_size=3)
edits = st.one_of(
    st.tuples(st.just("write"), files, st.sampled_from(["Đơn", "Phí"]), texts),
    st.tuples(st.just("note"), files, texts),  # whose name becomes its title
    st.tuples(st.just("delete"), files),
    st.tuples(st.just("move"), files, files),
    st.tuples(st.just("copy"), files, files),
)
runs = st.lists(st.lists(edits, min_size=1, max_size=4), min_size=1, max_size=3)


def edit(docs: Path, what: str, name: str, *more: object) -> None:
    file = docs / name
    match what, more:
        case "write", (str(title), list(written)):
            guide(file, title, *written)
        case "note", (list(written),):
            file.parent.mkdir(exist_ok=True)
            file.write_text("\n\n".join(["Ghi nhớ.", *written]), encoding="utf-8")
        case "delete", ():
            file.unlink(missing_ok=True)
        case (("move" | "copy"), (str(target),)) if file.exists() and target != name:
            (docs / target).parent.mkdir(exist_ok=True)
            (shutil.copy if what == "copy" else shutil.move)(file, docs / target)


@settings(max_examples=15, deadline=None)
@given(runs)
def test_any_road_of_edits_leads_to_the_index_of_the_files(
    rounds: list[list[tuple[str, str]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        docs = home / "docs"
        docs.mkdir()
        for edited in rounds:
            for one in edited:
                edit(docs, *one)
            sync(home / "index", [docs], CountingEmbedder())
        sync(home / "fresh", [docs], CountingEmbedder())
        assert content(home / "index") == content(home / "fresh")
        assert verify(home / "index").sound
        assert len(generations(home / "index")) <= len(rounds)


def content(index: Path) -> object:
    generation = Generation(current(index))
    assert generation.vectors is not None
    return (
        list(generation.store.chunks()),
        [generation.store.editions(found.id) for found in generation.store.documents()],
        generation.store.files(),
        [generation.vectors.vector(row).tolist() for row in range(len(generation.vectors))],
        np.asarray(generation.words.scores("nộp đơn mười ngày phí mèo")).tolist(),
        generation.manifest["files"].keys(),
    )
