"""Checks of what several programs share: long work, the store of the index, keys of programs."""

from datetime import timedelta

from sqlalchemy import func, select

from corpus.settings import Settings
from corpus.vietnam_time import VIETNAM
from desk import keys as keybook
from desk.doctor_desk import opened
from desk.figures import undone
from desk.finding import Findings, note, ok, wrong
from desk.schema import jobs as jobs_
from indexer.shared import identity, identity_in
from indexer.shared_store import StoreUnavailable, store_of

_UNTOUCHED = timedelta(minutes=5)  # a job that nobody took for so long waits for a worker
_RECENT = timedelta(days=7)
_SOON = timedelta(days=14)


def jobs(settings: Settings) -> Findings:
    """Long work that nobody does, and what failed."""
    with opened(settings) as desk:
        if desk is None:
            return
        now = desk.now()
        left = undone(now) & (jobs_.c.asked < now - _UNTOUCHED)
        busy = (jobs_.c.state == "running") & (jobs_.c.lease > now)
        failed = (jobs_.c.state == "failed") & (jobs_.c.ended > now - _RECENT)
        counted = select(*(func.count().filter(which) for which in (left, busy, failed)))
        with desk.database.reading() as connection:
            waiting, running, lost = tuple(connection.execute(counted).one())
    if waiting and not running:
        yield wrong("jobs", f"{waiting} wait, and no worker takes them", "python -m desk worker")
    elif lost:
        yield note("jobs", f"{lost} failed within a week", "python -m desk jobs list")
    else:
        yield ok("jobs", f"{running} are worked on, {waiting} wait")


def keys(settings: Settings) -> Findings:
    """Programs whose key has ended, or soon does, are refused with 401 and tell nobody here."""
    with opened(settings) as desk:
        if desk is None:
            return
        now = desk.now()
        with desk.database.reading() as connection:
            found = [key for key, _ in keybook.everyone(connection) if not key.revoked]
    ends = [(key, key.expires) for key in found if key.expires and not key.opens(now + _SOON)]
    for key, day in ends:
        verb = "ends" if key.opens(now) else "ended"
        says = f"key {key.id} ({key.name}) {verb} on {day.astimezone(VIETNAM):%d/%m/%Y}"
        yield note("keys", says, "python -m desk keys create, then python -m desk keys revoke")
    if not ends:
        yield ok("keys", f"{len(found)} are in use" if found else "there are none")


def store(settings: Settings) -> Findings:
    """Whether the store of the index can be read, and holds what serves here."""
    place = settings.index_store
    try:
        found = store_of(place, settings.s3_endpoint)
        name = found.current() if found else ""
    except StoreUnavailable as error:
        cure = (
            "check MOTCHAM_INDEX_STORE, MOTCHAM_S3_ENDPOINT, the AWS_… keys, and the store itself"
        )
        yield wrong("store", str(error), cure)
        return
    if found is None:
        yield ok("store", "none is set: this machine alone")
    elif not name:
        cure = "python -m indexer sync, on the machine that indexes"
        yield note("store", f"{place} holds no index yet", cure)
    elif identity_in(name) != identity(settings.index):
        cure = "python -m indexer fetch, or publish on the machine that indexes"
        yield note("store", f"{place} holds {name}, and another one serves here", cure)
    else:
        yield ok("store", f"{place} holds what serves here ({name})")
