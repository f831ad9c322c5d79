"""Conversations over real HTTP: what officers say and press, and what reaches them."""

import gettext
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.conversation import Conversation
from bot.incoming import Ask, Incoming
from bot.place import Place
from bot.texts import Texts
from corpus.vietnam_time import today
from desk.answers import last_answers
from desk.case import CaseState
from desk.contact import Contact
from desk.desk import Desk
from retrieval.answer import Answer, Outcome
from retrieval.filters import situate
from retrieval.join import AFTER
from retrieval.question import Question, Unit
from retrieval.settle import settle
from tests.fakes.bot_api import BAD_GATEWAY, DROPPED, ME, TOO_MANY, BotApi, Fault, Sent
from tests.fakes.bot_house import house
from tests.fakes.canned import CITATION, canned
from tests.fakes.databases import database_at
from tests.fakes.grounds import NO_PROVISION

LAN = Contact("telegram", "1")


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi().running() as server:
        yield server


@pytest.fixture
def desk(api: BotApi, tmp_path: Path) -> Iterator[Desk]:
    with house(tmp_path, api) as desk:
        yield desk


def test_a_question_is_answered_handed_over_and_replied_to(api: BotApi, desk: Desk) -> None:
    api.say("Khai báo máy X-quang?")
    (answer,) = api.heard(1)
    assert answer.text.startswith("Trả lời cho: Khai báo máy X-quang?")

    api.press("Xem căn cứ")
    assert "Tổ chức khai báo trong 07 ngày làm việc." in api.heard(2)[1].text

    api.press("Chưa đúng")
    receipt = api.heard(3)[2].text
    assert "chưa đúng" in receipt

    api.press("Hỏi Tổ thường trực")
    assert "Hạn trả lời:" in api.heard(4)[3].text
    (case,) = desk.cases(CaseState.OPEN)
    assert case.label in receipt
    assert "Hạn trả lời:" in receipt
    assert case.answer.question.text == "Khai báo máy X-quang?"
    assert case.contact == LAN

    with desk.begin() as work:
        work.reply(case.id, "Nộp tại <cấp tỉnh> & trong 10 ngày.", "Lê Văn A", NO_PROVISION)
    reply = api.heard(5)[4].text
    assert case.label in reply
    assert "Nộp tại <cấp tỉnh> & trong 10 ngày." in reply
    assert "Lê Văn A" in reply
    api.until(lambda: desk.counts()["undelivered"] == 0)
    api.until(lambda: len(api.called("answerCallbackQuery")) == 3)


def test_without_grounds_the_officer_confirms_before_people_are_asked(
    api: BotApi, desk: Desk
) -> None:
    api.say("chuyện lạ")
    (answer,) = api.heard(1)
    assert "Chưa đủ căn cứ trong kho để trả lời." in answer.text
    assert desk.cases() == []
    api.press("Chuyển Tổ thường trực")
    api.press("Chuyển Tổ thường trực")
    first, second = api.heard(3)[1:]
    assert len(desk.cases()) == 1
    assert first.text == second.text


def test_a_follow_up_button_asks_its_question(api: BotApi, desk: Desk) -> None:
    api.say("mơ hồ")
    api.heard(1)
    api.press("Khai báo nguồn phóng xạ")
    assert api.heard(2)[1].text.startswith("Trả lời cho: Khai báo nguồn phóng xạ")


def test_what_was_taken_for_a_follow_up_is_asked_alone_by_one_touch(
    api: BotApi, tmp_path: Path
) -> None:
    """Once for an update that comes again, and after a restart too."""
    asked: list[Question] = []

    def answer(question: Question) -> Answer:
        asked.append(question)
        told = [AFTER.format(text) for text in question.earlier[-1:]]
        return replace(canned(question), notes=tuple(told))

    with house(tmp_path, api, answer):
        api.say("khai báo máy")
        api.say("thế lệ phí?")
        first, second = api.heard(2)
        assert ["Hỏi riêng câu này" in dict(one.buttons) for one in (first, second)] == [0, 1]
        api.fail("getUpdates", DROPPED)
        api.press("Hỏi riêng câu này")
        alone = api.heard(3)[2]
        assert alone.text.startswith("Trả lời cho: thế lệ phí?")
        assert "Hỏi riêng câu này" not in dict(alone.buttons)
        api.until(lambda: api.unconfirmed == 0)
    with house(tmp_path, api, answer):
        api.push_press(second, dict(second.buttons)["Hỏi riêng câu này"])
        api.heard(4)
    assert [one.text for one in asked] == ["khai báo máy", "thế lệ phí?", *["thế lệ phí?"] * 2]
    assert [one.earlier for one in asked] == [(), ("khai báo máy",), (), ()]
    assert asked[2].held is None


