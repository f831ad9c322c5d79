"""The maintainer's road in a real browser, on a phone and on a desk: fits, and keeps nobody out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.app import create_app
from api.door import COOKIE
from desk import sessions
from desk.desk import Desk
from desk.job_worker import Worker
from desk.role import Role
from retrieval.service import Service
from tests.axe import grave_findings
from tests.fakes.databases import database_at
from tests.fakes.decree_files import pdf
from tests.fakes.decrees import Decrees
from tests.fakes.people import join
from tests.served import served
from tests.test_browser import chromium, fits, pytestmark
from tests.test_pages_shelf import NEW, NEW_WORDS, settings_in

__all__ = ["chromium", "pytestmark"]
LIGHT = 60_000  # bytes of a page with all it loads, as transferred


@pytest.fixture
def address(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Where the application is served, and a maintainer's session."""
    desk = Desk.open(database_at(tmp_path / "desk.db"))
    mai = join(desk, "mai", Role.MAINTAINER)
    with desk.begin() as work:
        token = sessions.begin(work, mai.id)
    service = Service(Decrees(tmp_path).index, None, look_again=0)
    app = create_app(service, desk, settings_in(tmp_path))
    app.state.house.library.golden = ()
    with served(app) as root, Worker(app.state.house.jobs):
        yield root, token
    desk.close()


def is_fine(page: Page) -> bool:
    assert grave_findings(page) == []
    return fits(page)


@pytest.mark.parametrize("width", [360, 1024])
def test_the_maintainers_road(
    chromium: Browser, address: tuple[str, str], tmp_path: Path, width: int
) -> None:
    root, token = address
    context = chromium.new_context(
        base_url=root, viewport={"width": width, "height": 600}, locale="vi-VN"
    )
    context.set_default_timeout(60_000)
    context.add_cookies([{"name": COOKIE, "value": token, "url": root}])
    page = context.new_page()
    weights: list[int] = []
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda told: weights.append(told["encodedDataLength"]))

    page.goto("/library")
    assert sum(weights) <= LIGHT
    assert is_fine(page)
    page.get_by_label("Lập bản nháp mới").fill("Tháng 12")
    page.get_by_role("button", name="Lập", exact=True).click()
    name, raw = pdf(NEW, tmp_path)
    page.get_by_label("Chọn một hay nhiều tệp").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": raw}
    )
    page.get_by_role("button", name="Gửi").click()
    expect(page.locator("#items")).to_contain_text("đã đọc", timeout=60_000)
    page.goto(page.url.removesuffix("/files"))
    assert is_fine(page)

    weights.clear()
    page.get_by_role("link", name=name).click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("main")).to_contain_text(NEW_WORDS)
    assert page.evaluate("document.querySelector('.beside img').naturalWidth") > 300
    assert sum(weights) <= LIGHT
    assert is_fine(page)
    page.get_by_label("Lĩnh vực").fill("đo lường")
    page.get_by_role("button", name="Lưu thông tin").click()
    page.get_by_role("button", name="Xem thay đổi").click(timeout=60_000)
    page.locator("#see-changes").click(timeout=60_000)
    expect(page.locator("main")).to_contain_text("Điều 3 Nghị định số 9/2026/NĐ-CP")
    assert is_fine(page)
    page.get_by_role("link", name="Về bản nháp để công bố").click()
    page.get_by_label("Ghi chú").fill("thêm nghị định")
    page.get_by_role("button", name="Công bố", exact=True).click()
    page.wait_for_url("**/library/publications", timeout=60_000)
    expect(page.locator("main")).to_contain_text("thêm nghị định")
    assert is_fine(page)
    context.close()
