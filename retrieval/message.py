"""A message as officers send it: greetings, a story, and somewhere in it what is asked.

``pieces`` cuts a message without losing a letter; ``read`` makes the questions of it, each
with the words around it that belong to it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from corpus.text import folded_syllables, syllables
from retrieval import courtesy
from retrieval.spoken import said

MOST_QUESTIONS = 3  # of one message that are answered
_LONG = 90  # words from which a message is searched for what is asked in it
_RUN_ON = 80  # words of a "sentence" that nobody has punctuated
_WINDOW = 40  # words of such a sentence that are taken to be the question
_NEAR = 3  # sentences between a question's parts
_FULL_LINE = 50  # characters from which a line may be wrapped
_SHORT_CLAUSE = 14  # words of a further question in the same sentence


class Role(Enum):
    """What a piece of a message is there for."""

    COURTESY = auto()
    STORY = auto()
    ASKED = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """``text[start:end]`` of a message. ``strength`` says how surely it asks: 0 to 3."""

    start: int
    end: int
    role: Role
    strength: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """``questions`` are what is asked, each as words of the message in their order.

    None where the message is courtesy alone. ``more`` are questions beyond those that
    one message gets answers to; ``story`` is what was told beside them.
    """

    questions: tuple[str, ...]
    more: tuple[str, ...] = ()
    story: str = ""

    @property
    def focus(self) -> str:
        return "\n".join(self.questions)


HasSubject = Callable[[str], bool]

_DAYS = "(?:ngày|tháng|năm|bộ|bản|giờ|tiền|lần|người|cấp|loại|bước|mẫu|đồng|tuần)"
_ASKS = (
    f"bao nhiêu|bao lâu|bao giờ|bn|mấy {_DAYS}|khi nào|lúc nào|đâu|chỗ nào|thế nào|ntn|làm sao|"
    "ra sao|thì sao|vì sao|tại sao|gì|ai|nào|how|what|where|when|who|which|why|"
    "berapa|bagaimana|apa|apakah|siapa|kapan|di mana|dimana"
)
ASKS = re.compile(said(_ASKS), re.IGNORECASE)
ASKSETHER = re.compile(
    said("(?:có|được|phải|còn|đúng|đã|bị|cần)(?: có)?")
    + r"[^.?!\n]{0,160}?"
    + said("(?:không|ko|k|kg|hong|hông|chưa|hay sai)")
    + r"(?:\s+(?:ạ|a|vậy|vay|ah|nhỉ|nhi|thế|the|nhé|nhe|anh|chị|chi|em|ad))*[\s.!,)\"”…]*$",
    re.IGNORECASE,
)
_END = re.compile(rf"(?:{said(_ASKS)})(?:\W+\w+){{0,3}}\W*$", re.IGNORECASE)
# "Đúng không?", "vì sao?", "hay phải lên tỉnh?" ask nothing of their own.
_TAIL = re.compile(
    said(
        "(?:vậy |thế |có |như vậy |điều này |nhận định trên |khẳng định trên )*"
        "(?:có )?(?:đúng|phải|được)(?: (?:không|ko|k|chưa|hay sai|hay không))?|"
        "đúng hay sai|(?:vì|tại) sao|hay .*|hoặc .*|right|benar"
    ).replace(".*", r".*?")
    + r"(?:\s+(?:ạ|a|vậy|vay|nhỉ|nhi|thế|the))*\W*$",
    re.IGNORECASE,
)
_NEXT = re.compile(
    rf"\s*(?:[,;]\s*(?:{said('và|rồi|với lại|đồng thời|còn|thì')}\s*)?|"
    rf"{said('và|với lại|đồng thời|rồi')}\s*)",
    re.IGNORECASE,
)
# Before a sentence: quoting, numbers of a list, "@Tất cả", emoji.
_MARK = re.compile(
    r"(?:[>|\s]|\(?\d{1,2}[.)]\s|[a-eđ]\)\s|[-+*•–]\s|câu\s+\d+\s*[.:)]|"
    r"@(?:tất cả|tat ca|\w+)|[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])+",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"[?!…]+[\s)\"”]*|\.+(?=\s)(?<!\d\.)\s*|\n+|(?<=[\s,;:])(?=[1-9][.)]\s+[^\W\d_])"
)

_FIRST = re.compile(r"\W*1[.)]\s")


def pieces(text: str) -> list[Piece]:
    """The whole of ``text`` in pieces, in order; ``text`` is tidied."""
    found: list[Piece] = []
    for start, end in _sentences(text):
        found += _of_sentence(text, start, end)
    return found


def read(text: str, has_subject: HasSubject) -> Message:
    """What is asked in ``text`` (tidied); ``has_subject`` tells what it is about by itself."""
    every = pieces(text)
    told = [piece for piece in every if piece.role is not Role.COURTESY]
    if all(courtesy.idle(text[piece.start : piece.end]) for piece in told):
        return Message(())
    size = sum(len(syllables(text[p.start : p.end])) for p in told)
    groups = _short(text, told) if size <= _LONG else _long(text, told, has_subject)
    questions = [
        clause
        for group in groups
        for clause in _clauses(_joined(text, group), has_subject)
    ]
    used = {piece for group in groups for piece in group}
    story = _joined(text, [piece for piece in told if piece not in used])
    return Message(tuple(questions[:MOST_QUESTIONS]), tuple(questions[MOST_QUESTIONS:]), story)


def _joined(text: str, group: list[Piece]) -> str:
    return " ".join(text[piece.start : piece.end].strip() for piece in group).strip()


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans that cover ``text``; lines wrapped in the middle of a sentence stay together."""
    cuts = [0]
    number = 2 if _FIRST.match(text) else 1
    for match in _BREAK.finditer(text):
        if not match[0]:  # "… 1. Nộp ở đâu 2. Lệ phí": counted, or no numbers of a list
            if text[match.end()] != str(number):
                continue
            number += 1
        elif match[0].startswith("\n") and _wrapped(text, match):
            continue
        cuts.append(match.end())
    yield from ((a, b) for a, b in pairwise([*cuts, len(text)]) if a < b)


