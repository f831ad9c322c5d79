"""The team's group: one message a case, pressed and replied to by those who may."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.button import TeamPress, TeamVerb
from bot.incoming import Incoming
from bot.place import Place
from bot.team import Team, needed
from desk import group_board
from desk.case import Case, CaseState
from desk.desk import Desk
from desk.person import Person
from desk.rights import HELD, RIGHTS
from desk.role import Actor, Role
from desk.schema import audit
from desk.schema import people as people_table
from retrieval.answer import Answer
from retrieval.question import Question
from retrieval.service import Service
from tests.fakes.bot_api import TOO_MANY, BotApi, Sent
from tests.fakes.bot_house import house
from tests.fakes.canned import canned
from tests.fakes.databases import database_at
from tests.fakes.grounds import NO_PROVISION
from tests.fakes.people import join
from tests.fakes.team import (
    COMMON,
    GROUP,
    HOA,
    LAN,
    LEAD,
    NAM,
    OTHER,
    QUEUES,
    STRANGER,
    ask,
    board,
    boards,
    team,
    tied,
)


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi().running() as server:
        server.chats |= {GROUP, OTHER, 7}
        server.forums.add(GROUP)
        yield server


@pytest.fixture
def desk(api: BotApi, tmp_path: Path) -> Iterator[Desk]:
    with house(tmp_path, api, queues=QUEUES) as desk:
        yield desk


@pytest.fixture
def people(desk: Desk) -> tuple[Person, Person, Person]:
    return team(desk)


def state(desk: Desk, number: int) -> CaseState:
    case = desk.case(number)
    assert case is not None
    return case.state


def settled(api: BotApi, desk: Desk) -> None:
    api.until(lambda: api.unconfirmed == 0 and desk.pending("telegram") is None)
    api.until(lambda: desk.counts()["undelivered"] == 0)
    api.until(lambda: len(api.called("answerCallbackQuery")) == api.presses)


def prompt(api: BotApi, desk: Desk, words: str, chat: int = GROUP) -> Sent:
    """The newest message that asks somebody for words."""
    api.until(lambda: any(one.forced and words in one.text for one in api.in_chat(chat)))
    settled(api, desk)
    return [one for one in api.in_chat(chat) if one.forced and words in one.text][-1]


def drafts(api: BotApi, chat: int = GROUP) -> list[Sent]:
    return [one for one in api.in_chat(chat) if one.text.startswith("Bản trả lời phiếu")]


def test_a_case_is_one_message_in_the_topic_of_its_field(api: BotApi, desk: Desk) -> None:
    case = ask(desk, "a1", field="chuyển giao công nghệ")
    shown = board(api, case)
    assert shown.thread is not None
    assert api.topic_names[GROUP, shown.thread] == "Chuyển giao công nghệ"
    for words in ("Thường", "Hạn:", "X-quang số a1", "Tổ thường trực trả lời trong 01 ngày"):
        assert words in shown.text
    assert [text for text, _ in shown.buttons] == [
        "Nhận", "Chuyển", "Hỏi lại", "Trả lời", "Hoãn", "Mở trên web",
    ]  # fmt: skip
    second = board(api, ask(desk, "a2", field="chuyển giao công nghệ"))
    assert second.thread == shown.thread
    assert board(api, ask(desk, "a3")).thread not in (None, shown.thread)


def test_in_a_group_without_topics_cases_stand_in_the_group(api: BotApi, desk: Desk) -> None:
    api.forums.clear()
    assert board(api, ask(desk)).thread is None


def test_a_move_anywhere_edits_the_message(api: BotApi, desk: Desk) -> None:
    case = ask(desk)
    first = board(api, case)
    with desk.begin() as work:
        work.cases.claim(case.id, Actor("Hoa", Role.REVIEWER))
        work.cases.ask_back(case.id, Actor("Hoa", Role.REVIEWER), "Loại máy nào?")
    shown = board(api, case, holds="Loại máy nào?")
    assert shown.id == first.id
    assert "Chờ cán bộ nói rõ thêm" in shown.text
    assert "Người xử lý: Hoa" in shown.text


def test_waiting_edits_of_a_case_become_one(api: BotApi, desk: Desk) -> None:
    case = ask(desk)
    board(api, case)
    settled(api, desk)
    before = api.edits
    with desk.begin() as work:
        for words in ("một", "hai", "ba", "bốn"):
            work.cases.add(case.id, Actor(LAN.asker, Role.OFFICER), words)
        work.cases.claim(case.id, Actor("Hoa", Role.REVIEWER))
    board(api, case, holds="Đã có người nhận")
    settled(api, desk)
    assert api.edits == before + 1


def test_what_an_asker_adds_is_also_told_below_the_case(api: BotApi, desk: Desk) -> None:
    case = ask(desk)
    shown = board(api, case)
    with desk.begin() as work:
        work.cases.add(case.id, Actor(LAN.asker, Role.OFFICER), "Máy cũ")
    api.until(lambda: any("cán bộ bổ sung" in one.text for one in api.in_chat(GROUP)))
    (note,) = [one for one in api.in_chat(GROUP) if "cán bộ bổ sung" in one.text]
    assert (note.thread, note.reply_to) == (shown.thread, shown.id)


@pytest.mark.usefixtures("people")
def test_of_two_who_press_at_once_one_gets_it_and_the_other_is_told(
    api: BotApi, desk: Desk
) -> None:
    case = ask(desk)
    shown = board(api, case)
    data = str(TeamPress(TeamVerb.CLAIM, case.id))
    for account in (HOA, NAM, HOA):
        api.push_press(shown, data, account)
    settled(api, desk)
    assert api.alerts() == [f"Phiếu {case.label} đang do Hoa xử lý."]
    assert "Người xử lý: Hoa" in board(api, case).text
    after = desk.case(case.id)
    assert after is not None
    assert [event.kind for event in after.events].count("claimed") == 1


@pytest.mark.usefixtures("people")
def test_strangers_may_press_nothing(api: BotApi, desk: Desk) -> None:
    case = ask(desk)
    shown = board(api, case)
    for verb in TeamVerb:
        api.push_press(shown, str(TeamPress(verb, case.id)), STRANGER)
    settled(api, desk)
    assert len(api.alerts()) == len(TeamVerb)
    after = desk.case(case.id)
    assert after is not None
    assert len(after.events) == 1
    assert board(api, case) == shown


@pytest.mark.parametrize("role", HELD)
def test_every_role_at_every_button(tmp_path: Path, role: Role) -> None:
    """Refused where the table does not say so, and nowhere else."""
    desk = Desk.open(database_at(tmp_path / "rights.db"), queues=QUEUES)
    tied(desk, "khac", HOA, role)
    case = ask(desk)
    side = Team(desk, canned)
    for number, verb in enumerate(TeamVerb):
        press = TeamPress(verb, case.id, "1")
        said = side.respond(number, Incoming(Place(GROUP), press, sender=HOA, query="q"))
        refused = said == "Anh/chị không có quyền làm việc này."
        if verb is not TeamVerb.TO_PERSON:  # which a lead may, and an owner asks to
            assert refused == (needed(verb) not in RIGHTS[role]), verb
        stranger = Incoming(Place(GROUP), press, sender=STRANGER, query="q")
        assert "chưa gắn với thành viên nào" in side.respond(100 + number, stranger)
    desk.close()


@pytest.mark.usefixtures("people")
def test_a_button_counts_only_in_the_group_of_the_case(api: BotApi, desk: Desk) -> None:
    case = ask(desk)
    shown = board(api, case)
    data = str(TeamPress(TeamVerb.CLAIM, case.id))
    for chat in (OTHER, HOA):
        elsewhere = Sent(5, chat, None, "x", "x", (), None, 0.0)
        api.push_press(elsewhere, data, HOA)
    settled(api, desk)
    assert api.alerts() == ["Nút này không còn dùng được."] * 2
    assert board(api, case) == shown


@pytest.mark.usefixtures("people")
def test_words_are_asked_for_and_only_of_who_pressed(api: BotApi, desk: Desk) -> None:
    case = ask(desk)
    board(api, case)
    api.press("Hỏi lại", GROUP, HOA)
    asked = prompt(api, desk, "câu hỏi gửi cán bộ")
    assert asked.thread == board(api, case).thread
    assert f'href="tg://user?id={HOA}"' in asked.raw
    api.say("Máy loại nào?", GROUP, by=NAM, below=asked)
    api.until(lambda: any("đang chờ Hoa trả lời" in one.text for one in api.in_chat(GROUP)))
    assert state(desk, case.id) is CaseState.OPEN
    said = api.say("Máy loại nào? Gọi 0263 382 1234.", GROUP, by=HOA, below=asked)
    api.push(message=said)  # the same once more
    board(api, case, holds="Chờ cán bộ nói rõ thêm")
    settled(api, desk)
    (letter,) = [one for one in api.in_chat(7) if "Máy loại nào?" in one.text]
    assert "0263 382 1234" in letter.text


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(("said", "days"), [("Đến mai 8:00", 1), ("2 ngày", 2), ("1 tuần", 7)])
def test_a_case_is_put_off_with_a_reason(api: BotApi, desk: Desk, said: str, days: int) -> None:
    case = ask(desk)
    board(api, case)
    api.press("Hoãn", GROUP, HOA)
    api.until(lambda: any(text == said for text, _ in board(api, case).buttons))
    api.press(said, GROUP, HOA)
    api.say("Chờ Sở trả lời", GROUP, by=HOA, below=prompt(api, desk, "lý do hoãn"))
    board(api, case, holds="Hoãn đến")
    after = desk.case(case.id)
    assert after is not None
    assert after.until is not None
    assert abs(after.until - desk.now() - timedelta(days=days)) <= timedelta(days=1)
    api.press("Tiếp tục xử lý", GROUP, HOA)
    board(api, case, holds="Đang chờ trả lời")


@pytest.mark.usefixtures("people")
def test_a_lead_assigns_and_an_owner_hands_over(api: BotApi, desk: Desk) -> None:
    case = ask(desk)
    board(api, case)
    api.press("Chuyển", GROUP, LEAD)
    api.until(lambda: any(text == "Hoa" for text, _ in board(api, case).buttons))
    api.press("Hoa", GROUP, LEAD)
    board(api, case, holds="Người xử lý: Hoa")
    api.press("Chuyển", GROUP, HOA)
    api.until(lambda: any(text == "Nam" for text, _ in board(api, case).buttons))
    api.press("Nam", GROUP, HOA)
    api.say("Đúng việc của anh", GROUP, by=HOA, below=prompt(api, desk, "lý do chuyển"))
    board(api, case, holds="Người xử lý: Nam")


@pytest.mark.usefixtures("people")
def test_a_case_that_goes_to_another_queue_is_shown_in_its_group(api: BotApi, desk: Desk) -> None:
    case = ask(desk)
    board(api, case)
    api.press("Chuyển", GROUP, HOA)
    api.until(lambda: any(text == "Hàng: Bức xạ" for text, _ in board(api, case).buttons))
    api.press("Hàng: Bức xạ", GROUP, HOA)
    api.say("Có nguồn phóng xạ", GROUP, by=HOA, below=prompt(api, desk, "lý do chuyển"))
    there = board(api, case, OTHER, holds="Hàng chờ: Bức xạ")
    assert there.buttons
    here = board(api, case, holds="Hàng chờ: Bức xạ")
    assert here.buttons == ()


def found_in(service: Service) -> Answer:
    """A question of the starter corpus that the assistant answers with quotes."""
    answer = service.answer(Question("Tổ thường trực trả lời trong bao lâu?", date(2026, 11, 22)))
    assert answer.quotes
    return answer


def test_a_reply_below_a_case_is_a_draft_until_it_is_sent(
    api: BotApi, tmp_path: Path, service: Service, starter_index: Path
) -> None:
    with house(tmp_path, api, queues=QUEUES, index=starter_index) as desk:
        team(desk)
        case = ask(desk, answer=found_in(service))
        shown = board(api, case)
        settled(api, desk)
        api.say("Trong một ngày. Hỏi 0263 382 1234.", GROUP, by=HOA, below=shown)
        api.until(lambda: drafts(api))
        assert "☐ 1." in drafts(api)[0].text
        api.press("Gửi", GROUP, HOA)
        api.until(lambda: api.alerts())
        assert api.alerts() == ["Hãy chọn ít nhất một căn cứ, hoặc ghi lý do không có căn cứ."]
        api.press("☐ 1", GROUP, NAM)
        api.until(lambda: len(api.alerts()) == 2)
        assert api.alerts()[1] == "Bản này của người khác soạn."
        twice = next(data for text, data in drafts(api)[0].buttons if text == "☐ 1")
        api.push_press(drafts(api)[0], twice, HOA)
        api.push_press(drafts(api)[0], twice, HOA)
        settled(api, desk)
        assert "☑ 1." in drafts(api)[0].text
        data = next(data for text, data in drafts(api)[0].buttons if text == "Gửi")
        for _ in range(2):
            api.push_press(drafts(api)[0], data, HOA)
        settled(api, desk)
        assert [one.text for one in drafts(api)] == [f"Bản trả lời phiếu {case.label} đã gửi."]
        assert "Đã trả lời" in board(api, case).text
        (letter,) = [one for one in api.in_chat(7) if case.label in one.text]
        assert "0263 382 1234" in letter.text
        after = desk.case(case.id)
        assert after is not None
        assert (after.answered_by, len(after.ground.basis)) == ("Hoa", 1)


@pytest.mark.usefixtures("people")
def test_a_reply_without_provisions_needs_a_reason_and_in_risky_fields_a_second_reader(
    api: BotApi, desk: Desk
) -> None:
    case = ask(desk, field="an toàn bức xạ")
    board(api, case, OTHER)
    api.press("Trả lời", OTHER, NAM)
    api.say("Nộp ở Sở.", OTHER, by=NAM, below=prompt(api, desk, "nội dung trả lời", OTHER))
    api.until(lambda: drafts(api, OTHER))
    api.press("Không có căn cứ", OTHER, NAM)
    api.say("Việc nội bộ", OTHER, by=NAM, below=prompt(api, desk, "lý do không có căn cứ", OTHER))
    api.until(lambda: "Không có căn cứ: Việc nội bộ" in drafts(api, OTHER)[0].text)
    api.press("Gửi", OTHER, NAM)
    waiting = board(api, case, OTHER, holds="Chờ đọc lần hai")
    assert [text for text, _ in waiting.buttons][:2] == ["Duyệt", "Trả lại"]
    assert "Nộp ở Sở." in waiting.text
    api.press("Duyệt", OTHER, NAM)
    api.press("Duyệt", OTHER, HOA)
    api.until(lambda: len(api.alerts()) == 2)
    assert api.alerts() == [
        "Người đọc lần hai phải khác người soạn trả lời.",
        "Anh/chị không có quyền làm việc này.",
    ]
    api.press("Duyệt", OTHER, LEAD)
    board(api, case, OTHER, holds="Đã trả lời")
    settled(api, desk)
    assert [one for one in api.in_chat(7) if "Nộp ở Sở." in one.text]


@pytest.mark.usefixtures("people")
def test_a_draft_that_the_board_shows_in_part_is_read_whole_before_it_is_approved(
    api: BotApi, desk: Desk
) -> None:
    case = ask(desk, field="an toàn bức xạ")
    words = f"Nộp ở Sở. {'Xem kỹ. ' * 200}Riêng xã vùng cao: nộp ở tỉnh."
    with desk.begin() as work:
        work.cases.reply(case.id, Actor("Hoa", Role.REVIEWER), words, NO_PROVISION)
    shown = board(api, case, OTHER, holds="Chờ đọc lần hai")
    assert "Riêng xã vùng cao" not in shown.text
    api.press("Duyệt", OTHER, NAM)
    settled(api, desk)
    assert api.alerts() == ["Hãy đọc hết bản soạn vừa gửi dưới đây rồi bấm Duyệt ở đó."]
    assert state(desk, case.id) is CaseState.SECOND_READING
    whole = api.in_chat(OTHER)[-1]
    assert "Riêng xã vùng cao: nộp ở tỉnh." in whole.text
    assert whole.reply_to == shown.id
    approve = dict(whole.buttons)["Duyệt"]
    with desk.begin() as work:
        work.cases.send_back(case.id, Actor("Nam", Role.SECOND_READER), "Thiếu")
        work.cases.reply(case.id, Actor("Hoa", Role.REVIEWER), f"{words} Mới.", NO_PROVISION)
    api.push_press(whole, approve, NAM)
    settled(api, desk)
    assert api.alerts()[-1].endswith("đã thay đổi. Hãy đọc bản mới rồi duyệt.")
    api.push_press(board(api, case, OTHER), dict(board(api, case, OTHER).buttons)["Duyệt"], NAM)
    settled(api, desk)
    api.push_press(api.in_chat(OTHER)[-1], dict(api.in_chat(OTHER)[-1].buttons)["Duyệt"], NAM)
    settled(api, desk)
    assert state(desk, case.id) is CaseState.ANSWERED


@pytest.mark.usefixtures("people")
def test_a_draft_that_is_dropped_or_written_anew_is_not_sent(api: BotApi, desk: Desk) -> None:
    case = ask(desk)
    for words in ("Lời thứ nhất", "Lời thứ hai"):
        shown = board(api, case)
        settled(api, desk)
        api.say(words, GROUP, by=HOA, below=shown)
        api.until(lambda: any(words in one.text for one in drafts(api)))  # noqa: B023
    api.until(lambda: any("đã huỷ" in one.text for one in drafts(api)))
    api.press("Huỷ", GROUP, HOA)
    api.until(lambda: sum("đã huỷ" in one.text for one in drafts(api)) == 2)
    assert state(desk, case.id) is CaseState.OPEN


@pytest.mark.usefixtures("people")
def test_a_draft_that_comes_too_late_says_so_and_keeps_its_words(api: BotApi, desk: Desk) -> None:
    case = ask(desk)
    shown = board(api, case)
    settled(api, desk)
    api.say("Nộp ở Sở.", GROUP, by=HOA, below=shown)
    api.until(lambda: drafts(api))
    settled(api, desk)
    (draft,) = drafts(api)
    old = dict(draft.buttons)["Gửi"]
    with desk.begin() as work:
        work.cases.reply(case.id, Actor("Lan", Role.REVIEWER), "Nộp ở xã.", NO_PROVISION)
    late = "Chưa gửi: phiếu MC-000001 đã được Lan trả lời. Lời anh/chị viết còn ở đây."
    api.until(lambda: late in drafts(api)[0].text)
    assert "Nộp ở Sở." in drafts(api)[0].text
    assert [text for text, _ in drafts(api)[0].buttons] == ["Huỷ"]
    api.push_press(draft, old, HOA)  # a phone that has not seen it yet
    settled(api, desk)
    assert len(api.alerts()) == 1
    assert api.alerts()[0].startswith(late)
    assert len(api.alerts()[0]) <= 200
    after = desk.case(case.id)
    assert after is not None
    assert (after.reply, after.replies) == ("Nộp ở xã.", 1)
    with desk.begin() as work:
        work.cases.reopen(case.id, Actor("Tổ trưởng", Role.LEAD), "Còn thiếu")
    api.until(lambda: "Gửi" in dict(drafts(api)[0].buttons))
    api.press("Huỷ", GROUP, HOA)
    api.until(lambda: "đã huỷ" in drafts(api)[0].text)


def turned(api: BotApi, case: Case, before: tuple[tuple[str, str], ...]) -> bool:
    """Whether the case's message has other buttons now."""
    return board(api, case).buttons != before


