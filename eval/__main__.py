"""``python -m eval``: how well it answers."""

import json
from pathlib import Path

import click
from rich.table import Table

from corpus.settings import Settings
from corpus.terminal import err, escape, out, settings_or_stop, stop
from eval import citations, golden, reading_page
from eval import reading as measuring
from eval.beir import DAY, BeirSet, Result, evaluate, index
from eval.quotes import check
from eval.reading import MEASURED
from eval.thresholds import sweep, weigh
from indexer.progress import bars
from indexer.sync import Progress, sync
from retrieval import embedder as embedders
from retrieval.assistant import Assistant
from retrieval.bundled_model import ModelUnavailable
from retrieval.embedder import Embedder
from retrieval.generation import Generation, current
from retrieval.policy import DEFAULT
from retrieval.service import Service

STARTER = Path("corpus/starter")
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
TYPINGS = ["full", "none", "half"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure retrieval and answers."""


@main.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--typing", type=click.Choice(TYPINGS), multiple=True, help="How questions are typed."
)
@click.option("--words-only", is_flag=True, help="Without the model.")
@click.option("--answers", type=int, default=0, help="Also check the quotes of so many answers.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def beir(
    folder: Path, typing: tuple[str, ...], words_only: bool, answers: int, as_json: bool
) -> None:
    """Run a FOLDER in BEIR's layout through the project's own indexer and retrieval.

    With --json one object, or a list of them where several typings are asked for.
    """
    settings = settings_or_stop()
    embedder = None if words_only else _embedder(settings)
    beir_set = BeirSet(folder)
    with bars(err, quiet=as_json) as progress:
        place = settings.data / "eval" / f"{folder.name}{'-words' if words_only else ''}"
        generation = index(beir_set, place, embedder, progress)
        results = [
            evaluate(beir_set, generation, embedder, how, progress=progress)
            for how in typing or ("full",)
        ]
        texts = [text for _, text in beir_set.questions()][:answers]
        checked = check(
            texts,
            Assistant(generation, embedder),
            DAY,
            lambda done: progress("answer", done, len(texts)),
        )
    if as_json:
        found = [result.as_json() for result in results]
        click.echo(json.dumps(found if len(found) > 1 else found[0], indent=1))
    else:
        _show(results)
    if answers and not as_json:
        out.print(
            f"{checked.answers} answers ({checked.answered} answered), {checked.quotes} quotes, "
            f"{len(checked.differing)} of them differing from their source"
        )
    if checked.differing:
        stop("\n".join(checked.differing))


@main.command()
@click.option("--words-only", is_flag=True, help="Without the model.")
@click.option("--failures", is_flag=True, help="Show each question that went wrong.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def run(words_only: bool, failures: bool, as_json: bool) -> None:
    """Ask the golden questions of the starter corpus; fail below the recorded bar."""
    with bars(err, quiet=as_json) as progress:
        place, embedder = _starter(words_only, progress)
        judged = list(golden.ask(golden.load(), Service(place, embedder).answer, progress))
    reached = golden.figures(judged)
    if as_json:
        click.echo(json.dumps(reached, indent=1))
    else:
        _show_golden(judged, reached)
    for one in judged if failures else []:
        if not (one.outcome and one.document is not False and one.words is not False):
            _show_failure(one)
    short = [name for name, wanted in golden.bar().items() if reached[name] < wanted]
    if short and not words_only:
        stop(f"Below the recorded bar (eval/bar.json): {', '.join(short)}")


@main.command()
@click.option("--words-only", is_flag=True, help="Without the model.")
def thresholds(words_only: bool) -> None:
    """Show how the threshold of evidence moves what is answered and what is handed over."""
    with bars(err) as progress:
        place, embedder = _starter(words_only, progress)
        generation = Generation(current(place))
        weighed = list(weigh(golden.load(), generation, embedder, DEFAULT, progress))
    table = Table("evidence", "answered", "right of answered", "handed over rightly", box=None)
    for point in sweep(weighed, [step / 20 for step in range(6, 21)]):
        shares = (point.coverage, point.right_of_answered, point.handed_over)
        table.add_row(f"{point.threshold:.2f}", *(f"{share:.3f}" for share in shares))
    out.print(table)
    chosen = DEFAULT.evidence_words_only if words_only else DEFAULT.evidence
    out.print(f"The policy asks for {chosen} (retrieval/policy.py).")


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


@main.command("citations")
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


def _show_golden(judged: list[golden.Judged], reached: dict[str, float]) -> None:
    out.print(f"{len(judged)} golden questions")
    table = Table("", "right", "bar", box=None)
    for name, value in reached.items():
        table.add_row(name, f"{value:.3f}", f"{golden.bar().get(name, 0):.3f}")
    out.print(table)
    for by in ("kind", "typing", "field"):
        table = Table(by, "questions", "outcome", box=None)
        for name, some in golden.slices(judged, by).items():
            share = sum(one.outcome for one in some) / len(some)
            table.add_row(escape(name), str(len(some)), f"{share:.2f}")
        out.print(table)


def _show_failure(one: golden.Judged) -> None:
    wanted = f"{one.golden.expect} {one.golden.document or ''} {one.golden.must_contain}"
    out.print(f"\n[bold]{one.golden.id}[/bold] {escape(one.golden.question)}")
    out.print(f"  wanted {escape(wanted)}; got {one.answer.outcome.value}", highlight=False)
    for quote in one.answer.quotes:
        out.print(f"  + {escape(str(quote.citation))}: {escape(quote.text[:90])}", highlight=False)
    for rejected in one.answer.rejected[:3]:
        out.print(f"  - {rejected.score} {escape(str(rejected.citation))}", highlight=False)


def _show(results: list[Result]) -> None:
    first = results[0]
    out.print(
        f"{first.name}: {first.questions} questions, {first.documents} documents, "
        f"{first.chunks} chunks"
    )
    stages = list(first.milliseconds)
    table = Table("typing", *first.figures, "q/s", *(f"{stage} ms" for stage in stages), box=None)
    for result in results:
        table.add_row(
            result.typing,
            *(f"{value:.3f}" for value in result.figures.values()),
            f"{result.questions_per_second:.1f}",
            *(f"{result.milliseconds[stage]:.1f}" for stage in stages),
        )
    out.print(table)


def _starter(words_only: bool, progress: Progress) -> tuple[Path, Embedder | None]:
    """The starter corpus in an index of its own, and the model that made its vectors."""
    settings = settings_or_stop()
    embedder = None if words_only else _embedder(settings)
    place = settings.data / "eval" / f"starter{'-words' if words_only else ''}"
    sync(place, [STARTER], embedder, progress=progress)
    return place, embedder


def _embedder(settings: Settings) -> Embedder:
    models = settings.data / "models"
    try:
        embedders.prepare(settings.model, models, download=settings.model_download)
        return embedders.load(settings.model, models)
    except ModelUnavailable as error:
        stop(str(error))


if __name__ == "__main__":
    main()
