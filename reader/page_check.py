"""Judging a page: whether what was read on it can stand in an answer."""

from corpus.page import Layer, PageReading
from reader.plausible import plausibility
from reader.recognised import Recognised

_JUDGED = 1500  # characters of a page by which its words are judged
# Scanned pages of the gazette have over 0.87 of each; drawn noise, maps and scribble under 0.4
# of both, English is sure and 0.2 Vietnamese.
_SURE = 0.55
_VIETNAMESE = 0.65
_FEW = 4  # letters that are not enough to be a page's words


def by_layer(number: int, text: str) -> PageReading:
    """A page read from its text layer: believed, with the share of its syllables."""
    return PageReading(number, syllables=share(text) if text else 1.0)


def by_recognition(number: int, found: Recognised) -> PageReading:
    """A page that was recognised; kept if the recogniser was sure and the words Vietnamese."""
    text = found.text
    if found.failure or sum(map(str.isalpha, text)) < _FEW:
        reason = found.failure or "no words were found on it"
        return PageReading(number, Layer.PICTURE, 0.0, 0.0, kept=False, reason=reason)
    syllables = share(text)
    reason = ""
    if found.confidence < _SURE:
        reason = f"recognised with confidence {found.confidence:.0%} only"
    elif syllables < _VIETNAMESE:
        reason = f"only {syllables:.0%} of the recognised words are Vietnamese"
    return PageReading(
        number, Layer.RECOGNISED, found.confidence, syllables, kept=not reason, reason=reason
    )


def share(text: str) -> float:
    """The share of Vietnamese syllables among the words of ``text``, from its beginning."""
    return round(plausibility(text[:_JUDGED]), 4)