def test_everybody_can_be_reached_by_pages_and_by_name(api: BotApi, desk: Desk) -> None:
    tied(desk, "lead", LEAD, Role.LEAD)
    for number in range(20):
        join(desk, f"nguoi-{number:02}", Role.REVIEWER)
    with desk.begin() as work:
        work.connection.execute(
            update(people_table).where(people_table.c.login == "nguoi-07").values(name="Đỗ Thị Hoà")
        )
    case = ask(desk)
    board(api, case)
    api.press("Chuyển", GROUP, LEAD)
    seen: set[str] = set()
    for _ in range(3):
        api.until(lambda: "Tìm theo tên" in dict(board(api, case).buttons))
        seen |= set(dict(board(api, case).buttons))
        if "Tiếp ›" in dict(board(api, case).buttons):
            before = board(api, case).buttons
            api.press("Tiếp ›", GROUP, LEAD)
            api.until(partial(turned, api, case, before))
    seen |= set(dict(board(api, case).buttons))
    with desk.database.reading() as connection:
        names = {row.name for row in connection.execute(select(people_table.c.name))}
    assert names <= seen
    api.press("Tìm theo tên", GROUP, LEAD)
    api.say("nguyen van xyz", GROUP, by=LEAD, below=prompt(api, desk, "một phần tên"))
    api.say("nguoi", GROUP, by=LEAD, below=prompt(api, desk, "không thấy ai tên"))
    api.until(lambda: any("Có nhiều tên giống nhau" in one.text for one in api.in_chat(GROUP)))
    api.press("Tìm theo tên", GROUP, LEAD)
    settled(api, desk)
    api.say("hoa", GROUP, by=LEAD, below=prompt(api, desk, "một phần tên"))
    board(api, case, holds="Người xử lý: Đỗ Thị Hoà")


