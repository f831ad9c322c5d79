"""``python -m eval citations``: whether what a question names is what comes first."""

import json
from pathlib import Path

import click
from rich.table import Table

from corpus.terminal import err, escape, out, settings_or_stop, stop
from eval import citations
from eval.asking import FOLDER
from eval.places import STARTER
from indexer.progress import bars
from indexer.sync import sync
from retrieval.service import Service


@click.command("citations")
@click.argument("folder", type=FOLDER, required=False)
@click.option("--failures", is_flag=True, help="Show each citation that went wrong.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def typed_citations(folder: Path | None, failures: bool, as_json: bool) -> None:
    """Ask citations as people type them: of the starter corpus, or of the laws in FOLDER.

    By words alone: the model has no part in finding what a question names. Fails below the bar.
    """
    place = settings_or_stop().data / "eval" / ("citations-laws" if folder else "starter-words")
    with bars(err, quiet=as_json) as progress:
        sync(place, [folder or STARTER], None, progress=progress)
        typed = citations.load(citations.LAWS if folder else citations.STARTER)
        judged = list(citations.ask(typed, Service(place, None).answer, progress))
    reached = citations.figures(judged)
    if as_json:
        click.echo(json.dumps({name: right / of for name, (right, of) in reached.items()}))
    else:
        table = Table("", "right", "of", "share", box=None)
        for name, (right, of) in reached.items():
            table.add_row(name, str(right), str(of), f"{right / of:.3f}")
        out.print(table)
    for one in judged if failures else []:
        if not one.right:
            err.print(one.typed.question, markup=False, highlight=False)
            quotes = "; ".join(str(quote.citation) for quote in one.answer.quotes)
            err.print(f"  {one.answer.outcome.value}: {escape(quotes)}", highlight=False)
    right, of = reached["all"]
    if right < citations.BAR * of:
        stop(f"Below the bar of {citations.BAR}")
