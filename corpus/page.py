"""How a page was read: from its text layer or by recognition, and how far to be trusted."""

from dataclasses import dataclass
from enum import StrEnum


class Layer(StrEnum):
    """Where a page's words come from."""

    TEXT = "text"
    RECOGNISED = "recognised"  # OCR
    PICTURE = "picture"  # words are on it, and none could be read


@dataclass(frozen=True, slots=True)
class PageReading:
    """``confidence`` (0 to 1) is the recogniser's mean over words; 1 for a text layer.

    ``syllables`` is the share of words that are Vietnamese syllables. A page that is not
    ``kept`` stays out of the sections: ``reason`` (English) says why.
    """

    number: int
    layer: Layer = Layer.TEXT
    confidence: float = 1.0
    syllables: float = 1.0
    kept: bool = True
    reason: str = ""
