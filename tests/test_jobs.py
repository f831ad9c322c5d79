"""Long work on both kinds of database: it is done once, tells how far it is, and survives those
who do it.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from desk import job_rows
from desk.__main__ import main
from desk.database import Database
from desk.desk import Desk, wall_clock
from desk.errors import DatabaseUnavailable
from desk.job_leases import Leases
from desk.job_queue import Queue
from desk.job_worker import Worker
from desk.jobs import Cancelled, Engine, Job, Jobs, JobState, Kind, Tell, UnknownJob, UnknownKind
from tests.fakes.databases import database_at

pytest_plugins = ["tests.fakes.databases"]

LOST = 1.5  # seconds


class Counting:
    """A handler that counts to ``to``; it waits at ``gate`` while that is closed."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.began = threading.Event()
        self.runs: list[int] = []
        self.cleaned = 0

    def __call__(self, args: dict[str, Any], tell: Tell) -> dict[str, Any]:
        self.runs.append(args["to"])
        self.began.set()
        try:
            for number in range(args["to"]):
                tell(number, args["to"], "đếm")
                while not self.gate.wait(0.02):
                    tell(number, args["to"], "chờ")
        except Cancelled:
            self.cleaned += 1
            raise
        return {"counted": args["to"]}


def failing(_args: dict[str, Any], _tell: Tell) -> None:
    raise RuntimeError("the disk is full")


def engine_for(database: Database) -> Engine:
    if database.engine.dialect.name == "postgresql":
        return Queue(database, beat=0.3, lost_after=LOST)
    return Leases(database, wall_clock, lost_after=LOST, look=0.05)


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    opened = Desk.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def counting() -> Counting:
    return Counting()


@pytest.fixture
def jobs(desk: Desk, counting: Counting) -> Jobs:
    kinds = {"count": Kind(counting), "fail": Kind(failing), "once": Kind(counting, again=False)}
    return Jobs(desk, kinds, engine_for(desk.database))


def until(what: Callable[[], bool], seconds: float = 90) -> None:
    last = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < last, "it did not come to this in time"
        time.sleep(0.02)


def ended(jobs: Jobs, number: int) -> Job:
    until(lambda: not jobs.status(number).lives)
    return jobs.status(number)


def test_a_job_is_done_and_tells_its_result(jobs: Jobs, counting: Counting) -> None:
    with Worker(jobs):
        number = jobs.start("count", {"to": 3})
        job = ended(jobs, number)
    assert (job.state, job.done, job.total) == (JobState.DONE, 2, 3)
    assert (job.result, job.args, job.error, job.attempts) == ({"counted": 3}, {"to": 3}, "", 1)
    assert counting.runs == [3]


def test_how_far_it_is_can_be_read_while_it_runs(jobs: Jobs, counting: Counting) -> None:
    counting.gate.clear()
    number = jobs.start("count", {"to": 2})
    assert jobs.status(number).state is JobState.WAITING
    with Worker(jobs):
        until(lambda: jobs.status(number).total == 2)
        assert jobs.status(number).state is JobState.RUNNING
        counting.gate.set()
        assert ended(jobs, number).state is JobState.DONE


def test_one_key_has_one_living_job(jobs: Jobs, counting: Counting) -> None:
    first = jobs.start("count", {"to": 1}, "publish")
    assert jobs.start("count", {"to": 2}, "publish") == first
    assert jobs.start("count", {"to": 3}) != first
    with pytest.raises(ValueError, match="another kind"):
        jobs.start("fail", {}, "publish")
    with Worker(jobs):
        ended(jobs, first)
        assert jobs.start("count", {"to": 4}, "publish") != first
        until(lambda: len(counting.runs) == 3)
    assert counting.runs == [1, 3, 4]


def test_what_is_rolled_back_never_runs(jobs: Jobs, counting: Counting) -> None:
    with suppress(RuntimeError), jobs.desk.begin() as work:
        jobs.start("count", {"to": 9}, work=work)
        raise RuntimeError
    with Worker(jobs):
        ended(jobs, jobs.start("count", {"to": 1}))
    assert counting.runs == [1]
    assert len(jobs.list()) == 1


def test_a_job_whose_database_went_away_is_begun_again(jobs: Jobs) -> None:
    runs: list[int] = []

    def cut_off(_args: dict[str, Any], _tell: Tell) -> None:
        runs.append(1)
        if len(runs) == 1:
            raise DatabaseUnavailable("the server is away; this step saved nothing")

    jobs.kinds["cut off"] = Kind(cut_off)
    with Worker(jobs):
        job = ended(jobs, jobs.start("cut off", {}))
    assert (job.state, job.attempts, len(runs)) == (JobState.DONE, 2, 2)


def test_unknown_kinds_and_numbers_are_refused(jobs: Jobs) -> None:
    with pytest.raises(UnknownKind):
        jobs.start("dance", {})
    with pytest.raises(UnknownJob):
        jobs.status(77)
    with pytest.raises(UnknownJob):
        jobs.cancel(77)


