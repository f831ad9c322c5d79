"""Measuring: figures against values worked out by hand."""

import random
from pathlib import Path

import numpy as np
import pytest

from eval import golden
from eval.ahead import Ahead
from eval.beir import BeirSet, ask
from eval.metrics import ndcg, recall, reciprocal_rank
from eval.quotes import check
from eval.typing import retype
from retrieval.assistant import Assistant
from retrieval.embedder import Embedder
from retrieval.generation import Generation
from retrieval.manifest import current
from tests.fakes.sets import LAWS, beir_set, indexed


def test_figures_of_a_ranking() -> None:
    ranking, relevant = ["x", "a", "y", "b"], {"a": 2, "b": 1, "z": 0}
    assert recall(ranking, relevant, 2) == 0.5
    assert reciprocal_rank(ranking, relevant, 10) == 0.5
    gained = 3 / 1.5849625 + 1 / 2.3219281
    assert ndcg(ranking, relevant, 10) == pytest.approx(gained / (3 + 1 / 1.5849625))
    assert (recall([], {}, 5), reciprocal_rank([], {}, 5), ndcg([], {}, 5)) == (0, 0, 0)


@pytest.fixture
def beir(tmp_path: Path) -> BeirSet:
    return beir_set(tmp_path / "laws", LAWS)


@pytest.mark.parametrize("typing", ["full", "none", "half"])
@pytest.mark.parametrize("fast", [True, False])
def test_a_set_goes_through_our_own_index_and_retrieval(
    beir: BeirSet, tmp_path: Path, typing: str, fast: bool
) -> None:
    generation = indexed(beir, tmp_path / "index")
    asked = list(ask(beir, generation, None, typing, fast=fast))
    assert [one.id for one in asked] == ["qa", "qb", "qc"]
    assert [one.figures["nDCG@10"] for one in asked[1:]] == [1.0, 1.0]
    assert asked[0].figures["R@5"] == 1.0  # its copy may stand before it
    assert [bool(one.milliseconds) for one in asked] == [not fast] * 3
    assert asked[1].slices == {"typing": typing, "kind": "kind 1", "length": "short"}


def test_queries_encoded_ahead_have_the_vectors_they_would_have(embedder: Embedder) -> None:
    ahead, texts = Ahead(embedder), ["khai báo thiết bị", "phí bao nhiêu", "khai báo thiết bị"]
    heard: list[int] = []
    ahead.learn(texts, heard.append)
    assert heard == [2]
    one_by_one = np.stack([embedder.encode([text], "query")[0] for text in texts])
    assert np.allclose(ahead.encode(texts, "query"), one_by_one, atol=0.02)
    assert ahead.encode(["phí"], "passage").shape == (1, embedder.dimension)
    assert (ahead.identity, ahead.dimension) == (embedder.identity, embedder.dimension)


def test_quotes_are_held_against_the_bytes_of_the_index(beir: BeirSet, tmp_path: Path) -> None:
    generation = indexed(beir, tmp_path / "index")
    checked = check(["khai báo thiết bị bức xạ"], Assistant(generation, None), golden.DAY)
    assert (checked.answered, checked.differing) == (1, ())
    assert checked.quotes >= 1


def test_half_typing_is_the_same_for_the_same_seed() -> None:
    text = "Thời hạn giải quyết hồ sơ khai báo"
    first, again = (retype(text, "half", random.Random(3)) for _ in range(2))
    assert first == again != text
    assert retype(text, "none", random.Random(3)) == "Thoi han giai quyet ho so khai bao"


def test_a_broken_golden_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "g.jsonl").write_text('\n{"id": "g1"}\n')
    with pytest.raises(ValueError, match="line 2"):
        golden.load(tmp_path / "g.jsonl")


def test_golden_questions_are_judged_by_outcome_document_and_words(starter_index: Path) -> None:
    assistant = Assistant(Generation(current(starter_index)), None)
    wanted = next(g for g in golden.load() if g.expect == "answered" and g.must_contain)
    (judged,) = golden.ask([wanted], assistant)
    assert (judged.outcome, judged.document, judged.words) == (True, True, True)
    assert golden.row(judged, "starter").figures["R@5"] == 1.0
    other = wanted.model_copy(update={"document": "x", "any_of": [], "must_contain": ["¤"]})
    (judged,) = golden.ask([other], assistant)
    assert (judged.outcome, judged.document, judged.words) == (True, False, False)
    assert judged.wrong
    assert golden.row(judged, "starter").figures["nDCG@10"] == 0.0


def test_what_nobody_has_said_is_not_judged(starter_index: Path) -> None:
    assistant = Assistant(Generation(current(starter_index)), None)
    (judged,) = golden.ask([golden.Golden(id="x", question="phí", expect="")], assistant)
    assert not judged.wrong
    assert set(golden.row(judged, "starter").figures.values()) == {None}
