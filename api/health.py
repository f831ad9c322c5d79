"""For those who keep it running: is it alive, and can it answer?"""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.house import InHouse

router = APIRouter(prefix="/health", tags=["health"])


class Live(BaseModel):
    status: str = "live"


class Ready(BaseModel):
    ready: bool
    problems: list[str]
    generation: str
    documents: int
    chunks: int
    vectors: bool
    model: str
    cases: dict[str, int]


@router.get("/live", summary="Whether the process answers at all")
def live() -> Live:
    return Live()


@router.get(
    "/ready",
    summary="Whether questions can be answered; if not, what to run",
    responses={503: {"model": Ready}},
)
def ready(house: InHouse, response: Response) -> Ready:
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
        cases=house.desk.counts(),
    )
