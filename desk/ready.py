"""Whether a running program can do all it is there for, looked up now, in under two seconds."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, text, update

from corpus.log import described
from desk.desk import Desk
from desk.errors import DatabaseUnavailable
from desk.migrate import newest
from desk.patience import Probe, TooSlow
from desk.schema import outbox
from retrieval.manifest import CURE, IndexUnavailable, current, read_manifest, resized
from retrieval.service import Service

PATIENCE = 1.5  # seconds
LEAST_SPACE = 100 << 20  # bytes; below, an index or a transaction may not find room
SILENCE = timedelta(minutes=5)  # of the clockwork, which turns every minute


@dataclass(frozen=True, slots=True)
class Check:
    """``reason`` says what is wrong and what to do; empty where all is well."""

    name: str
    reason: str = ""

    @property
    def ok(self) -> bool:
        return not self.reason


class Ready:
    """Safe to share between threads."""

    def __init__(self, desk: Desk, service: Service, data: Path) -> None:
        self._desk, self._service, self._data = desk, service, data
        checks: dict[str, Callable[[], str]] = {
            "index": self._index,
            "model": self._model,
            "database": self._database,
            "migrations": self._migrations,
            "disk": self._disk,
            "clockwork": self._clockwork,
        }
        self._probes = {name: Probe(check) for name, check in checks.items()}

    def look(self) -> list[Check]:
        """Every check, all at once; none of them raises or waits longer than ``PATIENCE``."""
        deadline = time.monotonic() + PATIENCE
        for probe in self._probes.values():
            probe.begin()
        return [Check(name, _said(probe, deadline)) for name, probe in self._probes.items()]

    def _index(self) -> str:
        state = self._service.readiness()
        if not state.ready:
            return state.problems[0]
        if self._service.trouble:
            return self._service.trouble
        index = self._service.index
        try:
            wrong = resized(current(index), read_manifest(current(index)))
        except IndexUnavailable as error:
            return str(error)
        if wrong:
            return f"the index is damaged ({', '.join(wrong[:3])}): {CURE}"
        return ""

    def _model(self) -> str:
        state = self._service.readiness()
        if not state.ready or state.vectors or not self._service.wants_vectors:
            return ""
        found = (one for one in state.problems if one)
        return next(found, "the model is not loaded: run `python -m retrieval prepare`")

    def _database(self) -> str:
        """One write that changes nothing: what only reads refuses it."""
        with self._desk.database.writing() as connection:
            nothing = update(outbox).where(outbox.c.id == -1).values(attempts=0)
            connection.execute(nothing)
        return ""

    def _migrations(self) -> str:
        with self._desk.database.reading() as connection:
            found = connection.execute(select(text("version_num FROM alembic_version"))).scalar()
        if found == newest():
            return ""
        return f"the tables are of version {found}, this program of {newest()}: start it anew"

    def _disk(self) -> str:
        place = next(
            one for one in (self._data.absolute(), *self._data.absolute().parents) if one.exists()
        )
        free = shutil.disk_usage(place).free
        if free >= LEAST_SPACE:
            return ""
        return f"{free >> 20} MB are free where the data is kept: make room"

    def _clockwork(self) -> str:
        """A program without a clockwork has none that could stand still."""
        turned = self._desk.turned
        if turned is None or self._desk.now() - turned < SILENCE:
            return ""
        return (
            f"the desk's clock has not turned since {turned:%H:%M} UTC: see the log, "
            "start the program anew"
        )


def _said(probe: Probe[str], deadline: float) -> str:
    try:
        return probe.result(deadline)
    except TooSlow as error:
        return f"no answer for {error.since:.1f} s"
    except (DatabaseUnavailable, IndexUnavailable) as error:
        return str(error)
    except Exception as error:  # a check of ours that fails is no sign of health
        return described(error)
