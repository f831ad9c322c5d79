"""Reading and embedding by any number of workers, over shards that they claim from a folder.

``sync --workers`` lays shards of work into ``todo``; every ``python -m indexer work`` that sees
the folder takes them one by one. A claim is a lock that the system takes back when its holder
dies; results are renamed into ``done`` whole. What a killed worker had read of a shard stands in
its ``part`` file, and the next goes on behind it. What nobody collected is found at the next start
(``keep_left_over``).

The shards are cut by who collects them, in the order in which one worker alone would work, and
each text is in one shard: the generation is the same, byte for byte, however many work.
"""

import fcntl
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from corpus.reading import Reading
from indexer.cache import Cache
from reader.read import Unreadable

_READING = TypeAdapter(Reading)
_ROOT = Path(__file__).parent.parent
_FILES = 40  # of a shard: what one claim costs is little beside them
_LOOK = 0.05  # seconds between two looks for results
_LAST_WORD = 30.0  # seconds for a worker to end when it is told to
# Of workers, one after another, without any result between: then it is the work's fault.
_DEATHS = 20
Vectors = NDArray[np.float32]


class WorkersDie(OSError):
    """One worker after the other ends; the message says where to look."""


class Bulk:
    """Who collects. As a context manager it starts ``count`` workers, and ends them."""

    def __init__(self, folder: Path, count: int, settings: dict[str, str] | None = None) -> None:
        self._folder = folder
        self._count = count
        self._environment = {**os.environ, "OMP_NUM_THREADS": "1", **(settings or {})}
        self._workers: list[subprocess.Popen[bytes]] = []
        self._deaths = 0
        self._collecting: IO[str] | None = None

    def __enter__(self) -> "Bulk":
        for name in ("todo", "done", "part"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        self._collecting = (self._folder / "collecting").open("w")
        fcntl.flock(self._collecting, fcntl.LOCK_EX)
        for file in (self._folder / "todo").iterdir():  # of a collector that died
            file.unlink()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in (self._folder / "todo").iterdir():
            file.unlink(missing_ok=True)
        for worker in self._workers:
            worker.send_signal(signal.SIGTERM)
        for worker in self._workers:
            try:
                worker.wait(_LAST_WORD)
            except subprocess.TimeoutExpired:  # what it had done stands in its part
                worker.kill()
                worker.wait()
        if self._collecting is not None:
            self._collecting.close()

    def keep_left_over(self, cache: Cache) -> None:
        """Take what earlier workers did, and nobody collected, into the cache."""
        for file in [*(self._folder / "part").iterdir(), *(self._folder / "done").iterdir()]:
            if file.suffix == ".jsonl":
                for line in _lines(file):
                    if "key" in line:
                        cache.keep_reading(line["key"], _READING.validate_python(line["reading"]))
            elif file.suffix == ".npz" and file.parent.name == "done":  # else it may be half
                model, digests, vectors = _loaded(file)
                cache.keep_vectors(model, zip(digests, vectors, strict=True))
            file.unlink()

    def read(
        self, files: Sequence[Path], names: Sequence[str]
    ) -> Iterator[tuple[Path, Reading | Unreadable]]:
        """Each file with what was read, shard by shard as they are done; ``names`` for people."""
        pairs = [[str(file.absolute()), name] for file, name in zip(files, names, strict=True)]
        given = {str(file.absolute()): file for file in files}
        tasks = [{"files": pairs[at : at + _FILES]} for at in range(0, len(pairs), _FILES)]
        for file in self._results("read", ".jsonl", tasks):
            for line in _lines(file):
                found: Reading | Unreadable
                if "reading" in line:
                    found = _READING.validate_python(line["reading"])
                else:
                    reason, cure, passing = line["unreadable"]
                    found = Unreadable(reason, cure, passing=passing)
                yield given[line["path"]], found

    def encode(
        self, model: str, parts: Iterable[tuple[list[str], list[str]]]
    ) -> Iterator[tuple[list[str], Vectors]]:
        """The vectors of each part's texts, with the digests that stood beside them."""
        tasks = ({"model": model, "digests": digests, "texts": texts} for digests, texts in parts)
        for file in self._results("embed", ".npz", tasks):
            _, digests, vectors = _loaded(file)
            yield digests, vectors

    def _results(self, kind: str, suffix: str, tasks: Iterable[dict[str, Any]]) -> Iterator[Path]:
        """The files of results as they come, each deleted once it was used."""
        waiting = set()
        for number, task in enumerate(tasks):
            name = _laid(self._folder / "todo", kind, number, task)
            waiting.add(self._folder / "done" / f"{name}{suffix}")
            if number == self._count:
                self._keep_working()
        while waiting:
            self._keep_working()
            found = sorted(file for file in waiting if file.exists())
            for file in found:
                yield file
                file.unlink()
                waiting.remove(file)
                self._deaths = 0
            if not found:
                time.sleep(_LOOK)

    def _keep_working(self) -> None:
        alive = [worker for worker in self._workers if worker.poll() is None]
        self._deaths += len(self._workers) - len(alive)
        if self._deaths > _DEATHS:
            raise WorkersDie(
                "workers end without a result: run `python -m indexer work` to see why"
            )
        while len(alive) < self._count:
            command = [sys.executable, "-m", "indexer", "work", str(self._folder.absolute())]
            alive.append(
                subprocess.Popen(  # noqa: S603 our own module
                    command, cwd=_ROOT, env=self._environment, start_new_session=True
                )
            )
        self._workers = alive


def work(
    folder: Path,
    read: Callable[[Sequence[Path]], Iterator[tuple[Path, Reading | Unreadable]]],
    encode: Callable[[str, list[str]], Vectors],
    stay: bool = False,
) -> int:
    """Take shards until nobody collects any more (with ``stay``, for ever); says how many."""
    done = 0
    while True:
        todo = sorted((folder / "todo").glob("*.json")) if folder.is_dir() else []
        taken = sum(_take(folder, task, read, encode) for task in todo)
        done += taken
        if taken:
            continue
        if not stay and not _collected(folder):
            return done
        time.sleep(_LOOK)


def _take(
    folder: Path,
    task: Path,
    read: Callable[[Sequence[Path]], Iterator[tuple[Path, Reading | Unreadable]]],
    encode: Callable[[str, list[str]], Vectors],
) -> bool:
    """Do one shard, unless another has it or it is done."""
    with _claimed(task) as facts:
        if facts is None:
            return False
        if "files" in facts:
            _read_shard(folder, task.stem, facts["files"], read)
        else:
            vectors = encode(facts["model"], facts["texts"])
            part = folder / "part" / f"{task.stem}.npz"
            with part.open("wb") as stream:
                np.savez(stream, model=facts["model"], digests=facts["digests"], vectors=vectors)
            _done(folder, part)
        task.unlink(missing_ok=True)
        return True


@contextmanager
def _claimed(task: Path) -> Iterator[dict[str, Any] | None]:
    """What is to be done, held; None where another holds it or has done it."""
    try:
        stream = task.open("r", encoding="utf-8")
    except FileNotFoundError:
        yield None
        return
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        # Held; but who held it before may have finished, and taken it away.
        yield json.load(stream) if task.exists() else None


def _read_shard(
    folder: Path,
    name: str,
    pairs: list[list[str]],
    read: Callable[[Sequence[Path]], Iterator[tuple[Path, Reading | Unreadable]]],
) -> None:
    part = folder / "part" / f"{name}.jsonl"
    known = {line["path"] for line in _lines(part)} if part.exists() else set()
    _mend(part)
    shown = dict(pairs)
    with part.open("ab") as stream:
        for file, found in read([Path(path) for path in shown if path not in known]):
            line: dict[str, Any] = {"path": str(file)}
            if isinstance(found, Reading):
                line["key"] = f"{found.document.digest} {Path(shown[str(file)]).name}"
                line["reading"] = _READING.dump_python(found, mode="json")
            else:
                line["unreadable"] = [found.reason, found.cure, found.passing]
            stream.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            stream.flush()
    _done(folder, part)


def _done(folder: Path, part: Path) -> None:
    """It is whole. It is gone where whoever laid the shard died and the next collector took what
    there was (``keep_left_over``).
    """
    with suppress(FileNotFoundError):
        part.replace(folder / "done" / part.name)


def _collected(folder: Path) -> bool:
    """Whether somebody lays out work, or may."""
    with suppress(FileNotFoundError), (folder / "collecting").open("r") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _laid(todo: Path, kind: str, number: int, task: dict[str, Any]) -> str:
    text = json.dumps(task, ensure_ascii=False)
    digest = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    name = f"{kind}-{number:06d}-{digest}"
    waiting = todo / f".{name}"
    waiting.write_text(text, encoding="utf-8")
    waiting.replace(todo / f"{name}.json")
    return name


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    """The whole lines; one that a killed worker left half is none."""
    with file.open("rb") as stream:
        for line in stream:
            if line.endswith(b"\n"):
                yield json.loads(line)


def _mend(file: Path) -> None:
    """Cut off a line that was left half."""
    if file.exists():
        raw = file.read_bytes()
        whole = raw.rfind(b"\n") + 1
        if whole != len(raw):
            os.truncate(file, whole)


def _loaded(file: Path) -> tuple[str, list[str], Vectors]:
    with np.load(file) as found:
        return str(found["model"]), [str(one) for one in found["digests"]], found["vectors"]
