"""Answers and cases as messages."""

import gettext
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

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
    basis = [{"citation": HOSTILE, "text": HOSTILE}]
    hostile = letter(HOSTILE, HOSTILE) | {"second": HOSTILE, "basis": basis}
    assert shown(render_cases.show_reply(hostile, TEXTS)).count(HOSTILE) == 5
    back = {"id": 1, "number": 2, "label": "MC-000001", "words": HOSTILE}
    assert HOSTILE in shown(render_cases.show_asked(back, TEXTS))
    assert HOSTILE in shown(render_cases.show_tie("MC-000001", HOSTILE, "c0de", TEXTS))


def letter(text: str, author: str) -> dict[str, Any]:
    """A reply as the desk writes it."""
    told = {"id": 1, "number": 2, "label": "MC-000123", "text": text, "author": author}
    return told | {"capacity": "lead", "second": "", "basis": [], "no_basis": ""}


def test_a_reply_says_what_it_rests_on_and_who_answered_in_which_capacity() -> None:
    told = letter("Trong 10 ngày.", "Trần Thị Lan") | {"second": "Lê Văn A"}
    told["basis"] = [
        {"citation": "Điều 5 Nghị định 1", "text": "Trong 10 ngày."},
        {"citation": "Điều 6 Nghị định 1", "text": "Dài. " * 100},
    ]
    (message,) = render_cases.show_reply(told, TEXTS)
    assert "Điều 5 Nghị định 1\n<blockquote>Trong 10 ngày.</blockquote>" in message["text"]
    assert "<blockquote expandable>Dài. " in message["text"]
    assert visible(message["text"]).endswith(
        "Người trả lời: Trần Thị Lan, tổ trưởng Tổ thường trực; "
        "Lê Văn A, người đọc lần hai của Tổ thường trực"
    )
    none = letter("Chưa có quy định.", "Lan") | {"capacity": "reviewer", "no_basis": "việc mới"}
    assert "Không có căn cứ: việc mới" in shown(render_cases.show_reply(none, TEXTS))
    labels = [button["text"] for row in message["buttons"] for button in row]
    assert labels == ["Đã rõ", "Mở lại", "Xem phiếu"]


def test_a_reply_written_before_letters_had_numbers_still_goes_out() -> None:
    old = {"label": "MC-000001", "text": "Được.", "author": "Lan", "basis": [], "no_basis": "x"}
    (message,) = render_cases.show_reply(old, TEXTS)
    assert "buttons" not in message
    assert "Được." in message["text"]


@given(st.lists(st.text(max_size=3000), min_size=1, max_size=6))
def test_quotes_of_any_length_become_messages_that_telegram_takes(words: list[str]) -> None:
    answer = replace(asked("x"), quotes=tuple(quote(text, n) for n, text in enumerate(words)))
    messages = render.show_quotes(answer, TEXTS, "https://tra.example")
    assert messages
    for message in messages:
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
    messages = render_cases.show_reply(letter("Một câu. " * 1000, "Lê Văn A"), TEXTS)
    assert len(messages) == 3
    assert visible(messages[0]["text"]).startswith("Tổ thường trực trả lời phiếu MC-000123")
    assert visible(messages[-1]["text"]).endswith(
        "Người trả lời: Lê Văn A, tổ trưởng Tổ thường trực"
    )


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


def test_what_has_no_source_is_said_once() -> None:
    gap = "Kho tài liệu chưa có nguồn về mức phí."
    beside = (quote(f"{gap}\nHỏi Tổ thường trực."), quote("Nộp tại tỉnh.", 12))
    answer = replace(
        asked("phí?"), outcome=Outcome.ESCALATED_NOT_IN_CORPUS, conclusion=gap, quotes=beside
    )
    text = shown(render.show_answer(answer, TEXTS))
    assert text.count("chưa có nguồn về mức phí") == 1
    assert "Nộp tại tỉnh" not in text
    assert str(CITATION) in text


def test_a_line_that_is_said_in_other_breaks_is_not_repeated() -> None:
    told = card({LineKind.DEADLINE: "Trong 10 ngày. Không quá 15 ngày."})
    answer = replace(
        asked("thẻ"),
        conclusion="Trong 10 ngày.\nKhông quá 15 ngày.",
        card=replace(told, asked=(LineKind.DEADLINE,)),
    )
    assert shown(render.show_answer(answer, TEXTS)).count("15 ngày") == 1


@pytest.mark.parametrize("kind", [LineKind.COMMON_ERRORS, LineKind.EXAMPLE])
def test_of_mistakes_and_examples_what_matters_is_enough(kind: LineKind) -> None:
    told = card({kind: "Quên ký. Quên ngày."})
    answer = replace(asked("thẻ"), conclusion="Quên ký.", card=replace(told, asked=(kind,)))
    assert "Quên ngày" not in shown(render.show_answer(answer, TEXTS))
