"""No pattern that reads texts of people or documents takes for ever over any of them.

Of each pattern strings are drawn that it nearly fits: what leads to a repetition, the repeated
part forty times, and a letter that fits nowhere. A pattern that reads one text in two ways at
each turn would take longer than the universe has lasted.
"""

import importlib
import random
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from retrieval.answer import Outcome
from retrieval.question import Question
from retrieval.service import Service
from tests.conftest import TODAY

# The shape of a pattern is told by nothing else; mypy knows neither.
sre: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")

ROOMS = ("corpus", "retrieval", "reader", "indexer", "desk", "bot", "api")
TURNS, DRAWS = 40, 80
PATIENCE = 0.15  # seconds of the processor; half a millisecond is usual
NOWHERE, LETTER = "\x01", "ĝ"
REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
LETTERS = " a1A.,-\n;:()/“đ_|*"


class TooSlow(Exception):
    pass


def patterns() -> dict[re.Pattern[str], str]:
    """All that modules hold, and where."""
    found = dict[re.Pattern[str], str]()
    for room in ROOMS:
        for file in sorted(Path(room).glob("[!_]*.py")):
            for name, value in vars(importlib.import_module(f"{room}.{file.stem}")).items():
                for one in value if isinstance(value, tuple | list) else (value,):
                    if isinstance(one, re.Pattern) and isinstance(one.pattern, str):
                        found.setdefault(one, f"{room}/{file.name}: {name}")
    return found


def drawn(nodes: Any, dice: random.Random) -> str:
    """A text that ``nodes`` of a pattern fit, but for what they look at around it."""
    said = ""
    for kind, value in nodes:
        if kind is sre.LITERAL:
            said += chr(value)
        elif kind is sre.IN:
            said += one_of(value, dice)
        elif kind in (sre.ANY, sre.NOT_LITERAL):
            said += "a"
        elif kind is sre.BRANCH:
            said += drawn(dice.choice(value[1]), dice)
        elif kind is sre.SUBPATTERN:
            said += drawn(value[3], dice)
        elif kind is sre.ATOMIC_GROUP:
            said += drawn(value, dice)
        elif kind in REPEATS:
            least, most, inside = value
            many = min(int(most), least + dice.randint(0, 1)) if most != sre.MAXREPEAT else least
            said += "".join(drawn(inside, dice) for _ in range(many))
    return said


def varies(nodes: Any) -> bool:
    """Whether what is repeated has a choice or a repetition in it: else there is one way."""
    kinds = {kind for kind, _ in nodes}
    inside = [value[3] for kind, value in nodes if kind is sre.SUBPATTERN]
    return bool(kinds & {sre.BRANCH, *REPEATS}) or any(map(varies, inside))


def one_of(items: Any, dice: random.Random) -> str:
    whole = re.compile("[" + "".join(map(_written, items)) + "]")
    own: list[str] = [chr(value) for kind, value in items if kind is sre.LITERAL]
    fitting: list[str] = [one for one in (*LETTERS, *own) if whole.match(one)]
    return dice.choice(fitting or ["a"])


def _written(item: Any) -> str:
    kind, value = item
    match kind:
        case sre.NEGATE:
            return "^"
        case sre.LITERAL:
            return re.escape(chr(value))
        case sre.RANGE:
            return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    name = str(value).removeprefix("CATEGORY_")
    return "\\" + (name[4] if name.startswith("NOT_") else name[0].lower())


def hard(nodes: Any, before: str, dice: random.Random) -> Iterator[str]:
    """Texts that nearly fit: of each repetition that may go on and on."""
    for at, (kind, value) in enumerate(nodes):
        lead = before + drawn(nodes[:at], dice)
        if kind in REPEATS:
            if value[1] == sre.MAXREPEAT and varies(value[2]):
                for part in dict.fromkeys(drawn(value[2], dice) for _ in range(DRAWS)):
                    for gap in ("", " "):
                        turns = f"{lead}{gap}{f'{part}{gap}' * TURNS}"
                        yield turns + NOWHERE
                        yield turns + LETTER
            yield from hard(value[2], lead, dice)
        elif kind is sre.SUBPATTERN:
            yield from hard(value[3], lead, dice)
        elif kind is sre.ATOMIC_GROUP:
            yield from hard(value, lead, dice)
        elif kind is sre.BRANCH:
            for branch in value[1]:
                yield from hard(branch, lead, dice)


def is_quick(pattern: re.Pattern[str], text: str) -> bool:
    def too_slow(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGVTALRM, too_slow)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
        pattern.match(text)
        pattern.fullmatch(text)
    except TooSlow:
        return False
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return True


def slow(pattern: re.Pattern[str]) -> str:
    """A text over which the pattern takes for ever; empty where none was found."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    texts = hard(list(tree), "", random.Random(1))
    return next((text for text in texts if not is_quick(pattern, text)), "")


def test_a_pattern_that_reads_a_text_in_two_ways_is_found() -> None:
    assert slow(re.compile(r"so (?:x|x)*y"))
    assert slow(re.compile(r"(?:[\d.]+\.)*\s*end"))
    assert slow(re.compile(r"(?:[\W_]|\b(?:ok|em|(?:ạ|a)|a)\b)*"))
    assert slow(re.compile(r"\s*(?:(?:tu sau|truoc|sau|hoi|tu|den)\s*)+$"))
    assert not slow(re.compile(r"\s*(?:(?>tu sau|truoc|sau|hoi|tu|den)\s*)++$"))


def test_no_pattern_takes_for_ever() -> None:
    every = patterns()
    assert len(every) > 400
    found = {where: text[:60] for one, where in every.items() if (text := slow(one))}
    assert found == {}


@pytest.mark.parametrize(
    "words", ["a ", "từ sau ", "sửa đổi và bổ sung ", "tai thoi diem ", "giúp em ", "..... "]
)
def test_a_question_of_ever_the_same_words_ends(service: Service, words: str) -> None:
    began = time.process_time()
    for text in (
        f"{words * (4_000 // len(words))} lệ phí bao nhiêu?",
        f"Nghị định 133/2025/NĐ-CP {words * 60} gì?",
        f"Lệ phí {words * 60} x ngày 1/1/2026?",
    ):
        assert service.answer(Question(text, TODAY)).outcome is not Outcome.ERROR
    assert time.process_time() - began < 5
