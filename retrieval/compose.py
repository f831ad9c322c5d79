"""Decision → answer: quotes cut from the chunks, a conclusion of their sentences."""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import takewhile

from corpus.cite import cite
from corpus.document import NATIONAL, Document, Kind
from corpus.phrases import N_
from corpus.provision import provision_url
from corpus.text import SENTENCE_END, fold
from corpus.units import titled
from corpus.validity import Status
from retrieval.amounts import amount_asked, tells
from retrieval.answer import Answer, Hit, Outcome, Quote, Rejected
from retrieval.decide import Decision
from retrieval.facets import told_under
from retrieval.gaps import names_a_gap
from retrieval.places import where_is
from retrieval.policy import Policy
from retrieval.question import Query
from retrieval.spans import day_status, quoted, spans
from retrieval.words import coverage

_REJECTED_WORDS = 60
_ITEM = re.compile(r"(?:[-+*•–]|\d{1,2}[.)]|[a-zđ]\d?\))\s")
_WHOLE = 80  # words up to which a unit that the question names is the conclusion
_REVIEWED = 90  # of a reviewed answer
_STEPS = 80  # of a list of a guide, of which a piece misleads
_CELLS = " | "  # between those of a row of a table
_SHORT = 4  # words of a statement that needs the next one beside it
_BESIDE = 0.03  # of coverage, where the first statement has no word of the question
_AMOUNT = 0.3  # of coverage, for a statement that tells the amount asked for
_LATER = 0.02  # of coverage, for every statement passed over, up to four
_IN_GENERAL = re.compile(
    r"(?<!\w)(?:noi|quy dinh|ghi|viet|neu)(?: ve| nhung)?"
    r" (?:gi|the nao|nhu the nao|ra sao)(?!\w)"
    r"|(?<!\w)noi dung(?: la)?(?: gi| the nao)?\W*$"
)
SAMPLE = N_("Nguồn là tài liệu mẫu: đối chiếu văn bản gốc trước khi áp dụng.")
DRAFT = N_("Nguồn là dự thảo, chưa phải quy định có hiệu lực.")
LOCAL = N_("Có nguồn được trích chỉ áp dụng tại {}.")
FORMER = N_(
    "Có nguồn của {} cũ, nay thuộc {}: chỉ áp dụng trên địa bàn cũ cho đến khi được thay thế."
)
UNDATED = N_("Kho chưa ghi ngày hiệu lực của nguồn được trích: đối chiếu văn bản gốc.")


def compose(
    answer_id: str,
    query: Query,
    decision: Decision,
    weights: Mapping[str, float],
    notes: tuple[str, ...],
    policy: Policy,
) -> Answer:
    """Build the answer; without hits to quote it carries only the outcome and what was rejected."""
    amount = amount_asked(query.restored)
    of_hits = [
        [
            quoted(hit.chunk, span, day_status(hit.chunk.document, query))
            for span in spans(hit, weights, policy, amount)
        ]
        for hit in decision.used
    ]
    quotes = tuple(quote for of_hit in of_hits for quote in of_hit)
    rejected = tuple(reject(hit, reason) for hit, reason in decision.rejected)
    conclusion = ""
    if quotes:
        conclusion = _conclusion(decision.used[0], of_hits[0], weights, policy, query, amount)
    missing = names_a_gap(conclusion)
    return Answer(
        id=answer_id,
        question=query.question,
        outcome=Outcome.ESCALATED_NOT_IN_CORPUS if missing else decision.outcome,
        conclusion=conclusion,
        quotes=quotes,
        notes=notes + source_notes([hit.chunk.document for hit in decision.used], quotes),
        rejected=rejected,
    )


def _conclusion(
    hit: Hit,
    quotes: Sequence[Quote],
    weights: Mapping[str, float],
    policy: Policy,
    query: Query,
    amount: re.Pattern[str] | None,
) -> str:
    """In the words of one hit's quotes: whole where the question names the unit or where it is
    a short reviewed answer, which leaves nothing to choose, else the best. A long unit of which
    it is asked what it says is begun."""
    in_order = sorted((quote.text for quote in quotes), key=hit.chunk.text.find)
    text = "\n".join(in_order)
    whole = _WHOLE if hit.asked else _REVIEWED * (_is_reviewed(hit) and _CELLS not in text)
    if len(text.split()) <= whole:
        return text
    if hit.asked and _IN_GENERAL.search(fold(query.restored)):
        return beginning(text, policy)
    said = conclude(text, weights, policy, hit.chunk.heading, query.facets, amount)
    return said if hit.chunk.document.kind.is_legal else _with_its_list(said, text)


def _is_reviewed(hit: Hit) -> bool:
    return hit.chunk.document.kind is Kind.FAQ


