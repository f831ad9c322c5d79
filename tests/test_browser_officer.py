"""The officer's road in a real browser, on a phone's screen and on a desk's:
ask → send to the team → asked back → answer → read the reply → clear → open again; and axe-core.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from desk import telegram_people
from desk.contact import Contact
from desk.desk import Desk
from desk.ground import Ground
from desk.role import Actor, Role
from retrieval.reviewed import Basis
from tests.axe import grave_findings
from tests.fakes.answers import escalated
from tests.fakes.databases import database_at
from tests.fakes.queues import ONE_QUEUE
from tests.test_browser import address, chromium, fits, pytestmark

__all__ = ["address", "chromium", "pytestmark"]
HOA = Actor("Hoa", Role.REVIEWER)
LONG = "Tổ_chức_khai_báo_" * 12
BASIS = Basis("nd", "nd-1", ("Điều 5",), f"Điều 5 {LONG}", f"Trong 10 ngày. {LONG}", "")


@pytest.fixture(params=[360, 1024], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Page]:
    """A fresh window; axe-core needs scripts, the pages do not (tests/test_browser.py)."""
    context = chromium.new_context(
        base_url=address, viewport={"width": request.param, "height": 740}, locale="vi-VN"
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def sound(page: Page) -> None:
    assert fits(page)
    assert grave_findings(page) == []


def test_the_officers_road(page: Page, tmp_path: Path) -> None:
    team = Desk.open(database_at(tmp_path / "desk.db"), queues=ONE_QUEUE)
    with team.begin() as work:
        telegram_people.note_bot(work, "MotChamBot")
    page.goto("/")
    page.get_by_label("Câu hỏi của anh/chị").fill("Lệ phí nuôi rồng bao nhiêu?")
    page.get_by_role("button", name="Tra cứu").click()
    page.get_by_role("button", name="Gửi cho Tổ thường trực").click()
    assert "Phiếu hỏi MC-000001" in page.locator("h1").inner_text()
    assert "dự kiến trước" in page.locator("#state").inner_text()
    sound(page)
    page.get_by_text("Bổ sung", exact=True).click()
    page.get_by_label("Nội dung bổ sung").fill("Rồng của trường học")
    page.get_by_role("button", name="Gửi bổ sung").click()
    assert "Rồng của trường học" in page.locator(".events").inner_text()

    with team.begin() as work:
        work.cases.ask_back(1, HOA, f"Rồng mấy tuổi? {LONG}")
    page.reload()
    assert "Rồng mấy tuổi?" in page.locator("section.note").inner_text()
    sound(page)
    page.get_by_label("Trả lời câu hỏi lại").fill("Ba tuổi")
    page.get_by_role("button", name="Gửi trả lời").click()
    assert "Đang chờ trả lời" in page.locator("#state").inner_text()

    with team.begin() as work:
        work.cases.reply(1, HOA, f"Chưa thu. {LONG}", Ground((BASIS,)))
    page.reload()
    shown = page.locator("section.reply").inner_text()
    assert "Chưa thu." in shown
    assert BASIS.citation in shown
    assert "Hoa, người trả lời của Tổ thường trực" in shown
    sound(page)
    page.get_by_role("button", name="Đã rõ").click()
    assert page.locator("#state").inner_text() == "Đã rõ"
    page.locator("summary", has_text="Mở lại").click()
    page.get_by_label("Điều còn chưa rõ").fill("Còn rồng con?")
    page.get_by_role("button", name="Mở lại phiếu").click()
    assert "Đang chờ trả lời" in page.locator("#state").inner_text()
    assert "Chưa thu." in page.locator(".events").inner_text()
    page.get_by_role("button", name="Nhận trả lời qua Telegram").click()
    assert "/start c-" in page.locator("#tie").inner_text()
    sound(page)
    page.get_by_role("button", name="Rút phiếu").click()
    assert page.locator("#state").inner_text() == "Đã rút"
    sound(page)
    team.close()


def test_not_right_and_what_the_team_sees_of_what_did_not_arrive(
    page: Page, tmp_path: Path
) -> None:
    page.goto("/")
    page.get_by_label("Câu hỏi của anh/chị").fill(
        "Khai báo thiết bị X-quang y tế trong bao nhiêu ngày?"
    )
    page.get_by_role("button", name="Tra cứu").click()
    page.get_by_role("button", name="Chưa đúng").click()
    assert "phiếu MC-000001" in page.locator("#said").inner_text()
    sound(page)
    page.get_by_label("Điều chưa đúng").fill("Nay là 5 ngày")
    page.get_by_role("button", name="Gửi thêm").click()
    assert "Nay là 5 ngày" in page.locator(".events").inner_text()

    team = Desk.open(database_at(tmp_path / "desk.db"), queues=ONE_QUEUE)
    lan = Contact("telegram", "7")
    with team.begin() as work:
        work.keep(escalated("a2"), lan)
        case = work.open_case("a2", lan)
        work.cases.reply(case.id, HOA, "Được.", Ground.none("Việc nội bộ"))
    (message,) = team.outbox.due("telegram", 1)
    team.outbox.give_up(message.id, "Forbidden: bot was blocked by the user")
    page.goto(f"/cases/{case.token}")
    sound(page)
    page.goto("/desk")
    page.get_by_role("link", name="Tin chưa gửi được").click()
    assert "bot was blocked" in page.locator("main").inner_text()
    sound(page)
    page.get_by_role("link", name=case.label).click()
    assert "Tin chưa gửi được" in page.locator("section.note").inner_text()
    sound(page)
    page.get_by_role("button", name="Đã báo bằng cách khác").click()
    assert "Mọi tin đều đã đến nơi." in page.locator("main").inner_text()
    sound(page)
    team.close()
