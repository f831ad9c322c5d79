"""Questions as officers type them, answered with the model: the words the conclusion must say."""

from dataclasses import replace
from datetime import date

import pytest

from retrieval.answer import Answer, Outcome
from retrieval.assistant import Assistant
from retrieval.check import faults
from retrieval.embedder import Embedder
from retrieval.generation import Generation
from retrieval.ground import Sources
from retrieval.policy import DEFAULT
from retrieval.question import Question, Unit
from retrieval.service import Service

TODAY = date(2026, 11, 22)


def ask(service: Service, text: str, day: date = TODAY, province: str = "") -> Answer:
    return service.answer(Question(text, day, unit=Unit(province)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("phong kham moi mua may xquang khai bao trong bao lau", "10 ngày làm việc"),
        ("dân nhặt được cục kim loại có ký hiệu phóng xạ, phải làm gì ngay?", "Không chạm"),
        ("CBHQ thiếu hồ sơ thì mấy ngày phải báo", "03 ngày làm việc"),
        ("Đăng ký nhãn hiệu tập thể cho HTX cần những gì", "- quy chế sử dụng nhãn hiệu tập thể;"),
        ("giay phep bo dam tau ca nop cho ai", "UBND cấp tỉnh"),
        ("nhóm việc của xã về chất lượng sản phẩm hàng hóa", "4. giải quyết khiếu nại, tố cáo."),
        ("Một cửa nhận hồ sơ KHCN rồi phải làm theo các bước nào", "3. Số hóa hồ sơ"),
        ("nghi dinh 132 nam 2008 la ve cai gi", "132/2008/NĐ-CP về chất lượng"),
        ("điểm đ khoản 1 Điều 5 QĐ 02/2026/QĐ-MC", "\nđ) Giữ kín thông tin cá nhân"),
        ("khoản 2 Điều 8 Quyết định 02/2026/QĐ-MC", "04 giờ"),
        ("Vĩnh Phúc sáp nhập vào tỉnh nào", "Phú Thọ"),
    ],
)
def test_the_conclusion_says_what_was_asked_for(
    full_generation: Generation, embedder: Embedder, text: str, words: str
) -> None:
    # Whether the chance suffices is measured on many questions (`python -m eval thresholds`).
    bold = Assistant(full_generation, embedder, replace(DEFAULT, evidence=0.05))
    answer = bold.answer(Question(text, TODAY))
    assert answer.outcome.family == "answered"
    assert words in answer.conclusion


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mức phí thẩm định cấp giấy phép máy CT là bao nhiêu?", "chưa có nguồn về mức phí"),
        ("thời hạn cấp giấy phép tần số tàu cá", "chưa có nguồn về thời hạn"),
    ],
)
def test_what_the_documents_lack_is_handed_over_with_the_sentence_that_says_so(
    full_service: Service, text: str, words: str
) -> None:
    answer = ask(full_service, text)
    assert answer.outcome is Outcome.ESCALATED_NOT_IN_CORPUS
    assert words in answer.conclusion


@pytest.mark.parametrize(
    "text",
    [
        "thủ tục đăng ký kết hôn có yếu tố nước ngoài",
        "muc luong toi thieu vung 2026",
        "thời hạn cấp giấy phép khai thác khoáng sản",
        "Nghị định 999/2025/NĐ-CP quy định gì",
        "khoản 9 Điều 5 Quyết định 02/2026/QĐ-MC",
        "Điều 15 quy định gì",
    ],
)
def test_what_the_corpus_does_not_tell_is_handed_over(full_service: Service, text: str) -> None:
    answer = ask(full_service, text)
    assert answer.outcome.family == "escalated"
    assert (answer.quotes, answer.conclusion) == ((), "")


@pytest.mark.parametrize(
    ("day", "document"),
    [
        (date(2021, 1, 31), "atbx-xquang-truoc-2021"),
        (date(2021, 2, 1), "atbx-xquang-2021-2025"),
        (date(2025, 12, 31), "atbx-xquang-2021-2025"),
        (date(2026, 1, 1), "atbx-xquang-2026"),
    ],
)
def test_only_the_regime_of_the_day_is_quoted(
    full_service: Service, day: date, document: str
) -> None:
    answer = ask(full_service, "khai báo X-quang y tế trong bao nhiêu ngày", day)
    guides = {q.document.id for q in answer.quotes if q.document.id.startswith("atbx-xquang")}
    assert guides == {document}


def test_every_answer_stands_in_its_sources(
    full_service: Service, full_generation: Generation
) -> None:
    for text in (
        "hồ sơ hợp quy gồm gì",
        "tàu cá nộp ở đâu",
        "xã được kiểm tra cân ở chợ không",
        "Điều 5",
    ):
        answer = ask(full_service, text)
        assert faults(answer, Sources.of(full_generation)) == []


def test_stages_are_timed(full_service: Service) -> None:
    timings = ask(full_service, "khai báo X-quang").timings_ms
    assert list(timings) == ["guard", "understand", "encode", "find", "decide", "compose"]
