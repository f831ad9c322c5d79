"""Does jobs: a thread of the api's process, or the whole of ``python -m desk worker``."""

import logging
import secrets
import threading
import time
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping

from desk import job_rows
from desk.errors import DatabaseUnavailable
from desk.jobs import ATTEMPTS, Cancelled, Interrupted, Jobs
from desk.turning import Turning

log = logging.getLogger(__name__)
TELLS = 0.5  # seconds between two writings of how far a job is


class Worker(Turning):
    """Works between entering and leaving; any number of them share the jobs of one database.

    When it is left, a job that runs is interrupted at its next word and goes back to wait.
    """

    def __init__(self, jobs: Jobs) -> None:
        super().__init__("jobs")
        self._jobs = jobs

    def stop(self) -> None:
        self.over.set()

    def work(self, wait: bool = True) -> None:
        """Until ``stop``; without ``wait`` until nothing waits."""
        self._jobs.engine.work(self._run, self.over, wait=wait)

    def _run(self, job_id: int) -> None:
        if self.over.is_set():
            raise job_rows.Held(job_id)
        holder = secrets.token_hex(8)
        row = self._take(job_id, holder)
        if row is None:
            return
        telling = Telling(self._jobs, job_id, holder, self.over)
        over = threading.Event()
        beating = threading.Thread(target=telling.keep_alive, args=(over,), daemon=True)
        beating.start()
        try:
            result = self._jobs.kinds[row["kind"]].handle(row["args"], telling)
            ended: dict[str, Any] = {"state": "done", "result": result or {}, "note": ""}
        except Interrupted:
            self._put_back(job_id, holder, row["attempts"])
            return
        except Cancelled:
            ended = {"state": "cancelled"}
        except DatabaseUnavailable:
            raise  # not the job's fault: when its lease has ended it is begun again
        except Exception as error:
            log.exception("job %d (%s) failed", job_id, row["kind"])
            ended = {"state": "failed", "error": f"{type(error).__name__}: {error}"[:500]}
        finally:
            over.set()
            beating.join()
        log.info("job %d (%s): %s", job_id, row["kind"], ended["state"])
        facts = telling.last | ended | {"alive": None, "cancelling": False}
        with self._jobs.desk.begin() as work:
            job_rows.change(work.connection, job_id, holder, **facts, ended=work.now)

    def _take(self, job_id: int, holder: str) -> RowMapping | None:
        """The job, now ours; None where there is nothing to do.

        Raises:
            Held
        """
        with self._jobs.desk.begin() as work:
            row = job_rows.locked(work.connection, job_id)
            if row is None:
                return None
            kind = self._jobs.kinds.get(row["kind"])
            interrupted = row["state"] == "running"
            if interrupted and row["lease"] > work.now:
                raise job_rows.Held(job_id)
            if row["cancelling"]:
                job_rows.end(work.connection, job_id, work.now, state="cancelled")
                return None
            why = ""
            if kind is None:
                why = f"this program knows no jobs of the kind {row['kind']!r}"
            elif interrupted and not kind.again:
                why = "it was interrupted, and may not be begun again by itself"
            elif row["attempts"] >= ATTEMPTS:
                why = f"it was interrupted {ATTEMPTS} times"
            if why:
                job_rows.end(work.connection, job_id, work.now, state="failed", error=why)
                return None
            lease = lease_of(self._jobs)
            job_rows.run(work.connection, job_id, holder, work.now, lease)
            return row

    def _put_back(self, job_id: int, holder: str, attempts: int) -> None:
        with self._jobs.desk.begin() as work:
            waits = {"state": "waiting", "attempts": attempts}
            if job_rows.change(work.connection, job_id, holder, **waits) is not None:
                self._jobs.engine.put(work.connection, job_id)


def lease_of(jobs: Jobs) -> datetime:
    return jobs.desk.now() + timedelta(seconds=jobs.engine.lost_after)


class Telling:
    """What a handler calls ``tell``."""

    def __init__(self, jobs: Jobs, job_id: int, holder: str, stop: threading.Event) -> None:
        self._jobs = jobs
        self._id = job_id
        self._holder = holder
        self._stop = stop
        self._wait_until = 0.0
        self._taken = False
        self.last: dict[str, Any] = {}

    def __call__(self, done: int, total: int, note: str = "") -> None:
        self.last = {"done": done, "total": total, "note": note}
        if self._stop.is_set() or self._taken:
            raise Interrupted
        if time.monotonic() < self._wait_until:
            return
        self._wait_until = time.monotonic() + TELLS
        try:
            cancelled = self._write(**self.last)
        except DatabaseUnavailable as error:
            log.warning("job %d: how far it is could not be told: %s", self._id, error)
            return
        if cancelled:
            raise Cancelled
        if self._taken:
            raise Interrupted

    def keep_alive(self, over: threading.Event) -> None:
        """Renew the lease until ``over``."""
        while not over.wait(self._jobs.engine.lost_after / 4):
            try:
                self._write()
            except Exception:
                log.warning("job %d: its lease could not be renewed", self._id, exc_info=True)

    def _write(self, **facts: Any) -> bool:
        """Says whether it is to be cancelled."""
        lease = lease_of(self._jobs)
        with self._jobs.desk.database.writing() as connection:
            told = job_rows.change(connection, self._id, self._holder, **facts, lease=lease)
        self._taken = told is None
        return bool(told)
