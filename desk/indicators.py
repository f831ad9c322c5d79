"""Publishing the figures of weeks: reckoned once when a week has ended, and then kept.

A page reads what is kept, so its cost does not grow with the answers. Figures are given for whole
weeks only, and never for several together: sums over weeks that shift could be subtracted from
each other.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from corpus.vietnam_time import day_of
from desk import indicators_log
from desk.database import add_if_new
from desk.desk import Desk
from desk.indicators_count import count
from desk.indicators_figures import Figures, dump, publish, revive
from desk.indicators_log import Happening, span_of, week_of, weeks_between
from desk.schema import asked, case_events, published_weeks

SETTLED = timedelta(hours=1)  # after the end of a week, when all that began in it is written


def published(connection: Connection, last: int = 53) -> list[Figures]:
    """The newest published weeks, the oldest of them first."""
    rows = connection.execute(
        select(published_weeks).order_by(published_weeks.c.week.desc()).limit(last)
    ).all()
    return [revive(row.week, row.figures) for row in reversed(rows)]


def reckon(connection: Connection, week: str) -> Figures:
    """From the events in the database. Some seconds, where all provinces ask."""
    start, end = span_of(week)
    return from_log(indicators_log.read(connection, start, end), week)


def from_log(happenings: Sequence[Happening], week: str) -> Figures:
    start, end = span_of(week)
    return publish(week, count(happenings, start, end))


def publish_next(desk: Desk) -> str:
    """Publish the oldest week that has ended and is not published; which, or "" for none.

    Any number of programs may call it at once: they reckon the same, and one of them writes it.
    """
    with desk.database.reading() as connection:
        week = _due(connection, desk.now())
        figures = reckon(connection, week) if week else None
    if figures is None:
        return ""
    with desk.begin() as work:
        row = {"week": week, "figures": dump(figures), "at": work.now}
        if add_if_new(work.connection, published_weeks, row):
            work.audit("published_figures", f"week:{week}")
    return week


def _due(connection: Connection, now: datetime) -> str:
    newest = connection.execute(select(func.max(published_weeks.c.week))).scalar_one()
    ended = span_of(week_of(now - SETTLED))[0] - timedelta(days=1)  # a day of the last whole week
    if newest:
        first = span_of(newest)[1]
    else:
        begins = [
            connection.execute(select(func.min(table.c.at))).scalar_one_or_none()
            for table in (asked, case_events)
        ]
        if not any(begins):
            return ""
        first = min(filter(None, begins))
    return next(iter(weeks_between(day_of(first), day_of(ended))), "") if first <= ended else ""
