"""What a reply written in Telegram may rest on, and what speaks against it: read from the index."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from corpus.vietnam_time import today
from desk.case import Case
from desk.contradiction import Flag, flags
from desk.desk import Desk
from desk.errors import FaqRefused
from desk.faq_publish import pick
from retrieval.manifest import IndexUnavailable
from retrieval.reviewed import Basis

_MOST = 5  # provisions to choose from


class Grounds(Protocol):
    """Both answer with nothing where there is no index: a reason can always be given."""

    def offered(self, case: Case) -> list[Basis]:
        """The provisions that the assistant found, as far as they stand."""
        ...

    def flags(self, case: Case, text: str, basis: Sequence[Basis]) -> list[Flag]:
        """What the reply contradicts, or cites though it is not in force."""
        ...


class NoGrounds:
    """Without an index."""

    def offered(self, case: Case) -> list[Basis]:  # noqa: ARG002
        return []

    def flags(self, case: Case, text: str, basis: Sequence[Basis]) -> list[Flag]:  # noqa: ARG002
        return []


class IndexGrounds:
    """From the generation that serves."""

    def __init__(self, desk: Desk, index: Path, day: Callable[[], date] = today) -> None:
        self._desk = desk
        self._index = index
        self._day = day

    def offered(self, case: Case) -> list[Basis]:
        found = []
        for quote in case.answer.quotes[:_MOST]:
            try:
                found.append(pick(self._index, quote.chunk_id, quote.text, self._day()))
            except FaqRefused:  # it no longer says so
                continue
            except IndexUnavailable:
                break
        return found

    def flags(self, case: Case, text: str, basis: Sequence[Basis]) -> list[Flag]:
        asked = case.answer.question
        questions = [asked.meant or asked.text]
        try:
            return flags(self._desk, self._index, questions, text, basis, self._day())
        except IndexUnavailable:
            return []
