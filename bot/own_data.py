"""One's own data in Telegram: /dulieu sends it as a file, /xoa erases it once that is confirmed.

In private chats only: what a group has asked belongs to no one of it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.button import Press, Verb
from bot.payload import Payload, plain
from bot.place import Place
from bot.texts import Texts
from desk import held
from desk.desk import Desk
from desk.erasure import erase
from desk.subject import Subject
from desk.work import Work

Step = Callable[[Work], list[Payload]]
FILE = "du-lieu-cua-toi.txt"
_CONFIRMS = timedelta(minutes=10)  # how long the button can be pressed


def give(place: Place, texts: Texts) -> Step:
    """The file is made when it is sent: what it tells stands nowhere else."""
    if not place.private:
        return lambda _: plain(texts.only_in_private)

    def step(work: Work) -> list[Payload]:
        work.audit("data_given", "")
        file = {"name": FILE, "own": place.contact.address}
        return [{"text": texts.own_data, "file": file}]

    return step


def raw(desk: Desk, place: Place) -> bytes:
    """What is held of the person in a private chat, for them to read."""
    with desk.database.reading() as connection:
        told = held.about(connection, Subject((place.contact,)), desk.now())
    return held.as_text(told).encode()


def ask(place: Place, now: datetime, texts: Texts) -> Step:
    if not place.private:
        return lambda _: plain(texts.only_in_private)
    press = Press(Verb.ERASE, "me", int(now.timestamp()))
    button = {"text": texts.erase_button, "data": str(press)}
    return lambda _: plain(texts.erase_question, [[button]])


def erased(place: Place, press: Press, now: datetime, texts: Texts) -> Step:
    """The farewell is the last that is known of them, until it has arrived."""
    asked = timedelta(seconds=now.timestamp() - press.number)
    if not place.private or not timedelta(0) <= asked <= _CONFIRMS:
        return lambda _: plain(texts.erase_late)

    def step(work: Work) -> list[Payload]:
        erase(work, Subject((place.contact,)))
        return [{**payload, "farewell": True} for payload in plain(texts.erased)]

    return step
