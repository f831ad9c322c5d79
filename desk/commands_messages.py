"""``python -m desk messages``: what did not reach its people – list, retry, settle."""

import click

from corpus.vietnam_time import VIETNAM
from desk import undelivered
from desk.at_console import given_by, needs, open_desk, printable
from desk.rights import Action
from desk.undelivered import Unsent

ONE = click.argument("message_id", type=click.IntRange(1, 2**63 - 1), metavar="ID")


@click.group("messages")
def messages() -> None:
    """Messages that were given up or wait too long."""


@messages.command("list")
@needs(Action.REPLY)
def list_() -> None:
    """The oldest first: number, case, since when, where to, why."""
    with open_desk() as desk:
        found = desk.unsent()
    for one in found:
        click.echo(_line(one))
    if not found:
        click.echo("everything has arrived")


@messages.command()
@ONE
@needs(Action.REPLY)
def retry(message_id: int) -> None:
    """Send it again to the same contact."""
    _see_to(message_id, "retry", "it goes again")


@messages.command()
@ONE
@needs(Action.REPLY)
def elsewhere(message_id: int) -> None:
    """Send it to another contact of the officer."""
    _see_to(message_id, "elsewhere", "it goes to another contact")


@messages.command()
@ONE
@needs(Action.REPLY)
def settle(message_id: int) -> None:
    """The officer was told in another way: list it no longer."""
    _see_to(message_id, "settle", "listed no longer")


def _see_to(message_id: int, what: str, done: str) -> None:
    with open_desk() as desk, desk.begin(given_by()) as work:
        if not undelivered.see_to(work.connection, message_id, what, work.now):
            raise click.ClickException(f"no message {message_id} waits for this")
        work.audit(f"message_{what}", f"message:{message_id}")
    click.echo(done)


def _line(one: Unsent) -> str:
    state = "waiting" if one.waiting else "given up"
    since = f"{one.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    about = one.label or "-"
    why = printable(one.reason) or "-"
    return f"{one.id}  {about}  {state}  {since}  {one.contact.channel}  {why}"
