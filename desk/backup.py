"""Everything that must not be lost, in one file, while the programs run.

The tables as they are at one moment, the index generation that serves with the answers of people
beside it, what else lies in the data folder (documents, tables of units), where the documents
stand with the digest of each, and the settings without what is secret in them. Models and caches
are left out: they are made anew.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from corpus.settings import PREFIX, STORE_KEYS, Settings
from desk import dump
from desk.archive import NotWritten, Writer, digest_of, is_one, written
from desk.database import Database, file_of
from retrieval.manifest import CURRENT, MANIFEST, IndexUnavailable, current, read_manifest
from retrieval.reviewed import FILE as REVIEWED

Progress = Callable[[str], None]
OLD_SETTINGS = "settings-of-back-up.env"  # what restoring leaves in the data folder
_TRIES = 3


class _Replaced(Exception):
    """The index generation is not the one that serves any more, and gone."""


@dataclass(frozen=True, slots=True)
class Done:
    """``rows`` by table; ``missing`` are folders of documents that are not there now."""

    rows: dict[str, int]
    generation: str
    documents: int
    missing: tuple[str, ...]
    size: int
    sha256: str


def back_up(
    settings: Settings, file: Path, *, documents: bool = False, progress: Progress = lambda _: None
) -> Done:
    """Write a back-up to ``file``; with ``documents`` also those outside the data folder.

    Raises:
        NotWritten, DatabaseUnavailable
    """
    database = Database(settings.database, create=False)
    try:
        for _ in range(_TRIES):
            try:
                return _written(database, settings, file, documents, progress)
            except _Replaced:
                progress("the index was replaced meanwhile: beginning anew")
        raise NotWritten("the index is replaced all the time: try again later")
    finally:
        database.close()


def _written(
    database: Database, settings: Settings, file: Path, documents: bool, say: Progress
) -> Done:
    with written(file) as stream:
        with Writer(stream) as writer:
            generation = _index(writer, settings.index, say)
            kept = _data(writer, settings, file, say)
            corpus = [
                _folder(writer, number, path, documents, kept)
                for number, path in enumerate(settings.corpus_paths)
            ]
            say(f"{sum(len(one['files']) for one in corpus)} documents listed")
            queues = Path(settings.queues) if settings.queues else None
            if queues is not None and queues.is_file() and queues.resolve() not in kept:
                writer.add_file(f"documents/queues/{queues.name}", queues)
            writer.add("settings.env", settings_without_secrets(settings).encode())
            tables = _tables(writer, database, say)
            made = datetime.now(UTC).isoformat(timespec="seconds")
            writer.finish({"made": made, "generation": generation, "corpus": corpus, **tables})
        stream.flush()
        size = stream.tell()
        stream.seek(0)
        sha256 = digest_of(stream)
    listed = sum(len(one["files"]) for one in corpus)
    missing = tuple(str(one["path"]) for one in corpus if one["missing"])
    return Done(tables["rows"], generation, listed, missing, size, sha256)


def _tables(writer: Writer, database: Database, say: Progress) -> dict[str, Any]:
    rows: dict[str, int] = {}
    with database.reading(unhurried=True) as connection:
        version = dump.version(connection)
        for number, part in enumerate(dump.parts(connection)):
            writer.add(f"tables/{number:06d}-{part.table}.jsonl", part.lines.encode())
            rows[part.table] = rows.get(part.table, 0) + part.rows
            say(f"{part.table}: {rows[part.table]} rows")
        return {"version": version, "rows": rows, "counters": dump.counters(connection)}


def _index(writer: Writer, index: Path, say: Progress) -> str:
    """The generation that serves; none where there is no index yet.

    Raises:
        _Replaced: it was taken away while it was read.
    """
    try:
        folder = current(index)
        names = [MANIFEST, *read_manifest(folder)["files"]]
    except IndexUnavailable as error:
        say(f"Note: no index goes along: {error}")
        return ""
    for name in names:
        try:
            writer.add_file(f"index/{folder.name}/{name}", folder / name)
        except FileNotFoundError as error:
            if not folder.is_dir() or current(index) != folder:
                raise _Replaced from error
            say(f"Note: the index is damaged: it has no {name}")
    writer.add(f"index/{CURRENT}", folder.name.encode())
    if (index / REVIEWED).is_file():
        writer.add_file(f"index/{REVIEWED}", index / REVIEWED)
    say(f"index generation {folder.name}")
    return folder.name


def _data(writer: Writer, settings: Settings, file: Path, say: Progress) -> set[Path]:
    """What else lies in the data folder, but other back-ups, and what restoring has set aside."""
    data = settings.data.resolve()
    database = file_of(settings.database)
    apart = {data / "models", data / "index", data / OLD_SETTINGS, file.resolve()}
    # Of the library the files; drafts are read again, lists are laid out again.
    apart |= {data / "library" / name for name in ("drafts", "pages", "published")}
    kept = set()
    for one in sorted(_files(data)) if data.is_dir() else ():
        inside = one.relative_to(data)
        if {one, *one.parents} & apart or ".before-" in str(inside) or "/." in f"/{inside}":
            continue
        if database is not None and one.name.startswith(database.name):
            continue
        if one.name.endswith((".tar.gz", ".tgz")) and is_one(one):
            continue
        with suppress(FileNotFoundError):  # somebody has just taken it away
            writer.add_file(f"data/{inside.as_posix()}", one)
            kept.add(one)
    if kept:
        say(f"{len(kept)} files of the data folder")
    return kept


def _folder(
    writer: Writer, number: int, path: Path, documents: bool, kept: set[Path]
) -> dict[str, Any]:
    """What a followed folder or file holds now, by digest; the documents where they are wanted."""
    listed = []
    root = path if path.is_dir() else path.parent
    for one in sorted(_files(path)):
        name = one.relative_to(root).as_posix()
        try:
            size = one.stat().st_size
            if documents and one.resolve() not in kept:
                digest = writer.add_file(f"documents/{number}/{name}", one)
            else:
                with one.open("rb") as stream:
                    digest = digest_of(stream)
        except FileNotFoundError:
            continue  # somebody has just taken it away
        listed.append({"name": name, "size": size, "sha256": digest})
    return {"path": str(path), "missing": not path.exists(), "files": listed}


def _files(place: Path) -> Iterator[Path]:
    """The plain files of a folder, or the file itself; what a link leads to is not ours."""
    # Not by rglob, which fails where a folder is taken away while it looks.
    walked = (Path(folder) / name for folder, _, names in os.walk(place) for name in names)
    found = walked if place.is_dir() else (place,)
    return (one for one in found if one.is_file() and not one.is_symlink() and _named(one))


def _named(file: Path) -> bool:
    return str(file).isprintable() and "\\" not in str(file)


def settings_without_secrets(settings: Settings) -> str:
    """As lines of a ``.env``: what differs from the defaults, without passwords and tokens."""
    lines = ["# The settings of the machine that was backed up; what is secret is left out."]
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        shown = name.upper() if name.startswith("telegram_") else PREFIX + name.upper()
        if isinstance(value, SecretStr):
            lines += [f"# {shown}= was set"] if value.get_secret_value() else []
        elif value != field.default:
            text = str(int(value)) if isinstance(value, bool) else str(value)
            lines.append(f"{shown}={_without_password(text)}")
    lines += [f"# {name}= was set" for name in STORE_KEYS if os.environ.get(name)]
    return "\n".join(lines) + "\n"


def _without_password(text: str) -> str:
    try:
        parts = urlsplit(text)
        password = parts.password
    except ValueError:
        return text
    return text.replace(f":{password}@", ":@") if password else text
