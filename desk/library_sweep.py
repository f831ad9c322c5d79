"""What drafts leave behind goes: indexes of those that have ended, or that nobody works on any
more, and pictures of pages that no draft shows.

Who ends a draft takes its index away at once (``LibraryFiles.drop_draft``). Here is found what was
left then: on the other machines, by who was killed over it, by a store that refused. Each time
looks anew at what there is, so one that is interrupted is taken up by the next.
"""

import logging
import shutil
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from desk import library_rows
from desk.desk import Desk
from desk.holding import LibraryRefused
from desk.library_files import Busy, LibraryFiles, alone
from desk.turning import Turning

log = logging.getLogger(__name__)
# After this without any work on a draft its index goes: it is as large as the one that serves, and
# is made again by pressing one button, in the time of reading what is new. A month is longer than
# anybody waits for a second reader or for a decree to be signed.
IDLE = timedelta(days=30)
EVERY = 3600.0  # seconds


def sweep(desk: Desk, files: LibraryFiles) -> None:
    """From this machine's disk; a draft that a program here is just reading is left alone."""
    here = [folder for folder in (files.place / "drafts").glob("*") if folder.is_dir()]
    works = _worked_on(desk) if here else {}  # asked after the folders were listed
    for folder in here:
        if not works.get(folder.name):
            try:
                with alone(folder):
                    _take_away(folder, _worked_on(desk).get(folder.name))
            except (Busy, OSError):  # a program here is at it, or has just taken it away
                continue
    pictures = list((files.place / "pages").glob("*"))
    if pictures:
        with desk.database.reading() as connection:
            held = library_rows.digests(connection)
        for folder in pictures:
            if folder.name not in held:
                shutil.rmtree(folder, ignore_errors=True)


def _take_away(folder: Path, works: bool | None) -> None:
    """All of a draft that is no more (None); of one that nobody works on what is made again."""
    gone = [folder] if works is None else [] if works else [folder / "index", folder / "files"]
    for one in gone:
        shutil.rmtree(one, ignore_errors=True)


def sweep_store(desk: Desk, files: LibraryFiles) -> None:
    """From the place that machines share.

    Raises:
        LibraryRefused: it cannot be used.
    """
    if files.shared is None:
        return
    there = files.shared.drafts()
    works = _worked_on(desk) if there else {}
    for name in sorted(there):
        if not works.get(name):
            with desk.begin() as work:
                may_go = library_rows.let_go(work, name, work.now - IDLE)
            if may_go:
                files.shared.forget(name)


def _worked_on(desk: Desk) -> dict[str, bool]:
    with desk.database.reading() as connection:
        return library_rows.worked_since(connection, desk.now() - IDLE)


class Sweeping(Turning):
    """Runs in a thread of its own between entering and leaving: a slow store keeps nobody waiting.

    What fails is logged and done the next time. ``disk``: how this machine's is swept by a program
    that keeps indexes open.
    """

    patience = 15.0  # what is left is taken away the next time

    def __init__(
        self,
        desk: Desk,
        files: LibraryFiles,
        disk: Callable[[], None] | None = None,
        every: float = EVERY,
    ) -> None:
        super().__init__("sweeping")
        self._steps = disk or partial(sweep, desk, files), partial(sweep_store, desk, files)
        self._every = every

    def work(self) -> None:
        while True:  # once at least
            for step in self._steps:
                try:
                    step()
                except LibraryRefused as refused:
                    log.warning("what drafts left behind stays for now: %s", refused)
                except Exception:
                    log.exception("what drafts left behind could not be looked at")
            if self.over.wait(self._every):
                return
