"""What a sync did, for people and for programs."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that is not in the index: why, and what to do about it."""

    path: str
    reason: str
    cure: str


@dataclass(frozen=True, slots=True)
class Report:
    """Paths of files by what became of them. ``generation`` is empty where nothing changed."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    unchanged: int = 0
    unread: tuple[Unread, ...] = ()
    warnings: tuple[tuple[str, str], ...] = ()
    documents: int = 0
    chunks: int = 0
    embedded: int = 0
    seconds: float = 0.0
    generation: str = ""
    dry_run: bool = False

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
        if self.generation:
            text += (
                f". The index holds {self.documents} documents in {self.chunks} chunks, "
                f"{self.embedded} of them embedded now ({self.seconds:.1f} s)"
            )
        return text + "."

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"sentence": self.sentence}
