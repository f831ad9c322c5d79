"""``python -m eval thresholds``: how thresholds of evidence are chosen."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import click
from rich.table import Table

from corpus.settings import Settings
from corpus.terminal import err, escape, out, settings_or_stop, stop
from eval import calibration, golden, places, runs, show
from eval.beir import BeirSet
from eval.lines import BadLine
from eval.posed import UNANSWERABLE, Posed, of_beir, of_golden, off_topic, premises, removed
from eval.runs import Asked, Run, RunUnavailable
from eval.thresholds import (
    Point,
    Score,
    area,
    at_threshold,
    choose,
    curve,
    evidence_of,
    leave_one_out,
    scores,
)
from eval.titles import titles
from eval.weigh import weigh
from indexer.progress import bars
from indexer.sync import Progress
from retrieval.embedder import Embedder
from retrieval.generation import Generation
from retrieval.policy import DEFAULT

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_STEPS = [step / 20 for step in range(20)]  # of coverage, in the table of the curve


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
    _tell("evidence", run.asked, evidence_of, precision, handed_over)
    chosen = DEFAULT.evidence if run.model else DEFAULT.evidence_words_only
    _tell_at(run.asked, chosen, evidence_of, f"The policy's threshold, {chosen}")
    if fit or only:
        _tell_fitted(run.asked, only, precision, handed_over)


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


def _tell(
    title: str,
    rows: Sequence[Asked],
    score: Score,
    precision: float,
    handed_over: float,
    score_from: Callable[[Sequence[Asked]], Score] = lambda _: evidence_of,
) -> None:
    """The curve, the threshold of all, and what each set says of the others' threshold."""
    points = curve(rows, score)
    table = Table(title, "coverage", "right of answered", "handed over", box=None)
    for point in _thinned(points):
        table.add_row(*_point(point))
    out.print(table)
    out.print(f"Area under risk and coverage {area(points):.4f} (the smaller the better).")
    best, precise = choose(points, precision, handed_over), choose(points, precision)
    wanted = f"{precision:.0%} right and {handed_over:.0%} handed over"
    if best:
        out.print(f"On all sets, for {wanted}: threshold {best.threshold:.4f}.")
        _tell_at(rows, best.threshold, score, f"Threshold {best.threshold:.4f} by set")
    else:
        out.print(f"On all sets no threshold keeps {wanted}.")
    if precise and precise != best:
        cells = ", ".join(_point(precise))
        out.print(f"For {precision:.0%} right alone (threshold, coverage, …): {cells}.")
    out.print("Chosen on the other sets, tried on:")
    table = Table("set", "threshold", "coverage", "right of answered", "handed over", box=None)
    for left in leave_one_out(rows, precision, handed_over, score_from):
        threshold = "none" if left.threshold is None else f"{left.threshold:.4f}"
        shares = (left.coverage, left.precision, left.handed_over)
        table.add_row(escape(left.set), threshold, *map(show.cell, shares))
    out.print(table)


def _tell_at(rows: Sequence[Asked], threshold: float, score: Score, title: str) -> None:
    out.print(f"{title}:")
    table = Table("set", "coverage", "right of answered", "handed over", box=None)
    names = list(dict.fromkeys(one.set for one in rows))
    for name in names:
        some = [one for one in rows if one.set == name]
        table.add_row(escape(name), *map(show.cell, at_threshold(some, threshold, score)))
    out.print(table)
    table = Table("asked", "questions", "answered", box=None)
    for asked in dict.fromkeys(one.slices["asked"] for one in rows):
        some = [one for one in rows if one.slices["asked"] == asked]
        answered = sum(s >= threshold for s in scores(some, score))
        table.add_row(escape(asked), str(len(some)), f"{answered / len(some):.3f}")
    out.print(table)


def _tell_fitted(
    rows: Sequence[Asked], only: Sequence[str], precision: float, handed_over: float
) -> None:
    """The fitted probability: its curve, its calibration on sets left out, its weights."""
    try:
        said = calibration.left_out_probabilities(rows, only)
        model = calibration.fit(rows, only)
    except ValueError as error:
        stop(str(error))
    # Every probability below comes from a model that never saw the question's set.
    fair = [replace(one, evidence=said.get(place)) for place, one in enumerate(rows)]

    def fitted(others: Sequence[Asked]) -> Score:
        return calibration.score_of(calibration.fit(others, only))

    _tell("probability", fair, evidence_of, precision, handed_over, fitted)
    right = [bool(rows[place].figures["right"]) for place in said]
    found = calibration.calibration(list(said.values()), right)
    out.print(f"Brier {found.brier:.4f}, expected calibration error {found.ece:.4f}")
    table = Table("probability from", "questions", "said", "was right", box=None)
    for one in found.bins:
        table.add_row(f"{one.low:.1f}", str(one.count), f"{one.said:.3f}", f"{one.was:.3f}")
    out.print(table)
    table = Table("feature", "weight", "at unit variance", box=None)
    for name in sorted(model.weights, key=lambda name: -abs(model.importance[name])):
        weights = (model.weights[name], model.importance[name])
        table.add_row(escape(name), *(f"{weight:+.3f}" for weight in weights))
    table.add_row("intercept", f"{model.intercept:+.3f}", "")
    out.print(table)
    click.echo(json.dumps(asdict(model), ensure_ascii=False))


def _thinned(points: Sequence[Point]) -> list[Point]:
    """The points nearest above each step of coverage, and the last."""
    found = [next((p for p in points if p.coverage >= step), None) for step in _STEPS]
    return list(dict.fromkeys([*(p for p in found if p), *points[-1:]]))


def _point(point: Point) -> list[str]:
    shares = (point.coverage, point.precision, point.handed_over)
    return [f"{point.threshold:.4f}", *(f"{share:.3f}" for share in shares)]
