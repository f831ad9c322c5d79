"""Secrets that must be known again (they sign, or check codes), as the database keeps them.

With a key in ``MOTCHAM_SECRETS_KEY`` they are sealed by AES-SIV (RFC 5297): who has the database or
a copy of it alone cannot read them. Of several keys the first seals and each opens, so that keys
can be changed. One secret is always sealed to the same text, by which the database tells that it is
there already; secrets are random, so nothing else can be told by it. Without a key they stand as
they are.
"""

import base64
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from pydantic import SecretStr
from sqlalchemy import Column, Connection, Table, select, update

from desk.errors import DeskError
from desk.schema import hooks, people

MARK = "sealed:1:"
OPTION = "seal"  # what connections of a desk's database carry (``desk/database.py``)
# Where such secrets stand; the name of the column is sealed with them, so that none fits elsewhere.
PLACES: tuple[tuple[Table, Column[str]], ...] = ((hooks, hooks.c.secret), (people, people.c.totp))


class CannotOpen(DeskError):
    """The key is missing, or another."""

    def __init__(self) -> None:
        super().__init__(
            "a secret in the database was sealed with another MOTCHAM_SECRETS_KEY: set that one too"
        )


class Seal:
    """``keys`` of 64 bytes each; none seals nothing."""

    def __init__(self, keys: Sequence[bytes] = ()) -> None:
        self._ciphers = [AESSIV(key) for key in keys]

    @classmethod
    def of(cls, told: SecretStr) -> "Seal":
        """Of the setting: keys as ``new_key`` prints them, with commas between."""
        return cls(
            [base64.urlsafe_b64decode(one) for one in told.get_secret_value().split(",") if one]
        )

    @property
    def seals(self) -> bool:
        return bool(self._ciphers)

    def close(self, secret: str, place: Column[str]) -> str:
        if not (secret and self._ciphers):
            return secret
        raw = self._ciphers[0].encrypt(secret.encode(), [str(place).encode()])
        return MARK + base64.urlsafe_b64encode(raw).decode()

    def open(self, kept: str, place: Column[str]) -> str:
        """
        Raises:
            CannotOpen
        """
        if not kept.startswith(MARK):
            return kept
        raw = base64.urlsafe_b64decode(kept.removeprefix(MARK))
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(raw, [str(place).encode()]).decode()
            except InvalidTag:
                continue
        raise CannotOpen


NONE = Seal()


def new_key() -> str:
    return base64.urlsafe_b64encode(AESSIV.generate_key(512)).decode()


def seal_of(connection: Connection) -> Seal:
    found = connection.get_execution_options().get(OPTION, NONE)
    return found if isinstance(found, Seal) else NONE


def close(connection: Connection, secret: str, place: Column[str]) -> str:
    """As it is to be kept."""
    return seal_of(connection).close(secret, place)


def open_(connection: Connection, kept: str, place: Column[str]) -> str:
    """
    Raises:
        CannotOpen
    """
    return seal_of(connection).open(kept, place)


def seal_again(connection: Connection) -> int:
    """Seal everything with the first key; how many were not sealed so.

    Raises:
        CannotOpen
    """
    changed = 0
    for table, place in PLACES:
        rows = connection.execute(select(table.c.id, place).where(place != "")).all()
        for number, kept in rows:
            wanted = close(connection, open_(connection, kept, place), place)
            if wanted != kept:
                values = {place.name: wanted}
                connection.execute(update(table).where(table.c.id == number).values(values))
                changed += 1
    return changed


def standing(connection: Connection) -> tuple[int, int]:
    """How many secrets stand in clear, and how many no key of ours opens."""
    seal, clear, closed = seal_of(connection), 0, 0
    for _table, place in PLACES:
        for kept in connection.execute(select(place).where(place != "")).scalars():
            clear += not kept.startswith(MARK)
            try:
                seal.open(kept, place)
            except CannotOpen:
                closed += 1
    return clear, closed
