"""``python -m eval train``: an encoder adapted to articles and to reviewed questions."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import click

from corpus.settings import Settings
from corpus.terminal import err, out, settings_or_stop, stop
from eval.train import Recipe, TrainingUnavailable
from eval.train import train as run_training
from eval.training_pairs import Article, Example, articles, examples, reviewed
from indexer.progress import bars
from indexer.sync import Progress
from retrieval import embedder as embedders
from retrieval import words_writer
from retrieval.bundled_model import ModelUnavailable
from retrieval.words import WordIndex

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_EXAMPLES = "examples.jsonl"
_DEFAULT = Recipe()


@click.command()
@click.argument("file", type=FILE)
@click.option("--out", "into", required=True, type=click.Path(path_type=Path, file_okay=False),
              help="Folder for the adapted model; an interrupted run goes on.")  # fmt: skip
@click.option("--pairs", "pair_files", multiple=True, type=FILE,
              help="Reviewed questions (python -m desk export-golden --pairs).")  # fmt: skip
@click.option("--examples", "count", default=_DEFAULT.examples, show_default=True)
@click.option("--kept", default=_DEFAULT.kept, show_default=True, type=click.FloatRange(0, 1),
              help="Share of the change that is kept (below 1: an average).")  # fmt: skip
@click.option("--seed", default=_DEFAULT.seed, show_default=True, help="For what is drawn.")
def train(
    file: Path, into: Path, pair_files: tuple[Path, ...], count: int, kept: float, seed: int
) -> None:
    """Adapt the encoder to the articles of FILE (JSON lines: law, name, heading, body).

    No labels are needed: questions are made of headings and sentences. About an hour on two
    cores. Set MOTCHAM_MODEL to the model it writes, and compare with `python -m eval beir`.
    """
    settings = settings_or_stop()
    recipe = replace(_DEFAULT, examples=count, kept=kept, seed=seed)
    into.mkdir(parents=True, exist_ok=True)
    try:
        with bars(err) as progress:
            made = _examples(file, into, recipe, progress)
            made = [*_reviewed(pair_files, made), *made]
            model = run_training(_base(settings), made, into, recipe, progress)
    except (TrainingUnavailable, ModelUnavailable, ValueError) as error:
        stop(str(error))
    except KeyboardInterrupt:
        stop("Interrupted. Run the same command again to go on where it was.", 130)
    out.print(f"The adapted model is in {model}: set MOTCHAM_MODEL={model}", highlight=False)


def _base(settings: Settings) -> Path:
    return embedders.prepare(settings.model, settings.data / "models")


def _examples(file: Path, into: Path, recipe: Recipe, progress: Progress) -> list[Example]:
    """Made once: an interrupted training goes on with the same."""
    kept = into / _EXAMPLES
    if kept.is_file():
        rows = kept.read_text(encoding="utf-8").splitlines()
        return [Example(**json.loads(row)) for row in rows]
    known = articles(file)
    made = examples(known, recipe.examples, _index(known, into).scores, recipe.seed, progress)
    lines = "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in made)
    unfinished = kept.with_suffix(".part")
    unfinished.write_text(lines, encoding="utf-8")
    unfinished.rename(kept)
    return made


def _index(known: list[Article], into: Path) -> WordIndex:
    words_writer.build(((f"{one.name} {one.heading}", one.body) for one in known), into / "words")
    return WordIndex(into / "words")


def _reviewed(files: tuple[Path, ...], made: list[Example]) -> list[Example]:
    """What people reviewed, each beside a passage about something else."""
    found = [pair for file in files for pair in reviewed(file)]
    others = [one.passage for one in made]
    return [
        Example(question, passage, others[place % len(others)])
        for place, (question, passage) in enumerate(found)
    ]
