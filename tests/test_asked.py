"""Of which field a question is counted, and its case goes to whom."""

from dataclasses import replace
from datetime import date

import pytest

from desk.asked import field_of
from retrieval.trace import Part, Seen, Trace
from tests.fakes.answers import answered, escalated


def near(*fields: str) -> Trace:
    hits = tuple(Seen("", "", "", number, 0.5, (), field=one) for number, one in enumerate(fields))
    part = Part("Hỏi gì đó", "hoi gi do", "hỏi gì đó", date(2026, 11, 26), hits=hits)
    return Trace("g000001", "", {}, (part,))


def test_what_is_quoted_says_the_field() -> None:
    answer = answered("a1")
    document = replace(answer.quotes[0].document, field="do-luong")
    quoted = replace(answer, quotes=(replace(answer.quotes[0], document=document),))
    assert field_of(replace(quoted, trace=near("tan-so", "tan-so"))) == "Đo lường"


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        (("tan-so", "do-luong", "tan-so"), "Tần số vô tuyến điện"),
        (("an-toan-buc-xa", "do-luong", "tan-so"), ""),
        (("an-toan-buc-xa",), ""),
        ((), ""),
        (("", "", "do-luong"), ""),
        (("chăn nuôi", "chăn nuôi"), "chăn nuôi"),
    ],
)
def test_without_a_quote_two_of_the_nearest_three_have_to_agree(
    fields: tuple[str, ...], found: str
) -> None:
    assert field_of(replace(escalated("a1"), trace=near(*fields))) == found
