"""Public figures: the same from the desk and from its exported events, reckoned by others."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import holidays
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, update

from desk import indicators, indicators_log
from desk.__main__ import main
from desk.case import MOVES
from desk.contact import Contact
from desk.desk import Desk
from desk.indicators_count import (
    ALL,
    FIELD,
    GROUPS,
    OTHERS,
    PROCEDURE,
    PROVINCE,
    TOTAL,
    Cell,
    count,
)
from desk.indicators_defs import INDICATORS
from desk.indicators_doc import drawn
from desk.indicators_figures import Figures, Value, dump, revive
from desk.indicators_log import known_place, load, span_of, week_of, weeks_between
from desk.indicators_rows import COLUMNS, text
from desk.missing import missing, questions_since
from desk.schema import asked
from desk.suppression import Hidden
from tests.fakes.answers import answered, escalated
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at, setting_at
from tests.fakes.grounds import NO_PROVISION
from tests.fakes.made_up_year import START, fill

pytest_plugins = ["tests.fakes.databases"]
WEEKS = [f"2026-W{number:02d}" for number in range(1, 53)]
LAN = Contact("telegram", "7")
YEAR_ENDS = datetime(2027, 1, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("figures")


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[Desk]:
    """A year of 4,000 questions and what came of them."""
    opened = Desk.open(database_at(folder / "motcham.db"), Clock(YEAR_ENDS))
    fill(opened, 4_000)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def exported(folder: Path, desk: Desk) -> Path:
    file = folder / "events.jsonl"
    result = run(folder, "export-events", str(file), "--to", "2027-02-28")
    assert result.exit_code == 0, result.output
    return file


def run(folder: Path, *words: str) -> Result:
    environment = {"MOTCHAM_DATA": str(folder), "COLUMNS": "200"}
    environment |= setting_at(folder / "motcham.db")
    return CliRunner().invoke(main, words, env=environment)


# The same figures once more, from the lines of the export alone, by other ways.


def recomputed(lines: list[dict[str, Any]], week: str) -> tuple[Counter[Cell], dict[Any, Any]]:
    monday = date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    inside = [one for one in lines if 0 <= (vietnam(one["at"]).date() - monday).days < 7]
    found: Counter[Cell] = Counter()
    hours: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)

    def add(group: str, part: str | None, one: dict[str, Any]) -> None:
        ways = [(ALL, ""), (FIELD, one.get("field", "")), (PROVINCE, one.get("province", ""))]
        if group == "handed":
            ways.append((PROCEDURE, one.get("procedure", "")))
        for by, name in ways:
            found[Cell(group, TOTAL, by, name)] += 1
            if part:
                found[Cell(group, part, by, name)] += 1

    for one in inside:
        if one["kind"] == "asked" and one["what"] != "clarify_greeting":
            add("received", one["what"].split("_")[0], one)
        if one["kind"] == "opened":
            add("handed", None, one)
        if one["kind"] == "reopened":
            add("reopened", None, one)
        if one["kind"] == "rated":
            add("rated", one["what"], one)
    by_case: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in lines:
        if "case" in one and one["kind"] != "rated":
            by_case[one["case"]].append(one)
    for events in by_case.values():
        replies = [one for one in events if one["kind"] in ("replied", "approved")]
        if not replies or replies[0] not in inside:
            continue
        reply, opened = replies[0], events[0]
        if "due" in reply:
            kept = datetime.fromisoformat(reply["due"]) >= datetime.fromisoformat(reply["at"])
        else:
            kept = reply.get("left", 0) > 0
        add("replied", "on_time" if kept else "late", reply)
        times = vietnam(opened["at"]), vietnam(reply["at"])
        spent = worked(*times), (times[1] - times[0]).total_seconds() / 3600
        for place in (
            (ALL, ""),
            (FIELD, reply.get("field", "")),
            (PROVINCE, reply.get("province", "")),
        ):
            hours[place].append(spent)
    medians = {
        place: tuple(round(median(one[n] for one in spent) * 2) / 2 for n in (0, 1))
        for place, spent in hours.items()
    }
    return found, medians


def vietnam(moment: str) -> datetime:
    return (datetime.fromisoformat(moment).astimezone(UTC) + timedelta(hours=7)).replace(
        tzinfo=None
    )


def worked(start: datetime, end: datetime) -> float:
    """Hours of office time, quarter by quarter of the days that are no days off."""
    total, day = 0.0, start.date()
    off = holidays.country_holidays("VN")
    while day <= end.date():
        exchanged = day in off.weekend_workdays
        if (day.weekday() < 5 and day not in off) or exchanged:
            for opens, closes in ((8, 12), (13, 17)):
                begin = max(start, datetime.combine(day, time(opens)))
                finish = min(end, datetime.combine(day, time(closes)))
                total += max((finish - begin).total_seconds(), 0) / 3600
        day += timedelta(days=1)
    return total


def test_every_indicator_is_the_same_recomputed_from_the_exported_events(
    desk: Desk, exported: Path
) -> None:
    lines = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]
    assert len(lines) > 5_000
    told = hidden = 0
    for week in WEEKS:
        counts, medians = recomputed(lines, week)
        with desk.database.reading() as connection:
            ours = count(indicators_log.read(connection, *span_of(week)), *span_of(week))
        assert dict(ours.counts) == dict(counts), week
        if week not in WEEKS[::13]:  # what is published is dearer to reckon: four weeks of it
            continue
        with desk.database.reading() as connection:
            figures = indicators.reckon(connection, week)
        for cell, number in figures.cells.items():
            if isinstance(number, Hidden):
                assert number is Hidden.UNTOLD or (counts[cell] < 5) == (number is Hidden.FEW)
                hidden += 1
            else:
                assert number == counts[cell] >= 5, cell
                told += 1
        assert {place: medians[place] for place in figures.hours} == figures.hours
        for one in INDICATORS:
            for by in (ALL, FIELD, PROVINCE):
                for name in figures.names(by):
                    assert_true(one.key, one.of(figures, by, name), counts, medians, by, name)
    assert told > 60
    assert hidden > 60


def assert_true(
    key: str, value: Value, counts: Counter[Cell], medians: Any, by: str, name: str
) -> None:
    """What the page says is so: the figure itself, or bounds that hold it."""
    shares = {"on_time": ("replied", "on_time"), "satisfied": ("rated", "satisfied")}
    if value.low is None or value.high is None:
        return
    if key in shares:
        group, part = shares[key]
        true = 100 * counts[Cell(group, part, by, name)] / counts[Cell(group, TOTAL, by, name)]
    elif key.startswith("hours"):
        true = medians[by, name][key == "hours_clock"]
    else:
        part = key if key in GROUPS["received"] else TOTAL
        group = {"blockages": "handed"}.get(key, "received" if part == key else key)
        true = counts[Cell(group, part, by, name)]
    assert value.low - 1e-9 <= true <= value.high + 1e-9, (key, by, name)


def test_the_command_prints_the_same_from_the_database_and_from_the_export(
    folder: Path, desk: Desk, exported: Path
) -> None:
    words = ("indicators", "--from", "2026-03-02", "--to", "2026-03-15")
    first, second = run(folder, *words), run(folder, *words, "--export", str(exported))
    assert first.exit_code == 0, first.output
    assert first.output == second.output
    assert first.output.splitlines()[0] == ",".join(COLUMNS)
    assert {line[:8] for line in first.output.splitlines()[1:]} == {"2026-W10", "2026-W11"}


def test_exported_events_hold_no_words_names_or_addresses(exported: Path) -> None:
    told = exported.read_text(encoding="utf-8")
    for secret in ("cân ô tô", "Nguyễn", "lời riêng", "telegram", "person:", "xã Bắc Hà", "token"):
        assert secret not in told
    names = {name for line in told.splitlines() for name in json.loads(line)}
    assert names == {
        *("at", "kind", "what", "case", "field", "province", "commune", "procedure"),
        *("due", "left", "documents"),
    }
    assert {one.kind for one in load(exported)} <= {"asked", "rated", *MOVES}


def test_a_week_is_published_once_and_stays(tmp_path: Path) -> None:
    clock = Clock(START + timedelta(days=9))
    desk = Desk.open(database_at(tmp_path / "motcham.db"), clock)
    fill(desk, 120, weeks=2)
    assert [indicators.publish_next(desk) for _ in range(2)] == ["2026-W01", ""]
    with desk.database.reading() as connection:
        before = indicators.published(connection)
    with desk.begin() as work:
        work.connection.execute(update(asked).values(outcome="error"))
    clock.now = START + timedelta(days=14, minutes=59)
    assert indicators.publish_next(desk) == ""  # what began on Sunday may still be written
    clock.forward(60)
    assert indicators.publish_next(desk) == "2026-W02"
    with desk.database.reading() as connection:
        after = indicators.published(connection)
    assert after[0] == before[0]
    assert [one.week for one in after] == ["2026-W01", "2026-W02"]
    assert after[1].count(Cell("received", "error", ALL, "")).exact
    result = run(tmp_path, "indicators", "--from", "2025-12-29", "--to", "2026-01-04")
    assert "2026-W01 was published with other figures" in result.stderr
    desk.close()


def test_each_kind_of_database_gives_the_same_figures_and_lists(database_url: str) -> None:
    desk = Desk.open(database_url, Clock(START + timedelta(days=9)))
    fill(desk, 150, weeks=1)
    assert indicators.publish_next(desk) == "2026-W01"
    with desk.database.reading() as connection:
        (figures,) = indicators.published(connection)
        lists = missing(connection, None, desk.now())
        questions = connection.execute(questions_since(connection, START)).all()
        outcomes = list(connection.execute(select(asked.c.outcome)).scalars())
    desk.close()
    received = len([one for one in outcomes if one != "clarify_greeting"])
    assert figures.count(Cell("received", TOTAL, ALL, "")) == Value(received, received)
    unanswered = len([one for one in outcomes if one.startswith("escalated")])
    assert sum(one.questions for one in lists.unanswered) == unanswered > 10
    assert len(questions) == 150
    assert {text for text, *_ in questions} == {
        "cân ô tô zzx",
        "khai báo máy",
        "Nguyễn hỏi phép đo",
    }


def test_figures_come_back_as_they_were_written(desk: Desk) -> None:
    with desk.database.reading() as connection:
        figures = indicators.reckon(connection, "2026-W20")
    assert revive("2026-W20", dump(figures)) == figures
    assert not any(cell.name == OTHERS for cell in figures.cells)


def test_an_answer_is_counted_when_it_is_kept_with_its_field_and_unit(tmp_path: Path) -> None:
    clock = Clock()
    desk = Desk.open(database_at(tmp_path / "motcham.db"), clock)
    with desk.begin() as work:
        work.keep(answered("a1"), LAN)
        work.keep(answered("a1"), LAN)
        work.keep(escalated("a2"), LAN)
        case = work.open_case("a2", LAN)
    clock.forward(3600)
    with desk.begin() as work:
        work.reply(case.id, "Nộp ở xã.", "Hoa", NO_PROVISION)
    week = week_of(clock.now)
    with desk.database.reading() as connection:
        found = indicators_log.read(connection, *span_of(week))
    assert [(one.kind, one.what) for one in found] == [
        ("asked", "answered"),
        ("asked", "escalated_nothing_found"),
        ("opened", ""),
        ("replied", ""),
    ]
    assert (found[0].province, found[0].commune) == ("Lào Cai", "Phường Sa Pa")
    assert found[0].procedure == "Trả lời câu hỏi"
    counted = count(found, *span_of(week))
    assert counted.counts[Cell("replied", "on_time", ALL, "")] == 1
    assert counted.hours[ALL, ""] == ((1.0, 1.0),)
    desk.close()


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        (("Lào Cai", "Sa Pa"), ("Lào Cai", "Phường Sa Pa")),
        (("tỉnh lao cai", "phuong sa pa"), ("Lào Cai", "Phường Sa Pa")),
        (("Lào Cai", "ông Nguyễn Văn A"), ("Lào Cai", "")),
        (("nhà tôi", "Sa Pa"), ("", "")),
        (("", ""), ("", "")),
    ],
)
def test_a_place_is_named_only_as_the_table_of_units_knows_it(
    typed: tuple[str, str], known: tuple[str, str]
) -> None:
    assert known_place(*typed) == known


def test_weeks_are_those_of_vietnam() -> None:
    sunday_in_utc = datetime(2026, 1, 4, 18, tzinfo=UTC)
    assert week_of(sunday_in_utc) == "2026-W02"
    start, end = span_of("2026-W02")
    assert start <= sunday_in_utc < end
    assert weeks_between(date(2026, 12, 30), date(2027, 1, 5)) == ["2026-W53", "2027-W01"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Value(12, 12), "12"),
        (Value(0, 4), "< 5"),
        (Value(92.6, 100), "≥ 93"),
        (Value(0, 8.2), "≤ 8,2"),
        (Value(), "…"),
        (Value(2.5, 2.5), "2,5"),
    ],
)
def test_what_is_known_is_shown_and_no_more(value: Value, shown: str) -> None:
    assert text(value) == shown


def test_the_page_of_indicators_is_fresh() -> None:
    page = Path("docs/indicators.md").read_text(encoding="utf-8")
    assert page == drawn(), "run: python -m desk indicators --draw"


def test_nothing_is_told_of_a_cell_that_was_left_out() -> None:
    assert Figures("2026-W01", {}, {}).count(Cell("received", TOTAL, ALL, "")) == Value()
