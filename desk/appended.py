"""Files of one JSON object a line to which lines are added: what stands there stays."""

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any


class NotAppended(Exception):
    """The file cannot be read or written; it is as it was. The message says why."""


def rows(file: Path) -> list[dict[str, Any]]:
    """The objects that stand in the file; none where it does not exist yet.

    Raises:
        NotAppended: a line is no JSON object, or the file cannot be read.
    """
    found = []
    for number, line in enumerate(_text(file).splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise NotAppended(f"{file}, line {number}: {error}; nothing was written") from None
            if not isinstance(row, dict):
                raise NotAppended(f"{file}, line {number}: no JSON object; nothing was written")
            found.append(row)
    return found


def append(file: Path, lines: Sequence[str]) -> None:
    """Add ``lines`` in one atomic step, after every byte that stands in the file.

    Raises:
        NotAppended
    """
    if not lines:
        return
    target = file.resolve()  # a link stays a link
    waiting = target.with_name(f".{target.name}.{os.getpid()}")
    before = _text(file)
    between = "" if not before or before.endswith("\n") else "\n"
    try:
        with waiting.open("w", encoding="utf-8", newline="") as stream:
            stream.write(before + between + "".join(f"{line}\n" for line in lines))
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, waiting)
        waiting.replace(target)
    except OSError as error:
        waiting.unlink(missing_ok=True)
        raise NotAppended(f"{file} cannot be written: {error.strerror}") from error


def _text(file: Path) -> str:
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            return stream.read()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise NotAppended(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise NotAppended(f"{file} is not UTF-8 text; nothing was written") from None
