"""Provisions given anew: "Sửa đổi, bổ sung khoản 2 Điều 5 như sau: “2. …”".

From the day of the change the new words count, which stand in the text that changes; the old
ones are of the past, as if they had been replaced.
"""

import re
from collections.abc import Sequence

from corpus.document import Section
from corpus.relation import Relation, Target, Verb

_AS_FOLLOWS = re.compile(r"như sau\s*:?\s*$", re.IGNORECASE)
_QUOTED = re.compile(r"^\W{0,3}[“\"‘]")
_GIVING = (Verb.AMENDS, Verb.REPLACES)


def gives_anew(relation: Relation, sections: Sequence[Section]) -> bool:
    """Whether the section that states ``relation`` quotes the whole new text of its target.

    ``sections`` are those at the relation's path.
    """
    target = relation.target
    if relation.verb not in _GIVING or relation.some or not (target.article or target.place):
        return False
    if not _AS_FOLLOWS.search(relation.sentence):
        return False
    return any(
        _opens_with(said[1], target)
        for section in sections
        if (said := _after(section, relation.sentence)) is not None
    )


def _after(section: Section, sentence: str) -> tuple[str, str] | None:
    """What stands before and behind ``sentence`` in a section; its heading comes first."""
    whole = f"{section.heading}\n{section.text}"
    before, found, rest = whole.partition(sentence)
    return (before, rest) if found else None


def _opens_with(rest: str, target: Target) -> bool:
    """Whether the quoted words behind the sentence hold a unit marked as the target is."""
    words = rest.strip()
    if not _QUOTED.match(words):
        return False
    return re.search(rf"(?:^|\n)\W{{0,3}}{_mark(target)}", words) is not None


def _mark(target: Target) -> str:
    if target.point:
        return rf"{re.escape(target.point)}\s?\)"
    if target.clause:
        return rf"{re.escape(target.clause)}\s?\."
    if target.article:
        return rf"Điều {re.escape(target.article)}\b"
    return re.escape(target.place.split(" của ")[0])
