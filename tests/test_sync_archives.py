"""Archives among the followed files: what is in them is read, kept and forgotten like any file."""

import zipfile
from pathlib import Path

import pytest

from corpus.store import TextStore
from indexer.report import Report
from indexer.sync import ARCHIVES, sync
from retrieval.manifest import current

GUIDE = "# Hướng dẫn {0}\n\n## Hồ sơ\n\nĐơn theo mẫu của việc {0}.\n"


def pack(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(f"thư mục/{name}.md", GUIDE.format(name))
    return path


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    pack(folder / "kho.zip", "một", "hai")
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def titles(index: Path) -> set[str]:
    return {d.title for d in TextStore(current(index) / "text.db").documents()}


def names(report: Report) -> list[str]:
    return ["/".join(Path(path).parts[-3:]) for path in report.new]


def test_the_files_of_an_archive_are_documents_named_by_both_names(index: Path, docs: Path) -> None:
    report = sync(index, [docs], None)
    assert names(report) == ["kho.zip/thư mục/hai.md", "kho.zip/thư mục/một.md"]
    assert titles(index) == {"Hướng dẫn một", "Hướng dẫn hai"}


def test_a_second_sync_changes_nothing(index: Path, docs: Path) -> None:
    sync(index, [docs], None)
    assert sync(index, [docs], None).sentence.startswith("Nothing changed: 2 files")


def test_a_new_archive_of_the_same_name_brings_new_files_and_takes_old_ones_away(
    index: Path, docs: Path
) -> None:
    sync(index, [docs], None)
    pack(docs / "kho.zip", "hai", "ba")
    report = sync(index, [docs], None)
    assert (len(report.new), len(report.gone), report.unchanged) == (1, 1, 1)
    assert titles(index) == {"Hướng dẫn hai", "Hướng dẫn ba"}
    assert len(list((index / ARCHIVES).iterdir())) == 1


def test_a_broken_archive_keeps_what_was_read_from_it(index: Path, docs: Path) -> None:
    sync(index, [docs], None)
    archive = docs / "kho.zip"
    raw = bytearray(archive.read_bytes())
    at = raw.index("Đơn".encode())
    raw[at : at + 3] = b"###"  # its checksum is wrong now
    archive.write_bytes(raw)
    report = sync(index, [docs], None)
    assert [Path(file.path).name for file in report.unread] == ["kho.zip"]
    assert "stays in the index" in report.unread[0].reason
    assert titles(index) == {"Hướng dẫn một", "Hướng dẫn hai"}


def test_an_archive_that_is_gone_takes_its_files_with_it(index: Path, docs: Path) -> None:
    sync(index, [docs], None)
    (docs / "kho.zip").unlink()
    assert len(sync(index, [docs], None).gone) == 2


def test_a_document_whose_file_became_a_broken_archive_stays(index: Path, docs: Path) -> None:
    guide = docs / "hướng dẫn.md"
    guide.write_text(GUIDE.format("cũ"), encoding="utf-8")
    sync(index, [docs], None)
    whole = pack(docs / "x.zip", "mới").read_bytes()
    (docs / "x.zip").unlink()
    guide.write_bytes(whole.replace("Đơn".encode(), b"#####"))
    report = sync(index, [docs], None)
    assert "stays in the index" in report.unread[0].reason
    assert "Hướng dẫn cũ" in titles(index)


def test_a_document_whose_file_became_an_archive_of_nothing_readable_stays(
    index: Path, docs: Path
) -> None:
    guide = docs / "hướng dẫn.md"
    guide.write_text(GUIDE.format("cũ"), encoding="utf-8")
    sync(index, [docs], None)
    with zipfile.ZipFile(guide, "w") as archive:
        archive.writestr("rỗng.md", "| | |")
    sync(index, [docs], None)
    assert "Hướng dẫn cũ" in titles(index)


def test_the_files_of_an_archive_that_became_a_broken_file_stay(index: Path, docs: Path) -> None:
    sync(index, [docs], None)
    (docs / "kho.zip").write_bytes(bytes(range(256)) * 9)
    report = sync(index, [docs], None)
    assert [Path(file.path).name for file in report.unread] == ["kho.zip"]
    assert titles(index) == {"Hướng dẫn một", "Hướng dẫn hai"}
    sync(index, [docs], None)
    assert titles(index) == {"Hướng dẫn một", "Hướng dẫn hai"}
