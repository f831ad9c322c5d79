"""A back-up put back: checked to its last byte first, built beside, then put in place at once.

What was there before is kept beside under ``….before-<time>`` (in PostgreSQL in a schema of that
name), and what goes wrong on the way leaves the place as it was.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from corpus.settings import Settings
from desk import audit, dump
from desk.archive import LIST, Member, NoBackup, checked, digest_of, members, readable
from desk.backup import OLD_SETTINGS
from desk.database import bare, file_of
from desk.dump import NotRestorable, Part
from desk.migrate import upgrade
from desk.refusal import cure
from retrieval.manifest import CURRENT

Progress = Callable[[str], None]
_LONGEST_PART = 512 << 20  # bytes of a part of a table
_BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside its file


class NotRestored(Exception):
    """Nothing was changed, or only what the message says; it names the cure."""


@dataclass(slots=True)
class Restored:
    """``kept`` is where that lies which was there before."""

    made: str
    rows: dict[str, int] = field(default_factory=dict)
    generation: str = ""
    files: int = 0
    kept: list[str] = field(default_factory=list)


def restore(
    settings: Settings, file: Path, *, force: bool = False, progress: Progress = lambda _: None
) -> Restored:
    """Put the back-up ``file`` in place; over a used place only with ``force``.

    Raises:
        NoBackup: it is damaged; nothing was changed.
        NotRestored, NotRestorable, DatabaseUnavailable
    """
    about = checked(file)
    progress(f"the back-up of {about['made']} is whole: {len(about['files'])} members")
    used = in_use(settings)
    if used and not force:
        raise NotRestored(
            f"this place is used already ({', '.join(used)}): restore with --force, which keeps "
            "what is there beside, or set MOTCHAM_DATA and MOTCHAM_DATABASE_URL to a new place"
        )
    _nobody_works_on(file_of(settings.database))
    stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    stage = settings.data / f".restoring-{os.getpid()}"
    done = Restored(str(about["made"]), generation=str(about["generation"]))
    with _explained(settings):
        settings.data.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(stage, ignore_errors=True)
        try:
            _restored(settings, file, about, stage, stamp, done, progress)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    return done


def _restored(
    settings: Settings,
    file: Path,
    about: Mapping[str, Any],
    stage: Path,
    stamp: str,
    done: Restored,
    say: Progress,
) -> None:
    """The database first, whole or not at all; then the files, by renaming."""
    place = file_of(settings.database)
    stage.mkdir(mode=0o700)
    new = stage / "motcham.db"
    engine = bare(f"sqlite:///{new.absolute()}" if place else settings.database)
    try:
        with engine.begin() as connection:
            if place is None:
                done.kept += _set_aside_tables(connection, f"before_{stamp.replace('-', '_')}")
            dump.make(connection, str(about["version"]))
            with readable(file):
                found = _unpacked(file, about, stage, done)
                done.rows = dump.fill(connection, _told(found, say))
            _complete(connection, about, done)
            upgrade(connection)
    finally:
        engine.dispose()
    if place is not None:
        done.kept += _swap(new, place, stamp, _BESIDE)
    done.kept += _put_in_place(settings, stage, stamp)


def in_use(settings: Settings) -> list[str]:
    """What a restored back-up would replace."""
    found = []
    if (settings.index / CURRENT).exists():
        found.append(f"an index in {settings.index}")
    place = file_of(settings.database)
    if place is not None and not place.exists():
        return found
    engine = bare(settings.database)
    with _explained(settings):
        try:
            with engine.begin() as connection:
                tables = inspect(connection).get_table_names()
        except DBAPIError:
            if place is None:
                raise
            return [*found, f"{place}, which cannot be read"]  # what else would one restore for?
        finally:
            engine.dispose()
    if tables:
        found.append(f"tables in {place or 'the database'}")
    return found


def _unpacked(file: Path, about: Mapping[str, Any], stage: Path, done: Restored) -> Iterator[Part]:
    """The parts of the tables, as the archive is read; all other members go to the stage.

    Raises:
        NoBackup: it is no longer as it was when it was checked.
    """
    for member in members(file):
        wanted = about["files"].get(member.name)
        if member.name == LIST:
            continue
        if member.name.startswith("tables/"):
            if member.size > _LONGEST_PART:
                raise NoBackup(f"{member.name} is too long")
            raw = member.read.read()
            name = member.name.removesuffix(".jsonl").partition("-")[2]
            _same(member, hashlib.sha256(raw).hexdigest(), wanted)
            yield Part(name, raw.decode(), raw.count(b"\n"))
            continue
        _same(member, _laid_down(member, stage), wanted)
        done.files += 1


def _laid_down(member: Member, stage: Path) -> str:
    """Write a member below ``stage``; its digest. Its name was looked at (``archive.members``)."""
    to = stage / "files" / member.name
    to.parent.mkdir(parents=True, exist_ok=True)
    with to.open("xb") as stream:
        shutil.copyfileobj(member.read, stream, 1 << 20)
        stream.flush()
        os.fsync(stream.fileno())
    with to.open("rb") as written:
        return digest_of(written)


def _same(member: Member, digest: str, wanted: Mapping[str, Any] | None) -> None:
    if wanted is None or (wanted["size"], wanted["sha256"]) != (member.size, digest):
        raise NoBackup(f"{member.name} has changed since it was checked")


def _told(parts: Iterator[Part], say: Progress) -> Iterator[Part]:
    for part in parts:
        say(f"{part.table}: {part.rows} rows")
        yield part


def _complete(connection: Connection, about: Mapping[str, Any], done: Restored) -> None:
    """
    Raises:
        NotRestorable: rows are missing, or lead to none.
    """
    wanted = {name: count for name, count in about["rows"].items() if count}
    if done.rows != wanted:
        raise NotRestorable(f"it holds {done.rows}, and should hold {wanted}")
    dump.count_on(connection, about["counters"])
    broken = dump.broken_links(connection)
    if broken:
        raise NotRestorable(f"rows of {', '.join(broken)} belong to rows that are missing")


def _set_aside_tables(connection: Connection, schema: str) -> list[str]:
    """Move what stands in PostgreSQL's schema into one beside it, in the same transaction."""
    connection.execute(text("SET LOCAL lock_timeout = '10s'"))
    names = inspect(connection).get_table_names()
    if not names:
        return []
    here = connection.execute(text("SELECT current_schema()")).scalar_one()
    quoted = connection.dialect.identifier_preparer.quote
    beside = f"{here}_{schema}"
    connection.execute(text(f"CREATE SCHEMA {quoted(beside)}"))
    for name in names:
        connection.execute(text(f"ALTER TABLE {quoted(name)} SET SCHEMA {quoted(beside)}"))
    # What triggers call; what extensions brought stays.
    functions = text(
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE pronamespace = "
        "CAST(:here AS regnamespace) AND NOT EXISTS (SELECT 1 FROM pg_depend d "
        "WHERE d.objid = p.oid AND d.deptype = 'e')"
    )
    for (name,) in connection.execute(functions, {"here": quoted(here)}).all():
        connection.execute(text(f"ALTER FUNCTION {name} SET SCHEMA {quoted(beside)}"))
    from desk import job_queue  # only where PostgreSQL is

    jobs = job_queue.schema_of(connection)
    if jobs in inspect(connection).get_schema_names():  # they are waited for in its tables
        connection.execute(
            text(f"ALTER SCHEMA {quoted(jobs)} RENAME TO {quoted(beside + job_queue.SUFFIX)}")
        )
    return [f"schema {beside}"]


