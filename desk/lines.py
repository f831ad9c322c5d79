"""Files with one JSON object a line, as desks exchange them: all is checked before any is kept."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from desk.errors import NotImported

LARGEST_FILE = 64 * 1024 * 1024  # bytes
LARGEST_LINE = 256 * 1024
MOST_LINES = 20_000


class Line(BaseModel):
    """What stands on one line; its ``format`` names what it is, and in which version."""

    model_config = ConfigDict(extra="forbid", str_max_length=50_000)

    format: str


L = TypeVar("L", bound=Line)


def read(file: Path, kind: type[L], wanted: str, most: int = MOST_LINES) -> list[tuple[int, L]]:
    """The lines with their numbers, ``most`` at most; empty lines are passed over.

    Raises:
        NotImported: it names every line that cannot be read, and why.
    """
    found, problems = [], []
    for number, raw in _raw(file, most):
        try:
            found.append((number, parsed(raw, kind, wanted)))
        except ValueError as error:
            problems.append(f"line {number}: {error}")
    if problems:
        raise NotImported(problems)
    return found


def parsed(raw: bytes, kind: type[L], wanted: str) -> L:
    """One line.

    Raises:
        ValueError: in a sentence
    """
    try:
        told = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text") from None
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is no JSON ({error})") from None
    if not isinstance(told, dict):
        raise ValueError("it is no JSON object")
    if told.get("format") != wanted:
        said = json.dumps(told.get("format"), ensure_ascii=False)[:60]
        raise ValueError(f"its format is {said}; this program reads {wanted!r}")
    try:
        return kind.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{where}: {first['msg']}") from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Of a name that stands twice nobody knows which was meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands in it twice")
    return found


def open_file(file: Path) -> bytes:
    """All of a file that is not too large.

    Raises:
        NotImported
    """
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise NotImported([f"{file} is larger than {LARGEST_FILE // 1024**2} MB"])
        return file.read_bytes()
    except OSError as error:
        raise NotImported([f"{file} cannot be read: {error.strerror}"]) from None


def _raw(file: Path, most: int) -> Iterator[tuple[int, bytes]]:
    many = 0
    for number, raw in enumerate(open_file(file).split(b"\n"), 1):
        if not raw.strip():
            continue
        many += 1
        if many > most:
            raise NotImported([f"{file} has more than {most} lines: divide it (split -l {most})"])
        if len(raw) > LARGEST_LINE:
            raise NotImported([f"line {number}: it is longer than {LARGEST_LINE // 1024} kB"])
        yield number, raw
