"""Jobs on PostgreSQL: procrastinate hands them to workers, and finds those whose worker died.

Its tables stand in a schema beside ours, so that its names and ours do not meet. A job of ours is
one of its, put there in the same transaction; what it does is to run ours by its number.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import procrastinate
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.schema import SchemaManager
from sqlalchemy import JSON, Connection, Text, cast, column, func, select, table, text

from desk.database import Database
from desk.schema import jobs

log = logging.getLogger(__name__)
SUFFIX = "_procrastinate"  # of the schema beside ours
TASK = "desk"
_AGAIN = 3  # seconds after which a job is looked at again that could not be had
_PAUSE = 2.0  # seconds before a worker that lost its database begins anew


class Queue:
    """``beat`` seconds lie between two signs of life; after ``lost_after`` without one a worker
    counts as dead.
    """

    def __init__(self, database: Database, beat: float = 5.0, lost_after: float = 20.0) -> None:
        self._database = database
        self._beat = beat
        self.lost_after = lost_after
        with database.reading() as connection:
            self._schema = schema_of(connection)

    def put(self, connection: Connection, job_id: int) -> None:
        app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
        job = Job(
            queue="desk", task_name=TASK, lock=None, queueing_lock=None, task_kwargs={"job": job_id}
        )
        before = connection.execute(text("SELECT current_setting('search_path')")).scalar()
        _look_in(connection, self._schema)
        app.job_manager.defer_job(job, connection=connection.connection.driver_connection)
        _look_in(connection, str(before))

    def work(self, run: Callable[[int], None], stop: threading.Event, *, wait: bool) -> None:
        """Through lost connections too."""
        while not stop.is_set():
            try:
                asyncio.run(self._work(run, stop, wait))
                if not wait:
                    return
            except Exception:
                log.exception("the worker lost its list of jobs; it begins anew")
            stop.wait(_PAUSE)

    async def _work(self, run: Callable[[int], None], stop: threading.Event, wait: bool) -> None:
        app = procrastinate.App(connector=self._connector())

        # What goes wrong in ours is written in our row; what reaches procrastinate is that the
        # database was away, or that the job is held still.
        @app.task(name=TASK, queue="desk", retry=procrastinate.RetryStrategy(wait=_AGAIN))
        def task(job: int) -> None:
            run(job)

        async with app.open_async():
            working = asyncio.create_task(
                app.run_worker_async(
                    queues=["desk"],
                    wait=wait,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    fetch_job_polling_interval=self._beat,
                    update_heartbeat_interval=self._beat,
                    stalled_worker_timeout=self.lost_after,
                )
            )
            looked = 0.0
            while not (stop.is_set() or working.done()):
                await asyncio.sleep(0.1)
                looked += 0.1
                if looked >= self._beat:
                    looked = 0.0
                    await self._revive(app)
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working

    async def _revive(self, app: procrastinate.App) -> None:
        """Put the jobs of dead workers back; another may have done it meanwhile."""
        found = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self.lost_after)
        for job in found:
            with suppress(ConnectorException):
                await app.job_manager.retry_job(job)
        await asyncio.to_thread(self._put_forgotten)

    def _put_forgotten(self) -> None:
        """Jobs of ours that procrastinate does not know, as after a back-up was restored."""
        known = table(
            "procrastinate_jobs", column("status"), column("args", JSON), schema=self._schema
        )
        theirs = select(known.c.args["job"].as_integer()).where(
            cast(known.c.status, Text).in_(("todo", "doing"))
        )
        lapsed = (jobs.c.state == "running") & (jobs.c.lease < func.now())
        forgotten = select(jobs.c.id).where(
            (jobs.c.state == "waiting") | lapsed, jobs.c.id.not_in(theirs)
        )
        with self._database.writing() as connection:
            for number in connection.execute(forgotten).scalars().all():
                self.put(connection, number)

    def _connector(self) -> procrastinate.PsycopgConnector:
        engine = self._database.engine
        _, facts = engine.dialect.create_connect_args(engine.url)
        options = f"{facts.get('options', '')} -c search_path={self._schema}"
        arguments: dict[str, Any] = {**facts, "options": options}
        return procrastinate.PsycopgConnector(kwargs=arguments, min_size=1, max_size=4)


def schema_of(connection: Connection) -> str:
    """Where procrastinate's tables stand that belong to ours."""
    ours = connection.execute(text("SELECT current_schema()")).scalar()
    return f"{ours}{SUFFIX}"


def create(connection: Connection) -> None:
    before = connection.execute(text("SELECT current_setting('search_path')")).scalar()
    schema = schema_of(connection)
    connection.execute(text(f'CREATE SCHEMA "{schema}"'))
    _look_in(connection, schema)
    # Many statements at once, and none of its % a parameter: the driver takes them raw.
    connection.connection.driver_connection.execute(SchemaManager.get_schema())  # type: ignore[union-attr]
    _look_in(connection, str(before))


def drop(connection: Connection) -> None:
    connection.execute(text(f'DROP SCHEMA "{schema_of(connection)}" CASCADE'))


def _look_in(connection: Connection, path: str) -> None:
    """For the rest of this transaction."""
    connection.execute(text("SELECT set_config('search_path', :path, true)"), {"path": path})