def test_a_button_of_before_hands_no_greeting_over(api: BotApi, tmp_path: Path) -> None:
    def greeted(question: Question) -> Answer:
        return Answer("hello", question, Outcome.CLARIFY_GREETING, "Chào anh/chị.")

    with house(tmp_path, api, greeted) as desk:
        api.say("chào")
        (answer,) = api.heard(1)
        assert not answer.buttons
        for verb in ("h", "w"):
            api.push_press(answer, f"{verb}:0:hello")
        told = [one.text for one in api.heard(3)[1:]]
        assert told == ["Chưa có câu hỏi để chuyển. Anh/chị hãy gửi câu hỏi."] * 2
        assert desk.cases() == []


def test_a_number_after_choices_is_that_choice(api: BotApi, desk: Desk) -> None:
    api.say("mơ hồ")
    api.heard(1)
    api.say("2.")
    assert api.heard(2)[1].text.startswith("Trả lời cho: Khai báo nguồn phóng xạ")


def test_a_number_is_a_question_where_it_names_no_choice(api: BotApi, desk: Desk) -> None:
    for count, (text, reply) in enumerate(
        [("1", "1"), ("mơ hồ", ""), ("3", "3"), ("1", "1"), ("mơ hồ", ""), ("0", "0")], 1
    ):
        api.say(text)
        last = api.heard(count)[-1].text
        assert not reply or last.startswith(f"Trả lời cho: {reply}\n")


def test_in_a_group_a_number_is_a_choice_of_the_answer_replied_to(api: BotApi, desk: Desk) -> None:
    api.say("@MotChamBot mơ hồ", chat=-5)
    first = api.heard(1, chat=-5)[0]
    api.say("@MotChamBot 1", chat=-5)
    assert api.heard(2, chat=-5)[1].text.startswith("Trả lời cho: 1\n")
    api.until(lambda: desk.counts()["undelivered"] == 0)
    api.say("1", chat=-5, **replying(first))
    assert api.heard(3, chat=-5)[2].text.startswith("Trả lời cho: Khai báo máy X-quang")


def test_a_choice_keeps_the_day_that_the_question_named(api: BotApi, tmp_path: Path) -> None:
    asked: list[Question] = []

    def answer(question: Question) -> Answer:
        asked.append(question)
        return canned(situate(question).question)

    with house(tmp_path, api, answer):
        for count, text in enumerate(("nộp hồ sơ ngày 15/12/2025 mơ hồ", "2", "mơ hồ", "1"), 1):
            api.say(text)
            api.heard(count)
    days = [settle(question).question.as_of for question in asked]
    assert days[1] == date(2025, 12, 15)
    assert days[3] == today()


def test_an_old_choice_without_a_day_is_asked_of_today(api: BotApi, desk: Desk) -> None:
    question = Question("mơ hồ", date(2025, 1, 1), LAN.asker)
    kept = replace(canned(question), id="old")
    with desk.begin() as work:
        work.keep(kept, LAN)
    api.say("1")
    api.heard(1)
    with desk.database.reading() as connection:
        (last,) = last_answers(connection, LAN, datetime.now(UTC) - timedelta(minutes=1), 1)
    assert last.question.as_of == today()


def test_a_verdict_is_kept(api: BotApi, desk: Desk) -> None:
    api.say("khai báo")
    api.heard(1)
    api.press("Đúng rồi")
    assert "Cảm ơn" in api.heard(2)[1].text


