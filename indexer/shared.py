"""Index generations between machines: one publishes what it has indexed, the others fetch it.

A generation lies in the store under the name it has here and the digest of its manifest, which
itself holds the digest of every file. Files go first, the manifest after them, ``CURRENT`` last.
Who fetches looks at every digest before its own ``CURRENT`` is touched: what is damaged or half
there never serves, and what was fetched before an interrupt is not fetched again.

Which of the two a machine does is told by the file ``PUBLISHES`` in its index: indexing makes it
(``generations.write``), and it says which generation this machine let serve last.
"""

import hashlib
import logging
import os
import re
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from indexer import generations
from indexer.generations import PUBLISHES, IndexBusy, writing
from indexer.shared_store import CURRENT, Store, StoreUnavailable, Taken
from retrieval.manifest import MANIFEST, IndexUnavailable, current, damaged, publish, read_manifest
from retrieval.vector_tables import VectorsRefused

log = logging.getLogger(__name__)
KEPT = 3  # generations left in the store, the serving one included
_COMING = ".fetched-"  # begins the folder of a generation that is being fetched
_NAME = re.compile(r"g\d{6}-[0-9a-f]{12}")  # in the store; what else it says leads nowhere


class Damaged(Exception):
    """What the store holds is not what its manifest says; nothing was switched."""


class Follower:
    """Keeps one index in step with a store: call ``tick`` every few seconds.

    ``ready`` is called with what was fetched before it serves; while it raises ``VectorsRefused``
    the old generation serves on. What is damaged is looked at again when the store names another
    one, or after ``again`` seconds: a shared folder may show its files late.
    """

    def __init__(
        self,
        index: Path,
        store: Store,
        ready: Callable[[Path], None] = lambda _: None,
        again: float = 600.0,
    ) -> None:
        self._index, self._store, self._ready, self._again = index, store, ready, again
        self._refused, self._refused_until = "", 0.0
        self._told = ""

    def tick(self) -> str:
        """The generation that was published or fetched now; "" for none."""
        try:
            publishes = (self._index / PUBLISHES).exists()
            done = hand_out(self._index, self._store) if publishes else self._fetch()
            self._told = ""
            return done
        except IndexBusy:
            return ""  # a sync here, or another program that fetches
        except Taken as error:
            self._tell(f"this machine indexes, but {error}: `python -m indexer publish` decides")
        except StoreUnavailable as error:
            self._tell(f"the store of the index cannot be used, what is here serves on: {error}")
        except VectorsRefused as error:
            self._tell(f"the new generation waits for its vectors, the old one serves: {error}")
        return ""

    def _fetch(self) -> str:
        name = self._store.current()
        if not name or (name == self._refused and time.monotonic() < self._refused_until):
            return ""
        try:
            return name if fetch(self._index, self._store, name, self._ready) else ""
        except (Damaged, IndexUnavailable) as error:
            self._refused, self._refused_until = name, time.monotonic() + self._again
            log.error("generation %s of the store is refused, the old one serves: %s", name, error)
            return ""

    def _tell(self, what: str) -> None:
        """Once, not every few seconds, until it is over or something else stands in the way."""
        if what != self._told:
            log.warning("%s", what)
        self._told = what


def name_of(generation: Path) -> str:
    """Under which name a generation lies in a store; its number alone may be used twice."""
    return f"{generation.name}-{_of_manifest(generation / MANIFEST)}"


def _of_manifest(file: Path) -> str:
    return hashlib.blake2b(file.read_bytes(), digest_size=6).hexdigest()


def identity_in(name: str) -> str:
    """What a name in a store says of the generation, without the number that it has somewhere."""
    return name.rpartition("-")[2]


def identity(index: Path) -> str:
    """Names what serves here, the same on every machine; "" without an index."""
    with suppress(IndexUnavailable, OSError):
        return _of_manifest(current(index) / MANIFEST)
    return ""


def hand_out(index: Path, store: Store, *, take_over: bool = False, kept: int = KEPT) -> str:
    """Let the other machines have the generation that serves here; "" where they do already.

    With ``take_over`` whatever another machine has published is replaced, and what the store has
    lost of this generation is put there again. Of what served before the store keeps the last, and
    as many more as make ``kept``; a store that removes nothing keeps more, and no harm is done.

    Raises:
        Taken, StoreUnavailable, IndexUnavailable, IndexBusy
    """
    generation = current(index)
    name = name_of(generation)
    said = (index / PUBLISHES).read_text().strip() if (index / PUBLISHES).exists() else ""
    serving = store.current()
    if serving == name and not take_over:
        _note(index, name)
        return ""
    if serving and serving != said and not take_over:
        raise Taken(f"{serving} in the store is not of this machine")
    with writing(index):
        there = set(store.names(f"{name}/"))
        for file in sorted(read_manifest(generation)["files"]):
            if f"{name}/{file}" not in there:
                store.put(f"{name}/{file}", generation / file)
        store.put(f"{name}/{MANIFEST}", generation / MANIFEST)
        store.switch(serving, name)
        _note(index, name)
    try:
        _prune(store, {name, serving}, kept)
    except StoreUnavailable as error:  # the next one that is handed out finds them
        log.warning("old generations stay in the store: %s", error)
    return name


