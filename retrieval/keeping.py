"""What a question that goes on keeps of the conversation: what was asked, the day, the unit.

A day or a unit that it names itself replaces the old one; "hiện nay" drops the day.
"""

from dataclasses import dataclass
from datetime import date

from corpus.phrases import N_, written_day
from corpus.text import tidy
from retrieval.asking import asks
from retrieval.days import day_asked, says_now, without_days
from retrieval.facets import facets
from retrieval.followup import carried
from retrieval.question import Question, Unit
from retrieval.unit_names import Mention, mentions

DAY = N_("Tính tại ngày {} như câu hỏi trước.")
PLACE = N_("Áp dụng tại {} như câu hỏi trước.")
_OLDEST = 5  # questions back


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
    if here:
        told = _without(told, there)
    day = None if question.dated or _names_a_day(said, today) else _day(question, before)
    unit = None if here or str(question.unit) or there else _unit(question)
    place = str(unit or "") or ("" if here or not there else _called(told, there))
    notes = (
        *((DAY.format(written_day(day)),) if day and day != today else ()),
        *((PLACE.format(place),) if place else ()),
    )
    rest = _without(without_days(said, today), mentions(without_days(said, today)))
    whole = not asks(rest) and not facets(rest)  # "còn năm 2024?", "còn ở Nghệ An?"
    text = f"{told.rstrip(' ?.!')}, {said}" if whole else carried(said, told)
    return Kept(text, day, unit, notes)


def _names_a_day(said: str, today: date) -> bool:
    return says_now(said) or day_asked(said, today) is not None


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