def test_the_unit_someone_names_goes_with_their_questions(api: BotApi, tmp_path: Path) -> None:
    asked: list[Question] = []

    def answer(question: Question) -> Answer:
        asked.append(question)
        return canned(question)

    with house(tmp_path, api, answer) as desk:
        for text in ("/xa", "/xa Hải Châu", "/xa Phường Hải Châu, Đà Nẵng", "/xa", "khai báo"):
            api.say(text)
        heard = [sent.text for sent in api.heard(5)]
        assert desk.unit_of(LAN) == Unit("Đà Nẵng", "Phường Hải Châu")
    assert heard[0].startswith("Chưa ghi nơi công tác")
    assert heard[1].startswith("Cần đủ tên xã và tên tỉnh")
    assert heard[3].startswith("Nơi công tác đang ghi: Phường Hải Châu, Đà Nẵng")
    assert asked[0].unit == Unit("Đà Nẵng", "Phường Hải Châu")
    assert asked[0].asker == "telegram:1"


def replying(sent: Sent) -> dict[str, Any]:
    """What a message carries that replies to ``sent``."""
    chat = {"id": sent.chat, "type": "supergroup" if sent.chat < 0 else "private"}
    return {"reply_to_message": {"message_id": sent.id, "date": 0, "chat": chat, "from": ME}}


def test_a_private_chat_is_a_conversation(api: BotApi, tmp_path: Path) -> None:
    asked: list[Question] = []

    def answer(question: Question) -> Answer:
        asked.append(question)
        return canned(question)

    with house(tmp_path, api, answer):
        for count, text in enumerate(("khai báo máy", "thế lệ phí?", "mật", "nộp ở đâu"), 1):
            api.say(text)
            api.heard(count)
        api.say("của người khác", chat=2)
        api.heard(1, chat=2)
    assert [question.earlier for question in asked] == [
        (),
        ("khai báo máy",),
        ("khai báo máy", "thế lệ phí?"),
        ("khai báo máy", "thế lệ phí?"),
        (),
    ]


def test_in_a_group_a_reply_says_which_question_is_meant(api: BotApi, tmp_path: Path) -> None:
    asked: list[Question] = []

    def answer(question: Question) -> Answer:
        asked.append(question)
        return canned(question)

    with house(tmp_path, api, answer) as desk:
        api.say("@MotChamBot khai báo máy", chat=-5)
        first = api.heard(1, chat=-5)[0]
        api.say("@MotChamBot nhãn hiệu", chat=-5)
        api.heard(2, chat=-5)
        api.until(lambda: desk.counts()["undelivered"] == 0)
        api.say("thế lệ phí?", chat=-5, **replying(first))
        third = api.heard(3, chat=-5)[2]
        api.until(lambda: desk.counts()["undelivered"] == 0)
        api.say("nộp ở đâu", chat=-5, **replying(third))
        api.heard(4, chat=-5)
    assert [question.earlier for question in asked] == [
        (),
        (),
        ("khai báo máy",),
        ("khai báo máy", "thế lệ phí?"),
    ]


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("/start", "Xin chào"),
        ("/help", "Cách dùng"),
        ("/gi", "Không có lệnh này"),
        ("\u200b", "không có chữ"),
        ("a" * 10_000, "dài quá"),
        ("hỏng", "lỗi trong hệ thống"),
        ("mật", "bí mật nhà nước"),
    ],
)
def test_what_is_no_question_gets_a_short_reply(
    api: BotApi, desk: Desk, text: str, reply: str
) -> None:
    api.say(text)
    assert reply in api.heard(1)[0].text


def test_a_photo_and_an_edit_get_a_short_reply(api: BotApi, desk: Desk) -> None:
    photo = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}
    api.push(edited_message=api.say(None, photo=[photo]) | {"text": "sửa"})
    first, second = api.heard(2)
    assert "chỉ đọc được chữ" in first.text
    assert "đã sửa" in second.text


def test_pictures_sent_together_get_one_reply(api: BotApi, desk: Desk) -> None:
    photo = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}
    for _ in range(5):
        api.say(None, photo=[photo], media_group_id="12")
    api.say("khai báo")
    first, second = api.heard(2)
    assert "chỉ đọc được chữ" in first.text
    assert second.text.startswith("Trả lời cho: khai báo")


@pytest.mark.parametrize(
    "text",
    ["<b>đậm</b> & <script>", "🙂🙂🙂", "</b></i>", "&amp;&lt;", "\x01\x02 khai báo", "*_`[a](b)"],
)
def test_markup_emoji_and_control_characters_are_just_text(
    api: BotApi, desk: Desk, text: str
) -> None:
    api.say(text)
    visible_text = text.replace("\x01", "").replace("\x02", "").strip()
    assert f"Trả lời cho: {visible_text}" in api.heard(1)[0].text


