"""Working time: office hours, lunch breaks, weekends and the public holidays of Vietnam.

Days off and the Saturdays worked in exchange are those that PyPI ``holidays`` knows, and those that
office hours name besides: each year's exchange is decided when its release may be out already. All
functions are pure; moments go in with a zone and come out in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays

from corpus.vietnam_time import VIETNAM, day_of

_DAY = timedelta(days=1)
_FAR = 3_700  # days; office hours without a working day in ten years are a mistake


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """``weekdays``: Monday is 1. ``spans`` of one day, in order, apart from each other.

    ``off`` and ``worked`` are days that were decided one by one; they count before all else.

    Raises:
        ValueError: no day or no span, spans that overlap, or a day that is both.
    """

    weekdays: frozenset[int]
    spans: tuple[tuple[time, time], ...]
    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if not edges or edges != sorted(set(edges)):
            raise ValueError("office hours are spans of a day, in order, that do not touch")
        if not self.weekdays or not self.weekdays <= set(range(1, 8)):
            raise ValueError("weekdays are numbers from 1 (Monday) to 7")
        if both := self.off & self.worked:
            raise ValueError(f"{min(both)} is named as a day off and as a working day")


OFFICE = OfficeHours(frozenset({1, 2, 3, 4, 5}), ((time(8), time(12)), (time(13), time(17))))


def due(start: datetime, needed: timedelta, hours: OfficeHours | None) -> datetime:
    """When ``needed`` has been worked, counted from ``start``; ``None`` works day and night.

    Time that is used up with the last minute before a break ends there, not after it.

    Raises:
        ValueError: ``hours`` hold no working day.
    """
    if hours is None or needed <= timedelta(0):
        return start.astimezone(UTC) + needed
    for opens, closes in _spans(start, hours):
        worked = closes - max(opens, start)
        if needed <= worked:
            return (max(opens, start) + needed).astimezone(UTC)
        needed -= worked
    raise ValueError("the office hours hold no working day")


def between(start: datetime, end: datetime, hours: OfficeHours | None) -> timedelta:
    """How long is worked from ``start`` until ``end``; nothing if it lies before."""
    if hours is None:
        return max(end - start, timedelta(0))
    worked = timedelta(0)
    for opens, closes in _spans(start, hours):
        opens = max(opens, start)
        if opens >= end:
            break
        worked += min(closes, end) - opens
    return worked


def is_working_day(day: date, hours: OfficeHours) -> bool:
    if day in hours.off:
        return False
    off, exchanged = _calendar(day.year)
    if day in hours.worked or day in exchanged:
        return True
    return day.isoweekday() in hours.weekdays and day not in off


def _spans(start: datetime, hours: OfficeHours) -> Iterator[tuple[datetime, datetime]]:
    """The spans that end after ``start``."""
    day = day_of(start)
    for _ in range(_FAR):
        if is_working_day(day, hours):
            for opens, closes in hours.spans:
                if datetime.combine(day, closes, VIETNAM) > start:
                    yield (
                        datetime.combine(day, opens, VIETNAM),
                        datetime.combine(day, closes, VIETNAM),
                    )
        day += _DAY


@cache
def _calendar(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """The days off, and the days of rest that are worked in exchange for one of them."""
    known = holidays.country_holidays("VN", years=year)
    return frozenset(known), frozenset(known.weekend_workdays)