@pytest.mark.usefixtures("people")
def test_a_case_is_opened_for_a_question_in_the_group(api: BotApi, desk: Desk) -> None:
    chat = {"id": GROUP, "type": "supergroup"}
    someone = {"id": STRANGER, "is_bot": False, "first_name": "Tú"}
    asked = {"message_id": 3, "date": 1, "chat": chat, "from": someone}
    quoted: dict[str, Any] = {"reply_to_message": asked | {"text": "chuyện lạ ở xã tôi?"}}
    api.say("/phieu", GROUP, by=HOA, **quoted)
    api.say("/phieu Máy X-quang khai báo ở đâu?", GROUP, by=HOA)
    api.say("@MotChamBot phiếu", GROUP, by=STRANGER, **quoted)
    api.say("/phieu", GROUP, by=HOA)
    settled(api, desk)
    second, first = desk.cases()
    assert first.answer.question.text == "chuyện lạ ở xã tôi?"
    assert second.answer.question.text == "Máy X-quang khai báo ở đâu?"
    assert first.name_of(first.events[0].actor) == "Hoa"
    assert first.contact.address == str(GROUP)
    said = "\n".join(one.text for one in api.in_chat(GROUP))
    assert f"Đã mở phiếu {first.label}." in said
    assert "chưa gắn với thành viên nào" in said
    assert "gõ /phieu rồi đến câu hỏi" in said
    assert boards(api, first)
    assert boards(api, second)
    with desk.database.reading() as connection:
        noted = connection.execute(select(audit.c.on_what).where(audit.c.what == "case_opened"))
        assert list(noted.scalars()) == [f"case:{first.id}", f"case:{second.id}"]


