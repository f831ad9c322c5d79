"""Checks of what is searched: the index, its model, the documents, the table of units."""

from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.settings import Settings
from corpus.units import FILE as SHIPPED
from corpus.units_update import BadTable, table_at
from desk.finding import Findings, note, ok, wrong
from indexer.generations import generations
from retrieval.bundled_model import ModelUnavailable
from retrieval.embedder import identity
from retrieval.generation import Generation
from retrieval.manifest import IndexUnavailable, current, damaged, read_manifest, resized

_READ_WHOLE = 2 << 30  # bytes up to which every file is read to its end here
_LOOKED_AT = 200_000  # files of the documents' folders
SYNC = "python -m indexer sync"


def index(settings: Settings) -> Findings:
    """Whether the generation that serves is whole."""
    try:
        folder = current(settings.index)
        manifest = read_manifest(folder)
        wrong_files = _damage(folder, manifest)
        if not wrong_files:
            Generation(folder)
    except IndexUnavailable as error:
        yield wrong("index", str(error), _cure(settings.index))
        return
    if wrong_files:
        says = f"index generation {folder.name} is damaged ({', '.join(wrong_files[:3])})"
        yield wrong("index", says, _cure(settings.index))
        return
    says = f"{folder.name} of {manifest.get('made', '?')}: {manifest['chunks']} chunks, whole"
    yield ok("index", says)
    left = [one.name for one in settings.index.glob(".new-*")]
    if left:
        yield note("index", f"an unfinished one lies there ({left[0]})", SYNC)


def _damage(folder: Path, manifest: dict[str, Any]) -> list[str]:
    size = sum(stamp[0] for stamp in manifest["stamps"].values())
    if size > _READ_WHOLE:
        return resized(folder, manifest)
    return damaged(folder, manifest, thorough=True)


def _cure(index: Path) -> str:
    """What puts an index right: an older generation that is whole, else all anew."""
    try:
        serving = current(index).name
    except IndexUnavailable:
        serving = ""
    for folder in reversed(generations(index)):
        try:
            whole = folder.name < serving and not _damage(folder, read_manifest(folder))
        except IndexUnavailable:
            whole = False
        if whole:
            return "python -m indexer rollback"
    return f"{SYNC} --rebuild" if serving else SYNC


def model(settings: Settings) -> Findings:
    try:
        found = identity(settings.model, settings.data / "models")
    except ModelUnavailable as error:
        yield wrong("model", str(error), "python -m retrieval prepare")
        return
    try:
        made_with = str(read_manifest(current(settings.index))["model"])
    except IndexUnavailable:
        made_with = ""
    if made_with and made_with != found:
        says = f"the index was made with {made_with}, and {found} is set"
        yield wrong("model", says, SYNC)
    else:
        yield ok("model", f"{found} is prepared")


def documents(settings: Settings) -> Findings:
    """Folders that are gone, and documents that are newer than the index."""
    missing = [path for path in settings.corpus_paths if not path.exists()]
    for path in missing:
        cure = f"bring it back, or python -m indexer sync --forget {path}"
        yield wrong("documents", f"{path} is not there", cure)
    try:
        said = str(read_manifest(current(settings.index)).get("made", ""))
        made = datetime.fromisoformat(said).timestamp()
    except (IndexUnavailable, ValueError):
        return
    files = (file for path in settings.corpus_paths for file in _files(path))
    newer = total = 0
    for file in islice(files, _LOOKED_AT):
        total += 1
        newer += _time(file) > made
    if newer:
        yield note("documents", f"{newer} of {total} files are newer than the index", SYNC)
    elif not missing:
        days = (datetime.now(UTC).timestamp() - made) / 86_400
        yield ok("documents", f"{total} files, none newer than the index, of {days:.0f} days ago")


def units(settings: Settings) -> Findings:
    own = settings.data / SHIPPED.name
    try:
        table = table_at(own if own.exists() else SHIPPED)
    except BadTable as error:
        cure = f"python -m desk units update FILE, or remove {own}"
        yield wrong("units", str(error), cure)
        return
    yield ok("units", f"{len(table.rows)} communes, {'updated' if own.exists() else 'as shipped'}")


def _files(path: Path) -> list[Path] | Any:
    return (one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]


def _time(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
