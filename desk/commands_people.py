"""People and the audit log on the command line; ``desk/__main__.py`` adds these commands."""

import click

from desk import audit as log
from desk import knocks, people
from desk.at_console import given_by, needs, open_desk, printable
from desk.commands_privacy import anonymise, erase_person, export_person
from desk.people import Facts
from desk.rights import HELD, Action
from desk.role import Role
from retrieval.question import Unit


@click.command()
@click.argument("login")
@click.option("--name", help="By default the login.")
@click.option("--lead", is_flag=True, help="Someone who may invite others.")
@click.option("--role", "roles", multiple=True, type=click.Choice([role.value for role in HELD]))
@click.option("--province", default="")
@click.option("--commune", default="")
@click.option("--field", "fields", multiple=True)
@needs(Action.MANAGE_PEOPLE)
def invite(
    login: str,
    name: str | None,
    lead: bool,
    roles: tuple[str, ...],
    province: str,
    commune: str,
    fields: tuple[str, ...],
) -> None:
    """Invite someone; who was invited before gets a new link. From the first invitation on,
    MOTCHAM_DESK_PASSWORD opens nothing any more."""
    chosen = frozenset(map(Role, roles)) | ({Role.LEAD} if lead else frozenset())
    with open_desk() as desk, desk.begin(given_by()) as work:
        known = people.named(work.connection, login)
        if known is not None and not (name or chosen or province or commune or fields):
            token = people.new_link(work, known.id)
        else:
            facts = Facts(name or login, chosen, Unit(province, commune), fields)
            known, token = people.invite(work, login, facts)
    hours = int(people.LINK_LIVES.total_seconds()) // 3600
    click.echo(
        f"Hand this to {printable(known.name)}; it works once, within {hours} hours,"
        f" on the pages' address:\n/desk/invitation/{token}"
    )


@click.command("unlock")
@click.argument("login")
@needs(Action.MANAGE_PEOPLE)
def unlock(login: str) -> None:
    """Let a login try again at once that has failed too often."""
    with open_desk() as desk, desk.begin(given_by()) as work:
        key = knocks.key_of(knocks.LOGIN, people.login_of(login))
        knocks.open_again(work.connection, key)
        person = people.named(work.connection, login)
        work.audit("unlocked", person.actor if person else "")
    click.echo("Unlocked.")


@click.group("audit")
def audit() -> None:
    """The audit log."""


@audit.command("verify")
@click.option("--head", help="A head noted earlier, NUMBER:DIGEST, that must still be in the log.")
@needs(Action.READ_AUDIT)
def verify(head: str | None) -> None:
    """Follow the chain; ends with an error at the first row that is not as it was written."""
    with open_desk() as desk, desk.database.reading() as connection:
        verdict = log.verify(connection, _head(head))
    if verdict.broken is not None:
        raise click.ClickException(f"row {verdict.broken}: {verdict.reason}")
    click.echo(f"{verdict.rows} rows, none altered. Head: {verdict.rows}:{verdict.head}")


@audit.command("show")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@needs(Action.READ_AUDIT)
def show_audit(limit: int) -> None:
    """The last rows, oldest first."""
    with open_desk() as desk, desk.database.reading() as connection:
        entries = log.entries(connection, limit)
    for entry in reversed(entries):
        detail = "" if entry.detail == "{}" else entry.detail
        where = f"({entry.who.place})" if entry.who.place else ""
        words = (str(entry.number), f"{entry.at:%Y-%m-%d %H:%M:%SZ}", entry.who.name)
        line = " ".join(filter(None, (*words, where, entry.what, entry.on, detail)))
        click.echo(printable(line))


def _head(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    number, _, digest = text.partition(":")
    if not (number.isascii() and number.isdigit() and len(digest) == 64):
        raise click.BadParameter("a head looks like 12:3f…, as `audit verify` prints it")
    return int(number), digest


COMMANDS: tuple[click.Command, ...] = (
    invite,
    unlock,
    audit,
    anonymise,
    export_person,
    erase_person,
)
