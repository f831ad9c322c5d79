"""Looking into a zip-based file before unpacking any of it."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reader.recognise import Unreadable

MOST_UNPACKED = 400_000_000  # bytes; a file that unpacks to more is no document
MOST_LISTED = 4 << 20  # bytes of the list of an archive's entries: tens of thousands
# What zipfile says of broken bytes; a version it does not know is one of them.
_DAMAGE = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError)


class _Careful(io.BufferedReader):
    """Refuses a list of entries that would fill the memory: zipfile reads it in one piece."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MOST_LISTED:
            raise zipfile.BadZipFile("its list of entries is too long")
        return super().read(size)


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive whose entries are read in blocks.

    Raises:
        What zipfile raises of broken bytes, and of more entries than a document has.
    """
    with _Careful(io.FileIO(path)) as file, zipfile.ZipFile(file) as archive:
        yield archive


def check(path: Path, *, most: int = MOST_UNPACKED) -> frozenset[str]:
    """The names of the entries of a sound archive.

    Raises:
        Unreadable: it is damaged, encrypted, or would fill the memory.
    """
    try:
        with opened(path) as archive:
            entries = archive.infolist()
    except _DAMAGE as error:
        raise Unreadable(
            f"the file is damaged ({error})", "open it in the program it comes from and save anew"
        ) from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("the file is encrypted", "remove the password and add it again")
    if sum(entry.file_size for entry in entries) > most:
        raise Unreadable(
            f"it would unpack to more than {most // 1_000_000} MB",
            "split it, or remove the pictures",
        )
    return frozenset(entry.filename for entry in entries)


def names(path: Path) -> frozenset[str]:
    """The names of the entries; none where it is no sound archive, or not there."""
    try:
        with opened(path) as archive:
            return frozenset(archive.namelist())
    except _DAMAGE:
        return frozenset()
