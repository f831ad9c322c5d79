"""What the programs of the command line share: settings in, words out, a last word on leaving."""

import sys
from typing import NoReturn

from rich.console import Console
from rich.markup import escape as rich_escape

from corpus.settings import BadSetting, Settings

out = Console(emoji=False)  # ":bomb:" in a title is a word like any other
err = Console(stderr=True, emoji=False)


def escape(text: str) -> str:
    """What documents and people say, as words that are no markup and command no terminal."""
    return rich_escape(printable(text))


def stop(message: str, code: int = 1) -> NoReturn:
    """Leave the program, saying why."""
    err.print(printable(message), style="red", markup=False, highlight=False)
    sys.exit(code)


def settings_or_stop() -> Settings:
    """The settings; leaves the program where one of them is unknown or does not fit."""
    try:
        return Settings.load()
    except BadSetting as error:
        stop(str(error), 2)


def printable(text: str) -> str:
    """Without characters that command a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in text)
