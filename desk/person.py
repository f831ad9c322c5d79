"""A person of the desk: who they are, and what they are here."""

from dataclasses import dataclass

from desk.role import Role
from retrieval.question import Unit


@dataclass(frozen=True, slots=True)
class Person:
    """``fields`` are the fields of law whose questions the person answers; none are all.

    ``joined`` tells whether they have chosen a password, ``has_totp`` whether a code is asked
    besides.
    """

    id: int
    login: str
    name: str
    roles: frozenset[Role]
    unit: Unit
    fields: tuple[str, ...]
    active: bool
    joined: bool
    has_totp: bool

    @property
    def actor(self) -> str:
        """How records name the person: by number, so that erasing a name breaks nothing."""
        return f"person:{self.id}"
