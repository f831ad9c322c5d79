"""What a reply rests on: words of provisions, or the reason why there are none."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from corpus.text import tidy
from retrieval.guard import kept
from retrieval.reviewed import Basis


@dataclass(frozen=True, slots=True)
class Ground:
    """``reason`` ("không có căn cứ": why) counts only where there is no ``basis``."""

    basis: tuple[Basis, ...] = ()
    reason: str = ""

    @property
    def is_given(self) -> bool:
        return bool(self.basis or self.reason.strip())

    @classmethod
    def none(cls, why: str) -> "Ground":
        """Without a provision, for this reason; personal data in it are masked."""
        return cls(reason=kept(tidy(why)))


NOT_GIVEN = Ground()
KEPT = TypeAdapter(Ground)
