"""The hour of Vietnam: by it days begin and end, wherever the machine stands."""

from datetime import date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))  # all year: no summer time


def today() -> date:
    return day_of(datetime.now(VIETNAM))


def day_of(moment: datetime) -> date:
    """The day in Vietnam; ``moment`` has a zone."""
    return moment.astimezone(VIETNAM).date()
