"""An officer's case in Telegram, over real HTTP: buttons, replies, lists, ties, repetitions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desk import ties
from desk.case import Case, CaseState
from desk.contact import Contact
from desk.desk import Desk
from desk.role import Actor, Role
from retrieval.question import Unit
from tests.fakes.answers import escalated
from tests.fakes.bot_api import BAD_GATEWAY, DROPPED, ME, BotApi, Sent
from tests.fakes.bot_house import house
from tests.fakes.databases import database_at
from tests.fakes.grounds import NO_PROVISION

LAN = Contact("telegram", "1")
HOA = Actor("Hoa", Role.REVIEWER)


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi().running() as server:
        yield server


@pytest.fixture
def desk(api: BotApi, tmp_path: Path) -> Iterator[Desk]:
    with house(tmp_path, api) as desk:
        yield desk


def handed_over(api: BotApi, desk: Desk, text: str = "chuyện lạ") -> Case:
    """A question handed over; its receipt has arrived, and that is noted."""
    before = len(api.sent)
    api.say(text)
    api.heard(before + 1)
    api.press("Chuyển Tổ thường trực")
    api.heard(before + 2)
    settled(api, desk)
    return desk.cases()[0]


def settled(api: BotApi, desk: Desk) -> None:
    api.until(lambda: desk.counts()["undelivered"] == 0)


def said(api: BotApi, desk: Desk, text: str, to: Sent) -> Sent:
    """What comes back to a reply."""
    before = len(api.in_chat(to.chat))
    chat = {"id": to.chat, "type": "supergroup" if to.chat < 0 else "private"}
    replied: dict[str, Any] = {"message_id": to.id, "date": 0, "chat": chat, "from": ME}
    api.say(text, to.chat, reply_to_message=replied)
    found = api.heard(before + 1, to.chat)[before]
    settled(api, desk)
    return found


def pressed(api: BotApi, desk: Desk, button: str, chat: int = 1) -> Sent:
    before = len(api.in_chat(chat))
    api.press(button, chat)
    found = api.heard(before + 1, chat)[before]
    settled(api, desk)
    return found


def kinds(desk: Desk, case: Case) -> list[str]:
    found = desk.case(case.id)
    assert found is not None
    return [event.kind for event in found.events]


def labels(sent: Sent) -> list[str]:
    return [text for text, _ in sent.buttons]


def test_a_case_is_told_asked_back_answered_cleared_and_opened_again(
    api: BotApi, desk: Desk
) -> None:
    case = handed_over(api, desk)
    receipt = api.sent[-1]
    assert "Hạn trả lời:" in receipt.text
    assert labels(receipt) == ["Bổ sung", "Rút phiếu", "Xem phiếu"]

    added = said(api, desk, "Việc ở thôn Bản Qua", receipt)
    assert added.text.startswith("Đã bổ sung vào phiếu MC-000001.")
    assert "Để hỏi câu mới" in added.text

    with desk.begin() as work:
        work.cases.ask_back(case.id, HOA, "Hồ sơ nào?")
    asked = api.heard(4)[3]
    assert "Hồ sơ nào?" in asked.text
    assert labels(asked) == ["Nói rõ thêm", "Rút phiếu", "Xem phiếu"]
    settled(api, desk)
    told = said(api, desk, "Hồ sơ kết hôn", asked)
    assert told.text.startswith("Đã gửi phần nói rõ thêm")
    assert "Hạn trả lời:" in told.text

    with desk.begin() as work:
        work.cases.reply(case.id, HOA, "Trong 10 ngày.", NO_PROVISION)
    reply = api.heard(6)[5]
    assert "Hoa, người trả lời của Tổ thường trực" in reply.text
    assert f"Không có căn cứ: {NO_PROVISION.reason}" in reply.text
    settled(api, desk)
    thanks = said(api, desk, "cảm ơn anh", reply)
    assert "chưa được gửi" in thanks.text
    assert labels(thanks) == ["Đã rõ", "Mở lại", "Xem phiếu"]

    assert labels(pressed(api, desk, "Đã rõ")) == ["Mở lại", "Xem phiếu"]
    prompt = pressed(api, desk, "Mở lại")
    assert api.called("sendMessage")[-1]["reply_markup"].count("force_reply") == 1
    assert said(api, desk, "Còn phí thì sao?", prompt).text.startswith("Đã mở lại phiếu")
    assert kinds(desk, case) == [
        *("opened", "added", "asked_back", "told", "replied", "cleared", "reopened")
    ]
    assert len(desk.cases()) == 1, "words to the case became a question"


def test_words_can_be_asked_for_by_a_button(api: BotApi, desk: Desk) -> None:
    case = handed_over(api, desk)
    prompt = pressed(api, desk, "Bổ sung")
    assert "hãy ghi nội dung" in prompt.text
    said(api, desk, "Cần trước thứ Sáu", prompt)
    assert kinds(desk, case) == ["opened", "added"]


def test_a_double_press_and_one_that_comes_again_change_nothing_twice(
    api: BotApi, desk: Desk
) -> None:
    case = handed_over(api, desk)
    receipt = api.sent[-1]
    data = dict(receipt.buttons)["Rút phiếu"]
    for _ in range(2):
        before = len(api.sent)
        api.push_press(receipt, data)
        assert "đã được rút" in api.heard(before + 1)[before].text
    assert kinds(desk, case) == ["opened", "withdrawn"]
    prompt = pressed(api, desk, "Mở lại")
    said(api, desk, "Vẫn cần", prompt)
    before = len(api.sent)
    api.push_press(receipt, data)
    assert "phiếu MC-000001" in api.heard(before + 1)[before].text
    assert kinds(desk, case) == ["opened", "withdrawn", "reopened"], "the old button pressed again"


def test_not_right_gives_a_number_and_a_time_at_once(api: BotApi, desk: Desk) -> None:
    api.say("khai báo")
    api.heard(1)
    receipt = pressed(api, desk, "Chưa đúng")
    (case,) = desk.cases()
    assert case.doubted
    assert case.label in receipt.text
    assert "Hạn trả lời:" in receipt.text
    thanks = pressed(api, desk, "Đúng rồi")
    assert "vẫn đang chờ trả lời" in thanks.text
    assert "đã được rút" in pressed(api, desk, "Rút phiếu").text
    assert desk.cases()[0].state is CaseState.WITHDRAWN


def test_a_case_of_another_chat_is_no_business_of_this_one(api: BotApi, desk: Desk) -> None:
    case = handed_over(api, desk)
    receipt = api.sent[-1]
    api.say("khai báo", chat=2)
    other = api.heard(1, chat=2)[0]
    for _, data in receipt.buttons:
        before = len(api.in_chat(2))
        api.push_press(other, data)
        assert "Không tìm thấy" in api.heard(before + 1, chat=2)[before].text
    api.push_press(other, "v:0:999999")
    api.push_press(other, "v:0:" + "9" * 30)
    api.heard(6, chat=2)
    assert kinds(desk, case) == ["opened"]


def test_the_list_shows_the_cases_of_the_place(api: BotApi, desk: Desk) -> None:
    api.say("/cuatoi")
    assert "Chưa có phiếu nào" in api.heard(1)[0].text
    settled(api, desk)
    handed_over(api, desk)
    pressed(api, desk, "Rút phiếu")
    handed_over(api, desk, "chuyện lạ khác")
    before = len(api.sent)
    api.say("/cuatoi")
    listed = api.heard(before + 1)[before]
    assert labels(listed) == ["MC-000002", "MC-000001"]
    assert "Đã rút" in listed.text
    assert pressed(api, desk, "MC-000001").text.startswith("Phiếu MC-000001 đã được rút")
    api.say("/cuatoi", chat=-5)
    assert "Chưa có phiếu nào" in api.heard(1, chat=-5)[0].text


def test_who_joins_is_told_since_when_the_unit_waits(api: BotApi, desk: Desk) -> None:
    with desk.begin() as work:
        other = Contact("web", "w" * 32)
        for contact in (LAN, other):
            work.set_unit(contact, Unit("Lào Cai", "Sa Pa"))
        work.keep(escalated("a0", "chuyện lạ"), other)
        work.open_case("a0", other)
    handed_over(api, desk)
    assert "Đơn vị đã hỏi câu này ngày" in api.sent[-1].text
    assert len(desk.cases()) == 1


def test_a_browser_is_tied_by_its_code_and_a_press(api: BotApi, desk: Desk) -> None:
    browser = Contact("web", "b" * 32)
    with desk.begin() as work:
        work.keep(escalated("a1", "chuyện lạ"), browser)
        case = work.open_case("a1", browser)
        code = ties.new_code(work.connection, browser, case, work.now)
    api.say(f"/start c-{code}", chat=-5)
    api.say(f"/start@MotChamBot c-{code}", chat=-5)
    assert "trò chuyện riêng" in api.heard(1, chat=-5)[0].text
    api.say(f"/start c-{code}")
    asked = api.heard(1)[0]
    assert "MC-000001 (“chuyện lạ”)" in asked.text
    assert desk.tied(LAN) == [], "opening a link ties nothing"
    assert "Đã nối" in pressed(api, desk, "Đồng ý nối").text
    assert desk.tied(LAN) == [browser]
    with desk.begin() as work:
        work.cases.reply(case.id, HOA, "Được.", NO_PROVISION)
    assert "Được." in api.heard(3)[2].text
    settled(api, desk)
    assert "Mở lại" in labels(pressed(api, desk, "Đã rõ"))
    assert desk.cases()[0].state is CaseState.CLOSED
    api.say("/start c-0123456789abcdef")
    assert "hết hạn" in api.heard(5)[4].text


def test_a_letter_that_one_chat_refuses_reaches_the_other(api: BotApi, desk: Desk) -> None:
    case = handed_over(api, desk)
    api.say("khai báo", chat=2)
    api.heard(1, chat=2)
    browser = Contact("web", "b" * 32)
    with desk.begin() as work:
        for chat in (LAN, Contact("telegram", "2")):
            code = ties.new_code(work.connection, browser, case, work.now)
            ties.tie(work.connection, code, chat, work.now)
    api.blocked.add(1)
    with desk.begin() as work:
        work.cases.reply(case.id, HOA, "Trong 10 ngày.", NO_PROVISION)
    assert "Trong 10 ngày." in api.heard(2, chat=2)[1].text
    settled(api, desk)
    assert desk.unsent() == []


def test_a_reply_in_parts_is_known_by_each_of_them(api: BotApi, desk: Desk) -> None:
    case = handed_over(api, desk)
    with desk.begin() as work:
        work.cases.reply(case.id, HOA, "Một câu. " * 1000, NO_PROVISION)
    parts = api.heard(5)[2:]
    settled(api, desk)
    for part in parts:
        assert "chưa được gửi" in said(api, desk, "rõ rồi", part).text


def test_only_what_may_have_arrived_is_marked_as_sent_again(api: BotApi, desk: Desk) -> None:
    case = handed_over(api, desk)
    api.fail("sendMessage", BAD_GATEWAY)
    with desk.begin() as work:
        work.cases.ask_back(case.id, HOA, "Hồ sơ nào?")
    assert not api.heard(3)[2].text.startswith("(Gửi lại)")
    settled(api, desk)
    api.fail("sendMessage", DROPPED)
    with desk.begin() as work:
        work.cases.add(case.id, Actor(LAN.asker, Role.OFFICER), "Kết hôn")
        work.cases.reply(case.id, HOA, "Một câu. " * 1000, NO_PROVISION)
    api.heard(7)
    settled(api, desk)
    texts = [sent.text for sent in api.sent[3:]]
    assert texts[1].startswith("(Gửi lại)")
    assert sum(text.startswith("(Gửi lại)") for text in texts) == 1


def test_what_was_being_sent_when_the_program_died_is_marked(api: BotApi, tmp_path: Path) -> None:
    with house(tmp_path, api) as desk:
        handed_over(api, desk)
        before = len(api.sent)
    desk = Desk.open(database_at(tmp_path / "bot.db"))
    with desk.begin() as work:
        work.cases.reply(1, HOA, "Được.", NO_PROVISION)
    assert len(desk.outbox.due("telegram")) == 1  # and then nobody notes how it went
    desk.close()
    with house(tmp_path, api):
        assert api.heard(before + 1)[before].text.startswith(
            "(Gửi lại) Tổ thường trực trả lời phiếu"
        )
