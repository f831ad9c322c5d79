"""The bot as its own process, with a canned assistant: ``python -m tests.fakes.bot_process``."""

import sys

import click

from bot.__main__ import CannotStart, check, run
from bot.papers import NoPapers
from corpus import log
from corpus.settings import Settings
from tests.fakes.canned import canned

if __name__ == "__main__":
    try:
        settings = Settings.load()
        check(settings)
        log.configure("bot", settings.log, settings.log_level, settings.secrets)
        run(settings, lambda: (canned, NoPapers()))
    except CannotStart as error:
        click.echo(str(error), err=True)
        sys.exit(2)
