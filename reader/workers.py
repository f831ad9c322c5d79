"""Reads files in processes of their own: a file may crash or hang one and nothing else is lost."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Protocol

from pydantic import TypeAdapter

from corpus.reading import Reading
from reader.patience import stretched
from reader.read import Readers, Unreadable, read_or_tell

_READING = TypeAdapter(Reading)
_ROOT = Path(__file__).parent.parent
_CURE = "open it in the program it comes from, save it anew, and add that file"
_OFTEN = 300  # files after which a worker is replaced, lest it grow
Page = Callable[[Path, int, int], None]
"""Called with a file, a page of it that was read, and how many there are."""


def nobody(_file: Path, _page: int, _of: int) -> None:
    """Hears of pages and does nothing."""


class FileReader(Protocol):
    """Reads many files, in any order."""

    def read(self, files: Iterable[Path]) -> Iterator[tuple[Path, Reading | Unreadable]]:
        """Each file with what was read, or why not, as soon as it is known."""
        ...


class Here:
    """Reads in this process, one file after the other: for what is known to be harmless."""

    def read(self, files: Iterable[Path]) -> Iterator[tuple[Path, Reading | Unreadable]]:
        readers = Readers()
        for file in files:
            try:
                yield file, read_or_tell(file, readers)
            except Unreadable as error:
                yield file, error


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` without any progress (a page read is progress), longer where the machine is
    busy; ``memory`` in megabytes.
    """

    seconds: float = 55
    memory: int = 3000


class Workers:
    """``count`` processes. Use as a context manager: leaving it ends them.

    ``recognised`` is the folder that keeps the pages recognised so far.
    """

    def __init__(
        self,
        count: int = 2,
        limits: Limits = Limits(),
        *,
        recognised: Path | None = None,
        on_page: Page = nobody,
    ) -> None:
        self._free: SimpleQueue[_Worker] = SimpleQueue()
        self._workers = [_Worker(limits, recognised, on_page) for _ in range(count)]
        for worker in self._workers:
            self._free.put(worker)
        self._pool = ThreadPoolExecutor(count)  # one thread waits for each process

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _: object, __: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.retire()
        self._pool.shutdown(wait=True)
        for worker in self._workers:
            worker.end()

    def read(self, files: Iterable[Path]) -> Iterator[tuple[Path, Reading | Unreadable]]:
        asked = {self._pool.submit(self._read, file): file for file in files}
        for done in as_completed(asked):
            error = done.exception()
            yield asked[done], error if isinstance(error, Unreadable) else done.result()

    def _read(self, file: Path) -> Reading:
        worker = self._free.get()
        try:
            return worker.read(file)
        finally:
            self._free.put(worker)


class _Worker:
    """One process, started when there is work for it and again whenever it has ended."""

    def __init__(self, limits: Limits, recognised: Path | None, on_page: Page) -> None:
        self._limits = limits
        self._recognised = recognised
        self._on_page = on_page
        self._process: subprocess.Popen[str] | None = None
        self._starting = threading.Lock()
        self._read = 0
        self._slow = self._retired = False

    def read(self, file: Path) -> Reading:
        """Read a file.

        Raises:
            Unreadable: with the reason; a worker that hung or crashed is one.
        """
        try:
            process = self._running()
        except OSError:
            raise self._ended() from None
        alarm = _Alarm(self._limits.seconds, self._too_slow)
        try:
            _pipe(process.stdin).write(json.dumps(str(file.absolute())) + "\n")
            _pipe(process.stdin).flush()
            return self._answer(file, _pipe(process.stdout), alarm)
        except (OSError, ValueError, KeyError, TypeError):  # it is gone, or speaks nonsense
            raise self._ended() from None
        finally:
            alarm.stop()

    def retire(self) -> None:
        """Start no process any more, and let a running one end; from another thread."""
        self._retired = True
        with self._starting:
            _kill(self._process)

    def end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        _kill(process)
        process.wait()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):  # words for a process that is gone
                _pipe(stream).close()

    def _answer(self, file: Path, answers: IO[str], alarm: "_Alarm") -> Reading:
        for line in answers:
            message = json.loads(line)
            if "page" in message:
                alarm.restart()
                self._on_page(file, message["page"], message["of"])
            elif "reading" in message:
                return _READING.validate_python(message["reading"])
            else:
                raise Unreadable(*message["unreadable"])
        raise self._ended()

    def _running(self) -> subprocess.Popen[str]:
        self._read += 1
        known = self._process
        if known and known.poll() is None and self._read <= _OFTEN and not self._slow:
            return known
        self.end()
        with self._starting:
            if self._retired:
                raise OSError("retired")
            self._read, self._slow = 1, False
            self._process = subprocess.Popen(  # noqa: S603 our own module
                self._command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                cwd=_ROOT,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
                start_new_session=True,  # an interrupt is for us; we end it
            )
            return self._process

    def _command(self) -> list[str]:
        command = [sys.executable, "-m", "reader.worker", "--memory", str(self._limits.memory)]
        if self._recognised is not None:
            command += ["--recognised", str(self._recognised.absolute())]
        return command

    def _too_slow(self) -> None:
        self._slow = True
        _kill(self._process)

    def _ended(self) -> Unreadable:
        reason = "the reader broke down on it (out of memory, or a damaged file)"
        if self._slow:
            reason = f"reading it made no progress for {self._limits.seconds:g} seconds"
        self.end()
        return Unreadable(reason, _CURE, passing=True)


class _Alarm:
    """Rings once when nothing happened for ``seconds``."""

    def __init__(self, seconds: float, ring: Callable[[], None]) -> None:
        self._seconds = seconds
        self._ring = ring
        self._timer = self._started()

    def restart(self) -> None:
        self._timer.cancel()
        self._timer = self._started()

    def stop(self) -> None:
        self._timer.cancel()
        self._timer.join()  # where it rings just now, it rings for this file and not the next

    def _started(self) -> threading.Timer:
        timer = threading.Timer(stretched(self._seconds), self._ring)
        timer.daemon = True
        timer.start()
        return timer


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None, "opened with PIPE"  # noqa: S101
    return stream


def _kill(process: subprocess.Popen[str] | None) -> None:
    """End a process and those it started: text recognition runs in one of its own."""
    with suppress(OSError):
        if process is not None and process.poll() is None:
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
