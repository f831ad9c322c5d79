"""Archives of documents: unpacked once, with limits, whatever their names say."""

import io
import zipfile
from pathlib import Path

import pytest

from indexer import unpack
from reader.archive import MOST_LISTED
from reader.recognise import Unreadable

GUIDE = "# Hướng dẫn\n\n## Hồ sơ\n\nĐơn theo Mẫu 1.\n"


def packed(path: Path, files: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def names(folder: Path) -> set[str]:
    found = (file for file in folder.rglob("*") if file.is_file() and file.name[0] != ".")
    return {file.relative_to(folder).as_posix() for file in found}


def test_files_come_out_under_their_own_names(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {"đo lường/hướng dẫn.md": GUIDE, "b.txt": "chữ"})
    folder = unpack.unpacked(archive, tmp_path / "into")
    assert names(folder) == {"đo lường/hướng dẫn.md", "b.txt"}
    assert unpack.unpacked(archive, tmp_path / "into") == folder


def test_an_archive_in_an_archive_becomes_a_folder(tmp_path: Path) -> None:
    inner = packed(tmp_path / "inner.zip", {"x.md": GUIDE}).read_bytes()
    archive = packed(tmp_path / "a.zip", {"inner.zip": inner})
    assert names(unpack.unpacked(archive, tmp_path / "into")) == {"inner.zip/x.md"}


def test_long_names_that_begin_alike_are_files_of_their_own(tmp_path: Path) -> None:
    long = "Thông tư hướng dẫn việc " + "đo lường, kiểm định phương tiện đo " * 6
    archive = packed(tmp_path / "a.zip", {f"{long} {n}.md": GUIDE for n in range(3)})
    found = names(unpack.unpacked(archive, tmp_path / "into"))
    assert len(found) == 3
    assert all(name.startswith("Thông tư") and name.endswith(".md") for name in found)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_name_twice_is_two_files(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for n in range(3):
            archive.writestr("a.md", f"{GUIDE} {n}")
    found = unpack.unpacked(tmp_path / "a.zip", tmp_path / "into")
    assert names(found) == {"a.md", "a-2.md", "a-3.md"}


def test_folders_that_windows_packed_are_no_files(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {"thu muc\\": "", "thu muc\\a.md": GUIDE})
    assert names(unpack.unpacked(archive, tmp_path / "into")) == {"thu muc/a.md"}


def test_nothing_is_written_outside_the_folder(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {"../../evil.md": GUIDE, "/etc/evil.md": GUIDE})
    folder = unpack.unpacked(archive, tmp_path / "into")
    assert names(folder) == {"evil.md", "etc/evil.md"}
    assert not list(tmp_path.glob("evil*"))


def test_a_word_file_is_no_archive(tmp_path: Path) -> None:
    word = packed(tmp_path / "a.docx", {"[Content_Types].xml": "", "word/document.xml": ""})
    assert not unpack.is_archive(word)
    assert unpack.is_archive(packed(tmp_path / "b.docx", {"a.md": GUIDE}))


@pytest.mark.parametrize("limit", ["most_bytes", "most_files"])
def test_a_bomb_is_refused_and_leaves_nothing(tmp_path: Path, limit: str) -> None:
    archive = packed(tmp_path / "a.zip", {f"{n}.txt": "0" * 9 for n in range(30)})
    with pytest.raises(Unreadable, match="more than"):
        unpack.unpacked(archive, tmp_path / "into", **{limit: 20})
    assert not list((tmp_path / "into").iterdir())


def test_archives_nested_without_end_are_refused(tmp_path: Path) -> None:
    data = GUIDE.encode()
    for _ in range(6):
        box = io.BytesIO()
        with zipfile.ZipFile(box, "w") as archive:
            archive.writestr("inner.zip", data)
        data = box.getvalue()
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(Unreadable, match="archives in archives"):
        unpack.unpacked(tmp_path / "a.zip", tmp_path / "into")


def test_a_truncated_archive_ends_in_a_reason(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {"a.md": GUIDE * 200})
    whole = archive.read_bytes()
    middle = whole.index(b"a.md") + 20
    archive.write_bytes(whole[:middle] + bytes(30) + whole[middle + 30 :])
    with pytest.raises(Unreadable, match="damaged"):
        unpack.unpacked(archive, tmp_path / "into")


def test_what_is_followed_no_longer_goes(tmp_path: Path) -> None:
    into = tmp_path / "into"
    one = unpack.unpacked(packed(tmp_path / "a.zip", {"a.md": GUIDE}), into)
    two = unpack.unpacked(packed(tmp_path / "b.zip", {"b.md": GUIDE}), into)
    unpack.prune(into, {two})
    assert list(into.iterdir()) == [two]
    assert not one.exists()


def test_a_list_of_entries_that_would_fill_the_memory_is_not_read(tmp_path: Path) -> None:
    """Names alone, a hundred bytes of an archive each: zipfile makes half a kilobyte of one."""
    archive = tmp_path / "many.zip"
    with zipfile.ZipFile(archive, "w") as many:
        many.writestr("a", b"")
    raw = archive.read_bytes()
    at, end = raw.index(b"PK\x01\x02"), raw.index(b"PK\x05\x06")
    entry, times = raw[at:end], 1 + MOST_LISTED // (end - at)
    size = (times * len(entry)).to_bytes(4, "little")
    archive.write_bytes(raw[:at] + entry * times + raw[end : end + 12] + size + raw[end + 16 :])
    with zipfile.ZipFile(archive) as known:
        assert len(known.infolist()) == times, "zipfile itself would read it"
    assert not unpack.is_archive(archive)
    with pytest.raises(Unreadable, match="too long"):
        unpack.unpacked(archive, tmp_path / "into")
