"""Who may do what: one table, asked by every page and every command.

What is not in the table is refused. Seeing cases has a reach besides: an officer sees those
of their own unit, everybody else all.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from corpus.text import canonical_tones, syllables
from corpus.units import TYPES
from desk.person import Person
from desk.role import Actor, Role
from retrieval.question import Unit


class Action(StrEnum):
    OWN_ACCOUNT = "own_account"  # one's own password, second factor and sessions
    READ_CASES = "read_cases"  # those of the own unit
    READ_ALL_CASES = "read_all_cases"  # those of every unit
    OPEN_CASES = "open_cases"  # for somebody else, and add words to one
    REPLY = "reply"  # and all that is done with a case before: claim, ask back, snooze …
    ASSIGN = "assign"  # to somebody else, and act for an asker who cannot
    SECOND_READ = "second_read"  # approve what another has drafted
    PUBLISH = "publish"  # reviewed answers as knowledge, and take them back
    PROPOSE = "propose"  # that a rule or a document be changed, from what many could not settle
    EXPORT_REVIEWED = "export_reviewed"  # what was reviewed, for measuring and training
    RUN = "run"  # the desk's clock, the drawing of its states
    READ_LIBRARY = "read_library"  # the drafts and publications of the documents, how they are read
    EDIT_LIBRARY = "edit_library"  # add documents to a draft, say what they are
    PUBLISH_LIBRARY = "publish_library"  # let askers have a draft; go back to an earlier state
    READ_PEOPLE = "read_people"
    MANAGE_PEOPLE = "manage_people"
    READ_AUDIT = "read_audit"
    MANAGE_KEYS = "manage_keys"  # of programs, and the hooks that tell them of events
    EXCHANGE = "exchange"  # files of cases and reviewed answers, with other desks
    PRIVACY = "privacy"  # give out, or erase, what is held about somebody


_SEEING = {
    *(Action.OWN_ACCOUNT, Action.READ_CASES, Action.READ_ALL_CASES, Action.READ_LIBRARY),
}
_LIBRARY = {Action.EDIT_LIBRARY, Action.PUBLISH_LIBRARY}
_ANSWERING = {Action.OPEN_CASES, Action.REPLY, Action.PUBLISH, Action.PROPOSE}

RIGHTS: dict[Role, frozenset[Action]] = {
    Role.OFFICER: frozenset({Action.OWN_ACCOUNT, Action.READ_CASES}),
    Role.REVIEWER: frozenset({*_SEEING, *_ANSWERING}),
    Role.SECOND_READER: frozenset({*_SEEING, *_ANSWERING, Action.SECOND_READ}),
    Role.MAINTAINER: frozenset(
        {
            *(*_SEEING, Action.OPEN_CASES, Action.PROPOSE, Action.EXPORT_REVIEWED),
            *(Action.RUN, Action.EXCHANGE, *_LIBRARY),
        }
    ),
    Role.LEAD: frozenset(Action),
    # Everything that only reads; of what is theirs to change, only their own key to the door.
    Role.AUDITOR: frozenset({*_SEEING, Action.READ_PEOPLE, Action.READ_AUDIT}),
}

HELD = tuple(RIGHTS)  # the roles that people can hold

# Where nobody has been invited yet, whoever opens the door by itself is the team.
NOBODY_INVITED = frozenset(
    {Action.READ_CASES, Action.READ_ALL_CASES, Action.OPEN_CASES, Action.REPLY}
)

_HIGHEST_FIRST = (Role.LEAD, Role.SECOND_READER, Role.REVIEWER, Role.MAINTAINER)


def rights(roles: Iterable[Role]) -> frozenset[Action]:
    """All that these roles may do together."""
    return frozenset(action for role in roles for action in RIGHTS.get(role, ()))


def may(person: Person, action: Action) -> bool:
    return person.active and action in rights(person.roles)


def holders(action: Action) -> frozenset[Role]:
    """The roles that may do this."""
    return frozenset(role for role, actions in RIGHTS.items() if action in actions)


def acting(person: Person, action: Action) -> Actor:
    """The person in the highest capacity in which they may do this; else one that may not."""
    allowed = [role for role in _HIGHEST_FIRST if role in person.roles & holders(action)]
    return Actor(person.actor, allowed[0] if allowed and person.active else Role.AUDITOR)


def sees_all_units(person: Person) -> bool:
    return may(person, Action.READ_ALL_CASES)


def sees(person: Person, unit: Unit) -> bool:
    """Whether a case of ``unit`` is within this person's reach."""
    return may(person, Action.READ_CASES) and (
        sees_all_units(person) or same_unit(person.unit, unit)
    )


def same_unit(one: Unit, other: Unit) -> bool:
    """Whether two names mean one commune; a unit half named is nobody's.

    Accents count ("Tân Lập" is not "Tân Lạp"), where a tone mark stands does not; "xã" or
    "phường" count where both say them.
    """
    if not (one.province and one.commune and other.province and other.commune):
        return False
    if _parts(one.province)[1] != _parts(other.province)[1]:
        return False
    (type_, name), (other_type, other_name) = _parts(one.commune), _parts(other.commune)
    types_agree = type_ == other_type or not (type_ and other_type)
    return bool(name) and name == other_name and types_agree


def unit_key(unit: Unit) -> str:
    """A unit in one spelling; empty where it is half named."""
    if not (unit.province and unit.commune):
        return ""
    (type_, name), province = _parts(unit.commune), _parts(unit.province)[1]
    return f"{province}\n{name}\n{type_}" if name else ""


def unit_keys(unit: Unit) -> tuple[str, ...]:
    """The keys of all units that are ``same_unit`` with this one."""
    key = unit_key(unit)
    if not key:
        return ()
    named, _, type_ = key.rpartition("\n")
    return (key, f"{named}\n") if type_ else tuple(f"{named}\n{one}" for one in ("", *_TYPES))


_TYPES = [type_.casefold() for type_ in (*TYPES, "Tỉnh")]


@lru_cache(maxsize=8192)  # an officer's list compares the names of all units each time
def _parts(name: str) -> tuple[str, str]:
    """ "Xã Tân Lập" → ("xã", "tân lập")."""
    words = " ".join(syllables(canonical_tones(name)))
    type_ = next((type_ for type_ in _TYPES if words.startswith(f"{type_} ")), "")
    return type_, words.removeprefix(type_).strip()
