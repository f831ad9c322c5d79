"""Two runs: the paired difference, what moved most, and whether to keep the change."""

from collections.abc import Sequence

import pytest

from eval import runs
from eval.compare import compare, verdict
from eval.runs import Asked, Run
from retrieval.policy import DEFAULT


def run(**sets: Sequence[float]) -> Run:
    """A run with these nDCG@10 of the questions q0, q1, … of each set."""
    asked = tuple(
        Asked(
            name,
            f"q{n}",
            f"câu {n}",
            {"typing": "full", "length": "short" if n % 2 else "long"},
            {"nDCG@10": value, "R@1": float(value == 1), "words": None},
        )
        for name, values in sets.items()
        for n, value in enumerate(values)
    )
    return runs.made("beir", {}, DEFAULT, "", {name: {} for name in sets}, asked, {})


def test_differences_are_taken_question_by_question() -> None:
    before, after = run(luat=[0.2, 0.9] * 20), run(luat=[0.3, 1.0] * 20)
    (found,) = compare(before, after)
    change = found.figures["nDCG@10"]
    assert change.mean == pytest.approx(0.1)
    assert change.low == pytest.approx(change.high)  # each gained the same, however it scored
    assert list(found.means["nDCG@10"]) == pytest.approx([0.55, 0.65])
    assert found.slices["length"]["long"].mean == pytest.approx(0.1)
    assert found.figures["words"].count == 0


def test_the_questions_that_changed_most_are_named() -> None:
    (found,) = compare(run(luat=[0.5, 0.5, 0.5]), run(luat=[0.1, 0.5, 0.9]))
    assert [(change.after.id, round(change.by, 1)) for change in found.changes] == [
        ("q0", -0.4),
        ("q2", 0.4),
    ]


def test_questions_of_one_run_alone_are_left_out() -> None:
    (found,) = compare(run(luat=[0.5, 0.5], faq=[1.0]), run(luat=[0.6], khac=[1.0]))
    assert (found.title, found.questions) == ("luat", 1)
    assert compare(run(luat=[1.0]), run(faq=[1.0])) == []
    assert "share no question" in verdict([])


def test_a_change_is_kept_only_if_no_set_loses_beyond_its_interval() -> None:
    before = run(luat=[0.5] * 30, faq=[0.5] * 30)
    better = run(luat=[0.6] * 30, faq=[0.5] * 30)
    mixed = run(luat=[0.9] * 30, faq=[0.4] * 30)
    chance = run(luat=[0.4, 0.6] * 15, faq=[0.5] * 30)
    assert verdict(compare(before, better)).startswith("Keep it")
    assert verdict(compare(before, mixed)) == "Do not keep it: beyond its interval it loses on faq."
    assert "nothing speaks for the change" in verdict(compare(before, chance))
