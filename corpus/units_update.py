"""A new table of administrative units: checked, held against the one in use, put in place.

The table is ``units.tsv``'s: code, province, commune, what it came from ("Huyện A: Xã B, Xã C;
Hà Nam/Huyện D: Xã E"). What a commune of after 1 July 2025 came from stands without a district
(": Xã B"). A line ``# since: 2027-01-01`` says from when the differences hold.
"""

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from corpus.units import COMMUNE, DISTRICT, FILE, TYPES, titled

_CODE = re.compile(r"\d{5}", re.ASCII)
_SINCE = re.compile(r"#\s*since:\s*(\S+)\s*")
Key = tuple[str, str, str]  # province, district, commune


class BadTable(Exception):
    """The table cannot be used; the message names the line and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    province: str
    name: str
    origin: str

    def __str__(self) -> str:
        return f"{self.name} ({self.code}), {titled(self.province)}"


@dataclass(frozen=True)
class Table:
    """``text`` is the file as it stands, its letters in one piece each."""

    rows: dict[str, Row]
    since: date | None
    text: str

    @cached_property
    def provinces(self) -> set[str]:
        return {row.province for row in self.rows.values()}

    @cached_property
    def heirs(self) -> dict[Key, list[Row]]:
        """What became of each unit that is named as a part of one."""
        found: dict[Key, list[Row]] = defaultdict(list)
        for row in self.rows.values():
            for part in _parts(row):
                found[part].append(row)
        return found


@dataclass(frozen=True, slots=True)
class Difference:
    """``lost`` are units that people still name, of which the new table says nothing."""

    changes: tuple[str, ...]
    lost: tuple[str, ...]
    since: date | None

    def stop_if_lossy(self) -> None:
        """
        Raises:
            BadTable
        """
        if self.lost:
            shown = "; ".join(self.lost[:5])
            raise BadTable(
                f"the table does not say what became of {len(self.lost)} units ({shown}): name "
                "each among what a commune came from; nothing changed"
            )
        if self.changes and self.since is None:
            raise BadTable("say from when it holds: a line `# since: 2027-01-01`; nothing changed")


def table_at(file: Path) -> Table:
    """
    Raises:
        BadTable
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadTable(f"{file} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise BadTable(f"{file} is no UTF-8 text (byte {error.start})") from None
    text = unicodedata.normalize("NFC", text).rstrip("\r\n")
    rows: dict[str, Row] = {}
    names: dict[tuple[str, str], str] = {}
    since: date | None = None
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{file}, line {number}"
        if line.startswith("#"):
            since = _day(line, where) or since
            continue
        row = _row(line, where)
        if row.code in rows:
            raise BadTable(f"{where}: the code {row.code} stands there already")
        if other := names.get((row.province, row.name)):
            raise BadTable(f"{where}: {row} stands there already as {other}")
        rows[row.code], names[row.province, row.name] = row, row.code
    if not rows:
        raise BadTable(f"{file} holds no unit")
    return Table(rows, since, f"{text}\n")


def compare(old: Table, new: Table) -> Difference:
    """What is new, merged, renamed or moved, in words for the maintainer."""
    changes = [*_changed(old, new), *_new(old, new), *_gone(old, new)]
    return Difference(tuple(changes), tuple(_lost(old, new)), new.since)


def put(table: Table, data: Path) -> Path:
    """Write the table into the data folder, where it goes before the one shipped."""
    data.mkdir(parents=True, exist_ok=True)
    file = data / FILE.name
    waiting = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with waiting.open("w", encoding="utf-8") as stream:
            stream.write(table.text)
            stream.flush()
            os.fsync(stream.fileno())
        waiting.replace(file)
    finally:
        waiting.unlink(missing_ok=True)
    return file


def _changed(old: Table, new: Table) -> Iterator[str]:
    for code in sorted(old.rows.keys() & new.rows.keys()):
        before, after = old.rows[code], new.rows[code]
        if before.province != after.province:
            yield f"moved: {before} → {after}"
        elif before.name != after.name:
            yield f"renamed: {before} → {after.name}"
        elif set(_parts(before)) != set(_parts(after)):
            yield f"other parts: {after}"


def _new(old: Table, new: Table) -> Iterator[str]:
    for code in sorted(new.rows.keys() - old.rows.keys()):
        row = new.rows[code]
        from_ = sorted({name for _, district, name in _parts(row) if name and not district})
        yield f"new: {row}" + (f", from {', '.join(from_)}" if from_ else "")


def _gone(old: Table, new: Table) -> Iterator[str]:
    for code in sorted(old.rows.keys() - new.rows.keys()):
        row = old.rows[code]
        heirs = new.heirs.get(_as_part(row), [])
        into = ", ".join(str(one) for one in heirs)
        yield f"merged: {row} → {into}" if into else f"gone: {row}"


def _lost(old: Table, new: Table) -> Iterator[str]:
    now = {_as_part(row) for row in new.rows.values()}
    for key in dict.fromkeys([*old.heirs, *map(_as_part, old.rows.values())]):
        if key not in now and key not in new.heirs:
            yield ", ".join(part for part in (key[2], key[1], titled(key[0])) if part)


def _as_part(row: Row) -> Key:
    return row.province, "", row.name


def _row(line: str, where: str) -> Row:
    fields = line.split("\t")
    if len(fields) != 4:
        raise BadTable(f"{where}: {len(fields)} fields between tabs instead of 4")
    row = Row(*fields)
    if not _CODE.fullmatch(row.code):
        raise BadTable(f"{where}: {row.code!r} is no code of five digits")
    if any(field.strip() != " ".join(field.split()) or not field.isprintable() for field in fields):
        raise BadTable(f"{where}: spaces too many, or a character that cannot be printed")
    if not row.province or _level(row.name) != COMMUNE:
        raise BadTable(f"{where}: {row.name!r} is no commune (Xã, Phường, Đặc khu …)")
    for _, district, name in _parts(row):
        if district and _level(district) != DISTRICT:
            raise BadTable(f"{where}: {district!r} is no district (Huyện, Quận, Thị xã …)")
        if not name and district:
            continue  # a whole district
        if _level(name) != COMMUNE:
            raise BadTable(f"{where}: {name!r} is no commune (Xã, Phường, Thị trấn …)")
    return row


def _parts(row: Row) -> Iterator[Key]:
    if not row.origin:
        return
    for group in row.origin.split("; "):
        above, _, names = group.partition(":")
        old, _, district = above.rpartition("/")
        for name in names.strip().split(", "):
            yield old or row.province, district, name


def _level(name: str) -> str:
    kind = next((kind for kind in TYPES if name.startswith(f"{kind} ")), "")
    return TYPES.get(kind, "")


def _day(line: str, where: str) -> date | None:
    found = _SINCE.fullmatch(line)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        raise BadTable(f"{where}: {line!r} names no day (# since: 2027-01-01)") from None
