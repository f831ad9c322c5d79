"""``python -m eval run`` and ``beir``: questions are asked, and what came of them is kept."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from corpus.settings import Settings
from corpus.terminal import err, escape, out, settings_or_stop, stop
from eval import bar, golden, places, runs, show
from eval.beir import DAY, MAIN, BeirSet, ask
from eval.golden import Judged
from eval.lines import BadLine
from eval.quotes import Checked, check
from eval.runs import Asked
from eval.titles import titles
from eval.typing import TYPINGS
from indexer.progress import bars
from indexer.sync import Progress
from retrieval.assistant import Assistant
from retrieval.embedder import Embedder
from retrieval.generation import Generation
from retrieval.policy import DEFAULT

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("folders", nargs=-1, required=True, type=FOLDER)
@click.option(
    "--typing", type=click.Choice(TYPINGS), multiple=True, help="How questions are typed."
)
@click.option("--words-only", is_flag=True, help="Without the model.")
@click.option("--fast", is_flag=True, help="Encode questions in batches; nothing is timed.")
@click.option("--slices", is_flag=True, help="Also by kind and length of the question.")
@click.option("--answers", type=int, default=0, help="Also check the quotes of so many answers.")
@click.option("--label", default="", help="Part of the stored run's name.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def beir(
    folders: tuple[Path, ...],
    typing: tuple[str, ...],
    words_only: bool,
    fast: bool,
    slices: bool,
    answers: int,
    label: str,
    as_json: bool,
) -> None:
    """Run FOLDERS in BEIR's layout through the project's own indexer and retrieval.

    Ctrl-C keeps the sets that were finished. With --json one object, or a list of them
    where several sets or typings are asked for.
    """
    settings = settings_or_stop()
    embedder = places.model(settings, words_only=words_only)
    with bars(err, quiet=as_json) as progress:
        try:
            found = measure(
                folders,
                typing or ("full",),
                settings,
                embedder,
                progress,
                fast=fast,
                answers=answers,
            )
        except BadLine as error:
            stop(str(error))
    arguments = {"folders": [str(f) for f in folders], "typing": typing, "fast": fast}
    identity = embedder.identity if embedder else ""
    made = runs.made("beir", arguments, DEFAULT, identity, found.sets, found.asked, found.titles)
    file = runs.keep(made, places.kept(settings), label)
    by_set = made.by_set()
    if as_json:
        shown = [_as_json(some, found.sets[some[0].set]) for some in by_set.values()]
        click.echo(json.dumps(shown if len(shown) > 1 else shown[0], indent=1))
    else:
        show.sets(by_set)
        show.milliseconds(by_set)
        for title, some in by_set.items() if slices else ():
            out.print(f"\n{escape(title)}")
            show.by_slices(some, [MAIN, "R@1", "R@5"])
        for name, checked in found.checked.items() if answers else ():
            _show_checked(name, checked)
        out.print(f"Kept as {escape(str(file))}", highlight=False)
    if found.stopped:
        stop("Stopped: only what was finished before is kept and shown.", 130)
    differing = [one for checked in found.checked.values() for one in checked.differing]
    if differing:
        stop("\n".join(differing))


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of the sets that were finished, by set where it is not a question's own."""

    asked: tuple[Asked, ...]
    sets: Mapping[str, Mapping[str, float]]
    titles: Mapping[str, Mapping[str, str]]
    checked: Mapping[str, Checked]
    stopped: bool


def measure(
    folders: Sequence[Path],
    typings: Sequence[str],
    settings: Settings,
    embedder: Embedder | None,
    progress: Progress,
    *,
    fast: bool = False,
    answers: int = 0,
) -> Measured:
    """Ask every set in every typing. Ctrl-C ends it; what was finished is given back.

    Raises:
        BadLine: a file of a set is missing or broken.
        KeyboardInterrupt: nothing was finished yet.
    """
    asked: list[Asked] = []
    sets: dict[str, Mapping[str, float]] = {}
    names: dict[str, Mapping[str, str]] = {}
    checked: dict[str, Checked] = {}
    stopped = False
    try:
        for folder in folders:
            beir_set = BeirSet(folder)
            generation = places.indexed(settings, beir_set, embedder, progress)
            for how in typings:
                own_bar = show.titled(progress, f"{beir_set.name}, {how}")
                some = list(ask(beir_set, generation, embedder, how, fast=fast, progress=own_bar))
                asked += some
                sets[beir_set.name] = generation.store.counts()
                known = names.get(beir_set.name, {})
                names[beir_set.name] = {**known, **titles(generation, some)}
            checked[beir_set.name] = _check(beir_set, generation, embedder, answers, progress)
    except KeyboardInterrupt:
        if not asked:
            raise
        stopped = True
    return Measured(tuple(asked), sets, names, checked, stopped)


def _check(
    beir_set: BeirSet,
    generation: Generation,
    embedder: Embedder | None,
    answers: int,
    progress: Progress,
) -> Checked:
    texts = [text for _, text in beir_set.questions()][:answers]
    assistant = Assistant(generation, embedder)
    return check(texts, assistant, DAY, lambda done: progress("answer", done, len(texts)))


def _show_checked(name: str, checked: Checked) -> None:
    out.print(
        f"{escape(name)}: {checked.answers} answers ({checked.answered} answered), "
        f"{checked.quotes} quotes, {len(checked.differing)} of them differing from their source"
    )


