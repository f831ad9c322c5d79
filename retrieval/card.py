"""The card beside an answer: which procedure it is about, and what of it is asked.

There is a card where the answer stands in a guide or a page of the procedure, or where a
reviewed answer names exactly one of them by its number or national code. A provision of a law
alone gives none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from corpus.phrases import N_
from corpus.text import inside_word
from retrieval.answer import Answer, Card, CardLine, DocumentRef, LineKind, Outcome, Quote
from retrieval.card_asked import (
    asked_in_words,
    asks_for_all,
    beside,
    is_about,
    lines_asked,
    only_names,
    sheet_of,
    stands,
)
from retrieval.card_first import (
    led_by,
    no_answer,
    overview,
    says_amounts,
    with_competence,
    with_office,
    without_line,
)
from retrieval.cards import Sheet, Spot
from retrieval.decide import Decision
from retrieval.generation import Generation
from retrieval.policy import Policy
from retrieval.question import Query
from retrieval.spans import Span, quoted
from retrieval.told import EXPECTED
from retrieval.variant import NOT_THIS_ONE, is_another, may_stay

NO_LINE = {
    LineKind.COMPETENT: N_("Kho chưa có căn cứ về cơ quan có thẩm quyền của thủ tục này."),
    LineKind.WHERE: N_("Kho chưa có căn cứ về nơi nộp hồ sơ của thủ tục này."),
    LineKind.STEPS: N_("Kho chưa có căn cứ về trình tự thực hiện của thủ tục này."),
    LineKind.DOSSIER: N_("Kho chưa có căn cứ về thành phần hồ sơ của thủ tục này."),
    LineKind.DEADLINE: N_("Kho chưa có căn cứ về thời hạn của thủ tục này."),
    LineKind.FEE: N_("Kho chưa có căn cứ về phí, lệ phí của thủ tục này."),
    LineKind.FORM: N_("Kho chưa có căn cứ về biểu mẫu của thủ tục này."),
}
_ORDERED = (LineKind.DOSSIER, LineKind.STEPS)  # the same paper is asked for in several cases


def with_card(
    answer: Answer,
    query: Query,
    decision: Decision,
    weights: Mapping[str, float],
    generation: Generation,
    policy: Policy,
) -> Answer:
    """``answer`` with its card, and for a narrow question with the line that it asks for first."""
    gap = answer.outcome is Outcome.ESCALATED_NOT_IN_CORPUS
    if not (gap or answer.outcome.family == "answered") or not decision.used or not answer.quotes:
        return answer
    day, best = query.question.as_of, decision.used[0]
    row, sheet = sheet_of(decision.used, weights, generation, day)
    broad = None
    if row < 0 and not gap and asks_for_all(query) and not asked_in_words(query):
        broad = beside(decision.used, generation, day)
    sheet = broad or sheet
    if sheet is None or not stands(sheet, day):
        return answer
    said = (f"{quote.citation}\n{quote.text}" for quote in answer.quotes)
    if row >= 0 and not gap and is_another(query.restored, sheet.name, said):
        if not may_stay(asked_in_words(query)):
            return no_answer(answer, best)
        answer = replace(answer, notes=(*answer.notes, NOT_THIS_ONE))
    asked = lines_asked(query, weights, sheet, row, best)
    about = is_about(best, sheet, row)
    named = asks_for_all(query) or (row >= 0 and only_names(query, weights, sheet, best))
    if asked is None or (gap and (asked or not named)):
        return answer  # what is asked is what has no source
    card = card_of(sheet, day, generation, asked)
    if card is None:
        return answer
    answer = replace(answer, card=card)
    if (row >= 0 or broad) and not asked and (named or about):
        # Of the whole procedure a gap is a part, and is named on the card.
        answer = replace(answer, outcome=Outcome.ANSWERED)
        return led_by(answer, [overview(card) or card.lines[0]], weights, policy)
    if row < 0 or not (wanted := [kind for kind in asked if kind in asked_in_words(query)]):
        return answer  # a reviewed answer says it better; or nothing in particular is asked
    if wanted == [LineKind.COMPETENT] and _nearest_is(LineKind.WHERE, sheet, decision, generation):
        wanted = [*wanted, LineKind.WHERE]
    told = sheet.kinds_in(row)
    if any(map(card.of, wanted)):
        return _led(answer, card, wanted, told, weights, policy)
    untold = _quotes(sheet.untold, sheet, generation, day)
    left = without_line(answer, wanted, best, told, untold)
    if left.outcome is Outcome.ESCALATED_NOT_IN_CORPUS or says_amounts(left.conclusion, wanted):
        return left  # the source says itself that it does not know, or tells it elsewhere
    return replace(left, notes=_notes(answer, card, wanted))


def _led(
    answer: Answer,
    card: Card,
    wanted: Sequence[LineKind],
    told: Sequence[LineKind],
    weights: Mapping[str, float],
    policy: Policy,
) -> Answer:
    """``answer`` with the wanted lines of its card first; ``told`` stand in what was found."""
    lines = [line for kind in wanted if (line := card.of(kind))]
    noted = replace(answer, notes=_notes(answer, card, wanted))
    led = led_by(noted, with_office(lines, card), weights, policy)
    first = LineKind.COMPETENT in told and LineKind.COMPETENT not in wanted
    return with_competence(led, answer.conclusion) if first else led


def _notes(answer: Answer, card: Card, wanted: Sequence[LineKind]) -> tuple[str, ...]:
    """Those of the answer, and what of the wanted no source tells."""
    return (*answer.notes, *(NO_LINE[kind] for kind in wanted if kind in card.missing))


def _nearest_is(kind: LineKind, sheet: Sheet, decision: Decision, generation: Generation) -> bool:
    """Whether what was found first, before it was asked which section tells it, is that line."""
    row, about = generation.cards.holding(max(decision.used, key=lambda hit: hit.score).chunk)
    return sheet in about and kind in sheet.kinds_in(row)


def card_of(
    sheet: Sheet, day: date, generation: Generation, asked: tuple[LineKind, ...] = ()
) -> Card | None:
    """The card as it stands on ``day``; None where nothing of it does."""
    lines = tuple(
        CardLine(kind, quotes)
        for kind in LineKind
        if (quotes := _quotes(sheet.lines.get(kind, ()), sheet, generation, day, kind in _ORDERED))
    )
    if not lines:
        return None
    told = {line.kind for line in lines}
    missing = tuple(kind for kind in EXPECTED if kind not in told)
    document = DocumentRef.of(sheet.document)
    return Card(sheet.name, document, sheet.code, lines, missing, asked)


def _quotes(
    spots: Sequence[Spot],
    sheet: Sheet,
    generation: Generation,
    day: date,
    every: bool = False,
) -> tuple[Quote, ...]:
    """The words of a line that are in force; ``every`` time they are said, or once."""
    status = sheet.document.validity.on(day)
    out = generation.parts.out(day) if generation.parts.listed else {}
    found: dict[str, Quote] = {}
    for spot in spots:
        chunk = generation.store.chunk_at(spot.row)
        ended = out.get(chunk.id, frozenset()) if out else frozenset()
        if any(chunk.parts[at].start <= spot.start < chunk.parts[at].end for at in ended):
            continue
        start, end = _trimmed(chunk.text, spot.start, spot.end)
        if start < end:
            one = quoted(chunk, Span(spot.path, start, end), status)
            found.setdefault(str(len(found)) if every else " ".join(one.text.split()), one)
    return tuple(found.values())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without blanks at its ends, and with the whole of a word or number that it would cut."""
    piece = text[start:end]
    start, end = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
    while inside_word(text, start):
        start -= 1
    while inside_word(text, end):
        end += 1
    return start, end
