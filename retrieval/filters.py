"""What follows from a question or its asker for where and when the sources must apply."""

from dataclasses import replace

from retrieval.days import NOTE, day_asked
from retrieval.places import Places, places
from retrieval.question import Question


def situated(question: Question) -> tuple[Question, Places, tuple[str, ...]]:
    """The question on the day that it is about, the places it is about, and notes on both.

    A day in the question's words moves the day that counts unless the asker has chosen one.
    """
    found = places(question.text, question.unit.province, question.unit.commune)
    day = None if question.dated else day_asked(question.text, question.as_of)
    if day is None:
        return question, found, found.notes
    note = NOTE.format(day.strftime("%d/%m/%Y"))
    return replace(question, as_of=day), found, (note, *found.notes)
