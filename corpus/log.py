"""Log lines of the programs: one record a line, as JSON or as text, without words of people.

Officers' questions, names, tokens and addresses reach a log by three roads, and each is shut:

- **libraries** write whole addresses and payloads (httpx, telegram, multipart at DEBUG). Of a
  library's record only the template of its message is written, never what was put into it, and
  nothing at all where the library put it together beforehand;
- **exceptions** carry what could not be handled (``int("0912…")``, a database's "Key (x)=(…)").
  Of an exception its kind and where it was raised are written; its message only where the kind
  is one of ours that speaks of the machine (``SPEAKS``);
- **paths** carry tokens. Requests are named by the template of their route (``api/counted.py``).

Secrets of the settings are starred wherever they would still show.
"""

import json
import logging
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, TextIO, cast

OURS = frozenset(("corpus", "reader", "retrieval", "indexer", "desk", "bot", "api", "eval"))
# Kinds whose messages we write ourselves, about files, servers and models, never about people.
SPEAKS = frozenset(
    (
        *("BadSetting", "DatabaseUnavailable", "IndexBusy", "IndexUnavailable"),
        *("ModelUnavailable", "CannotStart", "BrokenTable", "VectorsRefused"),
    )
)
WITHHELD = "(a library's message, not written)"
# What libraries say that is known to be harmless.
_PLAIN = ("Exception in ASGI application\n", "Invalid HTTP request received.")
_SHORTEST = 8  # letters of a secret that can be told from ordinary words

Style = Literal["json", "text"]

# What is being worked on: the id of a request, or "update:7".
doing: ContextVar[str] = ContextVar("doing", default="")


class Line(logging.Formatter):
    """``facts`` of a record (``extra={"facts": {…}}``) stand beside its message by their names."""

    def __init__(self, program: str, style: Style, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._program, self._as = program, style
        self._secrets = tuple(one for one in secrets if len(one) >= _SHORTEST)

    def format(self, record: logging.LogRecord) -> str:
        facts: Mapping[str, object] = getattr(record, "facts", {})
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "program": self._program,
            "message": _message(record),
            **({"request": id_} if (id_ := doing.get()) else {}),
            **facts,
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            said |= {"error": described(error), "trace": list(trace(error))}
        line = _as_text(said) if self._as == "text" else json.dumps(said, ensure_ascii=False)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return line


def configure(
    program: str,
    style: str = "",
    level: str = "INFO",
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Every record, and whatever ends a thread or the program, goes to ``stream`` (stderr).

    ``style`` is "json" or "text"; empty is text on a terminal. Libraries speak from WARNING, at
    the level DEBUG as well.
    """
    stream = stream or sys.stderr
    chosen: Style = "text" if style == "text" or (not style and stream.isatty()) else "json"
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Line(program, chosen, secrets))
    debugging = level == "DEBUG"
    logging.basicConfig(
        level=logging.DEBUG if debugging else logging.WARNING, handlers=[handler], force=True
    )
    for room in OURS:
        logging.getLogger(room).setLevel(level)
    logging.raiseExceptions = False  # a record that cannot be written is not printed either
    sys.excepthook = _ended
    threading.excepthook = lambda told: _ended(
        told.exc_type, told.exc_value or told.exc_type(), told.exc_traceback
    )


def described(error: BaseException) -> str:
    """The kinds of an exception and of what caused it; the words only of those of ``SPEAKS``."""
    return " from ".join(_one(one) for one in _chain(error))


def trace(error: BaseException) -> Iterator[str]:
    """Where an exception came from: "file:line function", outermost first; causes follow."""
    for number, one in enumerate(_chain(error)):
        if number:
            yield f"caused by {_one(one)}"
        at = one.__traceback__
        while at is not None:
            code = at.tb_frame.f_code
            yield f"{code.co_filename}:{at.tb_lineno} {code.co_name}"
            at = at.tb_next


def _chain(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    seen: set[int] = set()
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        if isinstance(one, BaseExceptionGroup):
            for part in one.exceptions:
                yield from _chain(part)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _one(error: BaseException) -> str:
    kind = type(error)
    name = kind.__name__
    if kind.__module__.partition(".")[0] not in OURS | {"builtins", "__main__"}:
        name = f"{kind.__module__.partition('.')[0]}.{name}"
    if name in SPEAKS:
        return f"{name}: {' '.join(str(error).split())}"
    if isinstance(error, OSError) and error.errno and error.strerror:
        return f"{name}: {error.strerror}"  # not the name of the file
    # What databases call it, without the row it is about.
    origin = getattr(error, "orig", error)
    state = getattr(origin, "sqlstate", None) or getattr(origin, "sqlite_errorname", None)
    return f"{name}: {state}" if isinstance(state, str) else name


def _message(record: logging.LogRecord) -> str:
    if not isinstance(record.msg, str):
        return described(record.msg) if isinstance(record.msg, BaseException) else WITHHELD
    if record.name.partition(".")[0] not in OURS | {"__main__"}:
        return record.msg if record.args or record.msg in _PLAIN else WITHHELD
    if not record.args:
        return record.msg.strip()
    args: Any = record.args
    try:
        if isinstance(args, Mapping):
            return record.msg % {name: _argument(one) for name, one in args.items()}
        return record.msg % tuple(_argument(one) for one in args)
    except (TypeError, ValueError, KeyError):
        return record.msg


def _argument(value: object) -> object:
    return described(value) if isinstance(value, BaseException) else value


def _as_text(said: dict[str, object]) -> str:
    head = " ".join(str(said.pop(name)) for name in ("time", "level", "logger", "message"))
    said.pop("program")
    lines = cast(Sequence[str], said.pop("trace", ()))
    more = "".join(f" {name}={value}" for name, value in said.items())
    return "\n  ".join((head + more, *lines))


def _ended(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    if issubclass(kind, SystemExit):
        return
    if issubclass(kind, KeyboardInterrupt):
        logging.getLogger("corpus.log").info("interrupted")
        return
    info = (kind, error, traceback)
    logging.getLogger("corpus.log").critical("ended by an error of our own", exc_info=info)