@pytest.mark.usefixtures("people")
def test_who_writes_in_the_name_of_the_group_is_told_to_act_under_their_own(
    api: BotApi, desk: Desk
) -> None:
    nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    chat = {"id": GROUP, "type": "supergroup"}
    anonymous: dict[str, Any] = {"from": nobody, "sender_chat": chat}
    api.say("/phieu Hỏi gì?", GROUP, **anonymous)
    api.until(lambda: any("đang ẩn danh" in one.text for one in api.in_chat(GROUP)))
    assert desk.cases() == []


def test_a_message_or_topic_that_was_deleted_is_sent_anew(api: BotApi, desk: Desk) -> None:
    case = ask(desk)
    first = board(api, case)
    api.delete(first)
    with desk.begin() as work:
        work.cases.claim(case.id, Actor("Hoa", Role.REVIEWER))
    second = board(api, case, holds="Đã có người nhận")
    assert second.thread == first.thread
    assert second.thread is not None
    api.delete_topic(GROUP, second.thread)
    with desk.begin() as work:
        work.cases.reply(case.id, Actor("Hoa", Role.REVIEWER), "Ở xã.", NO_PROVISION)
    third = board(api, case, holds="Đã trả lời")
    assert third.thread not in (None, second.thread)
    assert api.topic_names[GROUP, third.thread or 0] == COMMON


