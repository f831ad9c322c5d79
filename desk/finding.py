"""What a check of ``python -m desk doctor`` found."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """``says`` is what is so, ``cure`` what puts it right; a "note" stops nobody from working."""

    check: str
    state: State
    says: str
    cure: str = ""


Findings = Iterator[Finding]


def ok(check: str, says: str) -> Finding:
    return Finding(check, "ok", says)


def note(check: str, says: str, cure: str) -> Finding:
    return Finding(check, "note", says, cure)


def wrong(check: str, says: str, cure: str) -> Finding:
    return Finding(check, "wrong", says, cure)
