"""The word index is the same however little memory there is to build it."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.words import WordIndex
from retrieval.words_writer import build

KB = 1 << 10
SYLLABLES = [a + b for a in "bcdhklmnt" for b in ("a", "ang", "e", "inh", "o", "u")]


def texts(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    random = np.random.default_rng(seed)
    for _ in range(count):
        yield " ".join(random.choice(SYLLABLES, 3)), " ".join(random.choice(SYLLABLES, 60))


def arrays(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize("memory", [0, 50 * KB, 200 * KB])
def test_less_memory_gives_the_same_index(tmp_path: Path, memory: int) -> None:
    build(texts(50), tmp_path / "whole")
    build(texts(50), tmp_path / "parts", memory)
    assert arrays(tmp_path / "parts") == arrays(tmp_path / "whole")


rows = st.lists(st.tuples(st.text(max_size=20), st.text(max_size=60)), max_size=6)


@given(rows, st.integers(0, 100 * KB))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_is_found_by_its_words_with_any_memory(
    tmp_path: Path, written: list[tuple[str, str]], memory: int
) -> None:
    build(written, tmp_path, memory)
    index = WordIndex(tmp_path)
    assert index.size == len(written)
    for row, (title, body) in enumerate(written):
        assert index.lacks(row, title) == index.lacks(row, body) == []


def test_building_holds_no_more_than_it_may(tmp_path: Path) -> None:
    build(texts(10), tmp_path / "first")  # what is loaded once does not count
    memory = 1000 * KB
    tracemalloc.start()
    build(texts(3000), tmp_path / "second", memory)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    written = sum(file.stat().st_size for file in (tmp_path / "second").iterdir())
    assert peak < 2 * memory < written
