"""An answer as plain text for weak links: at most 1,024 bytes, cut where sentences end.

What must be in it comes first into the room there is: how it ended, the first citation, the day
that counts, where the whole answer is. Then the conclusion and the lines that are needed most.
What found no room is named.
"""

import re
from collections.abc import Iterator, Sequence

from corpus.text import SENTENCE_END
from retrieval.answer import Answer, CardLine, Competence, LineKind
from retrieval.paper_words import PaperWords
from retrieval.said import conclusion_in, said_in

MOST = 1024  # bytes of UTF-8
_CITATION = 420  # bytes; of a longer one the end is left out
_LINK = 160  # bytes
_LEFT_OUT = 130  # bytes kept for naming what found no room
_CONCLUSION = 380  # bytes; the lines of the card want room too
_CUT = " …"

# After what an officer cannot do without: whose it is, where, with what, how long, how much.
_NEEDED = (
    LineKind.COMPETENT,
    LineKind.WHERE,
    LineKind.DEADLINE,
    LineKind.FEE,
    LineKind.DOSSIER,
    LineKind.FORM,
    LineKind.CHECK,
    LineKind.COMMON_ERRORS,
    LineKind.STEPS,
    LineKind.EXAMPLE,
)


def plain(answer: Answer, words: PaperWords, address: str = "") -> str:
    """The answer in at most ``MOST`` bytes; ``address`` is where the web application stands."""
    head = words.at_once if answer.safety else words.heads[answer.outcome.family]
    tail = list(_tail(answer, words, address))
    room = MOST - _LEFT_OUT - sum(_size(text) + 1 for text in (head, *tail))
    said, left_out = list[str](), list[str]()
    for name, text in _parts(answer, words):
        most = min(room, _CONCLUSION) if name == words.conclusion else room
        fitting = cut(text, most)
        if fitting != text:
            left_out.append(name.lower())
        if fitting:
            said.append(fitting)
            room -= _size(fitting) + 1
    missing = [_left_out(list(dict.fromkeys(left_out)), words)] if left_out else []
    return "\n".join([head, *said, *missing, *tail])


def cut(text: str, most: int) -> str:
    """The first lines and sentences of ``text`` that fit into ``most`` bytes; "" if none do.

    A single sentence too long for all that is cut between words, never beside a number.
    """
    if _size(text) <= most:
        return text
    ends = [match.start() for match in SENTENCE_END.finditer(text)]
    for end in reversed(ends):
        whole = text[:end].rstrip() + _CUT
        if _size(whole) <= most:
            return whole
    return _between_words(text[: ends[0]] if ends else text, most)


def _between_words(text: str, most: int) -> str:
    words = text.split()
    while words and _size(" ".join(words) + _CUT) > most:
        words.pop()
    # "trong 07" without its "ngày" would be worse than nothing.
    while words and any(map(str.isdigit, words[-1])):
        words.pop()
    return " ".join(words) + _CUT if len(words) > 3 else ""


def _parts(answer: Answer, words: PaperWords) -> Iterator[tuple[str, str]]:
    """What there is to say, with its name, in the order in which it is needed."""
    for line in answer.safety:
        yield words.at_once, said_in(line, words.language)
    if answer.outcome in words.refused:
        yield words.conclusion, words.refused[answer.outcome]
    if answer.competence and answer.competence.asked:
        yield words.lines[LineKind.COMPETENT], _whose(answer.competence, words)
    if answer.conclusion:
        yield words.conclusion, conclusion_in(answer, words.language)
    if answer.competence and not answer.competence.asked:
        yield words.lines[LineKind.COMPETENT], _whose(answer.competence, words)
    if answer.before:
        until = words.rule_before.format(day=words.written(answer.before.day))
        yield until.strip(":"), f"{until} {answer.before.conclusion}"
    if answer.outcome.family == "clarify":
        for number, text in enumerate(answer.followups, 1):
            yield words.choices, f"{number}. {text}"
    asked, others = _lines(answer)
    yield from ((words.lines[line.kind], _said(line, words)) for line in asked)
    if answer.outcome.family != "error":  # notes of errors speak to the maintainer
        yield from ((words.note, said_in(note, words.language)) for note in answer.notes)
    yield from ((words.lines[line.kind], _said(line, words)) for line in others)
    for form in answer.forms:
        name = ", ".join(filter(None, (form.document.number, form.document.title)))
        yield words.lines[LineKind.FORM], words.form.format(name=name, type=form.file.type)


def _whose(told: Competence, words: PaperWords) -> str:
    return said_in(told.text, words.language)


def _said(line: CardLine, words: PaperWords) -> str:
    return f"{words.lines[line.kind]}: {line.text}"


def _lines(answer: Answer) -> tuple[list[CardLine], list[CardLine]]:
    """The lines of the card that are asked for, and the others; none that is said already."""
    if answer.card is None:
        return [], []
    lines = [line for line in answer.card.lines if line.text not in answer.conclusion]
    lines.sort(key=lambda line: _NEEDED.index(line.kind))
    asked = [line for line in lines if line.kind in answer.card.asked]
    return asked, [line for line in lines if line not in asked]


def _tail(answer: Answer, words: PaperWords, address: str) -> Iterator[str]:
    if answer.quotes:
        citation = str(answer.quotes[0].citation)
        yield _bounded(words.citation.format(citation=citation), _CITATION)
    elif answer.rejected and answer.outcome.family == "escalated":
        citation = str(answer.rejected[0].citation)
        yield _bounded(words.nearest.format(citation=citation), _CITATION)
    yield words.day.format(day=words.written(answer.question.as_of))
    if answer.id:
        link = f"{address.rstrip('/')}/answers/{answer.id}"
        yield words.whole.format(link=link if _size(link) <= _LINK else answer.id[: _LINK // 4])


def _bounded(text: str, most: int) -> str:
    line = re.sub(r"\s+", " ", text)
    return line if _size(line) <= most else _between_words(line, most) or line[: most // 4]


def _left_out(names: Sequence[str], words: PaperWords) -> str:
    """What found no room, by name: as many names as fit."""
    for kept in range(len(names), -1, -1):
        some = [*names[:kept], *([words.more] if kept < len(names) else [])]
        text = words.left_out.format(names="; ".join(some))
        if _size(text) < _LEFT_OUT:
            return text
    return ""


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
