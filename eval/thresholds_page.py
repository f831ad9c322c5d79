"""What `python -m eval thresholds` shows: curves, thresholds, calibration."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

import click
from rich.table import Table

from corpus.terminal import escape, out
from eval import calibration, show
from eval.intervals import interval
from eval.runs import Asked
from eval.thresholds import (
    Point,
    Score,
    area,
    at_threshold,
    choose,
    curve,
    evidence_of,
    leave_one_out,
    scores,
)

_SHARES = ("coverage", "right of answered", "handed over")
_STEPS = [step / 20 for step in range(20)]  # of coverage, in the table of the curve


def tell(
    title: str,
    rows: Sequence[Asked],
    precision: float,
    handed_over: float,
    score_from: Callable[[Sequence[Asked]], Score] = lambda _: evidence_of,
) -> None:
    """The curve, the threshold of all, and what each set says of the others' threshold."""
    points = curve(rows)
    table = Table(title, *_SHARES, box=None)
    for point in _thinned(points):
        table.add_row(*_point(point))
    out.print(table)
    out.print(f"Area under risk and coverage {area(points):.4f} (the smaller the better).")
    best, precise = choose(points, precision, handed_over), choose(points, precision)
    wanted = f"{precision:.0%} right and {handed_over:.0%} handed over"
    if best:
        out.print(f"On all sets, for {wanted}: threshold {best.threshold:.4f}.")
        _tell_at(rows, best.threshold)
    else:
        out.print(f"On all sets no threshold keeps {wanted}.")
    if precise and precise != best:
        cells = ", ".join(_point(precise))
        out.print(f"For {precision:.0%} right alone (threshold, coverage, …): {cells}.")
    out.print("Chosen on the other sets, tried on:")
    table = Table("set", "threshold", *_SHARES, box=None)
    for left in leave_one_out(rows, precision, handed_over, score_from):
        threshold = "none" if left.threshold is None else f"{left.threshold:.4f}"
        shares = (left.coverage, left.precision, left.handed_over)
        table.add_row(escape(left.set), threshold, *map(show.cell, shares))
    out.print(table)


def _tell_at(rows: Sequence[Asked], threshold: float) -> None:
    """What a threshold does, by set and by kind of question."""
    table = Table("set", *_SHARES, box=None)
    for name in dict.fromkeys(one.set for one in rows):
        some = [one for one in rows if one.set == name]
        found = at_threshold(some, threshold, evidence_of)
        table.add_row(escape(name), *map(show.cell, found))
    out.print(table)
    table = Table("asked", "questions", "answered", box=None)
    for asked in dict.fromkeys(one.slices["asked"] for one in rows):
        some = [one for one in rows if one.slices["asked"] == asked]
        answered = interval(scores(some, evidence_of) >= threshold)
        table.add_row(escape(asked), str(len(some)), show.cell(answered))
    out.print(table)


def tell_fitted(
    rows: Sequence[Asked], only: Sequence[str], precision: float, handed_over: float
) -> None:
    """The fitted probability: its curve, its calibration on sets left out, its weights.

    Raises:
        ValueError: nothing can be fitted.
    """
    said = calibration.left_out_probabilities(rows, only)
    model = calibration.fit(rows, only)
    # Every probability below comes from a model that never saw the question's set.
    fair = [replace(one, evidence=said.get(place)) for place, one in enumerate(rows)]

    def fitted(others: Sequence[Asked]) -> Score:
        return calibration.score_of(calibration.fit(others, only))

    tell("probability", fair, precision, handed_over, fitted)
    right = [bool(rows[place].figures["right"]) for place in said]
    found = calibration.calibration(list(said.values()), right)
    out.print(f"Brier {found.brier:.4f}, expected calibration error {found.ece:.4f}")
    table = Table("probability from", "questions", "said", "was right", box=None)
    for one in found.bins:
        table.add_row(f"{one.low:.1f}", str(one.count), f"{one.said:.3f}", f"{one.was:.3f}")
    out.print(table)
    table = Table("feature", "weight", "at unit variance", box=None)
    for name in sorted(model.weights, key=lambda name: -abs(model.importance[name])):
        weights = (model.weights[name], model.importance[name])
        table.add_row(escape(name), *(f"{weight:+.3f}" for weight in weights))
    table.add_row("intercept", f"{model.intercept:+.3f}", "")
    out.print(table)
    click.echo(json.dumps(asdict(model), ensure_ascii=False))


def _thinned(points: Sequence[Point]) -> list[Point]:
    """The points nearest above each step of coverage, and the last."""
    found = [next((p for p in points if p.coverage >= step), None) for step in _STEPS]
    return list(dict.fromkeys([*(p for p in found if p), *points[-1:]]))


def _point(point: Point) -> list[str]:
    shares = (point.coverage, point.precision, point.handed_over)
    return [f"{point.threshold:.4f}", *(f"{share:.3f}" for share in shares)]
