"""A back-up as one file: a compressed tar whose last member lists all others with their digests.

What is written stands under another name until it is whole. What is read is trusted in nothing:
members are plain files under names of ours, each as long and with the digest that the list says.
"""

import fcntl
import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from indexer.generations import flush

MARK = "mot-cham-backup"  # the first member: tells a back-up from other archives
LIST = "manifest.json"  # the last one
FORMAT = 1
SHELVES = ("tables/", "index/", "data/", "documents/")
ALONE = (MARK, "settings.env")
_LONGEST_LIST = 256 << 20  # bytes
_BLOCK = 1 << 20


class NoBackup(Exception):
    """The file is no whole back-up; nothing was done. The message says what is wrong."""


class NotWritten(Exception):
    """The back-up could not be written; nothing half is left."""


@dataclass(frozen=True, slots=True)
class Member:
    """``read`` is to be read before the next member is asked for."""

    name: str
    size: int
    read: IO[bytes]


class Writer:
    """Adds members to an archive and remembers them for its list."""

    def __init__(self, stream: IO[bytes]) -> None:
        # Most of it are vectors and texts: a higher level takes thrice the time for some percent.
        self._tar = tarfile.open(fileobj=stream, mode="w:gz", compresslevel=3)  # noqa: SIM115
        self.files: dict[str, dict[str, Any]] = {}
        self.add(MARK, f"{FORMAT}\n".encode())

    def __enter__(self) -> "Writer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None and self._tar.fileobj is not None:
            with suppress(OSError, ValueError):  # what broke is told already
                self._tar.fileobj.close()

    def add(self, name: str, raw: bytes) -> None:
        self._add(name, len(raw), 0.0, io.BytesIO(raw))

    def add_file(self, name: str, file: Path) -> str:
        """A file as long as it is now; its digest.

        Raises:
            OSError: it cannot be read, or became shorter meanwhile.
        """
        with file.open("rb") as stream:
            stat = os.fstat(stream.fileno())
            return self._add(name, stat.st_size, stat.st_mtime, stream)

    def finish(self, about: dict[str, Any]) -> None:
        said = {"format": FORMAT, **about, "files": self.files}
        self._add(LIST, len(raw := json.dumps(said, indent=1).encode()), 0.0, io.BytesIO(raw))
        self._tar.close()

    def _add(self, name: str, size: int, time: float, stream: IO[bytes]) -> str:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime, entry.mode = size, time, 0o600
        hashed = _Hashed(stream)
        self._tar.addfile(entry, hashed)
        self.files[name] = {"size": size, "sha256": hashed.digest}
        return hashed.digest


class _Hashed(io.RawIOBase):
    """Reads through, and knows the digest of what was read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._hash = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        raw = self._stream.read(size)
        self._hash.update(raw)
        return raw

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


@contextmanager
def written(file: Path) -> Iterator[IO[bytes]]:
    """A stream to what becomes ``file`` when all went well; else nothing is left of it.

    Raises:
        NotWritten: the disk is full, or the folder cannot be written to; another back-up to
            this file is being written.
    """
    waiting = file.with_name(f".{file.name}.part")
    try:
        # What a killed one has left is written over; where a link leads that somebody laid there,
        # nothing is.
        with open(waiting, "ab+", opener=_no_link) as stream:
            os.fchmod(stream.fileno(), 0o600)  # people's questions: for the owner's eyes
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise NotWritten(f"another back-up to {file} is being written") from None
            try:
                stream.truncate(0)
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
                waiting.replace(file)
                flush(file.parent)
            except BaseException:
                waiting.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise NotWritten(
            f"{file} could not be written: {error.strerror or type(error).__name__}; "
            "nothing of it is left"
        ) from error


def checked(file: Path, progress: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """The list of a back-up, all of which has been read and found as it was written.

    Raises:
        NoBackup
    """
    found: dict[str, dict[str, Any]] = {}
    said: dict[str, Any] | None = None
    with readable(file):
        for member in members(file):
            if said is not None:
                raise NoBackup(f"{file} goes on after its list")
            if member.name == LIST:
                said = _list(member)
                continue
            progress(member.name)
            found[member.name] = {"size": member.size, "sha256": digest_of(member.read)}
    if said is None:
        raise NoBackup(f"{file} has no list of its members: it was cut short, or is no back-up")
    for name in found.keys() | said["files"].keys():
        if found.get(name) != said["files"].get(name):
            raise NoBackup(f"{file} is damaged: {name} is not as the back-up's list says")
    return said


def members(file: Path) -> Iterator[Member]:
    """Every member in its order.

    Raises:
        NoBackup: it cannot be read to the end, or holds what no back-up does: links, devices,
            names that lead elsewhere, one name twice.
    """
    seen: set[str] = set()
    try:
        with readable(file), tarfile.open(file, mode="r|gz") as tar:
            for entry in tar:
                name = entry.name
                if not entry.isreg() or not _ours(name) or name in seen:
                    raise NoBackup(f"{file} holds {name!r}, which no back-up does")
                if not seen and name != MARK:
                    raise NoBackup(f"{file} is no back-up of Một Chạm")
                seen.add(name)
                stream = tar.extractfile(entry)
                if stream is None:
                    raise NoBackup(f"{file} holds {name!r}, which cannot be read")
                yield Member(name, entry.size, stream)
    except OSError as error:
        raise NoBackup(f"{file} cannot be read: {error.strerror or error}") from error


@contextmanager
def readable(file: Path) -> Iterator[None]:
    """
    Raises:
        NoBackup: what is read inside ends too soon, or is not what was packed.
    """
    try:
        yield
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise NoBackup(f"{file} was cut short or is damaged ({type(error).__name__})") from error


def is_one(file: Path) -> bool:
    """Whether a file is a back-up of ours, whole or not."""
    with suppress(NoBackup):
        return next(members(file), None) is not None
    return False


def digest_of(stream: IO[bytes]) -> str:
    found = hashlib.sha256()
    while raw := stream.read(_BLOCK):
        found.update(raw)
    return found.hexdigest()


def _ours(name: str) -> bool:
    """Whether a member may have this name: on one of our shelves, and leading nowhere else."""
    if name in (*ALONE, LIST):
        return True
    parts = name.split("/")
    plain = all(part not in ("", ".", "..") for part in parts) and name.isprintable()
    return plain and "\\" not in name and name.startswith(SHELVES)


def _list(member: Member) -> dict[str, Any]:
    if member.size > _LONGEST_LIST:
        raise NoBackup("the list of its members is too long")
    try:
        said = json.loads(member.read.read())
        if said["format"] != FORMAT:
            raise NoBackup(f"it is of format {said['format']}, which this program does not read")
        files = {str(name): dict(one) for name, one in said["files"].items()}
        return {**said, "files": files}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NoBackup("the list of its members is broken") from None


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)
