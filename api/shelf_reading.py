"""The second reading of a draft of the library: what its page says of it."""

from dataclasses import dataclass

from api.door import Visitor
from api.house import House
from desk import librarybook, naming
from desk.holding import Draft, Proposal
from desk.library_second import needed, proposal, readers


@dataclass(frozen=True, slots=True)
class Reading:
    """``needed``: two people have to look at this list. ``proposal`` is the last one; ``current``
    says whether it is for the list as it is. ``own``: the visitor's. ``readers`` are the names of
    those who may publish what is proposed, or what the visitor would propose. ``served``: the
    publication that had this list, 0 for none.
    """

    needed: bool
    proposal: Proposal | None
    current: bool
    own: bool
    readers: tuple[str, ...]
    served: int

    @property
    def waits(self) -> bool:
        found = self.proposal
        return self.needed and self.current and found is not None and not found.reader


def reading_of(house: House, visitor: Visitor, one: Draft) -> Reading | None:
    """None where one person is enough, whatever the list."""
    mark, who = one.mark, visitor.who.name
    if house.library.second == "off":
        return None
    with house.desk.database.reading() as connection:
        found = proposal(connection, one.name)
        by = found.by if found else who
        return Reading(
            needed(connection, house.library.second, mark),
            found,
            found is not None and found.mark == mark,
            naming.same_person(connection, by, who),
            tuple(person.name for person in readers(connection, by)),
            librarybook.served_before(connection, mark),
        )
