"""A conclusion in other words than the sources': which of it may be shown.

Every sentence points to the quotes it rests on ("… 10 ngày làm việc [1]."). It may say words of
those quotes, joined by the words of a closed list; its numbers with what they count, its names and
its negations must stand there too. Whoever phrases, the same rules hold at the exit.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from corpus.text import SENTENCE_END, fold, folded_syllables, tidy
from retrieval.language import is_vietnamese

LONGEST = 600  # characters of a conclusion
MOST_SENTENCES = 4
NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_SENTENCE = re.compile(r"\s*(.+?)((?:\s*\[\d{1,2}\])+)\s*([.!;]?)(?=\s|$)", re.DOTALL)
_POINTER = re.compile(r"\[(\d{1,2})\]")
_COUNTED = re.compile(rf"({NUMBER.pattern})\s*%?\s*([^\W\d_]+)?")
_NAME = re.compile(r"[^\W_][\w/.&-]*")
_MARKUP = re.compile(r"[<>`{}|\\*_#]|https?:|www\.|\n")
_JOINING = Path(__file__).with_name("joining_words.txt")
_DENIES = frozenset("khong chua chang cam tru mien ngoai chi tranh dung".split())  # noqa: SIM905
_MANY = 2  # capitals of a word that make it a name wherever it stands


@dataclass(frozen=True, slots=True)
class Phrased:
    """``text`` is empty where nothing fit; ``why`` says so in a few words, for the trace."""

    text: str
    why: str


class Composer(Protocol):
    """Phrases conclusions. Never raises, and never takes longer than it was allowed to."""

    def phrase(self, question: str, quotes: Sequence[str]) -> Phrased: ...


def improper(said: str, quotes: Sequence[str]) -> str:
    """Why ``said`` may not be shown, in a few words; empty where it may.

    ``quotes`` are what it points to by their numbers, from 1.
    """
    if not said.strip():
        return "empty"
    if len(said) > LONGEST:
        return "too long"
    if said != tidy(said) or not said.isprintable() or _MARKUP.search(said):
        return "markup"
    if not is_vietnamese(_POINTER.sub("", said)):
        return "another language"
    sentences = list(_sentences(said))
    if not sentences or len(sentences) > MOST_SENTENCES:
        return "no sentence with its source" if not sentences else "too many sentences"
    for text, pointers in sentences:
        if not all(1 <= number <= len(quotes) for number in pointers):
            return "points to no quote"
        if why := _unsupported(text, [quotes[number - 1] for number in pointers]):
            return why
    return ""


def _sentences(said: str) -> Iterator[tuple[str, list[int]]]:
    """Each sentence with the quotes it points to; nothing at all where one points to none."""
    found, end = [], 0
    for match in _SENTENCE.finditer(said):
        text = match[1].strip()
        if match.start() != end or len(SENTENCE_END.split(text)) > 1:
            return
        found.append((text, [int(number) for number in _POINTER.findall(match[2])]))
        end = match.end()
    if not said[end:].strip():
        yield from found


def _unsupported(sentence: str, quotes: Sequence[str]) -> str:
    """What of a sentence its quotes do not say."""
    said = " ".join(quotes)
    for number in NUMBER.findall(sentence):
        if number not in NUMBER.findall(said):
            return f"a number that its quotes do not say: {number}"
    for number, counted in _COUNTED.findall(sentence):
        if counted and not re.search(rf"(?<![\d.,/]){re.escape(number)}\s*%?\s*{counted}\b", said):
            return f"a number of something else: {number} {counted}"
    for name in _names(sentence):
        if name not in said:
            return f"a name that its quotes do not say: {name}"
    known = set(folded_syllables(said)) | joining()
    if foreign := [word for word in folded_syllables(sentence) if word not in known]:
        return f"a word that its quotes do not say: {foreign[0]}"
    if _denials(sentence) != _denials(_nearest(sentence, quotes)):
        return "denies what its quote does not, or the other way round"
    return ""


def _names(sentence: str) -> Iterator[str]:
    """Words with a capital, but for the first of the sentence, and abbreviations and numbers."""
    for place, match in enumerate(_NAME.finditer(sentence)):
        word = match[0].rstrip(".-/&")
        capitals = sum(letter.isupper() for letter in word)
        if capitals >= _MANY or (capitals and place) or "/" in word:
            yield word


def _nearest(sentence: str, quotes: Sequence[str]) -> str:
    """The sentence of the quotes that shares most of its words."""
    words = set(folded_syllables(sentence)) - joining()
    every = [one for quote in quotes for one in SENTENCE_END.split(quote) if one.strip()]
    return max(every, key=lambda one: len(words & set(folded_syllables(one))), default="")


def _denials(text: str) -> frozenset[str]:
    return frozenset(word for word in folded_syllables(text) if word in _DENIES)


@cache
def joining() -> frozenset[str]:
    """Words that join others and claim nothing, folded; none that denies or counts."""
    lines = _JOINING.read_text(encoding="utf-8").splitlines()
    words = {fold(line.strip()) for line in lines if not line.startswith("#")}
    return frozenset(words - {""} - _DENIES)
