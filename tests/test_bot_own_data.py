"""One's own data in Telegram: sent as a file, erased once that is confirmed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.button import Press, Verb
from desk.case import CaseState
from desk.contact import Contact
from desk.desk import Desk
from desk.schema import inbox, outbox
from retrieval.question import Unit
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_house import house
from tests.fakes.everything import everything

CHAT = 9_440_551_177
LAN = Contact("telegram", str(CHAT))


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi().running() as server:
        yield server


@pytest.fixture
def desk(api: BotApi, tmp_path: Path) -> Iterator[Desk]:
    with house(tmp_path, api) as opened:
        yield opened


def asked(api: BotApi, desk: Desk) -> None:
    api.say("/xa Tả Van, Lào Cai", chat=CHAT)
    api.say("chuyện lạ", chat=CHAT)
    api.heard(2, chat=CHAT)
    api.press("Chuyển Tổ thường trực", chat=CHAT)
    api.heard(3, chat=CHAT)


def test_what_is_held_comes_as_a_file(api: BotApi, desk: Desk) -> None:
    asked(api, desk)
    api.say("/dulieu", chat=CHAT)
    sent = api.heard(4, chat=CHAT)[3]
    assert "Những gì đang lưu" in sent.text
    assert sent.file is not None
    name, raw = sent.file
    assert name == "du-lieu-cua-toi.txt"
    text = raw.decode()
    assert "chuyện lạ" in text
    assert "Tả Van" in text
    assert "MC-000001" in text


def test_all_of_it_is_erased_once_that_is_confirmed(api: BotApi, desk: Desk) -> None:
    asked(api, desk)
    api.say("/xoa", chat=CHAT)
    assert "Không thể lấy lại." in api.heard(4, chat=CHAT)[3].text
    assert desk.unit_of(LAN) == Unit("Lào Cai", "Tả Van")
    api.press("Xoá dữ liệu của tôi", chat=CHAT)
    assert "Đã xoá." in api.heard(5, chat=CHAT)[4].text
    api.until(lambda: desk.counts()["undelivered"] == 0)
    with desk.database.reading() as connection:
        assert str(CHAT) not in everything(connection)
        assert connection.execute(select(outbox)).all() == []
        assert set(connection.execute(select(inbox.c.payload)).scalars()) == {""}
    (case,) = desk.cases()
    assert (case.state, case.unit) == (CaseState.WITHDRAWN, Unit("Lào Cai"))


def test_a_button_of_long_ago_erases_nothing(api: BotApi, desk: Desk) -> None:
    asked(api, desk)
    api.say("/xoa", chat=CHAT)
    last = api.heard(4, chat=CHAT)[3]
    for number in (0, 99_999_999_999):
        api.push_press(last, str(Press(Verb.ERASE, "me", number)))
    assert all("Chưa xoá gì." in one.text for one in api.heard(6, chat=CHAT)[4:])
    assert desk.unit_of(LAN) == Unit("Lào Cai", "Tả Van")


def test_in_a_group_nobody_takes_or_erases_what_all_have_asked(api: BotApi, desk: Desk) -> None:
    for number, command in enumerate(("/dulieu@MotChamBot", "/xoa@MotChamBot"), 1):
        api.say(command, chat=-5)
        assert "trò chuyện riêng" in api.heard(number, chat=-5)[-1].text
