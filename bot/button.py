"""What a button carries back when it is pressed: a verb and what it stands under."""

from dataclasses import dataclass
from enum import StrEnum

LIMIT = 64  # bytes of callback data that Telegram accepts
TEAM = "t:"  # with this the data of the team's buttons begin


class Verb(StrEnum):
    """One letter each, as room is short."""

    SHOW_QUOTES = "q"
    RIGHT = "r"
    WRONG = "w"
    HAND_OVER = "h"
    FOLLOW_UP = "f"
    ALONE = "n"  # the question once more, without those before it
    CARD = "c"
    FORM = "d"
    SAMPLE = "s"
    PRINT = "p"
    UNIT = "u"  # the commune that was chosen is where the asker works
    LANGUAGE = "l"  # the code stands where others name an answer
    RATE = "g"  # the case stands there
    # Of an officer's case, whose number stands there; ``number`` tells one message from another.
    SEE = "v"
    ADD = "a"
    WITHDRAW = "o"
    CLEAR = "y"
    REOPEN = "e"
    TIE = "k"  # a browser to this chat; its code stands there
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


class TeamVerb(StrEnum):
    """What the team presses: on a case, on a draft, and consent to signing in."""

    CLAIM = "n"
    MOVE = "m"  # show to whom; "8": from the ninth on
    FIND = "i"  # somebody by a part of their name
    TO_PERSON = "o"
    TO_QUEUE = "u"
    SNOOZE = "z"  # show until when
    UNTIL = "h"
    BACK = "x"  # from a choice to the buttons of the case
    ASK_BACK = "a"
    REPLY = "r"
    WAKE = "w"
    APPROVE = "d"  # "2": the second draft that was proposed; "2!": read to its end
    SEND_BACK = "b"
    CHOOSE = "c"  # "1+" puts the second provision under the draft, "1-" takes it off
    NO_GROUND = "k"
    SEND = "s"
    DROP = "e"
    CONSENT = "y"
    DENY = "f"


@dataclass(frozen=True, slots=True)
class TeamPress:
    """``number`` is that of the case, the draft or the waiting browser."""

    verb: TeamVerb
    number: int
    choice: str = ""

    def __str__(self) -> str:
        """The callback data.

        Raises:
            ValueError: it would be longer than Telegram accepts.
        """
        data = f"{TEAM}{self.verb}:{self.number}:{self.choice}"
        if len(data.encode()) > LIMIT:
            raise ValueError(f"callback data over {LIMIT} bytes: {data}")
        return data

    @classmethod
    def parse(cls, data: str) -> "TeamPress | None":
        """Read what ``str()`` wrote; None for anything else."""
        verb, _, rest = data.removeprefix(TEAM).partition(":")
        number, _, choice = rest.partition(":")
        fits = data.startswith(TEAM) and verb in set(TeamVerb) and number.isdecimal()
        if not fits or int(number) >= 2**63:
            return None
        return cls(TeamVerb(verb), int(number), choice)
