"""A filled form held against the blanks that are known: which one, which edition, what is empty.

The words of a filled form are those of its blank with others put in between. So the two are
laid side by side as tokens: what stands in the filled one after a label, and in the blank not,
is what was written there.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from corpus import numbers
from corpus.form import Form, Piece
from corpus.form_fields import OPEN, TICKED, Field, Layout, layout, tokens
from corpus.text import fold

MOST_TOKENS = 6000  # of a filled form that are looked at; longer ones are no forms
_ALIKE = 0.7  # share of a blank's words that its filled form has at least
_NEAR = 5  # blanks that are compared word by word
_HEAD = 14  # pieces in which a form says which one it is
_OF_EDITION = re.compile(
    r"\bmau\b|ban hanh|kem theo|\bbh\b|ban ngay|phu luc|thong tu|nghi dinh|quyet dinh"
)
_DAY = re.compile(
    r"(?<!\d)(\d{1,2})\s*(?:[/.-]|tháng)\s*(\d{1,2})\s*(?:[/.-]|năm)\s*((?:19|20)\d\d)"
)
_LABEL = re.compile(
    r"(?:mẫu|phụ lục)\s+(?:số\s*)?([A-ZĐ]{1,4}[\w.-]*\d[\w.-]*|\d[\w.]*|[IVX]+)\b", re.I
)


class Edition(StrEnum):
    """What is to be said of the edition of a filled form."""

    KNOWN = "known"  # the one that was found, whatever its days
    OTHER = "other"  # of the form that was found, but it bears other marks
    REPLACED = "replaced"  # one that the form found says it replaces


@dataclass(frozen=True, slots=True)
class Checked:
    """``number`` is the place of the form among the known ones. ``empty`` are labels.

    ``marks`` are those of another edition, as the filled form prints them.
    """

    number: int
    edition: Edition
    empty: tuple[str, ...]
    fields: int
    marks: tuple[str, ...] = ()


def check(filled: Sequence[Piece], known: Sequence[Form]) -> Checked | None:
    """Hold a filled form against ``known`` blanks; None where it is none of them."""
    words = [token for piece in filled for text in piece.texts() for token in tokens(text)]
    if not words or len(words) > MOST_TOKENS:
        return None
    best = _best(words, known)
    if best is None:
        return None
    number, laid = best
    form = known[number]
    edition, marks = _edition(filled, form)
    fields = [one for one in laid.fields if _asked(one, form)]
    open_ones = _empty(laid, words)
    empty = tuple(dict.fromkeys(one.label for one in fields if one in open_ones))
    return Checked(number, edition, empty, len(fields), marks)


def _best(words: Sequence[str], known: Sequence[Form]) -> tuple[int, Layout] | None:
    """The blank whose words the filled form has, in their order; of equals the one found first."""
    have = Counter(words)
    laid = [_laid(form.pieces) for form in known]
    near = sorted(range(len(known)), key=lambda at: -_shared(laid[at], have))[:_NEAR]
    close = [at for at in near if _shared(laid[at], have) >= _ALIKE]
    alike = {at: _alike(laid[at].tokens, words) for at in close}
    best = max(alike, key=lambda at: alike[at], default=None)
    if best is None or alike[best] < _ALIKE:
        return None
    return best, laid[best]


@lru_cache(maxsize=64)
def _laid(pieces: tuple[Piece, ...]) -> Layout:
    return layout(pieces)


def _shared(laid: Layout, have: Counter[str]) -> float:
    """The share of a blank's words that occur in the filled form at all."""
    own = Counter(word for word in laid.tokens if word not in (OPEN, TICKED))
    return (own & have).total() / own.total() if own else 0.0


def _alike(blank: Sequence[str], words: Sequence[str]) -> float:
    matcher = SequenceMatcher(None, blank, words, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(blank)


def _empty(laid: Layout, words: Sequence[str]) -> list[Field]:
    """The fields into which nothing was written."""
    matcher = SequenceMatcher(None, laid.tokens, words, autojunk=False)
    changed = [op for op in matcher.get_opcodes() if op[0] != "equal"]
    return [
        one
        for one in laid.fields
        if not any(_writes(op, one, laid.tokens, words) for op in changed)
    ]


def _writes(
    op: tuple[str, int, int, int, int], one: Field, blank: Sequence[str], words: Sequence[str]
) -> bool:
    """Whether a difference is something written into a field."""
    _, begin, end, new, new_end = op
    if end < one.start or begin > one.end:
        return False
    written = words[new:new_end]
    boxes = blank[max(begin, one.start) : min(end, one.end)].count(OPEN)
    if one.choice:  # ticked, written beside, or all boxes but the right one taken away
        return any(word != OPEN for word in written) or (not written and boxes > 0)
    return any(word not in (OPEN, TICKED) for word in written) or TICKED in written


def _asked(one: Field, form: Form) -> bool:
    """Whether a field has to be filled: as beside the form, else as the form words it."""
    label = fold(one.label)
    if form.required:
        return any(fold(said) in label for said in form.required)
    return not one.optional and not any(fold(said) in label for said in form.optional)


def _edition(filled: Sequence[Piece], form: Form) -> tuple[Edition, tuple[str, ...]]:
    have, own = marks(filled), marks(form.pieces)
    other = {key: said for key, said in have.items() if key not in own}
    if not other:
        return Edition.KNOWN, ()
    replaced = {key for said in form.replaces for key in _marks_in(said)}
    said = tuple(other.values())
    if replaced & other.keys():
        return Edition.REPLACED, said
    lacks = own.keys() - have.keys()
    # A mark of the same kind in place of the form's own: another number, another day.
    kinds = {key.partition(":")[0] for key in lacks} & {key.partition(":")[0] for key in other}
    return (Edition.OTHER, said) if kinds else (Edition.KNOWN, ())


def marks(pieces: Iterable[Piece]) -> dict[str, str]:
    """What tells editions apart, in the first lines: a form's label, its issuing text, its day.

    As keys that are the same for all spellings, with the words as printed.
    """
    found: dict[str, str] = {}
    texts = [text for piece in list(pieces)[:_HEAD] for text in piece.texts()]
    for line in (line for text in texts for line in text.split("\n")):
        if _OF_EDITION.search(fold(line)):
            found |= _marks_in(line)
    return found


def _marks_in(line: str) -> dict[str, str]:
    found = {f"number:{numbers.key(one)}": one for one in numbers.find(line)}
    for match in _DAY.finditer(line):
        day, month, year = match.groups()
        found[f"day:{int(day)}/{int(month)}/{year}"] = match[0]
    for match in _LABEL.finditer(line):
        found[f"label:{' '.join(tokens(match[0])).replace(' so ', ' ')}"] = match[0]
    return found
