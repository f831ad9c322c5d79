"""What the bot hands over and takes in besides text: forms, print packs, filled forms."""

import gettext
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from corpus.form import Problem
from reader.upload import read_upload
from retrieval.answer import Answer
from retrieval.form_report import FormReport, Verdict
from retrieval.paper_words import PaperWords

if TYPE_CHECKING:  # it brings the model's libraries along
    from retrieval.service import Service


class Papers(Protocol):
    """``words`` are those around an answer on paper and in plain text."""

    words: PaperWords

    def form(self, digest: str) -> bytes | None:
        """A form's file; None where it is kept no more."""
        ...

    def pack(self, answer: Answer) -> bytes | None:
        """The print pack of an answer."""
        ...

    def check(self, raw: bytes, day: date) -> FormReport | Problem:
        """What is to be said of a filled form; nothing of it is kept."""
        ...


class NoPapers:
    """For an assistant without an index: nothing to hand over, no form is known."""

    words = PaperWords(gettext.NullTranslations())

    def form(self, _digest: str) -> bytes | None:
        return None

    def pack(self, _answer: Answer) -> bytes | None:
        return None

    def check(self, _raw: bytes, _day: date) -> FormReport | Problem:
        return FormReport(Verdict.UNKNOWN)


@dataclass(frozen=True)
class ServicePapers:
    """From the generation that serves; ``address`` is where the web application stands."""

    service: "Service"
    words: PaperWords
    address: str = ""

    def form(self, digest: str) -> bytes | None:
        return self.service.form_bytes(digest)

    def pack(self, answer: Answer) -> bytes | None:
        from retrieval.pack import pack

        return pack(answer, self.service.enclosed(answer), self.words, self.address)

    def check(self, raw: bytes, day: date) -> FormReport | Problem:
        pieces = read_upload(raw)
        return pieces if isinstance(pieces, Problem) else self.service.check_form(pieces, day)
