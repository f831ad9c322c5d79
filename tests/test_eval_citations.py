"""The set of citations as typed: what counts as right, and the bar over the starter corpus."""

from datetime import date

import pytest

from corpus.citation import Citation
from corpus.document import Kind
from eval import citations
from eval.citations import Typed, right
from retrieval.answer import Answer, DocumentRef, Outcome, Quote
from retrieval.question import Question
from retrieval.service import Service

DAY = date(2026, 11, 22)


def quoting(number: str = "1/2026/NĐ-CP", article: str = "5", clause: str = "2") -> Answer:
    quote = Quote(
        text="…",
        citation=Citation("Nghị định", number, article, clause),
        document=DocumentRef("d", number, "Về việc gì", Kind.DECREE),
        chunk_id=1,
        page=None,
        effective_from=None,
        effective_to=None,
        status="con_hieu_luc",
        url="/provisions/1",
    )
    return Answer("a", Question("?", DAY), Outcome.ANSWERED, quotes=(quote,))


def asking(*followups: str) -> Answer:
    return Answer("a", Question("?", DAY), Outcome.CLARIFY_AMBIGUOUS, followups=followups)


def handing(note: str) -> Answer:
    return Answer("a", Question("?", DAY), Outcome.ESCALATED_WEAK_MATCH, notes=(note,))


@pytest.mark.parametrize(
    ("units", "answer", "good"),
    [
        (["khoản 2 Điều 5"], quoting(), True),
        (["Điều 5"], quoting(), True),
        (["khoản 1 Điều 5", "khoản 2 Điều 5"], quoting(), True),
        (["khoản 1 Điều 5"], quoting(), False),
        (["Điều 6"], quoting(), False),
        (["điểm a khoản 2 Điều 5"], quoting(), False),
        (["khoản 2 Điều 5"], quoting("1/2025/NĐ-CP"), False),
        (["khoản 2 Điều 5"], asking("một", "hai"), False),
    ],
)
def test_the_first_quote_must_be_the_unit(units: list[str], answer: Answer, good: bool) -> None:
    typed = Typed(question="?", expect="clause", document="1/2026/NĐ-CP", units=units)
    assert right(typed, answer, lambda _: answer) is good


def test_choices_must_lead_to_the_candidates_and_nowhere_else() -> None:
    typed = Typed(question="?", expect="ambiguous", candidates=["1/2026/NĐ-CP", "1/2025/NĐ-CP"])

    def tapped(question: Question) -> Answer:
        return quoting(question.text)

    assert right(typed, asking("1/2026/NĐ-CP", "1/2025/NĐ-CP"), tapped)
    assert not right(typed, asking("1/2026/NĐ-CP"), tapped)
    assert not right(typed, asking("1/2026/NĐ-CP", "1/2024/NĐ-CP"), tapped)
    assert not right(typed, asking("1/2026/NĐ-CP", "1/2025/NĐ-CP"), lambda _: asking("một", "hai"))


def test_what_is_unknown_or_ended_must_be_said() -> None:
    unknown = Typed(question="?", expect="unknown")
    ended = Typed(question="?", expect="ended", document="1/2020/NĐ-CP")

    def good(typed: Typed, answer: Answer) -> bool:
        return right(typed, answer, lambda _: answer)

    assert good(unknown, handing("Kho chưa có văn bản số 7."))
    assert not good(unknown, handing("Không rõ."))
    assert not good(unknown, quoting())
    assert good(ended, handing("Nghị định số 1/2020/NĐ-CP đã hết hiệu lực."))
    assert not good(ended, handing("Nghị định số 2/2020/NĐ-CP đã hết hiệu lực."))


def test_the_starter_set_is_above_the_bar(service: Service) -> None:
    typed = citations.load(citations.STARTER)
    judged = list(citations.ask(typed, service.answer))
    wrong = [one.typed.question for one in judged if not one.right]
    assert len(wrong) <= (1 - citations.BAR) * len(judged), wrong


def test_the_sets_are_two_hundred_citations_of_which_sixty_are_held_out() -> None:
    sets = [citations.load(file) for file in (citations.STARTER, citations.LAWS)]
    typed = [one for some in sets for one in some]
    assert len({one.question for one in typed}) == len(typed) >= 200
    assert sum(one.held_out for one in typed) >= 60
