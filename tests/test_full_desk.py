"""The desk that loads are measured on stands as if people had worked at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from desk import people
from desk.case import CaseState
from desk.casebook import row_of
from desk.desk import Desk
from desk.role import Role
from desk.schema import cases
from desk.standing import fold
from retrieval.service import Service
from tests.fakes.databases import database_at
from tests.fakes.full_desk import fill
from tests.fakes.people import join, sign_in
from tests.web import Web


@pytest.fixture
def full(service: Service, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk.open(database_at(tmp_path / "motcham.db"))
    mai = join(desk, "mai", Role.LEAD)
    fill(desk, service, 120, [mai.actor])
    yield desk
    desk.close()


def test_rows_are_the_fold_of_events_and_every_page_opens(full: Desk, service: Service) -> None:
    with full.database.reading() as connection:
        rows = {row["id"]: row for row in connection.execute(select(cases)).mappings()}
    found = full.cases(limit=1000)
    assert len(found) == 120
    for case in found:
        folded = row_of(fold(case.events))
        assert {name: rows[case.id][name] for name in folded} == folded
    assert {case.state for case in found} == set(CaseState) - {CaseState.MERGED}
    browser = Web(service, full).browser()
    with full.database.reading() as connection:
        (mai,) = people.everyone(connection)
    sign_in(full, mai, browser)
    statuses = {browser.get(f"/desk/cases/{case.id}").status_code for case in found[::4]}
    assert statuses == {200}
    assert browser.get("/desk").status_code == 200
