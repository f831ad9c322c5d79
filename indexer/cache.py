"""What need not be done twice: readings by (file digest, name), vectors by (model, text digest).

It also carries an interrupted sync over to the next one. Nothing here is ever
served: losing the file costs time only.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from corpus.reading import Reading

_READING = TypeAdapter(Reading)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (key TEXT PRIMARY KEY, json TEXT);
CREATE TABLE IF NOT EXISTS vectors (model TEXT, digest TEXT, vector BLOB,
    PRIMARY KEY (model, digest)) WITHOUT ROWID;
"""
_MANY = 500  # parameters of one statement


def text_digest(text: str) -> str:
    """Under which the vector of ``text`` is kept."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


class Cache:
    """One file of SQLite. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = _opened(path)

    def __enter__(self) -> "Cache":
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def reading(self, key: str) -> Reading | None:
        """The reading kept under ``key``: the file's digest and name."""
        row = self._db.execute("SELECT json FROM files WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        try:
            return _READING.validate_json(row[0])
        except ValidationError:  # Written by an older version: read the file again.
            return None

    def keep_reading(self, key: str, reading: Reading) -> None:
        with self._db:
            self._db.execute(
                "INSERT OR REPLACE INTO files VALUES (?, ?)",
                (key, _READING.dump_json(reading).decode()),
            )

    def vectors(self, model: str, digests: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The known vectors among those of ``digests``, each (dimension,)."""
        found: dict[str, NDArray[np.float32]] = {}
        for start in range(0, len(digests), _MANY):
            part = digests[start : start + _MANY]
            marks = ",".join("?" * len(part))
            rows = self._db.execute(
                f"SELECT digest, vector FROM vectors WHERE model = ? AND digest IN ({marks})",  # noqa: S608
                (model, *part),
            )
            found |= {digest: np.frombuffer(blob, np.float32) for digest, blob in rows}
        return found

    def keep_vectors(self, model: str, vectors: Iterable[tuple[str, NDArray[np.float32]]]) -> None:
        with self._db:
            self._db.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                ((model, digest, vector.tobytes()) for digest, vector in vectors),
            )

    def prune(self, model: str, digests: set[str], readings: set[str]) -> None:
        """Forget what neither the files read now nor their chunks under ``model`` need."""
        with self._db:
            known = self._db.execute("SELECT model, digest FROM vectors").fetchall()
            stale = [key for key in known if key[0] != model or key[1] not in digests]
            self._db.executemany("DELETE FROM vectors WHERE model = ? AND digest = ?", stale)
            read = self._db.execute("SELECT key FROM files").fetchall()
            self._db.executemany(
                "DELETE FROM files WHERE key = ?",
                [row for row in read if row[0] not in readings],
            )


def _opened(path: Path) -> sqlite3.Connection:
    try:
        return _with_schema(path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        # A damaged cache is thrown away: everything in it can be made again.
        for file in path.parent.glob(path.name + "*"):
            file.unlink()
        return _with_schema(path)


def _with_schema(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    if (found := db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise sqlite3.DatabaseError(found)
    db.executescript(_SCHEMA)
    return db
