"""Two sources in force that give different figures for one thing."""

from datetime import date
from pathlib import Path

import pytest

from bot.render import show_answer
from bot.texts import texts_in
from eval import golden
from retrieval.answer import Answer, Outcome
from retrieval.conflict import DIFFER
from retrieval.question import Question, Unit
from retrieval.service import Service
from tests.fakes.notices import notice, serving

TODAY = date(2026, 11, 22)
ASKED = "Cân đồng hồ lò xo ở chợ kiểm định trong bao nhiêu ngày?"
FIRST = "Cân đồng hồ lò xo ở chợ được kiểm định trong 10 ngày làm việc kể từ khi nhận đủ hồ sơ."
OTHER = FIRST.replace("10", "15")


def about(name: str, said: str, **more: str) -> tuple[str, str]:
    """A guide that says this of the scales."""
    given = {"number": f"MC-{name.upper()}", "title": "Kiểm định cân đồng hồ lò xo"} | more
    return notice(name, f"## Thời hạn kiểm định\n\n{said}\n", **given)


def ask(service: Service, text: str = ASKED, province: str = "") -> Answer:
    answer = service.answer(Question(text, TODAY, unit=Unit(province)))
    assert answer.trace
    assert answer.trace.held_back == ()
    return answer


def test_both_are_quoted_and_people_take_over(tmp_path: Path) -> None:
    answer = ask(serving(tmp_path, about("mot", FIRST), about("hai", OTHER)))
    assert answer.outcome is Outcome.ESCALATED_CONFLICT
    assert answer.outcome.family == "escalated"
    assert {quote.text for quote in answer.quotes} == {FIRST, OTHER}
    assert answer.conclusion == ""
    assert answer.notes[0] in (
        DIFFER.format("10 ngày làm việc", "15 ngày làm việc"),
        DIFFER.format("15 ngày làm việc", "10 ngày làm việc"),
    )
    shown = "".join(payload["text"] for payload in show_answer(answer, texts_in("vi")))
    assert "không thống nhất" in shown
    assert "10 ngày làm việc" in shown
    assert "15 ngày làm việc" in shown


def test_fees_that_differ_are_told_too(tmp_path: Path) -> None:
    fee = "Lệ phí kiểm định cân đồng hồ lò xo ở chợ là {} đồng một chiếc."
    service = serving(
        tmp_path, about("mot", fee.format("50.000")), about("hai", fee.format("70.000"))
    )
    answer = ask(service, "Lệ phí kiểm định cân đồng hồ lò xo ở chợ là bao nhiêu?")
    assert answer.outcome is Outcome.ESCALATED_CONFLICT


@pytest.mark.parametrize(
    "other",
    [
        about("hai", FIRST),  # the same
        about("hai", FIRST.replace("10", "010")),
        about("hai", "Trong 10 ngày làm việc, cân đồng hồ lò xo ở chợ phải kiểm định xong."),
        about("hai", OTHER, end="2026-06-01"),  # no longer in force
        about("hai", OTHER, start="2027-01-01"),
        about("hai", OTHER, territory="Lào Cai"),
        about("hai", OTHER, draft="true"),
        about("hai", OTHER, replaces="MC-MOT"),
        about("hai", f"Từ ngày 01/01/2027: {OTHER}"),
        about("hai", f"Trường hợp cân phải sửa: {OTHER}"),
        about("hai", OTHER.replace("ngày làm việc", "tháng")),  # another unit
        about("hai", OTHER.replace("đồng hồ lò xo", "ô tô điện tử")),  # of another thing
        about("hai", OTHER, title="Kiểm định cân đồng hồ lò xo (thực hiện ở cấp tỉnh)"),
        about("hai", OTHER.replace("kiểm định", "trả lại, sửa chữa, bảo hành")),
        about("hai", "Cân đồng hồ lò xo ở chợ có 15 ngày để chủ hàng đăng ký với ban quản lý."),
    ],
)
def test_what_differs_for_a_reason_is_no_conflict(tmp_path: Path, other: tuple[str, str]) -> None:
    answer = ask(serving(tmp_path, about("mot", FIRST), other))
    assert answer.outcome is not Outcome.ESCALATED_CONFLICT


def test_only_a_question_for_a_figure_meets_a_conflict(tmp_path: Path) -> None:
    service = serving(tmp_path, about("mot", FIRST), about("hai", OTHER))
    answer = ask(service, "Cân đồng hồ lò xo ở chợ có được kiểm định không?")
    assert answer.outcome is not Outcome.ESCALATED_CONFLICT


def test_nothing_conflicts_in_the_starter_corpus(service: Service) -> None:
    ends = [
        service.answer(Question(one.question, one.as_of, unit=Unit(one.province))).outcome
        for one in golden.load()
    ]
    assert len(ends) > 200
    assert Outcome.ESCALATED_CONFLICT not in ends
