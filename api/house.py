"""What every page stands on, handed to ``create_app`` once and reached through the request."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from api.watch import Watch
from corpus.settings import Settings
from desk.desk import Desk
from desk.jobs import Jobs
from retrieval.service import Service


@dataclass(frozen=True, slots=True)
class House:
    service: Service
    desk: Desk
    settings: Settings
    watch: Watch
    jobs: Jobs


def house_of(request: Request) -> House:
    house: House = request.app.state.house
    return house


InHouse = Annotated[House, Depends(house_of)]