def _wrapped(text: str, match: re.Match[str]) -> bool:
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    after = text[match.end() : match.end() + 1]
    runs_on = match[0] == "\n" and after.islower() and line[-1:].isalnum()
    return runs_on and (len(line) >= _FULL_LINE or line[0].isupper())


def _of_sentence(text: str, start: int, end: int) -> Iterator[Piece]:
    """Courtesy, story and question of one sentence."""
    mark = _MARK.match(text, start, end)
    at = mark.end() if mark else start
    body, invited = courtesy.opening(text, at, end)
    last = courtesy.closing(text, body, end)
    asked = next(reversed(list(courtesy.ASKING.finditer(text, body, last))), None)
    if body > start:
        yield Piece(start, body, Role.COURTESY)
    if asked and syllables(text[asked.end() : last]):
        yield Piece(body, asked.start(), Role.STORY)
        yield Piece(asked.start(), asked.end(), Role.COURTESY)
        body, invited = asked.end(), True
    yield from _body(text, body, last, invited)
    if last < end:
        yield Piece(last, end, Role.COURTESY)


def _body(text: str, start: int, end: int, invited: bool) -> Iterator[Piece]:
    if not syllables(text[start:end]):
        if start < end:
            yield Piece(start, end, Role.COURTESY)
        return
    strength = _strength(text[start:end], invited)
    words = list(re.finditer(r"\S+", text[start:end]))
    if strength and len(words) > _RUN_ON and "," not in text[start:end]:
        cut = start + _window(text[start:end], words, invited)
        if cut > start:
            yield Piece(start, cut, Role.STORY)
        # What comes before the window was not the question.
        start = cut
    yield Piece(start, end, Role.ASKED if strength else Role.STORY, strength)


def _window(sentence: str, words: list[re.Match[str]], invited: bool) -> int:
    """Where the question in a run-on sentence begins: after its last courtesy, or near its end."""
    if invited:
        return 0
    near = words[-_WINDOW].start()
    turns = [match.end() for match in courtesy.TURN.finditer(sentence, near)]
    return next((end for end in reversed(turns) if _asks(sentence[end:])), near)


def _strength(sentence: str, invited: bool) -> int:
    """3: a question mark or "cho em hỏi"; 2: it ends as questions do; 1: a word of asking."""
    if invited or "?" in sentence:
        return 3
    if ASKSETHER.search(sentence) or _END.search(sentence):
        return 2
    return 1 if ASKS.search(sentence) else 0


def _short(text: str, told: list[Piece]) -> list[list[Piece]]:
    """Each question with what was told before it; what comes after the last belongs to it."""
    groups: list[list[Piece]] = []
    group: list[Piece] = []
    for piece in told:
        group.append(piece)
        said_here = text[piece.start : piece.end].strip()
        if piece.strength < 2 or not syllables(said_here):
            continue
        if groups and _TAIL.match(said_here):
            groups[-1] += group
        else:
            groups.append(group)
        group = []
    if not groups:
        return [group]
    groups[-1] += group
    return groups


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
    is_tail = _TAIL.match(text[piece.start : piece.end].strip())
    return bool(is_tail) or not _asks(_joined(text, group))


def _before(
    text: str, told: list[Piece], place: int, has_subject: HasSubject
) -> list[Piece]:
    """What the question at ``place`` needs of the sentences right before it."""
    if _TAIL.match(text[told[place].start : told[place].end].strip()):
        return told[max(0, place - 2) : place]
    for first in range(place, max(-1, place - 3), -1):
        if has_subject(_joined(text, told[first : place + 1])):
            return told[first:place]
    return told[max(0, place - 2) : place]


def _clauses(question: str, has_subject: HasSubject) -> Iterator[str]:
    """ "… trong mấy ngày và lệ phí bao nhiêu" as two; one whose parts need each other stays."""
    start = 0
    for match in _NEXT.finditer(question):
        left, right = question[start : match.start()], question[match.end() :]
        following = _NEXT.split(right, maxsplit=1)[0]
        if (
            _asks(left)
            and _asks_by_itself(following)
            and len(syllables(following)) <= _SHORT_CLAUSE
            and has_subject(question[: match.start()])
        ):
            yield left
            start = match.end()
    yield question[start:]


def _asks(clause: str) -> bool:
    return bool(ASKS.search(clause) or ASKSETHER.search(clause))


def _asks_by_itself(clause: str) -> bool:
    """Not so "ở đâu", which asks of what "khi nào và ở đâu" stands beside."""
    return _asks(clause) and bool(folded_syllables(ASKS.sub(" ", clause, count=1))[1:])
