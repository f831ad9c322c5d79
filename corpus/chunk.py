"""A chunk: the piece of a document that is searched, and from which words are quoted."""

import hashlib
from dataclasses import dataclass

from corpus.document import Document


@dataclass(frozen=True, slots=True)
class Part:
    """The span ``start:end`` (characters of the chunk's text) that one section fills."""

    path: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole sections of one provision, or a piece of one long section.

    ``path`` is the path of the narrowest section that holds all of it;
    ``provision`` the path of the Điều (or the guide's heading) it belongs to.
    ``heading`` names that provision in words. ``lead_in`` is the sentence which
    introduces the points in ``text`` and stands outside it; it is searched with
    the text but quoted only from the chunk that holds it.
    """

    document: Document
    path: tuple[str, ...]
    provision: tuple[str, ...]
    heading: str
    text: str
    parts: tuple[Part, ...]
    lead_in: str = ""
    page: int | None = None
    ordinal: int = 0  # place among the document's chunks of the same path, from 0

    @property
    def digest(self) -> str:
        """Of the words alone: equal words have equal digests."""
        return hashlib.blake2b(self.searchable.encode(), digest_size=16).hexdigest()

    @property
    def id(self) -> int:
        """Positive 63-bit number, the same whenever the same words stand in the same place."""
        key = "\x1f".join(
            (self.document.id, self.document.edition, *self.path, str(self.ordinal), self.digest)
        )
        raw = hashlib.blake2b(key.encode(), digest_size=8).digest()
        return int.from_bytes(raw, "big") >> 1

    @property
    def provision_key(self) -> str:
        """Names the provision within an index: document, edition and path."""
        return "\x1f".join((self.document.id, self.document.edition, *self.provision))

    @property
    def searchable(self) -> str:
        """What is embedded: the titles above, the lead-in, the words."""
        above = " – ".join(part for part in (self.document.title, self.heading) if part)
        return "\n".join(part for part in (above, self.lead_in, self.text) if part)
