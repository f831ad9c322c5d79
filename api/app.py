"""The web application, put together."""

from fastapi import Depends, FastAPI, Response
from starlette.middleware.gzip import GZipMiddleware

from api import (
    account,
    asking,
    audit,
    blockages,
    board,
    cases,
    description,
    errors,
    faq_changes,
    faqs,
    forms,
    health,
    hooks,
    indicators,
    json_desk,
    json_v1,
    keys,
    library,
    live,
    messages,
    metrics,
    moves,
    oidc,
    on_behalf,
    papers,
    people,
    privacy,
    proposals,
    replying,
    satisfaction,
    scripts,
    second_reading,
    shelf,
    shelf_ask,
    shelf_draft,
    shelf_facts,
    shelf_item,
    shelf_second,
    sign_in,
    team,
    telegram_entry,
    yearly,
)
from api.access import same_origin
from api.counted import Counted
from api.door import open_to_all, own_form
from api.house import House
from api.pages import STYLE, STYLE_URL
from api.provider import Provider
from api.scripts import FOREVER
from api.security import BodyLimit, SecurityHeaders
from api.watch import Watch
from corpus.settings import Settings
from desk.desk import Desk
from desk.job_kinds import kinds_of
from desk.jobs import Jobs
from desk.library import Library
from desk.metrics import Metrics
from desk.ready import Ready
from retrieval.service import Service


def create_app(service: Service, desk: Desk, settings: Settings) -> FastAPI:
    """Pages and JSON over one service and one desk. Nothing is opened or read here."""
    app = FastAPI(
        title="Một Chạm",
        version="1",
        summary="Answers from handbooks and regulations, in the words of the source",
        openapi_url="/api/v1/openapi.json",
        # Their pages load scripts from elsewhere, which neither we nor a closed network allow.
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(same_origin)],
    )
    counted = Metrics(desk, service.readiness)
    service.watch = counted.answered
    ready = Ready(desk, service, settings.data)
    held = Library.of(desk, service, settings)
    jobs = Jobs(desk, kinds_of(settings, desk, held))
    app.state.house = House(service, desk, settings, Watch(desk), ready, counted, jobs, held)
    app.state.provider = Provider.of(settings)
    everybody = [Depends(open_to_all)]
    read = (papers, asking, forms, cases, satisfaction, library)
    for room in (*read, health, metrics, sign_in, oidc):
        app.include_router(room.router, dependencies=everybody)
    app.include_router(telegram_entry.router, dependencies=everybody)
    app.include_router(privacy.own, dependencies=everybody)
    for room in (json_v1, json_desk):  # of keys, their routes say which
        app.include_router(room.router)
    # Each route of theirs says whom it lets pass.
    replies = replying, second_reading, faqs, faq_changes
    for room in (
        *(board, on_behalf, team, *replies, moves, live, messages),
        *(account, people, keys, hooks, audit),
        *(blockages, proposals, yearly),
    ):
        app.include_router(room.router, dependencies=[Depends(own_form)])
    app.include_router(indicators.router)  # its public routes and the desk's say so themselves
    app.include_router(privacy.desk, dependencies=[Depends(own_form)])
    for room in (shelf, shelf_draft, shelf_facts, shelf_ask, shelf_second, shelf_item):
        app.include_router(room.router, dependencies=[Depends(own_form)])
    app.include_router(scripts.router)
    app.add_api_route(STYLE_URL, _style, include_in_schema=False, dependencies=everybody)
    app.add_middleware(BodyLimit)
    app.add_middleware(GZipMiddleware, minimum_size=500)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Counted, metrics=counted)
    errors.install(app)
    description.install(app)
    return app


def _style() -> Response:
    return Response(STYLE, media_type="text/css", headers=FOREVER)