def test_an_update_that_cannot_be_read_holds_up_nobody(api: BotApi, desk: Desk) -> None:
    api.push(message={"message_id": "no message at all"})
    api.say("khai báo")
    assert api.heard(1)[0].text.startswith("Trả lời cho: khai báo")
    assert desk.counts()["failed"] == 1


def test_an_update_of_an_unknown_shape_holds_up_nobody(api: BotApi, desk: Desk) -> None:
    api.push(message=None)
    api.push(message=api.say("/start") | {"entities": [{"type": "bot_command"}]})
    api.say("khai báo")
    assert any(one.text.startswith("Trả lời cho: khai báo") for one in api.heard(2))


def test_an_assistant_that_falls_over_is_asked_thrice_and_the_officer_told(
    api: BotApi, desk: Desk
) -> None:
    api.say("ngã")
    api.say("khai báo")
    sorry, answer = api.heard(2, seconds=20)
    assert "Có lỗi khi xử lý" in sorry.text
    assert answer.text.startswith("Trả lời cho: khai báo")
    assert desk.counts()["failed"] == 1


def test_buttons_of_answers_given_elsewhere_or_lost_do_nothing(api: BotApi, desk: Desk) -> None:
    api.say("lạ", chat=1)
    answer = api.heard(1)[0]
    api.say("/start", chat=2)
    stranger = api.heard(1, chat=2)[0]
    for data in (answer.buttons[0][1], "h:0:unknown", "cũ"):
        api.push_press(stranger, data)
    assert all("Không tìm thấy câu trả lời" in sent.text for sent in api.heard(4, chat=2)[1:])
    assert desk.cases() == []


def test_in_a_group_the_answer_replies_in_the_same_topic(api: BotApi, desk: Desk) -> None:
    api.say("chuyện riêng", chat=-5, topic=77)
    question = api.say("@MotChamBot khai báo từ tốn?", chat=-5, topic=77)
    api.say("@MotChamBot khai báo từ tốn?", chat=-5, message_thread_id=9000)  # a chain in General
    in_topic, in_general = api.heard(2, chat=-5)
    assert (in_topic.thread, in_topic.reply_to) == (77, question["message_id"])
    assert in_general.thread is None
    api.press("Chưa đúng", chat=-5)
    api.heard(3, chat=-5)
    assert {call.get("message_thread_id") for call in api.called("sendChatAction")} == {"77", None}


def test_an_old_button_answers_in_its_topic_though_telegram_no_longer_names_it(
    api: BotApi, desk: Desk
) -> None:
    api.say("@MotChamBot khai báo?", chat=-5, topic=77)
    answer = api.heard(1, chat=-5)[0]
    old = {"message_id": answer.id, "date": 0, "chat": {"id": -5, "type": "supergroup"}}
    person = {"id": 7, "is_bot": False, "first_name": "Lan"}
    query = {"id": "1", "from": person, "chat_instance": "1", "message": old}
    api.push(callback_query=query | {"data": answer.buttons[0][1]})
    assert api.heard(2, chat=-5)[1].thread == 77


def test_a_topic_closed_for_good_does_not_lose_the_reply(api: BotApi, desk: Desk) -> None:
    api.say("@MotChamBot lạ", chat=-5, topic=77)
    api.heard(1, chat=-5)
    api.press("Chuyển Tổ thường trực", chat=-5)
    api.heard(2, chat=-5)
    api.topics.clear()
    with desk.begin() as work:
        work.reply(desk.cases()[0].id, "Đã rõ.", "Tổ 1", NO_PROVISION)
    reply = api.heard(3, chat=-5)[2]
    assert reply.thread is None
    assert "Đã rõ." in reply.text


def test_an_update_delivered_again_is_handled_once(api: BotApi, desk: Desk) -> None:
    api.fail("getUpdates", DROPPED, Fault(), DROPPED)
    for n in range(5):
        api.say(f"khai báo {n}")
    heard = api.heard(5)
    api.until(lambda: api.unconfirmed == 0)
    time.sleep(0.2)
    assert [sent.text.split("\n")[0] for sent in api.in_chat()] == [
        f"Trả lời cho: khai báo {n}" for n in range(5)
    ]
    assert len(heard) == 5


