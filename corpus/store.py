"""The text of an index generation: documents, sections and chunks in one SQLite file.

Written once by the indexer, read by everyone after; never changed. Rows keep
reading order: ``provisions.row`` numbers provisions, ``chunks.row`` chunks.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from corpus.chunk import Chunk, Part
from corpus.chunking import provision_path
from corpus.document import Document, Section
from corpus.form import Form
from corpus.procedure import Procedure
from corpus.provision import Provision, ProvisionLink, provision_url
from corpus.reading import Reading
from corpus.relation import Relation
from corpus.staged import with_validity

_DOCUMENT = TypeAdapter(Document)
_SECTION = TypeAdapter(Section)
_PATH = TypeAdapter(tuple[str, ...])
_PARTS = TypeAdapter(tuple[Part, ...])
_READING = TypeAdapter(Reading)
_PROCEDURES = TypeAdapter(tuple[Procedure, ...])
_FORM = TypeAdapter(Form)
_RELATIONS = TypeAdapter(tuple[Relation, ...])
_RELATION = TypeAdapter(Relation)


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What became of a file at a sync. ``document`` is empty where it could not be read."""

    path: str
    root: str
    digest: str
    document: str = ""
    reason: str = ""
    cure: str = ""
    warnings: str = ""


class TextStore:
    """Reads a store. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._local = threading.local()
        self._cached_document = lru_cache(maxsize=512)(self._read_document)
        self.chunk_at = lru_cache(maxsize=2048)(self._read_chunk)
        self.document_rows = cache(self._document_rows)

    @property
    def _db(self) -> sqlite3.Connection:
        if not hasattr(self._local, "db"):
            self._local.db = sqlite3.connect(self._uri, uri=True, check_same_thread=False)
        connection: sqlite3.Connection = self._local.db
        return connection

    def counts(self) -> dict[str, int]:
        """How many documents, provisions and chunks there are."""
        return {
            name: self._db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
            for name in ("documents", "provisions", "chunks")
        }

    def documents(self) -> list[Document]:
        rows = self._db.execute("SELECT json FROM documents ORDER BY row")
        return [_DOCUMENT.validate_json(text) for (text,) in rows]

    def _document_rows(self) -> list[tuple[int, Document]]:
        """All documents with the numbers under which provisions name them."""
        return list(enumerate(self.documents()))

    def editions(self, document_id: str) -> list[tuple[Document, tuple[Section, ...]]]:
        """The editions of a document with their sections, newest first."""
        rows = self._db.execute("SELECT row, json FROM documents WHERE id = ?", (document_id,))
        found = [(_DOCUMENT.validate_json(text), self._sections(row)) for row, text in rows]
        return sorted(found, key=lambda item: item[0].edition.split("@")[-1], reverse=True)

    def whole_readings(self) -> list[Reading]:
        """All readings with their sections."""
        rows = self._db.execute("SELECT document, json FROM readings ORDER BY document")
        return [
            replace(_READING.validate_json(text), sections=self._sections(row))
            for row, text in rows
        ]

    def relations(self) -> list[tuple[Document, tuple[Relation, ...]]]:
        """All documents with what they do to others."""
        rows = self._db.execute(
            "SELECT json_extract(json, '$.document'), json_extract(json, '$.relations')"
            " FROM readings ORDER BY document"
        )
        return [
            (_DOCUMENT.validate_json(document), _RELATIONS.validate_json(relations))
            for document, relations in rows
        ]

    def relations_of(self, document: int) -> tuple[Relation, ...]:
        """What a document (by its row) does to others, in reading order."""
        row = self._db.execute(
            "SELECT json_extract(json, '$.relations') FROM readings WHERE document = ?",
            (document,),
        ).fetchone()
        return _RELATIONS.validate_json(row[0]) if row else ()

    def relations_to(self, beginning: str) -> list[tuple[int, Relation]]:
        """What documents (by their rows) do to texts whose number begins so ("92/").

        "" is for those that are named without a number. Reads the relations of those documents
        alone that hold such a number: 25 ms of 169 long laws.
        """
        rows = self._db.execute(
            "SELECT r.document, e.value FROM readings r, json_each(r.json, '$.relations') e"
            " WHERE instr(r.json, ?) AND json_extract(e.value, '$.target.number') GLOB ?"
            " ORDER BY r.document",
            (
                f'"number":"{beginning}' if beginning else '"number":""',
                f"{beginning}*" * bool(beginning),
            ),
        )
        return [(row, _RELATION.validate_json(text)) for row, text in rows]

    def forms(self) -> list[tuple[Document, Form]]:
        """All forms, with the documents they are, in the order of their rows."""
        rows = self._db.execute(
            "SELECT d.json, f.json FROM forms f JOIN documents d ON d.row = f.document"
            " ORDER BY f.document"
        )
        return [
            (_DOCUMENT.validate_json(document), _FORM.validate_json(form))
            for document, form in rows
        ]

    def reading(self, file: FileRecord) -> Reading | None:
        """The reading that ``file`` gave, without what other texts did to it; or None."""
        rows = self._db.execute(
            "SELECT r.document, r.json FROM readings r JOIN documents d ON d.row = r.document"
            " WHERE d.id = ?",
            (file.document,),
        )
        for row, text in rows:
            found = _READING.validate_json(text)
            if found.document.digest == file.digest:
                bare = [replace(section, validity=None) for section in self._sections(row)]
                sections = with_validity(found.document, bare, found.relations)
                return replace(found, sections=sections)
        return None

    def chunk(self, chunk_id: int) -> Chunk | None:
        """The chunk of that id, or None."""
        row = self._db.execute("SELECT row FROM chunks WHERE id = ?", (chunk_id,)).fetchone()
        return self.chunk_at(row[0]) if row else None

    def place_of(self, chunk_id: int) -> tuple[int, int] | None:
        """The row of a chunk and that of its document, or None."""
        row: tuple[int, int] | None = self._db.execute(
            "SELECT row, document FROM chunks WHERE id = ?", (chunk_id,)
        ).fetchone()
        return row

    def document_in(self, row: int) -> Document:
        """The document of that row."""
        return self._cached_document(row)

    def rows_of_id(self, document_id: str) -> list[int]:
        """The rows of a document's editions."""
        rows = self._db.execute("SELECT row FROM documents WHERE id = ?", (document_id,))
        return [row for (row,) in rows]

    def sections_of(self, document: int) -> tuple[Section, ...]:
        """The sections of a document (by its row), in reading order."""
        return self._sections(document)

    def procedures(self, document: int) -> tuple[Procedure, ...]:
        """The procedures that a document (by its row) describes, in reading order."""
        row = self._db.execute(
            "SELECT json_extract(json, '$.procedures') FROM readings WHERE document = ?",
            (document,),
        ).fetchone()
        return _PROCEDURES.validate_json(row[0]) if row and row[0] != "[]" else ()

    def chunk_rows_of(self, document: int) -> list[int]:
        """The rows of a document's chunks, in reading order."""
        rows = self._db.execute(
            "SELECT c.row FROM provisions p JOIN chunks c ON c.provision = p.row"
            " WHERE p.document = ? ORDER BY c.row",
            (document,),
        )
        return [row for (row,) in rows]

    def said(self, rows: Sequence[int]) -> list[str]:
        """What each of a few chunks says with what stands above: enough to choose among them."""
        marks = ",".join("?" * len(rows))
        said = "p.heading || ' ' || c.lead_in || ' ' || c.text"
        found: dict[int, str] = dict(
            self._db.execute(
                f"SELECT c.row, {said} FROM chunks c JOIN provisions p ON p.row = c.provision"  # noqa: S608
                f" WHERE c.row IN ({marks})",
                tuple(rows),
            )
        )
        return [found[row] for row in rows]

    def _read_chunk(self, row: int) -> Chunk:
        """The chunk of that row.

        Raises:
            IndexError: there is no such row.
        """
        found = self._db.execute(
            "SELECT c.document, c.path, p.path, p.heading, c.text, c.parts, c.lead_in, c.page,"
            " c.ordinal FROM chunks c JOIN provisions p ON p.row = c.provision WHERE c.row = ?",
            (row,),
        ).fetchone()
        if found is None:
            raise IndexError(f"no chunk in row {row}")
        document, path, provision, heading, text, parts, lead_in, page, ordinal = found
        return Chunk(
            document=self._cached_document(document),
            path=_PATH.validate_json(path),
            provision=_PATH.validate_json(provision),
            heading=heading,
            text=text,
            parts=_PARTS.validate_json(parts),
            lead_in=lead_in,
            page=page,
            ordinal=ordinal,
        )

    def chunks(self) -> Iterator[Chunk]:
        """All chunks in the order of their rows."""
        for row in range(self.counts()["chunks"]):
            yield self.chunk_at(row)

    def chunks_of(self, document_id: str, edition: str) -> list[Chunk]:
        """The chunks of one edition of a document, in reading order."""
        rows = self._db.execute(
            "SELECT c.row FROM chunks c JOIN documents d ON d.row = c.document"
            " WHERE d.id = ? AND d.edition = ? ORDER BY c.row",
            (document_id, edition),
        )
        return [self.chunk_at(row) for (row,) in rows.fetchall()]

    def rows_of_provision(self, provision: int) -> list[int]:
        """The rows of a provision's chunks, in reading order."""
        rows = self._db.execute(
            "SELECT row FROM chunks WHERE provision = ? ORDER BY row", (provision,)
        )
        return [row for (row,) in rows]

    def provision_rows(self, document: int) -> list[tuple[int, tuple[str, ...]]]:
        """The provisions of a document (by its row): their rows and paths, in reading order."""
        rows = self._db.execute(
            "SELECT row, path FROM provisions WHERE document = ? ORDER BY row", (document,)
        )
        return [(row, _PATH.validate_json(path)) for row, path in rows]

    def document_of(self, provision: int) -> int:
        """The row of the document that a provision is of."""
        query = "SELECT document FROM provisions WHERE row = ?"
        return int(self._db.execute(query, (provision,)).fetchone()[0])

    def rows_of_path(self, document: int, path: tuple[str, ...]) -> list[int]:
        """The provisions of a document that hold the unit at ``path``."""
        query = "SELECT row FROM provisions WHERE document = ? AND path = ?"
        wanted = _PATH.dump_json(provision_path(path)).decode()
        return [row for (row,) in self._db.execute(query, (document, wanted))]

    def provision(self, chunk_id: int) -> Provision | None:
        """The provision that holds a chunk, with its neighbours in the document."""
        found = self._db.execute(
            "SELECT p.row, p.document, p.path, p.heading FROM chunks c"
            " JOIN provisions p ON p.row = c.provision WHERE c.id = ?",
            (chunk_id,),
        ).fetchone()
        if found is None:
            return None
        row, document, path, heading = found
        sections = self._db.execute(
            "SELECT json FROM sections WHERE provision = ? ORDER BY place", (row,)
        )
        return Provision(
            document=self._cached_document(document),
            path=_PATH.validate_json(path),
            heading=heading,
            sections=tuple(_SECTION.validate_json(text) for (text,) in sections),
            before=self._link(document, row - 1),
            after=self._link(document, row + 1),
        )

    def chunk_ids_of_provisions(self, document_id: str, edition: str) -> dict[tuple[str, ...], int]:
        """For each provision of an edition the id of its first chunk: where links lead."""
        rows = self._db.execute(
            "SELECT p.path, c.id FROM documents d JOIN provisions p ON p.document = d.row"
            " JOIN chunks c ON c.row = p.first_chunk WHERE d.id = ? AND d.edition = ?"
            " ORDER BY p.row",
            (document_id, edition),
        )
        found: dict[tuple[str, ...], int] = {}
        for path, chunk_id in rows:
            found.setdefault(_PATH.validate_json(path), chunk_id)
        return found

    def files(self) -> list[FileRecord]:
        """What became of each file at the last sync, by path."""
        return [FileRecord(*row) for row in self._db.execute("SELECT * FROM files ORDER BY path")]

    def _link(self, document: int, row: int) -> ProvisionLink | None:
        found = self._db.execute(
            "SELECT p.path, p.heading, c.id FROM provisions p"
            " JOIN chunks c ON c.row = p.first_chunk WHERE p.row = ? AND p.document = ?",
            (row, document),
        ).fetchone()
        if found is None:
            return None
        path, heading, chunk_id = found
        return ProvisionLink(_PATH.validate_json(path), heading, provision_url(chunk_id))

    def _read_document(self, row: int) -> Document:
        (text,) = self._db.execute("SELECT json FROM documents WHERE row = ?", (row,)).fetchone()
        return _DOCUMENT.validate_json(text)

    def _sections(self, document: int) -> tuple[Section, ...]:
        rows: Iterable[tuple[str]] = self._db.execute(
            "SELECT json FROM sections WHERE document = ? ORDER BY place", (document,)
        )
        return tuple(_SECTION.validate_json(text) for (text,) in rows)
