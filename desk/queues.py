"""Which queue a case goes to, and how long people have for it: read from ``queues.yaml``.

Read once, when a program starts; ``MOTCHAM_QUEUES`` names a file of one's own.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from corpus.text import fold
from desk.errors import DeskError
from desk.worktime import OFFICE, OfficeHours, between, due

FILE = Path(__file__).with_name("queues.yaml")


class Urgency(StrEnum):
    URGENT = "urgent"
    NORMAL = "normal"
    STUDY = "study"


class BadQueues(DeskError):
    """The file cannot be used; the message says why, and in which line."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """``remind_before``: how long before the end a reminder comes, on the same clock."""

    time: timedelta
    in_working_time: bool
    remind_before: timedelta


@dataclass(frozen=True, slots=True)
class Queue:
    """``line``: who takes over when a deadline is broken; ``chat``: who is told, "" for nobody.

    Empty ``fields`` or ``provinces`` fit every case.
    """

    name: str
    fields: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    hours: OfficeHours = OFFICE
    risky: bool = False
    line: tuple[str, ...] = ()
    chat: str = ""

    def fits(self, field: str, province: str) -> bool:
        return _among(field, self.fields) and _among(province, self.provinces)


@dataclass(frozen=True, slots=True)
class Queues:
    """Routing and deadlines. The last queue takes what fits no other.

    ``team_chat`` is the chat of queues that name none.
    """

    queues: tuple[Queue, ...]
    deadlines: dict[Urgency, Deadline]
    team_chat: str = ""

    def route(self, field: str, province: str) -> Queue:
        fitting = (queue for queue in self.queues if queue.fits(field, province))
        return next(fitting, self.queues[-1])

    def named(self, name: str) -> Queue:
        """The queue; the last one for a name that the file no longer holds."""
        found = (queue for queue in self.queues if queue.name == name)
        return next(found, self.queues[-1])

    def chat_of(self, name: str) -> str:
        """The chat of the team that works on this queue; empty where there is none."""
        return self.named(name).chat or self.team_chat

    @property
    def chats(self) -> frozenset[str]:
        """All chats of the team."""
        return frozenset(queue.chat or self.team_chat for queue in self.queues) - {""}

    def knows(self, name: str) -> bool:
        return any(queue.name == name for queue in self.queues)

    def clock(self, queue: str, urgency: Urgency) -> OfficeHours | None:
        """The hours that count; ``None`` for day and night."""
        if not self.deadlines[urgency].in_working_time:
            return None
        return self.named(queue).hours

    def due(self, start: datetime, queue: str, urgency: Urgency) -> datetime:
        return due(start, self.deadlines[urgency].time, self.clock(queue, urgency))

    def due_after(self, start: datetime, left: timedelta, queue: str, urgency: Urgency) -> datetime:
        return due(start, left, self.clock(queue, urgency))

    def left(self, now: datetime, until: datetime, queue: str, urgency: Urgency) -> timedelta:
        return between(now, until, self.clock(queue, urgency))

    def remind(self, now: datetime, until: datetime, queue: str, urgency: Urgency) -> datetime:
        """When the reminder of a deadline is to come, at the earliest now."""
        early = self.left(now, until, queue, urgency) - self.deadlines[urgency].remind_before
        return self.due_after(now, max(early, timedelta(0)), queue, urgency)


def read_queues(file: Path = FILE) -> Queues:
    """The queues of a file.

    Raises:
        BadQueues
    """
    try:
        told = yaml.load(file.read_text(encoding="utf-8"), _Lined)  # noqa: S506 - a SafeLoader
        return _queues(told)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise BadQueues(f"{file}{line}: {error.problem or error.context}") from error
    except _Wrong as error:
        raise BadQueues(f"{file}, line {error.line}: {error}") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadQueues(f"{file}: {error}") from error


def queues_of(setting: str) -> Queues:
    """The queues that ``MOTCHAM_QUEUES`` names; those that come with the program where it is empty.

    Raises:
        BadQueues
    """
    return read_queues(Path(setting)) if setting else default_queues()


def told(queue: Queue) -> str:
    """A queue as a maintainer reads it."""
    days = ", ".join(_DAYS[day - 1] for day in sorted(queue.hours.weekdays))
    spans = ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in queue.hours.spans)
    lines = [
        f"{queue.name}: {days} {spans}",
        f"  fields: {', '.join(queue.fields) or 'all'}",
        f"  provinces: {', '.join(queue.provinces) or 'all'}",
        f"  overdue, in this order: {' → '.join(queue.line) or 'nobody'}",
        f"  told in the chat: {queue.chat or 'none'}",
    ]
    for what, found in (("off", queue.hours.off), ("worked", queue.hours.worked)):
        if found:
            lines.append(f"  {what} besides: {', '.join(map(str, sorted(found)))}")
    return "\n".join([*lines, "  a reply needs a second reader"] if queue.risky else lines)


@cache
def default_queues() -> Queues:
    return read_queues()


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LINE = "line of the file"  # no word of ours, so it stands in nobody's way


class _Lined(yaml.SafeLoader):
    """Remembers in each mapping where it stands."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        return super().construct_mapping(node, deep) | {_LINE: node.start_mark.line + 1}


