"""The public figures as pages, CSV and JSON, and the desk's page of what the sources lack."""

import csv
import gzip
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import update

from desk.contact import Contact
from desk.desk import Desk
from desk.indicators import publish_next
from desk.indicators_count import ALL, TOTAL, Cell
from desk.indicators_rows import COLUMNS
from desk.missing import missing
from desk.role import Role
from desk.schema import asked
from retrieval.service import Service
from tests.fakes.answers import answered, escalated
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at
from tests.fakes.made_up_year import START, fill
from tests.fakes.people import join, sign_in
from tests.web import Web


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Three weeks that are published, with some 1,500 questions."""
    folder = tmp_path_factory.mktemp("pages")
    opened = Desk.open(database_at(folder / "motcham.db"), Clock(START + timedelta(days=22)))
    fill(opened, 1_500, weeks=3)
    with opened.begin() as work:
        old = asked.c.procedure == "Kiểm định cân"
        work.connection.execute(update(asked).where(old).values(procedure="=cmd|x <b>"))
    for _ in range(3):
        assert publish_next(opened)
    yield opened
    opened.close()


def test_everybody_reads_the_newest_week_and_turns_to_older_ones(
    service: Service, desk: Desk
) -> None:
    browser = Web(service, desk).browser()
    page = browser.get("/indicators")
    assert page.status_code == 200
    assert "Tuần từ 12/01/2026 đến 18/01/2026." in page.text
    assert 'href="/indicators?week=2026-W02"' in page.text
    assert page.text.count("<svg") == 4
    assert "<script" not in page.text
    older = browser.get("/indicators?week=2026-W01").text
    assert "Tuần từ 29/12/2025 đến 04/01/2026." in older
    assert "12/01/2026" not in older
    assert not re.search(r"W\d\d", re.sub(r'href="[^"]*"', "", page.text)), "weeks by their days"
    assert browser.get("/indicators?week=2026-W44").status_code == 404
    assert browser.get("/indicators?week=2026-W444444444").status_code == 422


def test_the_page_prints_each_indicator_with_formula_source_unit_and_period(
    service: Service, desk: Desk
) -> None:
    page = Web(service, desk).browser().get("/indicators").text
    for words in (
        "Số phiếu có trả lời đầu tiên trong tuần.",
        "desk/indicators_count.py: is_on_time",
        "case_events: opened",
        "Đúng hạn (%)",
        "hằng tuần (thứ Hai đến Chủ nhật, giờ Việt Nam)",
        "sổ câu hỏi của trợ lý",
    ):
        assert words in page


def test_the_page_weighs_little(service: Service, desk: Desk) -> None:
    browser = Web(service, desk).browser()
    page = browser.get("/indicators").content
    style = browser.get("/").text.partition('stylesheet" href="')[2].partition('"')[0]
    weight = len(gzip.compress(page)) + len(gzip.compress(browser.get(style).content))
    assert weight < 30_000


def test_csv_and_json_say_the_same(service: Service, desk: Desk) -> None:
    browser = Web(service, desk).browser()
    lines = list(
        csv.reader(io.StringIO(browser.get("/indicators.csv").text.removeprefix("\ufeff")))
    )
    assert tuple(lines[0]) == COLUMNS
    told = browser.get("/indicators.json").json()
    assert {one["key"] for one in told["indicators"]} >= {"received", "on_time", "blockages"}
    record = [
        ["" if one[name] is None else str(one[name]) for name in COLUMNS] for one in told["figures"]
    ]
    assert [line for line in record if line[2][:1] != "="] == [
        line for line in lines[1:] if line[2][:1] != "'"
    ]
    numbers = [float(line[5]) for line in lines[1:] if line[4] in ("phiếu", "câu hỏi") and line[5]]
    assert numbers
    assert all(number == 0 or number >= 5 for number in numbers)


def test_names_are_neither_markup_nor_formulas(service: Service, desk: Desk) -> None:
    browser = Web(service, desk).browser()
    assert "=cmd|x <b>" not in browser.get("/indicators").text
    table = browser.get("/indicators.csv").text
    assert "\r\n" in table
    assert not any(
        cell[:1] in ("=", "+", "@") for line in csv.reader(io.StringIO(table)) for cell in line
    )


def test_the_most_frequent_blockages_are_named_and_rare_ones_are_not(
    service: Service, desk: Desk
) -> None:
    page = Web(service, desk).browser().get("/indicators").text
    assert "Khai báo thiết bị X-quang" in page
    assert "Thủ tục ít gặp" not in page


def test_without_a_published_week_the_page_says_so(service: Service, tmp_path: Path) -> None:
    empty = Desk.open(database_at(tmp_path / "motcham.db"))
    browser = Web(service, empty).browser()
    assert "Chưa có tuần nào được công bố" in browser.get("/indicators").text
    assert browser.get("/indicators.json").json()["figures"] == []
    empty.close()


def test_who_sees_all_cases_sees_what_is_missing(service: Service, tmp_path: Path) -> None:
    clock = Clock()
    desk = Desk.open(database_at(tmp_path / "motcham.db"), clock)
    with desk.begin() as work:
        for number in range(4):
            work.keep(answered(f"a{number}", "hỏi zzxq về cân"), Contact("telegram", str(number)))
        work.keep(escalated("c", "Hỏi về cân"), Contact("telegram", "9"))
        held = next(one for one in service.documents() if not one.validity.effective_to)
        whole = answered("d")
        quote = replace(whole.quotes[0], document=replace(whole.quotes[0].document, id=held.id))
        work.keep(replace(whole, quotes=(quote,)), Contact("telegram", "9"))
        work.keep(answered("b", "hỏi yyxq về cân"), Contact("telegram", "1"))
    browser = Web(service, desk).browser()
    sign_in(desk, join(desk, "lan", Role.MAINTAINER), browser)
    page = browser.get("/desk/missing").text
    assert "zzxq" in page
    assert "escalated_" not in page
    for address in re.findall(r'<td class="words" lang="vi"><a href="([^"]+)"', page):
        assert browser.get(unescape(address)).status_code == 200, address
    assert f"/documents/{held.id}" in page
    assert "yyxq" not in page  # one person's word may be a name
    with desk.database.reading() as connection:
        found = missing(connection, service.generation(), clock.now)
        assert [(one.word, one.questions, one.askers) for one in found.unknown] == [("zzxq", 4, 4)]
        assert missing(connection, None, clock.now).unknown == ()
    officer = Web(service, desk).browser()
    sign_in(desk, join(desk, "hoa", Role.OFFICER), officer)
    assert officer.get("/desk/missing").status_code == 403
    desk.close()


def test_figures_are_those_that_were_published(service: Service, desk: Desk) -> None:
    browser = Web(service, desk).browser()
    told = browser.get("/indicators.json").json()["figures"]
    received = [one["low"] for one in told if one["by"] == ALL and one["indicator"] == "received"]
    with desk.database.reading() as connection:
        from desk.indicators import published

        cell = Cell("received", TOTAL, ALL, "")
        assert received == [one.count(cell).low for one in published(connection)]


def test_the_tables_of_the_page_open_as_a_spreadsheet(service: Service, desk: Desk) -> None:
    browser = Web(service, desk).browser()
    raw = browser.get("/indicators.xlsx?week=2026-W03")
    assert raw.status_code == 200
    file = openpyxl.load_workbook(io.BytesIO(raw.content))
    assert file.sheetnames == ["Cả nước, theo tuần", "Theo lĩnh vực", "Theo tỉnh", "Cách tính"]
    head, received, *_ = file.worksheets[0].values
    assert head == ("Tuần từ ngày", "12/01/2026", "05/01/2026", "29/12/2025")
    assert received[0] == "Câu hỏi tiếp nhận (câu hỏi)"
    assert all(isinstance(number, (int, float)) for number in received[1:])
    cells = [str(cell) for one in file for row in one.values for cell in row]
    assert "< 5" in cells
    assert not any("W0" in cell for cell in cells)
    assert browser.get("/indicators.xlsx?week=2026-W44").status_code == 404
