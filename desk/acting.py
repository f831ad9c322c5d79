"""An asker acts on a case, from whichever of their contacts."""

import hashlib

from desk import letters, ties
from desk.case import FOR_SOMEBODY, Case
from desk.contact import GONE, Contact
from desk.errors import NotAllowed
from desk.role import Actor, Role
from desk.thread import WORDS, Act
from desk.work import Work

BY_LINK = "link"
_HANDED_ON = f"web:{FOR_SOMEBODY}"


def act(
    work: Work, case: Case, contact: Contact, what: Act, words: str = "", key: str = ""
) -> Case:
    """What the contact does with a case of theirs, or of a contact that is tied to it.

    ``key`` names one form or one button: the same act with the same words by the same key is
    done once.

    Raises:
        Refused
    """
    mine = _askers(work, case, contact)
    if not mine:
        raise NotAllowed(f"{case.label} is not this contact's", case.label)
    if what is Act.WITHDRAW:  # for all of the officer's contacts that wait for it
        for asker in mine:
            case = work.cases.withdraw(
                case.id, _officer(asker), words, _key(asker, what, words, key)
            )
        return case
    return _do(work, case, _officer(mine[0]), what, words, _key(mine[0], what, words, key))


def tell_by_link(work: Work, case: Case, words: str, key: str) -> Case:
    """Words to a case from whoever holds the link of its page, for whom the link was given.

    Raises:
        Refused
    """
    asker = given_to(case)
    if not asker:
        raise NotAllowed(f"{case.label}: nobody was given its link", case.label)
    once = _key(asker, Act.ADD, words, key)
    return work.cases.add(case.id, _officer(asker), words, once, BY_LINK)


def given_to(case: Case) -> str:
    """The asker to whom their channel or the team gave the link of the page; "" for none."""
    here = (asker for asker in case.askers if not asker.startswith(f"{GONE}:"))
    by_link = (one for one in here if not one.startswith("web:") or one.startswith(_HANDED_ON))
    return next(by_link, "")


def knows(case: Case, contact: Contact) -> bool:
    """Whether the contact asked, also where it no longer waits for a reply."""
    return any(contact.asker in (event.actor, event.sets.get("asker")) for event in case.events)


def ask_to_tie(work: Work, case: Case, browser: Contact) -> bool:
    """Ask in the private chat that was given the link whether this browser may act for it.

    False where there is no such chat, or the browser has asked too often.
    """
    chat = private_chat(case)
    code = ties.new_code(work.connection, browser, case, work.now) if chat else ""
    if chat is None or not code:
        return False
    letters.asks_to_tie(work.connection, case, chat, code, work.now)
    return True


def private_chat(case: Case) -> Contact | None:
    """The first asker that is one person's chat: groups have negative numbers."""
    chats = (ties.contact_of(asker) for asker in case.askers)
    private = (one for one in chats if one.delivers and not one.address.startswith("-"))
    return next(private, None)


def _do(work: Work, case: Case, actor: Actor, what: Act, words: str, key: str) -> Case:
    if what in WORDS:
        return work.cases.add(case.id, actor, words, key)
    if what is Act.CLEAR:
        return work.cases.clear(case.id, actor, key)
    return work.cases.reopen(case.id, actor, words, key)


def _askers(work: Work, case: Case, contact: Contact) -> list[str]:
    mine = {contact.asker, *(one.asker for one in ties.tied(work.connection, contact))}
    own = [asker for asker in case.askers if asker in mine]
    return sorted(own, key=lambda asker: asker != contact.asker)


def _officer(asker: str) -> Actor:
    return Actor(asker, Role.OFFICER)


def _key(asker: str, what: Act, words: str, key: str) -> str:
    """Of a length of its own, and without the contact in it."""
    if not key:
        return ""
    kind = Act.ADD if what in WORDS else what  # a form that was open when the case was asked back
    told = f"{asker}\n{kind}\n{words}\n{key}"
    return f"asker/{hashlib.sha256(told.encode()).hexdigest()[:32]}"
