"""The desk's queue and case in a real browser with its scripts: by keyboard, and live."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from api.app import create_app
from api.door import COOKIE
from desk import people, sessions
from desk.contact import Contact
from desk.desk import Desk
from desk.ground import Ground
from desk.person import Person
from desk.role import Actor, Role
from retrieval.reviewed import Basis
from retrieval.service import Service
from tests.axe import grave_findings
from tests.fakes.answers import escalated
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at
from tests.fakes.people import SA_PA, join
from tests.served import served
from tests.test_browser import chromium, fits, pytestmark
from tests.test_proposals import sow
from tests.web import settings

__all__ = ["chromium", "pytestmark"]
LONG = "Xã lập đoàn kiểm tra cân ở chợ thì căn cứ văn bản nào, thành phần gồm những ai, " * 3


@dataclass(frozen=True)
class Place:
    """A desk with two cases, served; who is there and how they come in."""

    root: str
    desk: Desk
    lan: Person
    app: FastAPI

    def enter(self, chromium: Browser, person: Person, width: int = 1024) -> BrowserContext:
        context = chromium.new_context(
            base_url=self.root, viewport={"width": width, "height": 600}, locale="vi-VN"
        )
        context.set_default_timeout(15_000)
        with self.desk.begin() as work:
            token = sessions.begin(work, person.id)
        context.add_cookies([{"name": COOKIE, "value": token, "url": self.root}])
        return context


@pytest.fixture
def place(service: Service, tmp_path: Path) -> Iterator[Place]:
    desk = Desk.open(database_at(tmp_path / "desk.db"))
    with desk.begin() as work:
        for number in (1, 2):
            contact = Contact("web", f"browser-{number}")
            work.set_unit(contact, SA_PA)
            work.keep(escalated(f"a{number}", f"Câu {number}? {LONG}"), contact)
            work.open_case(f"a{number}", contact)
    lan = join(desk, "lan", Role.REVIEWER)
    app = create_app(service, desk, settings())
    with served(app) as root:
        yield Place(root, desk, lan, app)
    desk.close()


@pytest.fixture(params=[360, 1024], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Browser, place: Place) -> Iterator[Page]:
    context = place.enter(chromium, place.lan, request.param)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert problems == []


def test_from_the_queue_to_a_case_claimed_and_asked_back_by_keyboard(
    page: Page, place: Place
) -> None:
    page.goto("/desk")
    assert fits(page)
    assert grave_findings(page) == []
    page.keyboard.press("/")
    expect(page.get_by_label("Tìm theo chữ")).to_be_focused()
    page.keyboard.type("jk?n")  # typed, not obeyed
    assert page.get_by_label("Tìm theo chữ").input_value() == "jk?n"
    expect(page.get_by_text("Không có phiếu nào hợp với điều đang lọc.")).to_be_visible()
    expect(page.get_by_label("Tìm theo chữ")).to_be_focused()
    page.get_by_label("Tìm theo chữ").fill("")
    page.locator("#case-1").wait_for()
    page.locator("h1").focus()
    page.keyboard.press("j")
    expect(page.locator("#case-1")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#case-2")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/cases/1")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert "MC-000001" in page.title()
    assert fits(page)
    assert grave_findings(page) == []

    page.keyboard.press("n")
    expect(page.locator("#done")).to_have_text("Đã nhận xử lý.")
    expect(page.locator("#said")).to_have_text("Đã nhận xử lý.")
    page.keyboard.press("h")
    words = page.get_by_label("Điều cần cán bộ nói rõ")
    expect(words).to_be_focused()
    page.keyboard.type("nhờ nói rõ hơn?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_have_text("Đã hỏi lại cán bộ.")
    assert fits(page)
    assert grave_findings(page) == []
    case = place.desk.case(1)
    assert case is not None
    assert [event.kind for event in case.events] == ["opened", "claimed", "asked_back"]
    assert case.events[-1].text == "nhờ nói rõ hơn?"

    page.keyboard.press("u")
    page.wait_for_url("**/desk")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("MC-000001")


def _letters(text: str) -> str:
    """Where a PDF parts its words nobody knows."""
    return "".join(text.split())


def test_a_case_is_printed_on_two_pages_at_most(chromium: Browser, place: Place) -> None:
    """With the question, the reply, what it rests on and what happened; nothing to press."""
    me = Actor(place.lan.actor, Role.REVIEWER)
    passages = tuple(
        Basis(f"d{at}", "e", (f"Điều {at}",), f"Điều {at} Luật mẫu", f"{LONG} {LONG}", LONG)
        for at in (1, 2, 3)
    )
    with place.desk.begin() as work:
        work.cases.claim(1, me)
        work.cases.ask_back(1, me, "Ở xã nào?")
        work.cases.add(1, Actor("web:browser-1", Role.OFFICER), "Ở Sa Pa.")
        work.cases.reply(1, me, f"Trong 10 ngày. {LONG}", Ground(passages))
    page = place.enter(chromium, place.lan, 1024).new_page()
    page.goto("/desk/cases/1?done=replied")
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    words = _letters("".join(one.extract_text() for one in printed.pages))
    assert len(printed.pages) <= 2
    for said in ("MC-000001", "Câu 1?", "Trong 10 ngày.", "Điều 3 Luật mẫu", "Ở xã nào?"):
        assert _letters(said) in words
    for gone in ("Công bố", "Phím tắt", "Tài khoản", "Mở lại", "Phiếu tiếp theo", "Đã xem"):
        assert _letters(gone) not in words
    page.context.close()


def test_keys_can_be_listed_and_turned_off(page: Page) -> None:
    page.goto("/desk/cases/new")
    assert fits(page)
    assert grave_findings(page) == []
    page.goto("/desk/cases/1")
    page.keyboard.press("?")
    expect(page.get_by_text("xem các phím")).to_be_visible()
    page.get_by_label("Dùng phím tắt trên máy này").uncheck()
    page.locator("h1").focus()
    page.keyboard.press("n")
    page.reload()
    expect(page.get_by_role("button", name="Nhận xử lý")).to_be_visible()


def test_what_others_do_is_seen_at_once_and_takes_nothing_away(
    chromium: Browser, place: Place
) -> None:
    hoa = join(place.desk, "hoa", Role.LEAD)
    mine, theirs = place.enter(chromium, place.lan), place.enter(chromium, hoa)
    one, other, other_list = mine.new_page(), theirs.new_page(), theirs.new_page()
    other.goto("/desk/cases/1")
    other_list.goto("/desk")
    other.keyboard.press("l")
    other.get_by_label("Nội dung thêm").fill("đang viết dở")
    one.goto("/desk/cases/1")
    one.get_by_role("button", name="Nhận xử lý").click()
    expect(one.locator("#done")).to_be_visible()
    expect(one.locator("#news")).to_be_hidden()  # one's own move is no news

    news = other.locator("#news")
    expect(news).to_contain_text("Phiếu vừa có thay đổi: Đã nhận xử lý (Lan).")
    expect(other.get_by_label("Nội dung thêm")).to_be_focused()
    news.get_by_role("button", name="Cập nhật").click()
    expect(other.locator("p.outcome").first).to_contain_text("Lan")
    expect(other.get_by_label("Nội dung thêm")).to_have_value("đang viết dở")
    expect(news).to_be_hidden()

    changed = other_list.locator("#news")
    expect(changed).to_contain_text("Có 1 thay đổi.")
    changed.get_by_role("button", name="Cập nhật").click()
    expect(other_list.locator("#list")).not_to_contain_text("MC-000001")  # it is somebody's now
    expect(changed).to_be_hidden()
    mine.close()
    theirs.close()


def test_the_server_stops_though_pages_listen(chromium: Browser, place: Place) -> None:
    with served(place.app) as root:
        context = replace(place, root=root).enter(chromium, place.lan)
        page = context.new_page()
        with page.expect_request("**/desk/live*"):
            page.goto("/desk")
    context.close()


def test_a_lost_connection_is_said_and_what_was_typed_stays(
    chromium: Browser, place: Place
) -> None:
    context = place.enter(chromium, place.lan)
    page = context.new_page()
    page.goto("/desk/cases/1")
    page.keyboard.press("l")
    page.get_by_label("Nội dung thêm").fill("còn đây")
    context.set_offline(True)
    page.get_by_role("button", name="Thêm lời").click()
    expect(page.locator("#failed")).to_be_visible()
    expect(page.get_by_label("Nội dung thêm")).to_have_value("còn đây")
    context.set_offline(False)
    page.get_by_role("button", name="Thêm lời").click()
    expect(page.locator("#done")).to_be_visible()
    expect(page.locator("#failed")).to_be_hidden()
    context.close()


def test_whose_session_ends_is_told_and_keeps_what_was_typed(
    chromium: Browser, place: Place
) -> None:
    context = place.enter(chromium, place.lan)
    page = context.new_page()
    with page.expect_request("**/desk/live*"):
        page.goto("/desk/cases/1")
    page.keyboard.press("l")
    page.get_by_label("Nội dung thêm").fill("còn đây")
    with place.desk.begin() as work:
        people.end_sessions(work, place.lan.id)
    expect(page.locator("#failed")).to_contain_text("Phiên làm việc đã kết thúc.")
    page.locator("p.crumbs a").click()  # the door answers; nothing is exchanged
    expect(page.get_by_label("Nội dung thêm")).to_have_value("còn đây")
    page.get_by_role("button", name="Thêm lời").click()
    expect(page.locator("#failed")).to_contain_text("Phiên làm việc đã kết thúc.")
    with place.desk.begin() as work:
        again = sessions.begin(work, place.lan.id)
    context.add_cookies([{"name": COOKIE, "value": again, "url": place.root}])
    page.reload()
    expect(page.get_by_label("Nội dung thêm")).to_have_value("còn đây")
    page.get_by_role("button", name="Thêm lời").click()
    expect(page.locator("#done")).to_be_visible()
    context.close()


def test_what_is_said_is_in_sight_and_said_once(chromium: Browser, place: Place) -> None:
    context = place.enter(chromium, place.lan)
    page = context.new_page()
    page.goto("/desk?view=free")
    page.locator("#case-1").click()
    page.get_by_role("link", name="Soạn trả lời").click()
    page.get_by_label("Đoạn 1").fill("Được.")
    send = page.get_by_role("button", name="Gửi trả lời")
    send.click()
    expect(page.locator("#problem")).to_be_in_viewport()
    page.get_by_label("Lý do không có căn cứ").fill("Việc nội bộ")
    send.click()
    expect(page.locator("#done")).to_have_text("Đã gửi trả lời cho người hỏi.")
    expect(page.locator("#done")).to_be_in_viewport()
    page.reload()
    expect(page.locator("h1")).to_have_text("MC-000001")
    expect(page.locator("#done")).to_have_count(0)
    page.locator(".crumbs a").click()
    page.wait_for_url("**/desk?view=free")
    context.close()


def test_a_blockage_becomes_a_proposal_that_is_moved_on(page: Page, place: Place) -> None:
    clock = Clock(datetime.now(UTC) - timedelta(weeks=4))
    sow(Desk(place.desk.database, clock), clock)
    page.goto("/desk/blockages")
    assert fits(page)
    assert grave_findings(page) == []
    page.get_by_role("button", name="Lập phiếu đề xuất").click()
    page.wait_for_url("**/desk/proposals/1")
    assert fits(page)
    assert grave_findings(page) == []
    page.get_by_label("Lời văn đề xuất").fill("Sở phê duyệt trong 05 ngày làm việc.")
    page.get_by_label("Quy định, quy trình cần sửa").fill("Quy trình 05")
    page.get_by_role("button", name="Lưu", exact=True).click()
    for step in ("Trình", "Chấp nhận"):
        page.get_by_role("button", name=step, exact=True).click()
    page.get_by_label("Văn bản, quy trình").fill("07/QT-SKHCN")
    page.get_by_role("button", name="Lưu Giải quyết bằng").click()
    page.get_by_role("button", name="Ghi nhận đã công bố").click()
    expect(page.get_by_role("img", name="Câu hỏi cùng nội dung theo tuần")).to_be_visible()
    assert fits(page)
    assert grave_findings(page) == []
    page.goto("/desk/proposals")
    assert fits(page)
    assert grave_findings(page) == []
