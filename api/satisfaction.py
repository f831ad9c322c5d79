"""Whether an asker is satisfied with how their case was dealt with: asked on its page, once."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from starlette.responses import RedirectResponse, Response

from api.asker import Asker
from api.house import House, InHouse
from desk.case import Case
from desk.contact import Contact
from desk.satisfaction import Verdict, behind, may_rate, rate, verdict_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Rating:
    """``asks``: the reader may say; ``given`` is what they said."""

    asks: bool
    given: Verdict | None = None


def rating_of(house: House, asker: Contact, case: Case) -> Rating:
    """For the case's page."""
    with house.desk.database.reading() as connection:
        mine = behind(connection, case, asker)
        if not may_rate(case, mine):
            return Rating(False)
        return Rating(True, verdict_of(connection, case.id, mine))


@router.post("/cases/{token}/satisfaction")
def say(house: InHouse, asker: Asker, token: str, verdict: Annotated[Verdict, Form()]) -> Response:
    """A second press changes nothing, or the verdict while it is not final."""
    case = house.desk.case_by_token(token)
    if case is None or not rating_of(house, asker, case).asks:
        raise HTTPException(404, "There is no such case, or another browser opened it.")
    with house.desk.begin() as work:
        rate(work, case, asker, verdict)
    return RedirectResponse(f"/cases/{case.token}", 303)
