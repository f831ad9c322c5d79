"""A law that a question calls by name and the index has not: said first, or handed over."""

from datetime import date

import pytest

from retrieval.answer import Outcome
from retrieval.clauses import NO_LAW
from retrieval.laws_lacking import OTHERS_WORDS, lacking, laws
from retrieval.question import Query, Question
from retrieval.said import said_in, tells_how_taken
from retrieval.service import Service

DAY = date(2026, 11, 22)


def called(text: str, service: Service) -> tuple[str, ...]:
    generation = service.generation()
    assert generation
    return lacking(Query(Question(text, DAY), text, text), generation).written


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("theo luật tố cáo thì hồ sơ nộp ở đâu", "Luật Tố cáo"),
        ("luat dat dai quy dinh gi ve ho so", "Luật Đất đai"),
        ("Luật Hòa giải ở cơ sở có mấy điều", "Luật Hòa giải ở cơ sở"),
        ("luật sở hữu trí tuệ và nghị định", "Luật Sở hữu trí tuệ"),
        ("luật đầu tư công quy định thế nào", "Luật Đầu tư công"),
        ("LUẬT BHYT quy định gì", "luật bhyt"),
        ("BLDS 2015 nói gì", "blds"),
    ],
)
def test_it_is_known_by_its_names_however_they_go_on(
    service: Service, text: str, name: str
) -> None:
    assert called(text, service) == (name,)


@pytest.mark.parametrize(
    "text",
    [
        "theo luật mới thì sao",
        "pháp luật đất đai",
        "luật chơi",
        "luật sư đất đai",
        "kỷ luật lao động",
    ],
)
def test_other_words_call_none(service: Service, text: str) -> None:
    assert called(text, service) == ()


@pytest.mark.parametrize(
    "text",
    ["luật đo lường quy định gì", "luat do luong 2011", "LĐL nói gì", "luật đo lượng nói gì"],
)
def test_one_that_the_index_has_is_not_missed(look_alikes: Service, text: str) -> None:
    assert called(text, look_alikes) == ()


def test_every_name_is_of_one_law() -> None:
    names = [name for law in dict.fromkeys(laws().values()) for name in law.names]
    assert len(names) == len(set(names)) == len(laws())


def test_what_speaks_of_something_else_is_not_given_for_it(service: Service) -> None:
    answer = service.answer(Question("theo luật tố cáo, hồ sơ công bố hợp quy bao nhiêu ngày", DAY))
    assert answer.outcome.family == "escalated"
    assert NO_LAW.format("Luật Tố cáo") in answer.notes


def test_guides_that_rest_on_it_answer_and_whose_words_they_are_is_said_first(
    service: Service,
) -> None:
    answer = service.answer(Question("Luật Chuyển đổi số có hiệu lực từ ngày nào?", DAY))
    assert answer.outcome is Outcome.ANSWERED
    cited = answer.quotes[0].citation
    note = next(one for one in answer.notes if "Luật Chuyển đổi số" in one)
    assert note.startswith("Kho chưa có văn bản mang tên “Luật Chuyển đổi số”: câu trả lời là lời")
    assert cited.number in note
    assert tells_how_taken(note)
    assert said_in(note, "en").startswith("There is no document called “Luật Chuyển đổi số”")
    assert OTHERS_WORDS.format("Luật Chuyển đổi số", "x") != note
