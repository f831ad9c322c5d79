"""A message as officers send it → what is asked in it.

``read`` makes the questions of a message's pieces, each with the words around it that
belong to it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.text import syllables
from retrieval import courtesy
from retrieval.asking import asks, asks_by_itself, is_tail
from retrieval.of_each import of_each
from retrieval.past import only_when
from retrieval.pieces import Piece, Role, pieces
from retrieval.spoken import said

MOST_QUESTIONS = 3  # of one message that are answered
_LONG = 90  # words from which a message is searched for what is asked in it
_NEAR = 3  # sentences between a question's parts
_LONGEST = 600  # characters of a sentence that is looked through for a second question
_SHORT_CLAUSE = 14  # words of a further question in the same sentence
_NEXT = re.compile(
    rf"\s*(?:[,;]\s*(?:{said('và|rồi|với lại|với cả|đồng thời|còn|thì')}\s*)?|"
    rf"{said('và|với lại|với cả|đồng thời|rồi')}\s*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Message:
    """``questions`` are what is asked, each as words of the message in their order.

    None where the message is courtesy alone. ``more`` are questions beyond those that
    one message gets answers to; ``story`` is what was told beside them.
    """

    questions: tuple[str, ...]
    more: tuple[str, ...] = ()
    story: str = ""


HasSubject = Callable[[str], bool]


def read(text: str, has_subject: HasSubject) -> Message:
    """What is asked in ``text`` (tidied); ``has_subject`` tells what it is about by itself."""
    every = pieces(text)
    told = [piece for piece in every if piece.role is not Role.COURTESY]
    if all(courtesy.idle(text[piece.start : piece.end]) for piece in told):
        return Message(())
    size = sum(len(syllables(text[p.start : p.end])) for p in told)
    groups = _short(text, told, has_subject) if size <= _LONG else _long(text, told, has_subject)
    questions = [
        one
        for group in groups
        for clause in _clauses(_joined(text, group), has_subject)
        for one in of_each(clause)
    ]
    used = {piece for group in groups for piece in group}
    story = _joined(text, [piece for piece in told if piece not in used])
    return Message(tuple(questions[:MOST_QUESTIONS]), tuple(questions[MOST_QUESTIONS:]), story)


def _joined(text: str, group: list[Piece]) -> str:
    return " ".join(text[piece.start : piece.end].strip() for piece in group).strip()


def _short(text: str, told: list[Piece], has_subject: HasSubject) -> list[list[Piece]]:
    """Each question with what was told before it; a last one without a subject takes the rest."""
    marked = any("?" in _joined(text, [piece]) for piece in told)
    groups: list[list[Piece]] = []
    group: list[Piece] = []
    for piece in told:
        group.append(piece)
        sentence = _joined(text, [piece])
        if not _closes(sentence, piece, marked):
            continue
        if groups and is_tail(sentence):
            groups[-1] += group
        else:
            groups.append(group)
        group = []
    if not groups:
        return [group]
    if not has_subject(_joined(text, groups[-1])):
        groups[-1] += group
    return groups


def _closes(sentence: str, piece: Piece, marked: bool) -> bool:
    """Whether a question ends here: where others are marked, none ends with a full stop."""
    if "?" in sentence:
        return bool(syllables(sentence))
    return piece.strength > 1 and asks(sentence) and not (marked and sentence.endswith("."))


def _long(text: str, told: list[Piece], has_subject: HasSubject) -> list[list[Piece]]:
    """The questions that ask most surely; a first one without a subject takes what is before."""
    best = max(piece.strength for piece in told)
    if not best:
        return [told]
    groups: list[list[Piece]] = []
    last = 0  # the place behind the last piece taken
    for place, piece in enumerate(told):
        if piece.strength < best:
            continue
        if groups and place - last <= _NEAR and _belongs(text, groups[-1], piece):
            groups[-1] += told[last : place + 1]
        elif groups:
            groups.append([piece])
        else:
            groups.append([*_before(text, told, place, has_subject), piece])
        last = place + 1
    return groups


def _belongs(text: str, group: list[Piece], piece: Piece) -> bool:
    """Whether ``piece`` only ends what ``group`` began: "cho em hỏi: máy hỏng. Báo ai?"."""
    return is_tail(_joined(text, [piece])) or not asks(_joined(text, group))


def _before(text: str, told: list[Piece], place: int, has_subject: HasSubject) -> list[Piece]:
    """What the question at ``place`` needs of the sentences right before it."""
    if is_tail(_joined(text, [told[place]])):
        return told[max(0, place - 2) : place]
    for first in range(place, max(-1, place - 3), -1):
        if has_subject(_joined(text, told[first : place + 1])):
            return told[first:place]
    return told[max(0, place - 2) : place]


def _clauses(question: str, has_subject: HasSubject) -> Iterator[str]:
    """ "… trong mấy ngày và lệ phí bao nhiêu" as two; one whose parts need each other stays."""
    start = 0
    for match in _NEXT.finditer(question) if len(question) <= _LONGEST else ():
        left, right = question[start : match.start()], question[match.end() :]
        following = _NEXT.split(right, maxsplit=1)[0]
        if (
            asks(left)
            and asks_by_itself(following)
            and not only_when(following)
            and len(syllables(following)) <= _SHORT_CLAUSE
            and has_subject(question[: match.start()])
        ):
            yield left
            start = match.end()
    yield question[start:]
