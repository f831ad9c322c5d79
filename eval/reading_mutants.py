"""Damaged files through the reader's workers and a sync: nothing crashes, hangs or is lost.

Some sound files are indexed (words only). Then, round after round, most of them are
replaced by mutants and the rest restored, and the folder is synced with ``Workers``. A
document is lost if its path, which held words in the index before the round, holds none
after it (neither a new version, nor the earlier one, nor files out of an archive that
has taken its place, nor a twin that another path holds), or if a file that was not read
keeps anything but its earlier version, or a restored one is not there.
"""

import random
import shutil
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from corpus.reading import Reading
from corpus.store import FileRecord
from eval.mutants import Mutant, rounds
from indexer.sync import Progress, sync
from reader.read import Unreadable
from reader.workers import FileReader, Limits, Workers
from retrieval.generation import Generation
from retrieval.manifest import current

HANG = 60.0  # seconds
_SOUND = 24  # files
_RESTORED = 0.25  # of them in each round
_LARGEST = 400_000  # bytes: many small files rather than few large ones
_STRANGERS = 12
_TWIN = "it holds the same text"
_OUTCOMES = (
    ("the reader failed", "surprise in the reader"),
    ("the reader broke down", "worker ended"),
    ("reading it made no progress", "stopped for slowness"),
    ("reading it takes more memory", "out of memory"),
)


@dataclass(frozen=True, slots=True)
class Offence:
    """What must not happen: a crash of ours, a hang, a lost document. ``kept`` is the file."""

    what: str
    kind: str
    file: str
    kept: str
    said: str = ""  # what the sync said of the file


@dataclass
class Mutated:
    """``outcomes`` counts by kind of damage and outcome; times are seconds a file."""

    files: int = 0
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    offences: list[Offence] = field(default_factory=list)
    surprises: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_file: str = ""
    slowest_sync: float = 0.0

    def count(self, what: str) -> int:
        return sum(offence.what == what for offence in self.offences)


def run(folders: Iterable[Path], count: int, seed: int, keep: Path, progress: Progress) -> Mutated:
    """Mutate ``count`` files; those that offend are kept in ``keep``.

    Raises:
        ValueError: there are too few readable files in ``folders``.
    """
    found = Mutated()
    with tempfile.TemporaryDirectory(prefix="mutants-") as name, Workers(2, Limits(45)) as workers:
        bench = Bench(Path(name), keep, workers, found)
        sound, strangers = _chosen(folders, seed)
        bench.begin(sound)
        size = int(len(bench.sound) * (1 - _RESTORED))
        for batch in rounds(bench.sound, strangers, count, seed, size):
            bench.round(batch)
            progress("mutate", found.files, count)
    return found


