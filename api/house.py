"""What every page stands on, handed to ``create_app`` once and reached through the request."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from api.watch import Watch
from corpus.settings import Settings
from desk.desk import Desk
from desk.jobs import Jobs
from desk.library import Library
from desk.library_jobs import Jobs as Threads
from desk.metrics import Metrics
from desk.ready import Ready
from retrieval.service import Service


@dataclass(frozen=True, slots=True)
class House:
    service: Service
    desk: Desk
    settings: Settings
    watch: Watch
    ready: Ready
    metrics: Metrics
    jobs: Jobs
    library: Library
    library_jobs: Threads


def house_of(request: Request) -> House:
    house: House = request.app.state.house
    return house


async def _house(request: Request) -> House:
    # What waits for nothing is async throughout these modules: a plain function would be given
    # a thread, and under load each change of thread costs more than the function.
    return house_of(request)


InHouse = Annotated[House, Depends(_house)]
