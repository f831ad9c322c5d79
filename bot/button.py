"""What a button carries back when it is pressed: a verb and the answer it stands under."""

from dataclasses import dataclass
from enum import StrEnum

LIMIT = 64  # bytes of callback data that Telegram accepts


class Verb(StrEnum):
    """One letter each, as room is short."""

    SHOW_QUOTES = "q"
    RIGHT = "r"
    WRONG = "w"
    HAND_OVER = "h"
    FOLLOW_UP = "f"
    LANGUAGE = "l"  # the code stands where others name an answer
