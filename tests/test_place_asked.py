"""Which unit is meant is asked back where the answer depends on it, and only there."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from corpus.units import COMMUNE, AdminUnit, units
from retrieval.answer import Hit
from retrieval.filters import situate
from retrieval.find import Found
from retrieval.place_asked import questions_back, what_became
from retrieval.places import places
from retrieval.question import Query, Question, Unit
from retrieval.service import Service
from tests.fakes.provisions import document, guide, hit

DAY = date(2026, 11, 22)
NATIONAL_HIT = hit(guide("Nơi nộp", "Nộp hồ sơ tại xã."))


def local(territory: str) -> Hit:
    return hit(guide("Nơi nộp", "Nộp hồ sơ tại sở.", document("3/QĐ-UBND", territory)))


def back(text: str, *hits: Hit, province: str = "") -> tuple[str, ...]:
    about = situate(Question(text, DAY, unit=Unit(province)))
    query = Query(about.question, about.text, about.text, places=about.places)
    return questions_back(query, hits)


def became(text: str, *hits: Hit) -> Found | None:
    about = situate(Question(text, DAY))
    query = Query(about.question, about.text, about.text, places=about.places)
    return what_became(query, Found(hits))


@pytest.mark.parametrize(
    "text",
    [
        "tinh nao sap nhap vao Dong Thap",
        "Đồng Tháp mới gồm những tỉnh nào?",
        "Tiền Giang nhập vào tỉnh nào?",
    ],
)
def test_what_became_of_a_province_is_told_by_what_names_both(text: str) -> None:
    table = hit(guide("Tỉnh mới", "Đồng Tháp | Tiền Giang"), 0.5)
    found = became(text, NATIONAL_HIT, hit(guide("Sáng kiến", "Tỉnh Đồng Tháp xét.")), table)
    assert found is not None
    assert found.hits[0] == table


@pytest.mark.parametrize(
    "text", ["Hồ sơ từ tỉnh nào gửi đến Đồng Tháp?", "Hà Nội gồm những tỉnh nào?", "Đồng Tháp"]
)
def test_other_questions_about_a_province_are_none_of_it(text: str) -> None:
    assert became(text, hit(guide("Tỉnh mới", "Đồng Tháp | Tiền Giang"), 0.5)) is None


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
    assert back("Phường Đội Cấn, quận Ba Đình cũ nay thuộc phường nào?", NATIONAL_HIT) == ()
    assert back("Phường Phú Thượng, quận Tây Hồ nay thuộc phường nào?", NATIONAL_HIT) == ()


@pytest.mark.parametrize("text", ["Xã Tân An nay thuộc xã nào?", "xa tan thanh gio thuoc tinh nao"])
def test_every_choice_is_a_question_that_is_clear(text: str) -> None:
    choices = back(text, NATIONAL_HIT)
    assert choices
    for choice in choices:
        assert places(choice).unclear is None, choice
        assert back(choice, NATIONAL_HIT) == ()


@pytest.mark.parametrize("text", ["Xã Tân An cũ nay thuộc xã nào?", "xa tan an (cu) thuoc xa nao"])
def test_what_was_said_of_the_old_name_does_not_stand_behind_the_choice(text: str) -> None:
    choices = back(text, NATIONAL_HIT)
    assert len(choices) > 1
    assert not [choice for choice in choices if " cũ" in choice or "(cu)" in choice]


def ambiguous() -> list[str]:
    """ "Xã Tân An" and the like, that several former units bear."""
    former = Counter((u.type, u.name) for named in communes() for u in named if u.ended)
    return [f"{kind} {name}" for (kind, name), count in former.items() if count > 1]


def split() -> list[str]:
    """Former communes of which several units hold a part, as they are written out."""
    return [str(unit) for named in communes() for unit in named if len(unit.now) > 1]


def communes() -> Iterator[list[AdminUnit]]:
    for named in units().by_name.values():
        if found := [unit for unit in named if unit.level == COMMUNE]:
            yield found


def tapped(text: str, steps: int) -> Iterator[str]:
    """What is reached by tapping choices, with what it is asked back again."""
    for choice in back(text, NATIONAL_HIT) if steps else ():
        yield choice
        yield from tapped(choice, steps - 1)


@pytest.mark.parametrize(
    "asks", ["{} nay thuộc xã nào?", "{} cũ thuộc đâu?", "{} sáp nhập vào đâu"]
)
def test_no_choice_leads_to_a_choice_again(asks: str) -> None:
    draw = random.Random(20250701)
    names = draw.sample(ambiguous(), 30) + draw.sample(split(), 30)
    asked = [asks.format(name[:1].upper() + name[1:]) for name in names]
    reached = [choice for text in asked for choice in tapped(text, steps=3)]
    assert len(reached) > 30
    assert [choice for choice in reached if back(choice, NATIONAL_HIT)] == []


@pytest.mark.parametrize("text", ["ha nam gio la tinh nao", "tinh hau giang sap nhap vao dau"])
def test_what_became_of_a_province_is_quoted(service: Service, text: str) -> None:
    answer = service.answer(Question(text, date(2026, 11, 22)))
    assert answer.outcome.family == "answered"
    assert any(name in answer.conclusion for name in ("Hà Nam", "Hậu Giang"))
