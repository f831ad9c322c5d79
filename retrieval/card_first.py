"""What a narrow question gets first: the line it asks for, in the line's own words.

Where there is no such line no other stands in for it: the source's statement that it does not
know goes to people, and so does an answer that would be about something else.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.text import spaced
from retrieval.answer import Answer, Card, CardLine, Hit, LineKind, Outcome, Quote
from retrieval.compose import beginning, conclude, reject
from retrieval.policy import Policy

_LISTS = (LineKind.DOSSIER, LineKind.STEPS, LineKind.FEE, LineKind.FORM)
_IN_ORDER = (LineKind.DOSSIER, LineKind.STEPS)  # a piece of their middle misleads
_OVERVIEW = (LineKind.STEPS, LineKind.WHERE, LineKind.COMPETENT)
_WHOLE = 80  # words of a line that is the conclusion as it stands
_WHOLE_LIST = 160  # of a list: half a dossier misleads
_WAY = 4  # words of a way to submit
_LEVEL = 2  # words of "Cấp xã", which names no office
_APART = 3  # quotes of one line of which each says something of its own
_PLACE = (LineKind.COMPETENT, LineKind.WHERE)  # who decides is often said with where to go
_TOLD_WITH = {  # of an untold line what its authors call it
    LineKind.COMPETENT: ("tham quyen", "co quan", "cap nao"),
    LineKind.WHERE: ("noi nop", "noi tiep nhan"),
    LineKind.STEPS: ("trinh tu", "cac buoc"),
    LineKind.DOSSIER: ("ho so", "giay to"),
    LineKind.DEADLINE: ("thoi han", "bao lau", "may ngay"),
    LineKind.FEE: ("phi", "le phi"),
    LineKind.FORM: ("mau", "to khai"),
}

_AMOUNTS = {
    LineKind.DEADLINE: re.compile(r"\d\s?(?:ngày|giờ|tháng|tuần|năm)\b"),
    LineKind.FEE: re.compile(r"\d\s?(?:đồng|triệu|nghìn)\b"),
}


def led_by(
    answer: Answer, lines: Sequence[CardLine], weights: Mapping[str, float], policy: Policy
) -> Answer:
    """The answer in the words of the lines asked for; as it is where it is in them already."""
    said = len(lines) == 1 and _is_long(lines[0]) and _within(answer.conclusion, lines[0].text)
    if said and lines[0].kind not in _IN_ORDER:
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


def overview(card: Card) -> CardLine | None:
    """The line that answers "làm thế nào?" in a few words."""
    return next((line for kind in _OVERVIEW if (line := card.of(kind))), None)


def with_office(lines: Sequence[CardLine], card: Card) -> list[CardLine]:
    """Where only ways are told ("Trực tiếp; trực tuyến") whose office it is comes first."""
    office = card.of(LineKind.COMPETENT)
    ways = [
        line
        for line in lines
        if line.kind is LineKind.WHERE and all(len(one.text.split()) <= _WAY for one in line.quotes)
    ]
    named = office is not None and len(office.text.split()) > _LEVEL
    return [office, *lines] if office and named and ways and office not in lines else [*lines]


def with_competence(led: Answer, competence: str) -> Answer:
    """Whose work it is stays said where it was found first: it may not be the asker's."""
    said = dict.fromkeys([*led.conclusion.splitlines(), *competence.splitlines()])
    return replace(led, conclusion="\n".join(said))


def _within(conclusion: str, told: str) -> bool:
    return bool(conclusion) and all(said in told for said in conclusion.splitlines())


def _is_long(line: CardLine) -> bool:
    """Whether one text tells more than is said at once."""
    return len(line.quotes) == 1 and len(line.text.split()) > _limit(line)


def _limit(line: CardLine) -> int:
    return _WHOLE_LIST if line.kind in _LISTS else _WHOLE


def _words_of(line: CardLine, weights: Mapping[str, float], policy: Policy) -> str:
    """The line as it stands where it is short, else what of it speaks most of the question."""
    if len(line.text.split()) <= _limit(line):
        return line.text
    if line.kind in _IN_ORDER:
        return beginning(line.text, policy)
    if len(line.quotes) == 1 or line.kind in _LISTS:
        return conclude(line.text, weights, policy)
    one = replace(policy, conclusion_sentences=1)
    return "\n".join(conclude(said.text, weights, one) for said in line.quotes[:_APART])


def without_line(
    answer: Answer,
    wanted: Sequence[LineKind],
    hit: Hit,
    told: Sequence[LineKind],
    gaps: Sequence[Quote],
) -> Answer:
    """The answer where no line tells what is asked.

    ``told`` are the lines that stand in ``hit``, the best one; ``gaps`` the statements of the
    source that something is not known.
    """
    words = [f" {one} " for kind in wanted for one in _TOLD_WITH.get(kind, ())]
    for gap in gaps:
        if _says(gap.text, words):
            whole = next((other for other in answer.quotes if gap.text in other.text), gap)
            rest = (other for other in answer.quotes if other != whole)
            return replace(
                answer,
                outcome=Outcome.ESCALATED_NOT_IN_CORPUS,
                conclusion=gap.text,
                quotes=(whole, *rest),
                card=None,
            )
    places = set(_PLACE) & set(told) and set(_PLACE) & set(wanted)
    if told and not places and not _says(hit.text, words):
        return no_answer(answer, hit)
    return answer


def no_answer(answer: Answer, hit: Hit) -> Answer:
    """People take over: ``hit``, the best one, is about something else."""
    return replace(
        answer,
        outcome=Outcome.ESCALATED_WEAK_MATCH,
        conclusion="",
        quotes=(),
        card=None,
        rejected=(reject(hit, "weak"), *answer.rejected),
    )


def says_amounts(text: str, wanted: Sequence[LineKind]) -> bool:
    """Whether days or money are told where only they are asked for."""
    return bool(wanted) and all(
        kind in _AMOUNTS and _AMOUNTS[kind].search(text) is not None for kind in wanted
    )


def _says(text: str, words: Sequence[str]) -> bool:
    plain = spaced(text)
    return any(word in plain for word in words)
