"""What can go wrong at the desk.

DeskError
├── DatabaseUnavailable   the state cannot be read or written; the message names the cure
├── UnknownAnswer         no answer with this id was kept
├── UnknownCase           no case with this number
├── CaseClosed            the case is withdrawn, or was answered in other words
├── EmptyReply            a reply without words
└── NotPossible           about people: a login taken, the last lead, a link that has ended …

Messages are in English, for the maintainer; bot and api have their own words for officers.
"""


class DeskError(Exception):
    """Any of the above; the transaction it came from is rolled back whole."""


class DatabaseUnavailable(DeskError):
    pass


class UnknownAnswer(DeskError):
    def __init__(self, answer_id: str) -> None:
        super().__init__(f"no answer {answer_id!r} was kept")


class UnknownCase(DeskError):
    def __init__(self, case_id: int) -> None:
        super().__init__(f"there is no case MC-{case_id:06d}")


class CaseClosed(DeskError):
    pass


class EmptyReply(DeskError):
    def __init__(self) -> None:
        super().__init__("the reply has no words; nothing was sent")


class NotPossible(DeskError):
    """``reason`` is one of ``desk.people.Reason``; pages have their own words for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason.replace("_", " "))
        self.reason = reason
