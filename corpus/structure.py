"""Reading structure into lines: legal texts along their units, guides along their headings."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus import structure_guide, structure_legal, structure_procedure
from corpus.document import Kind, Line, Section
from corpus.structure_units import Level, clause, point, unit
from corpus.text import tidy

_RULE = re.compile(r"[\W_]*")


@dataclass(frozen=True, slots=True)
class Structure:
    """``sections`` in reading order, each path once; ``warnings`` in English."""

    sections: tuple[Section, ...]
    warnings: tuple[str, ...] = ()


def sections(lines: Sequence[Line], kind: Kind) -> tuple[Section, ...]:
    """The sections of a document; every line with words is in one's heading or text."""
    return structure(lines, kind).sections


def structure(lines: Sequence[Line], kind: Kind) -> Structure:
    """As ``sections``, with what gave trouble."""
    plain = list(_physical(lines))
    if not plain:
        return Structure(())
    if kind.is_legal and _has_articles(plain):
        found, warnings = structure_legal.cut(plain)
    elif structure_procedure.is_page(plain, kind):
        found, warnings = structure_procedure.cut(plain), []
    else:
        found, warnings = structure_guide.cut(plain), []
    return Structure(tuple(_unique(found)), tuple(warnings))


def begins_unit(text: str) -> bool:
    """Whether ``text`` looks like the beginning of a unit, so that no wrap precedes it."""
    large = unit(text)
    if large is not None:
        return large.firm
    small = clause(text) or point(text)
    if small is None:
        return False
    return small.level is Level.POINT or re.sub(r"^(?:\[\d+\]\s*)+", "", small.rest)[:1].isupper()


def _has_articles(lines: Sequence[Line]) -> bool:
    for line in lines:
        found = unit(line.text)
        if found is not None and found.level is Level.ARTICLE and found.firm:
            return True
    return False


def _physical(lines: Iterable[Line]) -> Iterator[Line]:
    """One line each: breaks inside a paragraph undone or made lines, rules dropped."""
    for line in lines:
        for text in _split(tidy(line.text)):
            if not _RULE.fullmatch(text):
                yield replace(line, text=text, wrapped=False)


def _split(text: str) -> list[str]:
    pieces: list[str] = []
    for piece in filter(None, text.split("\n")):
        if pieces and piece[:1].islower() and not begins_unit(piece):
            pieces[-1] += f" {piece}"
        else:
            pieces.append(piece)
    return pieces


def _unique(found: Iterable[Section]) -> Iterator[Section]:
    """Say each path once: the second "Lưu ý" under one heading becomes "Lưu ý (2)"."""
    seen: Counter[tuple[str, ...]] = Counter()
    renamed: dict[tuple[str, ...], tuple[str, ...]] = {}
    for section in found:
        above = section.path[:-1]
        path = (*renamed.get(above, above), section.path[-1])
        seen[path] += 1
        if seen[path] > 1:
            path = (*path[:-1], f"{path[-1]} ({seen[path]})")
        renamed[section.path] = path
        yield replace(section, path=path)
