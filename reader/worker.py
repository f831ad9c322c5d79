"""The process in which files are read, apart from the one that keeps the index.

It takes one path a line (JSON) on its standard input and answers in lines of JSON:
``{"page": n, "of": m}`` while it works, then ``{"reading": …}`` or
``{"unreadable": [reason, cure, passing]}``. It ends when its input does.
"""

import json
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import click
from pydantic import TypeAdapter

from corpus.reading import Reading
from reader.memory import limit_memory
from reader.read import Readers, Unreadable, read_or_tell

_READING = TypeAdapter(Reading)


def serve(requests: TextIO, answers: TextIO, readers: Callable[[Any], Readers]) -> None:
    """Answer each request until there are no more."""

    def say(message: dict[str, Any]) -> None:
        print(json.dumps(message), file=answers, flush=True)

    reader = readers(lambda page, of: say({"page": page, "of": of}))
    for line in requests:
        try:
            reading = read_or_tell(Path(json.loads(line)), reader)
            say({"reading": _READING.dump_python(reading, mode="json")})
        except Unreadable as error:
            say({"unreadable": [error.reason, error.cure, error.passing]})


@click.command()
@click.option("--memory", type=int, required=True, help="Megabytes that may be used.")
@click.option("--recognised", type=click.Path(path_type=Path), help="Where OCR results are kept.")
def main(memory: int, recognised: Path | None) -> None:
    """Read files for another process."""
    logging.basicConfig(level=logging.CRITICAL)
    limit_memory(memory)
    # A library that prints, in C even, would spoil the answers: they get a way out of their own.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(sys.stdin, answers, lambda on_page: Readers(recognised=recognised, on_page=on_page))


if __name__ == "__main__":
    main()
