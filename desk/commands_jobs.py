"""Long work on the command line: the worker that does it, and what became of it."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from types import FrameType

import click

from corpus import log
from corpus.settings import Settings
from desk.at_console import given_by, needs, open_desk, printable
from desk.following import Following, StoreUnavailable
from desk.job_kinds import kinds_of
from desk.job_worker import Worker
from desk.jobs import Job, Jobs, UnknownJob
from desk.library_files import LibraryFiles
from desk.library_sweep import Sweeping
from desk.rights import Action


@click.command("worker")
@click.option("--until-idle", is_flag=True, help="End when nothing waits any more.")
@needs(Action.RUN)
def worker(until_idle: bool) -> None:
    """Do what pages and commands start as long work, until stopped (Ctrl-C or SIGTERM).

    What runs then goes back to wait. Any number of workers may run, on any machine.
    """
    with open_desk() as desk:
        settings = Settings.load()
        log.configure("worker", settings.log, settings.log_level, settings.secrets)
        try:
            following = Following.of(settings)
        except StoreUnavailable as error:
            raise click.ClickException(str(error)) from error
        working = Worker(Jobs(desk, kinds_of(settings, desk)))

        def stop(_number: int, _frame: FrameType | None) -> None:
            working.stop()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        click.echo("Waiting for work. Ctrl-C stops.", err=True)
        with following, Sweeping(desk, LibraryFiles.of(settings)):
            working.work(wait=not until_idle)


@click.group("jobs")
def jobs() -> None:
    """Long work: what waits, runs and has ended."""


@jobs.command("list")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@needs(Action.RUN)
def list_(limit: int, as_json: bool) -> None:
    """The jobs, newest first."""
    with open_desk() as desk:
        found = Jobs(desk, {}).list(limit)
    if as_json:
        click.echo(json.dumps([asdict(job) for job in found], default=str, indent=1))
        return
    for job in found:
        click.echo(printable(_line(job)))
    if not found:
        click.echo("No jobs.")


def _line(job: Job) -> str:
    far = f" {job.done}/{job.total}" if job.total else f" {job.done}" if job.done else ""
    told = job.error or job.note
    stopping = ", to be cancelled" if job.cancelling else ""
    return f"{job.id}  {job.kind}  {job.state}{stopping}{far}" + (f"  {told}" if told else "")


@jobs.command()
@click.argument("number", type=int)
@needs(Action.RUN)
def cancel(number: int) -> None:
    """Let job NUMBER not begin, or stop at its next step."""
    with open_desk() as desk:
        all_jobs = Jobs(desk, {})
        with _known(), desk.begin(given_by()) as work:
            all_jobs.cancel(number, work)
            work.audit("job_cancelled", f"job:{number}")
        click.echo(_line(all_jobs.status(number)))


@jobs.command()
@click.argument("number", type=int)
@needs(Action.RUN)
def retry(number: int) -> None:
    """Do job NUMBER, which failed or was cancelled, once more."""
    with open_desk() as desk:
        all_jobs = Jobs(desk, {})
        with _known(), desk.begin(given_by()) as work:
            again = all_jobs.retry(number, work)
            if again:
                work.audit("job_retried", f"job:{number}")
        if not again:
            raise click.ClickException(
                f"job {number} was left as it is: it lives, is done, or its work goes on already"
            )
        click.echo(_line(all_jobs.status(number)))


@contextmanager
def _known() -> Iterator[None]:
    try:
        yield
    except UnknownJob as error:
        raise click.ClickException(f"there is no job {error}") from None
