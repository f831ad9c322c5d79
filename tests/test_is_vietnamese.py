"""Which questions are Vietnamese."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.golden import load
from retrieval.language import is_vietnamese


@pytest.mark.parametrize(
    "question",
    [
        "OCOP",
        "VNeID mức 2",
        "online",
        "",
        "123",
        "cách dùng VNeID online",
        "cach dung VNeID online",
        "ktra do luong ntn",
        "cong bo hop quyf",
        "ddo luwowngf o dau",
        "kiemtra doluong",
        "can dong ho lo xo 60kg chu ky kiem dinh may thang",
        "Xã Tân An có được cấp BTS cho Viettel, Vinaphone không",
    ],
)
def test_vietnamese_in_any_typing(question: str) -> None:
    assert is_vietnamese(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is the fee in the province?",
        "how long does it take to declare an X-ray machine",
        "which office issues the permit",
        "Is the commune responsible for inspecting scales at the market?",
        "fee for radiation licence",
        "berapa lama waktu pendaftaran di kantor desa",
        "Apakah kecamatan boleh menerbitkan izin?",
        "dokumen apa saja yang diperlukan untuk sertifikat kesesuaian",
    ],
)
def test_other_languages(question: str) -> None:
    assert not is_vietnamese(question)


def test_every_vietnamese_golden_question_is() -> None:
    wrong = [one.question for one in load() if not is_vietnamese(one.question)]
    assert [one for one in wrong if not one.isascii()] == []


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    assert is_vietnamese(text) in (True, False)


def test_a_long_word_takes_no_time() -> None:
    assert is_vietnamese("a" * 10_000)
