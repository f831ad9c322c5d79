"""``python -m eval runs``, ``compare`` and ``report``: what stored runs say."""

from pathlib import Path

import click
from rich.table import Table

from corpus.settings import Settings
from corpus.terminal import escape, out, settings_or_stop, stop
from eval import places, show
from eval.compare import Change, Compared, compare, verdict
from eval.plots import PlotsUnavailable
from eval.report import page
from eval.runs import Run, RunUnavailable, load, stored

_MOVED = 5  # questions shown that changed most, each way


@click.command("runs")
def list_runs() -> None:
    """The stored runs, oldest first."""
    table = Table("run", "asked", "model", "commit", "sets", box=None)
    folder = places.kept(settings_or_stop())
    for file in stored(folder):
        try:
            run = load(str(file), folder)
        except RunUnavailable as error:
            table.add_row(escape(file.stem), escape(str(error)))
            continue
        model = run.model.split("#")[0] or "words only"
        sets = ", ".join(run.sets)
        table.add_row(file.stem, str(len(run.asked)), escape(model), run.commit, escape(sets))
    if table.row_count:
        out.print(table)
    else:
        out.print(f"No run is kept in {folder} yet: `python -m eval run` keeps one.")


@click.command("compare")
@click.argument("before")
@click.argument("after")
@click.option("--changes", default=_MOVED, show_default=True, help="Questions shown each way.")
def compare_runs(before: str, after: str, changes: int) -> None:
    """What changed from run BEFORE to run AFTER, on the questions that both asked.

    A run is named by its file, its name, a part of the name that no other has, or "last".
    """
    settings = settings_or_stop()
    old, new = _run(before, settings), _run(after, settings)
    _tell_apart(old, new)
    found = compare(old, new)
    for one in found:
        _show(one, changes)
    out.print(f"\n[bold]{escape(verdict(found))}[/bold]", highlight=False)


@click.command()
@click.argument("names", nargs=-1)
@click.option("--out", "file", type=click.Path(path_type=Path), help="Where the page is written.")
def report(names: tuple[str, ...], file: Path | None) -> None:
    """One page (HTML, nothing beside it) on the runs NAMES; without any, on the last."""
    settings = settings_or_stop()
    runs = [_run(name, settings) for name in names or ("last",)]
    file = file or settings.data / "eval" / "report.html"
    try:
        text = page(runs)
    except PlotsUnavailable as error:
        stop(str(error))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror}")
    out.print(f"Written to {escape(str(file))} ({len(text.encode()) / 1024:.0f} KB)")


def _run(name: str, settings: Settings) -> Run:
    try:
        return load(name, places.kept(settings))
    except RunUnavailable as error:
        stop(str(error))


def _tell_apart(old: Run, new: Run) -> None:
    """Which runs these are, and which settings of the policy differ."""
    for title, run in (("before", old), ("after", new)):
        out.print(f"{title:7}{escape(run.name)}  {run.commit or 'no commit'}  {escape(run.model)}",
                  highlight=False)  # fmt: skip
    for name in sorted(old.policy.keys() | new.policy.keys()):
        was, now = old.policy.get(name), new.policy.get(name)
        if was != now:
            out.print(f"       policy {name}: {was} → {now}", highlight=False)
    if old.command != new.command:
        stop(f"a run of `{old.command}` and one of `{new.command}` have nothing to compare")


def _show(one: Compared, changes: int) -> None:
    out.print(f"\n[bold]{escape(one.title)}[/bold] ({one.questions} questions)", highlight=False)
    table = Table("", "before", "after", "change", box=None)
    for name, moved in one.figures.items():
        was, now = one.means[name]
        table.add_row(name, f"{was:.3f}", f"{now:.3f}", show.change(moved))
    out.print(table)
    for by, values in one.slices.items():
        table = Table(f"{one.main} by {by}", "questions", "change", box=None)
        for value, part in values.items():
            table.add_row(escape(value or "–"), str(part.count), show.change(part))
        out.print(table)
    worse = [change for change in one.changes if change.by < 0][:changes]
    better = [change for change in reversed(one.changes) if change.by > 0][:changes]
    for title, some in (("lost most", worse), ("gained most", better)):
        if some:
            out.print(f"{title}:", highlight=False)
            for change in some:
                _show_change(change)


def _show_change(change: Change) -> None:
    old, new = change.before, change.after
    out.print(f"  {change.by:+.3f} {escape(new.id)} {escape(new.text[:160])}", highlight=False)
    wanted = ", ".join(new.expected[:3]) or "no answer"
    was, now = (", ".join(one.found[:3]) or "nothing" for one in (old, new))
    out.print(f"         wanted {escape(wanted)}", highlight=False, style="dim")
    out.print(f"         {escape(was)} → {escape(now)}", highlight=False, style="dim")
    if old.outcome != new.outcome:
        out.print(f"         {old.outcome} → {new.outcome}", highlight=False, style="dim")