def test_what_fails_halfway_leaves_no_trace_and_the_update_waiting(tmp_path: Path) -> None:
    def answer(question: Question) -> Answer:
        return replace(canned(question), id="0" * 100)  # fits no button: showing it fails

    desk = Desk.open(database_at(tmp_path / "bot.db"))
    conversation = Conversation(desk, answer, Texts(gettext.NullTranslations()))
    with desk.begin() as work:
        work.receive("telegram", 5, "{}")
    with pytest.raises(ValueError, match="64 bytes"):
        conversation.respond(5, Incoming(Place(1), Ask("khai báo")))
    assert desk.answer("0" * 100) is None
    assert desk.pending("telegram") is not None
    assert desk.counts()["undelivered"] == 0
    desk.close()


def test_flood_limits_and_bad_gateways_delay_but_lose_nothing(api: BotApi, desk: Desk) -> None:
    api.fail("sendMessage", TOO_MANY, BAD_GATEWAY)
    for n in range(3):
        api.say(f"khai báo {n}")
    heard = api.heard(3)
    assert [sent.text[:23] for sent in heard] == [f"Trả lời cho: khai báo {n}" for n in range(3)]
    assert len(api.called("sendMessage")) == 5
    api.until(lambda: desk.counts()["undelivered"] == 0)


def test_a_reply_lost_after_the_send_doubles_the_message_and_loses_none(
    api: BotApi, desk: Desk
) -> None:
    api.fail("sendMessage", DROPPED)
    api.say("khai báo")
    first, second = api.heard(2)
    assert second.text == f"(Gửi lại) {first.text}"
    api.until(lambda: desk.counts()["undelivered"] == 0)


def test_one_chat_in_trouble_does_not_hold_up_another(api: BotApi, desk: Desk) -> None:
    api.fail("sendMessage", Fault(429, "Too Many Requests", retry_after=30))
    api.say("khai báo", chat=1)
    api.until(lambda: len(api.called("sendMessage")) == 1)
    api.say("khai báo", chat=2)
    api.heard(1, chat=2)
    assert api.in_chat(1) == []
    api.until(lambda: desk.counts()["undelivered"] == 1)


def test_who_blocked_the_bot_is_given_up_and_the_next_goes_on(api: BotApi, desk: Desk) -> None:
    api.blocked.add(1)
    api.say("khai báo", chat=1)
    api.say("khai báo", chat=2)
    api.heard(1, chat=2)
    api.until(lambda: desk.counts()["given_up"] == 1)
    api.until(lambda: desk.counts()["undelivered"] == 0)


def test_a_group_that_became_a_supergroup_is_followed(api: BotApi, desk: Desk) -> None:
    api.chats.add(-1005)
    api.moved[-5] = -1005
    api.say("@MotChamBot khai báo", chat=-5)
    assert "Trả lời cho: khai báo" in api.heard(1, chat=-1005)[0].text


def test_a_button_stops_waiting_while_a_slow_answer_is_still_made(
    api: BotApi, tmp_path: Path
) -> None:
    gate = threading.Event()

    def slow(question: Question) -> Answer:
        if "chậm" in question.text:
            gate.wait(10)
        return canned(question)

    with house(tmp_path, api, slow):
        api.say("khai báo", chat=1)
        api.heard(1)
        api.say("chậm", chat=2)
        api.until(lambda: len(api.called("sendChatAction")) == 2)
        api.press("Đúng rồi", chat=1)
        api.until(lambda: api.called("answerCallbackQuery"))
        assert api.in_chat(2) == []
        gate.set()
        api.heard(1, chat=2)
        api.heard(2, chat=1)


def test_a_long_reply_of_people_arrives_whole_and_in_order(api: BotApi, desk: Desk) -> None:
    api.say("lạ")
    api.heard(1)
    api.press("Chuyển Tổ thường trực")
    api.heard(2)
    api.fail("sendMessage", Fault(), BAD_GATEWAY)
    with desk.begin() as work:
        words = " ".join(f"Câu số {n}." for n in range(900))
        work.reply(desk.cases()[0].id, words, "Tổ 1", NO_PROVISION)
    parts = api.heard(5)[2:]
    assert words in "".join(part.text for part in parts)
    api.until(lambda: desk.counts()["undelivered"] == 0)
    assert len(api.in_chat()) == 5


