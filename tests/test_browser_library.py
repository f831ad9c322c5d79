"""The maintainer's road in a real browser, on a phone and on a desk: fits, and keeps nobody out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.app import create_app
from api.door import COOKIE
from desk import librarybook, sessions
from desk.audit import SERVER
from desk.desk import Desk
from desk.job_worker import Worker
from desk.library import Library
from desk.library_add import add
from desk.library_changes import look
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
def address(tmp_path: Path) -> Iterator[tuple[str, str, Library]]:
    """Where the application is served, a maintainer's session, and the library behind it."""
    desk = Desk.open(database_at(tmp_path / "desk.db"))
    mai = join(desk, "mai", Role.MAINTAINER)
    with desk.begin() as work:
        token = sessions.begin(work, mai.id)
    service = Service(Decrees(tmp_path).index, None, look_again=0)
    app = create_app(service, desk, settings_in(tmp_path))
    app.state.house.library.golden = ()
    with served(app) as root, Worker(app.state.house.jobs):
        yield root, token, app.state.house.library
    desk.close()


def is_fine(page: Page) -> bool:
    assert grave_findings(page) == []
    return fits(page)


@pytest.mark.parametrize("width", [360, 1024])
def test_the_maintainers_road(
    chromium: Browser, address: tuple[str, str, Library], tmp_path: Path, width: int
) -> None:
    root, token, _ = address
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


def test_two_people_publish(
    chromium: Browser, address: tuple[str, str, Library], tmp_path: Path
) -> None:
    """One proposes, another gives back, then approves: whose turn it is stands on each page."""
    root, mai, held = address
    held.second = "publish"
    colleague = join(held.desk, "lan", Role.LEAD)
    with held.desk.begin() as work:
        lan = sessions.begin(work, colleague.id)
        name = librarybook.begin(work, "Hai người")
    told, raw = pdf(NEW, tmp_path)
    (tmp_path / told).write_bytes(raw)
    add(held, name, [(told, tmp_path / told)], SERVER)
    look(held, name)
    one, other = (
        chromium.new_context(base_url=root, viewport={"width": 360, "height": 600}, locale="vi-VN")
        for _ in range(2)
    )
    pages = []
    for context, token in ((one, mai), (other, lan)):
        context.set_default_timeout(60_000)
        context.add_cookies([{"name": COOKIE, "value": token, "url": root}])
        pages.append(context.new_page())
    at, theirs = pages

    def are_fine(shown: Page) -> None:
        for width in (360, 1024):
            shown.set_viewport_size({"width": width, "height": 600})
            assert is_fine(shown)

    at.goto(f"/library/drafts/{name}")
    are_fine(at)
    at.get_by_role("button", name="Đề nghị công bố").click()
    expect(at.locator("#waits")).to_contain_text("Lan")
    are_fine(at)
    theirs.goto("/library")
    expect(theirs.locator("main")).to_contain_text("chờ người thứ hai duyệt công bố")
    theirs.get_by_role("link", name="Hai người").click()
    are_fine(theirs)
    theirs.get_by_label("Hoặc trả lại, lý do").fill("Thiếu lĩnh vực")
    theirs.get_by_role("button", name="Trả lại người đề nghị").click()
    at.reload()
    expect(at.locator("#given-back")).to_contain_text("Thiếu lĩnh vực")
    are_fine(at)
    at.get_by_role("button", name="Đề nghị công bố").click()
    theirs.goto(f"/library/drafts/{name}")
    theirs.get_by_role("link", name="Xem thay đổi", exact=True).click()
    theirs.get_by_role("link", name="Về bản nháp để duyệt hoặc trả lại").click()
    theirs.get_by_role("button", name="Duyệt và công bố").click()
    theirs.wait_for_url("**/library/publications", timeout=60_000)
    expect(theirs.locator("main")).to_contain_text("Lan duyệt")
    are_fine(theirs)
    for context in (one, other):
        context.close()
