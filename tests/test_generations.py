"""Generations: published whole, damaged ones refused with the cure, the old ones kept a while."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import chunking
from corpus.document import Document, Kind, Section
from corpus.reading import Reading
from corpus.store import FileRecord
from indexer import generations
from indexer.contents import Cut
from indexer.generations import KEPT, PUBLISHES, IndexBusy, rollback, write, writing
from retrieval.generation import Generation
from retrieval.manifest import (
    CURRENT,
    MANIFEST,
    IndexUnavailable,
    current,
    damaged,
    publish,
    read_manifest,
)
from tests.fakes.counting import CountingEmbedder

CURE = r"indexer (rollback|sync)"


def written(index: Path, text: str = "Hồ sơ gồm đơn.") -> Path:
    document = Document(id="a", kind=Kind.GUIDE, title="Khai báo")
    sections = (Section(("Hồ sơ",), "Hồ sơ", text), Section(("Lệ phí",), "Lệ phí", "Không thu."))
    cut = Cut.of(Reading(document, sections))
    embedder = CountingEmbedder()
    windows = [text for chunk in cut.chunks for text in chunking.windows(chunk)]
    vectors = embedder.encode(windows, "passage")
    files = [FileRecord("/a.md", "/", text, document="a")]
    return write(index, [cut], files, embedder.identity, vectors)


def names(index: Path) -> list[str]:
    return [folder.name for folder in generations.generations(index)]


def test_a_written_generation_serves(tmp_path: Path) -> None:
    folder = written(tmp_path)
    assert current(tmp_path) == folder
    generation = Generation(folder)
    assert generation.store.counts() == {"documents": 1, "provisions": 2, "chunks": 2}
    assert generation.model == "counting#1"
    assert sorted(path.name for path in tmp_path.iterdir()) == [CURRENT, PUBLISHES, "g000001"]


def test_only_some_generations_are_kept(tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        written(tmp_path, f"Bản {number}.")
    assert names(tmp_path) == [f"g{number:06d}" for number in range(3, KEPT + 3)]


def test_rollback_serves_the_generation_before(tmp_path: Path) -> None:
    first, second, _third = (written(tmp_path, f"Bản {number}.") for number in range(3))
    assert rollback(tmp_path) == second == current(tmp_path)
    assert rollback(tmp_path) == first == current(tmp_path)
    with pytest.raises(IndexUnavailable, match="no older"):
        rollback(tmp_path)
    assert current(tmp_path) == first


def test_rollback_without_an_index_says_so_and_makes_none(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="no older"):
        rollback(tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_rollback_passes_over_a_damaged_generation(tmp_path: Path) -> None:
    first, second, _third = (written(tmp_path, f"Bản {number}.") for number in range(3))
    (second / "text.db").write_bytes(b"")
    assert rollback(tmp_path) == first


@pytest.mark.parametrize("pointer", [None, b"", b"g9999\xff\xfe", b"elsewhere"])
def test_rollback_mends_a_pointer_that_says_nothing(tmp_path: Path, pointer: bytes | None) -> None:
    _first, second = written(tmp_path), written(tmp_path)
    (tmp_path / CURRENT).unlink()
    if pointer is not None:
        (tmp_path / CURRENT).write_bytes(pointer)
    with pytest.raises(IndexUnavailable, match=CURE):
        Generation(current(tmp_path))
    assert rollback(tmp_path) == second == current(tmp_path)


def test_rollback_waits_for_no_sync(tmp_path: Path) -> None:
    written(tmp_path)
    with writing(tmp_path), pytest.raises(IndexBusy, match="another sync"):
        rollback(tmp_path)


def test_a_generation_rolled_back_from_is_not_gone_back_to(tmp_path: Path) -> None:
    good, bad = written(tmp_path, "đúng"), written(tmp_path, "sai")
    rollback(tmp_path)
    newer = written(tmp_path, "mới")
    assert newer.name > bad.name
    assert rollback(tmp_path) == good


def test_what_a_killed_writer_left_is_cleaned_away(tmp_path: Path) -> None:
    (tmp_path / ".new-123" / "words").mkdir(parents=True)
    (tmp_path / f".{CURRENT}.123").touch()
    with writing(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_a_failed_write_leaves_nothing_and_the_old_serves(tmp_path: Path) -> None:
    folder = written(tmp_path)
    document = Document(id="a", kind=Kind.GUIDE, title="A")
    section = Section(("Hồ sơ",), "Hồ sơ", "Đơn.")
    cut = Cut.of(Reading(document, (section,)))
    twice = replace(cut, chunks=cut.chunks * 2, windows=cut.windows * 2)
    with pytest.raises(Exception, match="UNIQUE"):
        write(tmp_path, [twice], [], "", None)
    assert current(tmp_path) == folder
    assert sorted(path.name for path in tmp_path.iterdir()) == [CURRENT, PUBLISHES, folder.name]


def test_an_index_of_nothing_can_be_written_and_opened(tmp_path: Path) -> None:
    generation = Generation(write(tmp_path, [], [], "", None))
    assert generation.store.counts()["chunks"] == 0
    assert generation.words.scores("hồ sơ").shape == (0,)


def test_a_publication_replaces_the_pointer_in_one_step(tmp_path: Path) -> None:
    first, second = written(tmp_path), written(tmp_path)
    with (tmp_path / CURRENT).open() as reader:
        publish(first)
        assert reader.read() == second.name, "who has the old pointer open reads it whole"
    assert current(tmp_path) == first


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


FILES = ["text.db", "vectors/all.npy", "tables.npz", "words/weights.npy", "accents/pairs.npy"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", [truncate, flip, Path.unlink])
def test_a_damaged_file_is_refused_by_name_and_with_the_cure(
    tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    folder = written(tmp_path)
    damage(folder / name)
    with pytest.raises(IndexUnavailable, match=rf"{name}.*{CURE}"):
        Generation(folder)


def test_a_large_file_is_read_again_only_where_its_time_or_size_differs(tmp_path: Path) -> None:
    folder = written(tmp_path)
    manifest, file = read_manifest(folder), folder / "text.db"
    whole, times = file.read_bytes(), file.stat()
    flip(file)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert damaged(folder, manifest, thorough=False, large=len(whole)) == []
    assert damaged(folder, manifest, thorough=True, large=len(whole)) == ["text.db"]
    assert damaged(folder, manifest, thorough=False, large=len(whole) + 1) == ["text.db"]
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns + 1))
    assert damaged(folder, manifest, thorough=False, large=0) == ["text.db"]
    file.write_bytes(whole)
    assert damaged(folder, manifest, thorough=False, large=0) == [], "copied, and sound"


def test_a_file_too_many_is_damage_too(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "words" / "more.npy").touch()
    with pytest.raises(IndexUnavailable, match=r"more\.npy"):
        Generation(folder)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"format": 1}', b"\xff\xfe"])
def test_a_broken_manifest_is_refused_with_the_cure(tmp_path: Path, content: bytes) -> None:
    folder = written(tmp_path)
    (folder / MANIFEST).write_bytes(content)
    with pytest.raises(IndexUnavailable, match=f"manifest.*{CURE}"):
        Generation(folder)


def test_a_manifest_that_lacks_an_entry_is_broken(tmp_path: Path) -> None:
    folder = written(tmp_path)
    whole = json.loads((folder / MANIFEST).read_text())
    for name in whole.keys() - {"made"}:
        less = {key: value for key, value in whole.items() if key != name}
        (folder / MANIFEST).write_text(json.dumps(less))
        with pytest.raises(IndexUnavailable, match=CURE):
            Generation(folder)


@pytest.mark.parametrize("part", ["format", "chunker", "words"])
def test_another_version_is_refused_with_the_command_that_rebuilds(
    tmp_path: Path, part: str
) -> None:
    folder = written(tmp_path)
    manifest = read_manifest(folder) | {part: 99}
    (folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(IndexUnavailable, match=r"another version.*sync --rebuild"):
        Generation(folder)


def test_a_folder_that_is_gone_is_refused_with_the_cure(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (tmp_path / CURRENT).write_text("g000009")
    with pytest.raises(IndexUnavailable, match=f"g000009.*{CURE}"):
        Generation(current(tmp_path))
    assert folder.exists()
