"""What an answer says in fixed phrases, in the reader's language.

Sources, names and what the asker wrote stay as they are; days are written as the language writes
them. Importing this module registers every phrase that an answer can carry.
"""

import retrieval.assistant  # noqa: F401 – with all that it says
from corpus.language import show_day, translations
from corpus.phrases import Said, day_of, recognise
from retrieval import days, join, keeping, laws_lacking, settle
from retrieval.answer import Answer

_TAKEN = frozenset(
    [
        join.AFTER,
        join.PROCEDURE,
        keeping.DAY,
        keeping.PLACE,
        laws_lacking.OTHERS_WORDS,
        days.NOTE,
        settle.PICKED,
        settle.COMPLETED,
        settle.REMEMBERED,
        settle.TAKEN,
    ]
)
_GOES_ON = frozenset([join.AFTER, join.PROCEDURE, keeping.DAY, keeping.PLACE])


def said_in(text: str, language: str) -> str:
    """``text`` with its fixed phrases in ``language``; lines that are none stay as they are."""
    if said := recognise(text):
        return _translated(said, language)
    lines = text.split("\n")
    if len(lines) == 1:
        return text
    return "\n".join(said_in(line, language) for line in lines)


def tells_how_taken(note: str) -> bool:
    """Whether ``note`` tells how the question was understood; such stand before the answer."""
    said = recognise(note)
    return said is not None and said.phrase in _TAKEN


def goes_on(answer: Answer) -> bool:
    """Whether its question was understood by those before it, and could be asked alone."""
    said = map(recognise, answer.notes)
    return any(one is not None and one.phrase in _GOES_ON for one in said)


def conclusion_in(answer: Answer, language: str) -> str:
    """The conclusion, of which the sentences that a source says stay as they are."""
    quoted = [quote.text for quote in answer.quotes]
    return "\n".join(
        line if any(line in text for text in quoted) else said_in(line, language)
        for line in answer.conclusion.split("\n")
    )


def _translated(said: Said, language: str) -> str:
    values = {name: _value(value, language) for name, value in said.values.items()}
    return Said(said.phrase, values).by(translations(language).gettext(said.phrase))


def _value(value: str, language: str) -> str:
    """A day as the language writes it, a phrase translated; anything else is not ours to change."""
    if (day := day_of(value)) is not None:
        return show_day(day, language)
    said = recognise(value)
    return _translated(said, language) if said and not said.values else value
