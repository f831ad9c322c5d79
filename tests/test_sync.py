"""Sync: the index follows the files, and says what it did."""

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from corpus.chunk import Chunk
from indexer.cache import Cache
from indexer.generations import IndexBusy, generations, writing
from indexer.report import Report
from indexer.sync import CACHE, NotFollowed, followed, sync
from indexer.verify import verify
from reader.read import Unreadable
from retrieval.generation import Generation
from retrieval.manifest import CURRENT, current
from tests.fakes.counting import CountingEmbedder
from tests.fakes.papers import HEADINGS, guide, library


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    return library(tmp_path / "docs", 3)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def names(paths: tuple[str, ...]) -> list[str]:
    return [Path(path).name for path in paths]


def reasons(report: Report) -> dict[str, str]:
    return {Path(file.path).name: file.reason for file in report.unread}


def chunks(index: Path) -> list[Chunk]:
    return list(Generation(current(index)).store.chunks())


def text(index: Path) -> str:
    return "\n".join(chunk.text for chunk in chunks(index))


def ids(index: Path) -> list[str]:
    return [document.id for document in Generation(current(index)).store.documents()]


def test_the_first_sync_indexes_every_file(index: Path, docs: Path) -> None:
    embedder = CountingEmbedder()
    report = sync(index, [docs], embedder)
    assert names(report.new) == ["viec-0.md", "viec-1.md", "viec-2.md"]
    assert (report.documents, report.chunks, report.embedded) == (3, 9, 9)
    assert report.generation == current(index).name
    assert sorted(embedder.encoded) == sorted(chunk.searchable for chunk in chunks(index))


def test_a_second_sync_changes_nothing_and_writes_no_generation(index: Path, docs: Path) -> None:
    embedder = CountingEmbedder()
    sync(index, [docs], embedder)
    before = [(file, file.stat().st_mtime_ns) for file in current(index).rglob("*")]
    report = sync(index, [docs], embedder)
    assert (report.new, report.changed, report.gone, report.unchanged) == ((), (), (), 3)
    assert report.generation == ""
    assert report.sentence.startswith("Nothing changed: 3 files")
    assert len(generations(index)) == 1
    assert len(embedder.encoded) == 9
    assert [(file, file.stat().st_mtime_ns) for file in current(index).rglob("*")] == before


def test_new_changed_and_gone_are_told_apart(index: Path, docs: Path) -> None:
    sync(index, [docs], None)
    guide(docs / "moi.md", "Hướng dẫn mới", "Chữ mới.")
    guide(docs / "viec-0.md", "Hướng dẫn việc 0", "Sửa lại.")
    (docs / "viec-1.md").unlink()
    report = sync(index, [], None)
    assert (names(report.new), names(report.changed), names(report.gone)) == (
        ["moi.md"],
        ["viec-0.md"],
        ["viec-1.md"],
    )
    assert report.unchanged == 1
    assert "1 files were added, 1 replaced, 1 removed, 1 kept" in report.sentence
    assert "việc số 1" not in text(index)


def test_editing_one_document_embeds_only_its_changed_chunk(index: Path, docs: Path) -> None:
    sync(index, [docs], CountingEmbedder())
    file = docs / "viec-1.md"
    file.write_text(file.read_text().replace("Thời hạn lần đầu", "Thời hạn lần hai"))
    embedder = CountingEmbedder()
    report = sync(index, [], embedder)
    assert report.embedded == 1
    assert embedder.encoded == ["Hướng dẫn việc 1 – Thời hạn\nThời hạn lần hai của việc số 1."]


def test_a_sidecar_that_changes_changes_its_document(index: Path, docs: Path) -> None:
    sync(index, [docs], None)
    (docs / "viec-0.md.yaml").write_text("number: 12/2025/HD-SKHCN\n")
    assert names(sync(index, [], None).changed) == ["viec-0.md"]
    assert "12/2025/HD-SKHCN" in [c.document.number for c in chunks(index)]


def test_a_folders_notes_are_told_and_taken_in_by_a_sidecar(index: Path, docs: Path) -> None:
    for name in ("README.md", "~$viec-0.docx"):
        (docs / name).write_text("# Thư mục\n\nTải về ngày 1/11.", encoding="utf-8")
    report = sync(index, [docs], None)
    assert report.documents == 3
    assert [Path(one.path).name for one in report.left_out] == ["README.md", "~$viec-0.docx"]
    assert "2 are no documents and were left out" in report.sentence
    (docs / "README.md.yaml").touch()
    report = sync(index, [docs], None)
    assert names(report.new) == ["README.md"]
    assert [Path(one.path).name for one in report.left_out] == ["~$viec-0.docx"]


