"""Passwords: argon2id with the library's parameters, the same work where there is no such login."""

import threading
import unicodedata
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

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


def _nobodys() -> str:
    """What might be kept of a password that there is not: checking it takes the usual work."""
    salt, digest = bytes(_HASHER.salt_len), bytes(_HASHER.hash_len)
    cost = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${cost}${_spelled(salt)}${_spelled(digest)}"


def _spelled(data: bytes) -> str:
    return b64encode(data).decode().rstrip("=")
