"""Keys of programs that use the JSON interface: what each may do, how often, until when.

A key is shown once; of it a digest is kept, and its beginning, by which people know it again. In
records a program is "key:3". How often it is used is counted in fixed windows, the minute and the
day in Vietnam, one row each in the database: so a limit holds over all processes that serve. At
the edge of two windows twice the limit can pass within a moment.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, case, select, update

from corpus.text import tidy
from corpus.vietnam_time import VIETNAM
from desk import naming
from desk.database import Database, add_if_new, insert_into
from desk.errors import NotMade
from desk.rights import Action
from desk.role import Actor, Role
from desk.schema import api_keys, api_uses
from desk.work import Work

PREFIX = "mck_"
SHOWN = 12  # characters of a key that are kept in clear
PER_MINUTE, PER_DAY, MOST = 60, 5_000, 1_000_000
LONGEST_NAME = 100
MINUTE, DAY = "minute", "day"


class Scope(StrEnum):
    ASK = "ask"  # and read what it was answered
    CASES_OPEN = "cases:open"  # of its own answers, and see how they stand
    CASES_READ = "cases:read"  # of every unit
    CASES_REPLY = "cases:reply"
    FAQS_READ = "faqs:read"
    FAQS_WRITE = "faqs:write"  # drafts: people publish them
    EVENTS_READ = "events:read"  # of cases, without words


# What the holder of a scope may do at the desk; the rest only the interface itself gives.
GIVES: dict[Scope, frozenset[Action]] = {
    Scope.CASES_OPEN: frozenset({Action.OPEN_CASES}),
    Scope.CASES_READ: frozenset({Action.READ_CASES, Action.READ_ALL_CASES}),
    Scope.CASES_REPLY: frozenset({Action.REPLY}),
}


@dataclass(frozen=True, slots=True)
class Key:
    id: int
    name: str
    prefix: str
    scopes: frozenset[Scope]
    per_minute: int
    per_day: int
    made: datetime
    expires: datetime | None
    revoked: datetime | None

    @property
    def actor(self) -> Actor:
        """In which capacity it acts on cases: as one who answers, and never as a second reader."""
        return Actor(f"key:{self.id}", Role.REVIEWER)

    @property
    def shown(self) -> str:
        """What people see of it."""
        return naming.of_key(self.name)

    @property
    def allowed(self) -> frozenset[Action]:
        return frozenset(action for scope in self.scopes for action in GIVES.get(scope, ()))

    def opens(self, now: datetime) -> bool:
        return self.revoked is None and (self.expires is None or now < self.expires)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a key is made with; 0 days: it does not expire."""

    name: str
    scopes: frozenset[Scope]
    per_minute: int = PER_MINUTE
    per_day: int = PER_DAY
    days: int = 0


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def create(work: Work, told: Facts, secret: str) -> tuple[Key, str]:
    """A key made from a ``secret`` of ours; the same secret once more gives the same key.

    Raises:
        NotMade
    """
    name = " ".join(tidy(told.name).split())
    if not name or len(name) > LONGEST_NAME:
        raise NotMade("a key needs a name of at most 100 characters", NotMade.NO_NAME)
    if not told.scopes:
        raise NotMade("a key needs a scope", NotMade.NO_SCOPE)
    if not (0 < told.per_minute <= MOST and 0 < told.per_day <= MOST and 0 <= told.days <= 36_500):
        raise NotMade("its limits or its days are out of range", NotMade.LIMITS)
    token = PREFIX + secret
    row = {
        "name": name,
        "prefix": token[:SHOWN],
        "digest": _digest(token),
        "scopes": sorted(told.scopes),
        "per_minute": told.per_minute,
        "per_day": told.per_day,
        "made": work.now,
        "expires": work.now + timedelta(days=told.days) if told.days else None,
    }
    is_new = add_if_new(work.connection, api_keys, row)
    key = _one(work.connection, token)
    if key is None or not key.opens(work.now):
        raise NotMade("this key was made and revoked already", NotMade.USED)
    if is_new:
        work.audit("key_created", key.actor.name, scopes=sorted(key.scopes))
    return key, token


def revoke(work: Work, key_id: int) -> bool:
    """It opens nothing any more; False where there is none, or it is so already."""
    live = update(api_keys).where(api_keys.c.id == key_id, api_keys.c.revoked.is_(None))
    if work.connection.execute(live.values(revoked=work.now)).rowcount != 1:
        return False
    work.audit("key_revoked", f"key:{key_id}")
    return True


def everyone(connection: Connection) -> list[tuple[Key, datetime | None]]:
    """Every key, the newest first, and the day (its beginning) on which it was last used."""
    used = select(api_uses.c.began).where(
        api_uses.c.key_id == api_keys.c.id, api_uses.c.window == DAY
    )
    rows = connection.execute(
        select(api_keys, used.scalar_subquery().label("used")).order_by(api_keys.c.id.desc())
    )
    return [(_key(row), row.used) for row in rows]


def find(connection: Connection, token: str, now: datetime) -> Key | None:
    """The key that ``token`` is, where it still opens something."""
    key = _one(connection, token)
    return key if key is not None and key.opens(now) else None


def use(database: Database, key: Key, now: datetime) -> int:
    """Count one use; seconds to wait where a limit is passed, else 0.

    Costs one small transaction. What is refused counts, too.
    """
    local = now.astimezone(VIETNAM)
    minute = local.replace(second=0, microsecond=0)
    day = minute.replace(hour=0, minute=0)
    with database.writing() as connection:
        in_minute = _counted(connection, key.id, MINUTE, minute)
        in_day = _counted(connection, key.id, DAY, day)
    ends = now
    if in_minute > key.per_minute:
        ends = minute + timedelta(minutes=1)
    if in_day > key.per_day:
        ends = day + timedelta(days=1)
    return int((ends - now).total_seconds()) + 1 if ends > now else 0


def _counted(connection: Connection, key_id: int, window: str, began: datetime) -> int:
    """How often it was used in this window, this time included."""
    first = {"key_id": key_id, "window": window, "began": began, "many": 1}
    statement = insert_into(connection, api_uses).values(first)
    later = api_uses.c.began < statement.excluded.began
    # A process whose clock is behind counts in the newer window.
    again = {
        "many": case((later, 1), else_=api_uses.c.many + 1),
        "began": case((later, statement.excluded.began), else_=api_uses.c.began),
    }
    statement = statement.on_conflict_do_update(index_elements=["key_id", "window"], set_=again)
    return int(connection.execute(statement.returning(api_uses.c.many)).scalar_one())


def _one(connection: Connection, token: str) -> Key | None:
    found = select(api_keys).where(api_keys.c.digest == _digest(token))
    row = connection.execute(found).one_or_none()
    return None if row is None else _key(row)


def _digest(token: str) -> str:
    """The key is random and long: a plain digest cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def _key(row: Row[Any]) -> Key:
    return Key(
        row.id,
        row.name,
        row.prefix,
        frozenset(Scope(scope) for scope in row.scopes),
        row.per_minute,
        row.per_day,
        row.made,
        row.expires,
        row.revoked,
    )