def test_a_sidecar_whose_document_is_gone_is_no_document(index: Path, docs: Path) -> None:
    (docs / "viec-0.md.yaml").write_text("owner: Vụ Đo lường", encoding="utf-8")
    sync(index, [docs], None)
    (docs / "viec-0.md").unlink()
    report = sync(index, [], None)
    assert (report.documents, report.new, names(report.gone)) == (2, (), ["viec-0.md"])
    assert reasons(report) == {"viec-0.md.yaml": "it describes a file that is not beside it"}


def test_a_moved_file_costs_no_embedding(index: Path, docs: Path) -> None:
    sync(index, [docs], CountingEmbedder())
    (docs / "viec-0.md").rename(docs / "khac.md")
    report = sync(index, [], CountingEmbedder())
    assert (names(report.new), names(report.gone), report.embedded) == (
        ["khac.md"],
        ["viec-0.md"],
        0,
    )


def test_a_dry_run_tells_and_changes_nothing(index: Path, docs: Path) -> None:
    sync(index, [docs], CountingEmbedder())
    serving = current(index)
    guide(docs / "moi.md", "Hướng dẫn mới", "Chữ mới.")
    report = sync(index, [], None, dry_run=True)
    assert names(report.new) == ["moi.md"]
    assert "1 files would be added" in report.sentence
    assert current(index) == serving
    assert generations(index) == [serving]
    assert names(sync(index, [], CountingEmbedder()).new) == ["moi.md"]


def test_a_rebuild_writes_a_generation_of_the_same_words(index: Path, docs: Path) -> None:
    embedder = CountingEmbedder()
    sync(index, [docs], embedder)
    before = chunks(index)
    report = sync(index, [], embedder, rebuild=True)
    assert (report.generation, report.embedded) == ("g000002", 0)
    assert chunks(index) == before


def test_another_model_embeds_everything_anew(index: Path, docs: Path) -> None:
    sync(index, [docs], CountingEmbedder("small"))
    other = CountingEmbedder("large")
    assert sync(index, [], other).embedded == 9
    assert Generation(current(index)).model == "large"


def test_an_index_of_words_becomes_one_with_vectors(index: Path, docs: Path) -> None:
    sync(index, [docs], None)
    assert Generation(current(index)).vectors is None
    assert sync(index, [], CountingEmbedder()).embedded == 9
    assert len(Generation(current(index)).vectors or ()) == 9


# What cannot be read


def test_a_file_that_cannot_be_read_is_told_with_reason_and_cure(index: Path, docs: Path) -> None:
    (docs / "trong.md").write_bytes(b"")
    report = sync(index, [docs], None)
    (unread,) = report.unread
    assert Path(unread.path).name == "trong.md"
    assert unread.reason
    assert unread.cure
    assert report.documents == 3
    assert "1 could not be read" in report.sentence


def test_an_unreadable_file_is_not_tried_again_until_it_changes(index: Path, docs: Path) -> None:
    (docs / "la.md").write_bytes(b"\x89PNG" + bytes(range(256)))
    assert "la.md" in reasons(sync(index, [docs], None))
    report = sync(index, [], None)
    assert report.generation == ""
    assert "la.md" in reasons(report)
    guide(docs / "la.md", "Hướng dẫn khác", "Nay đọc được.")
    assert names(sync(index, [], None).new) == ["la.md"]


def test_a_file_that_took_too_much_is_tried_again(index: Path, docs: Path) -> None:
    """Its cure may be more memory, which changes no file."""

    class Poor:
        def read(self, files: Iterable[Path]) -> Iterator[tuple[Path, Unreadable]]:
            return ((file, Unreadable("too large", "raise it", passing=True)) for file in files)

    assert len(sync(index, [docs], None, reader=Poor()).unread) == 3
    assert sync(index, [], None, reader=Poor()).generation == ""
    assert len(sync(index, [], None).new) == 3


def test_a_file_that_becomes_unreadable_keeps_its_earlier_version(index: Path, docs: Path) -> None:
    sync(index, [docs], None)
    (docs / "viec-0.md").write_bytes(b"")
    for _ in range(2):
        report = sync(index, [], None)
        assert "earlier version stays" in reasons(report)["viec-0.md"]
        assert (report.gone, report.changed) == ((), ())
        assert "việc số 0" in text(index)
    guide(docs / "viec-0.md", "Hướng dẫn việc 0", "Bản mới.")
    assert names(sync(index, [], None).changed) == ["viec-0.md"]
    assert "việc số 0" not in text(index)


