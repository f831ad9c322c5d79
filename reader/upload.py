"""A file that someone sends to be checked: read in a process of its own, kept nowhere.

The file holds personal data. It lies in a folder of its own (in memory, where the system has
one) until that process has read it, and is deleted whatever happens. Nothing of it is logged.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from pydantic import TypeAdapter

from corpus.form import LARGEST, Piece, Problem
from reader.memory import limit_memory

_PIECES = TypeAdapter(tuple[Piece, ...])
_ROOT = Path(__file__).parent.parent
_SECONDS = 25.0
_MEMORY = 1500  # megabytes
_AT_ONCE = threading.BoundedSemaphore(2)  # processes; who comes third waits, but not for long
_PATIENCE = 15.0  # seconds
_MOST_WORDS = 400_000  # bytes of what comes back


def read_upload(raw: bytes, *, seconds: float = _SECONDS) -> tuple[Piece, ...] | Problem:
    """The paragraphs and tables of a Word or PDF file, or why there are none."""
    if not raw.strip(b"\x00 \t\r\n"):
        return Problem.EMPTY
    if len(raw) > LARGEST:
        return Problem.TOO_LARGE
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        return Problem.BUSY
    try:
        return _read_apart(raw, seconds)
    except OSError:  # no room for the file: this machine's trouble
        return Problem.BUSY
    finally:
        _AT_ONCE.release()


def _read_apart(raw: bytes, seconds: float) -> tuple[Piece, ...] | Problem:
    in_memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
    with tempfile.TemporaryDirectory(dir=in_memory) as folder:  # for its owner only
        path = Path(folder, "form")
        path.write_bytes(raw)
        try:
            done = subprocess.run(  # noqa: S603 our own module
                [sys.executable, "-m", "reader.upload", str(path)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                cwd=_ROOT,
                env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
                start_new_session=True,
                check=False,
            )
        except (subprocess.TimeoutExpired, OSError):
            return Problem.TOO_HARD
    if done.returncode or len(done.stdout) > _MOST_WORDS:
        return Problem.TOO_HARD
    try:
        said = json.loads(done.stdout)
        return Problem(said) if isinstance(said, str) else _PIECES.validate_python(said)
    except ValueError:  # of JSON, of an unknown problem, of pydantic
        return Problem.TOO_HARD


def _serve(path: Path) -> None:
    """Read one file, and say on standard output what is in it."""
    limit_memory(_MEMORY)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints would spoil the answer
    answers.write(_said(path))
    answers.flush()


def _said(path: Path) -> bytes:
    try:
        found = _pieces(path)
    except MemoryError:
        found = Problem.TOO_HARD
    if isinstance(found, Problem):
        return json.dumps(found.value).encode()
    return _PIECES.dump_json(found)


def _pieces(path: Path) -> tuple[Piece, ...] | Problem:
    from reader.form_pieces import pieces
    from reader.recognise import Unreadable

    try:
        found = pieces(path)
    except Unreadable as error:
        return _problem(error.reason)
    except MemoryError:
        raise
    except Exception:  # a parser's surprise is the file's trouble, and must not tell its words
        return Problem.DAMAGED
    return found if any(piece.text or piece.rows for piece in found) else Problem.NO_TEXT


_PROBLEMS = (
    ("encrypted", Problem.LOCKED),
    ("password", Problem.LOCKED),
    ("unpack to more", Problem.TOO_HARD),
    ("no Word or PDF", Problem.WRONG_TYPE),
    ("no Word text", Problem.WRONG_TYPE),
    ("no Word file", Problem.WRONG_TYPE),
    ("none of its", Problem.NO_TEXT),
    ("holds no text", Problem.NO_TEXT),
    ("no text", Problem.NO_TEXT),
    ("scan", Problem.NO_TEXT),
    ("picture", Problem.NO_TEXT),
)


def _problem(reason: str) -> Problem:
    """What a parser's reason, written for maintainers, means to the one who sent the file."""
    for words, problem in _PROBLEMS:
        if words in reason:
            return problem
    return Problem.DAMAGED


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
