"""What askers are given: the published answers, put beside the index whenever they change.

The desk's tables say what is published; the file follows them. A program that dies between the
two leaves a file behind that the next look puts right (``Keeper``), and the tables know who was
given an answer in between (``faq_told.receive``).
"""

import fcntl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from corpus.store import TextStore
from corpus.text import beginning
from corpus.vietnam_time import day_of
from desk.desk import Desk
from desk.errors import FaqRefused
from desk.faq import FaqState, KeptFaq
from retrieval.manifest import IndexUnavailable, current
from retrieval.reviewed import write
from retrieval.still_true import Change, Law, telling

WATCH = "văn bản"  # the actor of what a change of law does
_SHOWN = 600  # characters of each text in a reason
_WHAT = {
    "gone": "không còn trong kho",
    "reworded": "có nội dung khác",
    "ended": "hết hiệu lực",
    "suspended": "ngưng hiệu lực",
    "amends": "được sửa đổi, bổ sung",
    "adds": "được bổ sung",
    "replaces": "bị thay thế",
    "rewords": "được sửa cụm từ",
    "repeals": "bị bãi bỏ",
    "ends": "hết hiệu lực",
    "suspends": "ngưng hiệu lực",
    "corrects": "được đính chính",
}


@dataclass(frozen=True, slots=True)
class Suspended:
    """A published answer that a change of law took back."""

    faq: KeptFaq
    changes: tuple[Change, ...]


def law_of(index: Path) -> Law:
    """The texts of the generation that serves.

    Raises:
        IndexUnavailable
    """
    return _law_in(current(index))


@lru_cache(maxsize=2)
def _law_in(generation: Path) -> Law:
    """One a generation: what it has read of all relations is read once."""
    return Law(TextStore(generation / "text.db"))


def put_out(desk: Desk, index: Path) -> bool:
    """Bring the file in step with the tables; whether it was not."""
    with _locked(index):
        return write(index, [faq.served for faq in desk.faqs(FaqState.PUBLISHED)])


def check(desk: Desk, index: Path, today: date) -> list[Suspended]:
    """Suspend what no longer stands, tell who received it, and bring the file in step.

    Interrupted at any moment it goes on where it was the next time.

    Raises:
        IndexUnavailable: there is nothing to hold the answers against; nothing was suspended.
    """
    law = law_of(index)
    found = []
    for faq in desk.faqs(FaqState.PUBLISHED):
        due = due_changes(law, faq, today)
        if due:
            with desk.begin() as work, suppress(FaqRefused):  # somebody was faster
                if work.suspend_faq(faq.id, WATCH, reason(due)):
                    found.append(Suspended(faq, due))
    put_out(desk, index)
    return found


def due_changes(law: Law, faq: KeptFaq, today: date) -> tuple[Change, ...]:
    """What has become of its provisions since it was approved, and counts by ``today``."""
    changes = [change for basis in faq.draft.basis for change in law.changes(basis)]
    return tuple(dict.fromkeys(change for change in changes if change.due(today)))


def reason(changes: Sequence[Change]) -> str:
    """What changed, in the words of both texts."""
    return "\n".join(_said(change) for change in telling(changes))


def _said(change: Change) -> str:
    day = f" từ ngày {change.day:%d/%m/%Y}" if change.day else ""
    by = f" ({change.by})" if change.by and change.by != change.citation else ""
    lines = [f"{change.citation} {_WHAT[change.what]}{day}{by}."]
    if change.after:
        before, after = (beginning(text, _SHOWN) for text in (change.before, change.after))
        lines += [f"Trước đây: “{before}”", f"Nay: “{after}”"]
    return "\n".join(lines)


class Keeper:
    """Looks after the published answers of one desk and one index: call ``tick`` now and then.

    It works only where something has changed since: the generation, the day, the answers.
    """

    def __init__(self, desk: Desk, index: Path, clock: Callable[[], datetime]) -> None:
        self._desk, self._index, self._clock = desk, index, clock
        self._seen: tuple[str, date, int] | None = None

    def tick(self) -> list[Suspended]:
        """What was suspended now."""
        today = day_of(self._clock())
        try:
            serving = current(self._index).name
        except IndexUnavailable:
            return []
        if (serving, today, self._desk.newest_faq_event()) == self._seen:
            return []
        found = check(self._desk, self._index, today)
        self._seen = (serving, today, self._desk.newest_faq_event())
        return found


@contextmanager
def _locked(index: Path) -> Iterator[None]:
    """One at a time: who writes second has read what the first one knew."""
    index.mkdir(parents=True, exist_ok=True)
    with (index / ".reviewed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