def test_an_earlier_version_outlives_the_cache(index: Path, docs: Path) -> None:
    sync(index, [docs], CountingEmbedder())
    before = chunks(index)
    (index / CACHE).unlink()
    (docs / "viec-0.md").write_bytes(b"")
    report = sync(index, [], CountingEmbedder())
    assert "earlier version stays" in reasons(report)["viec-0.md"]
    assert chunks(index) == before


def test_a_folder_that_disappears_keeps_its_documents(index: Path, docs: Path) -> None:
    sync(index, [docs], None)
    docs.rename(docs.with_name("away"))
    report = sync(index, [], None)
    assert "stays in the index" in reasons(report)["docs"]
    assert "--forget" in report.unread[0].cure
    assert (report.generation, report.gone) == ("", ())
    docs.with_name("away").rename(docs)
    report = sync(index, [], None)
    assert (report.unread, report.unchanged) == ((), 3)


def test_a_folder_inside_that_disappears_is_gone(index: Path, docs: Path) -> None:
    library(docs / "cu", 1, title="Sổ tay")
    sync(index, [docs], None)
    shutil.rmtree(docs / "cu")
    assert names(sync(index, [], None).gone) == ["viec-0.md"]


def test_a_name_that_is_not_utf_8_is_told(index: Path, docs: Path) -> None:
    name = os.fsencode(docs) + b"/h\xe5.md"
    shutil.copy(docs / "viec-0.md", os.fsdecode(name))
    report = sync(index, [docs], None)
    assert "UTF-8" in reasons(report)["h\\xe5.md"]
    assert report.documents == 3
    assert sync(index, [], None).generation == ""


# Files that hold one text, or look alike


def test_one_text_in_two_files_is_indexed_once(index: Path, docs: Path) -> None:
    (docs / "x").mkdir()
    shutil.copy(docs / "viec-0.md", docs / "x" / "viec-0.md")
    report = sync(index, [docs], None)
    assert "same text as another file" in reasons(report)["viec-0.md"]
    assert report.documents == 3
    (docs / "viec-0.md").unlink()
    report = sync(index, [], None)
    assert (report.documents, report.unread) == (3, ())


def test_a_twin_stands_alone_once_the_other_is_gone_even_without_a_cache(
    index: Path, docs: Path
) -> None:
    shutil.copy(docs / "viec-0.md", docs / "viec-00.md")
    sync(index, [docs], None)
    (index / CACHE).unlink()
    (docs / "viec-0.md").unlink()
    assert names(sync(index, [], None).new) == ["viec-00.md"]


def test_two_texts_with_one_id_are_both_kept(index: Path, docs: Path) -> None:
    guide(docs / "a" / "mot.md", "Hướng dẫn", "Con mèo nằm trên mái nhà cả buổi chiều.")
    guide(docs / "b" / "hai.md", "Hướng dẫn", "Thuyền trưởng gọi thủy thủ dậy lúc nửa đêm.")
    report = sync(index, [docs], None)
    assert report.documents == 5
    assert any("huong-dan-hai" in warning for _, warning in report.warnings)
    assert {"huong-dan", "huong-dan-hai"} < set(ids(index))


def test_many_texts_with_one_id_and_one_file_name_are_all_kept(index: Path, docs: Path) -> None:
    words = ["mèo", "chó", "gà", "vịt"]
    for word in words:
        texts = ("Chung.", " ".join([f"{word}{n}" for n in range(40)]))
        guide(docs / word / "huong-dan.md", "Hướng dẫn", *texts)
    assert sync(index, [docs], CountingEmbedder()).documents == 7
    assert len(set(ids(index))) == 7
    assert verify(index).sound


# What is followed


def test_what_was_given_once_is_followed(index: Path, docs: Path, tmp_path: Path) -> None:
    other = library(tmp_path / "other", 1, title="Sổ tay")
    sync(index, [docs], None)
    sync(index, [other], None)
    assert followed(index) == [str(docs), str(other)]
    guide(docs / "moi.md", "Hướng dẫn mới", "Chữ mới.")
    assert names(sync(index, [], None).new) == ["moi.md"]


