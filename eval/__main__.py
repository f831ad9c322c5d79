"""``python -m eval``: how well it answers."""

import json
from pathlib import Path

import click

from corpus.terminal import err, settings_or_stop
from eval import reading as measuring
from eval import reading_page
from eval.adversarial import adversarial
from eval.alike import alike
from eval.asking import FOLDER, beir, run
from eval.cards_page import card_lines
from eval.citations_page import typed_citations
from eval.held import days, whose
from eval.kept import compare_runs, list_runs, report
from eval.reading import MEASURED
from eval.scale_page import scale
from eval.training import train
from eval.tuning import thresholds
from eval.unsupported_page import unsupported
from indexer.progress import bars


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure retrieval and answers."""


for command in (
    run,
    beir,
    list_runs,
    compare_runs,
    thresholds,
    report,
    scale,
    train,
    typed_citations,
    card_lines,
    days,
    whose,
    unsupported,
    adversarial,
    alike,
):
    main.add_command(command)


@main.command()
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
)
@click.option("--only", multiple=True, type=click.Choice(MEASURED), help="Some of them alone.")
@click.option("--truth", type=FOLDER, help="Transcripts of pages.")
@click.option("--pairs", "paired", default=30, show_default=True, help="Documents to convert.")
@click.option("--mutants", default=2000, show_default=True, help="Files to damage.")
@click.option("--seed", default=1, show_default=True, help="What chances are drawn from.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def reading(
    folders: tuple[Path, ...],
    only: tuple[str, ...],
    truth: Path | None,
    paired: int,
    mutants: int,
    seed: int,
    as_json: bool,
) -> None:
    """Measure how well the files in FOLDERS are read; what went wrong is named."""
    place = settings_or_stop().data / "eval"
    asked = measuring.Asked(folders, place, truth, paired, mutants, seed)
    with bars(err, quiet=as_json) as progress:
        found = {name: measuring.measure(name, asked, progress) for name in only or MEASURED}
    if as_json:
        click.echo(json.dumps({n: reading_page.as_json(one) for n, one in found.items()}, indent=1))
        return
    for one in found.values():
        reading_page.show(one)


if __name__ == "__main__":
    main()