def test_a_board_that_shows_the_present_state_already_is_delivered(api: BotApi, desk: Desk) -> None:
    case = ask(desk)
    shown = board(api, case)
    with desk.begin() as work:
        group_board.show(work.connection, str(GROUP), case.id, "again", work.now)
    settled(api, desk)
    assert board(api, case) == shown
    assert desk.counts()["given_up"] == 0


def test_too_many_edits_are_made_later(api: BotApi, desk: Desk) -> None:
    case = ask(desk)
    first = board(api, case)
    api.fail("editMessageText", TOO_MANY)
    with desk.begin() as work:
        work.cases.claim(case.id, Actor("Hoa", Role.REVIEWER))
    assert board(api, case, holds="Đã có người nhận").id == first.id


def test_without_a_group_nothing_of_this_is_sent(api: BotApi, tmp_path: Path) -> None:
    with house(tmp_path, api) as desk:
        case = ask(desk)
        with desk.begin() as work:
            work.cases.claim(case.id, Actor("Hoa", Role.REVIEWER))
        assert desk.counts()["undelivered"] == 0
    assert api.sent == []


def test_an_ordinary_question_in_the_group_is_answered_as_everywhere(
    api: BotApi, desk: Desk
) -> None:
    api.say("@MotChamBot Khai báo máy X-quang?", GROUP)
    (answer,) = api.heard(1, GROUP)
    assert answer.text.startswith("Trả lời cho: Khai báo máy X-quang?")
    api.say("Nộp ở đâu?", GROUP, below=answer)
    assert api.heard(2, GROUP)[1].text.startswith("Trả lời cho: Nộp ở đâu?")


def test_buttons_fit_what_telegram_carries() -> None:
    for verb in TeamVerb:
        press = TeamPress(verb, 2**63 - 1, "0123456789ab")
        assert len(str(press).encode()) <= 64
        assert TeamPress.parse(str(press)) == press
    for data in ("t:n:x:", "t:?:1:", "n:1:", f"t:n:{2**63}:", "t:n:٣:"):
        assert TeamPress.parse(data) is None or re.fullmatch(r"t:n:\d+:", data)
