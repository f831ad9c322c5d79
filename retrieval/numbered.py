"""The numbers that people call cases, reviewed answers and proposals by: MC-000012, HD-000003."""

from enum import StrEnum

_DIGITS = 18  # that any number of the database has at most


class Numbered(StrEnum):
    """What has such numbers, by the letters before them."""

    CASE = "MC"
    FAQ = "HD"
    PROPOSAL = "DX"

    def label(self, number: int) -> str:
        return f"{self.value}-{number:06d}"

    def number(self, text: str) -> int | None:
        """12 of "MC-000012", "mc-12" and "12" alike; None where ``text`` is no such number."""
        digits = text.strip().upper().removeprefix(f"{self.value}-")
        is_one = digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS
        return int(digits) if is_one else None
