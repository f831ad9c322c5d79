"""Vectors in PostgreSQL (pgvector) beside those in files: ``MOTCHAM_VECTORS=pgvector``.

Each generation's vectors stand in a table of their own, named by the digest of its file of
vectors: made, filled and indexed in one transaction, so that it is whole or not there. Two
generations with the same vectors share one. Up to ``EXACT_UP_TO`` vectors all are read for each
question; above that an HNSW index is. The files stay: they fill the table, and they answer where
the database does not.

Programs on several machines share these tables. Each holds a lock, shared with the others and
ending with its connection, on every table that it may still search; a table goes only when nobody
holds it, and not while it is young: somebody is about to serve it.
"""

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray

from retrieval.manifest import IndexUnavailable, read_manifest
from retrieval.shortlist import greatest
from retrieval.vectors import FILE, Floats, Nearness, Rows, VectorIndex

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

log = logging.getLogger(__name__)
EXACT_UP_TO = 20_000  # vectors: above, the index is read, which holds about as many as are asked
_SCHEMA = "motcham_vectors"
_MOST_LISTED = 1000  # pgvector's own limit on what a search of its index lists
_LOCK = 0x4D437665  # any number, the same in all our programs
YOUNG = timedelta(hours=1)  # between filling a table and the last program's serving it
_PATIENCE = 5  # seconds for a connection, and without a byte: then the files answer


class VectorsRefused(Exception):
    """The database could not be used for vectors; the message says why and what to do."""


class VectorTables:
    """The tables of one database. Safe to share between threads.

    ``url`` is SQLAlchemy's. Nothing is connected to here.

    Raises:
        ModuleNotFoundError: psycopg or pgvector is missing (``pip install '.[postgres]'``).
    """

    def __init__(self, url: str, exact_up_to: int = EXACT_UP_TO) -> None:
        import pgvector.psycopg  # noqa: F401
        from sqlalchemy import create_engine

        from retrieval.silence import give_up_silent

        self.exact_up_to = exact_up_to
        self._engine = create_engine(
            _psycopg(url),
            pool_pre_ping=True,
            isolation_level="AUTOCOMMIT",
            connect_args={"connect_timeout": _PATIENCE},
        )
        self._searched: WeakSet[TableVectors] = WeakSet()
        self._lock = threading.Lock()
        give_up_silent(self._engine, _PATIENCE)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def connection(self) -> Iterator[Any]:
        """psycopg's own, knowing vectors; it holds the tables that this program may search.

        Raises:
            VectorsRefused: here, and for what is refused inside.
        """
        import psycopg
        from pgvector.psycopg import register_vector
        from sqlalchemy.exc import DBAPIError
        from sqlalchemy.exc import TimeoutError as PoolTimeout

        try:
            with self._engine.connect() as connection:
                raw: Any = connection.connection.driver_connection
                if not connection.info.get("vectors"):
                    _extend(raw)
                    register_vector(raw)
                    connection.info["vectors"] = True
                held = connection.info.get("held", frozenset())
                connection.info["held"] = _hold(raw, held, self._in_use())
                yield raw
        except (psycopg.Error, DBAPIError, PoolTimeout) as error:
            reason = " ".join(str(getattr(error, "orig", error)).split())
            raise VectorsRefused(
                f"the database does not serve for vectors ({reason}): start the server, have its "
                "administrator install the extension pgvector, or set MOTCHAM_VECTORS=files"
            ) from error

    def _in_use(self) -> frozenset[str]:
        """The tables of the generations that are open in this program."""
        with self._lock:
            return frozenset(one.table for one in self._searched)

    def of(self, generation: Path, files: VectorIndex) -> "TableVectors":
        """The vectors of a generation; its table is filled first where it is not there."""
        table = TableVectors(files, self, _table(generation), self.exact_up_to)
        with self._lock:
            self._searched.add(table)
        table.fill()
        return table

    def fill(self, generation: Path) -> None:
        """Have the table of a generation ready before the generation is published.

        Raises:
            VectorsRefused
        """
        if read_manifest(generation)["model"]:
            files = VectorIndex(generation / "vectors")
            TableVectors(files, self, _table(generation), self.exact_up_to).made()

    def keep_only(self, generations: Iterable[Path], young: timedelta = YOUNG) -> None:
        """Drop the tables of other generations that no program holds, and that are not young.

        Raises:
            VectorsRefused
        """
        kept = set(self._in_use())
        for one in generations:
            with suppress(IndexUnavailable):  # it was made by another version: nobody serves it
                if read_manifest(one)["model"]:
                    kept.add(_table(one))
        with self.connection() as raw:
            found = raw.execute(_OLD, {"schema": _SCHEMA, "young": young}).fetchall()
            for table in sorted({f"{_SCHEMA}.{name}" for (name,) in found} - kept):
                with raw.transaction():
                    asked = "SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))"
                    (free,) = raw.execute(asked, [_LOCK, table]).fetchone()
                    if free:
                        raw.execute(f"DROP TABLE IF EXISTS {table}")


