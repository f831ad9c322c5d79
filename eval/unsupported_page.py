"""``python -m eval unsupported``: answers over several corpora, and what in them nobody says."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table

from corpus.settings import Settings
from corpus.terminal import err, escape, out, settings_or_stop, stop
from eval import card_pages, golden, places
from eval.asking import FOLDER
from eval.beir import BeirSet
from eval.lines import BadLine
from eval.unsupported import Looked, Texts, as_table, look, pose
from indexer.progress import bars
from indexer.sync import Progress
from retrieval.assistant import Assistant
from retrieval.embedder import Embedder
from retrieval.generation import Generation

_HEADS = (
    "answers",
    "answered",
    "cards",
    "quotes",
    "sentences",
    "numbers",
    "held back",
    "unsupported",
)
_SHOWN = 20


@click.command()
@click.argument("folders", nargs=-1, type=FOLDER)
@click.option("--answers", default=2000, show_default=True, help="In all, an equal share each.")
@click.option("--seed", default=1, show_default=True, help="What questions are drawn from.")
@click.option("--words-only", is_flag=True, help="Without the model.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def unsupported(
    folders: tuple[Path, ...], answers: int, seed: int, words_only: bool, as_json: bool
) -> None:
    """Answer over the starter corpus and FOLDERS, and search all that is shown in the documents'
    own text; fail where anything is not there.

    FOLDERS hold files, or sets in BEIR's layout; of these procedure pages become cards, and they
    are searched by words.
    """
    settings = settings_or_stop()
    embedder = places.model(settings, words_only=words_only)
    share = -(-answers // (1 + len(folders)))
    found: dict[str, Looked] = {}
    with bars(err, quiet=as_json) as progress:
        try:
            for folder in (None, *folders):
                name = folder.resolve().name if folder else "starter"
                generation, own = _opened(settings, folder, embedder, progress)
                found[name] = _looked(generation, own, embedder, share, seed, progress)
        except BadLine as error:
            stop(str(error))
    wrong = [(name, one) for name, looked in found.items() for one in looked.unsupported]
    if as_json:
        click.echo(json.dumps({name: asdict(one) for name, one in found.items()}, indent=1))
    else:
        table = Table("corpus", *_HEADS)
        for row in as_table(found):
            table.add_row(*map(escape, row))
        out.print(table)
        for name, one in wrong[:_SHOWN]:
            out.print(escape(f"{name}: {one.what}: {one.text[:200]!r} to {one.question[:120]!r}"))
    if wrong:
        stop(f"{len(wrong)} things were shown that no document says")


def _opened(
    settings: Settings, folder: Path | None, embedder: Embedder | None, progress: Progress
) -> tuple[Generation, list[str]]:
    """An index of its own for each, and the questions that come with it."""
    if folder is None:
        questions = [one.question for one in golden.load()]
        return places.starter(settings, embedder, progress), questions
    if (folder / "corpus.jsonl").is_file():
        beir = BeirSet(folder)
        questions = [text for _, text in beir.questions()]
        place = settings.data / "eval" / f"{beir.name}-pages"
        return card_pages.index(list(beir.documents()), place, progress), questions
    return places.files(settings, folder, embedder, progress), []


def _looked(
    generation: Generation,
    own: list[str],
    embedder: Embedder | None,
    count: int,
    seed: int,
    progress: Progress,
) -> Looked:
    questions = pose(generation.store, own, count, golden.DAY, seed)
    assistant = Assistant(generation, embedder if generation.vectors else None)
    texts = Texts(generation.store)
    return look(questions, assistant.answer, texts, lambda n: progress("answer", n, len(questions)))
