"""An officer and the team in a real browser (Chromium), on a phone's screen and on a desk's.

JavaScript is off: whatever works here works without it.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from api.app import create_app
from api.asking import EXAMPLES
from desk.desk import Desk
from retrieval.service import Service
from tests.fakes.databases import database_at
from tests.fakes.queues import ONE_QUEUE
from tests.served import served
from tests.web import settings

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"),
    reason="there is no chromium here: apt-get install chromium",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    assert CHROMIUM, "there is no chromium here: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def address(service: Service, tmp_path: Path) -> Iterator[str]:
    """The application, served over HTTP on a free port of this machine."""
    desk = Desk.open(database_at(tmp_path / "desk.db"), queues=ONE_QUEUE)
    with served(create_app(service, desk, settings())) as root:
        yield root
    desk.close()


@pytest.fixture(params=[360, 1024], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Page]:
    """A fresh browser window with its own cookies."""
    context = chromium.new_context(
        base_url=address,
        java_script_enabled=False,
        viewport={"width": request.param, "height": 740},
        locale="vi-VN",
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def fits(page: Page) -> bool:
    """Whether nothing stands out beyond the screen's right edge (the page's own script is off)."""
    page.wait_for_load_state()  # a touch may just have led elsewhere
    wide, screen = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return bool(wide <= screen)


def test_from_a_question_to_the_reply_of_a_person(page: Page) -> None:
    page.goto("/")
    assert fits(page)
    page.get_by_label("Câu hỏi của anh/chị").fill(EXAMPLES[0])
    page.get_by_role("button", name="Tra cứu").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Đã tìm thấy căn cứ"
    assert fits(page)
    answer = page.url

    page.locator(".quotes .source a").first.click()
    assert "/provisions/" in page.url
    assert page.locator("article").inner_text()
    assert fits(page)
    page.get_by_role("link", name="→").click()
    assert "/provisions/" in page.url

    page.goto(answer)
    page.get_by_text("Hỏi Tổ thường trực", exact=True).click()
    page.get_by_label("Nói thêm").fill("Cần trước thứ Sáu")
    page.get_by_label("Xã, phường").fill("Xã Tân An")
    page.get_by_label("Tỉnh, thành phố").fill("Lào Cai")
    page.get_by_role("button", name="Gửi cho Tổ thường trực").click()
    assert "Đang chờ trả lời" in page.locator("main").inner_text()
    assert fits(page)
    case = page.url

    page.get_by_role("link", name="Tổ thường trực", exact=True).click()
    assert fits(page)
    page.get_by_role("link", name="MC-000001").click()
    assert "Cần trước thứ Sáu" in page.locator("main").inner_text()
    assert fits(page)
    page.get_by_role("link", name="Soạn trả lời").click()
    assert fits(page)
    page.get_by_label("Đoạn 1").fill("Trong 10 ngày làm việc.\nLiên hệ Sở.")
    page.get_by_label("Lý do không có căn cứ").fill("Việc nội bộ")
    page.get_by_label("Người trả lời").fill("Nguyễn Lan")
    page.get_by_role("button", name="Gửi trả lời").click()
    assert "Đã trả lời" in page.locator("main").inner_text()

    page.goto(case)
    shown = page.locator("main").inner_text()
    assert "Trong 10 ngày làm việc.\nLiên hệ Sở." in shown
    assert "Nguyễn Lan" in shown
    assert fits(page)


def test_an_example_and_the_other_language_are_one_touch_away(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="English").click()
    page.get_by_role("button", name="Look up").wait_for()
    assert fits(page)
    page.get_by_role("button", name=EXAMPLES[1]).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Found in the sources"
    assert fits(page)


def test_the_library_fits_every_screen(page: Page) -> None:
    page.goto("/documents")
    assert fits(page)
    page.locator(".list a").first.click()
    assert page.locator("article").inner_text()
    assert fits(page)


def test_one_long_word_does_not_widen_the_page(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Câu hỏi của anh/chị").fill("x" * 900)
    page.get_by_role("button", name="Tra cứu").click()
    assert fits(page)


def test_the_keyboard_reaches_the_skip_link_first(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.get_attribute("href") == "#main"
    box = focused.bounding_box()
    assert box
    assert box["x"] >= 0