class TableVectors(VectorIndex):
    """The same as ``files``, searched in the database."""

    def __init__(
        self, files: VectorIndex, tables: VectorTables, table: str, exact_up_to: int
    ) -> None:
        self.__dict__.update(vars(files))
        self._files, self.tables, self.table = files, tables, table
        self._exact = len(files) <= exact_up_to
        self._lost = threading.Event()  # set while the files answer: that is told once

    def fill(self) -> None:
        """``made``, but a database that refuses is told in the log: the files answer then."""
        try:
            self.made()
        except VectorsRefused as error:
            self._tell(error)

    def made(self) -> None:
        """Have the table ready.

        Raises:
            VectorsRefused
        """
        with self.tables.connection() as raw:
            if _there(raw, self.table):
                return
            with _alone(raw):
                if not _there(raw, self.table):
                    self._make(raw)

    def _make(self, raw: Any) -> None:
        raw.execute(f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}")
        of = f"v vector({self.dimension}) STORAGE PLAIN NOT NULL"
        raw.execute(f"CREATE TABLE {self.table} (row integer PRIMARY KEY, {of})")
        copy = f"COPY {self.table} (row, v) FROM STDIN (FORMAT BINARY)"
        with raw.cursor() as cursor, cursor.copy(copy) as rows:
            rows.set_types(["int4", "vector"])
            for row in range(len(self)):
                rows.write_row((row, self._files.vector(row)))
        if not self._exact:
            raw.execute(f"CREATE INDEX ON {self.table} USING hnsw (v vector_cosine_ops)")
        raw.execute(f"ANALYZE {self.table}")
        (now,) = raw.execute("SELECT extract(epoch FROM now())::bigint").fetchone()
        raw.execute(f"COMMENT ON TABLE {self.table} IS '{now}'")  # when it was made: see ``_OLD``

    def nearness(self, vector: Floats, count: int) -> Nearness:
        try:
            search = self._all_read if self._exact else self._listed
            with self.tables.connection() as raw:
                rows, cosines, floor = search(raw, np.asarray(vector, np.float32), count)
        except VectorsRefused as error:
            self._tell(error)
            return self._files.nearness(vector, count)
        self._lost.clear()
        return Nearness(rows, cosines, floor, partial(self._cosines, vector))

    def _all_read(self, raw: Any, vector: Floats, count: int) -> tuple[Rows, Floats, float]:
        """As ``VectorIndex`` does it: products with every vector, the least one last."""
        found = raw.execute(  # the table's name is a digest of ours
            f"WITH every AS MATERIALIZED (SELECT row, -(v <#> %s) AS cosine FROM {self.table})"  # noqa: S608
            " (SELECT row, cosine FROM every ORDER BY cosine DESC, row LIMIT %s)"
            " UNION ALL (SELECT -1, min(cosine) FROM every)",
            [vector, count],
        ).fetchall()
        rows, cosines = _columns(found[:-1])
        return rows, cosines, float(found[-1][1] or 0)

    def _listed(self, raw: Any, vector: Floats, count: int) -> tuple[Rows, Floats, float]:
        """By the index; the vector most opposed is the one nearest to the opposite."""
        near = f"SELECT row, -(v <#> %(v)s) FROM {self.table} ORDER BY v <=> %(to)s LIMIT %(n)s"  # noqa: S608
        listed = min(max(2 * count, 100), _MOST_LISTED)
        with raw.transaction():
            raw.execute(f"SET LOCAL hnsw.ef_search = {listed}")
            raw.execute("SET LOCAL enable_seqscan = off")
            found = raw.execute(near, {"v": vector, "to": vector, "n": listed}).fetchall()
            far = raw.execute(near, {"v": vector, "to": -vector, "n": 1}).fetchall()
        rows, cosines = _columns(found)
        best = greatest(cosines, count)
        return rows[best], cosines[best], float(far[0][1]) if far else 0.0

    def _cosines(self, vector: Floats, rows: Rows) -> Floats:
        """Of any rows, from the file: it is a few pages of it, and no journey to a server."""
        return self._files.cosines(vector, rows)

    def _tell(self, error: VectorsRefused) -> None:
        if not self._lost.is_set():
            self._lost.set()
            log.warning("vectors are searched in the files: %s", error)


