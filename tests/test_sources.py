"""sources.yaml: where a folder's documents come from, whose they are, and what it refuses."""

import unicodedata
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.store import TextStore
from indexer.sync import sync
from reader import sources
from reader.read import Unreadable, digest_of, read
from reader.sidecar import sidecar_of
from reader.sources import BadSources
from retrieval.manifest import current

GUIDE = "# Hướng dẫn\n\n## Hồ sơ\n\nĐơn theo Mẫu 1.\n"
SOURCES = """\
sources: [vbpl.vn, Sở Khoa học và Công nghệ]
documents:
  "do-luong/*.md": {field: đo lường, owner: Vụ Đo lường, source: "https://vbpl.vn/a"}
  "do-luong/rieng.md": {territory: Lào Cai}
  "la.md": {source: "https://spam.example/la"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "kho"
    (found / "do-luong").mkdir(parents=True)
    (found / sources.NAME).write_text(SOURCES, encoding="utf-8")
    for name in ("do-luong/chung.md", "do-luong/rieng.md", "la.md", "khong-nguon.md"):
        (found / name).write_text(GUIDE.replace("dẫn", name), encoding="utf-8")
    return found


def test_a_document_has_the_field_owner_and_source_of_its_pattern(folder: Path) -> None:
    document = read(folder / "do-luong" / "chung.md").document
    assert (document.field, document.owner) == ("đo lường", "Vụ Đo lường")
    assert document.source == "https://vbpl.vn/a"


def test_a_later_pattern_adds_to_an_earlier_one(folder: Path) -> None:
    document = read(folder / "do-luong" / "rieng.md").document
    assert (document.field, document.territory) == ("đo lường", "Lào Cai")


def test_a_sidecar_is_more_particular(folder: Path) -> None:
    beside = folder / "do-luong" / "chung.md.yaml"
    beside.write_text("field: chất lượng\n", encoding="utf-8")
    document = read(folder / "do-luong" / "chung.md").document
    assert (document.field, document.owner) == ("chất lượng", "Vụ Đo lường")


def test_a_source_that_is_not_allowed_is_refused(folder: Path) -> None:
    with pytest.raises(Unreadable, match=r"spam\.example/la, is none of those"):
        read(folder / "la.md")


def test_a_document_without_a_source_is_flagged(folder: Path) -> None:
    (warning,) = read(folder / "khong-nguon.md").warnings
    assert "no source is named" in warning


@pytest.mark.parametrize("name", ["[2024] đề án.md", unicodedata.normalize("NFD", "đề án.md")])
def test_a_name_stands_for_its_file_however_it_is_spelled(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(GUIDE, encoding="utf-8")
    said = f'documents: {{"{unicodedata.normalize("NFC", name)}": {{field: đo lường}}}}'
    (tmp_path / sources.NAME).write_text(said, encoding="utf-8")
    assert read(tmp_path / name).document.field == "đo lường"


def test_keys_that_are_no_words_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(GUIDE, encoding="utf-8")
    said = "documents: {a.md: {2024: x, field: đo lường, owner: {2024-01-02: [y]}}}"
    (tmp_path / sources.NAME).write_text(said, encoding="utf-8")
    assert sync(tmp_path / "index", [tmp_path / "a.md"], None).new


def test_the_flag_for_a_missing_source_comes_and_goes_with_the_list(tmp_path: Path) -> None:
    (tmp_path / "kho").mkdir()
    (tmp_path / "kho" / "a.md").write_text(GUIDE, encoding="utf-8")
    said = tmp_path / "kho" / sources.NAME
    assert not sync(tmp_path / "index", [tmp_path / "kho"], None).warnings
    said.write_text("sources: [vbpl.vn]", encoding="utf-8")
    assert "no source is named" in sync(tmp_path / "index", [], None).warnings[0][1]
    said.unlink()
    assert not sync(tmp_path / "index", [], None).warnings


def test_a_changed_entry_changes_the_digest_of_its_files_alone(folder: Path) -> None:
    files = [folder / "do-luong" / "chung.md", folder / "khong-nguon.md"]
    before = [digest_of(file) for file in files]
    text = SOURCES.replace("Vụ Đo lường", "Chi cục")
    (folder / sources.NAME).write_text(text, encoding="utf-8")
    after = [digest_of(file) for file in files]
    assert before[0] != after[0]
    assert before[1] == after[1]


@pytest.mark.parametrize(
    "broken", ["sources: [", "sources: vbpl.vn", "documents: [a]", "fields: {}", "- a"]
)
def test_a_broken_file_is_told_once_and_the_documents_stay(folder: Path, broken: str) -> None:
    (folder / sources.NAME).write_text(broken, encoding="utf-8")
    with pytest.raises(BadSources):
        sources.read(folder / sources.NAME)
    report = sync(folder.parent / "index", [folder], None)
    assert [Path(file.path).name for file in report.unread] == [sources.NAME]
    assert report.documents == 4


def test_it_speaks_of_the_files_in_archives_too(folder: Path) -> None:
    with zipfile.ZipFile(folder / "kho.zip", "w") as archive:
        archive.writestr("a.md", GUIDE.replace("dẫn", "a"))
        archive.writestr("xấu.md", GUIDE.replace("dẫn", "xấu"))
    said = 'documents:\n  "kho.zip/a.md": {source: "https://vbpl.vn/a", field: đo lường}\n'
    said += '  "kho.zip/xấu.md": {source: "https://spam.example"}\n'
    (folder / sources.NAME).write_text(f"sources: [vbpl.vn]\n{said}", encoding="utf-8")
    index = folder.parent / "index"
    report = sync(index, [folder / "kho.zip"], None)
    assert [Path(file.path).name for file in report.unread] == ["xấu.md"]
    (document,) = TextStore(current(index) / "text.db").documents()
    assert (document.field, document.source) == ("đo lường", "https://vbpl.vn/a")


def test_an_address_that_names_no_host_is_none_of_the_allowed(folder: Path) -> None:
    beside = folder / "la.md.yaml"
    beside.write_text('source: "http://["', encoding="utf-8")
    report = sync(folder.parent / "index", [folder], None)
    reasons = {Path(file.path).name: file.reason for file in report.unread}
    assert "http://[, is none of those" in reasons["la.md"]


def test_what_refers_to_itself_ever_again_fills_no_memory(tmp_path: Path) -> None:
    file, level = tmp_path / "a.md", "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for before, name in pairwise("abcdefghijk"):
        level += f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    file.write_text(GUIDE, encoding="utf-8")
    sidecar_of(file).write_text(f"{level}title: *k\n", encoding="utf-8")
    (tmp_path / sources.NAME).write_text(f"documents: {{'*.md': {{{level}}}}}", encoding="utf-8")
    (warning,) = read(file).warnings
    assert "line 2 refers to another (*)) and was passed over" in warning
    with pytest.raises(BadSources):
        sources.read(tmp_path / sources.NAME)


def test_a_number_without_end_is_words(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(f"---\nnumber: 0x{'f' * 9000}\n---\n{GUIDE}", encoding="utf-8")
    assert read(file).document.title
