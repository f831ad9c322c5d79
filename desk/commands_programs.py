"""``python -m desk keys`` and ``hooks``: what programs may use, and what they are told."""

import asyncio
import json

import click

from corpus.settings import Settings
from corpus.vietnam_time import VIETNAM
from desk import hooks as hookbook
from desk import keys as keybook
from desk import webhooks
from desk.announcing import NAMES
from desk.at_console import given_by, needs, open_desk, printable
from desk.keys import Facts, Scope
from desk.rights import Action


@click.group("keys")
def keys() -> None:
    """Keys of programs that use the JSON interface."""


@keys.command("create")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
)
@click.option("--per-minute", type=int, default=keybook.PER_MINUTE, show_default=True)
@click.option("--per-day", type=int, default=keybook.PER_DAY, show_default=True)
@click.option("--expires", "days", type=int, default=0, help="In so many days; 0: never.")
@needs(Action.MANAGE_KEYS)
def create(name: str, scopes: tuple[str, ...], per_minute: int, per_day: int, days: int) -> None:
    """Make a key. It is shown once."""
    told = Facts(name, frozenset(map(Scope, scopes)), per_minute, per_day, days)
    with open_desk() as desk, desk.begin(given_by()) as work:
        key, token = keybook.create(work, told, keybook.new_secret())
    click.echo(f"Key {key.id} for {printable(key.name)}; it is not shown again:\n{token}")


@keys.command("list")
@needs(Action.MANAGE_KEYS)
def list_keys() -> None:
    """Every key, newest first: how it begins, what it may do, when it was last used."""
    with open_desk() as desk, desk.database.reading() as connection:
        found, now = keybook.everyone(connection), desk.now()
    for key, used in found:
        state = "" if key.opens(now) else " (revoked)" if key.revoked else " (expired)"
        last = f"last used {used.astimezone(VIETNAM):%d/%m/%Y}" if used else "never used"
        scopes = " ".join(sorted(key.scopes))
        limits = f"{key.per_minute}/minute {key.per_day}/day"
        click.echo(
            f"{key.id}{state} {key.prefix}… {printable(key.name)}: {scopes}; {limits}; {last}"
        )
    click.echo(f"{len(found)} keys.")


@keys.command("revoke")
@click.argument("key_id", type=click.IntRange(1, 2**63 - 1), metavar="ID")
@needs(Action.MANAGE_KEYS)
def revoke(key_id: int) -> None:
    """Let a key open nothing any more, from now on."""
    with open_desk() as desk, desk.begin(given_by()) as work:
        done = keybook.revoke(work, key_id)
    if not done:
        raise click.ClickException(f"there is no key {key_id} that could be revoked")
    click.echo("Revoked.")


@click.group("hooks")
def hooks() -> None:
    """Addresses of programs that are told of case events."""


@hooks.command("add")
@click.argument("url")
@click.option("--events", multiple=True, required=True, type=click.Choice([*NAMES, "all"]))
@click.option("--with-words", is_flag=True, help="Tell the question and the reply, too.")
@needs(Action.MANAGE_KEYS)
def add(url: str, events: tuple[str, ...], with_words: bool) -> None:
    """Tell URL of these events. The secret that signs them is shown once."""
    wanted = NAMES if "all" in events else events
    private = Settings.load().hooks_private
    secret = hookbook.new_secret()
    with open_desk() as desk, desk.begin(given_by()) as work:
        hook = hookbook.add(work, url, wanted, secret, words=with_words, private=private)
    click.echo(f"Hook {hook.id}; its secret is not shown again:\n{hook.secret}")


@hooks.command("list")
@needs(Action.MANAGE_KEYS)
def list_hooks() -> None:
    """Every hook: what it is told, what waits for it, what went wrong."""
    with open_desk() as desk, desk.database.reading() as connection:
        found = hookbook.listed(connection)
    for one in found:
        told = " ".join(one.hook.events) + (" with words" if one.hook.with_words else "")
        wrong = f"; {printable(one.reason)}" if one.reason else ""
        click.echo(
            f"{one.hook.id} {printable(one.hook.url)}: {told}; "
            f"{one.waiting} waiting, {one.given_up} given up{wrong}"
        )
    click.echo(f"{len(found)} hooks.")


@hooks.command("remove")
@click.argument("hook_id", type=click.IntRange(1, 2**63 - 1), metavar="ID")
@needs(Action.MANAGE_KEYS)
def remove(hook_id: int) -> None:
    """Tell it nothing any more, nor what waits for it."""
    with open_desk() as desk, desk.begin(given_by()) as work:
        done = hookbook.remove(work, hook_id)
    if not done:
        raise click.ClickException(f"there is no hook {hook_id}")
    click.echo("Removed.")


@hooks.command("test")
@click.argument("hook_id", type=click.IntRange(1, 2**63 - 1), metavar="ID")
@needs(Action.MANAGE_KEYS)
def test(hook_id: int) -> None:
    """Send it one signed message ("hook.test"), now, and say what it answered."""
    private = Settings.load().hooks_private
    with open_desk() as desk:
        now = desk.now()
        with desk.database.reading() as connection:
            hook = hookbook.find(connection, hook_id)
    if hook is None:
        raise click.ClickException(f"there is no hook {hook_id}")
    told = {"type": "hook.test", "timestamp": now.isoformat(), "data": {}}
    name = webhooks.webhook_id(f"test/{hook.id}/{now.isoformat()}")
    body = json.dumps(told).encode()
    ending = asyncio.run(webhooks.post_once(hook, name, body, now, private=private))
    if not ending.delivered:
        raise click.ClickException(f"not delivered: {ending.reason}")
    click.echo("Delivered.")
