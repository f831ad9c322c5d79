"""``python -m eval scale``: what size costs."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table

from corpus.terminal import err, escape, out, settings_or_stop, stop
from eval import places
from eval import scale as scaling
from eval.asking import FOLDER
from eval.beir import BeirSet
from indexer.progress import bars


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--sizes", default="10k,100k,1M", show_default=True, help="Chunks of each index.")
@click.option("--questions", default=100, show_default=True, help="Of the set, to be asked.")
@click.option(
    "--memory", default=12.0, show_default=True, help="GB that building or serving may take."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def scale(folder: Path, sizes: str, questions: int, memory: float, as_json: bool) -> None:
    """Show what indexes of synthetic, noisy copies of a FOLDER in BEIR's layout cost, by size."""
    settings = settings_or_stop()
    embedder = places.model(settings, words_only=False)
    assert embedder is not None  # noqa: S101 - it leaves the program instead
    place = settings.data / "eval" / folder.name
    with bars(err, quiet=as_json) as progress:
        source = scaling.source_of(BeirSet(folder), place, embedder, questions, progress)
    err.print("Synthetic copies with noise: what size costs, not how well is answered.")
    for size in map(scaling.parse_size, sizes.split(",")):
        index_folder = settings.data / "eval" / f"scale-{size}"
        try:
            built, served = scaling.measure(source, size, index_folder, int(memory * 1e9))
        except scaling.Stopped as stopped:
            stop(
                f"{size:,} chunks were given up: more than {memory:g} GB would be held ({stopped})"
            )
        finally:
            shutil.rmtree(index_folder, ignore_errors=True)
        if as_json:
            found = {"chunks": size, "built": asdict(built), "served": asdict(served)}
            click.echo(json.dumps(found))
        else:
            _show_scale(size, built, served)


def _show_scale(size: int, built: scaling.Built, served: scaling.Served) -> None:
    table = Table.grid(padding=(0, 2))
    chosen = built.shortlist
    rows = {
        f"{size:,} chunks": "",
        "built in": f"{built.seconds:.0f} s, {built.disk:.0f} MB on disk",
        "held while building": f"{built.held:.0f} MB, {built.texts:.0f} of them the texts",
        "opened in": f"{served.opened:.2f} s",
        "held while serving": f"{served.held:.0f} MB, {served.mapped:.0f} MB of files mapped",
        "vectors": chosen if isinstance(chosen, str) else f"{chosen['recipe']} {chosen}",
        "recall of exact": f"{served.recall:.4f}",
        **{
            name: f"{half:.1f} ms, of 95 % below {most:.1f}"
            for name, (half, most) in served.milliseconds.items()
        },
        "questions a second": ", ".join(
            f"{rate:.0f} by {threads}" for threads, rate in served.a_second.items()
        ),
    }
    for name, value in rows.items():
        table.add_row(escape(name), escape(value))
    out.print(table)
