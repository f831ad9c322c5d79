"""From a question to an answer over the starter corpus."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from retrieval.answer import Answer, Outcome
from retrieval.assistant import WORDS_ONLY, Assistant
from retrieval.compose import SAMPLE
from retrieval.embedder import Embedder
from retrieval.generation import Generation
from retrieval.manifest import current
from retrieval.question import Question, Unit
from retrieval.service import Service
from retrieval.wire import keep, public, revive

TODAY = date(2026, 11, 22)
QUESTION = "Phải khai báo máy X-quang y tế trong bao nhiêu ngày?"


def ask(service: Service, text: str, as_of: date = TODAY, province: str = "") -> Answer:
    return service.answer(Question(text, as_of, unit=Unit(province)))


def quoted(answer: Answer) -> str:
    return "\n".join(quote.text for quote in answer.quotes)


@pytest.mark.parametrize(
    ("day", "document", "words"),
    [
        (date(2020, 5, 1), "atbx-xquang-truoc-2021", "07 ngày làm việc"),
        (date(2025, 12, 31), "atbx-xquang-2021-2025", "07 ngày làm việc"),
        (date(2026, 1, 1), "atbx-xquang-2026", "10 ngày làm việc"),
    ],
)
def test_the_regime_of_the_day_answers(
    service: Service, day: date, document: str, words: str
) -> None:
    answer = ask(service, QUESTION, day)
    assert answer.outcome.family == "answered"
    assert document in {quote.document.id for quote in answer.quotes}
    assert words in quoted(answer)


@pytest.mark.parametrize("text", [QUESTION, "phai khai bao may x-quang y te trong bao nhieu ngay"])
def test_every_quote_stands_in_its_chunk_byte_for_byte(service: Service, text: str) -> None:
    answer = ask(service, text)
    assert answer.quotes
    for quote in answer.quotes:
        chunk = service.chunk(quote.chunk_id)
        assert chunk is not None
        assert quote.text.encode() in chunk.text.encode()
    assert all(line in quoted(answer) for line in answer.conclusion.splitlines())


def test_a_provincial_document_answers_in_its_province_only(service: Service) -> None:
    text = "Ai được tỉnh ủy quyền giải quyết thủ tục tần số vô tuyến điện?"
    here = {quote.document.id for quote in ask(service, text, province="Nghệ An").quotes}
    elsewhere = {quote.document.id for quote in ask(service, text, province="Cà Mau").quotes}
    assert "tan-so-nghe-an" in here
    assert "tan-so-nghe-an" not in elsewhere


def test_a_clause_that_is_named_stands_first(service: Service) -> None:
    answer = ask(service, "Điều 6a quy chế nhóm hỗ trợ trực tuyến")
    assert str(answer.quotes[0].citation).startswith("Điều 6a")


@pytest.mark.parametrize(
    "text", ["Điều 99 quy chế nhóm hỗ trợ trực tuyến", "Điều 3 nghị định 9999/2031/NĐ-CP nói gì"]
)
def test_a_clause_nobody_has_is_handed_over(service: Service, text: str) -> None:
    assert ask(service, text).outcome.family == "escalated"


@pytest.mark.parametrize("text", ["<b>[red]*</b>", "giá vàng hôm nay"])
def test_what_cannot_be_answered_is_handed_over(service: Service, text: str) -> None:
    answer = ask(service, text)
    assert answer.outcome.family == "escalated"
    assert answer.quotes == ()


def test_a_very_long_question_gets_an_answer_in_the_end(service: Service) -> None:
    answer = ask(service, QUESTION + " xin cảm ơn" * 1000)
    assert answer.outcome is not Outcome.ERROR


def test_the_answer_says_that_sources_are_samples_and_words_alone_were_searched(
    service: Service,
) -> None:
    assert {SAMPLE, WORDS_ONLY} <= set(ask(service, QUESTION).notes)


class Broken:
    """A model that fails at every text."""

    identity = "broken"
    dimension = 4

    def encode(self, texts: Sequence[str], role: str, done: object = None) -> np.ndarray:
        raise RuntimeError("no memory")


def test_a_surprise_inside_becomes_an_answer(starter_index: Path) -> None:
    assistant = Assistant(Generation(current(starter_index)), Broken())
    assert assistant.answer(Question(QUESTION, TODAY)).outcome is Outcome.ERROR


def test_a_kept_answer_comes_back_whole(service: Service) -> None:
    answer = ask(service, QUESTION)
    assert revive(keep(answer)) == answer


def test_the_public_shape_names_what_programs_rely_on(service: Service) -> None:
    shown = public(ask(service, QUESTION)).model_dump()
    assert {
        "id", "outcome", "conclusion", "competence", "card", "quotes", "before", "forms", "notes",
        "followups", "safety", "reviewed", "goes_on", "timings_ms",
    } == set(shown)  # fmt: skip
    assert {"text", "citation", "document", "page", "effective_from", "effective_to", "url"} <= set(
        shown["quotes"][0]
    )
    assert set(shown["quotes"][0]["document"]) == {"id", "number", "title", "kind"}


def test_with_the_model_meaning_is_found_too(
    embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from indexer.sync import sync

    index = tmp_path_factory.mktemp("vectors") / "index"
    sync(index, [Path("corpus/starter/atbx-xquang-2026.md")], embedder)
    service = Service(index, embedder)
    answer = ask(service, "khai bao thiet bi x quang trong bao nhieu ngay")
    assert "10 ngày làm việc" in quoted(answer)
    assert WORDS_ONLY not in answer.notes
    assert service.readiness().vectors
