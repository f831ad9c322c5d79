"""What stands beside a file: metadata in ``NAME.ext.yaml``, sources.yaml, or a .md file's head.

Beside a form also a filled sample of it: ``NAME.ext.filled.docx`` (or ``.pdf``).
"""

import stat
from contextlib import suppress
from pathlib import Path

from corpus.reading import Extraction
from reader import sources

SUFFIX = ".yaml"
FILLED = (".filled.docx", ".filled.pdf")
_LARGEST = 100_000  # bytes: metadata is short


def sidecar_of(path: Path) -> Path:
    """Where the metadata of ``path`` would stand."""
    return path.with_name(path.name + SUFFIX)


def is_sidecar(path: Path) -> bool:
    """Whether ``path`` holds metadata of a file beside it, and is no document itself."""
    return path.suffix == SUFFIX and _is_file(path.with_suffix(""))


def filled_sample(path: Path) -> Path | None:
    """The filled sample beside the form at ``path``."""
    places = (path.with_name(path.name + ending) for ending in FILLED)
    return next((place for place in places if _is_file(place)), None)


def is_filled_sample(path: Path) -> bool:
    """Whether ``path`` is a filled sample of the form beside it: made up, and no document."""
    for ending in FILLED:
        if path.name.endswith(ending):
            return _is_file(path.with_name(path.name.removesuffix(ending)))
    return False


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
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
    if sample := filled_sample(path):
        with suppress(OSError):
            raw += sample.read_bytes()
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

    from reader import plain_yaml

    try:
        read = plain_yaml.load(text)
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
