"""Fixed phrases: everything that the assistant says in words of its own, registered in one place.

A phrase is a constant of the module that says it, marked for the catalogs by ``N_``, with
named places for what changes:

    ENDED_ON = N_("{text} đã hết hiệu lực từ ngày {day}.")
    notes.append(ENDED_ON.format(text=name, day=written_day(day)))

The core says it in Vietnamese, as plain text. Whoever needs to know more asks ``recognise``: which
phrase a line is and with which values. So a page shows it in the reader's language
(``retrieval.said``), and a guard tells what the assistant says itself from what it quotes.
``phrases`` lists those of all modules imported so far; ``retrieval.said`` imports them all.
babel finds ``N_`` by itself, and a test asks for every phrase's translations.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from string import Formatter

DAY = "%d/%m/%Y"  # as the core writes days in phrases
_fixed: dict[str, None] = {}  # filled while modules are imported, in that order


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase as it was said: ``phrase`` is its constant, ``values`` what stands in its places.

    Places without a name are called "0", "1" …
    """

    phrase: str
    values: Mapping[str, str]

    def by(self, phrase: str) -> str:
        """The same said by ``phrase``, a translation or the phrase itself."""
        filled = [
            literal + (self.values[name] if name is not None else "")
            for literal, name in _parsed(phrase)
        ]
        return "".join(filled)


def N_(phrase: str) -> str:  # noqa: N802 – gettext's name, which babel looks for
    """Register a fixed phrase, and return it as it is."""
    _fixed[phrase] = None
    return phrase


def phrases() -> tuple[str, ...]:
    """Every phrase registered so far."""
    return tuple(_fixed)


def recognise(text: str) -> Said | None:
    """Which phrase ``text`` is, the one with most words of its own; None if it is none."""
    if text in _fixed and not places(text):
        return Said(text, {})
    for phrase, pattern, names in _patterns(len(_fixed)):
        if match := pattern.fullmatch(text):
            return Said(phrase, dict(zip(names, match.groups(), strict=True)))
    return None


def places(phrase: str) -> tuple[str, ...]:
    """The names of a phrase's places, in their order."""
    return tuple(name for _, name in _parsed(phrase) if name is not None)


def written_day(day: date) -> str:
    """A day as phrases hold it."""
    return f"{day:%d/%m}/{day.year:04}"  # %Y leaves out the zeros of the year 26


def day_of(value: str) -> date | None:
    """The day that a value is, as ``written_day`` writes it."""
    try:
        return datetime.strptime(value, DAY).date()  # noqa: DTZ007 – a day has no zone
    except ValueError:
        return None


@lru_cache(maxsize=2048)
def _parsed(phrase: str) -> tuple[tuple[str, str | None], ...]:
    """Each literal piece with the name of the place behind it; None where there is none."""
    pieces, unnamed = [], 0
    for literal, name, _, _ in Formatter().parse(phrase):
        if name == "":
            name, unnamed = str(unnamed), unnamed + 1
        pieces.append((literal, name))
    return tuple(pieces)


@lru_cache(maxsize=4)
def _patterns(_count: int) -> tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]:
    """Phrases with places, those with most letters of their own first."""
    with_places = [phrase for phrase in _fixed if places(phrase)]
    with_places.sort(key=lambda phrase: -sum(len(literal) for literal, _ in _parsed(phrase)))
    return tuple((phrase, _pattern(phrase), places(phrase)) for phrase in with_places)


def _pattern(phrase: str) -> re.Pattern[str]:
    parts = [
        re.escape(literal) + ("(.*?)" if name is not None else "")
        for literal, name in _parsed(phrase)
    ]
    return re.compile("".join(parts), re.DOTALL)
