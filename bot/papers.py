"""What the bot hands over and takes in besides text: forms, print packs, filled forms."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from corpus.form import Problem
from reader.upload import read_upload
from retrieval.answer import Answer
from retrieval.form_report import FormReport, Verdict
from retrieval.pack import pack
from retrieval.paper_words import words_in

if TYPE_CHECKING:  # it brings the model's libraries along
    from retrieval.service import Service


class Papers(Protocol):
    """What stands behind the bot's files."""

    def form(self, digest: str) -> bytes | None:
        """A form's file; None where it is kept no more."""
        ...

    def pack(self, answer: Answer, language: str) -> bytes | None:
        """The print pack of an answer, its fixed words in ``language``."""
        ...

    def check(self, raw: bytes, day: date) -> FormReport | Problem:
        """What is to be said of a filled form; nothing of it is kept."""
        ...


class NoPapers:
    """For an assistant without an index: nothing to hand over, no form is known."""

    def form(self, _digest: str) -> bytes | None:
        return None

    def pack(self, _answer: Answer, _language: str) -> bytes | None:
        return None

    def check(self, _raw: bytes, _day: date) -> FormReport | Problem:
        return FormReport(Verdict.UNKNOWN)


@dataclass(frozen=True)
class ServicePapers:
    """From the generation that serves; ``address`` is where the web application stands."""

    service: "Service"
    address: str = ""

    def form(self, digest: str) -> bytes | None:
        return self.service.form_bytes(digest)

    def pack(self, answer: Answer, language: str) -> bytes | None:
        forms = self.service.enclosed(answer)
        return pack(answer, forms, words_in(language), self.address)

    def check(self, raw: bytes, day: date) -> FormReport | Problem:
        pieces = read_upload(raw)
        return pieces if isinstance(pieces, Problem) else self.service.check_form(pieces, day)
