"""Archives (.zip) of documents: unpacked once beside the index, then read like any folder."""

import errno
import shutil
import unicodedata
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from reader import sources
from reader.archive import MOST_UNPACKED, opened
from reader.recognise import Unreadable
from retrieval.manifest import file_digest

MOST_FILES = 5000
_DEEPEST = 3  # archives inside archives
_BLOCK = 1 << 20
_LONGEST = 200  # bytes of a name; file systems take 255
_DONE = ".complete"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_CURE = "unpack it and add the files in it"
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
           RuntimeError, OverflowError, MemoryError)  # fmt: skip


def is_archive(path: Path) -> bool:
    """Whether ``path`` is a .zip of files, not a document that is one inside (.docx, .xlsx)."""
    try:
        with path.open("rb") as file:
            if not file.read(4).startswith(b"PK\x03\x04"):
                return False
        with opened(path) as archive:
            names = archive.namelist()
    except _DAMAGE:
        return False
    return "[Content_Types].xml" not in names and "mimetype" not in names


@dataclass
class _Room:
    """What may still be unpacked of one archive, and of those inside it."""

    size: int
    files: int
    _names: Counter[Path] = field(default_factory=Counter)

    def free(self, target: Path) -> Path:
        """``target``, or a name like it where another file of the archive has that."""
        found = target
        while found.exists():
            self._names[target] += 1
            found = target.with_name(f"{target.stem}-{self._names[target] + 1}{target.suffix}")
        return found

    def take(self, *, size: int = 0, files: int = 0) -> None:
        """
        Raises:
            Unreadable: that is more than may be unpacked.
        """
        self.size -= size
        self.files -= files
        if self.size < 0 or self.files < 0:
            raise Unreadable("the archive would unpack to more than is read", _CURE)


def unpacked(
    path: Path, into: Path, *, most_bytes: int = MOST_UNPACKED, most_files: int = MOST_FILES
) -> Path:
    """The folder below ``into`` that holds the files of the archive, unpacked now or before.

    Raises:
        Unreadable: it is damaged, encrypted, or too large.
    """
    folder = into / file_digest(path)
    if (folder / _DONE).exists():
        (folder / sources.ARCHIVE).write_text(str(path.absolute()), encoding="utf-8")
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        _unpack(path, folder, _Room(most_bytes, most_files), depth=1)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # a full disk must not stay full
        raise
    (folder / sources.ARCHIVE).write_text(str(path.absolute()), encoding="utf-8")
    (folder / _DONE).touch()
    return folder


def prune(into: Path, used: set[Path]) -> None:
    """Remove what was unpacked of archives that are followed no longer."""
    for folder in into.glob("*"):
        if folder not in used:
            shutil.rmtree(folder, ignore_errors=True)


def _unpack(path: Path, folder: Path, room: _Room, depth: int) -> None:
    try:
        with opened(path) as archive:
            for entry in archive.infolist():
                if not entry.filename.endswith(("/", "\\")):
                    _take(archive, entry, folder, room)
    except Unreadable:
        raise
    except _DAMAGE as error:
        if isinstance(error, OSError) and error.errno in _FULL:
            raise
        raise Unreadable(f"the archive is damaged ({error})", _CURE) from error
    for inner in [file for file in folder.rglob("*") if file.is_file() and is_archive(file)]:
        if depth == _DEEPEST:
            raise Unreadable("it holds archives in archives in archives", _CURE)
        below = inner.with_name(f".{inner.name}.unpacking")
        below.mkdir()
        _unpack(inner, below, room, depth + 1)
        inner.unlink()
        below.rename(inner)


def _take(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, room: _Room) -> None:
    if entry.flag_bits & 1:
        raise Unreadable("the archive is encrypted", "remove the password, or " + _CURE)
    target = room.free(folder / _safe(entry))
    room.take(files=1)
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as packed, target.open("wb") as file:
        while block := packed.read(_BLOCK):
            room.take(size=len(block))
            file.write(block)


def _safe(entry: zipfile.ZipInfo) -> Path:
    """The entry's path without roots and "..", its Vietnamese name as it was meant.

    Windows packs names in UTF-8 without saying so; zipfile then takes them for cp437.
    """
    name = entry.filename
    if not entry.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("cp1258", "replace")
    name = unicodedata.normalize("NFC", name.replace("\\", "/"))
    parts = [part for part in PurePosixPath(name).parts if part not in ("/", "..", ".")]
    return Path(*(_short(part.replace("\x00", "").replace(":", "_")) for part in parts or ["file"]))


def _short(name: str) -> str:
    """The name, no longer than a file's name may be; its ending stays."""
    if len(name.encode()) <= _LONGEST:
        return name
    ending = PurePosixPath(name).suffix[-20:]
    return name.encode()[: _LONGEST - len(ending.encode())].decode(errors="ignore") + ending
