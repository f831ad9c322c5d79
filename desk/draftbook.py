"""Drafts of replies in the database: what has been written so far, so that nothing is lost.

Of a case one draft is the newest. A version that somebody else has overtaken is refused, and both
stay: of one writer only the newest is kept, of several each one's last.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from desk.database import add_if_new
from desk.drafts import BODY, Body
from desk.errors import Overtaken
from desk.schema import case_drafts


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """``author`` is an actor (``desk/naming.py``); ``version`` counts from 1, 0 is none yet."""

    version: int
    body: Body
    author: str
    at: datetime


def newest(connection: Connection, case_id: int) -> KeptDraft | None:
    found = connection.execute(
        select(case_drafts)
        .where(case_drafts.c.case_id == case_id)
        .order_by(case_drafts.c.version.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    return KeptDraft(found.version, BODY.validate_python(found.body), found.author, found.at)


def keep(
    connection: Connection, case_id: int, body: Body, version: int, author: str, at: datetime
) -> KeptDraft:
    """Keep what was written over ``version``; the same as is kept already changes nothing.

    Raises:
        Overtaken: somebody has kept another since.
    """
    body = body.kept()
    last = newest(connection, case_id)
    if last is not None and last.body == body:
        return last
    if last is not None and last.version != version:
        raise Overtaken(case_id)
    made = KeptDraft(version + 1, body, author, at)
    row = {"case_id": case_id, "version": made.version, "author": author, "at": at}
    row |= {"body": BODY.dump_python(body, mode="json")}
    if not add_if_new(connection, case_drafts, row):
        raise Overtaken(case_id)
    if last is not None and last.author == author:
        connection.execute(
            delete(case_drafts).where(
                case_drafts.c.case_id == case_id, case_drafts.c.version == last.version
            )
        )
    return made


def forget(connection: Connection, case_id: int) -> None:
    """The reply is sent; its words stand in the case."""
    connection.execute(delete(case_drafts).where(case_drafts.c.case_id == case_id))
