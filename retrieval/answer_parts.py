"""Of what parts an answer is made: its quotes and its words, wherever in it they stand.

What is added to an answer later is walked too, as long as it is a frozen dataclass.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any

from retrieval.answer import Answer, DocumentRef, Quote
from retrieval.question import Question
from retrieval.trace import Trace


def quotes_of(value: Any) -> Iterator[Quote]:
    """All quotes in an answer, wherever they stand."""
    if isinstance(value, Quote):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from quotes_of(one)
    elif isinstance(value, Mapping):
        yield from quotes_of(tuple(value.values()))
    else:
        for name in _fields(value.__class__):
            if held := getattr(value, name):
                yield from quotes_of(held)


def parts_of(answer: Answer) -> Iterator[tuple[str, Any]]:
    """What of an answer has quotes of its own: the card, and what may come beside it."""
    for name in _fields(Answer):
        part = getattr(answer, name)
        if _fields(part.__class__) and any(True for _ in quotes_of(part)):
            yield name, part


def words_of(value: Any) -> Iterator[str]:
    """The words in a part of an answer that stand neither in a quote nor on a document's card."""
    if isinstance(value, Quote | DocumentRef | Enum):
        return
    if isinstance(value, str):
        yield from filter(None, value.split("\n"))
    elif isinstance(value, tuple | list):
        for one in value:
            if not isinstance(one, str):
                yield from words_of(one)
    else:
        for name in _fields(value.__class__):
            yield from words_of(getattr(value, name))


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    """The fields in which a quote may stand; none of what holds none."""
    if not is_dataclass(kind) or kind in (Question, Trace):
        return ()
    return tuple(field.name for field in fields(kind))
