"""Which document a question is about, by the words of all that were asked."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk.cause import Cause
from desk.matter import with_documents
from desk.trouble import Asked
from retrieval.question import Unit
from tests.fakes.troubles import BEGAN

SCALES, RADIO = "Kiểm định cân", "Giấy phép tần số"
FIELDS = {SCALES: "Đo lường", RADIO: "Tần số", "": ""}


def asked(told: Sequence[tuple[str, str]]) -> list[Asked]:
    """One question for each text and the document that came first."""
    unit = Unit("Lào Cai", "Xã Tân Lập")
    return [
        Asked(f"q{at}", BEGAN + timedelta(hours=at), unit, "tan lap", text, FIELDS[first], first,
              frozenset[Cause]())
        for at, (text, first) in enumerate(told)
    ]  # fmt: skip


SEASON = [
    *[(f"kiểm định cân đồng hồ ở chợ {at} thế nào", SCALES) for at in "abcdefgh"],
    *[(f"giấy phép tần số cho đài xã {at} làm sao", RADIO) for at in "abcdefgh"],
]


def test_words_tell_of_what_a_question_is_whatever_a_search_had_first() -> None:
    asks = [*SEASON, ("cân đồng hồ ở chợ kiểm định", RADIO), ("đài xã xin tần số", "")]
    *_, scales, radio = with_documents(asked(asks))
    assert (scales.subject, scales.field) == (SCALES, "Đo lường")
    assert (radio.subject, radio.field) == (RADIO, "Tần số")


def test_where_words_tell_nothing_what_came_first_stays() -> None:
    *_, odd, none = with_documents(asked([*SEASON, ("tách thửa đất", RADIO), ("xin chào", "")]))
    assert odd.subject == RADIO
    assert none.subject == ""


def test_of_one_document_or_a_rare_one_nothing_is_learnt() -> None:
    one = asked(SEASON[:8])
    assert with_documents(one) == one
    rare = asked([*SEASON[:8], *SEASON[8:10]])
    assert with_documents(rare) == rare
    assert with_documents([]) == []


@given(st.lists(st.tuples(st.text(max_size=40), st.sampled_from([SCALES, RADIO, ""])), max_size=30))
def test_nothing_but_the_document_and_its_field_is_changed(told: list[tuple[str, str]]) -> None:
    before = asked(told)
    after = with_documents(before)
    assert [(one.id, one.text, one.signs) for one in after] == [
        (one.id, one.text, one.signs) for one in before
    ]
    assert {one.subject for one in after} <= {one.subject for one in before}
    assert all(one.field == FIELDS[one.subject] for one in after)
