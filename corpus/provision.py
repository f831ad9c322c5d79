"""A provision in its context: what a citation's link opens."""

from dataclasses import dataclass

from corpus.document import Document, Section


@dataclass(frozen=True, slots=True)
class ProvisionLink:
    """A neighbouring provision; ``url`` is a path of the web application."""

    path: tuple[str, ...]
    heading: str
    url: str


@dataclass(frozen=True, slots=True)
class Provision:
    """An Điều with all below it, or the text under one heading of a guide."""

    document: Document
    path: tuple[str, ...]
    heading: str
    sections: tuple[Section, ...]
    before: ProvisionLink | None = None
    after: ProvisionLink | None = None


def provision_url(chunk_id: int) -> str:
    """Where the web application shows the provision that holds a chunk."""
    return f"/provisions/{chunk_id}"
