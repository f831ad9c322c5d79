"""The card beside an answer: which procedure it is about, and what of it is asked.

There is a card where the answer stands in a guide or a page of the procedure, or where a
reviewed answer names exactly one of them by its number or national code. A provision of a law
alone gives none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from corpus.document import Kind
from corpus.text import folded_syllables
from corpus.validity import Status
from retrieval.answer import Answer, Card, CardLine, DocumentRef, Hit, LineKind, Quote
from retrieval.card_headings import told_under
from retrieval.cards import Sheet, Spot
from retrieval.compose import Span, conclude, quoted
from retrieval.decide import Decision
from retrieval.generation import Generation
from retrieval.policy import Policy
from retrieval.question import Query
from retrieval.told import EXPECTED
from retrieval.words import coverage

NO_LINE = {
    LineKind.COMPETENT: "Kho chưa có căn cứ về cơ quan có thẩm quyền của thủ tục này.",
    LineKind.WHERE: "Kho chưa có căn cứ về nơi nộp hồ sơ của thủ tục này.",
    LineKind.STEPS: "Kho chưa có căn cứ về trình tự thực hiện của thủ tục này.",
    LineKind.DOSSIER: "Kho chưa có căn cứ về thành phần hồ sơ của thủ tục này.",
    LineKind.DEADLINE: "Kho chưa có căn cứ về thời hạn của thủ tục này.",
    LineKind.FEE: "Kho chưa có căn cứ về phí, lệ phí của thủ tục này.",
    LineKind.FORM: "Kho chưa có căn cứ về biểu mẫu của thủ tục này.",
}
_LISTS = (LineKind.DOSSIER, LineKind.STEPS, LineKind.FEE, LineKind.FORM)
_ORDERED = (LineKind.DOSSIER, LineKind.STEPS)  # the same paper is asked for in several cases
_WHOLE = 40  # words of a line that is the conclusion as it stands
_WHOLE_LIST = 120  # of a list: half a dossier misleads
_MANY = 3  # lines, asked for at once, are the whole card
_NAMED = 0.55  # of the question's words in a title that says what it is about
_WHOLE_ASKED = tuple(
    " ".join(("", *folded_syllables(words), ""))
    for words in ("thủ tục", "làm thế nào", "như thế nào", "làm sao", "hướng dẫn", "phải làm gì")
)
_TOLD_WITH = {  # of an untold line what its authors call it
    LineKind.COMPETENT: ("tham quyen", "co quan", "cap nao"),
    LineKind.WHERE: ("noi nop", "noi tiep nhan"),
    LineKind.STEPS: ("trinh tu", "cac buoc"),
    LineKind.DOSSIER: ("ho so", "giay to"),
    LineKind.DEADLINE: ("thoi han", "bao lau", "may ngay"),
    LineKind.FEE: ("phi", "le phi"),
    LineKind.FORM: ("mau", "to khai"),
}


def with_card(
    answer: Answer,
    query: Query,
    decision: Decision,
    weights: Mapping[str, float],
    generation: Generation,
    policy: Policy,
) -> Answer:
    """``answer`` with its card, and for a narrow question with the line that it asks for first."""
    if answer.outcome.family != "answered" or not decision.used or not answer.quotes:
        return answer
    row, sheet = _sheet(decision.used, weights, generation)
    day = query.question.as_of
    if sheet is None or sheet.document.validity.on(day) in (
        Status.ENDED,
        Status.NOT_YET,
        Status.SUSPENDED,
    ):
        return answer
    asked = _asked(query, weights, sheet, row)
    if asked is None:
        return answer
    card = card_of(sheet, day, generation, asked)
    if card is None:
        return answer
    answer = replace(answer, card=card)
    if row < 0 or not (wanted := [kind for kind in asked if kind in _by_words(query)]):
        return answer  # a reviewed answer says it better; or nothing in particular is asked
    found = [line for kind in wanted if (line := card.of(kind))]
    notes = tuple(NO_LINE[kind] for kind in wanted if kind in card.missing)
    answer = replace(answer, notes=(*answer.notes, *notes))
    if found:
        led = _led_by(answer, found, weights, policy)
        beside = LineKind.COMPETENT in sheet.kinds_in(row) and LineKind.COMPETENT not in wanted
        return _with_competence(led, answer.conclusion) if beside else led
    return _untold(answer, wanted, sheet, generation, day)


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
    return Card(sheet.name, _ref(sheet), sheet.code, lines, missing, asked)


def _ref(sheet: Sheet) -> DocumentRef:
    document = sheet.document
    return DocumentRef(document.id, document.number, document.title, document.kind)


# Which procedure


def _sheet(
    used: Sequence[Hit], weights: Mapping[str, float], generation: Generation
) -> tuple[int, Sheet | None]:
    """The procedure that the first hit is about, and the hit's row in it.

    The row is -1 where a reviewed answer comes first. None where there is no procedure, or
    several that the question does not tell apart.
    """
    first, *others = used
    if first.chunk.document.kind is Kind.FAQ:
        return -1, _of_reviewed(first, others, weights, generation)
    row, about = generation.cards.holding(first.chunk)
    if len(about) < 2:
        return row, about[0] if about else None
    shares = [coverage(weights, sheet.name) for sheet in about]
    best = max(shares)
    told = [sheet for sheet, share in zip(about, shares, strict=True) if share == best]
    return row, told[0] if len(told) == 1 and best > 0 else None


def _of_reviewed(
    hit: Hit, others: Sequence[Hit], weights: Mapping[str, float], generation: Generation
) -> Sheet | None:
    """The one procedure that a reviewed answer names by number or code; else the one that is
    quoted beside it, if its title has most of the question's words."""
    named = generation.cards.named_in(hit.chunk.text)
    if named:
        return named[0] if len(named) == 1 else None
    beside = {
        sheet.name: sheet for one in others for sheet in generation.cards.holding(one.chunk)[1]
    }
    told = [sheet for name, sheet in beside.items() if coverage(weights, name) >= _NAMED]
    return told[0] if len(told) == 1 == len(beside) else None


