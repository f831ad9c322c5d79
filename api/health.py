"""For those who keep it running: is it alive, and can it answer?

``/healthz`` and ``/readyz`` are for supervisors: they answer even where every thread that answers
pages hangs in the database. ``/readyz`` is 503 as long as anything is wrong; ``/health/ready``
as long as questions cannot be answered at all.
"""

import asyncio

from fastapi import APIRouter, Response
from pydantic import BaseModel
from starlette.requests import Request

from api.house import InHouse
from api.metrics import keeper

router = APIRouter(tags=["health"])


class Live(BaseModel):
    status: str = "live"


class Ready(BaseModel):
    """``cases`` is told on the machine itself, and to who has the metrics' token: small counts
    are not for everybody.
    """

    ready: bool
    problems: list[str]
    generation: str
    documents: int
    chunks: int
    vectors: bool
    model: str
    cases: dict[str, int]


class CheckOut(BaseModel):
    name: str
    ok: bool
    reason: str


class Readyz(BaseModel):
    """Looked up now, in two seconds at most.

    ``reason`` is told on the machine itself, and to who has the metrics' token.
    """

    ready: bool
    checks: list[CheckOut]


@router.get("/healthz", include_in_schema=False)
async def healthz() -> Live:
    return Live()


@router.get("/readyz", include_in_schema=False)
async def readyz(request: Request, house: InHouse, response: Response) -> Readyz:
    checks = await asyncio.to_thread(house.ready.look)
    told = keeper(request, house)
    ready = all(check.ok for check in checks)
    if not ready:
        response.status_code = 503
    return Readyz(
        ready=ready,
        checks=[
            CheckOut(name=one.name, ok=one.ok, reason=one.reason if told else "") for one in checks
        ],
    )


@router.get("/health/live", summary="Whether the process answers at all")
async def live() -> Live:
    return Live()


@router.get(
    "/health/ready",
    summary="Whether questions can be answered; if not, what to run",
    responses={503: {"model": Ready}},
)
def ready(request: Request, house: InHouse, response: Response) -> Ready:
    state = house.service.readiness()
    if not state.ready:
        response.status_code = 503
    return Ready(
        ready=state.ready,
        problems=list(state.problems),
        generation=state.generation,
        documents=state.documents,
        chunks=state.chunks,
        vectors=state.vectors,
        model=state.model,
        cases=house.desk.counts() if keeper(request, house) else {},
    )
