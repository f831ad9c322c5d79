"""Files of one JSON object a line, plain or .gz, read so that a broken line is named."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

Row = TypeVar("Row", bound=BaseModel)


class BadLine(ValueError):
    """A line does not hold what it should; the message names file, line and reason."""


def read_lines(file: Path, kind: type[Row]) -> list[Row]:
    """The rows of ``file``; empty lines are passed over.

    Raises:
        BadLine: a line is broken, or the file is missing.
    """
    found = []
    for number, line in _numbered(file):
        try:
            found.append(kind.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"])) or "line"
            raise BadLine(f"{file}, line {number}: {place}: {first['msg']}") from None
    return found


def read_objects(file: Path, *needed: str) -> Iterator[dict[str, Any]]:
    """The objects of ``file``, each with the keys ``needed``.

    Raises:
        BadLine: a line is broken, or the file is missing.
    """
    for number, line in _numbered(file):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadLine(f"{file}, line {number}: {error}") from None
        missing = [key for key in needed if not isinstance(row, dict) or key not in row]
        if missing:
            raise BadLine(f"{file}, line {number}: {missing[0]} is missing")
        yield row


def _numbered(file: Path) -> Iterator[tuple[int, str]]:
    try:
        opened = gzip.open if file.suffix == ".gz" else open
        with opened(file, "rt", encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, line
    except FileNotFoundError:
        raise BadLine(f"there is no file {file}") from None
    except UnicodeDecodeError:
        raise BadLine(f"{file} is not UTF-8 text") from None
    except (gzip.BadGzipFile, EOFError):
        raise BadLine(f"{file} is damaged: it cannot be unpacked") from None
