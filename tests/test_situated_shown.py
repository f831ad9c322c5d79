"""Whose job it is, and what the rule was: in messages, as JSON, kept and revived."""

import gettext
from dataclasses import replace
from datetime import date

from bot import render
from bot.texts import Texts
from corpus.validity import Status
from retrieval.answer import Answer, Before, Competence, Level
from retrieval.check import faults
from retrieval.ground import Sources
from retrieval.question import Question
from retrieval.spans import Span, quoted
from retrieval.wire import keep, public, revive
from tests.fakes.canned import canned, quote
from tests.fakes.provisions import guide
from tests.fakes.telegram_html import visible

TEXTS = Texts(gettext.NullTranslations())
PLACE = "Trung tâm Phục vụ hành chính công cấp tỉnh"
WHY = quote(f"Hồ sơ nộp tại {PLACE}.")
TOLD = Competence(Level.PROVINCE, False, (WHY,), who="", where=PLACE, asked=True)
LINE = f"Không thuộc thẩm quyền cấp xã: nộp tại “{PLACE}”."
OLD = quote("Thời hạn là 15 ngày làm việc.")
THEN = Before(date(2025, 12, 31), date(2026, 1, 1), OLD.text, (OLD,))


def answer(**changes: object) -> Answer:
    made = canned(Question("khai báo?", date(2030, 5, 1), "telegram:1"))
    return replace(made, **changes)  # type: ignore[arg-type]


def said(given: Answer) -> str:
    payloads = render.show_answer(given, TEXTS)
    return "\n".join(visible(payload["text"]) for payload in payloads)


def test_it_is_the_first_line_where_it_is_asked() -> None:
    assert said(answer(competence=TOLD)).startswith(LINE)


def test_it_follows_the_conclusion_where_it_is_not() -> None:
    text = said(answer(competence=replace(TOLD, asked=False)))
    assert not text.startswith(LINE)
    assert LINE in text


def test_why_stands_among_the_grounds() -> None:
    payloads = render.show_quotes(answer(competence=TOLD), TEXTS, "")
    assert WHY.text in "\n".join(visible(payload["text"]) for payload in payloads)


def test_both_rules_are_shown_with_their_days() -> None:
    text = said(answer(before=THEN))
    assert text.startswith("Hiện nay:")
    assert "Trước đây (đến hết ngày 31/12/2025):\nThời hạn là 15 ngày làm việc." in text


def test_programs_get_both() -> None:
    given = answer(competence=TOLD, before=THEN)
    shown = public(given)
    assert shown.competence is not None
    assert (shown.competence.text, shown.competence.level) == (LINE, "province")
    assert shown.competence.quotes[0].citation == str(WHY.citation)
    assert shown.before is not None
    assert (shown.before.day, shown.before.conclusion) == ("2025-12-31", OLD.text)
    assert revive(keep(given)) == given


def test_an_answer_kept_before_there_was_either_is_revived() -> None:
    kept = keep(answer()).replace('"competence":null,', "").replace('"before":null,', "")
    assert "competence" not in kept
    assert revive(kept).competence is None


def test_an_office_that_no_quote_names_does_not_leave() -> None:
    chunk = guide("Nơi nộp", WHY.text)
    why = quoted(chunk, Span(chunk.path, 0, len(chunk.text)), Status.UNKNOWN)
    sound = Answer("a1", Question("?", date(2030, 5, 1)), answer().outcome, quotes=(why,))
    fine = replace(sound, competence=replace(TOLD, quotes=(why,)))
    assert faults(fine, Sources({chunk.id: chunk}.get)) == []
    wrong = replace(sound, competence=replace(TOLD, quotes=(why,), where="UBND huyện"))
    found = faults(wrong, Sources({chunk.id: chunk}.get))
    assert [fault.text for fault in found] == ["UBND huyện"]
