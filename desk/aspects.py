"""What a question wants settled – a form, a deadline, whose job it is – by its words.

Two questions on one procedure are two troubles where one asks for the form and one for the fee;
and "ai chủ trì" and "thẩm quyền thuộc cơ quan nào" are one, though they share no word. What can be
wanted are the parts of which an administrative procedure consists by law (Decree 63/2010/NĐ-CP,
article 8) and what stands in the way of work at a counter: programs, equipment, people.
"""

from collections.abc import Collection
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from corpus.text import spaced
from desk.cause import ASKED_FOR, Cause
from retrieval.abbreviations import table as short_forms
from retrieval.abbreviations import written_out
from retrieval.pairs import pairs

FILE = Path(__file__).with_name("aspects.tsv")


class Aspect(StrEnum):
    """Those that are a ``Cause`` as well have its name."""

    CONFLICT = "conflict"
    NOT_IN_FORCE = "not_in_force"
    BASIS = "basis"
    WHOSE_JOB = "whose_job"
    SIGNING = "signing"
    FORM = "form"
    DOSSIER = "dossier"
    DEADLINE = "deadline"
    FEE = "fee"  # or what the office may spend
    CONDITION = "condition"
    STEPS = "steps"
    CHANNEL = "channel"
    PAPER = "paper"  # a permit that is lost or wrong
    TRANSITION = "transition"  # begun under the old law, or by the district
    RENAMED = "renamed"  # papers with names and borders of before the merger
    SYSTEM = "system"
    EQUIPMENT = "equipment"
    STAFF = "staff"
    PENALTY = "penalty"
    REFUSAL = "refusal"  # people who do not let the office do its work
    COMPLAINT = "complaint"
    REPORT = "report"
    PROXY = "proxy"
    RETURNED = "returned"


_FIRST = frozenset({Aspect.CONFLICT, Aspect.NOT_IN_FORCE})
_LAST = frozenset({Aspect.BASIS, Aspect.CONDITION, Aspect.STEPS})


@cache
def table(file: Path = FILE) -> tuple[tuple[str, Aspect], ...]:
    """Ways to say it, folded, with what is wanted.

    Raises:
        ValueError: a line is not two columns, or names nothing that can be wanted.
    """
    return tuple((spaced(way), Aspect(aspect)) for way, aspect in pairs(file))


@lru_cache(maxsize=200_000)
def aspects(text: str) -> frozenset[Aspect]:
    """None where it is open what is wanted.

    Who says that sources disagree, or are out of date, wants that settled before all else; who asks
    for the basis asks for nothing narrower.
    """
    words = spaced(written_out(text, short_forms()))
    found = frozenset(aspect for way, aspect in table() if way in words)
    return found & _FIRST or narrowed(found - _LAST) or found & {Aspect.BASIS} or found


def narrowed(found: Collection[Aspect]) -> frozenset[Aspect]:
    """Without whose job it is, where it is asked who of the office signs."""
    return frozenset(found) - ({Aspect.WHOSE_JOB} if Aspect.SIGNING in found else set())


def asked_for(text: str) -> frozenset[Cause]:
    """What is asked for, as far as the desk shows it as what a trouble is about."""
    found = {one.value for one in aspects(text)}
    if Aspect.SIGNING in found:
        found.add(Cause.WHOSE_JOB)
    return frozenset(cause for cause in ASKED_FOR if cause.value in found)
