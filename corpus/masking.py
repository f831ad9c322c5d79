"""Personal data in what people typed, recognised by its form and masked.

Numbers (``personal_numbers``), addresses of e-mail, codes of dossiers, days of birth, numbers of
houses, and names behind a word of address ("bà Nguyễn Thị Lan"). Names alone have no form of
their own: who reads what was typed still looks for them.
"""

import re
from collections.abc import Iterable, Iterator

from corpus.personal_names import bare_names, names
from corpus.personal_numbers import Personal, Span, numbers
from corpus.text import fold_in_place

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_DOSSIER = re.compile(
    r"(?<![^\W_])(?:\d{3}\.\d{2}\.\d{2}\.)?[a-z]\d{2}(?:\.\d{1,3}){0,5} ?- ?\d{6} ?- ?\d{3,6}(?!\d)"
)
_PASSPORT = re.compile(
    r"(?<![^\W_])(?:ho chieu|passport)[^\d\n]{0,15}?(?<![^\W_])([a-z]\d{7,8})(?!\d)"
)
_INSURANCE = re.compile(r"(?<![^\W_])[a-z]{2}\d{13}(?!\d)")
_BIRTH = re.compile(
    r"(?<![^\W_])(?:sinh ngay|ngay sinh|sn|dob|born on)[^\d\n]{0,8}"
    r"(\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?(?:\d{4}|\d{2}))(?!\d)"
)
_LANE = r"(?:ngo|ngach|hem|kiet)"
_HOUSE = re.compile(
    rf"(?<![^\W_])(?:(?:so nha|nha so) ?\d{{1,4}}[a-z]?(?:/\d{{1,4}}[a-z]?){{0,4}}"
    rf"|\d{{1,4}}[a-z]?(?:/\d{{1,4}}[a-z]?){{0,4}}(?=,? {_LANE} \d))"
    rf"(?:,? {_LANE} \d{{1,4}}(?:/\d{{1,4}}){{0,4}}){{0,3}}(?!\d)"
)
_LONG = re.compile(r"(?<![\w.,/-])\d{7,}(?![\w/-])")
_DIGIT = re.compile(r"\d")


def mask(text: str) -> str:
    """``text`` with what identifies or reaches a person replaced by what it was."""
    return _replaced(text, find(text))


def _replaced(text: str, spans: Iterable[Span]) -> str:
    parts, end = [], 0
    for span in spans:
        parts += [text[end : span.start], span.what.value]
        end = span.end
    return "".join((*parts, text[end:]))


def mask_strictly(text: str) -> str:
    """As ``mask``, and full names and long numbers besides, by their form alone.

    For what is kept to be counted and learned from: better a street too many than a person.
    """
    masked = mask(text)
    folded = fold_in_place(masked)
    found = [*bare_names(masked, folded), *_spans(_LONG.finditer(folded), Personal.IDENTITY)]
    return _replaced(masked, _apart(found))


def find(text: str) -> list[Span]:
    """What is personal in ``text``, in its order; no two overlap."""
    return _apart(_every(text, fold_in_place(text)))


def _apart(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return found


def _every(text: str, folded: str) -> Iterator[Span]:
    yield from names(text, folded)
    if "@" in text:
        yield from _spans(_EMAIL.finditer(text), Personal.EMAIL)
    if not _DIGIT.search(text):
        return
    yield from _spans(_DOSSIER.finditer(folded), Personal.DOSSIER)
    yield from _spans(_PASSPORT.finditer(folded), Personal.IDENTITY)
    yield from _spans(_INSURANCE.finditer(folded), Personal.IDENTITY)
    yield from _spans(_BIRTH.finditer(folded), Personal.BIRTH)
    yield from _spans(_HOUSE.finditer(folded), Personal.ADDRESS)
    yield from numbers(folded)


def _spans(matches: Iterable[re.Match[str]], what: Personal) -> Iterator[Span]:
    for match in matches:
        group = match.re.groups
        yield Span(match.start(group), match.end(group), what)
