"""Figures on the command line; ``desk/__main__.py`` adds these commands."""

import csv
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from corpus.settings import Settings
from corpus.vietnam_time import today
from desk import indicators as weeks
from desk import indicators_log, yearly, yearly_told
from desk.at_console import needs, open_desk, printable
from desk.indicators_count import ALL, FIELD, PROVINCE
from desk.indicators_doc import drawn
from desk.indicators_figures import Figures
from desk.indicators_log import Happening, span_of, weeks_between
from desk.indicators_rows import COLUMNS, cells, rows
from desk.missing import missing
from desk.rights import Action
from retrieval.generation import Generation
from retrieval.manifest import IndexUnavailable, current

_DAY = click.DateTime(["%Y-%m-%d"])
_PAGE = Path("docs/indicators.md")


@click.command("indicators")
@click.option(
    "--from", "first", type=_DAY, help="A day of the first week; 12 weeks ago by default."
)
@click.option(
    "--to", "last", type=_DAY, help="A day of the last week; by default the last whole one."
)
@click.option(
    "--export",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Reckon from what `export-events` wrote, not from the database.",
)
@click.option("--draw", is_flag=True, help=f"Write {_PAGE} from the definitions, and end.")
@needs(Action.READ_ALL_CASES)
def indicators(
    first: datetime | None, last: datetime | None, file: Path | None, draw: bool
) -> None:
    """The public figures of whole weeks, reckoned anew from the events, as CSV.

    Says so where a week was published with other figures.
    """
    if draw:
        _PAGE.write_text(drawn(), encoding="utf-8")
        click.echo(f"{_PAGE} written.")
        return
    end = last.date() if last else today() - timedelta(days=7)
    wanted = weeks_between(first.date() if first else end - timedelta(days=77), end)
    happenings = _loaded(file) if file else None
    with open_desk() as desk:
        wanted = [week for week in wanted if span_of(week)[1] <= desk.now()]
        with desk.database.reading() as connection:
            kept = {one.week: one for one in weeks.published(connection, 1000)}
            found = [
                weeks.reckon(connection, week)
                if happenings is None
                else weeks.from_log(happenings, week)
                for week in wanted
            ]
    _print(found)
    for figures in found:
        if figures.week in kept and kept[figures.week] != figures:
            click.echo(f"{figures.week} was published with other figures than these", err=True)


@click.command("export-events")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--from", "first", type=_DAY, help="By default from the beginning.")
@click.option("--to", "last", type=_DAY, help="The last day; by default today.")
@needs(Action.EXPORT_REVIEWED)
def export_events(file: Path, first: datetime | None, last: datetime | None) -> None:
    """Write what happened to FILE, one line of JSON each: no names, no addresses, no words.

    Small counts are not hidden in it: it is for who may see every case.
    """
    begin = first.date() if first else date(2000, 1, 3)
    end = (last.date() if last else today()) + timedelta(days=1)
    zone = span_of("2026-W01")[0].tzinfo
    midnights = [datetime(day.year, day.month, day.day, tzinfo=zone) for day in (begin, end)]
    with open_desk() as desk, desk.database.reading() as connection:
        number = indicators_log.write(file, indicators_log.read(connection, *midnights))
    click.echo(f"{number} events written to {file}.")


@click.command("yearly-index")
@click.argument("year", type=click.IntRange(2020, 2200))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="By default the data folder's `yearly`, from where the desk's page shows it.",
)
@click.option(
    "--export",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Reckon from what `export-events` wrote, not from the database.",
)
@needs(Action.READ_ALL_CASES)
def yearly_index(year: int, out: Path | None, file: Path | None) -> None:
    """The index of a year for each province and commune, with its method, as files."""
    start, end = yearly.span_of_year(year)
    with open_desk() as desk:
        if end > desk.now():
            raise click.ClickException(f"{year} has not ended; its index comes with its last week")
        with desk.database.reading() as connection:
            log = _loaded(file) if file else indicators_log.read(connection, start, end)
    folder = out or Settings.load().yearly
    files = yearly_told.write(folder, year, yearly.index(log, year))
    click.echo(f"written: {', '.join(str(one) for one in files)}")


@click.command("missing")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@needs(Action.READ_ALL_CASES)
def missing_(as_json: bool) -> None:
    """Sources that age or end, questions nobody could answer, answers and words nobody uses."""
    try:
        generation = Generation(current(Settings.load().index))
    except IndexUnavailable:
        generation = None
    with open_desk() as desk, desk.database.reading() as connection:
        found = missing(connection, generation, datetime.now(UTC))
    if as_json:
        click.echo(json.dumps(found.record(), ensure_ascii=False, indent=2, default=str))
        return
    for title, lines in found.record().items():
        click.echo(f"{title}: {len(lines)}")
        for line in lines:
            click.echo("  " + printable("  ".join(str(value) for value in line.values())))


def _loaded(file: Path) -> list[Happening]:
    try:
        return indicators_log.load(file)
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"{file} holds no exported events: {error}") from error


def _print(found: Sequence[Figures]) -> None:
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(COLUMNS)
    for figures in found:
        for by in (ALL, FIELD, PROVINCE):
            table.writerows(cells(row) for row in rows(figures, by))


COMMANDS: tuple[click.Command, ...] = (indicators, export_events, yearly_index, missing_)
