"""The card as messages: whole for a broad question, behind a button for a narrow one."""

import gettext
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot import render
from bot.button import Press, Verb
from bot.card import LONGEST_LINE
from bot.markup import LIMIT, units
from bot.payload import Payload, plain
from bot.texts import Texts
from retrieval.answer import Answer, LineKind
from retrieval.question import Question
from tests.fakes.canned import canned, card
from tests.fakes.telegram_html import visible

TEXTS = Texts(gettext.NullTranslations())
LINES = {LineKind.DEADLINE: "10 ngày làm việc", LineKind.FEE: "Không"}


def answered(lines: dict[LineKind, str], *asked: LineKind, conclusion: str = "") -> Answer:
    answer = canned(Question("thẻ", date(2030, 5, 1), "telegram:1"))
    return replace(answer, card=replace(card(lines), asked=asked), conclusion=conclusion)


def shown(payloads: list[Payload]) -> str:
    return "\n".join(visible(payload["text"]) for payload in payloads)


def presses(payloads: list[Payload]) -> list[Press | None]:
    rows = [row for payload in payloads for row in payload.get("buttons", [])]
    return [Press.parse(button["data"]) for row in rows for button in row]


def test_a_narrow_question_shows_its_line_and_a_button_for_the_rest() -> None:
    answer = answered(LINES, LineKind.DEADLINE, conclusion="Câu khác.")
    messages = render.show_answer(answer, TEXTS)
    assert "Thời hạn giải quyết: 10 ngày làm việc" in shown(messages)
    assert "Phí, lệ phí" not in shown(messages)
    assert Press(Verb.CARD, answer.id) in presses(messages)


def test_a_line_that_the_conclusion_says_already_is_not_said_twice() -> None:
    answer = answered(LINES, LineKind.DEADLINE, conclusion="10 ngày làm việc")
    assert shown(render.show_answer(answer, TEXTS)).count("10 ngày làm việc") == 1


def test_a_broad_question_shows_the_whole_card_and_no_button_for_it() -> None:
    answer = answered(LINES, conclusion="Câu.")
    messages = render.show_answer(answer, TEXTS)
    assert "Phí, lệ phí: Không" in shown(messages)
    assert Press(Verb.CARD, answer.id) not in presses(messages)


def test_the_button_shows_the_whole_card_with_what_is_missing() -> None:
    answer = answered(LINES, LineKind.FEE)
    assert answer.card
    lacking = replace(answer.card, missing=(LineKind.FORM, LineKind.WHERE), code="1.012345")
    text = shown(render.show_card(replace(answer, card=lacking), TEXTS, ""))
    assert text.startswith("Khai báo thiết bị (1.012345)")
    assert "Kho chưa có căn cứ về: biểu mẫu; nơi nộp, cách nộp." in text


def test_each_line_leads_to_its_source_where_there_is_a_page() -> None:
    (message,) = render.show_card(answered(LINES), TEXTS, "https://tra.example/")
    assert message["text"].count('href="https://tra.example/provisions/11#here"') == len(LINES)


def test_an_answer_without_a_card_has_none_to_show() -> None:
    answer = replace(answered(LINES), card=None)
    assert render.show_card(answer, TEXTS, "") == plain(TEXTS.old_button)


@given(st.text(st.sampled_from("ab \n.😀<&"), min_size=1, max_size=3000).filter(str.strip))
def test_a_long_line_ends_within_its_length_and_says_that_it_goes_on(text: str) -> None:
    messages = render.show_card(answered({LineKind.STEPS: text}), TEXTS, "")
    assert all(units(visible(message["text"])) <= LIMIT for message in messages)
    if units(text) > LONGEST_LINE:
        assert "[…]" in shown(messages)
    else:
        assert "[…]" not in shown(messages)
