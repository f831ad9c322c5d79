"""Plots as SVG to stand inside a page: matplotlib's, with text as text."""

import io
import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from eval.intervals import Interval
from eval.thresholds import Point

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe & Ito's colours, told apart by people who see colours differently.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
_BARS = ("#9CC3DF", "#F0BD8B", "#9AD3BE", "#E3BAD1")
_DASHES = ("-", "--", ":", "-.")
_POINTS = 150  # of a curve: more would only make the page larger
_STYLE = Path(__file__).with_name("plots.mplstyle")
_number = itertools.count()


class PlotsUnavailable(Exception):
    """matplotlib is missing; the message names the cure."""


def recall_by_k(recalls: Mapping[tuple[str, str], Mapping[int, float]]) -> str:
    """A colour a set and a dash a typing: the share of the relevant among the first k."""
    colours = dict(zip(dict.fromkeys(name for name, _ in recalls), _endless(COLOURS), strict=False))
    dashes = dict(zip(dict.fromkeys(how for _, how in recalls), _endless(_DASHES), strict=False))
    with _axes(6.4, 3.6) as (axes, drawn):
        for (name, how), found in recalls.items():
            axes.plot(list(found), list(found.values()), dashes[how], color=colours[name],
                      marker="o", ms=3.5, lw=1.4, label=f"{name}, {how}")  # fmt: skip
        ks = sorted({k for found in recalls.values() for k in found})
        axes.set(xscale="log", xlabel="first k documents", ylabel="recall")
        axes.set_xticks(ks, labels=list(map(str, ks)))
        axes.minorticks_off()
        axes.set_ylim(top=1.005)
        axes.legend(frameon=False, fontsize=8)
    return drawn()


def risk_coverage(curves: Mapping[str, Sequence[Point]], wanted: float) -> str:
    """A line a set: of what is answered, how much is wrong; ``wanted`` is the risk allowed."""
    with _axes(6.4, 3.6) as (axes, drawn):
        for (title, points), colour in zip(curves.items(), _endless(COLOURS), strict=False):
            some = points[:: max(1, len(points) // _POINTS)]
            axes.plot([p.coverage for p in some], [1 - p.precision for p in some], color=colour,
                      lw=1.4, label=title)  # fmt: skip
        axes.axhline(wanted, color="#888", lw=0.8, ls="--")
        axes.set(xlabel="coverage: share of the answerable that is answered",
                 ylabel="risk: share of these that is wrong", xlim=(0, 1.01))  # fmt: skip
        axes.set_ylim(bottom=0)
        axes.legend(frameon=False, fontsize=8)
    return drawn()


def with_intervals(figure: str, groups: Mapping[str, Mapping[str, Interval]]) -> str:
    """Bars with their intervals and numbers of questions, in groups one below the other."""
    lines = sum(len(values) + 1 for values in groups.values())
    shown = {"ecolor": "#23384a", "elinewidth": 1, "capsize": 2.5}
    with _axes(6.4, 0.6 + 0.25 * lines) as (axes, drawn):
        places: list[int] = []
        labels: list[str] = []
        at = 0
        for colour, (by, values) in zip(_endless(_BARS), groups.items(), strict=False):
            axes.text(0, at, by, va="center", fontweight="bold")
            for name, one in values.items():
                at += 1
                edges = [[max(0.0, one.mean - one.low)], [max(0.0, one.high - one.mean)]]
                axes.barh(at, one.mean, height=0.66, color=colour, xerr=edges, error_kw=shown)
                places.append(at)
                labels.append(f"{name or '–'} ({one.count})")
            at += 1
        axes.set_yticks(places, labels=labels)
        axes.set_ylim(at - 0.4, -0.6)
        axes.set(xlim=(0, 1.02), xlabel=figure)
        axes.grid(visible=False, axis="y")
    return drawn()


@contextmanager
def _axes(width: float, height: float) -> Iterator[tuple["Axes", "_Drawn"]]:
    """Axes of a figure in inches, and what gives its SVG afterwards."""
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError:
        raise PlotsUnavailable(
            "the plots need matplotlib: run `.venv/bin/pip install -e '.[eval]'`"
        ) from None
    # Ids of one plot must not be those of another on the same page.
    with mpl.rc_context({"svg.hashsalt": f"plot {next(_number)}"}, fname=_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        drawn = _Drawn()
        yield figure.add_subplot(), drawn
        raw = io.StringIO()
        figure.savefig(raw, format="svg", transparent=True, metadata={"Date": None})
        drawn.svg = raw.getvalue()


class _Drawn:
    """The SVG, without what stands before its element in a file of its own."""

    svg = ""

    def __call__(self) -> str:
        return self.svg[self.svg.index("<svg") :]


def _endless(values: Sequence[str]) -> Iterator[str]:
    return itertools.cycle(values)
