"""Signing in, inviting and looking around in a real browser, without JavaScript."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from api.app import create_app
from desk import people
from desk.desk import Desk
from desk.people import Facts
from desk.role import Role
from retrieval.service import Service
from tests.fakes.databases import database_at
from tests.served import served
from tests.test_browser import chromium, fits, pytestmark
from tests.web import settings

__all__ = ["chromium", "pytestmark"]
PASSWORD = "bốn từ ghép lại"


@pytest.fixture
def invitation(service: Service, tmp_path: Path) -> Iterator[str]:
    """The application, served on a free port; the address of the first lead's invitation."""
    desk = Desk.open(database_at(tmp_path / "desk.db"))
    with desk.begin() as work:
        _, token = people.invite(work, "lan", Facts("Trần Thị Lan", frozenset({Role.LEAD})))
    with served(create_app(service, desk, settings())) as root:
        yield f"{root}/desk/invitation/{token}"
    desk.close()


@pytest.fixture(params=[360, 1024], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": request.param, "height": 740}
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_a_lead_comes_in_invites_someone_and_signs_out(page: Page, invitation: str) -> None:
    root = invitation.partition("/desk")[0]
    page.goto(invitation)
    assert fits(page)
    page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
    page.get_by_role("button", name="Đặt mật khẩu và vào").click()
    for path in (
        "/desk/account",
        "/desk/account/code",
        "/desk/people",
        "/desk/people/1",
        "/desk/audit",
        "/desk",
    ):
        page.goto(root + path)
        assert fits(page), path
        labels = page.locator("input:not([type=hidden]), textarea, select")
        assert all(
            box.get_attribute("id") or box.get_attribute("type") == "checkbox"
            for box in labels.all()
        )
    page.goto(f"{root}/desk/people")
    page.get_by_label("Tên đăng nhập").fill("mai")
    page.get_by_label("Họ tên").fill("Nguyễn Thị Mai")
    page.get_by_label("Người trả lời").check()
    page.get_by_role("button", name="Tạo lời mời").click()
    assert fits(page)
    link = page.locator("code.link").inner_text()
    assert re.fullmatch(rf"{re.escape(root)}/desk/invitation/[\w-]+", link)
    page.goto(f"{root}/desk/account")
    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Mật khẩu").fill("sai")
    page.get_by_role("button", name="Đăng nhập").click()
    assert page.get_by_role("alert").is_visible()
    assert fits(page)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    assert page.url == f"{root}/desk"
