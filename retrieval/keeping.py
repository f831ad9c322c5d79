"""What a question that goes on keeps of the conversation: what was asked, the day, the unit.

A day or a unit that it names itself replaces the old one; "hiện nay" drops the day.
"""

import re
from dataclasses import dataclass
from datetime import date

from corpus.phrases import N_, written_day
from corpus.text import fold, folded_syllables, tidy
from retrieval.asking import asks
from retrieval.days import NOTE, day_asked, says_now, without_days
from retrieval.facets import facets
from retrieval.followup import carried
from retrieval.named import units_alone
from retrieval.question import Question, Unit
from retrieval.unit_names import Mention, mentions
from retrieval.words import POLITE

DAY = N_("Tính tại ngày {} như câu hỏi trước.")
PLACE = N_("Áp dụng tại {} như câu hỏi trước.")
_OLDEST = 5  # questions back
_OPEN = re.compile(r"\b(?:thi sao|thi the nao|the nao|ra sao|sao|what about|how about)\W*$")
_SAYS_NOTHING = POLITE.union(
    [
        "con", "the", "vay", "neu", "thi", "sao", "o", "tai", "hien", "bay", "gio", "nay", "ngay",
        "nam", "hom", "and", "what", "about", "now", "in", "kalau", "di", "bagaimana", "sekarang",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """``text`` is what is looked up; ``day`` and ``unit`` are None where nothing is kept."""

    text: str
    day: date | None
    unit: Unit | None
    notes: tuple[str, ...]


def keep(said: str, before: str, question: Question) -> Kept:
    """``said`` goes on about ``before``, the last question of the conversation with a subject."""
    today = question.as_of
    here = mentions(said)
    told = without_days(before, today)
    there = mentions(told)
    named = None if question.dated else day_asked(said, today)
    held = None if question.dated or says_now(said) else _day(question, before)
    unit = None if here or str(question.unit) or there else _unit(question)
    place = str(unit or "") or ("" if here or not there else _called(told, there))
    day = named or held
    notes = (
        *((NOTE.format(written_day(named)),) if named else ()),
        *((DAY.format(written_day(held)),) if held and not named and held != today else ()),
        *((PLACE.format(place),) if place else ()),
    )
    if here:
        told = _without(told, there)
    anew = named is not None or says_now(said) or bool(here)
    text = _text(without_days(said, today) if named else said, told, anew=anew)
    return Kept(text, day, unit, notes)


def _text(said: str, told: str, *, anew: bool) -> str:
    """``said`` about ``told``; where it only names a day or a unit, that is asked ``anew``.

    "Còn năm 2024?", "còn ở Nghệ An thì sao?", "thế bây giờ?"
    """
    here = mentions(said)
    rest = _without(said, here)
    if asks(_closed(rest)) or facets(rest) or units_alone(rest):
        return carried(said, told)
    whole = told.rstrip(" ?.!")
    if not anew or any(word not in _SAYS_NOTHING for word in folded_syllables(rest)):
        return f"{whole}, {said}"
    return f"{whole}, {_called(said, here)}" if here else told


def _closed(text: str) -> str:
    """``text`` without the "thì sao" at its end, which asks nothing new."""
    plain = fold(text)
    tail = _OPEN.search(plain)
    return text[: tail.start()] if tail and len(plain) == len(text) else text


def _day(question: Question, before: str) -> date | None:
    """The day of the conversation: as it is held, or as the questions since ``before`` say."""
    if question.held is not None:
        return question.held.day
    for text in reversed(question.earlier[-_OLDEST:]):
        if (day := day_asked(text, question.as_of)) or says_now(text):
            return day
        if before in tidy(text):
            break
    return None


def _unit(question: Question) -> Unit | None:
    held = question.held
    return held.unit if held and str(held.unit) else None


def _called(text: str, found: list[Mention]) -> str:
    """The units as the earlier question writes them, from the first to the last."""
    return tidy(text)[found[0].start : found[-1].end]


def _without(text: str, found: list[Mention]) -> str:
    typed = tidy(text)
    for one in reversed(found):
        typed = f"{typed[: one.start].rstrip()} {typed[one.end :].lstrip(' ,')}"
    return typed.strip()
