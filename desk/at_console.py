"""What the desk's commands share: the desk they open, who gives them, and whether they may.

Whoever works on the machine itself holds its database, so no password is asked here: commands
are the server's own, unless ``--as LOGIN`` says for whom they are given; then that person's
rights count, and the log names them. A name that is only typed proves nothing: what is done under
it is marked as the server's (``naming.SERVER``), and all of that counts as one person.
"""

import getpass
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from corpus.settings import BadSetting, Settings
from corpus.text import tidy
from corpus.vietnam_time import VIETNAM
from desk import naming, people, rights
from desk.audit import SERVER, Who
from desk.desk import Desk
from desk.errors import DeskError
from desk.person import Person
from desk.queues import queues_of
from desk.rights import Action, may
from desk.role import Actor, Role
from desk.sealed import Seal
from retrieval.numbered import Numbered
from retrieval.reviewed import Basis

P = ParamSpec("P")
R = TypeVar("R")
_ENTRIES: dict[object, Action] = {}


def needs(action: Action) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A command's entry: it does nothing for someone who may not do this."""

    def guard(command: Callable[P, R]) -> Callable[P, R]:
        @wraps(command)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            _let_pass(action)
            return command(*args, **kwargs)

        _ENTRIES[run] = action
        return run

    return guard


def entry_of(command: click.Command) -> Action | None:
    """What a command needs; None where nobody said."""
    return _ENTRIES.get(command.callback)


def given_by() -> Who:
    """For whom the command at hand is given."""
    login = _given_as()
    if not login:
        return SERVER
    with open_desk() as desk, desk.database.reading() as connection:
        person = people.named(connection, login)
    return SERVER if person is None else Who(person.actor, SERVER.place)


def acting(action: Action, typed: str | None, role: Role) -> Actor:
    """Who acts: the person of ``--as`` by their rights; else the server, under a typed name, as one
    of ``role``.

    Raises:
        UsageError: both are given.
    """
    person = _person(typed)
    if person is not None:
        return rights.acting(person, action)
    return Actor(f"{naming.SERVER}{tidy(typed or getpass.getuser())}", role)


def name_given(typed: str | None) -> str:
    """The name under which something is written: that of ``--as``, the typed one, the account's.

    Raises:
        UsageError: both are given.
    """
    person = _person(typed)
    return person.name if person else tidy(typed or getpass.getuser())


def may_as(action: Action) -> bool:
    """Whether whoever gives the command may do this besides what the command needs."""
    person = _person(None)
    return person is None or may(person, action)


def _person(typed: str | None) -> Person | None:
    login = _given_as()
    if not login:
        return None
    if typed is not None:
        raise click.UsageError("--as says who does it; leave the other name out")
    with open_desk() as desk, desk.database.reading() as connection:
        return people.named(connection, login)


@contextmanager
def open_desk() -> Iterator[Desk]:
    """The desk that the settings name, with every refusal said in a sentence."""
    try:
        told = Settings.load()
        queues, chat = queues_of(told.queues), told.team_chat
        seal = Seal.of(told.secrets_key)
        desk = Desk.open(told.database, create=False, queues=queues, team_chat=chat, seal=seal)
        try:
            yield desk
        finally:
            desk.close()
    except (DeskError, BadSetting) as error:
        raise click.ClickException(str(error)) from error


def numbered(name: str, kind: Numbered) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The argument ``ID`` of a command, handed to it as the number ``name``."""
    return click.argument(name, callback=lambda _, __, told: number_of(told, kind), metavar="ID")


def number_of(told: str, kind: Numbered) -> int:
    """
    Raises:
        BadParameter: it is none.
    """
    number = kind.number(told)
    if number is None:
        raise click.BadParameter(f"{told!r} is no number: they look like {kind.label(12)} or 12")
    return number


def echo_json(told: object) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=1))


def echo_basis(basis: Iterable[Basis]) -> None:
    """The provisions that something rests on, in their words."""
    for one in basis:
        click.echo(printable(f"“{one.text}”\n({one.citation})"))


def echo_event(at: datetime, what: str, name: str, text: str) -> None:
    """What somebody of that name did, and said."""
    click.echo(printable(f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}  {what} by {name}"))
    if text:
        click.echo(printable(text))


def printable(text: str) -> str:
    """Nothing in ``text`` moves the cursor."""
    return "".join(char for char in tidy(text) if char == "\n" or char.isprintable())


def _let_pass(action: Action) -> None:
    login = _given_as()
    if not login:
        return
    with open_desk() as desk, desk.database.reading() as connection:
        person = people.named(connection, login)
    if person is None or not may(person, action):
        raise click.ClickException(f"{printable(login)} may not do this ({action.value})")


def _given_as() -> str:
    login = click.get_current_context().find_root().params.get("login")
    return login if isinstance(login, str) else ""
