"""A question as typed becomes a query."""

import unicodedata
from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from retrieval.generation import Generation
from retrieval.manifest import current
from retrieval.normalise import understand
from retrieval.question import Query, Question


@pytest.fixture(scope="module")
def generation(starter_index: Path) -> Generation:
    return Generation(current(starter_index))


def test_what_was_typed_is_kept_beside_what_was_meant(generation: Generation) -> None:
    query = _understood("khai baos thiêtbị o dau", generation)
    assert query.typed == "khai baos thiêtbị o dau"
    assert query.words == ("khai", "baos", "thiêtbị", "o", "dau")
    assert query.restored == "khai báo thiết bị ở đâu"
    assert any("thiết bị" in phrase for phrase in query.alternatives)


def test_nothing_is_restored_in_another_language(generation: Generation) -> None:
    text = "What is the fee in the province for an X-ray machine?"
    query = _understood(text, generation)
    assert not query.vietnamese
    assert query.restored == query.typed == text
    assert query.alternatives == ()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_each_unicode_writing_is_read_alike(
    generation: Generation, form: Literal["NFC", "NFD"]
) -> None:
    text = unicodedata.normalize(form, "Thủ tục hòan trả")
    assert _understood(text, generation).restored == "Thủ tục hoàn trả"


def test_vowels_composed_and_tones_apart_are_read_alike(generation: Generation) -> None:
    text = "công bô\u0301 hơ\u0323p quy"  # as Windows-1258 has it
    assert _understood(text, generation).restored == "công bố hợp quy"


def _understood(text: str, generation: Generation) -> Query:
    return understand(Question(text, date(2026, 11, 22)), generation.accents)
