"""Answers that people wrote and approved: what is known of each, and the file they are read from.

The desk writes the file ``reviewed.json`` beside the index generations whenever an answer is
published, suspended or withdrawn, in one rename; the service reads it as soon as it changes.
"""

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from corpus.document import NATIONAL
from corpus.phrases import N_
from retrieval.numbered import Numbered

log = logging.getLogger(__name__)
FILE = "reviewed.json"
APPROVED = N_("Câu trả lời đã được duyệt, ngày {}, người duyệt {}.")
NO_BASIS = N_("Câu trả lời đã duyệt không dẫn căn cứ pháp lý: {}.")


@dataclass(frozen=True, slots=True)
class Basis:
    """Words of a provision that an answer rests on, and how that stood when it was approved.

    ``text`` is what is quoted, from the unit at ``path``; ``words`` are all the words of that
    unit. ``settled`` are the keys of the changes that the reviewer had before them
    (``still_true.Change.key``).
    """

    document: str
    edition: str
    path: tuple[str, ...]
    citation: str
    text: str
    words: str
    settled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Faq:
    """``version`` counts the texts of one answer from 1. ``reason`` says why there is no basis."""

    id: int
    version: int
    questions: tuple[str, ...]
    text: str
    basis: tuple[Basis, ...]
    reviewer: str
    day: date
    reason: str = ""
    field: str = ""
    territory: str = NATIONAL

    @property
    def label(self) -> str:
        return Numbered.FAQ.label(self.id)


_FAQS = TypeAdapter(tuple[Faq, ...])


def read(index: Path) -> tuple[Faq, ...]:
    """The answers published beside the index; none where the file is missing or broken."""
    try:
        return _FAQS.validate_json((index / FILE).read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError) as error:
        log.error("%s cannot be read (%s): run `python -m desk faq check`", FILE, error)
        return ()


def write(index: Path, faqs: Sequence[Faq]) -> bool:
    """Put ``faqs`` in the place of those published before; whether anything changed."""
    new, file = _FAQS.dump_json(tuple(faqs)), index / FILE
    try:
        if file.read_bytes() == new:
            return False
    except FileNotFoundError:
        pass
    index.mkdir(parents=True, exist_ok=True)
    waiting = file.with_name(f".{FILE}.{os.getpid()}")
    with waiting.open("wb") as stream:
        stream.write(new)
        stream.flush()
        os.fsync(stream.fileno())
    waiting.replace(file)
    return True
