"""What the sources lack or soon will: for those who keep them.

Sources that are quoted much and have grown old, sources that end soon, questions nobody could
answer, reviewed answers nobody gets any more, words that people use and the corpus does not know.
Reads the last year at most; ``python -m desk missing`` and ``/desk/missing`` show it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Connection, cast, func, select, type_coerce

from corpus.document import Document
from corpus.text import folded_syllables, syllables
from corpus.vietnam_time import day_of
from desk import faqbook
from desk.faq import FaqState
from desk.schema import answers, asked, faq_receipts, faqs
from retrieval.abbreviations import table
from retrieval.generation import Generation

A_YEAR = timedelta(days=365)
LATELY = timedelta(days=90)
UNUSED = timedelta(days=180)
SHOWN = 50  # lines of a list
# A word that fewer people typed may be somebody's name.
LEAST_ASKERS = 3


@dataclass(frozen=True, slots=True)
class Ageing:
    """``weight`` is how often it was quoted in a year, times the years of its edition."""

    document: str
    title: str
    owner: str
    since: date
    quoted: int
    weight: float
    id: str = ""  # of its page


@dataclass(frozen=True, slots=True)
class Ending:
    document: str
    title: str
    owner: str
    ends: date
    quoted: int
    id: str = ""


@dataclass(frozen=True, slots=True)
class Unanswered:
    field: str
    outcome: str
    questions: int
    last: date


@dataclass(frozen=True, slots=True)
class Unused:
    faq: int
    question: str
    approved: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word as it was typed most often, and in how many questions of how many people."""

    word: str
    questions: int
    askers: int


@dataclass(frozen=True, slots=True)
class Missing:
    ageing: tuple[Ageing, ...]
    ending: tuple[Ending, ...]
    unanswered: tuple[Unanswered, ...]
    unused: tuple[Unused, ...]
    unknown: tuple[Unknown, ...]

    def record(self) -> dict[str, list[dict[str, Any]]]:
        """For programs, by the names of the lists."""
        lists = ("ageing", "ending", "unanswered", "unused", "unknown")
        return {name: [asdict(one) for one in getattr(self, name)] for name in lists}


def missing(connection: Connection, generation: Generation | None, now: datetime) -> Missing:
    """Without a ``generation`` nothing is said of documents and words."""
    quoted = _quoted(connection, now - A_YEAR)
    documents = generation.store.documents() if generation else []
    today = day_of(now)
    return Missing(
        tuple(_ageing(documents, quoted, today))[:SHOWN],
        tuple(_ending(documents, quoted, today))[:SHOWN],
        tuple(_unanswered(connection, now - LATELY))[:SHOWN],
        tuple(_unused(connection, now - UNUSED))[:SHOWN],
        tuple(_unknown(connection, generation, now - LATELY))[:SHOWN] if generation else (),
    )


def _quoted(connection: Connection, since: datetime) -> Counter[str]:
    rows = connection.execute(select(asked.c.documents).where(asked.c.at >= since))
    return Counter(document for (documents,) in rows for document in documents)


def _ageing(documents: list[Document], quoted: Counter[str], today: date) -> list[Ageing]:
    """Editions in force alone: what has ended is no longer quoted as the rule of today."""
    newest: dict[str, tuple[date, Document]] = {}
    for one in documents:
        since = one.validity.effective_from or one.issued
        ended = one.validity.effective_to is not None and one.validity.effective_to <= today
        if since and not ended and since >= newest.get(one.id, (since,))[0]:
            newest[one.id] = since, one
    found = [
        Ageing(
            one.number or one.id,
            one.title,
            one.owner,
            since,
            quoted[one.id],
            round(quoted[one.id] * max((today - since).days, 0) / 365, 1),
            one.id,
        )
        for since, one in newest.values()
        if quoted[one.id]
    ]
    return sorted(found, key=lambda one: (-one.weight, one.document))


def _ending(documents: list[Document], quoted: Counter[str], today: date) -> list[Ending]:
    found = [
        Ending(one.number or one.id, one.title, one.owner, ends, quoted[one.id], one.id)
        for one in documents
        if (ends := one.validity.effective_to) and today < ends <= today + LATELY
    ]
    return sorted(found, key=lambda one: (one.ends, -one.quoted, one.document))


def _unanswered(connection: Connection, since: datetime) -> Iterator[Unanswered]:
    """What was asked for by hand is left out: there was an answer."""
    number = func.count()
    rows = connection.execute(
        select(asked.c.field, asked.c.outcome, number, func.max(asked.c.at))
        .where(asked.c.at >= since, asked.c.outcome.startswith("escalated", autoescape=True))
        .where(asked.c.outcome.not_in(("escalated_by_request", "escalated_outside")))
        .group_by(asked.c.field, asked.c.outcome)
        .order_by(number.desc(), asked.c.field, asked.c.outcome)
    )
    for field, outcome, questions, last in rows:
        yield Unanswered(field, outcome, questions, day_of(last))


def _unused(connection: Connection, before: datetime) -> Iterator[Unused]:
    """Published longer ago than that, and given to nobody since."""
    rows = connection.execute(
        select(faq_receipts.c.faq_id, func.max(faq_receipts.c.at)).group_by(faq_receipts.c.faq_id)
    )
    last = {row[0]: row[1] for row in rows}
    for one in faqbook.find(connection, faqs.c.state == FaqState.PUBLISHED):
        used, approved = last.get(one.id), one.approved
        if all(moment is None or moment < before for moment in (used, approved)):
            yield Unused(
                one.id,
                one.draft.questions[0] if one.draft.questions else "",
                day_of(approved) if approved else None,
                day_of(used) if used else None,
            )


def _unknown(connection: Connection, generation: Generation, since: datetime) -> list[Unknown]:
    """Words of questions, which are kept masked, that stand nowhere in the corpus."""
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    askers: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for text, *asker in connection.execute(questions_since(connection, since)):
        for word in {one for one in syllables(text or "") if not one.isdigit()}:
            folded = " ".join(folded_syllables(word))
            spelled[folded][word] += 1
            askers[folded].add((asker[0], asker[1]))
    known = generation.words.known(list(spelled))
    short = table()
    found = [
        Unknown(spellings.most_common(1)[0][0], spellings.total(), len(askers[folded]))
        for folded, spellings in spelled.items()
        if folded not in known and folded not in short and len(askers[folded]) >= LEAST_ASKERS
    ]
    return sorted(found, key=lambda one: (-one.questions, one.word))


def questions_since(connection: Connection, since: datetime) -> Any:
    """Selects the words of each question with its asker."""
    kept = answers.c.kept
    json = type_coerce(kept, JSON) if connection.dialect.name == "sqlite" else cast(kept, JSON)
    text = json["question"]["text"].as_string()
    lately = select(asked.c.answer_id).where(asked.c.at >= since)  # by its index
    return select(text, answers.c.channel, answers.c.address).where(answers.c.id.in_(lately))
