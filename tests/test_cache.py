"""The cache: what it keeps, what it forgets, and what a damaged one costs."""

from pathlib import Path

import numpy as np

from corpus.document import Document, Kind, Section
from corpus.reading import Reading
from indexer.cache import Cache

READING = Reading(
    Document(id="a", kind=Kind.GUIDE, title="Khai báo"),
    (Section(("Hồ sơ",), "Hồ sơ", "01 đơn", page=2),),
    ("lời nhắc",),
)
ONE, TWO = np.eye(2, dtype=np.float32)


def test_a_reading_comes_back_as_it_was(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db") as cache:
        cache.keep_reading("x a.md", READING)
    with Cache(tmp_path / "cache.db") as cache:
        assert cache.reading("x a.md") == READING
        assert cache.reading("y a.md") is None


def test_vectors_of_one_model_are_not_given_out_for_another(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db") as cache:
        cache.keep_vectors("small", [("x", ONE), ("y", TWO)])
        assert cache.vectors("large", ["x", "y"]) == {}
        assert np.array_equal(cache.vectors("small", ["y", "z"])["y"], TWO)


def test_more_vectors_are_found_than_one_statement_can_name(tmp_path: Path) -> None:
    digests = [str(number) for number in range(1201)]
    with Cache(tmp_path / "cache.db") as cache:
        cache.keep_vectors("small", [(digest, ONE) for digest in digests])
        assert cache.vectors("small", digests).keys() == set(digests)


def test_pruning_keeps_what_is_in_use(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db") as cache:
        cache.keep_reading("used", READING)
        cache.keep_reading("stale", READING)
        cache.keep_vectors("small", [("used", ONE), ("stale", ONE)])
        cache.keep_vectors("old model", [("used", ONE)])
        cache.prune("small", {"used"}, {"used"})
        assert cache.reading("stale") is None
        assert cache.reading("used") == READING
        assert cache.vectors("small", ["used", "stale"]).keys() == {"used"}
        assert cache.vectors("old model", ["used"]) == {}


def test_a_reading_of_another_version_is_read_again(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.db") as cache:
        cache.keep_reading("x", READING)
        with cache._db:
            cache._db.execute("UPDATE files SET json = '{}'")
        assert cache.reading("x") is None


def test_a_file_that_is_no_database_is_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "cache.db").write_bytes(b"x" * 8192)
    with Cache(tmp_path / "cache.db") as cache:
        assert cache.reading("x") is None
        cache.keep_reading("x", READING)


def test_a_cache_damaged_in_its_middle_is_thrown_away(tmp_path: Path) -> None:
    file = tmp_path / "cache.db"
    with Cache(file) as cache:
        cache.keep_vectors("small", [(str(number), ONE) for number in range(2000)])
    content = bytearray(file.read_bytes())
    content[5000:9000] = b"\xff" * 4000
    file.write_bytes(content)
    with Cache(file) as cache:
        assert cache.vectors("small", ["1"]) == {}
        cache.keep_vectors("small", [("1", ONE)])
        assert cache.vectors("small", ["1"]).keys() == {"1"}
