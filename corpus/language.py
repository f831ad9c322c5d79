"""The languages people read: Vietnamese, in which every text is written, English and Indonesian.

Texts of the web page and of the bot are Vietnamese in the code and looked up in gettext
catalogs, ``corpus/locales/<language>/LC_MESSAGES/motcham.po``, read as they stand: there
is nothing to compile. ``babel.cfg`` at the root names where texts are extracted from.
"""

import gettext
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from corpus.text import fold

SOURCE = "vi"
NAMES = {SOURCE: "Tiếng Việt", "en": "English", "id": "Bahasa Indonesia"}
LANGUAGES = tuple(NAMES)
_CALLED = {
    SOURCE: ("vi", "việt", "tiếng việt", "vietnamese", "vietnam"),
    "en": ("en", "anh", "tiếng anh", "english", "inggris"),
    "id": ("id", "indonesia", "tiếng indonesia", "bahasa", "bahasa indonesia", "indonesian"),
}
DOMAIN = "motcham"
LOCALES = Path(__file__).parent / "locales"


def catalog_file(language: str) -> Path:
    """Where the texts of ``language`` are kept."""
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def known(language: str) -> str:
    """``language`` if there are texts in it ("en", "en-GB", "EN_us"), else Vietnamese."""
    primary = language.replace("_", "-").split("-", 1)[0].casefold()
    return primary if primary in LANGUAGES else SOURCE


def named_language(text: str) -> str:
    """The language that ``text`` names, by its code or in any of the languages; empty if none."""
    name = fold(text)
    return next((code for code, names in _CALLED.items() if name in map(fold, names)), "")


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The texts of ``language``; a text without a translation comes back in Vietnamese.

    An unknown language reads as Vietnamese. Fuzzy translations are not used.
    """
    if known(language) == SOURCE:
        return gettext.NullTranslations()
    with catalog_file(known(language)).open("rb") as source:
        catalog = read_po(source, locale=known(language), domain=DOMAIN)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def show_day(day: date, language: str) -> str:
    """ "01/03/2026", or "1 March 2026" where day and month could be taken for each other."""
    if known(language) == SOURCE:
        return day.strftime("%d/%m/%Y")
    return format_date(day, "d MMMM y", locale=known(language))
