"""The library's long work as jobs: reading a draft, looking at what it changes, publishing it."""

from collections.abc import Callable
from typing import Any

from desk.audit import Who
from desk.holding import LibraryRefused
from desk.library import Library
from desk.library_changes import look
from desk.library_jobs import Handle, Tell
from desk.library_publish import mend, publish

READ, CHANGES, PUBLISH = "library_read", "library_changes", "library_publish"


def kinds_of(library: Library) -> dict[str, Handle]:
    """By name. A refusal is a result ({"refused", "values"}): people are told it in words."""

    def read(args: dict[str, Any], tell: Tell) -> dict[str, Any]:
        mend(library)
        report = library.read_draft(args["draft"], tell)
        return {"documents": report.documents, "unread": len(report.unread)}

    def changes(args: dict[str, Any], tell: Tell) -> dict[str, Any]:
        look(library, args["draft"], tell)
        return {}

    def publishing(args: dict[str, Any], tell: Tell) -> dict[str, Any]:
        who = Who(args["who"], args["place"])
        done = publish(library, args["draft"], args["mark"], args["note"], who, tell)
        return {"publication": done.number}

    return {READ: _told(read), CHANGES: _told(changes), PUBLISH: _told(publishing)}


def _told(handle: Callable[[dict[str, Any], Tell], dict[str, Any]]) -> Handle:
    def run(args: dict[str, Any], tell: Tell) -> dict[str, Any]:
        try:
            return handle(args, tell)
        except LibraryRefused as refused:
            return {"refused": refused.said, "values": refused.values}

    return run


def key_of(draft: str) -> str:
    """One job at a time works on a draft."""
    return f"draft:{draft}"
