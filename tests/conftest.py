"""What several tests share: the starter corpus, indexed once by words and once with the model."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from indexer.sync import sync
from retrieval import embedder as embedders
from retrieval.bundled_model import NAME
from retrieval.embedder import Embedder
from retrieval.generation import Generation
from retrieval.manifest import current
from retrieval.question import Question
from retrieval.service import Service
from tests.fakes.look_alikes import write

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from desk.desk import Desk
    from tests.web import Web

# Some tests import from it what others load as a plugin.
pytest.register_assert_rewrite("tests.fakes.databases", "tests.fakes.engines")

# What properties hold does not depend on how busy the machine is.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

# What commands print is not folded where the path of a temporary folder is long.
os.environ["COLUMNS"] = "300"


def pytest_configure(config: pytest.Config) -> None:
    from tests.fakes import engines

    config.pluginmanager.register(engines)


STARTER = Path("corpus/starter")
MODELS = Path("var/models")
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def starter_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The starter corpus in an index of words alone: everybody's, so nobody writes in it."""
    index = tmp_path_factory.mktemp("starter") / "index"
    sync(index, [STARTER], None)
    before = _files(index)
    yield index
    assert _files(index) == before, "a test wrote into the index of all"


def _files(folder: Path) -> dict[Path, int]:
    return {one: one.stat().st_mtime_ns for one in folder.rglob("*") if one.is_file()}


@pytest.fixture
def service(starter_index: Path) -> Service:
    """The assistant over the starter corpus, searching by words."""
    return Service(starter_index, None)


@pytest.fixture
def web(service: Service, desk: "Desk") -> "Web":
    """The web program over the starter corpus and the test's own desk."""
    from tests.web import Web

    return Web(service, desk)


@pytest.fixture
def browser(web: "Web") -> "TestClient":
    return web.browser()


@pytest.fixture(scope="session")
def look_alikes(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The assistant over documents whose numbers look alike, searching by words."""
    place = tmp_path_factory.mktemp("look-alikes")
    sync(place / "index", [write(place / "files")], None)
    return Service(place / "index", None)


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The bundled model, prepared where `make setup` prepares it."""
    embedders.prepare(NAME, MODELS)
    return embedders.load(NAME, MODELS)


@pytest.fixture(scope="session")
def full_index(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter corpus in an index of words and vectors."""
    index = tmp_path_factory.mktemp("starter-vectors") / "index"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        sync(index, [STARTER], embedder)
        return index
    # Embedding takes half a minute: one of the test processes does it, the others copy.
    made = tmp_path_factory.getbasetemp().parent / "starter-vectors"
    with made.with_suffix(".lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        sync(made, [STARTER], embedder)
    shutil.copytree(made, index)
    return index


@pytest.fixture(scope="session")
def full_generation(full_index: Path) -> Generation:
    return Generation(current(full_index))


@pytest.fixture(scope="session")
def full_service(full_index: Path, embedder: Embedder) -> Service:
    """The assistant over the starter corpus, searching by words and by meaning."""
    return Service(full_index, embedder)


def ask(service: Service, text: str, as_of: date = TODAY) -> Question:
    """A question about today's law."""
    return Question(text, as_of)
