"""A question in its conversation → the questions that are looked up, each whole by itself."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.text import tidy
from retrieval.followup import carried, stands_alone
from retrieval.message import Message, read
from retrieval.question import Question
from retrieval.words import WordIndex, terms

MAX_CHARACTERS = 10_000
OLDEST = 5  # questions back
_SUPPORT = 8  # words of the story that help to find
_HEARD_OF_STORY = 1_500  # characters before its end


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked. ``said`` is how the message says it, ``text`` what is looked up.

    ``after`` is the earlier question that it goes on about; ``support`` are words that help
    to find, without being asked.
    """

    said: str
    text: str
    after: str = ""
    support: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """``asked`` is empty where the message is courtesy alone; ``more`` is not looked up."""

    asked: tuple[Asked, ...]
    more: tuple[str, ...] = ()


def hear(question: Question, words: WordIndex) -> Heard:
    """Never fails: what cannot be taken apart is asked as it stands."""

    def has_subject(text: str) -> bool:
        return stands_alone(text, words)

    message = read(tidy(question.text[:MAX_CHARACTERS]), has_subject)
    before = _earlier(question.earlier, words)
    return Heard(tuple(_whole(message, before, words)), message.more)


def _whole(message: Message, before: str, words: WordIndex) -> Iterator[Asked]:
    """Each question of the message with the subject it takes from those before it."""
    support = _support(message, words)
    last = ""
    for said in message.questions:
        alone = stands_alone(said, words, beside=bool(last))
        if not last and not alone and before:
            last = carried(said, before)
            yield Asked(said, last, before, support)
        elif last and not alone:
            yield Asked(said, carried(said, last), support=support)
        else:
            yield Asked(said, said, support=support or _rare(last, words))
            last = said


def _earlier(earlier: Sequence[str], words: WordIndex) -> str:
    """The last earlier question that was about something; empty if none was."""
    for text in reversed(earlier[-OLDEST:]):
        said = read(tidy(text[:MAX_CHARACTERS]), lambda part: stands_alone(part, words)).questions
        about = [part for part in said if stands_alone(part, words)]
        if about:
            return about[-1]
    return ""


def _support(message: Message, words: WordIndex) -> tuple[str, ...]:
    return _rare(message.story[-_HEARD_OF_STORY:], words)


def _rare(text: str, words: WordIndex) -> tuple[str, ...]:
    """The words and bigrams of ``text`` that tell most, of those the corpus knows."""
    counts = Counter(terms(text))
    weights = {term: idf * counts[term] for term, idf in words.weigh(text).items()}
    telling = sorted(weights, key=lambda term: -weights[term])
    return tuple(islice(filter(words.knows, telling), _SUPPORT))