def _as_json(some: Sequence[Asked], counts: Mapping[str, float]) -> dict[str, Any]:
    """One flat object: the figures under their own names."""
    found = bar.figures(some)
    times = show.percentiles(some)
    return {
        "name": some[0].set,
        "typing": some[0].slices["typing"],
        "questions": len(some),
        "documents": counts["documents"],
        "chunks": counts["chunks"],
        **{name: one.mean for name, one in found.items()},
        "intervals": {name: [one.low, one.high] for name, one in found.items()},
        "milliseconds": {s: {"p50": p50, "p95": p95} for s, (p50, p95) in times.items()},
    }


@click.command()
@click.option("--golden", "file", type=FILE, help="Questions of your own, over your own index.")
@click.option("--words-only", is_flag=True, help="Without the model.")
@click.option("--failures", is_flag=True, help="Show each question that went wrong.")
@click.option("--record", is_flag=True, help="Write the bar anew, with and without the model.")
@click.option("--label", default="", help="Part of the stored run's name.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def run(
    file: Path | None, words_only: bool, failures: bool, record: bool, label: str, as_json: bool
) -> None:
    """Ask the golden questions of the starter corpus; fail below the recorded bar.

    With --golden the questions of that file are asked over the index that serves, and no
    bar is held.
    """
    if file and record:
        raise click.UsageError("the bar is that of the starter corpus: leave out --golden")
    settings = settings_or_stop()
    with bars(err, quiet=as_json) as progress:
        judged, generation = _judged(settings, file, progress, words_only=words_only)
    name = file.stem if file else places.STARTER.name
    rows = [golden.row(one, name) for one in judged]
    if not rows:
        stop(f"{file} holds no question")
    if record:
        _record(settings, rows, words_only=words_only)
    mode = bar.MODES[words_only]
    held = bar.hold(rows, None if file else bar.load().get(mode))
    arguments = {"golden": str(file or golden.FILE.name), "words_only": words_only}
    sizes = {name: generation.store.counts()}
    identity = "" if words_only else generation.model
    known = {name: titles(generation, rows)}
    made = runs.made("run", arguments, DEFAULT, identity, sizes, tuple(rows), known)
    kept = runs.keep(made, places.kept(settings), label)
    if as_json:
        click.echo(json.dumps({one.name: asdict(one.now) for one in held}, indent=1))
    else:
        out.print(f"{len(rows)} golden questions")
        show.held(held)
        show.by_slices(rows, ["outcome", "document", "nDCG@10"])
        show.milliseconds({name: rows})
        out.print(f"Kept as {escape(str(kept))}", highlight=False)
    for one in judged if failures else []:
        if one.wrong:
            _show_failure(one)
    worse = [one.name for one in held if one.worse]
    if worse:
        stop(f"Worse than the recorded bar (eval/bar.json): {', '.join(worse)}")


def _judged(
    settings: Settings, file: Path | None, progress: Progress, *, words_only: bool
) -> tuple[list[Judged], Generation]:
    try:
        questions = golden.load(file) if file else golden.load()
    except BadLine as error:
        stop(str(error))
    embedder = places.model(settings, words_only=words_only)
    if file:
        generation = places.serving(settings)
        embedder = embedder if generation.model else None
    else:
        generation = places.starter(settings, embedder, progress)
    assistant = Assistant(generation, embedder)
    return list(golden.ask(questions, assistant, progress)), generation


def _record(settings: Settings, rows: Sequence[Asked], *, words_only: bool) -> None:
    """The bar of this mode and, asked once more, of words alone; says what moved."""
    found = {bar.MODES[words_only]: rows}
    if not words_only:
        with bars(err) as progress:
            others, _ = _judged(settings, None, progress, words_only=True)
        found["words"] = [golden.row(one, rows[0].set) for one in others]
    for line in _moves(found):
        out.print(escape(line), highlight=False)
    bar.record(found)


def _moves(found: Mapping[str, Sequence[Asked]]) -> Iterator[str]:
    try:
        bars_before = bar.load()
    except BadLine:
        yield "There was no bar that could be read; this is the first."
        return
    for mode, rows in found.items():
        if mode in bars_before:
            for held in bar.hold(rows, bars_before[mode]):
                was = f"{held.bar.mean:.3f}" if held.bar else "–"
                yield f"{mode}, {held.name}: {was} → {held.now.mean:.3f}"
            better, worse = bar.moved(rows, bars_before[mode])
            yield f"{mode}: better {', '.join(better) or '–'}; worse {', '.join(worse) or '–'}"


def _show_failure(one: Judged) -> None:
    wanted = f"{one.golden.expect} {one.golden.document or ''} {one.golden.must_contain}"
    out.print(f"\n[bold]{escape(one.golden.id)}[/bold] {escape(one.golden.question)}")
    out.print(f"  wanted {escape(wanted)}; got {one.answer.outcome.value}", highlight=False)
    for quote in one.answer.quotes:
        out.print(f"  + {escape(str(quote.citation))}: {escape(quote.text[:90])}", highlight=False)
    for rejected in one.answer.rejected[:3]:
        out.print(f"  - {rejected.score} {escape(str(rejected.citation))}", highlight=False)
