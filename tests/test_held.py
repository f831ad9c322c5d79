"""As-of and competence questions hold their bars, with the bundled model."""

from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from eval import as_of, competence
from eval.__main__ import main
from eval.held import hold, share
from retrieval.generation import Generation
from retrieval.manifest import current
from retrieval.service import Service


def test_the_rule_of_the_day_answers(full_service: Service) -> None:
    held = list(hold(as_of.load(), as_of.faults, full_service.answer))
    wrong = [(one.id, one.faults) for one in held if one.faults]
    assert share(held) >= as_of.BAR, wrong


def test_whose_job_it_is_is_told(full_service: Service) -> None:
    held = list(hold(competence.load(), competence.faults, full_service.answer))
    wrong = [(one.id, one.faults) for one in held if one.faults]
    assert share(held) >= competence.BAR, wrong


def test_every_dated_document_is_asked_for(starter_index: Path) -> None:
    named = {name for one in as_of.load() for name in one.documents}
    documents = Generation(current(starter_index)).store.documents()
    dated = {
        one.id for one in documents if one.validity.effective_from or one.validity.effective_to
    }
    assert sorted(dated - named) == []


@pytest.mark.parametrize("questions", [as_of.load(), competence.load()])
def test_a_third_of_the_questions_took_no_part_in_the_making(
    questions: list[as_of.AsOf] | list[competence.Whose],
) -> None:
    seen = Counter(one.unseen for one in questions)
    assert len(questions) >= 40
    assert 3 * seen[True] >= 0.9 * len(questions)


def test_a_wrong_answer_is_found_out(service: Service) -> None:
    (asked, *_) = [one for one in as_of.load() if one.must_contain]
    wrong = asked.model_copy(update={"must_contain": ["99 ngày làm việc"]})
    assert as_of.faults(wrong, service.answer(wrong.asked))
    (whose, *_) = [one for one in competence.load() if one.level == "province"]
    answer = service.answer(whose.asked)
    assert competence.faults(whose.model_copy(update={"level": "ministry"}), answer)


@pytest.mark.parametrize("name", ["as-of", "competence"])
def test_the_commands_are_there(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    assert "--failures" in result.output
