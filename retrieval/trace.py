"""How an answer came about, as values that are kept with it and explain it long after."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Seen:
    """A hit that was looked at. ``why`` is "used", or the reason why it was not.

    ``score`` and ``found_by`` are as in ``retrieval.answer.Hit``; ``edition`` tells the editions of
    a document apart.
    """

    citation: str
    document: str
    edition: str
    chunk_id: int
    score: float
    found_by: tuple[str, ...]
    why: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was asked, what was understood of it, and what became of it.

    ``evidence`` was held against ``threshold``; 0 and 0 where nothing had to be weighed.
    ``documents`` are those that it names and the index has, ``unknown`` what it has not.
    """

    said: str
    typed: str
    restored: str
    day: date
    alternatives: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    vietnamese: bool = True
    hits: tuple[Seen, ...] = ()
    outcome: str = ""
    evidence: float = 0.0
    threshold: float = 0.0


@dataclass(frozen=True, slots=True)
class Source:
    """What a chunk that was quoted was then: digests of its words and of its document's file."""

    chunk_id: int
    chunk: str
    document: str
    edition: str
    digest: str


@dataclass(frozen=True, slots=True)
class Trace:
    """``composer`` says what came of the composer, where there is one. ``held_back`` is why
    something did not leave. ``seal`` is the digest of all that was shown."""

    generation: str
    model: str
    policy: Mapping[str, float]
    parts: tuple[Part, ...] = ()
    sources: tuple[Source, ...] = ()
    composer: str = ""
    held_back: tuple[str, ...] = ()
    seal: str = field(default="")


def digest(*texts: str) -> str:
    """Of a run of texts; no two different runs have the same."""
    found = hashlib.blake2b(digest_size=16)
    for text in texts:
        raw = text.encode("utf-8", "surrogatepass")
        found.update(len(raw).to_bytes(8, "big") + raw)
    return found.hexdigest()
