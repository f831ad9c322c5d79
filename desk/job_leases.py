"""Jobs on SQLite: the table itself is the list, and a worker holds a job on lease."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection

from desk import job_rows
from desk.database import Database
from desk.job_rows import Held

log = logging.getLogger(__name__)


class Leases:
    """``lost_after`` seconds without a sign a worker counts as dead; ``look`` seconds lie between
    two looks for work.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        lost_after: float = 30.0,
        look: float = 1.0,
    ) -> None:
        self._database = database
        self._clock = clock
        self.lost_after = lost_after
        self._look = look

    def put(self, connection: Connection, job_id: int) -> None:
        """The row is all there is to it."""

    def work(self, run: Callable[[int], None], stop: threading.Event, *, wait: bool) -> None:
        while not stop.is_set():
            try:
                with self._database.reading() as connection:
                    job_id = job_rows.due(connection, self._clock())
                if job_id is not None:
                    with suppress(Held):  # another was first
                        run(job_id)
                    continue
                if not wait:
                    return
            except Exception:
                log.exception("no work could be looked for; tried again soon")
            stop.wait(self._look)
