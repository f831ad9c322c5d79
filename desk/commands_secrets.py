"""The key that seals secrets in the database, on the command line."""

import click

from desk import sealed
from desk.at_console import given_by, needs, open_desk
from desk.rights import Action


@click.group()
def secrets() -> None:
    """The secrets of hooks and of second factors, sealed with MOTCHAM_SECRETS_KEY."""


@secrets.command("new-key")
@needs(Action.RUN)
def new_key() -> None:
    """Print a key. Put it first in MOTCHAM_SECRETS_KEY, and keep a copy where back-ups are not."""
    click.echo(sealed.new_key())


@secrets.command()
@needs(Action.RUN)
def reseal() -> None:
    """Seal every secret with the first key; then older ones can leave MOTCHAM_SECRETS_KEY."""
    with open_desk() as desk, desk.begin(given_by()) as work:
        if not sealed.seal_of(work.connection).seals:
            raise click.ClickException(
                "MOTCHAM_SECRETS_KEY is empty: python -m desk secrets new-key"
            )
        changed = sealed.seal_again(work.connection)
        if changed:
            work.audit("secrets_sealed", count=changed)
    click.echo(f"{changed} secrets were sealed anew.")
