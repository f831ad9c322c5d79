"""What an index generation says of itself, whether its files are whole, and which one serves.

``CURRENT`` beside the generations names the one that serves. It is replaced in one rename, so a
reader sees the old generation or the new one, never a mixture.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from corpus import chunking
from retrieval import words

FORMAT = 7
MANIFEST = "manifest.json"
CURRENT = "CURRENT"
CURE = "run `python -m indexer rollback`, or `python -m indexer sync --rebuild`"
# Besides what is checked first.
_SAYS = {"model", "dimension", "documents", "chunks", "corpus", "vectors", "stamps"}
LARGE = 64 << 20  # bytes from which a file is not read again while its size and time are as written


class IndexUnavailable(Exception):
    """There is no index that can be served; the message names the cure."""


def current(index: Path) -> Path:
    """The folder of the generation that serves.

    Raises:
        IndexUnavailable: nothing has been published yet, or what says so cannot be read.
    """
    try:
        return index / (index / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexUnavailable("there is no index yet: run `python -m indexer sync`") from None
    except (OSError, ValueError) as error:
        raise IndexUnavailable(
            f"the file {CURRENT} of the index cannot be read ({type(error).__name__}): {CURE}"
        ) from None


def publish(generation: Path) -> None:
    """Make ``generation`` the one that serves: one atomic rename."""
    pointer = generation.parent / CURRENT
    waiting = pointer.with_name(f".{CURRENT}.{os.getpid()}")
    with waiting.open("w") as stream:
        stream.write(generation.name)
        stream.flush()
        os.fsync(stream.fileno())
    waiting.replace(pointer)


def checksums(folder: Path) -> dict[str, str]:
    """The digest of every file of a generation but its manifest."""
    return {name: file_digest(file) for name, file in _files(folder).items()}


def stamps(folder: Path) -> dict[str, list[int]]:
    """The size and the time of writing (ns) of every file of a generation but its manifest."""
    return {name: _stamp(file) for name, file in _files(folder).items()}


def damaged(
    folder: Path, manifest: dict[str, Any], *, thorough: bool, large: int = LARGE
) -> list[str]:
    """The files that are missing, too many, or other than the manifest says.

    Large ones that nobody has written since are taken to be whole, unless ``thorough``:
    reading gigabytes at every start would find a failing disk, and nothing else.
    """
    wanted, written = manifest["files"], {} if thorough else manifest["stamps"]
    try:
        found = {}
        for name, file in _files(folder).items():
            stamp = _stamp(file)
            untouched = stamp[0] >= large and stamp == written.get(name)
            found[name] = wanted.get(name) if untouched else file_digest(file)
    except OSError as error:
        return [f"{error.filename}: {error.strerror}"]
    return sorted(
        name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name)
    )


def resized(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """The files that are missing or not as long as they were written: a look of a millisecond."""
    wanted = {name: stamp[0] for name, stamp in manifest["stamps"].items()}
    found = {}
    for name, file in _files(folder).items():
        try:
            found[name] = file.stat().st_size
        except OSError:
            continue
    return sorted(name for name in wanted if found.get(name) != wanted[name])


def _files(folder: Path) -> dict[str, Path]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {str(file.relative_to(folder)): file for file in files if file.name != MANIFEST}


def _stamp(file: Path) -> list[int]:
    stat = file.stat()
    return [stat.st_size, stat.st_mtime_ns]


def file_digest(file: Path) -> str:
    """Of a file's bytes: BLAKE2b, 16 bytes, as hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a generation.

    Raises:
        IndexUnavailable: it is missing, broken, or of a format this program does not read.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        made_by = (manifest["format"], manifest["chunker"], manifest["words"])
        tables = (manifest["files"], manifest["stamps"])
        if not (manifest.keys() >= _SAYS and all(isinstance(table, dict) for table in tables)):
            raise ValueError(manifest.keys())
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexUnavailable(
            f"the manifest of index generation {folder.name} is missing or broken "
            f"({type(error).__name__}): {CURE}"
        ) from None
    if made_by != (FORMAT, chunking.VERSION, words.VERSION):
        raise IndexUnavailable(
            f"index generation {folder.name} was made by another version of this program: "
            "run `python -m indexer sync --rebuild`"
        )
    return manifest
