"""What follows from a question or its asker for where and when the sources must apply."""

from dataclasses import dataclass, replace

from corpus.phrases import written_day
from retrieval.days import CHOSEN, NOTE, day_asked, without_days
from retrieval.places import Places, places
from retrieval.question import Question


@dataclass(frozen=True, slots=True)
class Situated:
    """A question on the day that it is about. ``text`` is what is left to be looked for."""

    question: Question
    text: str
    places: Places
    notes: tuple[str, ...]


def situate(question: Question) -> Situated:
    """When and where ``question`` is about.

    A day in its words moves the day that counts unless the asker has chosen one.
    """
    found = places(question.text, question.unit.province, question.unit.commune)
    text = without_days(question.text, question.as_of)
    for before, now in found.renamed:
        text = text.replace(before, now)
    if question.dated:
        note = CHOSEN.format(written_day(question.as_of))
        return Situated(question, text, found, (note, *found.notes))
    day = day_asked(question.text, question.as_of)
    if day is None:
        return Situated(question, text, found, found.notes)
    note = NOTE.format(written_day(day))
    return Situated(replace(question, as_of=day, said_day=True), text, found, (note, *found.notes))
