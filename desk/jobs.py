"""Long work that a page or a command starts, and that runs elsewhere: reading a folder,
publishing an index, a year's figures.

A job waits, runs, and ends: done, failed or cancelled. Its row says how far it is, the same on
both kinds of database; what hands it to a worker differs (``job_leases``, ``job_queue``).
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import Connection, RowMapping

from desk import job_rows
from desk.desk import Desk
from desk.job_leases import Leases
from desk.work import Work

Tell = Callable[[int, int, str], None]
"""How much is done, how much there is (0: not known), and a word on it. Call it as often as
you like: it writes at most twice a second. Raises ``Cancelled``: clean up and let it pass.
"""
Handle = Callable[[dict[str, Any], Tell], dict[str, Any] | None]
"""Does the work; what it returns stands in ``Job.result``. May be called again with the same
arguments after it was interrupted: it looks for itself what is done already."""

ATTEMPTS = 5  # of one job; who kills its worker each time must not do so for ever


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


LIVING = frozenset({JobState.WAITING, JobState.RUNNING})


class Cancelled(Exception):
    """Somebody cancelled the job."""


class Interrupted(Cancelled):
    """The worker is told to stop, or another has taken the job: it goes on elsewhere."""


class UnknownKind(Exception):
    """No handler has this name."""


class UnknownJob(Exception):
    """There is no job with this number."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How jobs of one name are done. ``again``: what was interrupted may be begun once more."""

    handle: Handle
    again: bool = True


@dataclass(frozen=True, slots=True)
class Job:
    """``cancelling``: it runs still, and will stop when it next tells how far it is."""

    id: int
    kind: str
    state: JobState
    done: int = 0
    total: int = 0
    note: str = ""
    error: str = ""
    key: str = ""
    args: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)
    cancelling: bool = False
    attempts: int = 0
    asked: datetime | None = None
    started: datetime | None = None
    ended: datetime | None = None

    @property
    def lives(self) -> bool:
        return self.state in LIVING


class Jobs:
    """Starts jobs and tells of them. Everything raises ``DatabaseUnavailable``."""

    def __init__(
        self, desk: Desk, kinds: Mapping[str, Kind], engine: "Engine | None" = None
    ) -> None:
        self.desk = desk
        self.kinds = dict(kinds)
        self.engine = engine or engine_of(desk)

    def start(
        self, kind: str, args: dict[str, Any], key: str = "", work: Work | None = None
    ) -> int:
        """Let a job be done, once all is committed; gives its number.

        While a job with this ``key`` lives, no second one starts: its number is given. Inside
        ``desk.begin`` hand the ``work`` in: both are kept, or none. ``args`` go through JSON.

        Raises:
            UnknownKind
            job_rows.KeyTaken: a living job of another kind has the key.
        """
        if kind not in self.kinds:
            raise UnknownKind(kind)
        if work is None:
            with self.desk.begin() as own:
                return self.start(kind, args, key, own)
        number, new = job_rows.add(work.connection, kind, args, key, work.now)
        if new:
            self.engine.put(work.connection, number)
        return number

    def status(self, job_id: int) -> Job:
        """Raises: UnknownJob"""
        with self.desk.database.reading() as connection:
            row = job_rows.get(connection, job_id)
        if row is None:
            raise UnknownJob(job_id)
        return _job(row)

    def list(self, limit: int = 50, kind: str = "") -> list[Job]:
        """Newest first; with a ``kind`` those alone."""
        with self.desk.database.reading() as connection:
            return [_job(row) for row in job_rows.newest(connection, limit, kind)]

    def newest(self, key: str) -> Job | None:
        """The last job with this key."""
        with self.desk.database.reading() as connection:
            row = job_rows.of_key(connection, key)
        return _job(row) if row else None

    def cancel(self, job_id: int, work: Work | None = None) -> None:
        """What waits does not begin; what runs stops when it next tells how far it is.

        Of a job that has ended, nothing.

        Raises:
            UnknownJob
        """
        if work is None:
            with self.desk.begin() as own:
                return self.cancel(job_id, own)
        self._known(work, job_id)
        job_rows.cancel(work.connection, job_id, work.now)
        return None

    def retry(self, job_id: int, work: Work | None = None) -> bool:
        """Let a failed or cancelled job be done again; False where it lives, is done, or another
        with its key lives.

        Raises:
            UnknownJob
        """
        if work is None:
            with self.desk.begin() as own:
                return self.retry(job_id, own)
        self._known(work, job_id)
        again = job_rows.again(work.connection, job_id)
        if again:
            self.engine.put(work.connection, job_id)
        return again

    @staticmethod
    def _known(work: Work, job_id: int) -> None:
        if job_rows.get(work.connection, job_id) is None:
            raise UnknownJob(job_id)


class Engine(Protocol):
    """Hands jobs to workers. ``lost_after``: seconds without a sign of life, then a worker counts
    as dead, and its jobs are begun again by another.
    """

    lost_after: float

    def put(self, connection: Connection, job_id: int) -> None:
        """A job waits: in the transaction that says so."""

    def work(self, run: Callable[[int], None], stop: threading.Event, *, wait: bool) -> None:
        """Call ``run`` with what waits, one after another, until ``stop``; without ``wait`` until
        nothing waits.
        """


def engine_of(desk: Desk) -> Engine:
    """What hands the jobs of this database to workers."""
    if desk.database.engine.dialect.name == "postgresql":
        from desk.job_queue import Queue  # with the extra `postgres`

        return Queue(desk.database)
    return Leases(desk.database, desk.now)


def _job(row: RowMapping) -> Job:
    facts = {name: row[name] for name in Job.__slots__ if name != "state"}
    return Job(**facts, state=JobState(row["state"]))
