"""Who is told that a draft of the library waits for a second reader, and what became of it.

Written into the outbox with what it tells of: to the Telegram account that a person has tied to
themselves, and for those who have none, by name, into the team's group.
"""

from collections.abc import Iterable
from typing import Any

from desk import naming, people, telegram_people
from desk.contact import Contact
from desk.holding import Draft, Proposal
from desk.person import Person
from desk.work import Work


def waits(work: Work, draft: Draft, readers: Iterable[Person], words: str, again: str) -> None:
    """To those who may read it: once for each list; ``again`` names one more time for the same."""
    letter = {"what": "waits", "who": _name(work), "words": words}
    _tell(work, readers, draft, letter, f"waits/{draft.mark}{again}")


def given_back(work: Work, draft: Draft, found: Proposal, words: str) -> None:
    """To who proposed it."""
    letter = {"what": "given_back", "who": _name(work), "words": words}
    key = f"given_back/{found.at.isoformat()}"
    _tell(work, _proposer(work, found), draft, letter, key)


def published(work: Work, draft: Draft, found: Proposal, number: int) -> None:
    """To who proposed it: somebody has approved it, and it serves."""
    letter = {"what": "published", "who": _name(work), "number": number}
    _tell(work, _proposer(work, found), draft, letter, f"published/{number}")


def _tell(
    work: Work, told: Iterable[Person], draft: Draft, letter: dict[str, Any], key: str
) -> None:
    letter |= {"draft": draft.name, "title": draft.title}
    key = f"library/{draft.name}/{draft.at.isoformat()}/{key}"  # not of one that had its name
    others = []
    for person in told:
        known = telegram_people.linked(work.connection, person.id)
        if known is None:
            others.append(person.name)
        else:
            to = Contact("telegram", str(known.account))
            work.send(to, {"library": letter}, f"{key}/{to.asker}")
    chat = work.queues.chat_of(work.queues.queues[-1].name)  # of what is no other team's
    if others and chat:
        to = Contact("telegram", chat)
        work.send(to, {"library": letter | {"for": others}}, f"{key}/{to.asker}")


def _proposer(work: Work, found: Proposal) -> list[Person]:
    person = people.find(work.connection, int(found.by.removeprefix("person:")))
    return [person] if person is not None and person.active else []


def _name(work: Work) -> str:
    return naming.names(work.connection, [work.who.name])[work.who.name]
