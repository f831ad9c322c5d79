"""The public figures in a real browser, without JavaScript: narrow, wide, and by axe."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from api.app import create_app
from desk.desk import Desk
from desk.indicators import publish_next
from retrieval.service import Service
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at
from tests.fakes.made_up_year import START, fill
from tests.served import served
from tests.test_browser import chromium, fits, pytestmark
from tests.web import settings

__all__ = ["chromium", "pytestmark"]


@pytest.fixture
def address(service: Service, tmp_path: Path) -> Iterator[str]:
    """The application with three published weeks, served on a free port."""
    desk = Desk.open(database_at(tmp_path / "desk.db"), Clock(START + timedelta(days=22)))
    fill(desk, 1_500, weeks=3)
    for _ in range(3):
        assert publish_next(desk)
    with served(create_app(service, desk, settings())) as root:
        yield root
    desk.close()


@pytest.mark.parametrize("width", [360, 1024], ids=["phone", "desk"])
def test_the_figures_are_read_without_scripts_and_have_no_serious_fault(
    width: int, chromium: Browser, address: str
) -> None:
    plain = chromium.new_context(
        java_script_enabled=False, viewport={"width": width, "height": 740}
    ).new_page()
    plain.goto(f"{address}/indicators")
    assert fits(plain)
    assert plain.get_by_role("img", name="Câu hỏi tiếp nhận").count() == 1
    plain.get_by_role("link", name="Tuần từ 05/01/2026").first.click()
    assert "05/01/2026" in plain.locator(".lead").inner_text()
    plain.emulate_media(media="print")
    assert plain.locator("nav").is_hidden()
    assert plain.locator("table").first.is_visible()
    plain.context.close()
    # axe itself is a script, which pages of ours would not run.
    context = chromium.new_context(bypass_csp=True, viewport={"width": width, "height": 740})
    page = context.new_page()
    page.goto(f"{address}/indicators")
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    context.close()
