"""Forms as the index keeps them: file, sample, errors, and what stands beside them."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from corpus.metadata import check
from indexer.sync import sync
from reader.forms import ERRORS
from reader.read import digest_of, read
from retrieval.generation import FORMS, Generation
from retrieval.manifest import IndexUnavailable, current
from retrieval.service import Service
from tests.fakes.forms import LABELS, add, word

DAY = date(2031, 1, 1)
SAID = {
    "annex": "Mẫu số 06 Phụ lục X",
    "issued_by": "142/2030/NĐ-CP",
    "replaces": ["Mẫu số 05 Phụ lục II Nghị định số 95/2020/NĐ-CP"],
    "errors": ["Để trống ngày lắp đặt; cách sửa: xem biên bản.", "Thiếu tên thiết bị."],
    "optional": ["Mục đích"],
}


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    add(tmp_path / "docs", "to-khai.docx", word(), id="to-khai", title="Tờ khai", form=SAID)
    return tmp_path / "docs"


def generation(tmp_path: Path, docs: Path) -> Generation:
    sync(tmp_path / "index", [docs], None)
    return Generation(current(tmp_path / "index"))


def test_a_form_is_its_file_its_place_and_what_goes_wrong(docs: Path) -> None:
    reading = read(docs / "to-khai.docx")
    form = reading.form
    assert form is not None
    assert form.blank.name == "to-khai.docx"
    assert form.blank.size == (docs / "to-khai.docx").stat().st_size
    assert (form.annex, form.issued_by) == ("Mẫu số 06 Phụ lục X", "142/2030/NĐ-CP")
    assert len(form.errors) == 2
    assert reading.sections[-1].heading == ERRORS
    assert "Thiếu tên thiết bị." in reading.sections[-1].text
    assert reading.warnings == ()


def test_the_filled_sample_beside_a_form_is_no_document(tmp_path: Path, docs: Path) -> None:
    before = digest_of(docs / "to-khai.docx")
    sample = docs / "to-khai.docx.filled.docx"
    sample.write_bytes(word(values=["Nguyễn Văn A"] * 5))
    assert digest_of(docs / "to-khai.docx") != before
    found = generation(tmp_path, docs)
    assert [document.id for document in found.store.documents()] == ["to-khai"]
    (kept,) = found.shelf.kept
    assert kept.form.sample is not None
    assert kept.form.sample.name == "to-khai-dien-thu.docx"
    assert found.form_bytes(kept.form.sample.digest) == sample.read_bytes()


def test_the_index_serves_a_form_whatever_becomes_of_its_folder(tmp_path: Path, docs: Path) -> None:
    raw = (docs / "to-khai.docx").read_bytes()
    found = generation(tmp_path, docs)
    (kept,) = found.shelf.kept
    (docs / "to-khai.docx").write_bytes(b"PK\x03\x04 torn")
    assert found.form_bytes(kept.form.blank.digest) == raw
    # Its earlier version stays in the next index, from where the bytes are taken too.
    (docs / "khac.md").write_text("# Hướng dẫn khác\n\nNội dung.\n")
    found = generation(tmp_path, docs)
    assert len(found.store.documents()) == 2
    assert found.form_bytes(kept.form.blank.digest) == raw


def test_a_new_edition_of_the_file_is_served_after_the_next_sync(
    tmp_path: Path, docs: Path
) -> None:
    service = Service(tmp_path / "index", None, look_again=0)
    sync(tmp_path / "index", [docs], None)
    old = service.form("to-khai", "", DAY)
    assert old is not None
    new = word(title="TỜ KHAI THIẾT BỊ ĐO LƯỜNG")
    (docs / "to-khai.docx").write_bytes(new)
    sync(tmp_path / "index", [docs], None)
    kept = service.form("to-khai", "", DAY)
    assert kept is not None
    assert service.form_bytes(kept.form.blank.digest) == new
    assert service.form_bytes(old.form.blank.digest) is None


def test_a_damaged_form_makes_a_damaged_generation(tmp_path: Path, docs: Path) -> None:
    folder = generation(tmp_path, docs)._folder
    (file,) = (folder / FORMS).iterdir()
    file.write_bytes(b"other")
    with pytest.raises(IndexUnavailable, match=f"damaged.*{FORMS}"):
        Generation(folder)


def test_forms_in_archives_are_kept_too(tmp_path: Path, docs: Path) -> None:
    raw = word(title="ĐƠN ĐỀ NGHỊ KHÁC", head="Mẫu số 09")
    with zipfile.ZipFile(tmp_path / "docs" / "kho.zip", "w") as archive:
        archive.writestr("mau.docx", raw)
        archive.writestr("mau.docx.yaml", "kind: form\nid: don-khac\n")
    found = generation(tmp_path, docs)
    kept = {kept.document.id: kept for kept in found.shelf.kept}
    assert found.form_bytes(kept["don-khac"].form.blank.digest) == raw


def test_a_name_that_is_no_digest_fetches_nothing(tmp_path: Path, docs: Path) -> None:
    found = generation(tmp_path, docs)
    assert found.form_bytes("../text.db") is None
    assert found.form_bytes("") is None
    assert found.form_bytes("f" * 32) is None


def test_what_cannot_be_used_of_a_form_is_named() -> None:
    said = check(
        {"kind": "form", "form": {"anex": "x", "errors": "Một lỗi; hai vế", "annex": None}}
    )
    assert said.form == {"errors": ("Một lỗi; hai vế",), "annex": ()}
    assert said.warnings == ("metadata: unknown key 'form.anex' left out",)
    (warning,) = check({"form": "Mẫu 06"}).warnings
    assert "form" in warning
    (warning,) = check({"form": {"errors": [{"a": 1}]}}).warnings
    assert "form.errors" in warning


def test_a_form_said_of_another_kind_of_document_is_named(tmp_path: Path) -> None:
    path = add(tmp_path, "a.docx", word(), kind="guide", form={"annex": "Mẫu 1"})
    reading = read(path)
    assert reading.form is None
    assert "form: only of documents of kind form" in reading.warnings


def test_at_most_five_errors_are_kept(tmp_path: Path) -> None:
    path = add(tmp_path, "a.docx", word(), form={"errors": [f"Lỗi {n}." for n in range(7)]})
    reading = read(path)
    assert reading.form is not None
    assert len(reading.form.errors) == 5
    assert any("of 7 errors" in warning for warning in reading.warnings)


def test_the_fields_that_may_stay_empty_are_said_beside_the_form(
    tmp_path: Path, docs: Path
) -> None:
    service = Service(tmp_path / "index", None)
    sync(tmp_path / "index", [docs], None)
    from reader.form_pieces import pieces

    report = service.check_form(pieces(docs / "to-khai.docx"), DAY)
    assert report.empty == LABELS[:-1]
