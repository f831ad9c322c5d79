"""What the program counts, for a Prometheus on this machine or one that has the token."""

import asyncio
import secrets

from fastapi import APIRouter, HTTPException
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response

from api.access import on_this_machine
from api.house import House, InHouse

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def metrics(request: Request, house: InHouse) -> Response:
    """In a thread that pages do not wait for, so that it answers while they hang."""
    if not keeper(request, house):
        raise HTTPException(403, "Metrics are for this machine, or for who has the token.")
    return Response(await asyncio.to_thread(house.metrics.exposed), media_type=CONTENT_TYPE_LATEST)


def keeper(request: Request, house: House) -> bool:
    """Whether who asks keeps the program running: on this machine, or with the token."""
    token = house.settings.metrics_token.get_secret_value()
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if token and scheme.casefold() == "bearer":
        return secrets.compare_digest(given.strip().encode(), token.encode())
    return on_this_machine(request, house)
