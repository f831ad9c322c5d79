"""A question in its conversation → the questions that are looked up, each whole by itself."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from itertools import islice

from corpus.procedure_labels import codes
from corpus.text import fold, syllables, tidy
from retrieval.followup import carried, defines, own, stands_alone
from retrieval.form_codes import says_a_code
from retrieval.home import Home
from retrieval.keeping import keep
from retrieval.message import MOST_QUESTIONS, Message, read
from retrieval.named import named, units_alone
from retrieval.places import asks_about_units
from retrieval.question import Question, Unit
from retrieval.words import WordIndex, terms

MAX_CHARACTERS = 10_000
OLDEST = 5  # questions back
_TELLS = 6  # syllables of a question, from which it is about something in general words
_BARE = 10  # syllables, up to which a question of general words alone is about nothing
_SUPPORT = 8  # words of the story that help to find
_HEARD_OF_STORY = 1_500  # characters before its end


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked. ``said`` is how the message says it, ``text`` what is looked up.

    ``after`` is the earlier question that it goes on about; ``support`` are words that help
    to find, without being asked. ``bare`` says that nothing tells what it is about ("lệ phí?").
    ``day`` and ``unit`` are those of the conversation where it keeps them; ``notes`` say so.
    """

    said: str
    text: str
    after: str = ""
    support: tuple[str, ...] = ()
    bare: bool = False
    day: date | None = None
    unit: Unit | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """``asked`` is empty where the message is courtesy alone; ``more`` is not looked up."""

    asked: tuple[Asked, ...]
    more: tuple[str, ...] = ()


def hear(question: Question, words: WordIndex, home: Home | None = None) -> Heard:
    """Never fails: what cannot be taken apart is asked as it stands.

    ``home`` tells whether a doubtful one goes on about the question before.
    """

    def has_subject(text: str) -> bool:
        return stands_alone(text, words)

    message = read(tidy(question.text[:MAX_CHARACTERS]), has_subject)
    before = _earlier(question.earlier, words)
    found = _whole(message, before, words, home)
    whole = tuple(_kept(one, question) if one.after else one for one in found)
    return Heard(whole[:MOST_QUESTIONS], tuple(one.text for one in whole[MOST_QUESTIONS:]))


def _whole(message: Message, before: str, words: WordIndex, home: Home | None) -> Iterator[Asked]:
    """Each question of the message with the subject it takes from those before it."""
    support = _support(message, words)
    last = ""
    for said in dict.fromkeys((*message.questions, *message.more)):  # said again is asked once
        alone = stands_alone(said, words, beside=bool(last)) or _names(said, home)
        if alone and before and not last and home and not _is_whole(said):
            alone = home.elsewhere(said, before)
        if not last and not alone and before:
            last = carried(said, before)
            yield Asked(said, last, before, support)
        elif last and not alone:
            text = carried(said, last)
            yield Asked(said, text, support=support)
            last = text if units_alone(said) else last
        else:
            tells = alone or last or message.story or own(said, words) or named(said)
            bare = not tells and len(syllables(said)) <= _BARE
            yield Asked(said, said, support=support or _rare(last, words), bare=bare)
            last = said


def _kept(asked: Asked, question: Question) -> Asked:
    """``asked`` with what it keeps of the conversation."""
    kept = keep(asked.said, asked.after, question)
    return replace(asked, text=kept.text, day=kept.day, unit=kept.unit, notes=kept.notes)


def _names(said: str, home: Home | None) -> bool:
    """Whether general words alone name something all the same: a code, a unit, a title."""
    if codes(said) or says_a_code(fold(said)) or asks_about_units(fold(said)):
        return True
    return home is not None and home.names(said)


def _is_whole(said: str) -> bool:
    """Whether it names what it is about by its number, or asks what something is, or a unit."""
    numbered = any(citation.number for citation in named(said))
    return numbered or defines(said) or asks_about_units(fold(said))


def _earlier(earlier: Sequence[str], words: WordIndex) -> str:
    """The last earlier question that was about something; empty if none was.

    Units that were named after it are asked of its document ("còn điều 5?"). Where none was, it is
    the first that says so much of general things that it was one ("hồ sơ nộp trên Cổng …").
    """
    after: list[str] = []
    general = ""
    for text in reversed(earlier[-OLDEST:]):
        said = read(tidy(text[:MAX_CHARACTERS]), lambda part: stands_alone(part, words)).questions
        for part in reversed(said):
            if stands_alone(part, words):
                return reduce(lambda before, unit: carried(unit, before), reversed(after), part)
            if units_alone(part):
                after.append(part)
            elif len(syllables(part)) >= _TELLS:
                general = part
    return general


def _support(message: Message, words: WordIndex) -> tuple[str, ...]:
    return _rare(message.story[-_HEARD_OF_STORY:], words)


def _rare(text: str, words: WordIndex) -> tuple[str, ...]:
    """The words and bigrams of ``text`` that tell most, of those the corpus knows."""
    counts = Counter(terms(text))
    weights = {term: idf * counts[term] for term, idf in words.weigh(text).items()}
    telling = sorted(weights, key=lambda term: -weights[term])
    return tuple(islice(filter(words.knows, telling), _SUPPORT))
