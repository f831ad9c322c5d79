"""The service moves to a new generation by itself, and keeps the old while the new is broken."""

import threading
import time
from datetime import date
from pathlib import Path

import pytest

from corpus.settings import Settings
from indexer.generations import rollback
from indexer.sync import sync
from retrieval.answer import Outcome
from retrieval.assistant import WORDS_ONLY
from retrieval.manifest import CURRENT, current, publish
from retrieval.question import Question
from retrieval.service import Service
from tests.fakes.counting import CountingEmbedder
from tests.fakes.papers import guide, library

TODAY = date(2026, 11, 22)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    return library(tmp_path / "docs", 3)


@pytest.fixture
def index(tmp_path: Path, docs: Path) -> Path:
    sync(tmp_path / "index", [docs], CountingEmbedder())
    return tmp_path / "index"


def service(index: Path, embedder: CountingEmbedder | None = None) -> Service:
    """One that looks for a new generation at every question."""
    return Service(index, embedder, look_again=0)


def question(text: str = "Thời hạn của việc số 1?") -> Question:
    return Question(text, TODAY)


def test_a_service_over_an_index_is_ready(index: Path) -> None:
    ready = service(index, CountingEmbedder()).readiness()
    assert ready.ready
    assert (ready.documents, ready.chunks, ready.vectors) == (3, 9, True)
    assert (ready.generation, ready.model, ready.problems) == ("g000001", "counting#1", ())


def test_without_an_index_it_is_not_ready_and_names_the_cure(tmp_path: Path) -> None:
    empty = service(tmp_path)
    ready = empty.readiness()
    assert not ready.ready
    assert ready.problems == ("there is no index yet: run `python -m indexer sync`",)
    answer = empty.answer(question())
    assert (answer.outcome, answer.notes) == (Outcome.ERROR, ready.problems)
    assert empty.documents() == []
    assert empty.document("a") == []
    assert empty.chunk(1) is None
    assert empty.provision(1) is None


def test_an_index_made_later_is_found(tmp_path: Path, docs: Path) -> None:
    waiting = service(tmp_path / "index")
    assert not waiting.readiness().ready
    sync(tmp_path / "index", [docs], None)
    assert waiting.readiness().ready


def test_a_new_generation_serves_without_a_restart(index: Path, docs: Path) -> None:
    serving = service(index, CountingEmbedder())
    assert len(serving.documents()) == 3
    guide(docs / "moi.md", "Hướng dẫn mới", "Chữ mới.")
    sync(index, [], CountingEmbedder())
    assert serving.readiness().generation == "g000002"
    assert len(serving.documents()) == 4
    rollback(index)
    assert len(serving.documents()) == 3


def test_the_pointer_is_not_looked_at_for_every_question(index: Path, docs: Path) -> None:
    serving = Service(index, CountingEmbedder(), look_again=3600)
    assert len(serving.documents()) == 3
    guide(docs / "moi.md", "Hướng dẫn mới", "Chữ mới.")
    sync(index, [], CountingEmbedder())
    assert len(serving.documents()) == 3


def test_the_old_generation_serves_while_the_new_one_is_broken(index: Path, docs: Path) -> None:
    serving = service(index, CountingEmbedder())
    assert serving.readiness().problems == ()
    old = current(index)
    guide(docs / "moi.md", "Hướng dẫn mới", "Chữ mới.")
    sync(index, [], CountingEmbedder())
    (current(index) / "vectors" / "all.npy").write_bytes(b"")
    publish(current(index))
    ready = serving.readiness()
    assert (ready.ready, ready.generation) == (True, old.name)
    assert "damaged (vectors/all.npy)" in ready.problems[0]
    assert "rollback" in ready.problems[0]
    rollback(index)
    assert serving.readiness().problems == ()


def test_a_lost_pointer_leaves_the_old_generation_serving(index: Path) -> None:
    serving = service(index, CountingEmbedder())
    assert serving.readiness().ready
    (index / CURRENT).unlink()
    assert serving.readiness().ready
    assert serving.answer(question()).outcome.family != "error"


def test_vectors_of_another_model_are_refused_with_the_command(index: Path) -> None:
    other = service(index, CountingEmbedder("large#2"))
    ready = other.readiness()
    assert not ready.ready
    assert "counting#1" in ready.problems[0]
    assert "large#2" in ready.problems[0]
    assert "python -m indexer sync" in ready.problems[0]
    assert other.answer(question()).outcome is Outcome.ERROR


def test_an_index_embedded_anew_is_taken_up_by_the_model_it_waited_for(index: Path) -> None:
    large = CountingEmbedder("large#2")
    other = service(index, large)
    assert not other.readiness().ready
    sync(index, [], large)
    assert other.readiness().vectors


def test_an_index_of_words_answers_and_says_so(tmp_path: Path, docs: Path) -> None:
    sync(tmp_path / "index", [docs], None)
    serving = service(tmp_path / "index", CountingEmbedder())
    assert not serving.readiness().vectors
    answer = serving.answer(question())
    assert answer.outcome.family != "error"
    assert WORDS_ONLY in answer.notes


def test_the_number_on_duty_is_shown_over_an_index_of_words_too(tmp_path: Path, docs: Path) -> None:
    sync(tmp_path / "index", [docs], None)
    serving = Service(tmp_path / "index", CountingEmbedder(), hotline="0900 000 114")
    answer = serving.answer(question("Người dân vừa nhặt được nguồn phóng xạ ở bãi phế liệu"))
    assert answer.outcome is Outcome.ANSWERED_EMERGENCY
    assert "0900 000 114" in answer.safety[0]


def test_without_the_model_words_answer_and_readiness_says_why(index: Path, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, model="no-such-model")
    assert settings.index == index
    serving = Service.open(settings)
    ready = serving.readiness()
    assert ready.ready
    assert not ready.vectors
    assert "no-such-model" in ready.problems[0]
    assert WORDS_ONLY in serving.answer(question()).notes


def test_questions_go_on_while_generations_change(index: Path, docs: Path) -> None:
    serving = service(index, CountingEmbedder())
    wrong: list[object] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            answer = serving.answer(question())
            if answer.outcome is Outcome.ERROR or len(serving.documents()) != 3:
                wrong.append(answer)
            time.sleep(0.001)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(4):
        library(docs, 3, f"lượt{number}")
        sync(index, [], CountingEmbedder())
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert serving.readiness().generation == "g000005"
