"""``python -m indexer``: what a maintainer does with documents."""

import json
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic import TypeAdapter
from rich.table import Table

from corpus.reading import Reading
from corpus.settings import Settings
from corpus.terminal import err, escape, out, printable, settings_or_stop, stop
from indexer import unpack
from indexer.beside import page_beside
from indexer.bulk import Bulk, work
from indexer.generations import PUBLISHES, IndexBusy, generations, rollback
from indexer.progress import bars
from indexer.screen import show_reading, show_report
from indexer.shared import Damaged, fetch, hand_out
from indexer.shared_store import Store, StoreUnavailable, Taken, store_of
from indexer.sync import NotFollowed, followed, sync
from indexer.verify import verify
from reader.read import Unreadable
from reader.workers import Limits, Page, Workers, nobody
from retrieval import embedder as embedders
from retrieval.bundled_model import ModelUnavailable
from retrieval.manifest import IndexUnavailable, current, read_manifest
from retrieval.pairs import BrokenTable
from retrieval.vector_tables import VectorsRefused, VectorTables

T = TypeVar("T")
BULK = "bulk"  # in the index: shards of work
_REFUSALS = (IndexUnavailable, IndexBusy, Damaged, Taken, StoreUnavailable, VectorsRefused)


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
@click.option(
    "--workers",
    "count",
    type=click.IntRange(0, 64),
    default=None,
    help="Processes that read and embed, each with one thread; more may join by "
    "`python -m indexer work`.",
)
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
def sync_command(
    paths: tuple[Path, ...],
    dry_run: bool,
    rebuild: bool,
    words_only: bool,
    forget: tuple[Path, ...],
    count: int | None,
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
        if count is not None and embedder and not _precision_known(settings):
            embedder.dimension  # noqa: B018 loads it: all workers are to compute alike
        tables = _tables(settings)
        together = Bulk(settings.index / BULK, count) if count is not None else nullcontext()
        with bars(err, quiet=as_json) as progress, workers(settings) as reader, together as bulk:
            report = sync(
                settings.index,
                paths or settings.corpus_paths,
                embedder,
                dry_run=dry_run,
                rebuild=rebuild,
                forget=forget,
                reader=reader,
                progress=progress,
                bulk=bulk,
                ready=_ready(tables),
            )
        if tables:
            tables.keep_only(generations(settings.index))
    except (
        IndexBusy, ModelUnavailable, NotFollowed, BrokenTable, VectorsRefused, FileNotFoundError,
    ) as error:  # fmt: skip
        stop(str(error))
    except (OSError, sqlite3.Error) as error:
        stop(
            f"The new index could not be written: {error}. The one that serves is untouched: "
            "see that the disk is not full, mend this and run sync again."
        )
    except KeyboardInterrupt:
        stop("Interrupted. The index that serves is untouched; run sync again to go on.", 130)
    if report.generation:
        _publish(settings)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        show_report(report)


def _precision_known(settings: Settings) -> bool:
    return (settings.data / "models" / "precision.json").exists()


def _embedder(settings: Settings) -> embedders.Embedder:
    models = settings.data / "models"
    with err.status("Preparing the model…"):
        embedders.prepare(settings.model, models, download=settings.model_download)
    return embedders.SentenceEmbedder(settings.model, models)  # loads when there is work for it


@main.command("work")
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--stay", is_flag=True, help="Wait for the next `sync --workers` too.")
def work_command(folder: Path | None, stay: bool) -> None:
    """Read and embed for a `sync --workers` that runs, here or on a machine that shares its folder.

    FOLDER is its `bulk` folder, by default that of this machine's index.
    """
    settings = settings_or_stop()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    embedder: list[embedders.Embedder] = []

    def encode(model: str, texts: list[str]) -> Any:
        if not embedder:
            embedder.append(_embedder(settings))
        if embedder[0].identity != model:
            stop(f"The sync embeds with {model}, and this machine has {embedder[0].identity}.")
        return embedder[0].encode(texts, "passage")

    try:
        with workers(settings, count=1) as reader:
            done = work(folder or settings.index / BULK, reader.read, encode, stay)
    except KeyboardInterrupt:
        sys.exit(130)
    except ModelUnavailable as error:
        stop(str(error))
    err.print(f"{done} shards done.", markup=False)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a page with the file's pages as images beside what was read.",
)
def inspect(file: Path, as_json: bool, page: Path | None) -> None:
    """Show how FILE is read: tree, tables, repairs, relations, confidence, what gave trouble."""
    settings = settings_or_stop()
    if unpack.is_archive(file):
        stop(
            f"{file} is an archive of files: sync reads each of them; unpack it to inspect one.",
        )
    with bars(err, quiet=as_json) as progress:

        def on_page(_file: Path, number: int, of: int) -> None:
            progress("page", number, of)

        with workers(settings, count=1, on_page=on_page) as reader:
            ((_, reading),) = reader.read([file])
    if isinstance(reading, Unreadable):
        if as_json:
            said = {"error": reading.reason, "cure": reading.cure}
            click.echo(json.dumps(said, ensure_ascii=False))
            sys.exit(1)
        stop(f"{file} cannot be read: {reading.reason}. {reading.cure}")
    if page is not None:
        page.write_text(page_beside(file, reading), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(as_plain(reading), ensure_ascii=False, indent=1))
    elif page is not None:
        out.print(f"{page} shows {file.name} beside what was read.", markup=False)
    else:
        show_reading(reading)