def _chosen(folders: Iterable[Path], seed: int) -> tuple[dict[str, bytes], list[bytes]]:
    """Sound files by name, of every ending alike, and the contents of others."""
    files = [
        file
        for folder in folders
        for file in sorted(folder.rglob("*"))
        if file.is_file() and 0 < file.stat().st_size <= _LARGEST and file.suffix != ".tsv"
    ]
    by_ending: dict[str, list[Path]] = {}
    for file in random.Random(seed).sample(files, len(files)):
        by_ending.setdefault(file.suffix.lower(), []).append(file)
    mixed = [file for files in _in_turn(by_ending) for file in files]
    if len(mixed) < _SOUND // 2:
        raise ValueError(f"mutating needs at least {_SOUND // 2} files, there are {len(mixed)}")
    some = min(_SOUND, len(mixed) * 2 // 3)
    sound = {file.name: file.read_bytes() for file in mixed[:some]}
    return sound, [file.read_bytes() for file in mixed[some : some + _STRANGERS]]


def _in_turn(by_ending: Mapping[str, list[Path]]) -> Iterator[list[Path]]:
    for place in range(max(map(len, by_ending.values()), default=0)):
        yield [files[place] for files in by_ending.values() if place < len(files)]


class _Timed:
    """Reads through the workers, one request a file, and notes time and outcome of each."""

    def __init__(self, workers: FileReader) -> None:
        self._workers = workers
        self.seconds: dict[str, float] = {}
        self.outcomes: dict[str, Reading | Unreadable] = {}

    def read(self, files: Iterable[Path]) -> Iterator[tuple[Path, Reading | Unreadable]]:
        with ThreadPoolExecutor(2) as pool:
            for done in as_completed([pool.submit(self._one, file) for file in files]):
                yield done.result()

    def _one(self, file: Path) -> tuple[Path, Reading | Unreadable]:
        started = time.monotonic()
        _, outcome = next(iter(self._workers.read([file])))
        self.seconds[file.name] = time.monotonic() - started
        self.outcomes[file.name] = outcome
        return file, outcome


class Bench:
    """A folder of files and an index of it."""

    def __init__(self, place: Path, keep: Path, workers: FileReader, found: Mutated) -> None:
        self.folder, self.index, self.keep = place / "files", place / "index", keep
        self.workers, self.found = workers, found
        self.sound: dict[str, bytes] = {}

    def begin(self, sound: Mapping[str, bytes]) -> None:
        """Index the sound files; those that cannot be read are none."""
        shutil.rmtree(self.index, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        for name, raw in sound.items():
            (self.folder / name).write_bytes(raw)
        sync(self.index, [self.folder], None, reader=self.workers)
        held = self._held()
        for name in sound.keys() - held:
            (self.folder / name).unlink()
        self.sound = {name: raw for name, raw in sound.items() if name in held}

    def round(self, batch: Iterable[Mutant]) -> None:
        """Put mutants in place of sound files, restore the others, sync, and look."""
        placed = {mutant.name: mutant for mutant in batch}
        before, had = self._records(), self._kept()
        for name, raw in self.sound.items():
            (self.folder / name).write_bytes(placed[name].raw if name in placed else raw)
        timed, started = _Timed(self.workers), time.monotonic()
        try:
            sync(self.index, [self.folder], None, reader=timed)
        except Exception:
            self._crashed(placed, traceback.format_exc())
            return
        self.found.slowest_sync = max(self.found.slowest_sync, time.monotonic() - started)
        self._note(placed, timed)
        self._look_for_losses(placed, before, had)

    def _crashed(self, placed: Mapping[str, Mutant], trace: str) -> None:
        """The sync itself fell: all files of the round are kept, the index begins anew."""
        for mutant in placed.values():
            self._offence("crash", mutant)
        self.found.surprises[trace.strip().splitlines()[-1]] += 1
        (self.keep / "crash.txt").write_text(trace, encoding="utf-8")
        self.begin(self.sound)

    def _note(self, placed: Mapping[str, Mutant], timed: _Timed) -> None:
        for name, mutant in placed.items():
            outcome = timed.outcomes.get(name)
            said = "in an archive, or as before" if outcome is None else _said(outcome)
            self.found.files += 1
            self.found.outcomes[mutant.kind, said] += 1
            if isinstance(outcome, Unreadable) and said == _OUTCOMES[0][1]:
                self.found.surprises[outcome.reason] += 1
                self._keep(f"surprise {mutant.kind}", mutant)
            elif said in {name for _, name in _OUTCOMES[1:]}:
                self._keep(said, mutant)
            seconds = timed.seconds.get(name, 0.0)
            if seconds > self.found.slowest:
                self.found.slowest, self.found.slowest_file = seconds, f"{mutant.kind}: {name}"
            if seconds > HANG:
                self._offence("hang", mutant)

    def _look_for_losses(
        self, placed: Mapping[str, Mutant], before: Mapping[str, FileRecord], had: set[str]
    ) -> None:
        records, kept = self._records(), self._kept()
        for name in self.sound:
            record = records.get(name, FileRecord(name, "", ""))
            known = before.get(name, record)
            other = record.reason and record.document and record.digest != known.digest
            if (name in had or name not in placed) and (name not in kept or other):
                mutant = placed.get(name, Mutant(name, "restored", self.sound[name]))
                self._offence("loss", mutant, record.reason)

    def _kept(self) -> set[str]:
        """The names that hold words: in a document, an archive's document, or a twin's."""
        held = self._held()
        twins = {n for n, r in self._records().items() if r.reason.startswith(_TWIN)}
        return {path.split("/")[0] for path in held | twins}

    def _records(self) -> dict[str, FileRecord]:
        """What the index knows of each file, by its path below the folder."""
        store = Generation(current(self.index)).store
        return {r.path.removeprefix(f"{self.folder}/"): r for r in store.files()}

    def _held(self) -> set[str]:
        """The paths whose documents have words in the index."""
        store = Generation(current(self.index)).store
        readings = {name: store.reading(record) for name, record in self._records().items()}
        return {
            name
            for name, reading in readings.items()
            if reading and any(section.text or section.heading for section in reading.sections)
        }

    def _offence(self, what: str, mutant: Mutant, said: str = "") -> None:
        kept = self._keep(what, mutant)
        self.found.offences.append(Offence(what, mutant.kind, mutant.name, kept, said))

    def _keep(self, what: str, mutant: Mutant) -> str:
        folder = self.keep / f"{what} {mutant.kind}".replace(" ", "-")
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{len(list(folder.iterdir()))}-{mutant.name}"
        file.write_bytes(mutant.raw)
        return str(file)


def _said(outcome: Reading | Unreadable) -> str:
    if isinstance(outcome, Reading):
        return "read"
    return next(
        (name for begins, name in _OUTCOMES if outcome.reason.startswith(begins)), "refused"
    )