def test_a_job_of_a_kind_that_the_worker_does_not_know_fails(jobs: Jobs) -> None:
    number = jobs.start("count", {"to": 1})
    with Worker(Jobs(jobs.desk, {}, jobs.engine)):
        assert "knows no jobs" in ended(jobs, number).error


def test_a_worker_may_end_when_nothing_waits(jobs: Jobs, counting: Counting) -> None:
    for number in (1, 2):
        jobs.start("count", {"to": number})
    Worker(jobs).work(wait=False)
    assert counting.runs == [1, 2]


def test_a_failure_is_told_and_can_be_tried_again(jobs: Jobs) -> None:
    number = jobs.start("fail", {}, "k")
    assert not jobs.retry(number)
    with Worker(jobs):
        job = ended(jobs, number)
        assert (job.state, job.error) == (JobState.FAILED, "RuntimeError: the disk is full")
    other = jobs.start("fail", {}, "k")
    assert not jobs.retry(number)  # its key has another job
    jobs.cancel(other)
    assert jobs.retry(number)
    assert jobs.status(number).state is JobState.WAITING


def test_what_waits_is_cancelled_at_once(jobs: Jobs, counting: Counting) -> None:
    number = jobs.start("count", {"to": 1})
    jobs.cancel(number)
    assert jobs.status(number).state is JobState.CANCELLED
    with Worker(jobs):
        ended(jobs, jobs.start("count", {"to": 2}))
    assert counting.runs == [2]


def test_what_runs_is_cancelled_at_its_next_word(jobs: Jobs, counting: Counting) -> None:
    counting.gate.clear()
    number = jobs.start("count", {"to": 5})
    with Worker(jobs):
        until(lambda: jobs.status(number).state is JobState.RUNNING)
        jobs.cancel(number)
        assert ended(jobs, number).state is JobState.CANCELLED
    assert counting.cleaned == 1


def test_a_worker_that_is_stopped_puts_its_job_back(jobs: Jobs, counting: Counting) -> None:
    counting.gate.clear()
    number = jobs.start("count", {"to": 2})
    with Worker(jobs):
        counting.began.wait(60)
    assert jobs.status(number).state is JobState.WAITING
    counting.gate.set()
    with Worker(jobs):
        assert ended(jobs, number).state is JobState.DONE
    assert counting.runs == [2, 2]


@pytest.mark.parametrize(("kind", "state"), [("count", "done"), ("once", "failed")])
def test_the_job_of_a_killed_worker_is_begun_again_where_it_may(
    jobs: Jobs, database_url: str, kind: str, state: str, tmp_path: Path
) -> None:
    number = jobs.start(kind, {"to": 2})
    dying = subprocess.Popen([sys.executable, "-m", "tests.fakes.job_worker", database_url, kind])
    try:
        until(lambda: jobs.status(number).total == 60)
    finally:
        dying.kill()
        dying.wait()
    with Worker(jobs):
        job = ended(jobs, number)
    assert job.state == state, job
    assert job.attempts == (2 if state == "done" else 1)


def test_a_job_that_the_queue_forgot_is_found(jobs: Jobs, counting: Counting) -> None:
    """As after a back-up: our row is there, and what stands in procrastinate's tables is not."""
    with jobs.desk.begin() as work:
        number, _ = job_rows.add(work.connection, "count", {"to": 1}, "", work.now)
    with Worker(jobs):
        assert ended(jobs, number).state is JobState.DONE
    assert counting.runs == [1]


def test_two_workers_share_what_there_is(jobs: Jobs, counting: Counting) -> None:
    numbers = [jobs.start("count", {"to": number}) for number in range(1, 13)]
    other = Jobs(jobs.desk, jobs.kinds, engine_for(jobs.desk.database))
    with Worker(jobs), Worker(other):
        for number in numbers:
            assert ended(jobs, number).state is JobState.DONE
    assert sorted(counting.runs) == list(range(1, 13))


def test_the_command_line_lists_cancels_and_retries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = database_at(tmp_path / "motcham.db")
    monkeypatch.setenv("MOTCHAM_DATABASE_URL", address)
    desk = Desk.open(address)
    number = Jobs(desk, {"count": Kind(failing)}).start("count", {})
    desk.close()
    run = CliRunner().invoke
    assert "waiting" in run(main, ["jobs", "list"]).output
    assert "cancelled" in run(main, ["jobs", "cancel", str(number)]).output
    assert "waiting" in run(main, ["jobs", "retry", str(number)]).output
    refused = run(main, ["jobs", "retry", str(number)])
    assert refused.exit_code == 1
    assert "left as it is" in refused.output
    assert "there is no job 99" in run(main, ["jobs", "cancel", "99"]).output
    assert '"kind": "count"' in run(main, ["jobs", "list", "--json"]).output