def test_the_citation_is_named_under_the_answer(api: BotApi, desk: Desk) -> None:
    api.say("khai báo")
    assert str(CITATION) in api.heard(1)[0].text


def test_a_chat_is_spoken_to_in_the_language_it_chose(api: BotApi, desk: Desk) -> None:
    api.say("/ngonngu")
    (choices,) = api.heard(1)
    assert [label for label, _ in choices.buttons] == [
        "Tiếng Việt", "English", "Bahasa Indonesia",
    ]  # fmt: skip
    api.press("Bahasa Indonesia")
    assert api.heard(2)[1].text == "Asisten akan berbahasa Indonesia."
    api.say("chuyện lạ")
    answer = api.heard(3)[2]
    assert "Sumber belum cukup untuk menjawab." in answer.text
    assert [label for label, _ in answer.buttons] == ["Teruskan ke tim tetap"]
    api.press("Teruskan ke tim tetap")
    receipt = api.heard(4)[3].text
    (case,) = desk.cases(CaseState.OPEN)
    assert f"Diteruskan kepada tim tetap, berkas {case.label}" in receipt
    with desk.begin() as work:
        work.reply(case.id, "Nộp tại tỉnh.", "Lê Văn A", NO_PROVISION)
    assert f"Jawaban tim tetap untuk berkas {case.label}" in api.heard(5)[4].text
    api.say("chuyện lạ", chat=2)
    assert "Chưa đủ căn cứ" in api.heard(1, chat=2)[0].text


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("/language English", "The assistant will speak English."),
        ("/ngonngu tiếng anh", "The assistant will speak English."),
        ("/bahasa id", "Asisten akan berbahasa Indonesia."),
        ("/language tiếng Việt", "Trợ lý sẽ nói tiếng Việt."),
        ("/language klingon", "Chọn ngôn ngữ của trợ lý."),
    ],
)
def test_a_language_is_chosen_by_its_name(
    api: BotApi, desk: Desk, command: str, reply: str
) -> None:
    api.say(command)
    assert reply in api.heard(1)[0].text


def test_choosing_a_language_keeps_the_place_of_work(api: BotApi, desk: Desk) -> None:
    api.say("/xa Phường Hải Châu, Đà Nẵng")
    api.say("/language en")
    api.heard(2)
    assert desk.unit_of(LAN) == Unit("Đà Nẵng", "Phường Hải Châu")
    assert desk.language_of(LAN) == "en"
    api.say("/xa Xã Tân An, Cà Mau")
    api.heard(3)
    assert desk.language_of(LAN) == "en"


def test_whose_telegram_speaks_another_of_our_languages_is_offered_it(
    api: BotApi, desk: Desk
) -> None:
    ayu = {"id": 7, "is_bot": False, "first_name": "Ayu", "language_code": "id"}
    sender: dict[str, Any] = {"from": ayu}
    api.say("/start", **sender)
    welcome, offer = api.heard(2)
    assert welcome.text.startswith("Xin chào")
    assert "Pilih bahasa" in offer.text
    api.press("Bahasa Indonesia")
    api.heard(3)
    api.say("/start", **sender)
    assert api.heard(4)[3].text.startswith("Selamat datang")


def test_a_commune_that_was_chosen_is_offered_as_the_place_of_work(
    api: BotApi, tmp_path: Path
) -> None:
    choices = (
        "xã Tân An, huyện Văn Bàn, tỉnh Lào Cai thuộc đâu?",
        "xã Tân An, tỉnh Cà Mau thuộc đâu?",
    )

    def answer(question: Question) -> Answer:
        settled = settle(question).question
        if settled.meant:
            return replace(canned(Question("đáp", today())), question=settled)
        return Answer("back", question, Outcome.CLARIFY_AMBIGUOUS, followups=choices)

    with house(tmp_path, api, answer) as desk:
        api.say("xã Tân An thuộc đâu?")
        api.heard(1)
        api.say("Lào Cai")
        offer = api.heard(3)[2]
        assert "Xã Bảo Hà, Lào Cai" in offer.text
        api.press("Ghi nơi công tác")
        assert "Đã ghi nơi công tác" in api.heard(4)[3].text
        assert desk.unit_of(LAN) == Unit("Lào Cai", "Xã Bảo Hà")
