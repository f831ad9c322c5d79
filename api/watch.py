"""Who listens for changes of cases, and the one who looks for them on behalf of all.

However many pages are open, the database is asked once every ``EVERY`` seconds, and not at all
while nobody listens. A listener holds neither a thread nor a connection.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, select
from starlette.concurrency import run_in_threadpool

from desk import naming
from desk.desk import Desk
from desk.errors import DatabaseUnavailable
from desk.role import Role
from desk.schema import case_events, cases, people, sessions
from retrieval.question import Unit

EVERY = 2.0  # seconds
_LATE = 100  # numbers: of two who write at once, the later number may be seen first
_MOST = 200  # changes told at a time; who missed more than that looks at everything anew anyway

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Change:
    """An event of a case, as far as others are told: ``who`` is a name as people see it."""

    number: int
    case_id: int
    unit: Unit
    kind: str
    role: Role
    who: str


class SignedOut(Exception):
    """The listener's session has ended."""


@dataclass(eq=False, slots=True)
class Listener:
    """``session`` is the number of the session that it listens in, None where there is none."""

    session: int | None
    heard: "asyncio.Queue[tuple[Change, ...] | None]" = field(default_factory=asyncio.Queue)
    signed_out: bool = False

    async def next(self) -> tuple[Change, ...]:
        """What has changed since; nothing where the server closes.

        Raises:
            SignedOut
        """
        told = await self.heard.get()
        if self.signed_out:
            raise SignedOut
        return told or ()


class Watch:
    """Of one process and one event loop."""

    def __init__(self, desk: Desk, every: float = EVERY) -> None:
        self._desk = desk
        self._every = every
        self._listeners: set[Listener] = set()
        self._looking: asyncio.Task[None] | None = None
        self._begun = asyncio.Event()
        self._closed = False

    @asynccontextmanager
    async def listening(self, session: int | None) -> AsyncIterator[Listener]:
        """From its beginning on nothing is missed: what was before, ``since`` tells."""
        listener = Listener(session)
        self._listeners.add(listener)
        if self._closed:
            listener.heard.put_nowait(None)
        elif self._looking is None:
            self._begun = asyncio.Event()
            self._looking = asyncio.create_task(self._look(self._begun))
        try:
            await self._begun.wait()
            yield listener
        finally:
            self._listeners.discard(listener)
            if not self._listeners and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    def since(self, number: int) -> tuple[Change, ...]:
        """What came after the event ``number``; it reads the database."""
        with self._desk.database.reading() as connection:
            found = connection.execute(
                select(case_events.c.id)
                .where(case_events.c.id > number)
                .order_by(case_events.c.id.desc())
                .limit(_MOST)
            )
            return _changes(connection, found.scalars().all())

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        self._begun.set()
        for listener in self._listeners:
            listener.heard.put_nowait(None)

    async def _look(self, begun: asyncio.Event) -> None:
        known: frozenset[int] | None = None  # until the first look
        while True:
            try:
                asked = {one.session for one in self._listeners if one.session is not None}
                known, changes, alive = await run_in_threadpool(self._read, known, asked)
                begun.set()
                self._tell(changes, asked - alive)
            except DatabaseUnavailable as error:
                log.warning("live updates: %s", error)
            except Exception:
                log.exception("live updates")  # they go on: everybody's pages hang on this one task
            await asyncio.sleep(self._every)

    def _tell(self, changes: tuple[Change, ...], ended: Collection[int]) -> None:
        for listener in self._listeners:
            if listener.session in ended:
                listener.signed_out = True
                listener.heard.put_nowait(None)
            elif changes:
                listener.heard.put_nowait(changes)

    def _read(
        self, known: frozenset[int] | None, asked: Collection[int]
    ) -> tuple[frozenset[int], tuple[Change, ...], set[int]]:
        """The newest numbers, the changes that are not ``known``, the sessions that live."""
        floor = max(known, default=0) - _LATE if known else 0
        with self._desk.database.reading() as connection:
            numbers = connection.execute(
                select(case_events.c.id)
                .where(case_events.c.id > floor)
                .order_by(case_events.c.id.desc())
                .limit(_LATE + _MOST)
            ).scalars()
            newest = frozenset(numbers)
            new = () if known is None else sorted(newest - known)
            return newest, _changes(connection, new), _alive(connection, asked)


def _alive(connection: Connection, asked: Collection[int]) -> set[int]:
    """Those of the sessions that nobody has ended, of people who may still come in."""
    if not asked:
        return set()
    rows = connection.execute(
        select(sessions.c.id)
        .join(people, people.c.id == sessions.c.person_id)
        .where(sessions.c.id.in_(sorted(asked)), people.c.active)
    )
    return set(rows.scalars())


def _changes(connection: Connection, numbers: Collection[int]) -> tuple[Change, ...]:
    if not numbers:
        return ()
    events = case_events.c
    rows = connection.execute(
        select(
            *(events.id, events.case_id, events.kind, events.role, events.actor),
            *(cases.c.province, cases.c.commune),
        )
        .join_from(case_events, cases)
        .where(events.id.in_(numbers))
        .order_by(events.id)
    ).all()
    names = naming.names(connection, (row.actor for row in rows))
    return tuple(
        Change(
            row.id,
            row.case_id,
            Unit(row.province, row.commune),
            row.kind,
            Role(row.role),
            names[row.actor],
        )
        for row in rows
    )
