"""Two sources in force that give different figures for the same thing: told, not chosen from.

Careful by design: the two must stand in different documents of the same territory, say the same in
nearly the same words but for the figure, and count the same unit; and neither may speak of another
time or replace the other.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from corpus.document import Document, Kind
from corpus.phrases import N_
from corpus.text import fold, folded_syllables
from retrieval.answer import Answer, Hit, Outcome, Quote
from retrieval.compose import statements
from retrieval.decide import Decision
from retrieval.find import Found
from retrieval.named import matches
from retrieval.policy import Policy
from retrieval.question import Query
from retrieval.spans import cut, cut_said
from retrieval.words import POLITE, coverage

DIFFER = N_(
    "Các nguồn đang có hiệu lực nêu số khác nhau cho cùng một việc: “{}” và “{}”. Chưa áp dụng số "
    "nào khi Tổ thường trực chưa đối chiếu."
)
_UNIT = (
    r"ngay lam viec|ngay lich|ngay|tuan|thang|nam|gio lam viec|gio|phut"
    r"|trieu dong|nghin dong|dong|vnd|%|phan tram|ban|bo|nguoi|lan"
)
_AMOUNT = re.compile(
    rf"(?<![\w.,/-])(\d+(?:\.\d{{3}})*(?:,\d+)?)(?:\s*\([^)\d]{{1,40}}\))?\s*({_UNIT})(?!\w)(?!\s+\d)"
)
_ASKS_HOW_MUCH = re.compile(
    r"\b(?:bao nhieu|bao lau|may (?:ngay|thang|nam|gio|lan|bo|ban|nguoi|tien)|thoi han|han"
    r"|le phi|phi|muc|chu ky|bn|how (?:long|much|many)|berapa)\b"
)
# A statement about another time, another case, or the figure's own limits differs for a reason.
_OF_A_TIME = re.compile(
    r"\b(?:truoc day|truoc ngay|den het ngay|tu ngay|ke tu ngay \d|moc cu|cu\b|truong hop|neu"
    r"|doi voi|toi thieu|it nhat|gia han|sua doi|vi du)"
)
_YEARS = re.compile(r"\b(?:19|20)\d{2}\b")
_SUBJECT = 0.7  # of the question's words, without those that ask, that each must say
_SAME = 0.75  # of the words of two statements, figures aside, that both have
_SAME_TITLE = 0.9
_FEW = 5  # words of a statement that say nothing by themselves: the title must then be the same
_LOOKED_AT = 6  # hits


@dataclass(frozen=True, slots=True)
class Amount:
    """A statement that gives one figure: ``written`` as it stands there."""

    hit: Hit
    said: str
    number: str
    unit: str
    written: str
    words: frozenset[str]


def disagreement(
    answer_id: str,
    query: Query,
    found: Found,
    decision: Decision,
    weights: Mapping[str, float],
    notes: Sequence[str],
    policy: Policy,
) -> Answer | None:
    """Both statements, handed to people; None where the sources agree, or do not speak of one."""
    if decision.outcome.family != "answered" or not _ASKS_HOW_MUCH.search(fold(query.restored)):
        return None
    near = [hit for hit in found.hits if hit.score >= policy.keep_ratio * found.hits[0].score]
    hits = list(dict.fromkeys([*decision.used, *near]))[:_LOOKED_AT]
    if len({hit.chunk.document.id for hit in hits}) < 2:
        return None
    asked = {
        term: weight
        for term, weight in weights.items()
        if " " not in term and not _ASKS_HOW_MUCH.search(term)
    }
    amounts = [amount for hit in hits for amount in _amounts(hit, asked)]
    for one, other in combinations(amounts, 2):
        if _differ(one, other):
            return _told(answer_id, query, one, other, notes)
    return None


def _amounts(hit: Hit, asked: Mapping[str, float]) -> Iterator[Amount]:
    """The statements of a hit that give one figure for what is asked."""
    above = f"{hit.chunk.document.title}\n{hit.chunk.heading}"
    for said in statements(hit.text):
        plain = fold(said)
        figures = list(_AMOUNT.finditer(plain)) if len(plain) == len(said) else []
        if len({figure[0] for figure in figures}) != 1 or _OF_A_TIME.search(plain):
            continue
        words = frozenset(_content(said))
        text = said if len(words) > _FEW else f"{above}\n{said}"
        if coverage(asked, text) < _SUBJECT:
            continue
        figure = figures[0]
        written = said[figure.start() : figure.end()]
        compared = words if len(words) > _FEW else words | frozenset(_content(above))
        yield Amount(hit, said, _value(figure[1]), figure[2], written, compared)


def _content(text: str) -> Iterator[str]:
    units = set(_UNIT.replace("|", " ").split())
    for word in folded_syllables(_YEARS.sub(" ", text)):
        if not word.isdigit() and word not in POLITE and word not in units:
            yield word


def _value(number: str) -> str:
    """ "07" is 7, "1.500.000" is 1500000."""
    return number.replace(".", "").lstrip("0") or "0"


def _differ(one: Amount, other: Amount) -> bool:
    first, second = one.hit.chunk.document, other.hit.chunk.document
    if first.id == second.id or first.territory != second.territory:
        return False
    if first.draft or second.draft or one.unit != other.unit or one.number == other.number:
        return False
    if _alike(one.words, other.words) < _SAME or not _one_matter(first, second):
        return False
    changed = (*first.validity.replaces, *first.validity.amended_by)
    changed += (*second.validity.replaces, *second.validity.amended_by)
    numbers = [document.number for document in (first, second) if document.number]
    return not any(matches(number, by) for number in numbers for by in changed)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _one_matter(first: Document, second: Document) -> bool:
    """Not so pages of two procedures: what they say alike, they say of different things."""
    if any(one.kind.is_legal or one.kind is Kind.FAQ for one in (first, second)):
        return True
    titles = [frozenset(_content(one.title)) for one in (first, second)]
    return _alike(*titles) >= _SAME_TITLE


def _told(answer_id: str, query: Query, one: Amount, other: Amount, notes: Sequence[str]) -> Answer:
    day = query.question.as_of
    return Answer(
        answer_id,
        query.question,
        Outcome.ESCALATED_CONFLICT,
        quotes=(_quote(one, day), _quote(other, day)),
        notes=(DIFFER.format(one.written, other.written), *notes),
    )


def _quote(amount: Amount, day: date) -> Quote:
    """The statement; the whole chunk where it has it in pieces."""
    chunk = amount.hit.chunk
    return cut_said(chunk, amount.said, day) or cut(chunk, 0, len(chunk.text), day)
