"""The yearly index: points alone, the same from the desk and the export, none for small units."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from desk import indicators_log, yearly_told
from desk.__main__ import main
from desk.desk import Desk
from desk.indicators_count import GROUPS, PROVINCE, TOTAL, Cell, count, table_of
from desk.indicators_log import Happening, span_of
from desk.role import Role
from desk.suppression import protect
from desk.yearly import COUNTS, LACKS, Points, index, method, span_of_year
from retrieval.service import Service
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at, setting_at
from tests.fakes.made_up_year import START, fill
from tests.fakes.people import join, sign_in
from tests.web import Web, settings

WEEKS = 6  # a year is as its weeks are: six of them are reckoned quickly


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("yearly")


@pytest.fixture(scope="module")
def log(folder: Path) -> Iterator[list[Happening]]:
    desk = Desk.open(database_at(folder / "motcham.db"), Clock(datetime(2027, 1, 5, tzinfo=UTC)))
    fill(desk, 900, weeks=WEEKS)
    with desk.database.reading() as connection:
        yield indicators_log.read(connection, *span_of_year(2026))
    desk.close()


@pytest.fixture(scope="module")
def points(log: list[Happening]) -> list[Points]:
    return index(log, 2026)


def run(folder: Path, *words: str) -> Result:
    environment = {"MOTCHAM_DATA": str(folder), "COLUMNS": "200"}
    environment |= setting_at(folder / "motcham.db")
    return CliRunner().invoke(main, words, env=environment)


def test_points_are_those_of_the_counts(log: list[Happening], points: list[Points]) -> None:
    """Reckoned once more from the events, for the largest province."""
    own = [one for one in log if one.province == "Lào Cai"]
    families = [
        one.what.split("_")[0] for one in own if one.kind == "asked" and "greet" not in one.what
    ]
    share = round(100 * families.count("answered") / len(families) / 5) * 5
    (found,) = [one for one in points if one.place == ("Lào Cai", "")]
    assert found.parts["Trợ lý trả lời được"] in (share, None)
    told = [value for value in found.parts.values() if value is not None]
    assert len(told) >= 3
    assert all(value % 5 == 0 and 0 <= value <= 100 for value in told)
    assert found.score is not None


def test_units_with_few_questions_have_no_points(points: list[Points]) -> None:
    by_place = {one.place: one for one in points}
    assert by_place["Cà Mau", ""].score is None
    assert set(by_place["Cà Mau", ""].groups.values()) == {None}
    assert by_place["Lào Cai", "Phường Sa Pa"].score is not None
    assert ("", "") not in by_place


def test_no_points_of_a_province_tell_more_of_a_hidden_count_than_the_week_did(
    log: list[Happening], points: list[Points]
) -> None:
    """Each table that a week's release leaves possible has the same points in the year."""
    by_place = {one.place: one for one in points}
    tried = 0
    for number in range(1, WEEKS + 1):
        week = f"2026-W{number:02d}"
        counted = count(log, *span_of(week))
        for group in GROUPS:
            counts, sums = table_of(group, counted.counts)
            for witness in protect(counts, sums).witnesses[:4]:
                for province in ("Lào Cai", "Huế", "Nghệ An"):
                    tried += holds(by_place[province, ""], log, group, counts, witness)
    assert tried > 20


def holds(
    points: Points, log: list[Happening], group: str, counts: dict[Cell, int], witness: object
) -> int:
    """The share of answered questions, were the week as the witness says."""
    assert isinstance(witness, dict)
    if group != "received" or points.parts["Trợ lý trả lời được"] is None:
        return 0
    name = points.place[0]
    whole = count(log, *span_of_year(2026)).counts
    moved = {
        part: witness.get(cell, 0.0) - counts.get(cell, 0)
        for part in ("answered", TOTAL)
        for cell in [Cell(group, part, PROVINCE, name)]
        if cell in counts
    }
    good, among = (
        whole[Cell(group, part, PROVINCE, name)] + moved.get(part, 0)
        for part in ("answered", TOTAL)
    )
    assert round(100 * good / among / 5) * 5 == points.parts["Trợ lý trả lời được"]
    return 1


@pytest.mark.parametrize("late", [1, 2, 3, 4])
def test_points_do_not_depend_on_a_count_under_five(late: int) -> None:
    ours, none = (index(of_late(number), 2026) for number in (late, 0))
    assert [one.place[1] for one in ours] == ["", "Phường Thuận Hóa"]
    assert ours[1] == none[1]
    for name, value in ours[0].parts.items():
        assert value in (none[0].parts[name], None) or none[0].parts[name] is None


