"""Answers and cases as messages."""

import gettext
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import render, render_cases
from bot.markup import units
from bot.payload import FIRST_PART, Payload
from bot.texts import Texts
from desk.case import Case, CaseState
from desk.contact import Contact
from retrieval import safety
from retrieval.answer import Answer, LineKind, Outcome
from retrieval.question import Question, Unit
from tests.fakes.canned import CITATION, canned, card, quote
from tests.fakes.telegram_html import visible

TEXTS = Texts(gettext.NullTranslations())
HOSTILE = '<b>đậm</b> & </blockquote><a href="javascript:1">x</a>'


def asked(text: str) -> Answer:
    return canned(Question(text, date(2030, 5, 1), "telegram:1"))


def shown(payloads: list[Payload]) -> str:
    return "\n".join(visible(payload["text"]) for payload in payloads)


def labels(payload: Payload) -> list[str]:
    return [button["text"] for row in payload.get("buttons", []) for button in row]


def test_an_answer_opens_with_its_conclusion_and_names_its_grounds() -> None:
    (message,) = render.show_answer(asked("khai báo?"), TEXTS)
    text = visible(message["text"])
    assert text.startswith("Trả lời cho: khai báo?")
    assert str(CITATION) in text
    assert "Đối chiếu văn bản gốc." in text
    assert labels(message) == [
        "Xem căn cứ", "Đúng rồi", "Chưa đúng", "Bản in A4", "Hỏi Tổ thường trực",
    ]  # fmt: skip


def test_the_card_follows_with_the_buttons_below_it() -> None:
    first, second = render.show_answer(asked("thẻ"), TEXTS)
    assert "buttons" not in first
    assert (
        visible(second["text"])
        == "Khai báo thiết bị\n\nThời hạn giải quyết: 10 ngày\n\nPhí, lệ phí: Không\n\n"
        "Theo: Về việc thử"
    )
    assert "Xem căn cứ" in labels(second)


def test_the_first_part_of_a_long_answer_is_about_a_kilobyte() -> None:
    answer = replace(asked("x"), conclusion="Một câu dài. " * 400)
    messages = render.show_answer(answer, TEXTS)
    assert units(visible(messages[0]["text"])) <= FIRST_PART
    assert shown(messages).replace("\n", "").count("Một câu dài.") == 400


def test_an_ambiguous_question_offers_the_ways_to_read_it() -> None:
    (message,) = render.show_answer(asked("mơ hồ"), TEXTS)
    assert "1. Khai báo máy X-quang\n2. Khai báo nguồn phóng xạ" in visible(message["text"])
    assert labels(message)[:2] == ["Khai báo máy X-quang", "Khai báo nguồn phóng xạ"]


def test_without_grounds_it_says_so_and_asks_before_handing_over() -> None:
    (message,) = render.show_answer(asked("lạ"), TEXTS)
    text = visible(message["text"])
    assert text.startswith("Chưa đủ căn cứ trong kho để trả lời.")
    assert text.count(str(CITATION)) == 1
    assert labels(message) == ["Chuyển Tổ thường trực"]


def test_at_most_three_of_the_nearest_are_named() -> None:
    answer = asked("lạ")
    near = [
        replace(answer.rejected[0], citation=replace(CITATION, article=str(n))) for n in "12345"
    ]
    (message,) = render.show_answer(replace(answer, rejected=tuple(near)), TEXTS)
    assert visible(message["text"]).count("\n– ") == 3


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.REFUSED_SECRET, "bí mật nhà nước"),
        (Outcome.REFUSED_PERSONAL_DATA, "một người cụ thể"),
    ],
)
def test_a_refusal_says_why_and_offers_no_way_to_pass_the_words_on(
    outcome: Outcome, words: str
) -> None:
    (message,) = render.show_answer(replace(asked("mật"), outcome=outcome), TEXTS)
    assert words in visible(message["text"])
    assert labels(message) == []


def test_an_error_hides_what_is_meant_for_the_maintainer() -> None:
    (message,) = render.show_answer(asked("hỏng"), TEXTS)
    assert "make index" not in message["text"]
    assert labels(message) == []


def test_quotes_come_with_citation_page_validity_and_link() -> None:
    text = render.show_quotes(asked("x"), TEXTS, "https://tra.example/")[0]["text"]
    plain = visible(text)
    assert f"1. {CITATION}" in plain
    assert "Tổ chức khai báo trong 07 ngày làm việc." in plain
    standing = "còn hiệu lực · hiệu lực từ 01/01/2030 · hết hiệu lực từ 01/03/2031"
    assert f"Trang 4 · {standing}" in plain
    assert 'href="https://tra.example/provisions/11"' in text


