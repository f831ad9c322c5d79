"""Cases that ask alike, nearest first, by their words: rare words and pairs weigh most.

The words of all questions are held in memory, by digest of the term; new cases are read when next
asked. What is shown of a case is read from the database, so that what was erased is not shown.
"""

import threading
from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import JSON, ColumnElement, Connection, cast, func, select, type_coerce

from corpus.text import folded_syllables
from desk import casebook
from desk.case import LIVE, Case, CaseState
from desk.database import Database
from desk.faq import KeptFaq
from desk.schema import answers, cases
from retrieval.words import POLITE, terms

SHOWN = frozenset({*LIVE, CaseState.ANSWERED, CaseState.CLOSED})
ENOUGH = 0.15  # of the weight of the words of both
_LOOKED_AT = 40  # of the nearest, among which are enough that are shown
_LATE = 100  # numbers
_AT_ONCE = 5_000  # cases read in one step


@dataclass(frozen=True, slots=True)
class Alike:
    """``likeness`` is between 0 and 1."""

    case: Case
    likeness: float


class Similar:
    """The words of one desk's questions. Threads may share it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._ids = array("q")  # of the cases, by place
        self._places: defaultdict[int, array[int]] = defaultdict(lambda: array("I"))  # by term
        self._terms: list[array[int]] = []  # by place

    def to(self, case: Case, limit: int = 5) -> list[Alike]:
        """Those whose question is most like the case's own; of the case itself none."""
        question = case.answer.question
        with self._lock:
            self._read_on()
            near = self._nearest(_words(question.meant or question.text))
        scores = {number: score for number, score in near if number != case.id}
        with self._database.reading() as connection:
            which = cases.c.id.in_(scores) & cases.c.state.in_(SHOWN)
            shown = set(connection.execute(select(cases.c.id).where(which)).scalars())
            nearest = [number for number in scores if number in shown][:limit]
            found = casebook.list_cases(connection, [cases.c.id.in_(nearest)], limit)
        found.sort(key=lambda one: (-scores[one.id], -one.id))
        return [Alike(one, scores[one.id]) for one in found]

    def _read_on(self) -> None:
        """Take in the cases that were opened since.

        Numbers are given once and grow; but of two programs that open cases at once, the one with
        the smaller number may be seen later.
        """
        known = set(self._ids[-2 * _LATE :])
        while True:
            since = max(known) - _LATE if known else 0
            with self._database.reading() as connection:
                new = connection.execute(_newer(connection, since)).all()
            for row in new:
                if row.id in known:
                    continue
                known.add(row.id)
                held = _words(row.meant or row.text or "")
                for term in held:
                    self._places[term].append(len(self._ids))
                self._ids.append(row.id)
                self._terms.append(held)
            if len(new) < _AT_ONCE:  # _LATE of them are known
                return

    def _nearest(self, asked: "array[int]") -> list[tuple[int, float]]:
        """Number and likeness of those above ``ENOUGH``, nearest first."""
        scores = np.zeros(len(self._ids), np.float32)
        for term in asked:
            if term in self._places:
                scores[np.frombuffer(self._places[term], np.uint32)] += self._idf(term)
        best = np.argsort(-scores, kind="stable")[:_LOOKED_AT]
        whole = sum(map(self._idf, asked))
        found = []
        for place in best.tolist():
            shared = float(scores[place])
            both = whole + sum(map(self._idf, self._terms[place])) - shared
            if shared and shared / both >= ENOUGH:
                found.append((self._ids[place], round(shared / both, 3)))
        return sorted(found, key=lambda one: -one[1])

    def _idf(self, term: int) -> float:
        having = len(self._places[term]) if term in self._places else 0
        return float(np.log1p((len(self._ids) - having + 0.5) / (having + 0.5)))


def faqs_alike(case: Case, faqs: Sequence[KeptFaq], limit: int = 3) -> list[KeptFaq]:
    """The reviewed answers to questions that share most of their words, nearest first."""
    question = case.answer.question
    asked = _content(question.meant or question.text)

    def likeness(faq: KeptFaq) -> float:
        kept = map(_content, faq.draft.questions)
        return max((len(asked & one) / (len(asked | one) or 1) for one in kept), default=0.0)

    scored = sorted(((likeness(faq), faq) for faq in faqs), key=lambda one: -one[0])
    return [faq for score, faq in scored[:limit] if score >= 2 * ENOUGH]


def _content(text: str) -> frozenset[str]:
    return frozenset(folded_syllables(text)) - POLITE


def _words(text: str) -> "array[int]":
    said = (term for term in dict.fromkeys(terms(text)) if not POLITE.issuperset(term.split()))
    return array("q", map(hash, said))


def _newer(connection: Connection, number: int) -> Any:
    return (
        select(
            cases.c.id,
            _of_question(connection, "text").label("text"),
            _of_question(connection, "meant").label("meant"),
        )
        .join_from(cases, answers)
        .where(cases.c.id > number)
        .order_by(cases.c.id)
        .limit(_AT_ONCE)
    )


def _of_question(connection: Connection, name: str) -> ColumnElement[Any]:
    """A field of the kept answer's question, read where it lies."""
    if connection.dialect.name == "sqlite":
        lying: ColumnElement[Any] = func.json_extract(answers.c.kept, f"$.question.{name}")
        return lying
    found: ColumnElement[Any] = type_coerce(cast(answers.c.kept, JSON), JSON)[
        ("question", name)
    ].as_string()
    return found