def workers(settings: Settings, *, count: int = 0, on_page: Page = nobody) -> Workers:
    """The processes that read files, as the settings say."""
    return Workers(
        count or settings.read_workers,
        Limits(settings.read_seconds, settings.read_memory),
        recognised=settings.index / "recognised",
        on_page=on_page,
    )


def as_plain(reading: Reading) -> dict[str, Any]:
    """A reading in the shape of ``inspect --json``."""
    plain: dict[str, Any] = TypeAdapter(Reading).dump_python(reading, mode="json")
    plain["document"] |= plain["document"].pop("validity")
    return plain


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def status(as_json: bool) -> None:
    """Say what the serving index holds."""
    index = settings_or_stop().index
    manifest = _or_stop(lambda: read_manifest(current(index)))
    facts = {name: value for name, value in manifest.items() if name not in ("files", "stamps")}
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
    _publish(settings_or_stop())
    out.print(f"Generation {folder.name} serves now. The next sync will follow the files again.")


@main.command("publish")
@click.option("--take-over", is_flag=True, help="Though another machine has published there.")
def publish_command(take_over: bool) -> None:
    """Let the other machines have the generation that serves here (MOTCHAM_INDEX_STORE)."""
    settings = settings_or_stop()
    store = _store(settings)
    if store is None:
        stop("MOTCHAM_INDEX_STORE names no store: the index stays on this machine.")
    name = _or_stop(lambda: hand_out(settings.index, store, take_over=take_over))
    out.print(f"{name} serves in the store." if name else "The store serves it already.")


@main.command("fetch")
def fetch_command() -> None:
    """Take the generation that serves in the store, and index here no more."""
    settings = settings_or_stop()
    store = _store(settings)
    if store is None:
        stop("MOTCHAM_INDEX_STORE names no store.")
    name = _or_stop(store.current)
    if not name:
        stop("The store is empty: index on one machine, and run `python -m indexer publish` there.")
    (settings.index / PUBLISHES).unlink(missing_ok=True)
    new = _or_stop(lambda: fetch(settings.index, store, name, _ready(_tables(settings))))
    out.print(f"{name} serves here" + (" now." if new else " already."))


def _tables(settings: Settings) -> VectorTables | None:
    return VectorTables(settings.database) if settings.vectors == "pgvector" else None


def _ready(tables: VectorTables | None) -> Callable[[Path], None]:
    """What a generation waits for before it serves."""
    return tables.fill if tables else lambda _: None


def _store(settings: Settings) -> Store | None:
    return _or_stop(lambda: store_of(settings.index_store, settings.s3_endpoint))


def _publish(settings: Settings) -> None:
    """After a change of what serves here: the programs that run would do it in seconds too."""
    try:
        store = store_of(settings.index_store, settings.s3_endpoint)
        if store is not None and (name := hand_out(settings.index, store)):
            err.print(f"{name} serves in the store.", markup=False)
    except (StoreUnavailable, Taken, IndexUnavailable, IndexBusy) as error:
        err.print(f"Not published: {error}. `python -m indexer publish` tries again.", markup=False)


def _or_stop(action: Callable[[], T]) -> T:
    try:
        return action()
    except _REFUSALS as error:
        stop(str(error))


if __name__ == "__main__":
    main()
