"""Questions in their conversation, each made whole."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.generation import Generation
from retrieval.heard import Heard, hear
from retrieval.manifest import current
from retrieval.message import MOST_QUESTIONS
from retrieval.question import Question
from retrieval.words import WordIndex

XRAY = "Khai báo thiết bị X-quang y tế trong bao nhiêu ngày?"


@pytest.fixture(scope="module")
def words(starter_index: Path) -> WordIndex:
    return Generation(current(starter_index)).words


def heard(words: WordIndex, text: str, *earlier: str) -> Heard:
    return hear(Question(text, date(2026, 11, 22), earlier=earlier), words)


def test_a_followup_takes_the_subject_of_the_question_before(words: WordIndex) -> None:
    (asked,) = heard(words, "thế lệ phí bao nhiêu?", XRAY).asked
    assert asked.text == "Khai báo thiết bị X-quang y tế, thế lệ phí bao nhiêu?"
    assert asked.after == XRAY
    assert asked.said == "thế lệ phí bao nhiêu?"


def test_the_subject_is_looked_for_beyond_followups_and_thanks(words: WordIndex) -> None:
    (asked,) = heard(words, "nộp ở đâu", XRAY, "thế lệ phí bao nhiêu?", "cảm ơn ạ").asked
    assert asked.after == XRAY


def test_the_newest_subject_counts(words: WordIndex) -> None:
    (asked,) = heard(words, "nộp ở đâu", XRAY, "Đăng ký nhãn hiệu tập thể cần gì?").asked
    assert asked.after == "Đăng ký nhãn hiệu tập thể cần gì?"


def test_a_question_with_its_own_subject_is_not_mixed(words: WordIndex) -> None:
    text = "chè xanh Tân An đăng ký nhãn hiệu ở đâu"
    (asked,) = heard(words, text, XRAY).asked
    assert (asked.text, asked.after) == (text, "")


def test_without_a_conversation_nothing_is_added(words: WordIndex) -> None:
    (asked,) = heard(words, "thế lệ phí bao nhiêu?").asked
    assert (asked.text, asked.after) == ("thế lệ phí bao nhiêu?", "")


def test_the_second_question_takes_the_subject_of_the_first(words: WordIndex) -> None:
    first, second = heard(words, "Khai báo máy X-quang trong mấy ngày và lệ phí bao nhiêu?").asked
    assert second.text == "Khai báo máy X-quang, lệ phí bao nhiêu?"
    assert (first.after, second.after) == ("", "")


def test_questions_too_many_take_the_subject_too(words: WordIndex) -> None:
    text = "Cân của chợ xã bị sai thì xử phạt thế nào? Ai phạt? Mức phạt bao nhiêu? Nộp phạt ở đâu?"
    found = heard(words, text)
    assert len(found.asked) == MOST_QUESTIONS
    assert found.more == ("Cân của chợ xã bị sai thì xử phạt, Nộp phạt ở đâu?",)


def test_a_unit_is_heard_of_the_unit_named_last(words: WordIndex) -> None:
    text = "điều 3 nghị định 63/2023 quy định gì? còn điều 5? khoản 1 nói gì?"
    said = [asked.text for asked in heard(words, text).asked]
    assert said[1:] == [
        "Nghị định số 63/2023: còn điều 5?",
        "khoản 1 Điều 5 Nghị định số 63/2023: khoản 1 nói gì?",
    ]


def test_two_subjects_in_one_message_are_not_mixed(words: WordIndex) -> None:
    text = "Khai báo máy X-quang trong mấy ngày? Đăng ký nhãn hiệu tập thể chè xanh ở đâu?"
    _, second = heard(words, text).asked
    assert second.text == "Đăng ký nhãn hiệu tập thể chè xanh ở đâu?"


def test_both_questions_of_a_followup_take_the_earlier_subject(words: WordIndex) -> None:
    first, second = heard(words, "thế lệ phí bao nhiêu? Nộp ở đâu?", XRAY).asked
    assert first.text.startswith("Khai báo thiết bị X-quang y tế, ")
    assert second.text.startswith("Khai báo thiết bị X-quang y tế, ")


def test_words_of_the_story_support_the_search_and_are_not_asked(words: WordIndex) -> None:
    story = "Phòng khám có máy X-quang răng cũ. " * 12
    (asked,) = heard(words, f"{story} Thiết bị bức xạ hỏng có phải báo Ủy ban không?").asked
    assert asked.text == "Thiết bị bức xạ hỏng có phải báo Ủy ban không?"
    assert "x quang" in asked.support


@given(st.text(), st.lists(st.text(), max_size=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_any_message_in_any_conversation_is_heard(
    words: WordIndex, text: str, earlier: list[str]
) -> None:
    for asked in heard(words, text, *earlier).asked:
        assert asked.after or asked.said in asked.text


@pytest.mark.parametrize("text", ["lệ phí?", "nop o dau a", "thủ tục này mấy ngày", "bao lâu"])
def test_a_question_about_nothing_is_bare(words: WordIndex, text: str) -> None:
    (asked,) = heard(words, text).asked
    assert asked.bare
    (after,) = heard(words, text, XRAY).asked
    assert not after.bare


@pytest.mark.parametrize("text", ["điều 5", "x-quang", "lệ phí tàu cá", XRAY])
def test_what_names_anything_is_not_bare(words: WordIndex, text: str) -> None:
    assert not any(asked.bare for asked in heard(words, text).asked)


def test_a_question_said_again_is_asked_once(words: WordIndex) -> None:
    again = heard(words, "\n".join(["Nộp hồ sơ tàu cá ở đâu?"] * 180))
    assert [asked.said for asked in again.asked] == ["Nộp hồ sơ tàu cá ở đâu?"]
    assert again.more == ()
