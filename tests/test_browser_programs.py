"""The lead's pages of keys and webhooks, which have no scripts, in a real browser by keyboard."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from api.app import create_app
from api.door import COOKIE
from desk import sessions
from desk.desk import Desk
from desk.role import Role
from desk.webhooks import Webhooks
from retrieval.service import Service
from tests.axe import grave_findings
from tests.fakes.answers import escalated
from tests.fakes.databases import database_at
from tests.fakes.keys import give
from tests.fakes.people import join
from tests.fakes.receiver import receiving, say
from tests.served import served
from tests.test_browser import chromium, fits, pytestmark
from tests.test_casework import LAN
from tests.web import Web, settings

__all__ = ["chromium", "pytestmark"]


@dataclass
class Place:
    """One desk and one server for all tests here; ``cases`` counts what was asked."""

    root: str
    desk: Desk
    session: str
    web: Web
    cases: list[str] = field(default_factory=list)

    def ask(self) -> None:
        """Somebody asks what nobody has asked before: hooks are told."""
        self.cases.append(f"a{len(self.cases)}")
        with self.desk.begin() as work:
            work.keep(escalated(self.cases[-1], f"Câu hỏi số {self.cases[-1]}?"), LAN)
            work.open_case(self.cases[-1], LAN)


@pytest.fixture(scope="module")
def place(starter_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    desk = Desk.open(database_at(tmp_path_factory.mktemp("programs") / "desk.db"))
    service = Service(starter_index, None)
    lead = join(desk, "lan", Role.LEAD)
    with desk.begin() as work:
        token = sessions.begin(work, lead.id)
    told = settings().model_copy(update={"hooks_private": True})
    with (
        served(create_app(service, desk, told)) as root,
        Webhooks(desk, private=True, every=0.1),
    ):
        yield Place(root, desk, token, Web(service, desk))
    desk.close()


@pytest.fixture(params=[360, 1024], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Browser, place: Place) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=place.root,
        viewport={"width": request.param, "height": 600},
        locale="vi-VN",
    )
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": COOKIE, "value": place.session, "url": place.root}])
    yield context.new_page()
    context.close()


def is_fine(page: Page) -> bool:
    assert grave_findings(page) == []
    return fits(page)


def tab_to(page: Page, wanted: Locator) -> None:
    """By the keyboard alone, as far as it takes."""
    for _ in range(60):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached by the keyboard")


def copied(page: Page, secret: Locator) -> str:
    """What somebody takes along who marks all of the field by the keyboard."""
    tab_to(page, secret)
    page.keyboard.press("Control+a")
    marked = "one => one.value.slice(one.selectionStart, one.selectionEnd)"
    return str(secret.evaluate(marked))


def test_a_key_is_made_by_keyboard_shown_once_and_revoked(page: Page, place: Place) -> None:
    page.goto("/desk/keys")
    assert is_fine(page)
    tab_to(page, page.get_by_label("Phần mềm nào"))
    page.keyboard.type("Cổng thông tin của tỉnh")
    tab_to(page, page.locator("input[value='events:read']"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Tạo khóa"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Khóa cho Cổng thông tin").wait_for()
    assert is_fine(page)
    token = copied(page, page.get_by_label("Khóa", exact=True))
    assert token.startswith("mck_")
    page.keyboard.type("x")  # it is read, not written
    assert page.get_by_label("Khóa", exact=True).input_value() == token
    program = give(place.web.browser(), token)
    assert program.get("/api/v1/events").status_code == 200
    tab_to(page, page.get_by_role("link", name="Đã chép xong"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Khóa API", exact=True).wait_for()
    assert token not in page.content()
    assert is_fine(page)
    tab_to(page, page.get_by_role("button", name="Thu hồi khóa Cổng thông tin"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Chưa có khóa nào.")).to_be_visible()
    assert program.get("/api/v1/events").status_code == 401
    assert is_fine(page)


def test_a_delivery_that_failed_is_seen_and_sent_again(page: Page, place: Place) -> None:
    with receiving() as program:
        program.answers = [say(410)]
        page.goto("/desk/hooks")
        assert is_fine(page)
        tab_to(page, page.get_by_label("Địa chỉ"))
        page.keyboard.type(f"{program.url}/nhan-tin")
        tab_to(page, page.locator("input[value='case.opened']"))
        page.keyboard.press("Space")
        tab_to(page, page.get_by_role("button", name="Thêm webhook"))
        page.keyboard.press("Enter")
        page.get_by_label("Mã bí mật").wait_for()
        assert is_fine(page)
        secret = copied(page, page.get_by_label("Mã bí mật"))
        assert secret.startswith("whsec_")
        place.ask()
        program.wait(1)
        page.goto("/desk/hooks")
        for _ in range(50):  # its end is written a moment after it was told
            if page.get_by_role("link", name="Tin chưa gửi được").count():
                break
            page.reload()
        assert secret not in page.content()
        expect(page.get_by_text("phần mềm báo không nhận tin nữa")).to_be_visible()
        assert is_fine(page)
        page.get_by_role("link", name="Tin chưa gửi được").click()
        assert is_fine(page)
        tab_to(page, page.get_by_role("button", name="Thử lại"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text("Đã cho gửi lại.")
        program.wait(2)
        first, second = (one.headers["webhook-id"] for one in program.received)
        assert first == second
        for _ in range(50):
            if page.get_by_text("Mọi tin đều đã đến nơi.").count():
                break
            page.reload()
        expect(page.get_by_text("Mọi tin đều đã đến nơi.")).to_be_visible()
        page.goto("/desk/hooks")
        page.get_by_role("button", name="Gỡ webhook").click()
        expect(page.get_by_text("Chưa có webhook nào.")).to_be_visible()
