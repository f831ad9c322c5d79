"""Passwords: argon2id with the library's parameters, the same work where there is no such login."""

import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200  # characters
_HASHER = PasswordHasher()
_AT_ONCE = threading.Semaphore(2)  # each takes 64 MB and a core for a moment


def made(password: str) -> str:
    """What is kept of a password."""
    with _AT_ONCE:
        return _HASHER.hash(_typed(password))


def fits(password: str, kept: str) -> bool:
    """Whether this is the password; without one kept, the same time passes and it is not."""
    with _AT_ONCE:
        try:
            _HASHER.verify(kept or _nobodys(), _typed(password))
        except (VerificationError, InvalidHashError):
            return False
    return bool(kept)


def _typed(password: str) -> str:
    """Keyboards write the same accents in different ways."""
    return unicodedata.normalize("NFC", password)


@cache
def _nobodys() -> str:
    return _HASHER.hash("")


_nobodys()  # made before anyone knocks: the first stranger must not wait twice
