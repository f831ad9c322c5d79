"""The chance that an answer is right: what raises it and what lowers it."""

import math

from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer import Hit
from retrieval.evidence import chance, signs
from retrieval.find import Found
from tests.fakes.provisions import guide, hit

WEIGHTS = {"ho": 1.0, "so": 1.0, "ho so": 2.0}
DOSSIER = guide("Thành phần hồ sơ", "Hồ sơ gồm đơn và bản sao.")


def hits(*scores: float) -> tuple[Hit, ...]:
    others = (guide(f"Mục {n}", f"Phần {n}.") for n in range(1, len(scores)))
    return tuple(map(hit, (DOSSIER, *others), scores))


def test_nothing_found_is_no_chance() -> None:
    assert chance(Found(()), WEIGHTS) == 0.0


def test_more_of_the_questions_words_raise_it() -> None:
    found = Found(hits(0.9, 0.8))
    assert chance(found, WEIGHTS) > chance(found, WEIGHTS | {"phat": 4.0, "tien phat": 4.0})


def test_nearness_in_meaning_raises_it() -> None:
    near, far = (Found(hits(0.9), cosines=(cosine,)) for cosine in (0.93, 0.83))
    assert chance(near, WEIGHTS) > chance(far, WEIGHTS)


def test_standing_out_among_five_raises_it() -> None:
    alone, among = Found(hits(0.9, 0.5, 0.5, 0.5, 0.5)), Found(hits(0.9, 0.89, 0.89, 0.89, 0.89))
    assert chance(alone, WEIGHTS) > chance(among, WEIGHTS)
    assert math.isclose(signs(alone, WEIGHTS).lead, 0.4)


def test_words_of_another_language_say_nothing() -> None:
    found = Found(hits(0.9), cosines=(0.9,))
    assert chance(found, {"days": 5.0}, vietnamese=False) == chance(found, {}, vietnamese=False)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.floats(-1, 1))
def test_it_is_a_chance(scores: list[float], cosine: float) -> None:
    ranked = sorted(scores, reverse=True)
    assert 0.0 <= chance(Found(hits(*ranked), cosines=(cosine,)), WEIGHTS) <= 1.0
