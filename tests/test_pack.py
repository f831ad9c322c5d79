"""The print pack: what is on its pages, and that no text and no form breaks it."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Kind
from corpus.form import Form, FormFile, Piece
from retrieval.answer import (
    Answer,
    Before,
    Competence,
    DocumentRef,
    FormRef,
    Level,
    LineKind,
    Outcome,
)
from retrieval.pack import Enclosed, pack
from retrieval.paper import BODY, printable
from retrieval.paper_words import words_in
from retrieval.question import Question, Unit
from tests.fakes import paper
from tests.fakes.canned import card, quote

WORDS = words_in("vi")
LINES = {
    LineKind.COMPETENT: "Ủy ban nhân dân cấp tỉnh.",
    LineKind.DOSSIER: "- Đơn đề nghị.\n- Bản sao giấy phép.",
    LineKind.FEE: "3.000.000 đồng/hồ sơ.",
    LineKind.CHECK: "Đủ chữ ký.",
}


def answer(**said: object) -> Answer:
    unit = Unit("Lào Cai", "Sa Pa")
    question = Question("Khai báo máy X-quang?", date(2026, 11, 26), unit=unit)
    made = Answer("ab12" * 8, question, Outcome.ANSWERED, quotes=(quote(),))
    return replace(made, **said)  # type: ignore[arg-type]


def pages(one: Answer, *forms: Enclosed, language: str = "vi") -> list[str]:
    raw = pack(one, forms, words_in(language), "https://tra.example")
    found = pypdf.PdfReader(io.BytesIO(raw)).pages
    assert all(page.mediabox.width == pytest.approx(595.28, abs=1) for page in found)
    return [page.extract_text() for page in found]


def enclosed(name: str, raw: bytes = b"", *pieces: Piece) -> Enclosed:
    file = FormFile(name, len(raw), "0" * 32)
    document = DocumentRef("mau", "M-1", "Đơn đề nghị", Kind.FORM)
    ref = FormRef(document, "M-1@", file, "/forms/mau?edition=M-1%40")
    return Enclosed(ref, Form(file, pieces), raw)


def test_the_card_the_checklist_the_sources_and_the_day_are_on_paper() -> None:
    made = answer(
        conclusion="Khai báo trong 07 ngày làm việc.", card=card(LINES), notes=("Chú ý.",)
    )
    (page,) = pages(made)
    for said in (
        "Khai báo thiết bị",  # the procedure, as title and above every page
        "Câu hỏi: Khai báo máy X-quang?",
        "Tính đến 26/11/2026",
        "Sa Pa, Lào Cai",
        "Chú ý.",
        "Khai báo trong 07 ngày làm việc.",
        "Ủy ban nhân dân cấp tỉnh.",
        "3.000.000 đồng/hồ sơ.",
        "☐",
        "Đơn đề nghị.",
        "Đủ chữ ký.",
        "điểm a khoản 2 Điều 15 Nghị định số 1/2030/NĐ-CP",
        "hết hiệu lực từ 01/03/2031",
        "https://tra.example/provisions/11",
        f"https://tra.example/answers/{'ab12' * 8}",
        "Trang 1/1",
    ):
        assert said in page, said
    assert page.count("☐") == 3


def test_a_quote_that_the_card_prints_is_not_printed_twice() -> None:
    (page,) = pages(answer(card=card({LineKind.FEE: "Không thu lệ phí."})))
    assert page.count("Không thu lệ phí.") == 1
    assert page.count(quote().text) == 1


def test_whose_job_it_is_and_what_the_rule_was_are_on_paper_with_their_sources() -> None:
    whose = Competence(Level.PROVINCE, False, (quote("Sở tiếp nhận.", 21),), where="Sở")
    then = Before(date(2025, 12, 31), date(2026, 1, 1), "15 ngày.", (quote("15 ngày.", 22),))
    (page,) = pages(answer(conclusion="07 ngày.", competence=whose, before=then))
    assert "nộp tại “Sở”" in page
    assert "Trước đây (đến hết ngày 31/12/2025)" in page
    assert "/provisions/21" in page
    assert "/provisions/22" in page


def test_a_long_card_goes_over_pages_each_with_head_and_number() -> None:
    long = "\n".join(f"Giấy tờ thứ {n} của hồ sơ, bản sao có chứng thực." for n in range(120))
    found = pages(answer(card=card({LineKind.DOSSIER: long})))
    assert len(found) > 2
    for number, page in enumerate(found, 1):
        assert "Một Chạm – Khai báo thiết bị" in page
        assert f"Trang {number}/{len(found)}" in page


def test_a_form_of_word_is_printed_with_room_to_write() -> None:
    rows = (("Phần", "Nội dung"), ("Tính mới", ""))
    pieces = (Piece("Đơn đề nghị"), Piece("Họ và tên: ………"), Piece(rows=rows))
    form = enclosed("don.docx", b"PK", *pieces)
    first, blank = pages(answer(forms=(form.ref,)), form)
    assert "M-1, Đơn đề nghị" in first
    assert "don.docx" in first
    assert "Họ và tên: ………" in blank
    assert "Tính mới" in blank


def test_the_pages_of_a_pdf_form_follow(tmp_path: Path) -> None:
    file = paper.write(tmp_path / "a.pdf", [paper.page(["To khai 1"]), paper.page(["To khai 2"])])
    form = enclosed("a.pdf", file.read_bytes())
    found = pages(answer(forms=(form.ref,)), form)
    assert [page.strip() for page in found[1:]] == ["To khai 1", "To khai 2"]
    assert "in ở các trang sau" in found[0]


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.4 broken", b"no pdf"])
def test_a_form_that_cannot_be_printed_is_named_with_its_place(raw: bytes) -> None:
    form = enclosed("a.pdf", raw)
    (page,) = pages(answer(forms=(form.ref,)), form)
    assert "https://tra.example/forms/mau" in page.replace("\n", "")


def test_a_form_under_a_password_is_not_printed(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt("x")
    out = io.BytesIO()
    writer.write(out)
    form = enclosed("a.pdf", out.getvalue())
    assert len(pages(answer(forms=(form.ref,)), form)) == 1


def test_a_form_that_left_the_index_is_named_too() -> None:
    form = replace(enclosed("don.docx"), form=None, raw=None)
    (page,) = pages(answer(forms=(form.ref,)), form)
    assert "chưa in kèm được" in page


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_ending_can_be_printed(outcome: Outcome) -> None:
    made = answer(outcome=outcome, quotes=(), followups=("Máy X?", "Nguồn Y?"))
    assert pages(made)


def test_other_languages_have_their_own_words_around_the_source() -> None:
    (page,) = pages(answer(card=card(LINES)), language="en")
    assert "Page 1/1" in page
    assert "Ủy ban nhân dân cấp tỉnh." in page


def test_it_is_set_in_letters_that_can_be_read_and_selected() -> None:
    assert 11 <= BODY <= 12
    letters = "ĂăÂâĐđÊêÔôƠơƯưẮằẵẶấầẪậẾềểễệỐồổỗộỚờởỡợỨừửữựỳỵỷỹ “”–…☐"
    assert printable(letters) == letters
    assert printable("□ Nam ☒ Nữ") == "☐ Nam ☑ Nữ"
    assert printable("漢 A") == "¿ A"
    (page,) = pages(answer(conclusion=letters))
    assert letters.split()[0] in page


def test_the_same_answer_makes_the_same_pack() -> None:
    made = answer(card=card(LINES))
    assert pages(made) == pages(made)


@settings(max_examples=15)
@given(
    st.text(max_size=3000),
    st.lists(st.lists(st.text(max_size=1200), min_size=1, max_size=14), max_size=4),
    st.text(max_size=200),
)
def test_no_text_and_no_table_breaks_it(text: str, rows: list[list[str]], procedure: str) -> None:
    made = answer(
        conclusion=text,
        card=replace(card({LineKind.DOSSIER: text, LineKind.FEE: text}), procedure=procedure),
        notes=(text[:300],),
    )
    form = enclosed("a.docx", b"PK", Piece(text), Piece(rows=tuple(map(tuple, rows))))
    assert pages(replace(made, forms=(form.ref,)), form)
