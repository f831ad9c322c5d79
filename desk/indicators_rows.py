"""The figures of a week as rows, for CSV, JSON and the command line."""

from collections.abc import Iterator

from desk.case_lines import harmless
from desk.indicators_count import ALL, PROCEDURE
from desk.indicators_defs import INDICATORS
from desk.indicators_figures import Figures, Value
from desk.suppression import FEW

COLUMNS = ("week", "by", "name", "indicator", "unit", "low", "high")
Row = tuple[str, str, str, str, str, float | None, float | None]


def rows(figures: Figures, by: str) -> Iterator[Row]:
    """``low`` and ``high`` are equal where a figure is told, and empty where nothing is."""
    if by == ALL:
        for name, number in figures.blockages():
            yield figures.week, PROCEDURE, name, "blockages", "phiếu", number, number
    for name in figures.names(by):
        for one in INDICATORS:
            if one.key != "blockages":
                value = _rounded(one.of(figures, by, name))
                yield figures.week, by, name, one.key, one.unit, value.low, value.high


def cells(row: Row) -> list[object]:
    """A row for a spreadsheet, which takes none of its names for a formula."""
    return [harmless(cell) if isinstance(cell, str) else cell for cell in row]


def _rounded(value: Value) -> Value:
    low, high = (None if end is None else round(end, 1) for end in (value.low, value.high))
    return Value(low, high)


def text(value: Value) -> str:
    """As a page shows it: "12", "< 5", "≥ 93", "≤ 8", "…" where nothing is told."""
    low, high = value.low, value.high
    if low is None or high is None:
        return "…"
    if value.exact:
        return _number(low)
    if (low, high) == (0, FEW - 1):
        return f"< {FEW}"
    if low <= 0:
        return f"≤ {_number(high)}"
    return f"≥ {_number(low)}"


def _number(value: float) -> str:
    return (
        f"{value:.0f}" if value == round(value) or value >= 20 else f"{value:.1f}".replace(".", ",")
    )
