"""Which unit is meant is asked back where the answer depends on it, and only there."""

from datetime import date

import pytest

from retrieval.answer import Hit
from retrieval.filters import situate
from retrieval.place_asked import questions_back
from retrieval.places import places
from retrieval.question import Query, Question, Unit
from tests.fakes.provisions import document, guide, hit

DAY = date(2026, 11, 22)
NATIONAL_HIT = hit(guide("Nơi nộp", "Nộp hồ sơ tại xã."))


def local(territory: str) -> Hit:
    return hit(guide("Nơi nộp", "Nộp hồ sơ tại sở.", document("3/QĐ-UBND", territory)))


def back(text: str, *hits: Hit, province: str = "") -> tuple[str, ...]:
    about = situate(Question(text, DAY, unit=Unit(province)))
    query = Query(about.question, about.text, about.text, places=about.places)
    return questions_back(query, hits)


def test_a_provinces_own_text_among_the_best_makes_the_unit_matter() -> None:
    choices = back("Xã Tân An nộp hồ sơ ở đâu?", NATIONAL_HIT, local("Nghệ An"))
    assert choices[0] == "Xã Tân An, tỉnh Nghệ An nộp hồ sơ ở đâu?"
    assert 2 <= len(choices) <= 4


def test_national_texts_answer_for_any_unit() -> None:
    assert back("Xã Tân An nộp hồ sơ ở đâu?", NATIONAL_HIT) == ()


def test_a_text_of_a_province_without_such_a_unit_asks_nothing() -> None:
    assert back("Xã Tân An nộp hồ sơ ở đâu?", local("Huế")) == ()


def test_a_trade_mark_asks_nothing() -> None:
    assert back("Nhãn hiệu Chè xanh Tân An nộp ở đâu?", local("Nghệ An")) == ()


def test_the_profile_answers_by_itself() -> None:
    assert back("Xã Tân An nộp hồ sơ ở đâu?", local("Nghệ An"), province="Nghệ An") == ()


@pytest.mark.parametrize(
    "text",
    ["Xã Tân An nay thuộc xã nào?", "xa tan an gio thuoc tinh nao", "Xã Tân An nhập vào đâu"],
)
def test_a_question_about_the_unit_itself_is_asked_back(text: str) -> None:
    assert 2 <= len(back(text, NATIONAL_HIT)) <= 4


def test_a_unit_that_was_split_offers_its_heirs_in_a_note() -> None:
    (note,) = places("phường Đội Cấn, quận Ba Đình nay thuộc phường nào?").notes
    assert "phường Ba Đình" in note
    assert "phường Ngọc Hà" in note
    asked = back("Phường Đội Cấn, quận Ba Đình cũ nay thuộc phường nào?", NATIONAL_HIT)
    assert any(choice.startswith("Phường Ngọc Hà, thành phố Hà Nội") for choice in asked)
    assert back("Phường Đội Cấn, quận Ba Đình nộp hồ sơ ở đâu?", NATIONAL_HIT) == ()


@pytest.mark.parametrize("text", ["Xã Tân An nay thuộc xã nào?", "xa tan thanh gio thuoc tinh nao"])
def test_every_choice_is_a_question_that_is_clear(text: str) -> None:
    for choice in back(text, NATIONAL_HIT):
        assert places(choice).unclear is None, choice
        assert back(choice, NATIONAL_HIT) == ()