def clear(store: Store) -> None:
    """Take away all that is in the store; who is killed over it, or refused, begins again.

    Raises: StoreUnavailable
    """
    store.remove(CURRENT)
    _remove(store, list(store.names()))


def fetch(
    index: Path, store: Store, name: str, ready: Callable[[Path], None] = lambda _: None
) -> bool:
    """Let the generation ``name`` of the store serve here; False where it does already.

    ``ready`` is called with its folder before it serves; what it raises lets the old one serve on.

    Raises:
        Damaged, StoreUnavailable, IndexUnavailable
        IndexBusy: another program fetches, or a sync runs.
    """
    if not _NAME.fullmatch(name):
        raise Damaged(f"{name[:60]!r} is no name of a generation")
    if identity(index) == identity_in(name):
        return False
    index.mkdir(parents=True, exist_ok=True)
    with writing(index):
        before = generations.serving(index)
        known = _known(index, name)
        if known is None:
            known = _brought(index, store, name)
        ready(known)
        publish(known)
        for old in index.glob(f"{_COMING}*"):
            shutil.rmtree(old, ignore_errors=True)
        generations.prune(index, known, before)
    return True


def _known(index: Path, name: str) -> Path | None:
    """The same generation among those that are here, as after a rollback; whole, or None."""
    for folder in generations.generations(index):
        with suppress(IndexUnavailable, OSError):
            same = _of_manifest(folder / MANIFEST) == identity_in(name)
            if same and not damaged(folder, read_manifest(folder), thorough=True):
                return folder
    return None


def _brought(index: Path, store: Store, name: str) -> Path:
    coming = index / f"{_COMING}{name}"
    coming.mkdir(parents=True, exist_ok=True)
    manifest_file = coming / MANIFEST
    try:
        store.get(f"{name}/{MANIFEST}", manifest_file)
    except FileNotFoundError:
        raise Damaged("its manifest is missing") from None
    if _of_manifest(manifest_file) != identity_in(name):
        shutil.rmtree(coming, ignore_errors=True)
        raise Damaged("its manifest is not the one that was published")
    manifest = read_manifest(coming)  # of a format that this program reads
    for file in damaged(coming, manifest, thorough=True):
        _bring(store, name, coming, file, manifest["files"])
    wrong = damaged(coming, manifest, thorough=True)
    if wrong:
        shutil.rmtree(coming, ignore_errors=True)
        raise Damaged(f"{', '.join(wrong[:3])} not as published")
    for file, (_, written) in manifest["stamps"].items():
        if file in manifest["files"]:
            os.utime(coming / file, ns=(written, written))  # so that large ones are known by it
    ready = index / f"g{generations.next_number(index):06d}"
    coming.rename(ready)
    return ready


def _bring(store: Store, name: str, coming: Path, file: str, wanted: dict[str, str]) -> None:
    place = coming / file
    if not place.resolve().is_relative_to(coming.resolve()):
        raise Damaged(f"{file} leads out of its folder")
    if file not in wanted:  # left behind by something else
        place.unlink()
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        store.get(f"{name}/{file}", place)
    except FileNotFoundError:
        raise Damaged(f"{file} is missing") from None


def _note(index: Path, name: str) -> None:
    """What this machine let serve last."""
    file = index / PUBLISHES
    if not file.exists() or file.read_text() != name:
        waiting = file.with_name(f".{PUBLISHES}.{os.getpid()}")
        waiting.write_text(name)
        waiting.replace(file)


def _prune(store: Store, serving: set[str], kept: int) -> None:
    """Keep the newest."""
    files: dict[str, list[str]] = {}
    for name in store.names("g"):
        files.setdefault(name.partition("/")[0], []).append(name)
    others = sorted(set(files) - serving)
    spare = max(0, kept - len(serving & set(files)))
    for name in others[: len(others) - spare]:
        _remove(store, files[name])


def _remove(store: Store, files: list[str]) -> None:
    """The manifest goes first, so that no half of a generation looks whole."""
    for file in sorted(files, key=lambda file: not file.endswith(f"/{MANIFEST}")):
        store.remove(file)
