"""Checks of the state: the database itself, people, cases, messages, the log, reviewed answers."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from corpus.log import described
from corpus.settings import Settings
from desk import audit, sealed
from desk import people as invited
from desk.database import bare, file_of
from desk.desk import Desk
from desk.faq import FaqState
from desk.figures import Figures, figures
from desk.finding import Finding, Findings, note, ok, wrong
from desk.migrate import newest
from desk.queues import BadQueues, queues_of
from desk.refusal import cure
from desk.sealed import Seal
from retrieval.reviewed import read

_LARGE_WAL = 256 << 20  # bytes: something reads and never ends, or nothing writes it back
_STUCK = 3600.0  # seconds
NO_TABLES = "make run"
UPGRADE = "python -m desk list"


def database(settings: Settings) -> Findings:
    """Looked at without bringing its tables up to date."""
    place = file_of(settings.database)
    if place is not None and not place.exists():
        yield note("database", f"there is none at {place} yet", NO_TABLES)
        return
    if place is not None:
        yield from _sqlite(str(place))
    try:
        with _looking(settings) as connection:
            if connection.dialect.name == "postgresql":
                yield from _postgresql(connection)
            yield from _tables(connection)
    except DBAPIError as error:
        why = cure(error) or described(error)
        yield wrong("database", f"it cannot be used: {why}", _cure_of(why))


def _sqlite(place: str) -> Iterator[Finding]:
    try:
        with closing(sqlite3.connect(f"file:{place}?mode=rw", timeout=5, uri=True)) as raw:
            found = raw.execute("PRAGMA quick_check(3)").fetchall()
            if found != [("ok",)]:
                yield wrong(
                    "database",
                    f"{place} is damaged: {found[0][0]}",
                    "stop the programs and run python -m desk restore BACKUP --force",
                )
            mode = raw.execute("PRAGMA journal_mode").fetchone()[0]
            if mode != "wal":
                says = f"readers and writers wait for each other (journal mode {mode})"
                yield note("database", says, UPGRADE)
    except sqlite3.Error as error:
        why = cure(error) or described(error)
        yield wrong("database", f"{place} cannot be used: {why}", _cure_of(why))
        return
    wal = Path(f"{place}-wal")
    if wal.exists() and wal.stat().st_size > _LARGE_WAL:
        says = f"{wal} has grown to {wal.stat().st_size >> 20} MB"
        yield note("database", says, f"sqlite3 {place} 'PRAGMA wal_checkpoint(TRUNCATE)'")


def _cure_of(why: str) -> str:
    """The last clause of ``refusal.cure``, which says what to do."""
    if "damaged" in why or "no SQLite database" in why:
        return "stop the programs and run python -m desk restore BACKUP --force"
    return why.partition(": ")[2] or "see the log of the database"


def _postgresql(connection: Connection) -> Iterator[Finding]:
    standby, server, size, skew = connection.execute(
        text(
            "SELECT pg_is_in_recovery(), current_setting('server_version'),"
            " pg_database_size(current_database()), extract(epoch from clock_timestamp())"
        )
    ).one()
    if standby:
        says = "the server is a standby: it only reads"
        yield wrong("database", says, "name the primary in MOTCHAM_DATABASE_URL")
    yield ok("database", f"PostgreSQL {server}, {size >> 20} MB")
    yield from _skewed(float(skew))


def _skewed(server: float) -> Iterator[Finding]:
    off = time.time() - server
    if abs(off) > 60:
        says = f"this machine's differs by {abs(off):.0f} s from the database server's"
        yield wrong("clock", says, "timedatectl set-ntp true")


def _tables(connection: Connection) -> Iterator[Finding]:
    names = inspect(connection).get_table_names()
    if "alembic_version" not in names:
        says = "it holds tables of another program" if names else "it holds no tables yet"
        if names:
            yield wrong("database", says, "name an empty database in MOTCHAM_DATABASE_URL")
        else:
            yield note("database", says, NO_TABLES)
        return
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found == newest():
        yield ok("database", f"it can be written to; tables of version {found}")
    elif str(found) < newest():
        says = f"its tables are of version {found}, this program's of {newest()}"
        yield wrong("database", says, UPGRADE)
    else:
        says = f"its tables are of the newer version {found}, this program's of {newest()}"
        yield wrong("database", says, "update the program, or restore the back-up made before")


def queues(settings: Settings) -> Findings:
    try:
        found = queues_of(settings.queues)
    except BadQueues as error:
        yield wrong("queues", str(error), "put it right in the file that MOTCHAM_QUEUES names")
        return
    yield ok("queues", f"{len(found.queues)} queues")


def people(settings: Settings) -> Findings:
    password = bool(settings.desk_password.get_secret_value())
    with opened(settings) as desk:
        if desk is None:
            return
        with desk.database.reading() as connection:
            anyone = invited.anyone(connection)
    if anyone and password:
        cure_ = "take MOTCHAM_DESK_PASSWORD out"
        yield note("people", "people are invited: the shared password opens nothing", cure_)
    elif not anyone and (password or settings.public_url):
        says = "nobody is invited: whoever knows the password is the team"
        if not password:
            says = "nobody is invited, and no password is set: the desk opens on this machine only"
        yield note("people", says, "python -m desk invite LOGIN --lead --name NAME")
    else:
        yield ok("people", "people are invited" if anyone else "the desk is for this machine")


def secrets(settings: Settings) -> Findings:
    """Those that hooks sign with and that second factors check, not those of the settings."""
    with opened(settings) as desk:
        if desk is None:
            return
        with desk.database.reading() as connection:
            clear, closed = sealed.standing(connection)
            seals = sealed.seal_of(connection).seals
    if closed:
        says = f"{closed} secrets were sealed with a key that MOTCHAM_SECRETS_KEY does not hold"
        yield wrong("secrets", says, "put that key behind the present one, with a comma between")
    if clear:
        says = f"{clear} secrets of webhooks and second factors stand in clear"
        key = "" if seals else "python -m desk secrets new-key, put it into MOTCHAM_SECRETS_KEY, "
        yield note("secrets", says, f"{key}python -m desk secrets reseal")
    if not clear and not closed:
        yield ok("secrets", "none stands in clear" if seals else "there are none")


def cases(settings: Settings) -> Findings:
    found = _figures(settings)
    if found is None:
        return
    if found.overdue:
        says = f"{found.overdue} are overdue, the oldest by {found.oldest_overdue / 3600:.0f} h"
        yield note("cases", says, "python -m desk list")
    else:
        yield ok("cases", f"{found.cases['open']} are open, none is overdue")


def messages(settings: Settings) -> Findings:
    found = _figures(settings)
    if found is None:
        return
    well = True
    if found.oldest_waiting > _STUCK:
        well = False
        says = f"{found.waiting} wait, the oldest for {found.oldest_waiting / 3600:.0f} h"
        yield wrong("messages", says, "start the bot: python -m bot")
    if found.given_up:
        well = False
        says = f"{found.given_up} will never arrive: the person blocked the bot, or left"
        yield note("messages", says, "python -m desk messages list")
    if found.failed:
        well = False
        says = f"{found.failed} updates could not be handled"
        yield note("messages", says, "see the log for `could not be handled`")
    if well:
        yield ok("messages", f"{found.waiting} wait to be sent")


def audit_log(settings: Settings) -> Findings:
    with opened(settings) as desk:
        if desk is None:
            return
        with desk.database.reading() as connection:
            verdict = audit.verify(connection)
    if verdict.broken is None:
        yield ok("audit log", f"{verdict.rows} rows, none altered")
        return
    says = f"row {verdict.broken}: {verdict.reason}"
    yield wrong(
        "audit log", says, "keep a copy of the database as it is; python -m desk audit verify"
    )


def faqs(settings: Settings) -> Findings:
    """Whether askers are given just what is published."""
    with opened(settings) as desk:
        if desk is None:
            return
        published = {(one.id, one.served.version) for one in desk.faqs(FaqState.PUBLISHED)}
    served = {(one.id, one.version) for one in read(settings.index)}
    if published == served:
        yield ok("reviewed answers", f"{len(served)} are given to askers, as published")
        return
    says = f"{len(served)} are given to askers, {len(published)} are published"
    yield wrong("reviewed answers", says, "python -m desk faq check")


def _figures(settings: Settings) -> Figures | None:
    with opened(settings) as desk:
        if desk is None:
            return None
        with desk.database.reading() as connection:
            return figures(connection, desk.now())


@contextmanager
def opened(settings: Settings) -> Iterator[Desk | None]:
    """The desk; None where its tables are not this program's, which the first check tells."""
    place = file_of(settings.database)
    if place is not None and not place.exists():
        yield None
        return
    with _looking(settings) as connection:
        known = "alembic_version" in inspect(connection).get_table_names()
        version = text("SELECT version_num FROM alembic_version")
        current = known and connection.execute(version).scalar() == newest()
    if not current:
        yield None
        return
    desk = Desk.open(settings.database, create=False, seal=Seal.of(settings.secrets_key))
    try:
        yield desk
    finally:
        desk.close()


@contextmanager
def _looking(settings: Settings) -> Iterator[Connection]:
    engine = bare(settings.database)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
