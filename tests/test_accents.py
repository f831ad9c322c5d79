"""Accents are put back and slips mended; what the corpus knows as it is stays."""

import time
import tracemalloc
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text import fold, strip_accents
from retrieval.accents import AccentRestorer
from retrieval.manifest import current


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
    "text", ["", "😀", "\x00\x07", "e\u0301 \u0301", "ĐĐ đ" * 3000, "a" * 10_000, "1 2/3 @ x@y"]
)
def test_what_is_no_text_comes_back(restorer: AccentRestorer, text: str) -> None:
    assert strip_accents(restorer.restore(text)) == strip_accents(text)


def test_a_page_of_odd_letters_takes_little_room(restorer: AccentRestorer) -> None:
    tracemalloc.start()
    restorer.restore("ệ\u0323\u0302" * 3000)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100_000_000  # bytes; it was four times as much


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
def test_any_text_is_read(restorer: AccentRestorer, text: str) -> None:
    mended = restorer.mend(text)
    signs = [c for c in text if not c.isalnum() and c not in "_&" and not unicodedata.combining(c)]
    assert [c for c in mended.text if c in signs and c != " "] == [c for c in signs if c != " "]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cong bo hop quyf", "công bố hợp quy"),
        ("ddo luwowngf", "đo lường"),
        ("giaay1 phe1p", "giấy phép"),
        ("khai bao1 thiết bị", "khai báo thiết bị"),
        ("sửdụng tầnsố", "sử dụng tần số"),
        ("kiemtra doluong", "kiểm tra đo lường"),
        ("ở ViệtNam", "ở Việt Nam"),
        ("đếnUBND xã", "đến UBND xã"),
        ("TThủ tụcc khai báo", "Thủ tục khai báo"),
        ("giấy phpé tần sô", "giấy phép tần số"),
        ("hòan thành kiểm địhn đuợc không", "hoàn thành kiểm định được không"),
        ("theo dieu5", "theo điều 5"),
        ("giây phep kiêm đinh", "giấy phép kiểm định"),
    ],
)
def test_slips_are_mended(restorer: AccentRestorer, typed: str, meant: str) -> None:
    mended = restorer.mend(typed)
    assert mended.text == meant
    if fold(typed) != fold(meant):
        assert mended.phrases
        assert fold(mended.phrases[-1]) in fold(meant)


@pytest.mark.parametrize(
    "text",
    [
        "Nghị định 133/2025/NĐ-CP, Mẫu 3. TBTNHS, mã 1.013337.H38",
        "cách dùng VNeID online, bản scan gửi qua email a.b@c.vn",
        "khí CO2, cột BTS cao 45 m, gạo 5 kg, chụp CT/X-quang ngày 15/02/2026",
        "xã Krông Búk, phường Thạnh Mỹ, bà Hoà, uỷ quyền",
        "Bộ phận Một cửa nhận hồ sơ, nhưng chưa hẹn ngày trả kết quả",
    ],
)
def test_what_is_right_stays_to_the_letter(restorer: AccentRestorer, text: str) -> None:
    plain = AccentRestorer(restorer.folder, {})
    assert plain.mend(text).text == text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("theo TT 28 thì nộp ở đâu", "theo thông tư 28 thì nộp ở đâu"),
        ("Theo QĐ 2618/QĐ-BKHCN thì", "Theo quyết định 2618/QĐ-BKHCN thì"),
        ("TT PVHCC xã", "trung tâm phục vụ hành chính công xã"),
        ("giấy CN hết hạn", "giấy chứng nhận hết hạn"),
        ("theo nđ 133", "theo nghị định 133"),
        ("hs nộp ntn, có mẫu k", "hồ sơ nộp như thế nào, có mẫu không"),
        ("nặng 5 kg có vi phạm ko", "nặng 5 kg có vi phạm không"),
        ("xa a va xa b", "xã a và xã b"),
    ],
)
def test_a_short_form_is_read_as_its_sentence_tells(
    restorer: AccentRestorer, typed: str, meant: str
) -> None:
    assert restorer.restore(typed) == meant


def test_a_short_form_that_nothing_decides_stays_and_all_are_offered(
    restorer: AccentRestorer,
) -> None:
    mended = restorer.mend("xin hỏi TT nào")
    assert mended.text == "xin hỏi TT nào"
    assert {"thông tư", "trung tâm", "thị trấn", "Thủ tướng"} <= set(mended.long_forms)


def test_short_forms_are_maintained_in_one_file(restorer: AccentRestorer) -> None:
    known = AccentRestorer(restorer.folder, {"XYZ": ("xin ý kiến",)})
    assert known.restore("XYZ của xã") == "xin ý kiến của xã"


def test_a_long_message_is_restored_in_a_moment(restorer: AccentRestorer) -> None:
    text = "xin hoi thu tuc khai bao thiet bi x quang y te " * 20
    started = time.perf_counter()
    restorer.restore(text)
    assert time.perf_counter() - started < 1
