"""Wrong premises: a document that is about something else, or no longer in force."""

from datetime import date
from pathlib import Path

import pytest

from retrieval.answer import Answer
from retrieval.clauses import NO_DOCUMENT
from retrieval.meant import ENDED_ON
from retrieval.premise import NO_LONGER, NOT_THERE, REPLACED
from retrieval.question import Question
from retrieval.service import Service
from tests.fakes.notices import notice, serving

TODAY = date(2026, 11, 22)
PLATFORMS = notice(
    "qd-501",
    "## Điều 1. Danh mục nền tảng\n\nBan hành danh mục nền tảng số dùng chung của ngành.\n\n"
    "## Điều 2. Triển khai\n\nCác đơn vị triển khai nền tảng số trong năm 2026.\n",
    number="501/QĐ-BKHCN",
    title="Danh mục nền tảng số dùng chung",
    kind="decision",
)
RADIATION = notice(
    "buc-xa",
    "## Thẩm quyền cấp giấy phép bức xạ\n\nGiấy phép bức xạ cho máy X-quang do UBND cấp tỉnh cấp; "
    "UBND cấp xã không cấp giấy phép bức xạ.\n",
    number="MC-BX-01",
    title="Giấy phép bức xạ",
)
OLD = notice(
    "qd-77",
    "## Điều 1. Thời hạn kiểm định cân\n\nCân ở chợ kiểm định sáu tháng một lần.\n",
    number="77/2020/QĐ-BKHCN",
    title="Kiểm định cân ở chợ",
    kind="decision",
    start="2020-03-01",
    end="2026-03-01",
)
NEW = notice(
    "qd-88",
    "## Điều 1. Thời hạn kiểm định cân\n\nCân ở chợ kiểm định mười hai tháng một lần.\n\n"
    "## Điều 2. Hiệu lực\n\nQuyết định này thay thế Quyết định số 77/2020/QĐ-BKHCN.\n",
    number="88/2026/QĐ-BKHCN",
    title="Kiểm định cân ở chợ",
    kind="decision",
    start="2026-03-01",
    replaces="77/2020/QĐ-BKHCN",
)
SPOKEN_OF = notice(
    "hoi-dap",
    "## Nghị định về cân còn dùng không?\n\nNghị định số 901/2019/NĐ-CP hết hiệu lực từ ngày "
    "01/02/2026. Nghị định số 902/2024/NĐ-CP hết hiệu lực từ ngày 01/02/2027. Bãi bỏ khoản 2 "
    "Điều 5 Nghị định số 904/2024/NĐ-CP. Hay gặp: ghi nhầm số cũ thay cho Nghị định số "
    "905/2024/NĐ-CP. Hồ sơ theo Nghị định số 906/2024/NĐ-CP, trong đó bản sao được thay thế bằng "
    "bản chính. Bản vẽ nêu tại Điều 36 Nghị định số 907/2024/NĐ-CP được thay thế bằng tra cứu. "
    "Cân ở chợ kiểm định "
    "theo quyết định của Bộ.\n",
    number="MC-HD-09",
    title="Hỏi đáp về cân",
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    place: Path = tmp_path_factory.mktemp("premises")
    return serving(place, PLATFORMS, RADIATION, OLD, NEW, SPOKEN_OF)


def ask(service: Service, text: str, day: date = TODAY) -> Answer:
    answer = service.answer(Question(text, day))
    assert answer.trace
    assert answer.trace.held_back == ()
    return answer


def quoted(answer: Answer) -> str:
    return "\n".join(quote.text for quote in answer.quotes)


@pytest.mark.parametrize(
    "text",
    [
        "Theo Quyết định 501/QĐ-BKHCN thì xã được cấp giấy phép bức xạ cho máy X-quang đúng không?",
        "theo qd 501/qd-bkhcn thi xa duoc cap giay phep buc xa cho may x-quang dung khong",
    ],
)
def test_a_document_that_is_about_something_else_is_not_followed(
    service: Service, text: str
) -> None:
    answer = ask(service, text)
    note = NOT_THERE.format("Quyết định số 501/QĐ-BKHCN", "Danh mục nền tảng số dùng chung")
    assert answer.notes[0] == note
    assert "UBND cấp xã không cấp giấy phép bức xạ." in answer.conclusion
    assert "Ban hành danh mục nền tảng số" in quoted(answer)


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định 501/QĐ-BKHCN quy định gì?",
        "Theo Quyết định 501/QĐ-BKHCN thì triển khai nền tảng số trong năm nào?",
        "Điều 2 Quyết định 501/QĐ-BKHCN",
        "Giấy phép bức xạ cho máy X-quang do ai cấp?",
    ],
)
def test_a_document_that_tells_it_is_taken_at_its_word(service: Service, text: str) -> None:
    answer = ask(service, text)
    assert not any("không thấy nội dung" in note for note in answer.notes)


def test_a_decree_that_was_replaced_is_named_with_what_replaced_it(service: Service) -> None:
    answer = ask(service, "Theo Quyết định 77/2020/QĐ-BKHCN cân ở chợ kiểm định mấy tháng một lần?")
    name = "Quyết định số 77/2020/QĐ-BKHCN"
    assert REPLACED.format(name, "Quyết định số 88/2026/QĐ-BKHCN") in answer.notes
    assert ENDED_ON.format(name, "01/03/2026") in answer.notes
    assert "thay thế Quyết định số 77/2020/QĐ-BKHCN" in quoted(answer)
    assert "mười hai tháng" in quoted(answer)
    assert "sáu tháng" not in quoted(answer)


def test_while_it_was_in_force_nothing_is_said_of_its_end(service: Service) -> None:
    text = "Theo Quyết định 77/2020/QĐ-BKHCN cân ở chợ kiểm định mấy tháng một lần?"
    answer = ask(service, text, date(2025, 5, 1))
    assert "sáu tháng" in quoted(answer)
    assert not any("thay thế" in note for note in answer.notes)


def test_a_decree_nobody_holds_has_ended_where_a_source_says_so(service: Service) -> None:
    answer = ask(service, "Theo Nghị định 901/2019/NĐ-CP cân ở chợ kiểm định thế nào?")
    assert NO_LONGER.format("Nghị định 901/2019/NĐ-CP") in answer.notes
    assert "Nghị định số 901/2019/NĐ-CP hết hiệu lực" in quoted(answer)


@pytest.mark.parametrize("number", [f"90{at}/2024/NĐ-CP" for at in range(2, 8)])
def test_one_that_ends_later_or_that_nobody_speaks_of_has_not_ended(
    service: Service, number: str
) -> None:
    answer = ask(service, f"Theo Nghị định {number} cân ở chợ kiểm định thế nào?")
    assert not any("không còn hiệu lực" in note for note in answer.notes)


def test_a_number_that_does_not_exist_is_said(service: Service) -> None:
    answer = ask(service, "Theo Nghị định 777/2024/NĐ-CP thì xã cấp giấy phép bức xạ phải không?")
    assert NO_DOCUMENT.format("777/2024/NĐ-CP") in answer.notes
    assert answer.outcome.family == "escalated"