class _Wrong(ValueError):
    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


_WORDS = frozenset({"classes", "queues", "extra_days_off", "extra_working_days"})
_OF_A_CLASS = frozenset({"hours", "working_time", "remind_before"})
_OF_A_QUEUE = frozenset(
    {"name", "fields", "provinces", "weekdays", "hours", "risky", "line", "chat"}
)


def _queues(told: Any) -> Queues:
    """Raises: _Wrong"""
    top = _mapping(told, 1, _WORDS)
    exchange = _days(top, "extra_days_off"), _days(top, "extra_working_days")
    classes = _mapping(top.get("classes"), top[_LINE], frozenset(Urgency))
    if missing := sorted(set(Urgency) - set(classes)):
        raise _Wrong(classes[_LINE], f"the class {missing[0]!r} is missing")
    deadlines = {name: _deadline(classes[name], classes[_LINE]) for name in Urgency}
    listed = top.get("queues")
    if not isinstance(listed, list) or not listed:
        raise _Wrong(top[_LINE], "there have to be queues")
    queues: list[Queue] = []
    for one in listed:
        queue = _queue(_mapping(one, top[_LINE], _OF_A_QUEUE), *exchange)
        if any(queue.name == other.name for other in queues):
            raise _Wrong(one[_LINE], f"another queue is called {queue.name!r} too")
        queues.append(queue)
    if queues[-1].fields or queues[-1].provinces:
        why = "the last queue takes every case, so it names no field or province"
        raise _Wrong(listed[-1][_LINE], why)
    return Queues(tuple(queues), deadlines)


def _mapping(told: Any, line: int, words: Collection[str]) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise _Wrong(line, f"here stand {', '.join(sorted(words))}, not {str(told)[:50]!r}")
    unknown = [str(word) for word in told if word != _LINE and word not in words]
    if unknown:
        known = ", ".join(sorted(words))
        raise _Wrong(told[_LINE], f"{unknown[0]!r} is no word of this file (here: {known})")
    return told


def _deadline(told: Any, line: int) -> Deadline:
    told = _mapping(told, line, _OF_A_CLASS)
    try:
        hours, before = (timedelta(hours=float(told[key])) for key in ("hours", "remind_before"))
        in_working_time = bool(told["working_time"])
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _Wrong(told[_LINE], f"a class has {', '.join(sorted(_OF_A_CLASS))}") from error
    if not timedelta(0) < before < hours:
        raise _Wrong(told[_LINE], "a reminder comes before the deadline")
    return Deadline(hours, in_working_time, before)


def _queue(told: dict[str, Any], off: frozenset[date], worked: frozenset[date]) -> Queue:
    if not told.get("name"):
        raise _Wrong(told[_LINE], "a queue has a name")
    try:
        weekdays = frozenset(map(int, told.get("weekdays", OFFICE.weekdays)))
        return Queue(
            name=str(told["name"]),
            fields=_names(told.get("fields")),
            provinces=_names(told.get("provinces")),
            hours=OfficeHours(weekdays, _spans(told.get("hours")), off, worked),
            risky=bool(told.get("risky", False)),
            line=_names(told.get("line")),
            chat=_chat(str(told.get("chat") or "")),
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise _Wrong(told[_LINE], f"queue {told['name']!r}: {error}") from error


def _chat(told: str) -> str:
    if told and not re.fullmatch(r"-?\d+", told):
        raise ValueError(f"a chat is the number of a group in Telegram, not {told!r}")
    return told


def _names(told: Any) -> tuple[str, ...]:
    if told is not None and not isinstance(told, list):
        raise ValueError(f"names stand in a list: [{told}]")
    return tuple(map(str, told or ()))


def _spans(told: Iterable[str] | None) -> tuple[tuple[time, time], ...]:
    if told is None:
        return OFFICE.spans
    of = time.fromisoformat
    return tuple((of(opens), of(closes)) for opens, closes in (span.split("-") for span in told))


def _days(told: dict[str, Any], name: str) -> frozenset[date]:
    days = told.get(name) or []
    if not isinstance(days, list) or not all(type(day) is date for day in days):
        raise _Wrong(told[_LINE], f"{name} are days in a list: [2026-01-10]")
    return frozenset(days)


def _among(name: str, names: Sequence[str]) -> bool:
    return not names or fold(name).strip() in {fold(one).strip() for one in names}
