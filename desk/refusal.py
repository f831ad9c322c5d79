"""What a database's refusal means, and what cures it."""

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_OTHER_WRITER = "another program has held it for too long: end that program, or try again"
_SQLITE = {
    sqlite3.SQLITE_BUSY: _OTHER_WRITER,
    sqlite3.SQLITE_LOCKED: _OTHER_WRITER,
    sqlite3.SQLITE_FULL: "the disk is full: free some space, then try again",
    sqlite3.SQLITE_IOERR: "the disk refused to read or write: check its space and its health",
    sqlite3.SQLITE_READONLY: "it may not be written: check who owns the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened: check the folder and who owns it",
    sqlite3.SQLITE_NOTADB: "the file is no SQLite database: move it away, or name another",
    sqlite3.SQLITE_CORRUPT: "the file is damaged: restore it from the last backup",
}
_POSTGRESQL = {  # SQLSTATE, or its class
    "53100": "the server's disk is full: free some space, then try again",
    "53": "the server has no resources left: see its log, then try again",
    "42501": "the user may not do this: grant it the rights to create and change tables",
    "25006": "the server only reads (a standby?): name the primary in MOTCHAM_DATABASE_URL",
    "55P03": _OTHER_WRITER,
    "57": "the server is stopping or starting: try again in a moment",
    "58": "the server's disk refused to read or write: see the server's log",
}
_UNREACHABLE = "no connection ({}): start the server, or correct MOTCHAM_DATABASE_URL"


def went_away(error: DBAPIError | PoolTimeout | sqlite3.Error) -> bool:
    """Whether a server left without saying what became of the last statement."""
    if not isinstance(error, DBAPIError) or isinstance(error.orig, sqlite3.Error):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return state is None or state.startswith(("08", "57P"))


def cure(error: DBAPIError | PoolTimeout | sqlite3.Error) -> str | None:
    """One clause: what happened and what to do; None where our own code is at fault."""
    if isinstance(error, PoolTimeout):
        return "too many want it at the same time: try again in a moment"
    refusal = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(refusal, sqlite3.Error):
        code = getattr(refusal, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        return _SQLITE.get(code & 0xFF)  # the primary code is the lowest byte
    state = getattr(refusal, "sqlstate", None)
    if state is None or state.startswith("08"):
        reason = " ".join(str(refusal).split())  # libpq's, which never holds the password
        return _UNREACHABLE.format(reason) if isinstance(error, OperationalError) else None
    return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
