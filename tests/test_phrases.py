"""Fixed phrases: registered, recognised, translated."""

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language import LANGUAGES, SOURCE, translations
from corpus.phrases import phrases, places, recognise, written_day
from corpus.text import strip_accents
from retrieval.clauses import NO_UNIT
from retrieval.compose import FORMER, SAMPLE
from retrieval.join import AFTER
from retrieval.meant import ENDED, ENDED_ON
from retrieval.said import said_in

ROOM = Path(__file__).parent.parent / "retrieval"
MODULES = sorted(ROOM.glob("*.py"))
OTHERS = [language for language in LANGUAGES if language != SOURCE]
values = st.text(st.characters(exclude_categories=["C"]), max_size=40)


def sentences(module: Path) -> Iterator[str]:
    """The constants of a module that read as Vietnamese sentences."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        match node:
            case ast.Constant(str(text)) if text[:1].isupper() or text[:1] in "{“":
                if text != strip_accents(text) and " " in text and text[-1:] in ".?!…":
                    yield text


def docstrings(module: Path) -> set[str]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    bearers = (ast.Module, ast.FunctionDef, ast.ClassDef)
    return {
        str(node.body[0].value.value)
        for node in ast.walk(tree)
        if isinstance(node, bearers) and node.body
        if isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)
    }


def marked(module: Path, *by: str) -> set[str]:
    """The texts that a module marks for translation: "N_" registers them, "_" translates them."""
    calls = [
        node
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in by
    ]
    return {str(a.value) for call in calls for a in call.args if isinstance(a, ast.Constant)}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_every_sentence_the_core_says_is_marked(module: Path) -> None:
    told = [text for text in sentences(module) if text not in docstrings(module)]
    assert [text for text in told if text not in marked(module, "N_", "_")] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_what_is_marked_as_a_phrase_is_known_where_answers_are_shown(module: Path) -> None:
    assert marked(module, "N_") <= set(phrases())


def test_there_are_phrases_to_ask_for() -> None:
    found = [text for module in ROOM.glob("*.py") for text in sentences(module)]
    assert len(set(found) & set(phrases())) > 20


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_is_translated_with_the_same_places(language: str) -> None:
    translate = translations(language).gettext
    missing = [phrase for phrase in phrases() if translate(phrase) == phrase]
    assert missing == []
    for phrase in phrases():
        assert sorted(places(translate(phrase))) == sorted(places(phrase))


@given(st.sampled_from(phrases()), st.data())
def test_what_is_said_is_recognised_whole(phrase: str, data: st.DataObject) -> None:
    filled = {name: data.draw(values) for name in places(phrase)}
    day = date(2026, 3, 1)
    positional = [filled.get(str(at), "") for at in range(len(filled))]
    if "%d" in phrase:
        positional[-1] = day  # type: ignore[call-overload]
    text = phrase.format(*positional, **filled)
    said = recognise(text)
    assert said is not None
    assert said.by(said.phrase) == text


@given(values)
def test_what_is_no_phrase_stays_as_it_is(text: str) -> None:
    if recognise(text) is None:
        assert said_in(text, "en") == text


def test_a_source_is_no_phrase() -> None:
    assert recognise("Ủy ban nhân dân cấp xã tiếp nhận hồ sơ trong 05 ngày làm việc.") is None


def test_values_and_their_order_are_kept() -> None:
    text = NO_UNIT.format("Nghị định 133/2025/NĐ-CP", "Điều 900")
    said = recognise(text)
    assert said is not None
    assert said.phrase == NO_UNIT
    assert dict(said.values) == {"0": "Nghị định 133/2025/NĐ-CP", "1": "Điều 900"}


def test_the_phrase_with_most_words_of_its_own_is_taken() -> None:
    said = recognise(ENDED_ON.format("Nghị định 1/2020/NĐ-CP", "01/07/2025"))
    assert said is not None
    assert said.phrase == ENDED_ON
    plain = recognise(ENDED.format("Nghị định 1/2020/NĐ-CP"))
    assert plain is not None
    assert plain.phrase == ENDED


def test_a_note_is_said_in_the_readers_language_and_names_stay() -> None:
    note = FORMER.format("tỉnh Yên Bái", "tỉnh Lào Cai")
    assert said_in(note, "vi") == note
    english = said_in(note, "en")
    assert english != note
    assert "tỉnh Yên Bái" in english
    assert "tỉnh Lào Cai" in english
    assert said_in(SAMPLE, "en") == translations("en").gettext(SAMPLE)


def test_days_are_written_as_the_language_writes_them() -> None:
    note = ENDED_ON.format("Nghị định 1/2020/NĐ-CP", written_day(date(2026, 3, 1)))
    assert "01/03/2026" in said_in(note, "vi")
    assert "1 March 2026" in said_in(note, "en")


def test_what_the_asker_wrote_is_never_translated() -> None:
    note = AFTER.format("Lệ phí 01/03/2026?")
    assert "“Lệ phí 01/03/2026?”" in said_in(note, "en")


def test_several_lines_are_said_line_by_line() -> None:
    text = f"{SAMPLE}\nKhoản này giữ nguyên."
    first, second = said_in(text, "en").split("\n")
    assert first == translations("en").gettext(SAMPLE)
    assert second == "Khoản này giữ nguyên."
