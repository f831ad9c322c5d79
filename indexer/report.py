"""What a sync did, for people and for programs."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from corpus.page import Layer
from corpus.reading import Reading


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that is not in the index: why, and what to do about it."""

    path: str
    reason: str
    cure: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is taken for no document, by its name."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A file that was read: how, what was mended in it, and what a person should look at.

    ``repairs`` counts by kind of damage; ``recognised`` and ``left_out`` count pages.
    """

    path: str
    format: str
    document: str
    repairs: dict[str, int]
    recognised: int = 0
    left_out: int = 0
    warnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, path: str, reading: Reading) -> "Seen":
        repairs: Counter[str] = Counter()
        for repair in reading.repairs:
            repairs[repair.mend] += repair.count
        return cls(
            path,
            reading.format,
            reading.document.id,
            dict(repairs),
            recognised=sum(page.layer is Layer.RECOGNISED for page in reading.pages),
            left_out=sum(not page.kept for page in reading.pages),
            warnings=reading.warnings,
        )


@dataclass(frozen=True, slots=True)
class Report:
    """Paths of files by what became of them. ``generation`` is empty where nothing changed."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    unchanged: int = 0
    unread: tuple[Unread, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    seen: tuple[Seen, ...] = ()  # all that stand in the index now
    unresolved: int = 0  # relations that name a text or a provision which is not in the index
    documents: int = 0
    chunks: int = 0
    embedded: int = 0
    seconds: float = 0.0
    generation: str = ""
    dry_run: bool = False

    @property
    def warnings(self) -> tuple[tuple[str, str], ...]:
        """All warnings with the paths of their files."""
        return tuple((seen.path, warning) for seen in self.seen for warning in seen.warnings)

    @property
    def sentence(self) -> str:
        """The whole in one sentence."""
        did = "would be" if self.dry_run else "were"
        if not (self.new or self.changed or self.gone) and not self.generation:
            text = f"Nothing changed: {self.unchanged} files stand in the index as they are"
        else:
            text = (
                f"{len(self.new)} files {did} added, {len(self.changed)} replaced, "
                f"{len(self.gone)} removed, {self.unchanged} kept"
            )
        if self.unread:
            text += f"; {len(self.unread)} could not be read (listed below)"
        if self.left_out:
            text += f"; {len(self.left_out)} are no documents and were left out (listed below)"
        if self.generation:
            text += (
                f". The index holds {self.documents} documents in {self.chunks} chunks, "
                f"{self.embedded} of them embedded now ({self.seconds:.1f} s)"
            )
        return text + "."

    def as_json(self) -> dict[str, Any]:
        said = asdict(self)
        for seen in said["seen"]:
            seen["warnings"] = list(seen["warnings"])
        return said | {"sentence": self.sentence, "warnings": [list(w) for w in self.warnings]}
