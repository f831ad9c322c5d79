"""How much of a title is said: names of forms and procedures."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.titles import Titles, build

TITLES = ["Phiếu khai báo X-quang", "Khai báo X-quang y tế từ năm 2026", "Sáng kiến", ""]


@pytest.fixture(scope="module")
def titles(tmp_path_factory: pytest.TempPathFactory) -> Titles:
    folder = tmp_path_factory.mktemp("titles")
    build(TITLES, folder)
    return Titles(folder, len(TITLES))


def test_a_title_that_is_said_whole_has_all_of_it(titles: Titles) -> None:
    said = titles.said("phieu khai bao x quang")
    assert said[0] == pytest.approx(1.0)
    assert 0 < said[1] < 0.6
    assert said[2] == said[3] == 0


def test_rare_words_say_more_of_a_title_than_common_ones(titles: Titles) -> None:
    assert titles.said("phiếu")[0] > titles.said("khai")[0]


def test_what_is_said_twice_counts_once(titles: Titles) -> None:
    assert titles.said("sáng kiến", ["sáng kiến"])[2] == pytest.approx(1.0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=40))
def test_shares_are_shares(titles: Titles, text: str) -> None:
    said = titles.said(text)
    assert said.shape == (len(TITLES),)
    assert np.all((said >= 0) & (said <= 1.0001))


def test_an_index_of_nothing_has_titles_too(tmp_path: Path) -> None:
    build([], tmp_path)
    assert Titles(tmp_path, 0).said("sáng kiến").shape == (0,)