# By the server's own clock, whoever asks.
_OLD = """
    SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace =
        (SELECT oid FROM pg_namespace WHERE nspname = %(schema)s)
    AND coalesce(to_timestamp(substring(obj_description(oid, 'pg_class') FROM '^[0-9]+$')::bigint)
        <= now() - %(young)s, true)
"""


def _extend(raw: Any) -> None:
    """Install pgvector, where it is not; who only asks does not wait for who fills a table."""
    if raw.execute("SELECT 1 FROM pg_extension WHERE extname = 'vector'").fetchone() is None:
        with _alone(raw):
            raw.execute("CREATE EXTENSION IF NOT EXISTS vector")


def _hold(raw: Any, held: frozenset[str], wanted: frozenset[str]) -> frozenset[str]:
    """Share the locks of these tables, and let go of others."""
    for table in wanted - held:
        raw.execute("SELECT pg_advisory_lock_shared(%s, hashtext(%s))", [_LOCK, table])
    for table in held - wanted:
        raw.execute("SELECT pg_advisory_unlock_shared(%s, hashtext(%s))", [_LOCK, table])
    return wanted


def _columns(found: list[tuple[int, float]]) -> tuple[Rows, Floats]:
    rows: NDArray[np.int64] = np.array([row for row, _ in found], np.int64)
    return rows, np.array([cosine for _, cosine in found], np.float32)


@contextmanager
def _alone(raw: Any) -> Iterator[None]:
    """A transaction that no other of its kind runs beside; making an index is long silence."""
    before, raw.patience = raw.patience, None
    try:
        with raw.transaction():
            raw.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            yield
    finally:
        raw.patience = before


def _there(raw: Any, table: str) -> bool:
    # Asked of the catalogue: to_regclass may not see what was made while one waited for the lock.
    one = "SELECT 1 FROM pg_tables WHERE schemaname || '.' || tablename = %s"
    return raw.execute(one, [table]).fetchone() is not None


def _table(generation: Path) -> str:
    digest = str(read_manifest(generation)["files"][f"vectors/{FILE}"])
    return f"{_SCHEMA}.v{digest}"


def _psycopg(url: str) -> "URL":
    from sqlalchemy import make_url

    return make_url(url.replace("postgres://", "postgresql://", 1)).set(
        drivername="postgresql+psycopg"
    )
