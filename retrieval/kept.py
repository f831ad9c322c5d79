"""Answers that the desk keeps, read and never written, to explain them.

The desk is not imported: retrieval knows the shape of a kept answer (``retrieval.wire``), and of
the desk's tables only the three names below (docs/adr/0030).
"""

import sqlite3
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from retrieval.answer import Answer
from retrieval.numbered import Numbered
from retrieval.wire import revive

_LEAST = 6  # letters of an id that may stand for the whole
_ANSWERS = "SELECT id, kept, at FROM answers WHERE id LIKE :id || '%' ORDER BY id LIMIT 2"
_OF_A_CASE = (
    "SELECT a.id, a.kept, a.at FROM answers a JOIN cases c ON c.answer_id = a.id WHERE c.id = :id"
)


class NotKept(Exception):
    """No such answer, or no database to look in; the message names the cure."""


def kept_answer(address: str, name: str) -> tuple[Answer, str]:
    """The answer called ``name`` – its id or the beginning of it, or a case's number
    ("MC-000012") – and when it was kept.

    ``address`` is a SQLAlchemy URL of the desk's database.

    Raises:
        NotKept
    """
    plain = name.strip().casefold()
    case = None if plain.isalnum() else Numbered.CASE.number(name)
    if case is None and (len(plain) < _LEAST or not plain.isalnum()):
        raise NotKept(
            f"{name!r} is no answer's id: give {_LEAST} or more of its letters, or a case's number"
        )
    wanted: dict[str, object] = {"id": plain if case is None else case}
    engine = _engine(address)
    try:
        with engine.connect() as connection:
            rows = connection.execute(text(_ANSWERS if case is None else _OF_A_CASE), wanted).all()
    except (SQLAlchemyError, sqlite3.Error) as error:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())[:200]
        raise NotKept(f"the desk's database cannot be read: {reason}") from None
    finally:
        engine.dispose()
    if len(rows) > 1 and rows[0].id != plain:
        raise NotKept(f"several answers begin with {name!r}: give more of its letters")
    if not rows:
        raise NotKept(
            f"no answer {name!r} is kept; answers on the command line are not, "
            "see `python -m retrieval ask --explain`"
        )
    try:
        return revive(rows[0].kept), str(rows[0].at)[:19]
    except ValueError:  # pydantic's, whose message would print the answer
        raise NotKept(
            f"the answer {rows[0].id} cannot be read: it was damaged, or kept by a newer version"
        ) from None


def _engine(address: str) -> Engine:
    try:
        url = make_url(address.replace("postgres://", "postgresql://", 1))
        if url.get_backend_name() == "sqlite":
            return _sqlite(url)
        options = {"options": "-c default_transaction_read_only=on"}
        if "options" in url.query:
            options = {}
        return create_engine(url.set(drivername="postgresql+psycopg"), connect_args=options)
    except (ArgumentError, ModuleNotFoundError, ValueError) as error:
        raise NotKept(f"the desk's database cannot be opened: {error}") from None


def _sqlite(url: URL) -> Engine:
    file = Path(url.database or "")
    if not file.is_file():
        raise NotKept(f"nothing is kept yet: there is no database at {file}")
    uri = f"{file.absolute().as_uri()}?mode=ro"
    return create_engine("sqlite://", creator=lambda: sqlite3.connect(uri, uri=True))
