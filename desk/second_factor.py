"""The second factor: six digits from an app, each of which opens once (RFC 6238)."""

from datetime import datetime
from hmac import compare_digest

import pyotp

ISSUER = "Một Chạm"
STEP = 30  # seconds
_EARLY_OR_LATE = 1  # steps that clocks may be apart


def new_secret() -> str:
    return pyotp.random_base32()


def is_secret(text: str) -> bool:
    return len(text) == 32 and set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def address(secret: str, login: str) -> str:
    """What the app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime, last: int = 0) -> int | None:
    """The step a code belongs to; None where it fits none, or one that was used already."""
    digits = "".join(code.split())
    here = int(now.timestamp()) // STEP
    fitting = [
        step
        for step in range(here - _EARLY_OR_LATE, here + _EARLY_OR_LATE + 1)
        if compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), digits.encode())
    ]
    return next((step for step in fitting if step > last), None)
