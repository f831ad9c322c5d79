"""Writes the text of an index generation: see ``corpus.store``, which reads it."""

import sqlite3
from collections.abc import Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from corpus.chunk import Chunk, Part
from corpus.chunking import provisions
from corpus.document import Document, Section
from corpus.form import Form
from corpus.reading import Reading
from corpus.store import FileRecord

_SCHEMA = """
CREATE TABLE documents (row INTEGER PRIMARY KEY, id TEXT, edition TEXT, number TEXT, json TEXT);
CREATE INDEX documents_id ON documents (id);
CREATE TABLE provisions (row INTEGER PRIMARY KEY, document INTEGER, path TEXT, heading TEXT,
    first_chunk INTEGER);
CREATE INDEX provisions_document ON provisions (document);
CREATE TABLE sections (document INTEGER, place INTEGER, provision INTEGER, json TEXT,
    PRIMARY KEY (document, place));
CREATE INDEX sections_provision ON sections (provision);
CREATE TABLE chunks (row INTEGER PRIMARY KEY, id INTEGER UNIQUE, provision INTEGER,
    document INTEGER, path TEXT, text TEXT, parts TEXT, lead_in TEXT, page INTEGER,
    ordinal INTEGER);
CREATE INDEX chunks_provision ON chunks (provision);
CREATE TABLE readings (document INTEGER PRIMARY KEY, json TEXT);
CREATE TABLE forms (document INTEGER PRIMARY KEY, json TEXT);
CREATE TABLE files (path TEXT PRIMARY KEY, root TEXT, digest TEXT, document TEXT, reason TEXT,
    cure TEXT, warnings TEXT);
"""
_DOCUMENT = TypeAdapter(Document)
_FORM = TypeAdapter(Form)
_SECTION = TypeAdapter(Section)
_PATH = TypeAdapter(tuple[str, ...])
_PARTS = TypeAdapter(tuple[Part, ...])
_READING = TypeAdapter(Reading)


class TextWriter:
    """Fills a new store. Use as a context manager: leaving it writes the file out."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=FULL;" + _SCHEMA)
        self._db.execute("BEGIN")
        self._documents = self._provisions = self._chunks = 0

    def __enter__(self) -> "TextWriter":
        return self

    def __exit__(self, error: object, *_: object) -> None:
        try:
            if error is None:
                self._db.execute("COMMIT")
        finally:
            self._db.close()

    def add(
        self, reading: Reading, chunks: Sequence[Chunk], as_read: Reading | None = None
    ) -> list[int]:
        """Store one document; returns the provision row of each chunk, in order.

        ``as_read`` is the reading that its file gives, where that is another one.
        """
        document, sections = reading.document, reading.sections
        row, self._documents = self._documents, self._documents + 1
        self._db.execute(
            "INSERT INTO documents VALUES (?,?,?,?,?)",
            (row, document.id, document.edition, document.number, _json(_DOCUMENT, document)),
        )
        beside = replace(as_read or reading, sections=())  # they have a table of their own
        self._db.execute("INSERT INTO readings VALUES (?,?)", (row, _json(_READING, beside)))
        if reading.form is not None:
            form = _json(_FORM, reading.form)
            self._db.execute("INSERT INTO forms VALUES (?,?)", (row, form))
        rows: list[int] = []
        known: dict[tuple[tuple[str, ...], str], int] = {}
        for chunk in chunks:
            named = chunk.provision, chunk.heading
            if named not in known:
                known[named] = self._add_provision(row, chunk)
            rows.append(known[named])
            self._add_chunk(row, rows[-1], chunk)
        placed = [
            (known.get((path, heading)), section)
            for path, heading, group in provisions(sections)
            for section in group
        ]
        self._db.executemany(
            "INSERT INTO sections VALUES (?,?,?,?)",
            (
                (row, place, provision, _json(_SECTION, section))
                for place, (provision, section) in enumerate(placed)
            ),
        )
        return rows

    def _add_provision(self, document: int, chunk: Chunk) -> int:
        row, self._provisions = self._provisions, self._provisions + 1
        self._db.execute(
            "INSERT INTO provisions VALUES (?,?,?,?,?)",
            (row, document, _json(_PATH, chunk.provision), chunk.heading, self._chunks),
        )
        return row

    def _add_chunk(self, document: int, provision: int, chunk: Chunk) -> None:
        self._db.execute(
            "INSERT INTO chunks VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                self._chunks, chunk.id, provision, document, _json(_PATH, chunk.path), chunk.text,
                _json(_PARTS, chunk.parts), chunk.lead_in, chunk.page, chunk.ordinal,
            ),
        )  # fmt: skip
        self._chunks += 1

    def add_file(self, file: FileRecord) -> None:
        """Remember what became of a file: its document's id, or why there is none."""
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?,?,?,?,?,?,?)", astuple(file))


def _json(adapter: TypeAdapter[Any], value: object) -> str:
    return adapter.dump_json(value).decode()
