"""``python -m desk worker``, but a dead one is missed after four seconds instead of twenty."""

import signal

import click

from corpus.settings import Settings
from desk.desk import Desk
from desk.job_kinds import kinds_of
from desk.job_queue import Queue
from desk.job_worker import Worker
from desk.jobs import Jobs

if __name__ == "__main__":
    settings = Settings.load()
    desk = Desk.open(settings.database)
    queue = Queue(desk.database, beat=1, lost_after=4)
    working = Worker(Jobs(desk, kinds_of(settings, desk), queue))
    signal.signal(signal.SIGTERM, lambda *_: working.stop())
    click.echo("Waiting for work.", err=True)
    working.work()
    desk.close()
