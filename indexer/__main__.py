"""``python -m indexer``: what a maintainer does with documents."""

import json
import signal
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.table import Table
from rich.tree import Tree

from corpus.reading import Reading
from corpus.settings import Settings
from corpus.terminal import err, escape, out, printable, settings_or_stop, stop
from indexer.gather import read_or_tell
from indexer.generations import IndexBusy, generations, rollback
from indexer.progress import bars
from indexer.reader import Unreadable
from indexer.report import Report
from indexer.sync import NotFollowed, followed, sync
from indexer.verify import verify
from retrieval import embedder as embedders
from retrieval.bundled_model import ModelUnavailable
from retrieval.generation import IndexUnavailable, current, read_manifest

T = TypeVar("T")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Keep the index in step with the documents."""


@main.command("sync")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change; change nothing.")
@click.option("--rebuild", is_flag=True, help="Read every file anew and write a new generation.")
@click.option("--words-only", is_flag=True, help="No vectors: works without a model.")
@click.option(
    "--forget",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Stop following this file or folder, and drop what came from it.",
)
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
def sync_command(
    paths: tuple[Path, ...],
    dry_run: bool,
    rebuild: bool,
    words_only: bool,
    forget: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Read new and changed files below PATHS and publish a new index.

    Files and folders given once are followed from then on. Without PATHS all that
    is followed is looked at again, and the configured corpus.
    """
    settings = settings_or_stop()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        embedder = None if words_only or dry_run else _embedder(settings)
        with bars(err, quiet=as_json) as progress:
            report = sync(
                settings.index,
                paths or settings.corpus_paths,
                embedder,
                dry_run=dry_run,
                rebuild=rebuild,
                forget=forget,
                progress=progress,
            )
    except (IndexBusy, ModelUnavailable, NotFollowed, FileNotFoundError) as error:
        stop(str(error))
    except (OSError, sqlite3.Error) as error:
        stop(
            f"The new index could not be written: {error}. The one that serves is untouched: "
            "see that the disk is not full, mend this and run sync again."
        )
    except KeyboardInterrupt:
        stop("Interrupted. The index that serves is untouched; run sync again to go on.", 130)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        _show(report)


def _embedder(settings: Settings) -> embedders.Embedder:
    models = settings.data / "models"
    with err.status("Preparing the model…"):
        embedders.prepare(settings.model, models, download=settings.model_download)
    return embedders.SentenceEmbedder(settings.model, models)  # loads when there is work for it


def _show(report: Report) -> None:
    out.print(report.sentence, markup=False, highlight=False)
    rows = [
        *(("new", path, "", "") for path in report.new),
        *(("changed", path, "", "") for path in report.changed),
        *(("gone", path, "", "") for path in report.gone),
        *(("unread", file.path, file.reason, file.cure) for file in report.unread),
    ]
    if not rows:
        return
    table = Table("", "file", "why", "what to do", box=None, pad_edge=False)
    shown = [row for row in rows if row[0] == "unread"]
    shown += [row for row in rows if row[0] != "unread"][:40]
    for state, path, reason, cure in shown:
        table.add_row(state, escape(Path(path).name), escape(reason), escape(cure))
    out.print(table)
    if len(rows) > len(shown):
        out.print(f"… and {len(rows) - len(shown)} more (--json lists all).")


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def inspect(file: Path, as_json: bool) -> None:
    """Show how FILE is read: what it is, its sections, what gave trouble."""
    try:
        reading = read_or_tell(file)
    except Unreadable as error:
        if as_json:
            click.echo(json.dumps({"error": error.reason, "cure": error.cure}, ensure_ascii=False))
            sys.exit(1)
        stop(f"{file} cannot be read: {error.reason}. {error.cure}")
    if as_json:
        click.echo(json.dumps(as_plain(reading), ensure_ascii=False, indent=1))
    else:
        _draw(reading)


def as_plain(reading: Reading) -> dict[str, Any]:
    """A reading in the shape of ``inspect --json``."""

    def plain(value: Any) -> Any:
        return value.isoformat() if hasattr(value, "isoformat") else value

    document = asdict(reading.document)
    validity = document.pop("validity")
    return {
        "document": {name: plain(value) for name, value in (document | validity).items()},
        "sections": [
            {
                "path": list(section.path),
                "heading": section.heading,
                "text": section.text,
                "page": section.page,
            }
            for section in reading.sections
        ],
        "warnings": list(reading.warnings),
    }


def _draw(reading: Reading) -> None:
    document = reading.document
    facts = Table.grid(padding=(0, 2))
    for name in ("kind", "number", "title", "issuer", "issued", "field", "territory", "id"):
        facts.add_row(name, escape(str(getattr(document, name) or "–")))
    facts.add_row(
        "in force", f"{document.validity.effective_from} – {document.validity.effective_to}"
    )
    out.print(facts)
    tree = Tree(escape(document.number or document.title or document.id))
    nodes: dict[tuple[str, ...], Tree] = {}
    for section in reading.sections:
        depths = range(len(section.path) - 1, 0, -1)
        above = next((nodes[section.path[:n]] for n in depths if section.path[:n] in nodes), tree)
        label = escape(f"{section.path[-1] if section.path else '–'}")
        heading = "" if section.heading in section.path else escape(section.heading)
        page = f" [dim]p. {section.page}[/dim]" if section.page else ""
        words = f" [dim]{len(section.text.split())} words[/dim]"
        nodes[section.path] = above.add(f"{label} [italic]{heading}[/italic]{page}{words}")
    out.print(tree)
    for warning in reading.warnings:
        out.print(f"[yellow]warning[/yellow] {escape(warning)}")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def status(as_json: bool) -> None:
    """Say what the serving index holds."""
    index = settings_or_stop().index
    manifest = _or_stop(lambda: read_manifest(current(index)))
    facts = {name: value for name, value in manifest.items() if name != "files"}
    facts["generation"] = current(index).name
    facts["generations"] = [folder.name for folder in generations(index)]
    facts["follows"] = followed(index)
    if as_json:
        click.echo(json.dumps(facts))
        return
    table = Table.grid(padding=(0, 2))
    for name, value in facts.items():
        table.add_row(name, escape("\n".join(value) if isinstance(value, list) else str(value)))
    out.print(table)


@main.command("verify")
def verify_command() -> None:
    """Check every file, count and chunk of the serving index."""
    index = settings_or_stop().index
    with bars(err) as progress:
        verdict = _or_stop(lambda: verify(index, lambda done, of: progress("verify", done, of)))
    for problem in verdict.problems:
        out.print(printable(problem), markup=False, highlight=False)
    if not verdict.sound:
        stop("The index is not sound: run `python -m indexer rollback` or `sync --rebuild`.")
    out.print(
        f"Generation {verdict.generation} is sound: {verdict.documents} documents, "
        f"{verdict.chunks} chunks, each found by its own text."
    )


@main.command("rollback")
def rollback_command() -> None:
    """Serve the previous generation again, until the next sync."""
    folder = _or_stop(lambda: rollback(settings_or_stop().index))
    out.print(f"Generation {folder.name} serves now. The next sync will follow the files again.")


def _or_stop(action: Callable[[], T]) -> T:
    try:
        return action()
    except (IndexUnavailable, IndexBusy) as error:
        stop(str(error))


if __name__ == "__main__":
    main()
