"""Metadata written beside a file: ``NAME.ext.yaml``, sources.yaml, or the head of a .md file."""

import stat
from pathlib import Path

from corpus.reading import Extraction
from reader import sources

SUFFIX = ".yaml"
_LARGEST = 100_000  # bytes: metadata is short


def sidecar_of(path: Path) -> Path:
    """Where the metadata of ``path`` would stand."""
    return path.with_name(path.name + SUFFIX)


def is_sidecar(path: Path) -> bool:
    """Whether ``path`` holds metadata of a file beside it, and is no document itself."""
    try:
        return path.suffix == SUFFIX and stat.S_ISREG(path.with_suffix("").stat().st_mode)
    except OSError:
        return False


def load(path: Path) -> tuple[dict[str, object], tuple[str, ...], bytes]:
    """The metadata beside ``path``, warnings, and its bytes; all empty where there is none.

    Raises:
        Unreadable: the document comes from a source that is not allowed.
    """
    listed, facts = sources.said_of(path)
    beside, warnings, raw = _beside(path)
    said = facts | beside
    doubt = listed.check(said.get("source")) if listed else ""
    if facts or doubt:
        raw += f"{sorted(facts.items())} {doubt}".encode(errors="backslashreplace")
    return said, (*warnings, *filter(None, [doubt])), raw


def _beside(path: Path) -> tuple[dict[str, object], tuple[str, ...], bytes]:
    beside = sidecar_of(path)
    try:
        raw = beside.read_bytes()
    except FileNotFoundError:
        return {}, (), b""
    except OSError as error:
        return {}, (f"{beside.name} cannot be read ({error.strerror}) and was passed over",), b""
    if len(raw) > _LARGEST:
        return {}, (f"{beside.name} has {len(raw)} bytes and was passed over",), raw
    metadata, warnings = parse_yaml(raw.decode("utf-8", errors="replace"), beside.name)
    return metadata, warnings, raw


def parse_yaml(text: str, where: str) -> tuple[dict[str, object], tuple[str, ...]]:
    """A mapping out of YAML; what is none is passed over with a warning that names ``where``."""
    import yaml

    try:
        read = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        return {}, (f"{where} is not valid YAML ({first}) and was passed over",)
    if read is None:
        return {}, ()
    if not isinstance(read, dict):
        return {}, (f"{where} holds no keys and values and was passed over",)
    return {str(name): value for name, value in read.items()}, ()


def with_sidecar(extraction: Extraction, beside: dict[str, object]) -> dict[str, object]:
    """What the file says of itself, overridden by what stands beside it."""
    return {**extraction.metadata, **beside}
