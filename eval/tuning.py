"""``python -m eval thresholds``: how thresholds of evidence are chosen."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from corpus.settings import Settings
from corpus.terminal import err, out, settings_or_stop, stop
from eval import golden, places, runs, show, thresholds_page
from eval.beir import BeirSet
from eval.lines import BadLine
from eval.posed import UNANSWERABLE, Posed, of_beir, of_golden, off_topic, premises, removed
from eval.runs import Asked, Run, RunUnavailable
from eval.titles import titles
from eval.weigh import weigh
from indexer.progress import bars
from indexer.sync import Progress
from retrieval.embedder import Embedder
from retrieval.generation import Generation
from retrieval.policy import DEFAULT

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.argument("folders", nargs=-1, type=FOLDER)
@click.option("--off-topic", "foreign", multiple=True, type=FOLDER,
              help="A set whose questions none of the others answers.")  # fmt: skip
@click.option("--premises", "file", type=click.Path(path_type=Path), default=UNANSWERABLE,
              help="Questions that no document answers, a JSON object a line.")  # fmt: skip
@click.option("--questions", default=200, show_default=True, help="Drawn from each set.")
@click.option("--precision", default=0.95, show_default=True, type=click.FloatRange(0, 1),
              help="Of what is answered, the share that must be right.")  # fmt: skip
@click.option("--handed-over", default=0.9, show_default=True, type=click.FloatRange(0, 1),
              help="Of what has no answer, the share that must not be answered.")  # fmt: skip
@click.option("--fit", is_flag=True, help="Also fit a probability on the features.")
@click.option("--only", multiple=True, help="Fit on these features alone.")
@click.option("--from", "stored", help="Take the questions of a stored run; ask nothing.")
@click.option("--label", default="", help="Part of the stored run's name.")
@click.option("--words-only", is_flag=True, help="Without the model.")
@click.option("--seed", default=1, show_default=True, help="What chances are drawn from.")
def thresholds(
    folders: tuple[Path, ...],
    foreign: tuple[Path, ...],
    file: Path,
    questions: int,
    precision: float,
    handed_over: float,
    fit: bool,
    only: tuple[str, ...],
    stored: str | None,
    label: str,
    words_only: bool,
    seed: int,
) -> None:
    """Choose the threshold of evidence, over the golden questions and BEIR FOLDERS.

    Each set is asked its own questions, the same with their answers hidden, questions off
    topic, and (the starter corpus) what rests on wrong premises. The threshold with the
    highest coverage that keeps --precision and --handed-over is chosen on all sets but one
    and tried on that one; then on all.
    """
    settings = settings_or_stop()
    if stored:
        run = _loaded(stored, settings)
    else:
        run = _asked(settings, folders, foreign, file, questions, seed, words_only=words_only)
        out.print(f"Kept as {runs.keep(run, places.kept(settings), label)}", highlight=False)
    thresholds_page.tell("evidence", run.asked, precision, handed_over)
    out.print("The policy as it is:")
    show.sets(run.by_set())
    if fit or only:
        try:
            thresholds_page.tell_fitted(run.asked, only, precision, handed_over)
        except ValueError as error:
            stop(str(error))


def _asked(
    settings: Settings,
    folders: Sequence[Path],
    foreign: Sequence[Path],
    file: Path,
    count: int,
    seed: int,
    *,
    words_only: bool,
) -> Run:
    embedder = places.model(settings, words_only=words_only)
    asked: list[Asked] = []
    sets, names = {}, {}
    with bars(err) as progress:
        try:
            for name, generation, posed in _posed(
                settings, folders, foreign, file, count, seed, embedder, progress
            ):
                asked += weigh(posed, generation, embedder, DEFAULT, show.titled(progress, name))
                sets[name] = generation.store.counts()
                names[name] = titles(generation, [one for one in asked if one.set == name])
        except BadLine as error:
            stop(str(error))
        except KeyboardInterrupt:
            if not sets:
                raise
            err.print("Stopped: the sets that were finished are counted.")
            asked = [one for one in asked if one.set in sets]
    arguments = {"folders": [str(f) for f in folders], "questions": count, "seed": seed}
    identity = embedder.identity if embedder else ""
    return runs.made("thresholds", arguments, DEFAULT, identity, sets, tuple(asked), names)


def _posed(
    settings: Settings,
    folders: Sequence[Path],
    foreign: Sequence[Path],
    file: Path,
    count: int,
    seed: int,
    embedder: Embedder | None,
    progress: Progress,
) -> Iterator[tuple[str, Generation, list[Posed]]]:
    """(name, index, questions) of the starter corpus and of each folder."""
    name = places.STARTER.name
    generation = places.starter(settings, embedder, progress)
    own = list(of_golden(golden.load(), name))
    strange = [BeirSet(folder) for folder in foreign]
    others = premises(name, file)
    for beir in (None, *map(BeirSet, folders)):
        if beir is not None:
            name = beir.name
            others = premises(name, file, general=True)
            generation = places.indexed(settings, beir, embedder, progress)
            own = of_beir(beir, count, seed)
        share = max(1, count // max(1, len(strange)))
        off = [one for s in strange for one in off_topic(s, name, generation, share, seed)]
        yield name, generation, [*own, *removed(own, generation), *others, *off]


def _loaded(name: str, settings: Settings) -> Run:
    try:
        run = runs.load(name, places.kept(settings))
    except RunUnavailable as error:
        stop(str(error))
    if run.command != "thresholds":
        stop(f"{run.name} is a run of `{run.command}`: give one of `thresholds`")
    return run
