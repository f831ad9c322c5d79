"""Vectors in PostgreSQL answer as those in files do, and are whole before they are asked."""

import gc
import logging
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import psycopg
import pytest

from corpus.settings import BadSetting, Settings
from indexer.generations import generations
from indexer.sync import sync
from retrieval.generation import Generation
from retrieval.manifest import current
from retrieval.question import Question
from retrieval.service import Service
from retrieval.vector_tables import VectorsRefused, VectorTables
from retrieval.vectors import VectorIndex, build
from tests.fakes.counting import CountingEmbedder
from tests.fakes.databases import on_server
from tests.fakes.decrees import AMENDED_TODAY, BASE

COUNT, DIMENSION = 1500, 24
NONE = timedelta(0)
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


@pytest.fixture(scope="module")
def address() -> str:
    return on_server()


def some(count: int = COUNT, seed: int = 1) -> np.ndarray:
    found = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


@pytest.fixture
def files(tmp_path: Path) -> VectorIndex:
    vectors = some()
    vectors[7] = np.nan  # is kept as zeros
    build(vectors, tmp_path / "vectors")
    return VectorIndex(tmp_path / "vectors")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Documents, an index of which is still to be made."""
    place = tmp_path / "docs"
    place.mkdir()
    (place / "base.txt").write_text(BASE, encoding="utf-8")
    return place


def tables_in(address: str) -> set[str]:
    with psycopg.connect(address) as connection:
        found = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'motcham_vectors'"
        ).fetchall()
    return {str(name) for (name,) in found}


def table(address: str, files: VectorIndex, name: str, exact_up_to: int = COUNT) -> VectorIndex:
    from retrieval.vector_tables import TableVectors

    tables = VectorTables(address, exact_up_to)
    made = TableVectors(files, tables, f"motcham_vectors.{name}", exact_up_to)
    made.made()
    return made


def test_all_read_they_are_the_same_rows_and_cosines(address: str, files: VectorIndex) -> None:
    found = table(address, files, "v1")
    assert (len(found), found.dimension) == (COUNT, DIMENSION)
    for asked in some(20, seed=2):
        here, there = files.nearness(asked, 40), found.nearness(asked, 40)
        assert here.rows.tolist() == there.rows.tolist()
        assert there.cosines == pytest.approx(here.cosines, abs=1e-5)
        assert there.floor == pytest.approx(here.floor, abs=1e-5)
        assert there.of(here.rows) == pytest.approx(here.cosines, abs=1e-5)


def test_listed_by_the_index_they_are_nearly_the_same(address: str, files: VectorIndex) -> None:
    found = table(address, files, "v2", exact_up_to=100)
    shares = []
    for asked in some(20, seed=3):
        here, there = files.nearness(asked, 40), found.nearness(asked, 40)
        shares.append(len(np.intersect1d(here.rows, there.rows)) / 40)
        assert (np.diff(there.cosines) <= 0).all()
        assert there.floor == pytest.approx(here.floor, abs=0.05)
    assert np.mean(shares) >= 0.97


def test_a_generation_serves_only_when_its_table_is_whole(folder: Path, tmp_path: Path) -> None:
    address, index, seen = on_server(), tmp_path / "index", []
    tables = VectorTables(address)

    def ready(generation: Path) -> None:
        seen.append((index / "CURRENT").exists())
        tables.fill(generation)

    sync(index, [folder], CountingEmbedder(), ready=ready)
    assert seen == [False]
    assert tables_in(address) == {
        f"v{Generation(current(index)).manifest['files']['vectors/all.npy']}"
    }


def test_where_the_database_refuses_nothing_is_published(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    with pytest.raises(VectorsRefused, match="start the server"):
        sync(index, [folder], CountingEmbedder(), ready=VectorTables(NOWHERE).fill)
    assert generations(index) == []
    assert not (index / "CURRENT").exists()


def test_a_filling_that_breaks_off_leaves_no_table(address: str, files: VectorIndex) -> None:
    before = tables_in(address)

    class Broken(VectorIndex):
        def __init__(self) -> None:
            self.__dict__.update(vars(files))

        def vector(self, row: int) -> np.ndarray:
            if row == COUNT // 2:
                raise KeyboardInterrupt
            return files.vector(row)

    with pytest.raises(KeyboardInterrupt):
        table(address, Broken(), "v3").nearness(some(1)[0], 1)
    assert tables_in(address) == before
    assert len(table(address, files, "v3").nearness(some(1)[0], 9).rows) == 9


def test_many_who_fill_it_at_once_fill_it_once(address: str, files: VectorIndex) -> None:
    found: list[VectorIndex] = []

    def fill() -> None:
        found.append(table(address, files, "v4"))

    threads = [threading.Thread(target=fill) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(found) == 4
    with psycopg.connect(address) as connection:
        counted = connection.execute("SELECT count(*) FROM motcham_vectors.v4").fetchone()
    assert counted == (COUNT,)


def test_the_service_moves_with_the_generations_and_old_tables_go(
    folder: Path, tmp_path: Path
) -> None:
    address, index, embedder = on_server(), tmp_path / "index", CountingEmbedder()
    sync(index, [folder], embedder)  # by somebody who did not fill the table
    tables = VectorTables(address)
    service = Service(index, embedder, look_again=0, tables=tables)
    question = Question("Thời hạn báo cáo kết quả thử nghiệm cân", date(2026, 6, 1))
    assert service.answer(question).quotes
    first = tables_in(address)
    assert len(first) == 1
    (folder / "more.txt").write_text(AMENDED_TODAY, encoding="utf-8")
    sync(index, [folder], embedder, ready=tables.fill)
    assert service.answer(question).quotes
    assert len(tables_in(address)) == 2
    gc.collect()  # the generation before is let go of,
    assert service.answer(question).quotes  # and its table, by the connection that searches
    cleaning = VectorTables(address)
    cleaning.keep_only([current(index)])
    assert len(tables_in(address)) == 2, "it is young"
    cleaning.keep_only([current(index)], young=NONE)
    assert len(tables_in(address) & first) == 0
    cleaning.keep_only([], young=NONE)
    assert len(tables_in(address)) == 1, "the service searches it"
    del service
    tables.close()
    until = time.monotonic() + 10  # the server lets go of a closed connection's locks in its time
    while tables_in(address) and time.monotonic() < until:
        cleaning.keep_only([], young=NONE)
        time.sleep(0.05)
    assert tables_in(address) == set()


def test_a_table_that_is_gone_is_searched_in_the_files(folder: Path, tmp_path: Path) -> None:
    address, index, embedder = on_server(), tmp_path / "index", CountingEmbedder()
    sync(index, [folder], embedder)
    service = Service(index, embedder, look_again=0, tables=VectorTables(address))
    question = Question("Thời hạn báo cáo kết quả thử nghiệm cân", date(2026, 6, 1))
    before = service.answer(question).quotes
    with psycopg.connect(address) as connection:
        connection.execute("DROP SCHEMA motcham_vectors CASCADE")
    assert before
    assert service.answer(question).quotes == before


def test_what_another_version_left_behind_keeps_no_table_and_stops_nothing(
    folder: Path, tmp_path: Path
) -> None:
    address, index, embedder = on_server(), tmp_path / "index", CountingEmbedder()
    tables = VectorTables(address)
    sync(index, [folder], embedder, ready=tables.fill)
    (index / "g000000").mkdir()
    (index / "g000000" / "manifest.json").write_text('{"format": 1}')
    tables.keep_only(generations(index), young=NONE)
    assert len(tables_in(address)) == 1


def test_who_asks_does_not_wait_for_who_fills(address: str, files: VectorIndex) -> None:
    table(address, files, "v5")
    with psycopg.connect(address) as filling:
        filling.execute("SELECT pg_advisory_xact_lock(%s)", [0x4D437665])
        with VectorTables(address).connection() as raw:
            assert raw.execute("SELECT count(*) FROM motcham_vectors.v5").fetchone() == (COUNT,)


def test_without_the_database_the_files_answer_and_it_is_told_once(
    files: VectorIndex, caplog: pytest.LogCaptureFixture
) -> None:
    from retrieval.vector_tables import TableVectors

    found = TableVectors(files, VectorTables(NOWHERE), "motcham_vectors.v9", COUNT)
    asked = some(1)[0]
    with caplog.at_level(logging.WARNING):
        found.fill()
        for _ in range(3):
            near = found.nearness(asked, 5)
            assert near.rows.tolist() == files.nearness(asked, 5).rows.tolist()
    (told,) = caplog.messages
    assert "searched in the files" in told
    assert "MOTCHAM_VECTORS=files" in told


def test_they_need_a_postgresql_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCHAM_VECTORS", "pgvector")
    monkeypatch.setenv("MOTCHAM_DATABASE_URL", "")
    with pytest.raises(BadSetting, match="PostgreSQL"):
        Settings.load()
    monkeypatch.setenv("MOTCHAM_DATABASE_URL", "postgresql://u@h/d")
    assert Settings.load().vectors == "pgvector"
