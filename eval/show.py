"""Figures on the terminal: each with its interval."""

import math
from collections.abc import Callable

from eval.intervals import Interval

Progress = Callable[[str, int, int], None]


def cell(found: Interval, signed: bool = False) -> str:
    """ "0.925 (0.905–0.942)"; "–" where nothing was to be counted."""
    if math.isnan(found.mean):
        return "–"
    mean = f"{found.mean:+.3f}" if signed else f"{found.mean:.3f}"
    low, high = (f"{edge:+.3f}" if signed else f"{edge:.3f}" for edge in (found.low, found.high))
    return f"{mean} ({low}{' … ' if signed else '–'}{high})"


def titled(progress: Progress, title: str) -> Progress:
    """The same bars, named after a set."""
    return lambda stage, done, total: progress(f"{title}: {stage}", done, total)
