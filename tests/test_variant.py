"""To issue, reissue, extend, amend or withdraw a permit is a procedure each."""

from pathlib import Path

import pytest

from retrieval.answer import Answer, LineKind, Outcome
from retrieval.assistant import Assistant
from retrieval.variant import NOT_THIS_ONE, is_another, may_stay, variants
from tests.test_card import OTHER, ask, guide, indexed

ISSUE = guide(
    "MC-TRAM-01",
    "Cấp giấy phép trạm đò ngang",
    {
        "Nơi nộp hồ sơ": "Hồ sơ giấy phép trạm đò ngang nộp tại UBND cấp xã.",
        "Thời hạn giải quyết": "Giấy phép trạm đò ngang được cấp trong 05 ngày làm việc.",
        "Thành phần hồ sơ": "Hồ sơ giấy phép trạm đò ngang gồm đơn và sơ đồ bến.",
    },
)


@pytest.fixture(scope="module")
def ferries(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return indexed(tmp_path_factory.mktemp("ferries"), ISSUE, OTHER)


def days(assistant: Assistant, question: str) -> Answer:
    return ask(assistant, f"{question} giấy phép trạm đò ngang mấy ngày?")


def test_the_days_of_issuing_are_no_answer_for_an_extension(ferries: Assistant) -> None:
    assert "05 ngày" in days(ferries, "Cấp").conclusion
    for other in ("Gia hạn", "Cấp lại", "Thu hồi"):
        answer = days(ferries, other)
        assert answer.outcome is Outcome.ESCALATED_WEAK_MATCH, other
        assert not answer.quotes
        assert answer.rejected


def test_the_days_of_an_amendment_are_no_answer_for_issuing(tmp_path: Path) -> None:
    parts = {
        "Nơi nộp hồ sơ": "Hồ sơ nộp tại UBND cấp xã.",
        "Thời hạn giải quyết": "Sửa đổi giấy phép trạm đò ngang: 03 ngày làm việc.",
    }
    amend = guide("MC-TRAM-02", "Sửa đổi giấy phép trạm đò ngang", parts)
    assistant = indexed(tmp_path, amend, OTHER)
    assert "03 ngày" in days(assistant, "Sửa đổi").conclusion
    assert days(assistant, "Cấp").outcome.family == "escalated"


def test_one_office_does_them_all_and_the_answer_says_what_its_source_is_about(
    ferries: Assistant,
) -> None:
    answer = ask(ferries, "Gia hạn giấy phép trạm đò ngang nộp ở đâu?")
    assert "UBND cấp xã" in answer.conclusion
    assert NOT_THIS_ONE in answer.notes


def test_a_source_that_speaks_of_the_variant_answers_for_it(tmp_path: Path) -> None:
    parts = {
        "Thời hạn giải quyết": "Cấp 05 ngày; gia hạn giấy phép trạm đò ngang 02 ngày làm việc.",
        "Nơi nộp hồ sơ": "Hồ sơ nộp tại UBND cấp xã.",
    }
    both = guide("MC-TRAM-03", "Cấp giấy phép trạm đò ngang", parts)
    assert "02 ngày" in days(indexed(tmp_path, both, OTHER), "Gia hạn").conclusion


@pytest.mark.parametrize(
    ("question", "title", "said", "another"),
    [
        ("cap lai the", "Cấp, cấp lại, cấp đổi thẻ", "", False),
        ("cap the may ngay", "Cấp, cấp lại thẻ", "", False),
        ("cap the may ngay", "Cấp lại thẻ", "", True),
        ("the may ngay", "Cấp lại thẻ", "", False),
        ("cap xa sua chua the", "Cấp lại thẻ", "", False),
        ("sua doi don nhan hieu", "Đăng ký nhãn hiệu", "Luật số 50, sửa đổi bởi Luật số 36", True),
        ("Luật sửa đổi có gì mới về thẻ", "Cấp thẻ", "", False),
    ],
)
def test_variants_are_told_apart_by_the_words_for_them(
    question: str, title: str, said: str, another: bool
) -> None:
    assert is_another(question, title, [said]) is another


def test_only_what_one_office_does_for_all_may_stay() -> None:
    assert may_stay([LineKind.WHERE])
    assert not may_stay([])
    assert not may_stay([LineKind.WHERE, LineKind.DEADLINE])


def test_a_question_without_accents_names_the_same_variants() -> None:
    assert variants("gia han, cap doi the") == variants("Gia hạn, cấp đổi thẻ") != frozenset()