def of_late(late: int) -> list[Happening]:
    """Of 44 cases of a commune 40 were answered in time, a few late, the others not yet."""
    where: dict[str, Any] = {"province": "Huế", "commune": "Phường Thuận Hóa"}
    found = []
    for number in range(44):
        at = START + timedelta(days=number % 2, hours=9)
        due = at + timedelta(hours=-1 if number >= 40 else 24)
        found += [Happening(at, "asked", "answered", **where)]
        found += [Happening(at, "opened", "", number + 1, **where)]
        if number < 40 + late:
            found += [Happening(at, "replied", "", number + 1, due=due, **where)]
    return found


def test_a_year_has_no_index_before_it_has_ended(folder: Path, log: list[Happening]) -> None:
    result = run(folder, "yearly-index", "2090", "--out", str(folder / "a"))
    assert result.exit_code == 1
    assert "2090 has not ended" in result.output
    assert not (folder / "a").exists()


def test_the_command_writes_the_same_from_the_desk_and_from_the_export(tmp_path: Path) -> None:
    desk = Desk.open(database_at(tmp_path / "motcham.db"))
    fill(desk, 200, weeks=2, start=datetime(2025, 3, 3, tzinfo=UTC))
    with desk.database.reading() as connection:
        indicators_log.write(
            tmp_path / "events.jsonl", indicators_log.read(connection, *span_of_year(2025))
        )
    desk.close()
    words = ("yearly-index", "2025", "--out")
    first = run(tmp_path, *words, str(tmp_path / "a"))
    assert first.exit_code == 0, first.output
    second = run(tmp_path, *words, str(tmp_path / "b"), "--export", str(tmp_path / "events.jsonl"))
    assert second.exit_code == 0, second.output
    for end in ("csv", "json", "md"):
        name = f"index-2025.{end}"
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    told = json.loads((tmp_path / "a" / "index-2025.json").read_text(encoding="utf-8"))
    assert told["method"]["groups"].keys() == {"inputs", "process", "output", "impact"}
    by_place = {(one["province"], one["commune"]): one for one in told["units"]}
    assert by_place["Lào Cai", ""]["groups"]["Đầu ra"] is not None
    with (tmp_path / "a" / "index-2025.csv").open(encoding="utf-8-sig") as file:
        lines = list(csv.reader(file))
    assert lines[0][:3] == ["Tỉnh, thành phố", "Xã, phường, đặc khu", "Điểm chung"]
    assert [LACKS] * 3 in [line[2:5] for line in lines]
    text = (tmp_path / "a" / "index-2025.md").read_text(encoding="utf-8")
    assert "`" not in text, "counts are called by words"
    sheet = openpyxl.load_workbook(tmp_path / "a" / "index-2025.xlsx")
    assert sheet.sheetnames == ["Chỉ số năm 2025", "Cách tính", "Trọng số"]
    assert [[str(cell) for cell in row] for row in sheet.worksheets[0].values] == lines
    for words_ in ("Đầu vào", "Quá trình", "Đầu ra", "Tác động", LACKS):
        assert words_ in text


def test_the_page_shows_what_was_written_and_the_communes_of_a_province(
    service: Service, points: list[Points], tmp_path: Path
) -> None:
    desk = Desk.open(database_at(tmp_path / "motcham.db"))
    own = settings().model_copy(update={"data": tmp_path})
    browser = Web(service, desk, own).browser()
    sign_in(desk, join(desk, "lan", Role.LEAD), browser)
    assert "Chưa có chỉ số của năm nào" in browser.get("/desk/yearly").text
    yearly_told.write(tmp_path / "yearly", 2026, points)
    page = browser.get("/desk/yearly").text
    assert "Chỉ số năm 2026" in page
    assert "29/12/2025" in page, "the days of the year are told"
    assert "số phiếu trả lời đúng hạn" in page
    assert "province=L%C3%A0o%20Cai" in page
    assert "Phường Sa Pa" not in page
    assert "Phường Sa Pa" in browser.get("/desk/yearly?province=Lào Cai").text
    assert browser.get("/desk/yearly?year=2025").status_code == 404
    assert browser.get("/desk/yearly/2026.xlsx").content[:2] == b"PK"
    assert browser.get("/desk/yearly/2025.xlsx").status_code == 404
    sign_in(desk, join(desk, "an", Role.OFFICER), browser)
    assert browser.get("/desk/yearly/2026.xlsx").status_code == 403
    desk.close()


def test_the_method_uses_only_counts_of_the_indicators() -> None:
    known = {*COUNTS, "not_reopened", "communes", "communes_asking", "weeks", "weeks_asking"}
    for group in method()["groups"].values():
        for part in group["parts"]:
            assert part.get("hours") == "hours_working" or {part["of"], part["among"]} <= known
