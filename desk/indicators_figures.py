"""The public figures of one week, and how they are written down."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desk.indicators_count import (
    ALL,
    GROUPS,
    OTHERS,
    PROCEDURE,
    TOTAL,
    Cell,
    Counted,
    middle,
    table_of,
)
from desk.suppression import FEW, Hidden, protect


@dataclass(frozen=True, slots=True)
class Value:
    """What is known of a figure: all of it, bounds, or (both None) nothing."""

    low: float | None = None
    high: float | None = None

    @property
    def exact(self) -> bool:
        return self.low is not None and self.low == self.high


SECRET = Value()


@dataclass(frozen=True, slots=True)
class Figures:
    """``cells`` are counts, or why they are hidden; ``hours`` medians (working, on the clock)."""

    week: str
    cells: Mapping[Cell, int | Hidden]
    hours: Mapping[tuple[str, str], tuple[float, float]]

    def count(self, cell: Cell) -> Value:
        """Where nothing is told of a cell it may be anything."""
        match self.cells.get(cell):
            case Hidden.FEW:
                return Value(0, FEW - 1)
            case Hidden.LINKED | Hidden.UNTOLD | None:
                return SECRET
            case number:
                return Value(number, number)

    def names(self, by: str) -> list[str]:
        """Of which fields or provinces there is something to show."""
        return sorted({cell.name for cell in self.cells if cell.by == by})

    def blockages(self, most: int = 10) -> list[tuple[str, int]]:
        """The procedures that were handed over most often."""
        found = [
            (cell.name, number)
            for cell, number in self.cells.items()
            if cell.by == PROCEDURE and cell.name and not isinstance(number, Hidden)
        ]
        return sorted(found, key=lambda one: (-one[1], one[0]))[:most]


def publish(week: str, counted: Counted) -> Figures:
    """What of the counts of a week is published; nothing of it can be published anew later."""
    cells: dict[Cell, int | Hidden] = {}
    for group in GROUPS:
        counts, sums = table_of(group, counted.counts)
        release = protect(counts, sums)
        cells |= {cell: release.shown.get(cell) or release.hidden[cell] for cell in counts}
    told = {(c.group, c.by, c.name) for c, n in cells.items() if not isinstance(n, Hidden)}
    shown = {
        cell: number
        for cell, number in cells.items()
        if cell.name != OTHERS and ((cell.group, cell.by, cell.name) in told or cell.by == ALL)
    }
    hours = {
        (by, name): (middle(one[0] for one in found), middle(one[1] for one in found))
        for (by, name), found in sorted(counted.hours.items())
        if not isinstance(shown.get(Cell("replied", TOTAL, by, name), Hidden.FEW), Hidden)
    }
    return Figures(week, shown, hours)


def dump(figures: Figures) -> str:
    return json.dumps(
        {
            "cells": [[*cell, number] for cell, number in figures.cells.items()],
            "hours": [[*name, *found] for name, found in figures.hours.items()],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def revive(week: str, kept: str) -> Figures:
    told: dict[str, Any] = json.loads(kept)
    cells = {
        Cell(*row[:4]): Hidden(row[4]) if isinstance(row[4], str) else int(row[4])
        for row in told["cells"]
    }
    return Figures(week, cells, {(by, name): (a, b) for by, name, a, b in told["hours"]})
