"""Adapting an encoder: questions made of articles, and a training that is really run."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.__main__ import main
from eval.train import ADAPTER, RECORD, Recipe, merge, train
from eval.training_pairs import Article, Example, articles, examples, pairs, reviewed
from retrieval.embedder import identity
from tests.fakes.small_model import write

BODY = (
    "1. Cơ sở có thiết bị phải khai báo trong thời hạn 10 ngày làm việc kể từ ngày có thiết bị.\n"
    "2. Ủy ban nhân dân cấp tỉnh cấp giấy xác nhận khai báo cho cơ sở sau khi kiểm tra hồ sơ."
)
KNOWN = [
    Article("nd", f"Điều {n} Nghị định {n}/2025/NĐ-CP", f"Khai báo thiết bị loại {n}", BODY)
    for n in range(1, 9)
]
EXAMPLES = [
    Example("bao lau", "a bao a lau", "a a a"),
    Example("lau a", "lau lau a", "bao bao"),
] * 4


def test_an_article_gives_questions_that_its_passage_answers() -> None:
    made = list(pairs(KNOWN))
    assert {pair.article for pair in made} == set(range(8))
    for pair in made:
        assert KNOWN[pair.article].name in pair.passage
        assert pair.question not in pair.passage.split("\n")[1:]


def test_what_asks_for_a_number_does_not_say_it() -> None:
    asked = [pair.question for seed in range(9) for pair in pairs(KNOWN, seed)]
    assert any("bao lâu" in text for text in asked)
    assert not any("bao lâu" in text and "10 ngày" in text for text in asked)


def test_a_heading_that_many_articles_have_is_no_question() -> None:
    same = [replace(article, heading="Hiệu lực thi hành") for article in KNOWN]
    assert list(pairs(same)) == []


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=300))
def test_any_article_can_be_read(heading: str, body: str) -> None:
    for pair in pairs([Article("a", "Điều 1", heading, body)]):
        assert pair.question
        assert pair.passage


def test_the_other_passage_is_of_another_article() -> None:
    def scores(_question: str) -> np.ndarray:
        return np.arange(len(KNOWN), 0, -1).astype(np.float32)

    made = examples(KNOWN, 100, scores)
    assert made == examples(KNOWN, 100, scores)
    assert all(one.passage.split("\n")[0] not in one.other for one in made)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl.gz"
    with gzip.open(file, "wt") as stream:
        stream.write('{"law": "a", "name": "b", "heading": "c", "body": "d"}\n{"law": "a"}\n')
    with pytest.raises(ValueError, match="line 2"):
        articles(file)
    pair_file = tmp_path / "pairs.jsonl"
    pair_file.write_text('{"question": "mấy ngày"}')
    with pytest.raises(ValueError, match="line 1"):
        reviewed(pair_file)


def test_a_training_writes_a_model_that_can_be_set(tmp_path: Path) -> None:
    base, into = write(tmp_path / "base"), tmp_path / "out"
    recipe = Recipe(batch=2, rank=2, tokens=16, save_every=1)
    seen: list[int] = []
    model = train(base, EXAMPLES, into, recipe, lambda _what, done, _of: seen.append(done))
    assert seen == [1, 2, 3, 4]
    record = json.loads((into / RECORD).read_text())
    assert record["examples"] == len(EXAMPLES)
    assert record["resumed"] is False
    assert "without labels" in (into / "README.md").read_text()
    assert identity(str(model), tmp_path) != identity(str(base), tmp_path)
    again = train(base, EXAMPLES, into, recipe, lambda _what, done, _of: seen.append(done))
    assert seen == [1, 2, 3, 4]  # all steps had been made
    assert again == model


def test_half_of_an_update_is_half_way_between(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    base, into = write(tmp_path / "base"), tmp_path / "out"
    train(base, EXAMPLES, into, Recipe(batch=2, rank=2, tokens=16, rate=0.05))

    def weights(folder: Path) -> np.ndarray:
        model = SentenceTransformer(str(folder), device="cpu")
        layers = dict(model.named_parameters())
        name = next(name for name in layers if name.endswith("intermediate.dense.weight"))
        return np.asarray(layers[name].detach())

    whole = weights(merge(base, into / ADAPTER, tmp_path / "whole"))
    half = weights(merge(base, into / ADAPTER, tmp_path / "half", 0.5))
    assert not np.allclose(whole, weights(base), atol=1e-4)
    assert np.allclose(half, (whole + weights(base)) / 2, atol=1e-5)


def test_the_command_trains_on_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "articles.jsonl"
    rows = (json.dumps({"law": a.law, "name": a.name, "heading": a.heading, "body": a.body})
            for a in KNOWN)  # fmt: skip
    file.write_text("\n".join(rows))
    monkeypatch.setenv("MOTCHAM_MODEL", str(write(tmp_path / "base")))
    into = tmp_path / "out"
    done = CliRunner().invoke(main, ["train", str(file), "--out", str(into), "--examples", "4"])
    assert done.exit_code == 0, done.output
    assert (into / "model" / "modules.json").is_file()
