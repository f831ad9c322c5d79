"""Looking for what no document says: the looker finds what the exit should have caught."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.__main__ import main
from eval.unsupported import Looked, Texts, look, pose
from retrieval.answer import Answer
from retrieval.generation import Generation
from retrieval.manifest import current
from retrieval.question import Question
from retrieval.service import Service

TODAY = date(2026, 11, 22)
ASKED = Question("Phải khai báo máy X-quang y tế trong bao nhiêu ngày?", TODAY)


@pytest.fixture
def texts(starter_index: Path) -> Texts:
    return Texts(Generation(current(starter_index)).store)


def looked(answer: Callable[[Question], Answer], texts: Texts) -> Looked:
    return look([ASKED], answer, texts)


def test_an_honest_answer_has_nothing_that_no_document_says(service: Service, texts: Texts) -> None:
    found = looked(service.answer, texts)
    assert found.unsupported == ()
    assert (found.answers, found.answered, found.held_back) == (1, 1, 0)
    assert found.quotes
    assert found.sentences
    assert found.numbers


def other_number(answer: Answer) -> Answer:
    return replace(answer, conclusion=answer.conclusion.replace("10 ngày", "11 ngày"))


def own_sentence(answer: Answer) -> Answer:
    return replace(answer, conclusion=f"{answer.conclusion}\nXã tự quyết định.")


def altered_quote(answer: Answer) -> Answer:
    first = answer.quotes[0]
    return replace(answer, quotes=(replace(first, text=first.text.replace("phải", "nên")),))


def foreign_quote(answer: Answer) -> Answer:
    document = replace(answer.quotes[0].document, id="khcn-hoi-dap")
    return replace(answer, quotes=(replace(answer.quotes[0], document=document),))


def own_note(answer: Answer) -> Answer:
    return replace(answer, notes=("Nghị định số 987/2031/NĐ-CP quy định khác.",))


@pytest.mark.parametrize(
    "tamper", [other_number, own_sentence, altered_quote, foreign_quote, own_note]
)
def test_what_no_document_says_is_found(
    service: Service, texts: Texts, tamper: Callable[[Answer], Answer]
) -> None:
    assert looked(lambda asked: tamper(service.answer(asked)), texts).unsupported


def test_questions_are_drawn_by_seed_and_are_many(starter_index: Path) -> None:
    store = Generation(current(starter_index)).store
    posed = pose(store, ["Lệ phí?"], 60, TODAY, 1)
    assert posed == pose(store, ["Lệ phí?"], 60, TODAY, 1)
    assert posed != pose(store, ["Lệ phí?"], 60, TODAY, 2)
    assert len({question.text for question in posed}) > 50


def test_the_command_looks_over_the_starter_corpus_and_a_folder(tmp_path: Path) -> None:
    (tmp_path / "can").mkdir()
    (tmp_path / "can" / "can.md").write_text(
        "# Quy định về cân\n\n## Thời hạn kiểm định\n\nCân ở chợ kiểm định trong 12 ngày.\n"
    )
    shown = CliRunner().invoke(
        main,
        ["unsupported", str(tmp_path / "can"), "--answers", "20", "--words-only"],
        env={"MOTCHAM_DATA": str(tmp_path / "var"), "COLUMNS": "200"},
    )
    assert shown.exit_code == 0, shown.output
    assert "starter" in shown.output
    assert "can" in shown.output
