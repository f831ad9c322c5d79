"""The public figures: a page, CSV and JSON; and the desk's page of what the sources lack.

Public figures are read from published weeks, and those are read again every five minutes.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Generic, TypeVar

from fastapi import APIRouter, Depends, HTTPException, Query
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.charts import Bar, bars
from api.door import Needs, open_to_all, own_form
from api.house import House, InHouse
from api.indicators_sheet import sheet
from api.pages import language_of, page
from corpus.field import field_name
from corpus.language import translations
from desk import indicators as weeks
from desk.indicators_count import ALL, FIELD, PROVINCE
from desk.indicators_defs import BY_KEY, INDICATORS
from desk.indicators_figures import Figures
from desk.indicators_log import span_of, week_of
from desk.indicators_rows import COLUMNS, cells, rows, text
from desk.missing import Missing, missing
from desk.rights import Action
from desk.spreadsheet import MEDIA_TYPE

T = TypeVar("T")
FRESH = timedelta(minutes=5)
WEEKS_SHOWN = 12
NATIONAL = tuple(one for one in INDICATORS if one.key != "blockages")
# Of a field or a province: what a reader compares first.
COMPARED = tuple(
    BY_KEY[key]
    for key in (
        *("received", "answered", "handed", "replied", "on_time"),
        *("hours_working", "satisfied", "reopened"),
    )
)
CACHED = {"Cache-Control": f"public, max-age={int(FRESH.total_seconds())}"}

router = APIRouter(include_in_schema=False)
everybody = [Depends(open_to_all)]
keepers = [Depends(own_form), Depends(Needs(Action.READ_ALL_CASES))]


@router.get("/indicators", dependencies=everybody)
def show(
    request: Request, house: InHouse, week: Annotated[str, Query(max_length=8)] = ""
) -> Response:
    """The newest week, or another that was published."""
    found = published(request, house)
    shown = _up_to(found, week)
    chosen = shown[-1] if shown else None
    at = found.index(chosen) if chosen else 0
    this_week = week_of(house.desk.now())
    return page(
        request,
        "indicators.html",
        chosen=chosen,
        shown=shown,
        before=found[at - 1].week if at > 0 else "",
        after=found[at + 1].week if at + 1 < len(found) else "",
        days_of=days_of,
        this_week=(*days_of(this_week), span_of(this_week)[1].date()),
        national=NATIONAL,
        compared=COMPARED,
        definitions=INDICATORS,
        charts=list(_charts(shown, language_of(request))),
        text=text,
        FIELD=FIELD,
        PROVINCE=PROVINCE,
    )


def _up_to(found: list[Figures], week: str) -> list[Figures]:
    """The weeks that a page shows, the chosen or newest one last.

    Raises: HTTPException: 404, there is no such week.
    """
    names = [one.week for one in found]
    if week and week not in names:
        raise HTTPException(404, "This week was not published.")
    end = names.index(week) + 1 if week else len(found)
    return found[max(end - WEEKS_SHOWN, 0) : end]


@router.get("/indicators.xlsx", dependencies=everybody)
def as_sheet(
    request: Request, house: InHouse, week: Annotated[str, Query(max_length=8)] = ""
) -> Response:
    """The tables of the page."""
    shown = _up_to(published(request, house), week)
    if not shown:
        raise HTTPException(404, "No week was published yet.")
    say = translations(language_of(request)).gettext
    raw = sheet(shown, NATIONAL, COMPARED, field_name, say)
    named = f'attachment; filename="chi-so-{days_of(shown[-1].week)[0]:%Y-%m-%d}.xlsx"'
    return Response(raw, media_type=MEDIA_TYPE, headers=CACHED | {"Content-Disposition": named})


@router.get("/indicators.csv", dependencies=everybody)
def as_csv(request: Request, house: InHouse) -> Response:
    """All published weeks, one figure a line."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for one in published(request, house):
        for by in (ALL, FIELD, PROVINCE):
            lines.writerows(cells(row) for row in rows(one, by))
    headers = CACHED | {"Content-Disposition": 'attachment; filename="indicators.csv"'}
    return Response(
        "\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers
    )


@router.get("/indicators.json", dependencies=everybody)
def as_json(request: Request, house: InHouse) -> Response:
    found = published(request, house)
    told: dict[str, Any] = {
        "indicators": [{name: getattr(one, name) for name in _TOLD} for one in INDICATORS],
        "figures": [
            dict(zip(COLUMNS, row, strict=True))
            for one in found
            for by in (ALL, FIELD, PROVINCE)
            for row in rows(one, by)
        ],
    }
    return JSONResponse(told, headers=CACHED)


_TOLD = ("key", "name", "formula", "code", "sources", "unit", "frequency")


@router.get("/desk/missing", dependencies=keepers)
def lacking(request: Request, house: InHouse) -> Response:
    kept: _Kept[Missing] | None = getattr(request.app.state, "missing", None)
    if kept is None or kept.is_stale():
        kept = request.app.state.missing = _Kept(_missing(house), datetime.now(UTC))
    return page(request, "missing.html", missing=kept.found, at=kept.at)


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    found: T
    at: datetime

    def is_stale(self) -> bool:
        return datetime.now(UTC) - self.at > FRESH


def days_of(week: str) -> tuple[date, date]:
    """The Monday and the Sunday."""
    monday, _ = span_of(week)
    return monday.date(), (monday + timedelta(days=6)).date()


def published(request: Request, house: House) -> list[Figures]:
    """The weeks of the last year, read from the database every five minutes."""
    kept: _Kept[list[Figures]] | None = getattr(request.app.state, "figures", None)
    if kept is None or kept.is_stale():
        with house.desk.database.reading() as connection:
            kept = _Kept(weeks.published(connection), datetime.now(UTC))
        request.app.state.figures = kept
    return kept.found


def _missing(house: House) -> Missing:
    with house.desk.database.reading() as connection:
        return missing(connection, house.service.generation(), house.desk.now())


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    drawn: Markup


def _charts(shown: Sequence[Figures], language: str) -> Iterator[Chart]:
    _ = translations(language).gettext
    for key in ("received", "on_time", "hours_working", "satisfied"):
        one = BY_KEY[key]
        unit = one.unit if one.unit == "%" else _(one.unit)
        title = f"{_(one.name)} ({unit})"
        values = [(figures.week, one.of(figures, ALL, "")) for figures in shown]
        found = [Bar(f"{span_of(week)[0]:%d/%m}", value.low, text(value)) for week, value in values]
        told = "; ".join(f"{bar.label}: {bar.shown}" for bar in found)
        yield Chart(title, bars(title, told, found, f"chart-{key}"))
