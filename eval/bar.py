"""The bar that golden questions hold: recorded figures, and what each question scored then.

A figure is worse when the questions that were recorded lose more on the whole than chance
explains: the interval of the paired difference lies below 0. It is narrower than the
recorded interval itself, which decides only where no question is left to pair.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from eval.compare import differences, paired
from eval.intervals import Interval, intervals
from eval.lines import BadLine
from eval.runs import Asked

FILE = Path(__file__).with_name("bar.json")
MODES = ("model", "words")  # with vectors, and by words alone


@dataclass(frozen=True, slots=True)
class Bar:
    """``asked`` holds the figures of each question in the order of ``figures``."""

    figures: Mapping[str, Interval]
    asked: Mapping[str, tuple[float | None, ...]]


@dataclass(frozen=True, slots=True)
class Held:
    """A figure against its bar; ``by`` is the change on the questions recorded, or None."""

    name: str
    bar: Interval | None
    now: Interval
    by: Interval | None

    @property
    def worse(self) -> bool:
        if self.by is not None and self.by.count:
            return self.by.verdict == "loses"
        return self.bar is not None and self.now.mean < self.bar.low


_BARS = TypeAdapter(dict[str, Bar])


def load(file: Path = FILE) -> dict[str, Bar]:
    """The bar of each mode.

    Raises:
        BadLine: the file is missing or broken; the message names the cure.
    """
    try:
        return _BARS.validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise BadLine(
            f"{file} cannot be read ({type(error).__name__}): "
            "write it anew with `python -m eval run --record`"
        ) from None


def figures(rows: Sequence[Asked]) -> dict[str, Interval]:
    """The mean of every figure over the questions it applies to."""
    names = list(rows[0].figures) if rows else []
    table = [[_number(one.figures.get(name)) for name in names] for one in rows]
    return dict(zip(names, intervals(np.array(table).reshape(len(rows), len(names))), strict=True))


def hold(rows: Sequence[Asked], bar: Bar | None) -> list[Held]:
    """Each figure of ``rows`` against the bar."""
    now = figures(rows)
    if bar is None:
        return [Held(name, None, found, None) for name, found in now.items()]
    then = [_as_asked(one, bar) for one in rows if one.id in bar.asked]
    pairs = paired(then, rows)
    by = dict(zip(bar.figures, differences(pairs, list(bar.figures)), strict=True)) if pairs else {}
    return [Held(name, bar.figures.get(name), now[name], by.get(name)) for name in now]


def moved(rows: Sequence[Asked], bar: Bar) -> tuple[list[str], list[str]]:
    """The ids of recorded questions that are now better, and of those that are worse.

    By the sum of their figures.
    """
    sums = {
        one.id: sum(_plain(v) for v in one.figures.values())
        - sum(_plain(v) for v in bar.asked[one.id])
        for one in rows
        if one.id in bar.asked
    }
    better = [name for name, by in sums.items() if by > 0.01]
    return better, [name for name, by in sums.items() if by < -0.01]


def record(found: Mapping[str, Sequence[Asked]], file: Path = FILE) -> None:
    """Write the bar of each mode in ``found``; a mode that is not in it keeps its own."""
    try:
        bars = load(file)
    except BadLine:
        bars = {}
    for mode, rows in found.items():
        asked = {
            one.id: tuple(None if v is None else round(v, 4) for v in one.figures.values())
            for one in rows
        }
        bars[mode] = Bar(figures(rows), asked)
    file.write_text(_text(bars), encoding="utf-8")


def _as_asked(one: Asked, bar: Bar) -> Asked:
    scored = dict(zip(bar.figures, bar.asked[one.id], strict=True))
    return Asked(one.set, one.id, one.text, one.slices, scored)


def _text(bars: Mapping[str, Bar]) -> str:
    """JSON with a line for each figure and each question, so that a change can be read."""

    def block(rows: Mapping[str, object]) -> str:
        names = {name: json.dumps(name, ensure_ascii=False) for name in rows}
        lines = (f"   {names[name]}: {json.dumps(row)}" for name, row in rows.items())
        return "{\n" + ",\n".join(lines) + "\n  }"

    modes = []
    for mode, bar in bars.items():
        rounded = {
            name: {key: round(value, 4) for key, value in asdict(one).items()}
            for name, one in bar.figures.items()
        }
        inner = f'  "figures": {block(rounded)},\n  "asked": {block(bar.asked)}'
        modes.append(f" {json.dumps(mode)}: {{\n{inner}\n }}")
    return "{\n" + ",\n".join(modes) + "\n}\n"


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _plain(value: float | None) -> float:
    return value or 0.0
