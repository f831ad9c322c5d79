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
    CARD = "c"
    FORM = "d"
    SAMPLE = "s"
    PRINT = "p"
    UNIT = "u"  # the commune that was chosen is where the asker works
    LANGUAGE = "l"  # the code stands where others name an answer
    RATE = "v"  # the case stands there
    ERASE = "x"  # one's own data; the number is the moment in which it was asked for


@dataclass(frozen=True, slots=True)
class Press:
    """``number`` tells the follow-up questions or the forms of an answer apart, from 0."""

    verb: Verb
    answer_id: str
    number: int = 0

    def __str__(self) -> str:
        """The callback data.

        Raises:
            ValueError: it would be longer than Telegram accepts.
        """
        data = f"{self.verb}:{self.number}:{self.answer_id}"
        if len(data.encode()) > LIMIT:
            raise ValueError(f"callback data over {LIMIT} bytes: {data}")
        return data

    @classmethod
    def parse(cls, data: str) -> "Press | None":
        """Read what ``str()`` wrote; None for anything else, such as an older version's button."""
        verb, _, rest = data.partition(":")
        number, _, answer_id = rest.partition(":")
        if verb not in set(Verb) or not number.isdecimal() or not answer_id:
            return None
        return cls(Verb(verb), answer_id, int(number))
