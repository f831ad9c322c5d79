"""What reading a file gives: first its lines, then the document with all that was seen in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.document import Document, Line, Section
from corpus.form import Form
from corpus.page import PageReading
from corpus.procedure import Procedure
from corpus.relation import Relation
from corpus.repair import Repair


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a parser took from a file: its lines and what the file says of itself.

    ``repairs`` are those that the parser made itself; ``pages`` are empty where the format
    has none. ``format`` names the format for people ("Word 97–2003").
    """

    lines: tuple[Line, ...]
    metadata: Mapping[str, object] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    pages: tuple[PageReading, ...] = ()
    format: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file, read: the document, its sections in reading order, and what gave trouble."""

    document: Document
    sections: tuple[Section, ...]
    warnings: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    pages: tuple[PageReading, ...] = ()
    relations: tuple[Relation, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    format: str = ""
    form: Form | None = None  # of a document of kind form
