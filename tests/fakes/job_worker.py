"""A worker to be killed: it begins the job of the kind it is told, and never ends it.

``python -m tests.fakes.job_worker DATABASE KIND``
"""

import sys
import time
from typing import Any

from desk.desk import Desk
from desk.job_worker import Worker
from desk.jobs import Jobs, Kind, Tell
from tests.test_jobs import engine_for


def endless(_args: dict[str, Any], tell: Tell) -> None:
    while True:
        tell(1, 60, "")
        time.sleep(0.05)


if __name__ == "__main__":
    desk = Desk.open(sys.argv[1])
    Worker(Jobs(desk, {sys.argv[2]: Kind(endless)}, engine_for(desk.database))).work()
