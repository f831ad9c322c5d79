"""The seasons of tests/fakes/stranger.py are what its docstring says."""

from collections import Counter, defaultdict
from functools import cache

import pytest

from desk.trouble import week_of
from tests.fakes.stranger import FEW, OTHERS, PLANTED, STYLES, season, truth
from tests.fakes.troubles import Told


@cache
def _told(style: str) -> list[Told]:
    return truth(3, STYLES[style])


@pytest.mark.parametrize("style", STYLES)
def test_thirty_are_planted_over_communes_weeks_and_wordings(style: str) -> None:
    planted = defaultdict(list)
    for one in _told(style):
        if one.planted:
            planted[one.matter].append(one.asked)
    assert len(planted) == PLANTED
    for asked in planted.values():
        bad = [one for one in asked if one.is_troubled]
        assert 8 <= len(asked) <= 30
        assert len({one.of for one in bad}) >= 4
        assert len({week_of(one) for one in bad}) >= 3
        assert len({one.text for one in bad}) >= 6


@pytest.mark.parametrize("style", STYLES)
def test_what_is_not_planted_goes_badly_now_and_then_only(style: str) -> None:
    others = [one for one in _told(style) if not one.planted]
    bad = [one for one in others if one.asked.is_troubled]
    assert len(others) == OTHERS
    assert 1 / 10 <= len(bad) / len(others) <= 1 / 6
    often = {name for name, count in Counter(one.matter for one in bad).items() if count > FEW}
    assert {name.split("/")[0] for name in often} == {"noisy", "storm"}
    assert len(often) == 2
    planted = {one.matter for one in _told(style) if one.planted}
    assert not planted & {one.matter for one in bad}


def test_neighbours_come_in_pairs_at_one_thing() -> None:
    planted = {one.matter for one in _told("neighbours") if one.planted}
    assert set(Counter(name.split("/")[0] for name in planted).values()) == {2}


def test_the_same_seed_gives_the_same_season() -> None:
    plain = STYLES["plain"]
    one, other = season(3, plain), season(4, plain)
    assert one == season(3, plain)
    assert one.asked != other.asked
    assert [told.asked for told in _told("plain")] == one.asked