def conclude(
    text: str,
    weights: Mapping[str, float],
    policy: Policy,
    heading: str = "",
    facets: Collection[str] = (),
    amount: re.Pattern[str] | None = None,
) -> str:
    """Neighbouring statements of ``text`` that, under their heading, speak most of the question.

    Of equals the first are taken: a text begins with what matters. One that begins by naming
    a gap concludes with a gap, whatever it tells beside that; with one of ``facets``, if it can.
    """
    said = statements(text)
    starts: Sequence[int] = range(len(said))
    if said and names_a_gap(said[0]):
        starts = [start for start in starts if names_a_gap(said[start])]
        starts = [start for start in starts if told_under(said[start], facets)] or starts
    windows = [_window(said[: _until(said, start)], start, policy) for start in range(len(said))]

    def fitness(start: int) -> float:
        told = _AMOUNT * (tells(amount, said[start]) and not names_a_gap(said[start]))
        # So many days of what the next statement speaks of are not those asked for.
        here = said[start] if told else windows[start]
        covered = round(coverage(weights, f"{heading}\n{here}"), 2)
        beside = len(said[start].split()) > _SHORT and not coverage(weights, said[start])
        return covered + told - _LATER * min(start, 4) - _BESIDE * beside

    def best(start: int) -> tuple[float, float]:
        return fitness(start), coverage(weights, said[start]) * (_CELLS in said[start])

    return windows[max(starts, key=best)] if said else ""


def _with_its_list(said: str, text: str) -> str:
    """``said`` with all of the list that it is a piece of, where that is short."""
    lines = said.split("\n")
    if not _ITEM.match(lines[-1]):
        return said
    every = text.split("\n")
    at = every.index(lines[-1]) if lines[-1] in every else len(every)
    rest = list(takewhile(_ITEM.match, every[at + 1 :]))
    before = [] if len(lines) > 1 else list(takewhile(_ITEM.match, every[:at][::-1]))[::-1]
    whole = [*before, *lines, *rest]
    return "\n".join(whole) if len(" ".join(whole).split()) <= _STEPS else said


def beginning(text: str, policy: Policy) -> str:
    """The first statements of a text that is too long to be said whole."""
    said = statements(text)
    return _window(said, 0, policy) if said else ""


def _until(said: Sequence[str], start: int) -> int:
    """Where what belongs to ``start`` ends: after a gap, the next one is about something else."""
    after = range(start + 1, len(said))
    gap = names_a_gap(said[start])
    return next((at for at in after if gap and names_a_gap(said[at])), len(said))


def _window(said: Sequence[str], start: int, policy: Policy) -> str:
    """Statements from ``start`` on; very short ones ("Không.") do not count, lists fill it."""
    window: list[str] = []
    room = policy.conclusion_sentences
    for statement in said[start:]:
        if window and _CELLS in window[0]:
            break  # the next row of the table is about something else
        if room <= 0 or len(window) == 2 * policy.conclusion_sentences:
            break
        window.append(statement)
        room -= (len(statement.split()) > _SHORT) + ("\n" in statement)
    return "\n".join(window)


def statements(text: str) -> list[str]:
    """The sentences of ``text``; a list belongs to the sentence that introduces it."""
    found: list[str] = []
    for line in filter(str.strip, text.split("\n")):
        if _ITEM.match(line) and found and found[-1].split("\n")[0].endswith(":"):
            found[-1] += "\n" + line
        elif _ITEM.match(line) or _CELLS in line:  # a row is one, whatever stands in its cells
            found.append(line)
        else:
            found += SENTENCE_END.split(line)
    return found


def reject(hit: Hit, reason: str) -> Rejected:
    """What is kept of a hit for the people who take over."""
    words = hit.chunk.text.split()
    text = " ".join(words[:_REJECTED_WORDS]) + (" …" if len(words) > _REJECTED_WORDS else "")
    return Rejected(
        citation=cite(hit.chunk.document, hit.chunk.path),
        text=text,
        score=round(hit.score, 4),
        url=provision_url(hit.chunk.id),
        reason=reason,
    )


def source_notes(documents: Sequence[Document], quotes: Sequence[Quote]) -> tuple[str, ...]:
    """Fixed phrases on what the officer must know of the sources quoted."""
    notes = {
        SAMPLE: any(one.sample for one in documents),
        DRAFT: any(one.draft for one in documents),
        UNDATED: any(quote.status == Status.UNKNOWN for quote in quotes),
    }
    places = {one.territory: None for one in documents} if quotes else {}
    local = tuple(_local(place) for place in places if place != NATIONAL)
    return tuple(note for note, applies in notes.items() if applies) + local


def _local(territory: str) -> str:
    where = where_is(territory)
    if where is None or not where.old:
        return LOCAL.format(territory)
    return FORMER.format(titled(where.old), titled(where.province))
