"""A file that someone sends: read apart, forgotten, and every bad one has its end."""

import io
import os
import subprocess
import sys
import zipfile
from itertools import count
from pathlib import Path

import docx
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from corpus.form import LARGEST, Problem
from reader.form_pieces import pieces
from reader.upload import read_upload
from tests.fakes import paper
from tests.fakes.forms import word


def test_a_word_file_comes_back_as_paragraphs_and_tables() -> None:
    found = read_upload(word(values=["Nguyễn Văn A"]))
    assert not isinstance(found, Problem)
    assert "1. Họ và tên người khai: Nguyễn Văn A" in [piece.text for piece in found]


def test_nothing_of_the_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Path("/dev/shm")
    before = {*memory.iterdir()} if memory.exists() else set()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    read_upload(word())
    read_upload(word(), seconds=0.01)
    assert [*tmp_path.iterdir()] == []
    left = ({*memory.iterdir()} if memory.exists() else set()) - before
    assert not [path for path in left if path.is_dir() and path.stat().st_uid == os.getuid()]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a/>" * 20_000_000)
    return out.getvalue()


def pdf(password: str = "") -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def other_office_file() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    return out.getvalue()


def empty_word() -> bytes:
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", Problem.EMPTY),
        (b"\x00 \n", Problem.EMPTY),
        (b"x" * (LARGEST + 1), Problem.TOO_LARGE),
        (b"\x89PNG\r\n\x1a\n1234", Problem.WRONG_TYPE),
        (b"Kinh gui UBND xa", Problem.WRONG_TYPE),
        (other_office_file(), Problem.WRONG_TYPE),
        (word()[:2000], Problem.DAMAGED),
        (b"%PDF-1.7\nno objects", Problem.DAMAGED),
        (pdf("mat-khau"), Problem.LOCKED),
        (pdf(), Problem.NO_TEXT),
        (empty_word(), Problem.NO_TEXT),
        (bomb(), Problem.TOO_HARD),
    ],
    ids=count(),  # of the files' bytes, some differ from run to run
)
def test_a_file_that_cannot_be_checked_is_told_apart(raw: bytes, problem: Problem) -> None:
    assert read_upload(raw) is problem


def test_a_reader_that_takes_too_long_is_ended() -> None:
    assert read_upload(word(), seconds=0.01) is Problem.TOO_HARD


FULL = (
    "import resource, sys; from reader.upload import read_upload; raw = sys.stdin.buffer.read(); "
    "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); print(read_upload(raw))"
)


def test_where_there_is_no_room_for_a_file_the_sender_may_try_again() -> None:
    done = subprocess.run([sys.executable, "-c", FULL], input=word(), capture_output=True)
    assert (done.stdout.decode().strip(), done.returncode) == (Problem.BUSY.value, 0), done.stderr


def test_the_fields_of_an_interactive_pdf_are_read(tmp_path: Path) -> None:
    path = paper.write(tmp_path / "form.pdf", [paper.page(["TO KHAI"])])
    writer = pypdf.PdfWriter(clone_from=path)
    fields = ArrayObject()
    for name, kind, value in (("Ho ten", "/Tx", "Nguyen Van A"), ("Dong y", "/Btn", "/Off")):
        field = DictionaryObject()
        field[NameObject("/FT")] = NameObject(kind)
        field[NameObject("/T")] = TextStringObject(name)
        as_name = kind == "/Btn"
        field[NameObject("/V")] = NameObject(value) if as_name else TextStringObject(value)
        fields.append(writer._add_object(field))
    form = DictionaryObject({NameObject("/Fields"): fields})
    writer.root_object[NameObject("/AcroForm")] = form
    writer.write(path)
    assert pieces(path)[-1].rows == (("Ho ten:", "Nguyen Van A"), ("Dong y:", "□"))


@settings(max_examples=3)
@given(st.binary(min_size=1, max_size=2000), st.sampled_from([b"PK\x03\x04", b"%PDF-1.4\n", b""]))
def test_any_bytes_have_an_end(raw: bytes, head: bytes) -> None:
    found = read_upload(head + raw)
    assert isinstance(found, Problem | tuple)