def _swap(new: Path, place: Path, stamp: str, beside: tuple[str, ...] = ()) -> list[str]:
    """Put ``new`` in the place of what is there, which is kept under another name."""
    kept = []
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = place.with_name(f"{place.name}.before-{stamp}")
    if place.exists():
        place.rename(aside)
        kept.append(str(aside))
    for end in beside:
        with suppress(FileNotFoundError):
            place.with_name(place.name + end).rename(aside.with_name(aside.name + end))
    new.rename(place)
    for end in beside:
        with suppress(FileNotFoundError):
            new.with_name(new.name + end).rename(place.with_name(place.name + end))
    return kept


def _put_in_place(settings: Settings, stage: Path, stamp: str) -> list[str]:
    """The index, what lay in the data folder, documents from elsewhere, and the old settings."""
    kept, files, data = [], stage / "files", settings.data
    if (files / "index").is_dir():
        kept += _swap(files / "index", settings.index, stamp)
        old = settings.index.with_name(f"{settings.index.name}.before-{stamp}") / "cache.db"
        if old.exists():  # it is keyed by digests: what is known stays known
            old.rename(settings.index / "cache.db")
    for one in sorted((files / "data").iterdir()) if (files / "data").is_dir() else ():
        kept += _swap(one, data / one.name, stamp)
    if (files / "documents").is_dir():
        kept += _swap(files / "documents", data / "restored-documents", stamp)
    if (files / "settings.env").is_file():
        kept += _swap(files / "settings.env", data / OLD_SETTINGS, stamp)
    return kept


def _nobody_works_on(place: Path | None) -> None:
    """
    Raises:
        NotRestored: a program has the SQLite file open; it would go on writing to the old one.
    """
    if place is None or not place.exists():
        return
    wanted = place.stat()
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        with suppress(OSError):  # it has ended, or is somebody else's
            for link in (process / "fd").iterdir():
                with suppress(OSError):
                    stat = link.stat()
                    if (stat.st_dev, stat.st_ino) == (wanted.st_dev, wanted.st_ino):
                        raise NotRestored(
                            f"process {process.name} works on {place}: stop the programs first"
                        )


@contextmanager
def _explained(settings: Settings) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        what = cure(error)
        if what is None:
            state = getattr(error.orig, "sqlstate", None) or type(error.orig).__name__
            what = f"the database refused the rows ({state})"
        raise NotRestored(f"{what}; the database is as it was") from error
    except OSError as error:
        raise NotRestored(
            f"{error.filename or settings.data}: {error.strerror or error}; make room or check "
            "who may write there, and restore again"
        ) from error


def audit_head(connection: Connection) -> str:
    """How far the restored audit log reaches, or what is wrong with it."""
    verdict = audit.verify(connection)
    if verdict.broken is not None:
        return f"row {verdict.broken} {verdict.reason}"
    return f"{verdict.rows} rows, none altered, head {verdict.rows}:{verdict.head}"