# What is asked of it


def _asked(
    query: Query, weights: Mapping[str, float], sheet: Sheet, row: int
) -> tuple[LineKind, ...] | None:
    """The lines asked for; none where the whole is; None where it is about something else."""
    wanted = _by_words(query)
    if 0 < len(wanted) < _MANY:
        return wanted
    if wanted or row in sheet.scope or _asks_for_all(query):
        return ()
    told = sheet.kinds_in(row)
    if coverage(weights, sheet.name) >= _NAMED:
        return ()
    return told[:1] if told and row >= 0 else None


def _by_words(query: Query) -> tuple[LineKind, ...]:
    """The lines that the question asks for in words."""
    found = {told_under(facet) for facet in query.facets}
    return tuple(kind for kind in LineKind if kind in found)


def _asks_for_all(query: Query) -> bool:
    plain = f" {' '.join(folded_syllables(query.restored))} "
    return any(words in plain for words in _WHOLE_ASKED)


# Its lines


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
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


# What comes first


def _led_by(
    answer: Answer, lines: Sequence[CardLine], weights: Mapping[str, float], policy: Policy
) -> Answer:
    """The answer in the words of the lines asked for; as it is where it is in them already."""
    told = "\n".join(line.text for line in lines)
    if len(lines) == 1 and lines[0].kind not in _LISTS and _within(answer.conclusion, told):
        return answer
    conclusion = "\n".join(_words_of(line, weights, policy) for line in lines)
    quotes = [
        one
        for line in lines
        for one in line.quotes
        if any(said in one.text for said in conclusion.splitlines())
    ]
    rest = [one for one in answer.quotes if not any(one.text in other.text for other in quotes)]
    return replace(answer, conclusion=conclusion, quotes=tuple(dict.fromkeys([*quotes, *rest])))


def _with_competence(led: Answer, competence: str) -> Answer:
    """Whose work it is stays said where it was found first: it may not be the asker's."""
    said = dict.fromkeys([*led.conclusion.splitlines(), *competence.splitlines()])
    return replace(led, conclusion="\n".join(said))


def _within(conclusion: str, told: str) -> bool:
    return bool(conclusion) and all(said in told for said in conclusion.splitlines())


def _words_of(line: CardLine, weights: Mapping[str, float], policy: Policy) -> str:
    """The line as it stands where it is short, else what of it speaks most of the question."""
    limit = _WHOLE_LIST if line.kind in _LISTS else _WHOLE
    if len(line.text.split()) <= limit:
        return line.text
    if len(line.quotes) == 1 or line.kind in _LISTS:
        return conclude(line.text, weights, policy)
    one = replace(policy, conclusion_sentences=1)
    return "\n".join(conclude(said.text, weights, one) for said in line.quotes[:_MANY])


def _untold(
    answer: Answer,
    wanted: Sequence[LineKind],
    sheet: Sheet,
    generation: Generation,
    day: date,
) -> Answer:
    """The statement of the source that it does not tell what is asked, if it makes one."""
    words = [f" {one} " for kind in wanted for one in _TOLD_WITH.get(kind, ())]
    for one in _quotes(sheet.untold, sheet, generation, day):
        plain = f" {' '.join(folded_syllables(one.text))} "
        if any(word in plain for word in words):
            whole = next((other for other in answer.quotes if one.text in other.text), one)
            rest = (other for other in answer.quotes if other != whole)
            return replace(answer, conclusion=one.text, quotes=(whole, *rest))
    return answer
