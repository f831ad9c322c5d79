"""The page for the eye: images of a file's pages beside what was read, everything escaped."""

import re
import time
from pathlib import Path

import pypdfium2
import pytest

from corpus.document import Document, Kind, Section
from corpus.page import Layer, PageReading
from corpus.reading import Reading
from corpus.repair import Mend, Repair
from indexer import beside
from indexer.beside import page_beside

STARTER = Path(__file__).parent.parent / "corpus" / "starter"
PDF = STARTER / "tan-so-dao-tao-hang-hai.pdf"
DOCUMENT = Document(id="a", kind=Kind.GUIDE, title="Hướng dẫn <b>")


def test_each_page_stands_beside_its_words() -> None:
    sections = (Section(("Hồ sơ",), "Hồ sơ", "Đơn theo mẫu.", page=1),)
    page = page_beside(PDF, Reading(DOCUMENT, sections))
    assert page.count('<img alt="page 1" src="data:image/png;base64,') == 1
    assert "Đơn theo mẫu." in page


def test_what_documents_say_is_no_markup() -> None:
    sections = (Section(("<i>",), "<script>", "<img src=x onerror=alert(1)>", page=1),)
    reading = Reading(DOCUMENT, sections, warnings=("<u>",))
    page = page_beside(PDF, reading)
    assert not re.search(r"<script|<img src=x|<i>|<u>|<b>", page)


def test_repairs_are_shown_where_they_were_made() -> None:
    text = "1. sử dụng tần số 02 bản"
    sections = (Section(("Điều 1",), "", text, page=1),)
    repair = Repair(Mend.GLUED, "1. sửdụng tầnsố 02 bản", text, ("Điều 1",), 0)
    page = page_beside(PDF, Reading(DOCUMENT, sections, repairs=(repair,)))
    assert f"<del>{repair.before}</del> <ins>{repair.after}</ins>" in page


def test_a_page_that_is_left_out_says_why() -> None:
    pages = (PageReading(1, Layer.RECOGNISED, 0.3, 0.2, kept=False, reason="too doubtful"),)
    page = page_beside(PDF, Reading(DOCUMENT, (), pages=pages))
    assert "left out: too doubtful" in page


def test_a_page_of_any_shape_gives_an_image_of_bounded_size(tmp_path: Path) -> None:
    file = tmp_path / "hẹp.pdf"
    document = pypdfium2.PdfDocument.new()
    document.new_page(2, 14_000)
    document.save(file)
    said = page_beside(file, Reading(DOCUMENT, ()))
    assert len(said) < 100_000


def test_a_program_that_takes_too_long_ends_with_what_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = tmp_path / "soffice"
    office.write_text("#!/bin/sh\nsleep 60 &\nwait\n", encoding="utf-8")
    office.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(beside, "_SECONDS", 0.5)
    file = tmp_path / "a.rtf"
    file.write_bytes(b"{\\rtf1 a}")
    started = time.monotonic()
    assert "could not draw" in page_beside(file, Reading(DOCUMENT, ()))
    assert time.monotonic() - started < 20
