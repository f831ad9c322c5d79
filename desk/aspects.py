"""What a question wants settled – a form, a deadline, whose job it is – by its words.

Two questions on one procedure are two troubles where one asks for the form and one for the fee;
and "ai ký" and "thẩm quyền thuộc cơ quan nào" are one, though they share no word.
"""

from functools import cache, lru_cache
from pathlib import Path

from corpus.text import spaced
from desk.cause import Cause
from retrieval.abbreviations import table as short_forms
from retrieval.abbreviations import written_out
from retrieval.pairs import pairs

_FIRST = frozenset({Cause.CONFLICT, Cause.NOT_IN_FORCE})
FILE = Path(__file__).with_name("aspects.tsv")


@cache
def table(file: Path = FILE) -> tuple[tuple[str, Cause], ...]:
    """Ways to say it, folded, with what is wanted.

    Raises:
        ValueError: a line is not two columns, or names no cause.
    """
    return tuple((spaced(way), Cause(cause)) for way, cause in pairs(file))


@lru_cache(maxsize=200_000)
def aspects(text: str) -> frozenset[Cause]:
    """None where it is open what is wanted, as in most questions.

    Who says that sources disagree, or are out of date, wants that settled before all else; who asks
    for the basis asks for nothing narrower.
    """
    words = spaced(written_out(text, short_forms()))
    found = frozenset(cause for way, cause in table() if way in words)
    return found & _FIRST or found - {Cause.NO_SOURCE} or found
