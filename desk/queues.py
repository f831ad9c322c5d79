"""Which queue a case goes to, and how long people have for it: read from ``queues.yaml``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
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
    """The file cannot be used; the message says why."""


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
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
        deadlines = {Urgency(name): _deadline(one) for name, one in told["classes"].items()}
        queues = tuple(_queue(one) for one in told["queues"])
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadQueues(f"{file}: {error}") from error
    names = [queue.name for queue in queues]
    if set(deadlines) != set(Urgency) or not names or len(set(names)) != len(names):
        raise BadQueues(f"{file}: all three classes, and queues with names of their own, please")
    if queues[-1].fields or queues[-1].provinces:
        raise BadQueues(
            f"{file}: the last queue takes every case, so it names no field or province"
        )
    return Queues(queues, deadlines)


@cache
def default_queues() -> Queues:
    return read_queues()


def _deadline(told: dict[str, Any]) -> Deadline:
    hours, before = (timedelta(hours=float(told[key])) for key in ("hours", "remind_before"))
    if not timedelta(0) < before < hours:
        raise ValueError("a reminder comes before the deadline")
    return Deadline(hours, bool(told["working_time"]), before)


def _queue(told: dict[str, Any]) -> Queue:
    return Queue(
        name=str(told["name"]),
        fields=tuple(map(str, told.get("fields", ()))),
        provinces=tuple(map(str, told.get("provinces", ()))),
        hours=_hours(told),
        risky=bool(told.get("risky", False)),
        line=tuple(map(str, told.get("line", ()))),
        chat=_chat(str(told.get("chat", ""))),
    )


def _chat(told: str) -> str:
    if told and not re.fullmatch(r"-?\d+", told):
        raise ValueError(f"a chat is the number of a group in Telegram, not {told!r}")
    return told


def _hours(told: dict[str, Any]) -> OfficeHours:
    weekdays = frozenset(map(int, told.get("weekdays", OFFICE.weekdays)))
    spans = told.get("hours")
    if spans is None:
        return OfficeHours(weekdays, OFFICE.spans)
    parted = (span.split("-") for span in spans)
    return OfficeHours(
        weekdays,
        tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in parted),
    )


def _among(name: str, names: Sequence[str]) -> bool:
    return not names or fold(name).strip() in {fold(one).strip() for one in names}
