"""The report: one page, nothing beside it, and what people wrote is only text in it."""

import re
import sys
from dataclasses import replace

import pytest

from eval import report, runs
from eval.intervals import Interval
from eval.plots import PlotsUnavailable, with_intervals
from eval.runs import Asked, Run
from retrieval.policy import DEFAULT

NASTY = '<script>alert("x")</script> $\\frac{1}{2}$ & "ngoặc"'


def beir_run(questions: int = 30, typings: tuple[str, ...] = ("full", "none")) -> Run:
    asked = tuple(
        Asked(
            set=name,
            id=f"q{n}",
            text=f"{NASTY} {n}",
            slices={"typing": typing, "kind": NASTY if n % 2 else "khác", "length": "short"},
            figures={"nDCG@10": n % 3 / 2, "R@1": float(n % 3 > 1), "R@10": float(n % 3 > 0)},
            expected=(f"d{n}",),
            found=("d0", "d1", f"d{n}"),
            evidence=n / questions,
            milliseconds={"encode": 30.0, "find": 5.0},
        )
        for name in ("luat", NASTY)
        for typing in typings
        for n in range(questions)
    )
    titles = {NASTY: {"d0": NASTY}, "luat": {"d0": "Luật Đo lường"}}
    return runs.made("beir", {"folders": [NASTY]}, DEFAULT, "", {}, asked, titles)


def thresholds_run() -> Run:
    asked = tuple(
        Asked("luat", f"q{n}", f"câu {n}", {"asked": "off topic" if n % 2 else "answerable"},
              {"right": None if n % 2 else float(n % 3 > 0), "coverage": None if n % 2 else 1.0},
              outcome="answered", evidence=n / 40)
        for n in range(40)
    )  # fmt: skip
    return runs.made("thresholds", {}, DEFAULT, "m", {}, asked, {})


@pytest.fixture(scope="module")
def page() -> str:
    return report.page([beir_run(), thresholds_run()])


def test_it_asks_the_network_for_nothing(page: str) -> None:
    assert not re.search(r"<(?:script|link|iframe|img|object|embed)\b", page)
    assert not re.search(r"(?:src|srcset|action)\s*=|@import|url\((?!#)", page)
    assert all(link.startswith("#") for link in re.findall(r'href="([^"]*)"', page))


def test_what_people_wrote_is_text(page: str) -> None:
    assert "&lt;script&gt;alert(" in page
    assert "$\\frac{1}{2}$" in page  # in plots too: no formula is read in it
    assert page.count("<svg") == page.count("</svg>") == 4


def test_it_shows_figures_curves_slices_and_what_went_wrong(page: str) -> None:
    for words in (
        "Recall by k",
        "Risk and coverage",
        "p50 / p95",
        "the worst first",
        "Luật Đo lường",
    ):
        assert words in page
    assert re.search(r"nDCG@10.*0\.500.*0\.\d{3}–0\.\d{3}", page, re.DOTALL)
    assert page.count("<ol") == 3  # two sets, each question under the first typing; the thresholds


def test_the_ids_of_one_plot_are_not_those_of_another(page: str) -> None:
    plots = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    ids = [set(re.findall(r'clipPath id="([^"]+)"', plot)) for plot in plots]
    assert all(ids)
    assert len(set().union(*ids)) == sum(map(len, ids))


def test_five_sets_stay_a_page_that_can_be_sent() -> None:
    run = beir_run(200, ("full", "none", "half"))
    five = tuple(replace(one, set=f"{one.set[:4]}{n}") for one in run.asked for n in range(3))
    assert len(report.page([replace(run, asked=five)]).encode()) < 1_500_000


def test_a_bar_may_stand_at_the_edge() -> None:
    svg = with_intervals("đúng", {"kind": {"": Interval(1.0, 1.0, 1.0, 3)}})
    assert "– (3)" in svg


def test_without_matplotlib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)  # as if it were not installed
    with pytest.raises(PlotsUnavailable, match=r"pip install"):
        report.page([beir_run(3)])
