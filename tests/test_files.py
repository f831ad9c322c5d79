"""Which files a folder gives to a sync."""

import os
from pathlib import Path

from indexer.files import LITTER, NOTE, Root, absolute, outermost


def names(folder: Path) -> list[str]:
    closed: list[OSError] = []
    found = Root(folder).files(closed.append)
    assert not closed
    return [str(file.relative_to(folder)) for file in found]


def put(folder: Path, *files: str) -> None:
    for name in files:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("chữ", encoding="utf-8")


def test_files_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    put(tmp_path, "b.md", "a/z.md", "a/b.md", "c.txt")
    assert names(tmp_path) == ["a/b.md", "a/z.md", "b.md", "c.txt"]


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, ".git/config", ".hidden.md", "a/.DS_Store", "Thumbs.db", "seen.md")
    assert names(tmp_path) == ["seen.md"]


def test_notes_of_a_folder_and_what_programs_leave_are_left_out_and_told(tmp_path: Path) -> None:
    put(tmp_path, "README.md", "a/SOURCE.md", "manifest.tsv", "~$cv.docx", "a/.DS_Store")
    put(tmp_path, "cv.docx", "nguồn.md", "readme-luat.md", "Source.docx")
    heard: list[tuple[str, str]] = []
    found = Root(tmp_path).files(print, lambda file, why: heard.append((file.name, why)))
    assert {file.name for file in found} == {"cv.docx", "nguồn.md", "readme-luat.md", "Source.docx"}
    assert dict(heard) == {
        **dict.fromkeys(("README.md", "SOURCE.md", "manifest.tsv"), NOTE),
        **dict.fromkeys(("~$cv.docx", ".DS_Store"), LITTER),
    }


def test_a_note_is_taken_in_where_somebody_says_so(tmp_path: Path) -> None:
    put(tmp_path, "README.md", "README.md.yaml", "SOURCE.md", "~$cv.docx", "~$cv.docx.yaml")
    assert "README.md" in names(tmp_path)
    assert "~$cv.docx" not in names(tmp_path)
    alone = tmp_path / "SOURCE.md"
    assert Root(alone).files(print) == [alone]


def test_a_sidecar_is_no_document_of_its_own(tmp_path: Path) -> None:
    put(tmp_path, "form.docx", "form.docx.yaml", "alone.yaml")
    assert names(tmp_path) == ["alone.yaml", "form.docx"]


def test_a_file_is_a_root_too(tmp_path: Path) -> None:
    put(tmp_path, "one.md")
    assert Root(tmp_path / "one.md").files(closed=print) == [tmp_path / "one.md"]


def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert names(tmp_path) == []


def test_a_link_that_leads_nowhere_is_left_to_the_reader_to_explain(tmp_path: Path) -> None:
    (tmp_path / "old.md").symlink_to(tmp_path / "nothing.md")
    assert names(tmp_path) == ["old.md"]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    put(tmp_path, "a/b.md")
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    assert names(tmp_path) == ["a/b.md"]


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path) -> None:
    heard: list[OSError] = []
    assert Root(tmp_path / "missing").files(heard.append) == []
    assert [error.filename for error in heard] == [str(tmp_path / "missing")]


def test_a_root_inside_another_is_no_root_of_its_own(tmp_path: Path) -> None:
    inner, beside = tmp_path / "a" / "b", tmp_path / "ab"
    assert outermost([inner, tmp_path / "a", beside]) == [Root(tmp_path / "a"), Root(beside)]


def test_a_path_has_one_name_however_it_is_written(tmp_path: Path) -> None:
    assert outermost([tmp_path / "a" / ".." / "b", tmp_path / "b"]) == [Root(tmp_path / "b")]
    assert absolute(Path("x")) == Path.cwd() / "x"
