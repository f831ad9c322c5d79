"""What is to be said of a filled form that someone sent: which it is, whether it counts, gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.form import Piece
from corpus.form_check import Edition, check
from corpus.validity import Status
from retrieval.answer import FormRef
from retrieval.shelf import Kept, Shelf


class Verdict(StrEnum):
    """How the check ended."""

    CURRENT = "current"
    OLD = "old"  # replaced, or no longer in force
    OTHER = "other"  # it bears marks of an edition that nobody knows here
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"  # none of the forms that are kept


@dataclass(frozen=True, slots=True)
class FormReport:
    """``kept`` is the form it is; ``use`` the one to use instead, if another.

    ``empty`` are the labels of required fields without words, as the form prints them, of
    ``fields`` in all. ``marks`` are what shows that the edition is another. ``day`` is the one
    on which it is to be used.
    """

    verdict: Verdict
    kept: Kept | None = None
    use: Kept | None = None
    empty: tuple[str, ...] = ()
    fields: int = 0
    marks: tuple[str, ...] = ()
    day: date = date.min

    @property
    def handed(self) -> FormRef | None:
        """The form to use instead, as an answer carries it."""
        return self.use.ref(self.day) if self.use else None


def report(filled: Sequence[Piece], shelf: Shelf, day: date) -> FormReport:
    """Hold a filled form against all editions of all forms, for use on ``day``."""
    # Of two editions with the same words it is taken to be the one in force.
    known = sorted(shelf.kept, key=lambda one: _state(one, day) is not Status.IN_FORCE)
    found = check(filled, [kept.form for kept in known])
    if found is None:
        return FormReport(Verdict.UNKNOWN, day=day)
    kept = known[found.number]
    now = shelf.newest(kept, day)
    verdict = _verdict(kept, found.edition, day)
    if verdict is Verdict.CURRENT:
        return FormReport(verdict, kept, None, found.empty, found.fields, day=day)
    use = None if now is kept and found.edition is Edition.KNOWN else now
    return FormReport(verdict, kept, use, marks=found.marks, day=day)


def _verdict(kept: Kept, edition: Edition, day: date) -> Verdict:
    if edition is Edition.REPLACED:
        return Verdict.OLD
    if edition is Edition.OTHER:
        return Verdict.OTHER
    state = _state(kept, day)
    if state in (Status.ENDED, Status.SUSPENDED):
        return Verdict.OLD
    return Verdict.NOT_YET if state is Status.NOT_YET else Verdict.CURRENT


def _state(kept: Kept, day: date) -> Status:
    return kept.document.validity.on(day)
