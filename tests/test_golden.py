"""The golden questions hold the recorded bar, with the bundled model and by words alone."""

from pathlib import Path

import pytest

from eval import bar, golden
from eval.bar import Held
from retrieval.assistant import Assistant
from retrieval.embedder import Embedder
from retrieval.generation import Generation
from retrieval.manifest import current


def held(index: Path, embedder: Embedder | None, mode: str) -> dict[str, Held]:
    assistant = Assistant(Generation(current(index)), embedder)
    rows = [golden.row(one, "starter") for one in golden.ask(golden.load(), assistant)]
    return {one.name: one for one in bar.hold(rows, bar.load()[mode])}


@pytest.fixture(scope="module")
def with_model(full_index: Path, embedder: Embedder) -> dict[str, Held]:
    return held(full_index, embedder, "model")


@pytest.fixture(scope="module")
def by_words(starter_index: Path) -> dict[str, Held]:
    return held(starter_index, None, "words")


@pytest.mark.parametrize("name", sorted(bar.load()["model"].figures))
def test_the_golden_questions_hold_the_bar(with_model: dict[str, Held], name: str) -> None:
    assert not with_model[name].worse, with_model[name]


@pytest.mark.parametrize("name", sorted(bar.load()["words"].figures))
def test_they_hold_it_without_the_model(by_words: dict[str, Held], name: str) -> None:
    assert not by_words[name].worse, by_words[name]


def test_the_bar_is_of_the_questions_that_are_asked() -> None:
    known = {one.id for one in golden.load()}
    for one in bar.load().values():
        assert len(known & one.asked.keys()) >= 0.8 * len(known), "python -m eval run --record"


def test_a_third_of_the_golden_questions_are_traps_or_have_no_answer() -> None:
    questions = golden.load()
    hard = [one for one in questions if one.kind not in ("plain", "as_of", "citation")]
    assert len(questions) >= 60
    assert len(hard) * 3 >= len(questions)
