"""Texts and their translations."""

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from corpus.language import (
    LANGUAGES,
    SOURCE,
    catalog_file,
    known,
    named_language,
    show_day,
    translations,
)

ROOT = Path(__file__).parent.parent
OTHERS = [language for language in LANGUAGES if language != SOURCE]
_PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")


def catalog(language: str) -> Catalog:
    with catalog_file(language).open("rb") as source:
        return read_po(source, locale=language)


@cache
def written_texts() -> frozenset[str]:
    """Every text that code and templates show, found as babel finds them."""
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    found = extract_from_dir(ROOT, methods, options)
    return frozenset(
        text
        for _file, _line, texts, _comments, _context in found
        for text in ([texts] if isinstance(texts, str) else texts)
        if text
    )


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_pages_and_bot_is_translated_and_no_other(language: str) -> None:
    translated = catalog(language)
    texts = written_texts()
    assert len(texts) > 100
    assert sorted(text for text in texts if translated.get(text) is None) == []
    left = (message.id if isinstance(message.id, str) else message.id[0] for message in translated)
    assert sorted(text for text in left if text and text not in texts) == []


@pytest.mark.parametrize("language", OTHERS)
def test_translations_fill_the_same_places_and_none_waits_for_review(language: str) -> None:
    for message in catalog(language):
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
        assert not message.fuzzy, message.id
        for text in texts:
            assert text, message.id
            assert sorted(_PLACES.findall(text)) == sorted(_PLACES.findall(ids[0])), message.id


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_is_translated_once(language: str) -> None:
    entries = re.findall(r"^msgid ", catalog_file(language).read_text("utf-8"), re.MULTILINE)
    assert len(entries) - 1 == len(catalog(language))  # the first is the catalogue's head


def test_vietnamese_texts_are_their_own_translation() -> None:
    assert translations("vi").gettext("Hãy nhập câu hỏi.") == "Hãy nhập câu hỏi."


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("EN_us", "en"),
        ("vi", "vi"),
        ("fr", "vi"),
        ("", "vi"),
        ("id", "id"),
        ("id-ID", "id"),
    ],
)
def test_a_language_without_texts_reads_as_vietnamese(asked: str, given: str) -> None:
    assert known(asked) == given
    assert translations(asked).gettext("Tra cứu") == translations(given).gettext("Tra cứu")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("English", "en"), ("tieng anh", "en"), ("ID", "id"), ("bahasa Indonesia", "id"),
        ("Tiếng Việt", "vi"), ("", ""), ("français", ""), ("x" * 5000, ""),
    ],
)  # fmt: skip
def test_a_language_is_known_by_its_names(text: str, language: str) -> None:
    assert named_language(text) == language


@pytest.mark.parametrize(
    ("count", "shown"), [(1, "1 dokumen"), (2, "2 dokumen"), (1000, "1000 dokumen")]
)
def test_indonesian_has_one_form_for_any_count(count: int, shown: str) -> None:
    text = translations("id").ngettext("%(num)s tài liệu", "%(num)s tài liệu", count)
    assert text % {"num": count} == shown


def test_days_are_written_as_each_language_writes_them() -> None:
    day = date(2026, 3, 1)
    shown = {language: show_day(day, language) for language in LANGUAGES}
    assert shown == {"vi": "01/03/2026", "en": "1 March 2026", "id": "1 Maret 2026"}
