"""``sources.yaml``: where the documents of a folder come from, and whose they are.

It stands in the folder (or one above) and is the maintainers' word on its files::

    sources: [vbpl.vn, congbao.chinhphu.vn]   # where documents may come from
    documents:
      "do-luong/*.docx":                       # a path below this folder, or a pattern
        field: đo lường
        territory: toàn quốc
        owner: Vụ Tiêu chuẩn Đo lường Chất lượng
        source: https://vbpl.vn/…

A sidecar file beside a document is more particular and goes first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from unicodedata import normalize
from urllib.parse import urlsplit

from reader.recognise import Unreadable

NAME = "sources.yaml"
ARCHIVE = ".archive"  # in the folder of what was unpacked: the archive's path
_ABOVE = 6  # folders looked at above a file's own
_LARGEST = 1_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Sources:
    """``allowed`` are hosts or publishers; empty where any source will do."""

    folder: Path
    allowed: tuple[str, ...] = ()
    documents: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def of(self, path: Path) -> dict[str, object]:
        """What is said of the file: all patterns that fit, the later ones over the earlier."""
        below = normalize("NFC", path.relative_to(self.folder).as_posix())
        said: dict[str, object] = {}
        for pattern, facts in self.documents.items():
            if below == pattern or fnmatchcase(below, pattern):
                said |= facts
        return said

    def check(self, source: object) -> str:
        """A warning where ``source`` is not named.

        Raises:
            Unreadable: it is named and is none of the allowed ones.
        """
        if not self.allowed:
            return ""
        if not source:
            return f"no source is named for it in {NAME} or beside it: say where it comes from"
        said = str(source).strip().casefold()
        try:
            host = urlsplit(said).hostname or ""
        except ValueError:  # "http://[" names no host
            host = ""
        for allowed in self.allowed:
            if said == allowed or host == allowed or host.endswith("." + allowed):
                return ""
        raise Unreadable(
            f"its source, {source}, is none of those that {NAME} allows",
            f"take the document from an allowed source, or add this one to {NAME}",
        )


class BadSources(Exception):
    """A sources.yaml that cannot be used; the message says why."""


def said_of(path: Path) -> tuple[Sources | None, dict[str, object]]:
    """The sources.yaml nearest to the file, and what it says of it.

    None where there is none, or it is broken. A file that was unpacked from an archive
    has its place where the archive stands.
    """
    for place in (path, *_in_archive(path)):
        for folder in list(place.parents)[:_ABOVE]:
            file = folder / NAME
            try:
                found = _read(file, file.stat().st_mtime_ns)
            except OSError:
                continue
            except BadSources:
                return None, {}
            return found, found.of(place)
    return None, {}


def _in_archive(path: Path) -> list[Path]:
    """The path of an unpacked file below its archive: "kho.zip/thư mục/a.docx"."""
    for folder in path.parents:
        try:
            archive = (folder / ARCHIVE).read_text(encoding="utf-8")
        except OSError:
            continue
        return [Path(archive) / path.relative_to(folder)]
    return []


def read(file: Path) -> Sources:
    """Read a sources.yaml.

    Raises:
        BadSources: it cannot be used.
    """
    try:
        return _read(file, file.stat().st_mtime_ns)
    except OSError as error:
        raise BadSources(f"it cannot be opened ({error.strerror})") from error


@lru_cache(maxsize=32)
def _read(file: Path, _changed: int) -> Sources:
    import yaml

    from reader import plain_yaml

    try:
        if file.stat().st_size > _LARGEST:
            raise BadSources(f"it has more than {_LARGEST} bytes")
        said = plain_yaml.load(file.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, ValueError, RecursionError, OSError) as error:
        raise BadSources(f"it is not valid YAML ({str(error).splitlines()[0]})") from error
    if said is None:
        return Sources(file.parent)
    if not isinstance(said, dict) or set(said) - {"sources", "documents"}:
        raise BadSources("it may hold the keys 'sources' and 'documents' only")
    allowed, documents = said.get("sources") or [], said.get("documents") or {}
    if not isinstance(allowed, list) or not all(isinstance(name, str) for name in allowed):
        raise BadSources("'sources' is not a list of names")
    if not isinstance(documents, dict) or not all(isinstance(d, dict) for d in documents.values()):
        raise BadSources("'documents' does not give keys and values for each file or pattern")
    return Sources(
        file.parent,
        tuple(name.strip().casefold() for name in allowed),
        {
            normalize("NFC", str(pattern)): {str(name): fact for name, fact in facts.items()}
            for pattern, facts in documents.items()
        },
    )
