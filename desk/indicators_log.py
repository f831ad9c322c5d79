"""What happened, as the figures count it: without words, names or addresses.

Read from the desk's tables, or from the JSON lines that ``python -m desk export-events`` writes. A
place is named only where the table of units knows it, so what somebody typed does not leave.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from corpus.units import COMMUNE, TYPES, key, units
from corpus.vietnam_time import VIETNAM
from desk.schema import asked, case_events, cases, satisfaction

_TYPES = tuple(f"{key(type_)} " for type_ in TYPES)


@dataclass(frozen=True, slots=True)
class Happening:
    """``kind`` is "asked", "rated" or that of a case's event; ``what`` an outcome or a verdict.

    ``case`` numbers cases by their order in the log. ``due`` is the promised moment, and ``left``
    the seconds that remained where the clock stood still, as they were when it happened.
    """

    at: datetime
    kind: str
    what: str = ""
    case: int = 0
    field: str = ""
    province: str = ""
    commune: str = ""
    procedure: str = ""
    due: datetime | None = None
    left: float | None = None
    documents: tuple[str, ...] = ()


def read(connection: Connection, start: datetime, end: datetime) -> list[Happening]:
    """What happened from ``start`` until before ``end``, in its order.

    Of a case on which something happened then, all that had happened before stands there too.
    """
    found = [*_asked(connection, start, end), *_of_cases(connection, start, end)]
    return sorted(found, key=lambda one: (one.at, one.case, one.kind != "opened"))


def write(file: Path, happenings: Iterable[Happening]) -> int:
    """As JSON lines; how many."""
    found = list(happenings)
    with file.open("w", encoding="utf-8") as out:
        for one in found:
            told = {name: value for name, value in asdict(one).items() if value or value == 0.0}
            out.write(json.dumps(told, ensure_ascii=False, default=datetime.isoformat) + "\n")
    return len(found)


def load(file: Path) -> list[Happening]:
    """
    Raises:
        ValueError, KeyError, TypeError: it is no such file.
    """
    with file.open(encoding="utf-8") as lines:
        return [_revived(json.loads(line)) for line in lines]


def week_of(moment: datetime) -> str:
    """ "2026-W48": the ISO week in Vietnam."""
    year, week, _ = moment.astimezone(VIETNAM).isocalendar()
    return f"{year}-W{week:02d}"


def span_of(week: str) -> tuple[datetime, datetime]:
    """
    Raises:
        ValueError: there is no such week.
    """
    monday = datetime.strptime(f"{week}-1", "%G-W%V-%u").replace(tzinfo=VIETNAM)
    return monday, monday + timedelta(days=7)


def weeks_between(first: date, last: date) -> list[str]:
    """The weeks of all days from ``first`` to ``last``."""
    monday = first - timedelta(days=first.weekday())
    return [
        "{}-W{:02d}".format(*day.isocalendar()[:2])
        for day in (monday + timedelta(days=7 * n) for n in range((last - monday).days // 7 + 1))
    ]


@lru_cache(maxsize=20_000)
def known_place(province: str, commune: str) -> tuple[str, str]:
    """The province of today and the commune as the table of units writes them; else ""."""
    table = units()
    named = table.province(province)
    home = table.successor.get(named, named)
    if not home:
        return "", ""
    name = key(commune)
    type_ = next((one for one in _TYPES if name.startswith(one)), "")
    short = name.removeprefix(type_)
    fits = [
        one
        for one in table.by_name.get(short, table.by_name.get(name, ()))
        if one.level == COMMUNE and one.province in (home, named)
    ]
    exact = [one for one in fits if not type_ or key(one.type) == type_.strip()] or fits
    current = [one for one in exact if not one.ended and one.province == home]
    heirs = {heir for one in (current or exact) for heir in (one.now or (one,))}
    if len(heirs) != 1:
        return home, ""
    heir = heirs.pop()
    return home, f"{heir.type} {heir.name}"


def _asked(connection: Connection, start: datetime, end: datetime) -> Iterator[Happening]:
    rows = connection.execute(
        select(asked).where(asked.c.at >= start, asked.c.at < end).order_by(asked.c.at)
    )
    for row in rows:
        province, commune = known_place(row.province, row.commune)
        yield Happening(
            row.at,
            "asked",
            row.outcome,
            field=row.field,
            province=province,
            commune=commune,
            procedure=row.procedure,
            documents=tuple(row.documents),
        )


def _of_cases(connection: Connection, start: datetime, end: datetime) -> Iterator[Happening]:
    moved = select(case_events.c.case_id).where(case_events.c.at >= start, case_events.c.at < end)
    rated = select(satisfaction.c.case_id).where(
        satisfaction.c.at >= start, satisfaction.c.at < end
    )
    which = cases.c.id.in_(moved.union(rated))
    about = _about(connection, which)
    order = {case_id: number for number, case_id in enumerate(sorted(about), 1)}
    clock: dict[int, dict[str, Any]] = {case_id: {"due": None, "left": None} for case_id in about}
    rows = connection.execute(
        select(case_events.c.case_id, case_events.c.at, case_events.c.kind, case_events.c.sets)
        .join(cases)
        .where(which, case_events.c.at < end)
        .order_by(case_events.c.id)
    )
    for row in rows:
        stands = clock[row.case_id]
        yield Happening(
            row.at, row.kind, case=order[row.case_id], **about[row.case_id], **_timed(stands)
        )
        stands |= {name: row.sets[name] for name in stands if name in row.sets}
    given = select(satisfaction).where(satisfaction.c.at >= start, satisfaction.c.at < end)
    for row in connection.execute(given.order_by(satisfaction.c.at)):
        yield Happening(row.at, "rated", row.verdict, case=order[row.case_id], **about[row.case_id])


def _about(connection: Connection, which: Any) -> dict[int, dict[str, Any]]:
    rows = connection.execute(
        select(
            cases.c.id,
            cases.c.field,
            cases.c.province,
            cases.c.commune,
            asked.c.field.label("asked_field"),
            asked.c.procedure,
        )
        .outerjoin(asked, asked.c.answer_id == cases.c.answer_id)
        .where(which)
    )
    found = {}
    for row in rows:
        province, commune = known_place(row.province, row.commune)
        found[row.id] = {
            "field": row.field or row.asked_field or "",
            "province": province,
            "commune": commune,
            "procedure": row.procedure or "",
        }
    return found


def _timed(stands: dict[str, Any]) -> dict[str, Any]:
    due = stands["due"]
    return {"due": datetime.fromisoformat(due) if due else None, "left": stands["left"]}


def _revived(told: dict[str, Any]) -> Happening:
    moments: dict[str, Any] = {
        name: datetime.fromisoformat(told[name]) for name in ("at", "due") if name in told
    }
    return Happening(**{**told, **moments, "documents": tuple(told.get("documents", ()))})
