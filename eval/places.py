"""Where measuring happens: the starter corpus and the sets in indexes of their own, the runs."""

from pathlib import Path

from corpus.settings import Settings
from corpus.terminal import stop
from eval import runs
from eval.beir import BeirSet, index
from indexer.sync import Progress, sync
from retrieval import embedder as embedders
from retrieval.bundled_model import ModelUnavailable
from retrieval.embedder import Embedder
from retrieval.generation import Generation
from retrieval.manifest import IndexUnavailable, current
from retrieval.vector_tables import VectorTables

STARTER = Path("corpus/starter")


def starter(settings: Settings, embedder: Embedder | None, progress: Progress) -> Generation:
    """The starter corpus, indexed as officers get it."""
    place = _place(settings, "starter", embedder)
    sync(place, [STARTER], embedder, progress=progress)
    return Generation(current(place))


def files(
    settings: Settings, folder: Path, embedder: Embedder | None, progress: Progress
) -> Generation:
    """A folder of files, in an index of its own."""
    place = _place(settings, folder.resolve().name, embedder)
    sync(place, [folder], embedder, progress=progress)
    return Generation(current(place))


def serving(settings: Settings) -> Generation:
    """The index that serves; leaves the program where there is none."""
    try:
        return Generation(current(settings.index))
    except IndexUnavailable as error:
        stop(str(error))


def indexed(
    settings: Settings, beir: BeirSet, embedder: Embedder | None, progress: Progress
) -> Generation:
    """A set in BEIR's layout, its vectors searched where the settings say.

    Raises:
        BadLine: one of its files is missing or broken.
    """
    beir.questions()  # told before hours of embedding
    place = _place(settings, beir.name, embedder)
    generation = index(beir, place, embedder, progress)
    if settings.vectors == "pgvector" and generation.vectors:
        tables = VectorTables(settings.database)
        generation.vectors = tables.of(current(place), generation.vectors)
    return generation


def model(settings: Settings, *, words_only: bool) -> Embedder | None:
    """The model that the settings name; leaves the program where it is not there."""
    if words_only:
        return None
    models = settings.data / "models"
    try:
        embedders.prepare(settings.model, models, download=settings.model_download)
        return embedders.load(settings.model, models)
    except ModelUnavailable as error:
        stop(str(error))


def kept(settings: Settings) -> Path:
    """The folder of stored runs."""
    return settings.data / runs.FOLDER


def _place(settings: Settings, name: str, embedder: Embedder | None) -> Path:
    return settings.data / "eval" / f"{name}{'' if embedder else '-words'}"
