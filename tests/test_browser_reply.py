"""A reviewer in a real browser: searched, picked, cut, written, sent, published.

On a phone's screen without scripts, on a desk's with htmx.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.app import create_app
from api.door import COOKIE
from desk import sessions
from desk.contact import Contact
from desk.desk import Desk
from desk.faq import FaqState
from desk.role import Role
from retrieval.service import Service
from tests.axe import grave_findings
from tests.fakes.answers import escalated
from tests.fakes.databases import database_at
from tests.fakes.decrees import Decrees
from tests.fakes.people import join
from tests.served import served
from tests.test_browser import chromium, fits, pytestmark
from tests.test_faq import ASKED, WORDS
from tests.web import settings

__all__ = ["chromium", "pytestmark"]
LAN = Contact("telegram", "7")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path / "desk.db"))
    with opened.begin() as work:
        for name, text in (("a1", ASKED), ("a2", f"{ASKED} Hỏi lại")):
            work.keep(escalated(name, text), LAN)
            work.open_case(name, LAN)
    yield opened
    opened.close()


@pytest.fixture
def address(tmp_path: Path, desk: Desk) -> Iterator[str]:
    """The application over a few decrees, served over HTTP on a free port of this machine."""
    service = Service(Decrees(tmp_path).index, None, look_again=0)
    with served(create_app(service, desk, settings())) as root:
        yield root


@dataclass
class Window:
    """A reviewer's window, and one beside it with scripts on, in which axe-core looks at pages."""

    page: Page
    beside: Page

    def is_fine(self) -> bool:
        """Nothing stands out beyond the screen, and nothing keeps people out."""
        self.page.wait_for_load_state()
        self.beside.goto(self.page.url)
        assert grave_findings(self.beside) == []
        return fits(self.page)

    def says(self, words: str, where: str = "main") -> None:
        expect(self.page.locator(where)).to_contain_text(words)


@pytest.fixture(params=[360, 1024], ids=["phone", "desk"])
def window(
    request: pytest.FixtureRequest, chromium: Browser, address: str, desk: Desk
) -> Iterator[Window]:
    mai = join(desk, "mai", Role.REVIEWER)
    with desk.begin() as work:
        token = sessions.begin(work, mai.id)
    pages = []
    for scripts in (request.param > 400, True):
        context = chromium.new_context(
            base_url=address,
            java_script_enabled=scripts,
            viewport={"width": request.param, "height": 600},
            locale="vi-VN",
        )
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        context.set_default_timeout(15_000)
        pages.append(context.new_page())
    yield Window(*pages)
    for page in pages:
        page.context.close()


def test_from_the_case_to_the_published_answer(window: Window, desk: Desk) -> None:
    page = window.page
    page.goto("/desk/cases/1")
    page.get_by_role("link", name="Soạn trả lời").click()
    assert window.is_fine()
    page.get_by_label("Đoạn 1").fill("Hộ kinh doanh báo cáo trong hai tháng.")
    search = page.get_by_label("Từ ngữ, hoặc tên điều khoản")
    search.fill("khoản 2 điều 17 nghị định 5/2019")
    search.press("Enter")
    window.says("Nghị định số 5/2019/NĐ-CP", ".passages")
    assert window.is_fine()
    page.get_by_role("button", name="Chọn Điều 17").first.click()
    page.get_by_role("button", name="Cắt bớt căn cứ, khối 2").click()
    page.get_by_label("Chỉ giữ lại phần cần trích").fill(WORDS)
    assert window.is_fine()
    page.get_by_role("button", name="Giữ phần này").click()
    expect(page.locator(".block blockquote")).to_have_text(WORDS)
    page.get_by_role("button", name="Lên, khối 2").click()
    expect(page.get_by_label("Đoạn 2")).to_have_value("Hộ kinh doanh báo cáo trong hai tháng.")
    assert window.is_fine()
    page.get_by_role("button", name="Gửi trả lời").click()
    window.says("Đã trả lời")
    assert window.is_fine()
    page.get_by_role("button", name="Công bố").click()
    window.says("Đang dùng")
    assert desk.faq(1).state is FaqState.PUBLISHED
    assert window.is_fine()
    page.get_by_role("link", name="Sửa").click()
    assert window.is_fine()
    page.goto("/desk/faqs")
    window.says("HD-000001", ".list")
    assert window.is_fine()

    page.goto("/desk/cases/2/reply")
    page.get_by_label("Đoạn 1").fill("Hộ kinh doanh không phải báo cáo.")
    page.get_by_label("Lý do không có căn cứ").fill("Chưa có quy định")
    page.get_by_role("button", name="Gửi trả lời").click()
    window.says("HD-000001", "#flags")
    assert window.is_fine()
    page.get_by_label("Tôi đã đối chiếu").check()
    page.get_by_role("button", name="Gửi trả lời").click()
    window.says("Đã trả lời")


def test_what_is_typed_is_kept_without_a_press(window: Window, desk: Desk) -> None:
    """With scripts only; twice, so that the second goes on from the first."""
    page = window.beside
    page.goto("/desk/cases/1/reply")
    for text in ("Đang viết", "Đang viết tiếp"):
        page.get_by_label("Đoạn 1").press_sequentially(text.removeprefix("Đang viết") or text)
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            pass
        expect(page.locator("#kept")).to_contain_text("Đã lưu bản soạn lúc")
        expect(page.locator("#version")).to_have_value("1" if text == "Đang viết" else "2")
        kept = desk.draft(1)
        assert kept is not None
        assert kept.body.words == text
