"""The library's long work as jobs: reading a draft, looking at what it changes, publishing it."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from desk.audit import Who
from desk.holding import Draft, LibraryRefused
from desk.job_rows import KeyTaken
from desk.jobs import Job, Jobs, Kind, Tell
from desk.library import Library
from desk.library_changes import look
from desk.library_publish import ended, mend, publish
from desk.work import Work

READ, CHANGES, PUBLISH = "library_read", "library_changes", "library_publish"


def kinds_of(library: Callable[[], Library]) -> dict[str, Kind]:
    """By name. A refusal is a result ({"refused", "values"}): people are told it in words."""

    def read(args: dict[str, Any], tell: Tell) -> dict[str, Any]:
        mend(library())
        report = library().read_draft(args["draft"], tell)
        return {"documents": report.documents, "unread": len(report.unread)}

    def changes(args: dict[str, Any], tell: Tell) -> dict[str, Any]:
        look(library(), args["draft"], tell)
        return {}

    def publishing(args: dict[str, Any], tell: Tell) -> dict[str, Any]:
        name, mark = args["draft"], args["mark"]
        done = ended(library(), name, mark)  # by a worker that was killed after it
        if done is None:
            who = Who(args["who"], args["place"])
            done = publish(library(), name, mark, args["note"], who, tell)
        return {"publication": done.number}

    return {READ: _told(read), CHANGES: _told(changes), PUBLISH: _told(publishing)}


def _told(handle: Callable[[dict[str, Any], Tell], dict[str, Any]]) -> Kind:
    def run(args: dict[str, Any], tell: Tell) -> dict[str, Any]:
        try:
            return handle(args, tell)
        except LibraryRefused as refused:
            return {"refused": refused.said, "values": refused.values}

    return Kind(run)


def work_on(
    jobs: Jobs, kind: str, draft: str, more: dict[str, str] | None = None, work: Work | None = None
) -> None:
    """Let a draft be worked on; while a job works on it, nothing. Publishing needs ``more``:
    "mark", "note", "who" and "place".
    """
    with suppress(KeyTaken):
        jobs.start(kind, {"draft": draft, **(more or {})}, _key(draft), work)


def last(jobs: Jobs, draft: str) -> Job | None:
    """The newest job on a draft of this name."""
    return jobs.newest(_key(draft))


def job_of(jobs: Jobs, draft: Draft) -> Job | None:
    """The newest job on this draft, and not on one that had its name before."""
    job = last(jobs, draft.name)
    return job if job and job.asked and job.asked >= draft.at else None


def _key(draft: str) -> str:
    """One job at a time works on a draft."""
    return f"draft:{draft}"
