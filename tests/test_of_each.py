"""One sentence that asks the same of two texts."""

import pytest

from retrieval.of_each import of_each


def test_each_text_is_asked_with_its_own_matter_and_the_words_that_ask() -> None:
    asked = "thời hạn khiếu nại theo luật khiếu nại và thời hạn tố cáo theo luật tố cáo là mấy ngày"
    assert of_each(asked) == [
        "thời hạn khiếu nại theo luật khiếu nại là mấy ngày",
        "thời hạn tố cáo theo luật tố cáo là mấy ngày",
    ]


def test_it_may_be_typed_without_accents_and_ask_nothing_in_words() -> None:
    asked = "thoi hieu theo luat khieu nai, thoi hieu theo nghi dinh 133/2025/ND-CP"
    assert of_each(asked) == [
        "thoi hieu theo luat khieu nai",
        "thoi hieu theo nghi dinh 133/2025/ND-CP",
    ]


@pytest.mark.parametrize(
    "asked",
    [
        "Nghị định 132/2025 và Nghị định 133/2025 khác nhau thế nào?",
        "thời hạn và lệ phí theo luật tần số là bao nhiêu",
        "thời hạn theo luật đo lường và thời hạn theo luật đo lường khác gì",
        "hồ sơ gồm gì, thời hạn mấy ngày",
        "",
    ],
)
def test_other_sentences_stay_whole(asked: str) -> None:
    assert of_each(asked) == [asked]
