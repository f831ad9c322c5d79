"""Asking back which document is meant, down to the buttons that officers tap."""

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from desk.desk import Desk
from retrieval.answer import Outcome
from retrieval.question import Question
from retrieval.service import Service
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_house import house
from tests.fakes.databases import database_at
from tests.web import Web

TODAY = date(2026, 11, 22)
_BUTTON = re.compile(r'<button name="question" value="([^"]+)"')


@pytest.mark.parametrize(
    "text",
    ["nghị định 63", "Đ3 TT28 quy định gì", "dieu 3 thong tu 28/2013", "điều 2 QĐ 17/2025/QĐ-UBND",
     "Kính gửi Tổ thường trực, em ở xã mới sáp nhập, xin hỏi TT28 điều 3 quy định gì ạ"],
)  # fmt: skip
def test_a_number_of_several_documents_is_asked_back_once(look_alikes: Service, text: str) -> None:
    answer = look_alikes.answer(Question(text, TODAY))
    assert answer.outcome is Outcome.CLARIFY_AMBIGUOUS
    assert 2 <= len(answer.followups) <= 4
    led_to = [look_alikes.answer(Question(tapped, TODAY)) for tapped in answer.followups]
    assert {choice.outcome for choice in led_to} == {Outcome.ANSWERED}
    assert len({choice.quotes[0].document.id for choice in led_to}) == len(led_to)


def test_what_a_button_shows_of_a_long_question_tells_the_documents_apart(
    look_alikes: Service,
) -> None:
    text = "Đơn vị của tôi đóng trên địa bàn xã đang rà soát lại: đ3 TT28 ghi gì"
    shown = {tapped[:58] for tapped in look_alikes.answer(Question(text, TODAY)).followups}
    assert len(shown) == 3
    assert all("Thông tư số 28/" in tapped for tapped in shown)


def test_a_choice_names_the_number_in_full(look_alikes: Service) -> None:
    answer = look_alikes.answer(Question("đ3 nghị định 63 quy định gì", TODAY))
    assert (
        answer.conclusion
        == "Kho có nhiều văn bản khớp với “nghị định 63”. Anh/chị hỏi văn bản nào?"
    )
    assert answer.followups == (
        "đ3 Nghị định số 63/2023/NĐ-CP quy định gì",
        "đ3 Nghị định số 63/2010/NĐ-CP quy định gì",
    )


def test_where_words_or_validity_decide_nothing_is_asked_back(look_alikes: Service) -> None:
    for text in ("đ3 nghị định 63 tần số", "đ3 nđ 132", "đ3 nghị định 63/2010", "luật 63"):
        assert look_alikes.answer(Question(text, TODAY)).outcome is Outcome.ANSWERED, text


def test_a_choice_keeps_the_day_and_the_places_as_they_were_asked(look_alikes: Service) -> None:
    text = "Nộp hồ sơ ở Tiền Giang ngày 15/12/2024 theo điều 3 nghị định 63"
    answer = look_alikes.answer(Question(text, TODAY))
    assert "Tính tại ngày 15/12/2024 theo câu hỏi." in answer.notes
    assert any("tỉnh Đồng Tháp" in note for note in answer.notes)
    for tapped in answer.followups:
        assert "ở Tiền Giang ngày 15/12/2024 theo điều 3 Nghị định số 63/" in tapped
        led_to = look_alikes.answer(Question(tapped, TODAY))
        assert led_to.outcome is Outcome.ANSWERED
        assert led_to.question.as_of == date(2024, 12, 15)


def test_a_second_number_is_not_asked_back_after_the_first(look_alikes: Service) -> None:
    text = "điều 3 nghị định 63 và điều 3 TT28 quy định gì"
    answer = look_alikes.answer(Question(text, TODAY))
    assert answer.outcome is Outcome.CLARIFY_AMBIGUOUS
    for tapped, number in zip(answer.followups, ("63/2023/NĐ-CP", "63/2010/NĐ-CP"), strict=True):
        led_to = look_alikes.answer(Question(tapped, TODAY))
        assert led_to.outcome is Outcome.ANSWERED
        assert {quote.document.number for quote in led_to.quotes} == {number}
        assert any("“TT28”" in note for note in led_to.notes)


@pytest.mark.parametrize("issuer", ["Bộ Tài chính", "bo tai chinh", "BTC"])
def test_a_choice_gives_no_decree_to_a_ministry(look_alikes: Service, issuer: str) -> None:
    answer = look_alikes.answer(Question(f"điều 3 nghị định 63 của {issuer} quy định gì", TODAY))
    assert answer.followups == (
        "điều 3 Nghị định số 63/2023/NĐ-CP quy định gì",
        "điều 3 Nghị định số 63/2010/NĐ-CP quy định gì",
    )
    own = look_alikes.answer(Question("điều 3 nghị định 63 của Chính phủ quy định gì", TODAY))
    assert all(" của Chính phủ quy định gì" in tapped for tapped in own.followups)


def test_the_day_that_was_asked_about_is_the_one_that_is_said(look_alikes: Service) -> None:
    notes = look_alikes.answer(Question("đ3 nghị định 132", date(2024, 12, 15))).notes
    assert notes[0].endswith("Nghị định số 132/2008/NĐ-CP, có hiệu lực vào ngày 15/12/2024.")


def test_the_page_asks_back_and_a_touch_answers(look_alikes: Service, tmp_path: Path) -> None:
    desk = Desk.open(database_at(tmp_path / "desk.db"))
    browser = Web(look_alikes, desk).browser()
    asked = browser.post("/ask", data={"question": "k1 đ3 nghị định 63", "as_of": "22/11/2026"})
    assert "Cần nói rõ thêm" in asked.text
    assert "Kho có nhiều văn bản khớp với “nghị định 63”" in asked.text
    choices = [unescape(value) for value in _BUTTON.findall(asked.text)]
    assert len(choices) == 2
    answered = browser.post("/ask", data={"question": choices[1], "as_of": "22/11/2026"})
    desk.close()
    assert "khoản 1 Điều 3 Nghị định số 63/2010/NĐ-CP" in answered.text
    assert "kiểm soát thủ tục" in answered.text


def test_programs_get_the_choices(look_alikes: Service, tmp_path: Path) -> None:
    desk = Desk.open(database_at(tmp_path / "desk.db"))
    asked = {"question": "đ3 TT28", "as_of": "2026-11-22"}
    answer = Web(look_alikes, desk).browser().post("/api/v1/ask", json=asked).json()
    desk.close()
    assert answer["outcome"] == "clarify_ambiguous"
    assert [choice for choice in answer["followups"] if "28/2012/TT-BKHCN" in choice]


def test_in_telegram_a_tapped_choice_is_asked(look_alikes: Service, tmp_path: Path) -> None:
    with BotApi().running() as api, house(tmp_path, api, look_alikes.answer):
        api.say("k2 đ3 nghị định 63")
        (asked,) = api.heard(1)
        assert "1. k2 đ3 Nghị định số 63/2023/NĐ-CP" in asked.text
        api.press("k2 đ3 Nghị định số 63/2010/NĐ-CP")
        answered = api.heard(2)[1].text
    assert "Kinh phí phần 3 do ngân sách bảo đảm." in answered
    assert "khoản 2 Điều 3 Nghị định số 63/2010/NĐ-CP" in answered
