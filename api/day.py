"""Days and hours as officers read and write them, in the hour of Vietnam."""

import re
from datetime import UTC, date, datetime

from corpus.language import show_day
from corpus.vietnam_time import VIETNAM, today

_WRITTEN = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})")


def read_day(text: str) -> date:
    """ "01/03/2026", "1-3-2026" or "2026-03-01"; nothing is today.

    Raises:
        ValueError: ``text`` names no day.
    """
    text = text.strip()
    if not text:
        return today()
    written = _WRITTEN.fullmatch(text)
    if written is None:
        return date.fromisoformat(text)
    return date(int(written["year"]), int(written["month"]), int(written["day"]))


def read_moment(text: str) -> datetime:
    """ "2026-03-09T08:00", as browsers write it, or "08:00 09/03/2026"; in the hour of Vietnam.

    Raises:
        ValueError: ``text`` names no moment.
    """
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.strptime(text, "%H:%M %d/%m/%Y")  # noqa: DTZ007 - it gets its zone below
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def show_moment(moment: datetime, language: str) -> str:
    """Hour and day in Vietnam; a moment without a zone is taken as UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    local = moment.astimezone(VIETNAM)
    return f"{local:%H:%M} {show_day(local.date(), language)}"


def show_told_moment(told: str, language: str) -> str:
    """A moment as events keep it."""
    return show_moment(datetime.fromisoformat(told), language)
