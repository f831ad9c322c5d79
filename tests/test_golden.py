"""The golden questions hold the recorded bar, with the bundled model."""

from pathlib import Path

import pytest

from eval import golden
from indexer.sync import sync
from retrieval.embedder import Embedder
from retrieval.service import Service


@pytest.fixture(scope="module")
def figures(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    index = tmp_path_factory.mktemp("golden") / "index"
    sync(index, [Path("corpus/starter")], embedder)
    return golden.figures(list(golden.ask(golden.load(), Service(index, embedder).answer)))


@pytest.mark.parametrize("name", sorted(golden.bar()))
def test_the_golden_questions_hold_the_bar(figures: dict[str, float], name: str) -> None:
    assert figures[name] >= golden.bar()[name]


def test_a_third_of_the_golden_questions_are_traps_or_have_no_answer() -> None:
    questions = golden.load()
    hard = [one for one in questions if one.kind not in ("plain", "as_of", "citation")]
    assert len(questions) >= 60
    assert len(hard) * 3 >= len(questions)
