"""Stored runs as one page of HTML: nothing beside it, no script, and it prints."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval import plots
from eval.bar import figures
from eval.intervals import Interval
from eval.posed import ANSWERABLE
from eval.runs import Asked, Run
from eval.show import cell, percentiles
from eval.slices import slices
from eval.thresholds import curve

WORST = 12  # questions of each set
_VALUES = 10  # of one slice
_FOUND = 3
_CHARACTERS = 400  # of a question
_RISK = 0.05
_RECALL = re.compile(r"R@(\d+)$")


@dataclass(frozen=True, slots=True)
class Named:
    """A document by id and title, and whether it was the right one."""

    id: str
    title: str
    right: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """A question that went wrong, with what should and what did come of it."""

    asked: Asked
    text: str
    what: str
    expected: tuple[Named, ...]
    found: tuple[Named, ...]


def page(runs: Sequence[Run]) -> str:
    """The page.

    Raises:
        PlotsUnavailable: matplotlib is missing.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"cell": cell}
    return environment.get_template("report.html").render(runs=[_told(run) for run in runs])


def _told(run: Run) -> dict[str, object]:
    by_set = run.by_set()
    return {
        "run": run,
        "sets": {title: figures(some) for title, some in by_set.items()},
        "names": list(dict.fromkeys(name for one in run.asked for name in one.figures)),
        "counts": {title: len(some) for title, some in by_set.items()},
        "times": {title: found for title, some in by_set.items() if (found := percentiles(some))},
        "plots": [(title, Markup(svg)) for title, svg in _plots(run)],  # noqa: S704 - our own
        "faults": _faults(run),
        "most": WORST,
    }


def _plots(run: Run) -> Iterator[tuple[str, str]]:
    by_set = run.by_set()
    firsts = [(some[0].set, some[0].slices.get("typing", "")) for some in by_set.values()]
    found = dict(zip(firsts, map(_recalls, by_set.values()), strict=True))
    if run.command == "beir" and any(found.values()):
        yield "Recall by k", plots.recall_by_k(found)
    if run.command == "thresholds":
        curves = {title: curve(some) for title, some in by_set.items()}
        everything = {"all sets": curve(run.asked)} if len(by_set) > 1 else {}
        title = "Risk and coverage as the threshold of evidence falls"
        yield title, plots.risk_coverage(curves | everything, _RISK)
    for name in dict.fromkeys(one.set for one in run.asked):
        some = [one for one in run.asked if one.set == name]
        if groups := _groups(run, some):
            main = _main(run, some)
            yield f"{name}: {main}", plots.with_intervals(main, groups)


def _groups(run: Run, some: Sequence[Asked]) -> dict[str, dict[str, Interval]]:
    """The main figure by each thing that questions are counted by.

    Where the same questions were typed in several ways, all but the typing is told of the
    first way.
    """
    main, found = _main(run, some), {}
    first = some if run.command == "run" else _typed_first(some)
    parts = slices(first) | {by: v for by, v in slices(some).items() if by == "typing"}
    if run.command == "thresholds":
        some = [one for one in some if one.slices["asked"] == ANSWERABLE]
        parts = slices(some)
    for by, values in parts.items():
        shown = {value: figures(part)[main] for value, part in list(values.items())[:_VALUES]}
        found[by] = {value: one for value, one in shown.items() if one.count}
    return found


def _typed_first(some: Sequence[Asked]) -> list[Asked]:
    return [one for one in some if one.slices.get("typing") == some[0].slices.get("typing")]


def _main(run: Run, some: Sequence[Asked]) -> str:
    return {"run": "outcome", "thresholds": "right"}.get(run.command, next(iter(some[0].figures)))


def _recalls(some: Sequence[Asked]) -> dict[int, float]:
    means = figures(some)
    return {int(m[1]): one.mean for name, one in means.items() if (m := _RECALL.match(name))}


def _faults(run: Run) -> dict[str, list[Fault]]:
    """The worst first; of equals those that went wrong on the strongest evidence.

    A question stands once, under the first way of typing by which it went wrong.
    """
    found, told = {}, set()
    for title, some in run.by_set().items():
        main = _main(run, some)
        wrong = [one for one in some if _is_wrong(run, one, main)]
        new = [one for one in wrong if (one.set, one.id) not in told]
        told |= {(one.set, one.id) for one in wrong}
        new.sort(key=lambda one: (one.figures.get(main) or 0.0, -(one.evidence or 0.0)))
        if new:
            found[title] = [_fault(one, run.titles.get(one.set, {})) for one in new[:WORST]]
    return found


def _is_wrong(run: Run, one: Asked, main: str) -> bool:
    if run.command == "thresholds":  # what is handed over does no harm
        return one.outcome.startswith("answered") and not one.figures[main]
    shown = (main, "document", "words") if run.command == "run" else (main,)
    values = [value for name in shown if (value := one.figures.get(name)) is not None]
    return any(value < 1 for value in values)


def _fault(one: Asked, titles: Mapping[str, str]) -> Fault:
    def named(ids: Sequence[str]) -> tuple[Named, ...]:
        return tuple(Named(name, titles.get(name, ""), name in one.expected) for name in ids)

    missed = [name for name, value in one.figures.items() if value is not None and value < 1]
    what = ", ".join(part for part in (one.slices.get("asked", ""), one.outcome) if part)
    return Fault(
        asked=one,
        text=one.text[:_CHARACTERS] + ("…" if len(one.text) > _CHARACTERS else ""),
        what=what or ", ".join(missed[:4]),
        expected=named(one.expected[:_FOUND]),
        found=named(one.found[:_FOUND]),
    )
