"""The whole way of one question: asked, answered by people, published, its law amended, recalled.

The real programs, Telegram's wire, a real browser; nothing in between.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from corpus.vietnam_time import today
from desk import people
from desk.desk import Desk
from desk.people import Facts
from desk.role import Role
from tests.fakes import decrees
from tests.fakes.bot_api import TOKEN, BotApi
from tests.fakes.databases import database_at, setting_at
from tests.fakes.programs import ROOT, Program, free_port, until_serving
from tests.test_browser import chromium, pytestmark

__all__ = ["chromium", "pytestmark"]

ASKED = "ba con tieu thuong o cho bao lau phai khai lai cai can"
ASKED_AGAIN = "Bà con tiểu thương ở chợ bao lâu phải khai lại cái cân?"
REPLY = "Hộ kinh doanh báo cáo kết quả trong hai tháng, gửi ban quản lý chợ."
WORDS = "Hộ kinh doanh báo cáo kết quả thử nghiệm cân trong hai tháng."
RECALLED = "tạm ngừng sử dụng"
CHAT = 77


@dataclass
class Place:
    """The programs over one folder: its documents, its index, its database."""

    folder: Path
    settings: dict[str, str]
    address: str
    programs: tuple[Program, ...]

    def run(self, *command: str) -> None:
        """A command of the maintainers, to its end."""
        Program(self.folder / "commands", self.settings, *command).run()

    def sync(self, **texts: str) -> None:
        for name, text in texts.items():
            (self.folder / "docs" / f"{name}.txt").write_text(text, encoding="utf-8")
        self.run("indexer", "sync", "--words-only")

    def start(self) -> None:
        for program in self.programs:
            program.start()
        until_serving(self.address)

    def restart(self) -> None:
        """Each looks at the clock when it starts."""
        for program in self.programs:
            program.kill()
        self.start()


@contextmanager
def programs(folder: Path, api: BotApi) -> Iterator[Place]:
    (folder / "docs").mkdir()
    port = free_port()
    settings = {
        "MOTCHAM_DATA": str(folder),
        **setting_at(folder / "motcham.db"),
        "MOTCHAM_CORPUS": f"{ROOT / 'corpus' / 'starter'}:{folder / 'docs'}",
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_BASE_URL": api.url,
    }
    bot = Program(folder / "bot.log", settings, "bot")
    web = Program(folder / "web.log", settings, "api", "--port", str(port))
    place = Place(folder, settings, f"http://127.0.0.1:{port}", (web, bot))
    place.sync(base=decrees.BASE)
    place.start()
    try:
        yield place
    finally:
        for program in place.programs:
            program.kill()


def test_it_comes_back_to_both_as_a_correction_each_told_once(
    chromium: Browser, tmp_path: Path
) -> None:
    with BotApi().running() as api, programs(tmp_path, api) as here:
        handed_over_in_telegram(api)
        reviewer = signed_in(chromium, here, Desk.open(database_at(tmp_path / "motcham.db")))
        answered(reviewer)
        api.until(lambda: [m for m in api.in_chat(CHAT) if REPLY in m.text], seconds=60)
        published(reviewer)

        officer = window(chromium, here.address)
        asked_by_another_commune(officer)
        assert officer.get_by_text(RECALLED).count() == 0

        here.sync(amending=decrees.AMENDED_TODAY)
        here.restart()
        api.until(lambda: recalls_in(api), seconds=60)
        both_are_told(api, officer)
        here.run("desk", "faq", "check")
        here.restart()
        both_are_told(api, officer)
        everything_is_sent_once(here, api)


def window(chromium: Browser, address: str) -> Page:
    context = chromium.new_context(
        base_url=address, java_script_enabled=False, viewport={"width": 1024, "height": 600}
    )
    context.set_default_timeout(60_000)
    return context.new_page()


def handed_over_in_telegram(api: BotApi) -> None:
    """Somebody in Sa Pa asks without accents."""
    api.say("/xa Phường Sa Pa, Lào Cai", chat=CHAT)
    api.heard(1, CHAT, seconds=60)
    api.say(ASKED, chat=CHAT)
    api.heard(2, CHAT, seconds=60)
    api.press("Chuyển Tổ thường trực", chat=CHAT)
    assert "MC-000001" in api.heard(3, CHAT, seconds=60)[-1].text


def signed_in(chromium: Browser, here: Place, desk: Desk) -> Page:
    """Hoa, who has just taken up her invitation."""
    with desk.begin() as work:
        _, token = people.invite(
            work, "hoa", Facts("Nguyễn Thị Hoa", frozenset({Role.SECOND_READER}))
        )
    desk.close()
    page = window(chromium, here.address)
    page.goto(f"/desk/invitation/{token}")
    page.get_by_label("Mật khẩu mới", exact=True).fill("bốn từ ghép lại")
    page.get_by_label("Nhập lại mật khẩu mới").fill("bốn từ ghép lại")
    page.get_by_role("button", name="Đặt mật khẩu và vào").click()
    return page


def answered(page: Page) -> None:
    page.goto("/desk")
    page.get_by_role("link", name=re.compile("MC-000001")).click()
    assert ASKED in page.locator("main").inner_text()
    page.get_by_role("link", name="Soạn trả lời").first.click()
    page.get_by_label("Đoạn 1").fill(REPLY)
    search = page.get_by_label("Từ ngữ, hoặc tên điều khoản")
    search.fill("khoản 2 điều 17 nghị định 5/2019")
    search.press("Enter")
    page.get_by_role("button", name="Chọn Điều 17").first.click()
    page.get_by_role("button", name="Cắt bớt căn cứ, khối 2").click()
    page.get_by_label("Chỉ giữ lại phần cần trích").fill(WORDS)
    page.get_by_role("button", name="Giữ phần này").click()
    page.get_by_role("button", name="Gửi trả lời").click()
    assert "Đã trả lời" in page.locator("main").inner_text()


def published(page: Page) -> None:
    page.get_by_role("button", name="Công bố").click()
    assert "Đang dùng" in page.locator("main").inner_text()


def asked_by_another_commune(page: Page) -> None:
    """With accents, on the web; they get what the people answered."""
    page.goto("/")
    page.get_by_label("Câu hỏi của anh/chị").fill(ASKED_AGAIN)
    page.get_by_role("button", name="Tra cứu").click()
    shown = page.locator("main").inner_text()
    assert REPLY in shown
    assert f"{today():%d/%m/%Y}" in shown
    assert "Nguyễn Thị Hoa" in shown
    assert "khoản 2 Điều 17 Nghị định số 5/2019/NĐ-CP" in shown


def both_are_told(api: BotApi, officer: Page) -> None:
    """Once each, with what changed."""
    (message,) = recalls_in(api)
    officer.reload()
    (notice,) = officer.get_by_text(RECALLED).all_inner_texts()
    for told in (message, notice):
        assert "khoản 2 Điều 17" in told
        assert "ba mươi ngày" in told


def recalls_in(api: BotApi) -> list[str]:
    return [sent.text for sent in api.in_chat(CHAT) if RECALLED in sent.text]


def everything_is_sent_once(here: Place, api: BotApi) -> None:
    desk = Desk.open(database_at(here.folder / "motcham.db"))
    api.until(lambda: desk.counts()["undelivered"] == 0, seconds=60)
    assert len(api.sent) == len({sent.text for sent in api.sent})
    assert len(desk.faq_told(1)) == 2
    desk.close()
