"""A section of another day gives way to the one under the same heading."""

from datetime import date

import numpy as np
import pytest

from indexer.sync import sync
from retrieval.counterparts import lift_counterparts
from retrieval.generation import Generation
from retrieval.manifest import current
from tests.fakes import dated

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    place = tmp_path_factory.mktemp("counterparts")
    sync(place / "index", [dated.write(place / "files")], None)
    return Generation(current(place / "index"))


def row(generation: Generation, document: str, heading: str) -> int:
    store = generation.store
    (number,) = [row for row, one in store.document_rows() if one.id == document]
    (found,) = [row for row, path in store.provision_rows(number) if path == (heading,)]
    return found


def lifted(generation: Generation, heading: str, beside: int) -> dict[int, float]:
    """The scores where the old section has 1 and ``beside`` has 0.2."""
    rows = np.array([row(generation, "yen-cu", heading), beside], np.int64)
    fused = np.array([1.0, 0.2], np.float32)
    made, scores = lift_counterparts(rows, fused, generation.in_force(TODAY), generation)
    return dict(zip(made.tolist(), scores.tolist(), strict=True))


def test_the_section_in_force_is_lifted(generation: Generation) -> None:
    new = row(generation, "yen-moi", "Thời hạn giải quyết")
    other = row(generation, "bun", "Thời hạn giải quyết")
    scores = lifted(generation, "Thời hạn giải quyết", other)
    assert scores[new] == pytest.approx(0.98)
    assert scores[other] == pytest.approx(0.2)


def test_without_a_counterpart_nothing_is_lifted(generation: Generation) -> None:
    other = row(generation, "bun", "Thời hạn giải quyết")
    assert max(lifted(generation, "Phí, lệ phí", other).values()) == 1.0
    assert len(lifted(generation, "Phí, lệ phí", other)) == 2


def test_what_is_in_force_and_better_stays_first(generation: Generation) -> None:
    old = row(generation, "yen-cu", "Thời hạn giải quyết")
    best = row(generation, "bun", "Thời hạn giải quyết")
    rows, fused = np.array([old, best], np.int64), np.array([0.5, 0.9], np.float32)
    made, _ = lift_counterparts(rows, fused, generation.in_force(TODAY), generation)
    assert made.tolist() == [old, best]
