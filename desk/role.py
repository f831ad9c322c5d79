"""In which capacity somebody acts on a case."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """A maintainer looks after documents, an auditor reads everything and changes nothing."""

    OFFICER = "officer"
    REVIEWER = "reviewer"
    SECOND_READER = "second_reader"
    MAINTAINER = "maintainer"
    LEAD = "lead"
    AUDITOR = "auditor"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """``name``: a contact's ``asker`` for officers, "person:3" for who is signed in, else a name
    as it was typed. ``desk/naming.py`` tells what people see.
    """

    name: str
    role: Role


SYSTEM = Actor("system", Role.SYSTEM)
