"""The tables as lines of JSON, out of one database and into another, whichever kind each is.

What is read is one moment of the database (``Database.reading``), however much is written
meanwhile. Rows carry the version of the tables they were read from: they are put into tables of
that version, which are then brought up to date.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.types import TypeEngine

from desk.migrate import upgrade

LARGEST = 4 << 20  # characters of a part
_VERSION = "alembic_version"
_AT_ONCE = 500  # rows
_READ: tuple[tuple[type[TypeEngine[Any]], Callable[[str], object]], ...] = (
    (DateTime, datetime.fromisoformat),
    (Date, date.fromisoformat),
    (LargeBinary, base64.b64decode),
)


class NotRestorable(Exception):
    """The rows do not fit into the tables they say they are of; the message says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of one table, a line each; ``rows`` counts them."""

    table: str
    lines: str
    rows: int


def version(connection: Connection) -> str:
    return str(connection.execute(text(f"SELECT version_num FROM {_VERSION}")).scalar_one())  # noqa: S608


def parts(connection: Connection) -> Iterator[Part]:
    """Every row of every table, in parts of some MB; what others depend on comes first."""
    for table in _tables(connection).sorted_tables:
        order = list(table.primary_key) or list(table.columns)
        rows = connection.execution_options(yield_per=_AT_ONCE).execute(
            select(table).order_by(*order)
        )
        lines: list[str] = []
        size = 0
        for row in rows.mappings():
            line = json.dumps({name: _plain(value) for name, value in row.items()})
            lines.append(line)
            size += len(line)
            if size >= LARGEST:
                yield Part(table.name, _joined(lines), len(lines))
                lines, size = [], 0
        if lines:
            yield Part(table.name, _joined(lines), len(lines))


def counters(connection: Connection) -> dict[str, int]:
    """The last number given in each table that counts its rows: it is never given again."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT name, seq FROM sqlite_sequence"))
        return {row.name: row.seq for row in found}
    counted = {}
    for table in _tables(connection).sorted_tables:
        sequence = _sequence(connection, table)
        if sequence is not None:
            last = connection.execute(
                text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608
            )
            counted[table.name] = int(last.scalar_one())
    return counted


def make(connection: Connection, made_by: str) -> None:
    """Tables of the version ``made_by``, without a row, where there are none.

    Raises:
        NotRestorable: this program does not know the version.
    """
    from alembic.util import CommandError

    try:
        upgrade(connection, made_by)
    except CommandError:
        raise NotRestorable(
            f"it is of a newer version ({made_by}) than this program: update the program first"
        ) from None
    for table in reversed(_tables(connection).sorted_tables):
        if connection.execute(select(table).limit(1)).first():  # rows that a step put there
            connection.execute(table.delete())


def fill(connection: Connection, parts: Iterable[Part]) -> dict[str, int]:
    """Put rows into the tables that ``make`` made; says how many in each.

    Raises:
        NotRestorable: a table or a column is unknown, or a line is none.
    """
    tables = _tables(connection).tables
    found: dict[str, int] = {}
    for part in parts:
        table = tables.get(part.table)
        if table is None:
            raise NotRestorable(f"there is no table {part.table} in its version")
        rows = [_row(table, line) for line in part.lines.splitlines()]
        for start in range(0, len(rows), _AT_ONCE):
            connection.execute(insert(table), rows[start : start + _AT_ONCE])
        found[part.table] = found.get(part.table, 0) + len(rows)
    return found


def count_on(connection: Connection, counted: Mapping[str, int]) -> None:
    """Let every table go on counting after what was given before, and after what it holds."""
    for table in _tables(connection).sorted_tables:
        keys = list(table.primary_key)
        last = counted.get(table.name, 0)
        if len(keys) != 1 or not isinstance(keys[0].type.python_type, type):
            continue
        if keys[0].type.python_type is int:
            held = connection.execute(select(func.max(keys[0]))).scalar()
            last = max(last, int(held or 0))
        if connection.dialect.name == "sqlite":
            _count_on_in_sqlite(connection, table.name, last)
        elif last and (sequence := _sequence(connection, table)) is not None:
            setting = text("SELECT setval(CAST(:sequence AS regclass), :last)")
            connection.execute(setting, {"sequence": sequence, "last": last})


def broken_links(connection: Connection) -> list[str]:
    """Tables with rows that point to none (SQLite; PostgreSQL refuses them at once)."""
    if connection.dialect.name != "sqlite":
        return []
    return sorted({row[0] for row in connection.execute(text("PRAGMA foreign_key_check"))})


def _count_on_in_sqlite(connection: Connection, name: str, last: int) -> None:
    values = {"name": name, "last": last}
    known = connection.execute(
        text("UPDATE sqlite_sequence SET seq = max(seq, :last) WHERE name = :name"), values
    )
    counts = connection.execute(
        text("SELECT sql LIKE '%AUTOINCREMENT%' FROM sqlite_master WHERE name = :name"), values
    ).scalar()
    if counts and not known.rowcount:
        connection.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :last)"), values)


def _sequence(connection: Connection, table: Table) -> str | None:
    """What PostgreSQL calls the counter of a table's key."""
    keys = list(table.primary_key)
    if len(keys) != 1:
        return None
    asking = text("SELECT pg_get_serial_sequence(:name, :column)")
    quoted = connection.dialect.identifier_preparer.format_table(table)
    found = connection.execute(asking, {"name": quoted, "column": keys[0].name}).scalar()
    return None if found is None else str(found)


def _tables(connection: Connection) -> MetaData:
    """The tables as they are, whatever version they are of; alembic's own is left out."""
    found = MetaData()
    names = [name for name in inspect(connection).get_table_names() if name != _VERSION]
    found.reflect(connection, only=names)
    return found


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _plain(value: object) -> object:
    """Times as text in UTC: SQLite keeps them so, without a zone."""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def _row(table: Table, line: str) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        raise NotRestorable(f"a line of the table {table.name} is no JSON") from None
    if not isinstance(said, dict) or said.keys() != {column.name for column in table.columns}:
        raise NotRestorable(f"a line of the table {table.name} has other columns than the table")
    for column in table.columns:
        read = next((how for kind, how in _READ if isinstance(column.type, kind)), None)
        if read is not None and said[column.name] is not None:
            try:
                said[column.name] = read(said[column.name])
            except (TypeError, ValueError):
                raise NotRestorable(
                    f"{column.name} of a line of the table {table.name} cannot be read"
                ) from None
    return said
