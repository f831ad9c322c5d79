"""Progress bars of the command line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

_NAMES = {
    "read": "Reading files",
    "page": "Reading pages",
    "embed": "Embedding chunks",
    "verify": "Verifying chunks",
    "encode": "Encoding questions",
    "ask": "Asking questions",
    "mutate": "Reading damaged files",
    "answer": "Checking answers",
}


@contextmanager
def bars(console: Console, *, quiet: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """A function that shows how far each stage is: ``show(stage, done, total)``.

    A stage that is not known here goes by its own name.
    """
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=quiet,
    ) as progress:
        tasks = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(_NAMES.get(stage, stage), total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield show
