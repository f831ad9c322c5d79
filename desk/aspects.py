"""What a question wants settled – a form, a deadline, whose job it is – by its words.

Two questions on one procedure are two troubles where one asks for the form and one for the fee;
and "ai chủ trì" and "thẩm quyền thuộc cơ quan nào" are one, though they share no word. What can be
wanted are the parts of which an administrative procedure consists by law (Decree 63/2010/NĐ-CP,
article 8) and what stands in the way of work at a counter: programs, equipment, people.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

from corpus.text import canonical_tones, fold, spaced, syllables, tidy
from desk.cause import ASKED_FOR, Cause
from retrieval.abbreviations import table as short_forms
from retrieval.abbreviations import written_out
from retrieval.pairs import pairs
from retrieval.pieces import Role, pieces

FILE = Path(__file__).with_name("aspects.tsv")
MORE = Path(__file__).with_name("aspects_more.tsv")


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
_ACCENTS = 0.5  # of the words have some where all are typed that there are: in print 0.7


def usual_words() -> frozenset[str]:
    """The folded words of the usual ways to say it."""
    return frozenset(word for way in _ways(FILE) for word in way.split())


@cache
def _ways(*files: Path) -> Mapping[str, tuple[tuple[tuple[str, ...], Aspect], ...]]:
    """By their folded words, so that a text is looked through once however many ways there are.

    Raises:
        ValueError: a line is not two columns, or names nothing that can be wanted.
    """
    found = defaultdict[str, list[tuple[tuple[str, ...], Aspect]]](list)
    for way, aspect in chain.from_iterable(map(pairs, files)):
        found[spaced(way).strip()].append((_words(way), Aspect(aspect)))
    return {way: tuple(meant) for way, meant in found.items()}


@cache
def _longest() -> int:
    return max(way.count(" ") + 1 for way in _ways(FILE, MORE))


def _words(text: str) -> tuple[str, ...]:
    return tuple(syllables(canonical_tones(text)))


@lru_cache(maxsize=200_000)
def aspects(text: str) -> frozenset[Aspect]:
    """None where it is open what is wanted; what is told beside the question says it last.

    Who says that sources disagree, or are out of date, wants that settled before all else; who asks
    for the basis asks for nothing narrower.
    """
    text = tidy(text)
    asking = [text[one.start : one.end] for one in pieces(text) if one.role is Role.ASKED]
    return next(filter(None, map(_said, reversed(asking))), None) or _said(text)


def _said(text: str) -> frozenset[Aspect]:
    ways, typed = _ways(FILE, MORE), _words(written_out(text, short_forms()))
    folded = [fold(one) for one in typed]
    accents = sum(not one.isascii() for one in typed) >= _ACCENTS * len(typed)
    found = frozenset(
        aspect
        for start in range(len(typed))
        for end in range(start + 1, min(start + _longest(), len(typed)) + 1)
        for words, aspect in ways.get(" ".join(folded[start:end]), ())
        if _is_typed(words, typed[start:end], accents)
    )
    return found & _FIRST or narrowed(found - _LAST) or found & {Aspect.BASIS} or found


def _is_typed(words: Sequence[str], typed: Sequence[str], accents: bool) -> bool:
    """Whether what is the same without accents is the same with them, as far as they are typed:
    "phát" is not "phạt", and "không dây" is not "không đẩy"."""
    return all(
        one == two or (two.isascii() and not accents) for one, two in zip(words, typed, strict=True)
    )


def narrowed(found: Collection[Aspect]) -> frozenset[Aspect]:
    """Without whose job it is, where it is asked who of the office signs."""
    return frozenset(found) - ({Aspect.WHOSE_JOB} if Aspect.SIGNING in found else set())


def asked_for(text: str) -> frozenset[Cause]:
    """What is asked for, as far as the desk shows it as what a trouble is about."""
    found = {one.value for one in aspects(text)}
    if Aspect.SIGNING in found:
        found.add(Cause.WHOSE_JOB)
    return frozenset(cause for cause in ASKED_FOR if cause.value in found)
