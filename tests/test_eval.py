"""Measuring: figures against values worked out by hand."""

import json
import random
from pathlib import Path

import pytest

from eval import golden
from eval.beir import BeirSet, evaluate, index
from eval.metrics import ndcg, recall, reciprocal_rank
from eval.quotes import check
from eval.thresholds import Weighed, sweep
from eval.typing import retype
from retrieval.assistant import Assistant
from retrieval.service import Service


def test_figures_of_a_ranking() -> None:
    ranking, relevant = ["x", "a", "y", "b"], {"a": 2, "b": 1, "z": 0}
    assert recall(ranking, relevant, 2) == 0.5
    assert reciprocal_rank(ranking, relevant, 10) == 0.5
    gained = 3 / 1.5849625 + 1 / 2.3219281
    assert ndcg(ranking, relevant, 10) == pytest.approx(gained / (3 + 1 / 1.5849625))
    assert (recall([], {}, 5), reciprocal_rank([], {}, 5), ndcg([], {}, 5)) == (0, 0, 0)


@pytest.fixture
def beir(tmp_path: Path) -> BeirSet:
    documents = [("a", "Khai báo", "Khai báo thiết bị trong 10 ngày."), ("b", "Phí", "Không phí.")]
    questions = [
        ("q1", "khai báo thiết bị mấy ngày"),
        ("q2", "phí bao nhiêu"),
        ("q3", "không ai hỏi"),
    ]
    (tmp_path / "corpus.jsonl").write_text(
        "\n".join(json.dumps({"_id": i, "title": t, "text": x}) for i, t, x in documents)
    )
    (tmp_path / "queries.jsonl").write_text(
        "\n".join(json.dumps({"_id": i, "text": t}) for i, t in questions)
    )
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\ta\t1\nq2\tb\t1\n")
    return BeirSet(tmp_path)


@pytest.mark.parametrize("typing", ["full", "none", "half"])
def test_a_set_goes_through_our_own_index_and_retrieval(
    beir: BeirSet, tmp_path: Path, typing: str
) -> None:
    generation = index(beir, tmp_path / "index", None, lambda *_: None)
    result = evaluate(beir, generation, None, typing)
    assert (result.questions, result.documents) == (2, 2)
    assert result.figures["nDCG@10"] == 1.0
    assert result.as_json()["R@1"] == 1.0


def test_quotes_are_held_against_the_bytes_of_the_index(beir: BeirSet, tmp_path: Path) -> None:
    generation = index(beir, tmp_path / "index", None, lambda *_: None)
    checked = check(["khai báo thiết bị"], Assistant(generation, None), golden.DAY)
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


def test_golden_questions_are_judged_by_outcome_document_and_words(service: Service) -> None:
    wanted = next(g for g in golden.load() if g.expect == "answered" and g.must_contain)
    (judged,) = golden.ask([wanted], service.answer)
    assert (judged.outcome, judged.document, judged.words) == (True, True, True)
    other = wanted.model_copy(update={"document": "x", "any_of": [], "must_contain": ["¤"]})
    (judged,) = golden.ask([other], service.answer)
    assert (judged.outcome, judged.document, judged.words) == (True, False, False)


def test_a_higher_threshold_answers_less() -> None:
    some = golden.load()
    weighed = [Weighed(one, place / len(some), right=True) for place, one in enumerate(some)]
    points = sweep(weighed, [0.1, 0.5, 0.9])
    assert [p.coverage for p in points] == sorted((p.coverage for p in points), reverse=True)
