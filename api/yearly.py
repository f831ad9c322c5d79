"""The yearly index on the team's pages, as the command `yearly-index` last wrote it."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from api.door import Needs
from api.house import InHouse
from api.scripts import desk_page
from desk import yearly_told
from desk.rights import Action
from desk.spreadsheet import MEDIA_TYPE
from desk.yearly import method

READS = [Depends(Needs(Action.READ_ALL_CASES))]
router = APIRouter(prefix="/desk/yearly", include_in_schema=False)


@router.get("", dependencies=READS)
def index(
    request: Request,
    house: InHouse,
    year: Annotated[int, Query(ge=0, le=9999)] = 0,
    province: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """All provinces, or one with its communes; the newest year unless told."""
    folder = house.settings.yearly
    years = yearly_told.years(folder)
    if year and year not in years:
        raise HTTPException(404, "There is no index of this year.")
    chosen = year or (years[0] if years else 0)
    points = (yearly_told.read(folder, chosen) or []) if chosen else []
    return desk_page(
        request,
        "yearly.html",
        years=years,
        year=chosen,
        province=province,
        listed=[
            one for one in points if (one.place[0] == province if province else not one.place[1])
        ],
        groups=[group["name"] for group in method()["groups"].values()],
        paragraphs=yearly_told.paragraphs(chosen) if chosen else [],
        weights=yearly_told.weights(),
    )


@router.get("/{year:int}.xlsx", dependencies=READS)
def to_reckon(house: InHouse, year: int) -> Response:
    """All units with all parts, and the method."""
    folder = house.settings.yearly
    if year not in yearly_told.years(folder):
        raise HTTPException(404, "There is no index of this year.")
    name = f"index-{year}.xlsx"
    return FileResponse(folder / name, media_type=MEDIA_TYPE, filename=f"chi-so-nam-{year}.xlsx")
