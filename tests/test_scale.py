"""Growth is measured over copies that are like their originals, within the memory allowed."""

from pathlib import Path

import numpy as np
import pytest

from eval.scale import Source, Stopped, copied, copies, measure, parse_size
from tests.fakes.counting import CountingEmbedder

TEXTS = [
    f"Hồ sơ của việc số {number} gồm đơn, giấy tờ và tờ khai, nộp trong {number} ngày làm việc."
    for number in range(20)
]


@pytest.fixture
def source() -> Source:
    embedder = CountingEmbedder()
    questions = ["hồ sơ việc số 3", "nộp trong mấy ngày", "giấy tờ gì"]
    windows = [1, 2] * 10
    halves = [text for text, count in zip(TEXTS, windows, strict=True) for _ in range(count)]
    vectors = embedder.encode(halves, "passage")
    return Source(TEXTS, windows, vectors, questions, embedder.encode(questions, "query"))


def test_the_first_copies_are_the_originals_and_later_ones_like_them(source: Source) -> None:
    made = [chunk for cut in copies(source, 100) for chunk in cut.chunks]
    assert [chunk.text for chunk in made[:20]] == TEXTS
    for place, chunk in enumerate(made[20:], 20):
        words, original = chunk.text.split(), TEXTS[place % 20].split()
        assert len(words) == len(original)
        assert sum(map(str.__eq__, words, original)) > len(words) / 3
    assert len({chunk.id for chunk in made}) == 100
    assert [count for cut in copies(source, 3) for count in cut.windows] == [1, 2, 1]


def test_vectors_of_copies_are_near_their_originals(source: Source) -> None:
    made = copied(source.vectors, 150)
    assert np.linalg.norm(made, axis=1) == pytest.approx(1, abs=1e-5)
    assert np.einsum("ij,ij->i", made, np.tile(source.vectors, (5, 1))).min() > 0.7


def test_a_size_is_measured(source: Source, tmp_path: Path) -> None:
    built, served = measure(source, 400, tmp_path, 8 << 30)
    assert built.shortlist == "exact"
    assert built.disk > 0.1
    assert served.recall == 1.0
    assert served.milliseconds.keys() == {"words", "vectors", "find", "all"}
    assert all(0 < half <= most for half, most in served.milliseconds.values())
    assert all(rate > 0 for rate in served.a_second.values())


def test_a_size_that_would_take_too_much_memory_is_given_up(source: Source, tmp_path: Path) -> None:
    with pytest.raises(Stopped, match="build"):
        measure(source, 2_000_000, tmp_path, 100 << 20)


@pytest.mark.parametrize(
    ("text", "size"), [("10k", 10_000), ("1M", 1_000_000), (" 0.5m", 500_000), ("7", 7)]
)
def test_sizes_are_read(text: str, size: int) -> None:
    assert parse_size(text) == size
