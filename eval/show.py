"""Figures on the terminal: each with its interval."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from rich.table import Table

from corpus.terminal import escape, out
from eval.bar import Held, figures
from eval.intervals import Interval
from eval.runs import Asked
from eval.slices import slices

Progress = Callable[[str, int, int], None]
_LABEL, _COLUMN = 16, 24  # characters of a table's first column, and of each other one
_MOST = 12  # values of one slice that are shown


def cell(found: Interval) -> str:
    """ "0.925 (0.905–0.942)"; "–" where nothing was to be counted."""
    if math.isnan(found.mean):
        return "–"
    return f"{found.mean:.3f} ({found.low:.3f}–{found.high:.3f})"


def change(found: Interval) -> str:
    """ "+0.012 (+0.003 … +0.021) gains"; "–" where nothing was to be counted."""
    if math.isnan(found.mean):
        return "–"
    edges = f"({found.low:+.3f} … {found.high:+.3f})"
    return f"{found.mean:+.3f} {edges} {found.verdict}".rstrip()


def sets(asked: Mapping[str, Sequence[Asked]]) -> None:
    """All figures of each set, a column a set; as many side by side as the screen holds."""
    columns = {title: figures(some) for title, some in asked.items() if some}
    for titles in _beside(list(columns)):
        table = Table("", *(f"{escape(t)} ({len(asked[t])})" for t in titles), box=None)
        for name in dict.fromkeys(name for title in titles for name in columns[title]):
            cells = (columns[title].get(name) for title in titles)
            table.add_row(name, *(cell(one) if one else "–" for one in cells))
        out.print(table)


def by_slices(asked: Sequence[Asked], shown: Sequence[str]) -> None:
    """The figures ``shown`` by everything that questions are counted by."""
    for by, values in slices(asked).items():
        table = Table(by, "questions", *shown, box=None)
        for value, some in list(values.items())[:_MOST]:
            found = figures(some)
            table.add_row(escape(value or "–"), str(len(some)), *(cell(found[n]) for n in shown))
        out.print(table)


def milliseconds(asked: Mapping[str, Sequence[Asked]]) -> None:
    """What half of the questions and what 95 % of them took at most, by stage."""
    times = {title: found for title, some in asked.items() if (found := percentiles(some))}
    for titles in _beside(list(times)):
        table = Table("p50 / p95 ms", *map(escape, titles), box=None)
        for stage in dict.fromkeys(stage for title in titles for stage in times[title]):
            cells = (times[title].get(stage) for title in titles)
            table.add_row(stage, *(f"{c[0]:.1f} / {c[1]:.1f}" if c else "–" for c in cells))
        out.print(table)


def percentiles(asked: Sequence[Asked]) -> dict[str, tuple[float, float]]:
    """(p50, p95) of the milliseconds of each stage, and of all but the model's encoding."""
    timed = [one.milliseconds for one in asked if one.milliseconds]
    if not timed:
        return {}
    spent = {stage: [one.get(stage, 0.0) for one in timed] for stage in timed[0]}
    ours = [sum(one.values()) - one.get("encode", 0.0) for one in timed]
    return {
        stage: (float(np.percentile(values, 50)), float(np.percentile(values, 95)))
        for stage, values in (spent | {"all but encode": ours}).items()
    }


def held(found: Sequence[Held]) -> None:
    """Golden figures against their bar."""
    table = Table("", "now", "bar", "change on the same questions", "", box=None)
    for one in found:
        bar = cell(one.bar) if one.bar else "–"
        by = change(one.by) if one.by else "–"
        table.add_row(one.name, cell(one.now), bar, by, "[red]worse[/]" if one.worse else "")
    out.print(table)


def _beside(titles: Sequence[str]) -> Iterator[Sequence[str]]:
    """The titles of the columns of each table."""
    room = max(1, (out.width - _LABEL) // _COLUMN)
    for start in range(0, len(titles), room):
        yield titles[start : start + room]


def titled(progress: Progress, title: str) -> Progress:
    """The same bars, named after a set."""
    return lambda stage, done, total: progress(f"{title}: {stage}", done, total)
