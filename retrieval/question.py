"""What was asked, and what was understood of it."""

from dataclasses import dataclass
from datetime import date

from corpus.citation import Citation
from retrieval.past import Past
from retrieval.places import NOWHERE, Places

SHOWN = 160  # characters of a question, at most, where a note names it


@dataclass(frozen=True, slots=True)
class Unit:
    """Where the asker works: a province, and a commune of it."""

    province: str = ""
    commune: str = ""

    def __str__(self) -> str:
        return ", ".join(name for name in (self.commune, self.province) if name)


@dataclass(frozen=True, slots=True)
class Held:
    """What a conversation holds on to besides its questions (``conversation.held_after``).

    ``offered`` are the choices of the last answer; ``asked_back`` says that it was a question back.
    ``chosen`` are all the choices taken in the conversation, the newest last. ``day`` is the one it
    was about where that was said or chosen, ``unit`` that of the last question, ``procedure`` the
    title that answered it.
    """

    offered: tuple[str, ...] = ()
    asked_back: bool = False
    chosen: tuple[str, ...] = ()
    day: date | None = None
    unit: Unit = Unit()
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """``asker`` is opaque here ("telegram:123", "web:…"); ``as_of`` is the day that counts.

    ``dated`` says that the asker chose that day: a day in the question's words moves only one
    that was taken for want of another.
    ``earlier`` are the asker's own last questions in this conversation, the newest last, and
    ``held`` what it holds on to; None where that is not known. ``meant`` is what was looked up
    where ``text`` only takes a choice ("cái thứ hai"). ``said_day`` says that ``as_of`` was said
    in words, in this question or in the one that it goes on about.
    """

    text: str
    as_of: date
    asker: str = ""
    unit: Unit = Unit()
    earlier: tuple[str, ...] = ()
    language: str = "vi"
    dated: bool = False
    held: Held | None = None
    meant: str = ""
    said_day: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """``typed`` is the tidied question, ``restored`` the same with accents put back.

    Of a question that is not ``vietnamese`` nothing is restored. ``alternatives`` are words
    mended and expansions of abbreviations, ``citations`` the provisions
    and documents the question names (with empty fields where it does not say),
    ``facets`` the words of headings under which one would look it up, ``places`` where it is
    about. ``notes`` tell the asker how the question was taken. ``support`` are words told beside
    the question: they help to find, and count for nothing else. ``past`` is what it asks of the
    rule of the past. ``today`` is the day of asking, where the question names another.
    ``doubts`` are short forms that ``restored`` leaves as typed, with what each may stand for.
    ``said`` are the asker's own words, where others were put before them (a follow-up).
    """

    question: Question
    typed: str
    restored: str
    alternatives: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    words: tuple[str, ...] = ()
    facets: frozenset[str] = frozenset()
    vietnamese: bool = True
    places: Places = NOWHERE
    notes: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    past: Past | None = None
    today: date | None = None
    doubts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    said: str = ""
