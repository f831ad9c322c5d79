"""The seasons of tests/fakes/examiner.py are what its docstring says."""

from collections import Counter, defaultdict
from functools import cache

import pytest

from desk.trouble import Asked, week_of
from tests.fakes.examiner import (
    FEW,
    LARGEST,
    OTHERS,
    PLANTED,
    SMALLEST,
    STYLES,
    season,
    truth,
)
from tests.fakes.examiner_words import troubles
from tests.fakes.troubles import Told


@cache
def _told(style: str) -> list[Told]:
    return truth(5, STYLES[style])


def _planted(style: str) -> dict[str, list[Asked]]:
    planted = defaultdict[str, list[Asked]](list)
    for one in _told(style):
        if one.planted:
            planted[one.matter].append(one.asked)
    return planted


def test_there_is_more_to_draw_from_than_is_planted() -> None:
    ways = troubles()
    assert len({way.matter for way in ways}) == len(ways) >= 40
    assert all(len(set(way.wordings)) >= 8 for way in ways)
    wordings = [wording for way in ways for wording in way.wordings]
    assert len(set(wordings)) == len(wordings) >= 300


@pytest.mark.parametrize("style", STYLES)
def test_thirty_are_planted_over_communes_weeks_and_wordings(style: str) -> None:
    planted = _planted(style)
    assert len(planted) == PLANTED
    for asked in planted.values():
        bad = [one for one in asked if one.is_troubled]
        assert SMALLEST <= len(asked) <= LARGEST
        assert len(bad) >= SMALLEST
        assert len({one.of for one in bad}) >= 5
        assert len({week_of(one) for one in bad}) >= 4
        assert len({one.text for one in bad}) >= 6


@pytest.mark.parametrize("style", STYLES)
def test_what_is_around_goes_badly_at_random(style: str) -> None:
    others = [one for one in _told(style) if not one.planted]
    bad = Counter(one.matter for one in others if one.asked.is_troubled)
    assert len(others) == OTHERS
    assert 0.1 <= bad.total() / OTHERS <= 0.15
    assert max(bad.values()) <= FEW
    assert not set(bad) & set(_planted(style))


def test_phones_type_fewer_accents_and_a_crowd_is_nearer() -> None:
    bare = {
        style: sum(one.asked.text.isascii() for one in _told(style)) / len(_told(style))
        for style in STYLES
    }
    assert bare["plain"] < bare["mixed"] < bare["typed"]
    things = {style: Counter(name.split("/")[0] for name in _planted(style)) for style in STYLES}
    assert max(things["plain"].values()) == max(things["typed"].values()) == 1
    assert sorted(things["mixed"].values()) == [1] * 22 + [2] * 4


def test_a_season_is_the_same_for_the_same_seed() -> None:
    plain = STYLES["plain"]
    one = season(5, plain)
    assert [told.asked for told in _told("plain")] == one.asked
    assert one != season(6, plain)
    ids = {asked.id for asked in one.asked}
    assert len(ids) == len(one.asked)
    assert frozenset.union(*one.planted) <= ids
