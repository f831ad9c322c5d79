"""The bar: a figure that loses more than chance explains fails, one question does not."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from eval import bar
from eval.lines import BadLine
from eval.runs import Asked


def rows(scores: Sequence[float | None], prefix: str = "g") -> list[Asked]:
    return [
        Asked("starter", f"{prefix}{n}", "?", {}, {"outcome": score, "words": None})
        for n, score in enumerate(scores)
    ]


@pytest.fixture
def recorded(tmp_path: Path) -> Mapping[str, bar.Bar]:
    file = tmp_path / "bar.json"
    bar.record({"model": rows([1.0] * 90 + [0.0] * 10)}, file)
    return bar.load(file)


@pytest.mark.parametrize(("lost", "worse"), [(0, False), (2, False), (6, True)])
def test_it_fails_beyond_the_interval_of_the_change(
    recorded: Mapping[str, bar.Bar], lost: int, worse: bool
) -> None:
    now = rows([0.0] * lost + [1.0] * (90 - lost) + [0.0] * 10)
    outcome, words = bar.hold(now, recorded["model"])
    assert (outcome.worse, words.worse) == (worse, False)
    assert outcome.bar is not None
    assert outcome.bar.low < 0.9 < outcome.bar.high


def test_questions_that_are_new_do_not_hide_a_loss(recorded: Mapping[str, bar.Bar]) -> None:
    now = rows([0.0] * 8 + [1.0] * 82 + [0.0] * 10) + rows([1.0] * 500, "new")
    assert bar.hold(now, recorded["model"])[0].worse


def test_with_other_questions_altogether_the_recorded_interval_decides(
    recorded: Mapping[str, bar.Bar],
) -> None:
    assert bar.hold(rows([0.0, 1.0] * 20, "x"), recorded["model"])[0].worse
    assert not bar.hold(rows([1.0] * 40, "x"), recorded["model"])[0].worse


def test_what_moved_is_told(recorded: Mapping[str, bar.Bar]) -> None:
    now = rows([0.0] + [1.0] * 90 + [0.0] * 9)
    assert bar.moved(now, recorded["model"]) == (["g90"], ["g0"])


def test_recording_one_mode_keeps_the_other(tmp_path: Path) -> None:
    file = tmp_path / "bar.json"
    bar.record({"model": rows([1.0]), "words": rows([0.5])}, file)
    bar.record({"model": rows([0.0])}, file)
    again = bar.load(file)
    assert (again["model"].asked, again["words"].asked) == ({"g0": (0, None)}, {"g0": (0.5, None)})
    assert file.read_text().count("\n") > 10  # a line a question: a change can be read


def test_a_bar_that_cannot_be_read_says_how_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "bar.json").write_text(json.dumps({"model": 1}))
    for name in ("bar.json", "nowhere.json"):
        with pytest.raises(BadLine, match="eval run --record"):
            bar.load(tmp_path / name)
