"""Accents are put back, and nothing else is touched."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text import strip_accents
from retrieval.accents import AccentRestorer
from retrieval.generation import current


@pytest.fixture(scope="session")
def restorer(starter_index: Path) -> AccentRestorer:
    return AccentRestorer(current(starter_index) / "accents")


@pytest.mark.parametrize(
    "question",
    [
        "khai báo thiết bị trong bao nhiêu ngày",
        "hồ sơ gia hạn giấy phép gồm những gì",
        "nộp hồ sơ ở đâu",
        "công bố hợp quy",
        "tần số tàu cá",
    ],
)
def test_what_officers_ask_gets_its_accents_back(restorer: AccentRestorer, question: str) -> None:
    assert restorer.restore(strip_accents(question)) == question


def test_what_was_accented_is_kept(restorer: AccentRestorer) -> None:
    assert restorer.restore("phí tham dinh") == "phí thẩm định"
    assert "bao nhiêu" in restorer.restore("Lệ phí là bao nhiêu tiền một thiết bị?")


def test_capitals_numbers_and_signs_stay(restorer: AccentRestorer) -> None:
    restored = restorer.restore("Ho so 02/2026/QD-MC, HO SO?")
    assert restored.startswith("Hồ sơ 02/2026/")
    assert restored.endswith("HỒ SƠ?")


@pytest.mark.parametrize(
    "text", ["", "😀", "\x00\x07", "e\u0301 \u0301", "ĐĐ đ" * 3000, "a" * 10_000]
)
def test_any_text_comes_back(restorer: AccentRestorer, text: str) -> None:
    assert strip_accents(restorer.restore(text)) == strip_accents(text)


def test_two_hundred_words_take_no_time(restorer: AccentRestorer) -> None:
    text = "khai bao thiet bi buc xa o xa minh " * 25
    restorer.restore(text)
    times = []
    for _ in range(5):
        started = time.perf_counter()
        restorer.restore(text)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.5  # with coverage measured and other work beside it


@given(st.text(max_size=60))
@settings(max_examples=150)
def test_only_accents_change(restorer: AccentRestorer, text: str) -> None:
    assert strip_accents(restorer.restore(text)) == strip_accents(text)


def test_a_long_message_is_restored_in_a_moment(restorer: AccentRestorer) -> None:
    text = "xin hoi thu tuc khai bao thiet bi x quang y te " * 20
    started = time.perf_counter()
    restorer.restore(text)
    assert time.perf_counter() - started < 1
