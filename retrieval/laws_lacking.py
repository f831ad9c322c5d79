"""Laws that a question calls by name and the index has not.

Their names are those of ``laws.txt``; others are not known to be laws ("luật chơi", "luật mới").
What answers then are the words of other texts, and that is said first; where these speak of
something else, people are asked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from corpus.cite import cite
from corpus.document import Document, Kind
from corpus.phrases import N_, recognise
from corpus.text import folded_syllables, spaced
from retrieval.answer import Answer, Hit
from retrieval.clauses import NO_LAW
from retrieval.generation import Generation
from retrieval.named import both, mentions
from retrieval.question import Query

FILE = Path(__file__).with_name("laws.txt")
OTHERS_WORDS = N_(
    "Kho chưa có văn bản mang tên “{}”: câu trả lời là lời của {}, không phải của văn bản đó."
)
_KIND = re.compile(r"(?:bo luat|luat|phap lenh) ")
_WORD = re.compile(r"\w+")
_LONGEST = 18  # words of a name
_MOST = 12  # laws of one question that are looked up
_READ = 120  # characters in which a name ends
_WITH_ITS_NAME = (Kind.LAW, Kind.ORDINANCE, Kind.CONSOLIDATED, Kind.OTHER)

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Law:
    """``names`` are what it is called without its kind, folded; the first is its own."""

    title: str
    names: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """The laws named that the index has not, and how each is written."""

    laws: tuple[Law, ...] = ()
    written: tuple[str, ...] = ()

    def passes_over(self, hit: Hit, generation: Generation) -> bool:
        """Whether ``hit`` speaks of none of their matters, and no text of its own names one."""
        return bool(self.laws) and not any(_about(law, hit, generation) for law in self.laws)

    def beside(self, answer: Answer, used: Sequence[Hit]) -> Answer:
        """The answer, with whose words it is in."""
        noted = any((said := recognise(n)) and said.phrase == NO_LAW for n in answer.notes)
        if not self.laws or noted:
            return answer
        notes = [NO_LAW.format(name) for name in self.written]
        if answer.outcome.family == "answered" and used:
            text = cite(used[0].chunk.document, ())
            notes = [OTHERS_WORDS.format(name, text) for name in self.written]
        return replace(answer, notes=(*notes, *answer.notes))


@lru_cache
def laws(file: Path = FILE) -> Mapping[Words, Law]:
    """Each law by each of its names."""
    found: dict[Words, Law] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            title, *others = (name.strip() for name in line.split("|"))
            own = _KIND.sub("", " ".join(folded_syllables(title)), 1)
            law = Law(title, tuple(map(_key, (own, *others))))
            found |= {name: law for name in law.names if name not in found}
    return found


def lacking(query: Query, generation: Generation) -> Lacking:
    """What is looked for costs a look-up a name, and the titles once where a law is not held."""
    called = dict(_called(query.typed))
    lacks = {law: said for law, said in called.items() if not _held(law, generation)}
    return Lacking(tuple(lacks), tuple(lacks.values()))


def _key(name: str) -> Words:
    return tuple(word for word in folded_syllables(name) if word != "va")


def _called(text: str) -> Iterator[tuple[Law, str]]:
    """The laws that a text calls by name, in its order: by their titles, or as it writes them."""
    typed, plain = both(text)
    for mention in [one for one in mentions(plain) if one.name][:_MOST]:
        words = list(_WORD.finditer(plain, mention.start, mention.start + _READ))
        for end in range(min(len(words), _LONGEST), 0, -1):
            said = slice(mention.start, words[end - 1].end())
            if words[end - 1][0] == "va":
                continue
            if law := laws().get(_key(_KIND.sub("", plain[said], 1))):
                yield law, law.title if spaced(law.title) == spaced(plain[said]) else typed[said]
                break


def _held(law: Law, generation: Generation) -> bool:
    """Whether the index has it, under any of its names or as a part of it under its title."""
    register = generation.register
    for name in law.names:
        entries, known = register.called(f"luật {' '.join(name)}")
        if entries or known:
            return True
    return any(
        entry.document.kind in _WITH_ITS_NAME and _names(law, entry.document.title)
        for entry in register.entries
    )


def _about(law: Law, hit: Hit, generation: Generation) -> bool:
    if _says(law, hit.searchable):
        return True
    document = hit.chunk.document
    return document.kind is not Kind.FAQ and _rests_on(law, document, generation)


def _rests_on(law: Law, document: Document, generation: Generation) -> bool:
    return any(_names(law, chunk.text) for chunk in generation.chunks_of(document))


def _says(law: Law, text: str) -> bool:
    plain = _plain(text)
    return any(f" {' '.join(name)} " in plain for name in law.names)


def _names(law: Law, text: str) -> bool:
    plain = _plain(text)
    kinds = ("luat", "phap lenh")
    return any(f" {kind} {' '.join(name)} " in plain for name in law.names for kind in kinds)


def _plain(text: str) -> str:
    return spaced(text).replace(" va ", " ")
