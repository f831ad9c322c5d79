"""Runs as they are kept: one JSON file each, written once, never changed."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from retrieval.policy import Policy

FOLDER = Path("eval") / "runs"  # below the data folder
_NAME = re.compile(r"[^\w.+-]+")


class RunUnavailable(Exception):
    """There is no such run, or it cannot be read; the message names the cure."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and what came of it.

    ``slices`` say by what it is counted (typing, field, kind, length); ``figures`` are its
    own, None where one does not apply. ``expected`` and ``found`` are ids of documents,
    the found ones best first. ``bound`` is "always" or "never" where no threshold of
    evidence would change whether it is answered.
    """

    set: str
    id: str
    text: str
    slices: Mapping[str, str]
    figures: Mapping[str, float | None]
    expected: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    outcome: str = ""
    evidence: float | None = None
    bound: str = ""
    features: Mapping[str, float] = field(default_factory=dict)
    milliseconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """The same question in another run has the same key."""
        return (self.set, self.slices.get("typing", ""), self.id)


@dataclass(frozen=True, slots=True)
class Run:
    """``arguments`` is what was asked for; ``sets`` tells of each set how large it is.

    ``titles`` names documents by set and id, where a report will speak of them.
    """

    command: str
    at: datetime
    arguments: Mapping[str, Any]
    policy: Mapping[str, Any]
    model: str
    commit: str
    sets: Mapping[str, Mapping[str, float]]
    asked: tuple[Asked, ...]
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    name: str = ""

    def by_set(self) -> dict[str, list[Asked]]:
        """The questions of each set in each typing: "alqac_dev", "alqac_dev, none"."""
        found: dict[str, list[Asked]] = {}
        for one in self.asked:
            typing = one.slices.get("typing", "full")
            title = one.set if typing == "full" or self.command == "run" else f"{one.set}, {typing}"
            found.setdefault(title, []).append(one)
        return found


_RUN = TypeAdapter(Run)


def made(
    command: str,
    arguments: Mapping[str, Any],
    policy: Policy,
    model: str,
    sets: Mapping[str, Mapping[str, float]],
    asked: tuple[Asked, ...],
    titles: Mapping[str, Mapping[str, str]],
) -> Run:
    """A run that ends now."""
    now = datetime.now(UTC).replace(microsecond=0)
    return Run(command, now, arguments, asdict(policy), model, commit(), sets, asked, titles)


def keep(run: Run, folder: Path, label: str = "") -> Path:
    """Write the run under a name that no other has: its time, command and ``label``."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = (f"{run.at:%Y%m%d-%H%M%S}", run.command, _NAME.sub("-", label).strip("-"))
    stem = "-".join(part for part in parts if part)
    for number in range(1, 1_000):
        name = stem if number == 1 else f"{stem}-{number}"
        file = folder / f"{name}.json"
        try:
            with file.open("xb") as stream:  # never over another
                stream.write(_RUN.dump_json(replace(run, name=name)))
        except FileExistsError:
            continue
        return file
    raise RunUnavailable(f"{folder} holds too many runs named {stem}: give another --label")


def load(name: str, folder: Path) -> Run:
    """A run by its file, its name, or the only part of a name that fits ("last" is the newest).

    Raises:
        RunUnavailable
    """
    file = _file(name, folder)
    try:
        return _RUN.validate_json(file.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise RunUnavailable(f"{file} is no stored run ({where}: {first['msg']})") from None
    except OSError as error:
        raise RunUnavailable(f"{file} cannot be read: {error.strerror}") from None


def stored(folder: Path) -> Iterator[Path]:
    """The files of all runs, oldest first."""
    yield from sorted(folder.glob("*.json"), key=lambda file: (file.stat().st_mtime_ns, file.name))


def _file(name: str, folder: Path) -> Path:
    if Path(name).is_file():
        return Path(name)
    files = list(stored(folder))
    fits = [file for file in files if file.stem == name]
    fits = fits or files[-1:] * (name == "last") or [file for file in files if name in file.stem]
    if len(fits) == 1:
        return fits[0]
    if fits:
        names = ", ".join(file.stem for file in fits[:5])
        raise RunUnavailable(f"{name} fits several runs: {names}")
    raise RunUnavailable(
        f"there is no run {name} in {folder}: `python -m eval runs` lists what is there"
    )


def commit() -> str:
    """The commit of the working tree, with a plus where it has changes; empty outside of git."""
    git = shutil.which("git")
    if git is None:
        return ""
    here = Path(__file__).parent
    head = _said([git, "rev-parse", "--short", "HEAD"], here)
    changes = _said([git, "status", "--porcelain", "--untracked-files=no"], here)
    return head + ("+" if head and changes else "")


def _said(command: list[str], folder: Path) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - git's own path, and words of ours
            command, cwd=folder, capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
