"""A message cut into pieces, no letter lost: courtesy, story, and what asks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from corpus.text import syllables
from retrieval import courtesy
from retrieval.asking import asks, strength

_RUN_ON = 80  # words of a "sentence" that nobody has punctuated
_WINDOW = 40  # words of such a sentence that are taken to be the question
_FULL_LINE = 50  # characters from which a line may be wrapped
# Before a sentence: quoting, numbers of a list, "@Tất cả", emoji.
_MARK = re.compile(
    r"(?:[>|\s]|\(?\d{1,2}[.)]\s|[a-eđ]\)\s|[-+*•–]\s|câu\s+\d+\s*[.:)]|"
    r"@(?:tất cả|tat ca|\w+)|[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])+",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[?!…]+[\s)\"”]*|(?<!\d)\.(?=\s)\s*|\n+|(?<=[\s,;:])(?=[1-9][.)]\s+[^\W\d_])")
_FIRST = re.compile(r"\W*1[.)]\s")


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


def pieces(text: str) -> list[Piece]:
    """The whole of ``text`` in pieces, in order; ``text`` is tidied."""
    found: list[Piece] = []
    for start, end in _sentences(text):
        found += _of_sentence(text, start, end)
    return found


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
    asked = courtesy.last_asking(text, body, last)
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
    sure = strength(text[start:end], invited)
    words = list(re.finditer(r"\S+", text[start:end]))
    if sure and len(words) > _RUN_ON and "," not in text[start:end]:
        cut = start + _window(text[start:end], words, invited)
        if cut > start:
            yield Piece(start, cut, Role.STORY)
        # What comes before the window was not the question.
        start = cut
    yield Piece(start, end, Role.ASKED if sure else Role.STORY, sure)


def _window(sentence: str, words: list[re.Match[str]], invited: bool) -> int:
    """Where the question in a run-on sentence begins: after its last courtesy, or near its end."""
    if invited:
        return 0
    near = words[-_WINDOW].start()
    turns = [match.end() for match in courtesy.TURN.finditer(sentence, near)]
    return next((end for end in reversed(turns) if asks(sentence[end:])), near)
