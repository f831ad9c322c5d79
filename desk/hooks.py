"""Hooks: addresses of programs that are told of case events, each message signed with a secret."""

import base64
import binascii
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, delete, func, select

from desk import sealed
from desk.announcing import NAMES
from desk.contact import WEBHOOK
from desk.database import add_if_new
from desk.errors import NotMade
from desk.schema import hooks, outbox
from desk.work import Work

PREFIX = "whsec_"  # of a secret, as Standard Webhooks writes it
LONGEST_URL = 2_000


@dataclass(frozen=True, slots=True)
class Hook:
    """``with_words``: it is told the question and the reply, too."""

    id: int
    url: str
    events: tuple[str, ...]
    secret: str
    with_words: bool
    made: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A hook, how many messages wait for it or were given up, and what went wrong last."""

    hook: Hook
    waiting: int
    given_up: int
    reason: str


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def add(
    work: Work, url: str, events: Collection[str], secret: str, *, words: bool, private: bool
) -> Hook:
    """A hook with this ``secret`` of ours; the same secret once more gives the same hook.

    ``private``: http:// is allowed.

    Raises:
        NotMade
    """
    wanted = [name for name in NAMES if name in events]
    if not wanted:
        raise NotMade("a hook needs an event: " + ", ".join(NAMES), NotMade.NO_EVENT)
    url = url.strip()
    if not _is_address(url, ("https", "http") if private else ("https",)):
        schemes = "http:// or https://" if private else "https://"
        raise NotMade(f"{url!r} is no address beginning with {schemes}", NotMade.ADDRESS)
    if not _is_secret(secret):
        raise NotMade("this is no secret of ours", NotMade.USED)
    kept = sealed.close(work.connection, secret, hooks.c.secret)
    row = {"url": url, "events": wanted, "secret": kept, "with_words": words, "made": work.now}
    is_new = add_if_new(work.connection, hooks, row)
    found = select(hooks).where(hooks.c.secret == kept)
    hook = _hook(work.connection, work.connection.execute(found).one())
    if is_new:
        work.audit("hook_added", f"hook:{hook.id}", events=wanted, words=words)
    return hook


def remove(work: Work, hook_id: int) -> bool:
    """It is told nothing any more, nor what was waiting; False where there is none."""
    mine = (outbox.c.channel == WEBHOOK) & (outbox.c.address == str(hook_id))
    if work.connection.execute(delete(hooks).where(hooks.c.id == hook_id)).rowcount != 1:
        return False
    work.connection.execute(delete(outbox).where(mine, outbox.c.state != "delivered"))
    work.audit("hook_removed", f"hook:{hook_id}")
    return True


def find(connection: Connection, hook_id: int) -> Hook | None:
    """
    Raises:
        CannotOpen
    """
    row = connection.execute(select(hooks).where(hooks.c.id == hook_id)).one_or_none()
    return None if row is None else _hook(connection, row)


def listed(connection: Connection) -> list[Listed]:
    """Every hook without its secret, the newest first."""
    rows = connection.execute(select(hooks).order_by(hooks.c.id.desc())).all()
    return [_listed(connection, _without_secret(row)) for row in rows]


def _listed(connection: Connection, hook: Hook) -> Listed:
    mine = (outbox.c.channel == WEBHOOK) & (outbox.c.address == str(hook.id))
    # Of what was delivered, which is nearly all, nothing is read.
    unsettled = outbox.c.state.in_(("waiting", "given_up")) & outbox.c.settled.is_(None)
    counted = select(outbox.c.state, func.count()).where(mine, unsettled).group_by(outbox.c.state)
    many = {row[0]: row[1] for row in connection.execute(counted)}
    last = select(outbox.c.reason).where(mine, unsettled, outbox.c.reason != "")
    reason = connection.execute(last.order_by(outbox.c.id.desc()).limit(1)).scalar_one_or_none()
    return Listed(hook, many.get("waiting", 0), many.get("given_up", 0), reason or "")


def _is_address(url: str, schemes: Collection[str]) -> bool:
    try:
        parts = urlsplit(url)
        port_fits = parts.port != 0
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    named = bool(parts.hostname) and parts.username is None and parts.password is None
    return plain and named and port_fits and parts.scheme in schemes and not parts.fragment


def _is_secret(secret: str) -> bool:
    try:
        raw = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return False
    return secret.startswith(PREFIX) and len(raw) == 32


def _hook(connection: Connection, row: Row[Any]) -> Hook:
    secret = sealed.open_(connection, row.secret, hooks.c.secret)
    return replace(_without_secret(row), secret=secret)


def _without_secret(row: Row[Any]) -> Hook:
    return Hook(row.id, row.url, tuple(row.events), "", row.with_words, row.made)
