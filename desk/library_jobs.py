"""Long work of the library in threads of this program, with the interface of ``desk/jobs.py``."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

log = logging.getLogger(__name__)
Tell = Callable[[int, int, str], None]
"""How much is done, how much there is (0: not known), and a word on it. Raises ``Cancelled``."""
Handle = Callable[[dict[str, Any], Tell], dict[str, Any] | None]
_KEPT = 200  # jobs that are remembered


class Cancelled(Exception):
    """Somebody cancelled the job."""


class UnknownJob(Exception):
    """There is no job with this number."""


@dataclass(frozen=True, slots=True)
class Job:
    """``state``: "waiting", "running", "done", "failed" or "cancelled"."""

    id: int
    kind: str
    state: str
    done: int = 0
    total: int = 0
    note: str = ""
    error: str = ""
    key: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)
    cancelling: bool = False

    @property
    def lives(self) -> bool:
        return self.state in ("waiting", "running")


class Jobs:
    """One job of a key at a time. Safe to share between threads."""

    def __init__(self, kinds: Mapping[str, Handle]) -> None:
        self._kinds = dict(kinds)
        self._jobs: dict[int, Job] = {}
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def start(self, kind: str, args: dict[str, Any], key: str = "") -> int:
        """While a job with this ``key`` lives, no second one starts: its number is given."""
        with self._lock:
            for job in self._jobs.values():
                if key and job.key == key and job.lives:
                    return job.id
            number = next(self._numbers)
            self._jobs[number] = Job(number, kind, "waiting", key=key)
            for old in [one for one, job in self._jobs.items() if not job.lives][:-_KEPT]:
                del self._jobs[old]
        thread = threading.Thread(
            target=self._run, args=(number, self._kinds[kind], args), name=kind, daemon=True
        )
        self._threads = [one for one in self._threads if one.is_alive()] + [thread]
        thread.start()
        return number

    def status(self, job_id: int) -> Job:
        """Raises: UnknownJob"""
        with self._lock:
            if job_id not in self._jobs:
                raise UnknownJob(job_id)
            return self._jobs[job_id]

    def newest(self, key: str) -> Job | None:
        """The last job with this key."""
        with self._lock:
            found = [job for job in self._jobs.values() if job.key == key]
        return found[-1] if found else None

    def cancel(self, job_id: int) -> None:
        """It stops when it next tells how far it is. Of a job that has ended, nothing.

        Raises:
            UnknownJob
        """
        self.status(job_id)
        self._set(job_id, cancelling=True)

    def wait(self, seconds: float = 60) -> None:
        """Until all that was started has ended."""
        for thread in self._threads:
            thread.join(seconds)

    def _set(self, number: int, **facts: Any) -> None:
        with self._lock:
            self._jobs[number] = replace(self._jobs[number], **facts)

    def _run(self, number: int, handle: Handle, args: dict[str, Any]) -> None:
        def tell(done: int, total: int, note: str) -> None:
            if self.status(number).cancelling:
                raise Cancelled
            self._set(number, done=done, total=total, note=note)

        self._set(number, state="running")
        try:
            tell(0, 0, "")
            result = handle(args, tell) or {}
            self._set(number, state="done", result=result)
        except Cancelled:
            self._set(number, state="cancelled")
        except Exception as error:
            log.exception("the job %s failed", number)
            self._set(number, state="failed", error=f"{type(error).__name__}: {error}")