def test_without_a_public_address_there_are_no_links() -> None:
    assert "href" not in render.show_quotes(asked("x"), TEXTS, "")[0]["text"]


def test_text_of_documents_questions_and_people_is_never_markup() -> None:
    answer = replace(
        asked(HOSTILE),
        quotes=(quote(HOSTILE),),
        notes=(HOSTILE,),
        card=card({LineKind.STEPS: HOSTILE}),
        followups=(HOSTILE,),
    )
    assert shown(render.show_answer(answer, TEXTS)).count(HOSTILE) == 3
    assert HOSTILE in shown(render.show_quotes(answer, TEXTS, "https://tra.example"))
    assert shown(render_cases.show_reply("MC-000001", HOSTILE, HOSTILE, TEXTS)).count(HOSTILE) == 2


@given(st.lists(st.text(max_size=3000), min_size=1, max_size=6))
def test_quotes_of_any_length_become_messages_that_telegram_takes(words: list[str]) -> None:
    answer = replace(asked("x"), quotes=tuple(quote(text, n) for n, text in enumerate(words)))
    for message in render.show_quotes(answer, TEXTS, "https://tra.example"):
        assert 0 < len(visible(message["text"]).strip()) <= 4096
        assert units(visible(message["text"])) <= 4096


def case(state: CaseState, due: datetime | None = None, reply: str = "") -> Case:
    opened = datetime(2030, 5, 1, 1, 0, tzinfo=UTC)
    return Case(
        id=123,
        token="t0k3n",
        answer=asked("lạ"),
        contact=Contact("telegram", "1"),
        unit=Unit(),
        field="",
        state=state,
        owner="",
        due=due,
        opened=opened,
        reply=reply,
        replied_by="Tổ 1" if reply else "",
        note="",
        events=(),
    )


def test_a_case_opened_shows_its_label_and_when_it_is_due_in_vietnam() -> None:
    due = datetime(2030, 5, 2, 20, 30, tzinfo=UTC)
    (message,) = render_cases.show_case(case(CaseState.OPEN, due), TEXTS, "https://tra.example")
    text = visible(message["text"])
    assert "phiếu MC-000123" in text
    assert "Hạn trả lời: 03:30 ngày 03/05/2030" in text
    assert 'href="https://tra.example/cases/t0k3n"' in message["text"]


def test_a_case_answered_meanwhile_shows_its_reply() -> None:
    text = shown(render_cases.show_case(case(CaseState.ANSWERED, reply="Nộp ở tỉnh."), TEXTS, ""))
    assert "đã được Tổ thường trực trả lời" in text
    assert "Nộp ở tỉnh." in text
    assert "đã được rút" in shown(render_cases.show_case(case(CaseState.WITHDRAWN), TEXTS, ""))


def test_a_long_reply_keeps_its_author_in_the_last_part() -> None:
    messages = render_cases.show_reply("MC-000123", "Một câu. " * 1000, "Lê Văn A", TEXTS)
    assert len(messages) == 3
    assert visible(messages[0]["text"]).startswith("Tổ thường trực trả lời phiếu MC-000123")
    assert visible(messages[-1]["text"]).endswith("Người trả lời: Lê Văn A")


def test_texts_come_from_the_catalog_when_there_is_one() -> None:
    class Shouting(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return message if "{" in message else message.upper()

    (message,) = render.show_answer(asked("lạ"), Texts(Shouting()))
    assert "CHƯA ĐỦ CĂN CỨ" in message["text"]


def test_an_emergency_says_first_and_alone_what_to_do_at_once() -> None:
    answer = replace(
        asked("?"), outcome=Outcome.ANSWERED_EMERGENCY, safety=safety.card("0000 (trực)")
    )
    first, *rest = render.show_answer(answer, TEXTS)
    assert visible(first["text"]).startswith("LÀM NGAY\n– Gọi ngay số trực ứng phó sự cố: 0000")
    assert "Tổ chức khai báo" not in visible(first["text"])
    assert rest[-1]["buttons"]


def test_without_a_guide_an_emergency_still_leads_to_people() -> None:
    answer = Answer("1", asked("?").question, Outcome.ANSWERED_EMERGENCY, safety=safety.card(""))
    _, last = render.show_answer(answer, TEXTS)
    assert "Kho chưa có tài liệu" in visible(last["text"])
    assert last["buttons"][0][0]["text"] == TEXTS.ask_people


def test_what_is_not_our_work_is_said_and_may_be_passed_on() -> None:
    answer = Answer("1", asked("?").question, Outcome.ESCALATED_OUTSIDE, conclusion="Không soạn.")
    (message,) = render.show_answer(answer, TEXTS)
    assert visible(message["text"]).startswith("Ngoài phạm vi tra cứu.\nKhông soạn.")
