"""One update from the team: who it is by, whether they may, and what is said in return."""

from collections.abc import Callable
from dataclasses import dataclass

from bot import team_render as show
from bot.incoming import Incoming
from bot.payload import Payload, plain
from bot.place import CHANNEL, Place
from bot.team_texts import TeamTexts
from desk import group_board, rights, telegram_drafts
from desk.case import Case
from desk.contact import Contact
from desk.desk import Desk
from desk.moving import allow
from desk.person import Person
from desk.rights import Action, may
from desk.role import Actor
from desk.work import Work

Step = Callable[[Work], str]  # writes what changed and what is said; gives the words of an alert


class Stop(Exception):
    """It is not done; the words are for the person."""


@dataclass(frozen=True, slots=True)
class Turn:
    """``person`` is None for strangers."""

    desk: Desk
    texts: TeamTexts
    incoming: Incoming
    update_id: int
    person: Person | None

    @property
    def place(self) -> Place:
        return self.incoming.place

    @property
    def key(self) -> str:
        """The same for each repetition of the update."""
        return f"{CHANNEL}/{self.update_id}"

    @property
    def chat(self) -> Contact:
        """The chat as a whole: its board is written in order."""
        return Contact(CHANNEL, str(self.place.chat))

    @property
    def in_team(self) -> bool:
        """Whether this is said in a chat of the team."""
        return str(self.place.chat) in self.desk.queues.chats

    def may(self, action: Action) -> Person:
        """Who acts.

        Raises:
            Stop: a stranger, somebody without a name, or without the right.
        """
        if self.person is None:
            anonymous = self.incoming.sender is None
            raise Stop(self.texts.anonymous if anonymous else self.texts.not_linked)
        if not may(self.person, action):
            raise Stop(self.texts.no_right)
        return self.person

    def acting(self, action: Action) -> Actor:
        """
        Raises:
            Stop
        """
        return rights.acting(self.may(action), action)

    def case(self, number: int) -> Case:
        """The case, if it is this chat's.

        Raises:
            Stop: what a button carries is only a claim.
        """
        found = self.desk.case(number) if self.in_team else None
        if found is None or str(self.place.chat) not in group_board.chats(self.desk.queues, found):
            raise Stop(self.texts.not_here)
        return found

    def say(self, work: Work, text: str, part: int = 0) -> None:
        """A message to where this was said."""
        (payload,) = plain(text)
        self.send(work, payload, part)

    def send(self, work: Work, payload: Payload, part: int = 0) -> None:
        if self.incoming.message is not None:
            payload = payload | {"reply_to": self.incoming.message}
        work.send(self.place.contact, payload, f"{self.key}/{part}")

    def refresh(self, work: Work, what: str, part: int, **told: object) -> None:
        """Bring the message of a case or draft to where it stands; ``told`` as the board reads."""
        work.send(self.chat, {"board": what} | told, f"{self.key}/{part}")

    def ask(self, case: Case, kind: str, actor: Actor, choice: str = "") -> Step:
        """Whether the move can be made is told before its words are asked for.

        Raises:
            Refused
        """
        allow(case, kind, actor, "…")
        return lambda work: self.prompt(work, case, kind, choice)

    def prompt(self, work: Work, case: Case, kind: str, choice: str = "", words: str = "") -> str:
        """Ask this person for words, below the message that was pressed or written to."""
        person, account = self.person, self.incoming.sender
        if person is None or account is None:
            raise Stop(self.texts.not_linked)
        words = words or self.texts.prompts[kind].format(label=case.label)
        below = self.incoming.message or self.incoming.about
        payload = show.show_prompt(person, account, words) | {"reply_to": below}
        key, chat = f"{self.key}/0", self.place.chat
        work.send(self.place.contact, payload, key)
        telegram_drafts.prompted(work, key, chat, case.id, person, kind, choice)
        return ""