def test_an_empty_folder_is_followed_too(index: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert sync(index, [empty], None).documents == 0
    library(empty, 1)
    assert names(sync(index, [], None).new) == ["viec-0.md"]


def test_a_folder_around_a_followed_one_is_followed_instead(index: Path, docs: Path) -> None:
    sync(index, [docs], None)
    assert sync(index, [docs.parent], None).unchanged == 3
    assert followed(index) == [str(docs.parent)]


def test_one_folder_under_two_names_is_one(index: Path, docs: Path) -> None:
    sync(index, [docs], None)
    report = sync(index, [docs / ".." / "docs"], None)
    assert (report.unchanged, report.unread) == (3, ())


def test_a_forgotten_folder_goes_with_its_documents(
    index: Path, docs: Path, tmp_path: Path
) -> None:
    other = library(tmp_path / "other", 1, title="Sổ tay")
    sync(index, [docs, other], None)
    report = sync(index, [], None, forget=[other])
    assert names(report.gone) == ["viec-0.md"]
    assert followed(index) == [str(docs)]


def test_a_folder_is_forgotten_for_one_inside_it(index: Path, docs: Path) -> None:
    guide(docs / "con" / "a.md", "Hướng dẫn con", "Chữ con.")
    sync(index, [docs], None)
    report = sync(index, [docs / "con"], None, forget=[docs])
    assert (len(report.gone), report.unchanged) == (3, 1)
    assert followed(index) == [str(docs / "con")]


def test_what_is_not_followed_cannot_be_forgotten(index: Path, docs: Path) -> None:
    sync(index, [docs], None)
    with pytest.raises(NotFollowed, match=str(docs)):
        sync(index, [], None, forget=[docs / "viec-0.md"])


def test_a_path_that_does_not_exist_is_refused_by_name(index: Path, docs: Path) -> None:
    sync(index, [docs], None)
    with pytest.raises(FileNotFoundError, match="nowhere"):
        sync(index, [docs / "nowhere"], None)


def test_what_is_followed_outlives_a_damaged_generation(index: Path, docs: Path) -> None:
    sync(index, [docs], CountingEmbedder())
    (current(index) / "manifest.json").write_text("{")
    report = sync(index, [], CountingEmbedder())
    assert (report.unchanged, report.embedded) == (3, 0)
    assert verify(index).sound
    (current(index) / "text.db").write_bytes(b"broken")
    assert sync(index, [], CountingEmbedder()).documents == 3
    (index / CURRENT).unlink()
    assert sync(index, [], CountingEmbedder()).documents == 3


# Two at once


def test_a_second_sync_does_not_start_while_one_runs(index: Path, docs: Path) -> None:
    sync(index, [docs], None)
    with writing(index), pytest.raises(IndexBusy, match="another sync is running"):
        sync(index, [], None)
    assert sync(index, [], None).unchanged == 3


def test_an_interrupted_embedding_is_carried_over(index: Path, tmp_path: Path) -> None:
    docs = library(tmp_path / "docs", 60)

    class Interrupted(Exception): ...

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "embed" and 0 < done < total:
            raise Interrupted

    first, second = CountingEmbedder(), CountingEmbedder()
    with pytest.raises(Interrupted):
        sync(index, [docs], first, progress=stop)
    assert not (index / CURRENT).exists()
    report = sync(index, [docs], second)
    assert len(first.encoded) + report.embedded == report.chunks == 60 * len(HEADINGS)
    assert report.embedded > 0


def test_progress_tells_of_every_stage(index: Path, docs: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    sync(index, [docs], CountingEmbedder(), progress=lambda *told: seen.append(told))
    read = [("read", done, 3) for done in range(4)]
    assert seen == [*read, ("embed", 0, 9), ("embed", 9, 9)]


def test_vectors_no_document_needs_are_forgotten(index: Path, docs: Path) -> None:
    sync(index, [docs], CountingEmbedder())
    digests = [chunk.digest for chunk in chunks(index)]
    (docs / "viec-0.md").unlink()
    sync(index, [], CountingEmbedder())
    with Cache(index / CACHE) as cache:
        assert len(cache.vectors("counting#1", digests)) == 6


def test_a_sidecar_with_an_id_keeps_two_like_texts_apart(index: Path, docs: Path) -> None:
    shutil.copy(docs / "viec-0.md", docs / "viec-00.md")
    (unread,) = sync(index, [docs], None).unread
    assert unread.reason.endswith(f"{docs}/viec-0.md")
    (docs / "viec-00.md.yaml").write_text("id: rieng\n")
    assert sync(index, [], None).unread == ()
    assert "rieng" in ids(index)
