"""The team's side of the bot: their group's buttons and replies, and their way in.

Rights come from ``desk/rights.py``, by the Telegram account that a person has tied to themselves;
what is refused is said in an alert to who pressed, or in a reply to who wrote.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from bot import render, team_case, team_door, team_reply
from bot.button import TeamPress, TeamVerb
from bot.incoming import OPENS_CASE, Ask, Command, Incoming
from bot.payload import Payload
from bot.place import CHANNEL, Place
from bot.team_door import ENTRY, LINK
from bot.team_grounds import Grounds, NoGrounds
from bot.team_texts import TeamTexts, team_texts_in
from bot.team_turn import Step, Stop, Turn
from bot.texts import texts_in
from corpus.language import SOURCE
from corpus.vietnam_time import today
from desk import group_board, telegram_drafts, telegram_people
from desk.audit import Who
from desk.desk import Desk
from desk.errors import EmptyReply, NoReason, NotNow, NotPossible, Refused, UnknownCase
from desk.rights import Action
from desk.work import Work
from retrieval.answer import Answer
from retrieval.question import Question

_DRAFTS = frozenset({TeamVerb.CHOOSE, TeamVerb.NO_GROUND, TeamVerb.SEND, TeamVerb.DROP})
_DOOR = frozenset({TeamVerb.CONSENT, TeamVerb.DENY})
_READING = frozenset({TeamVerb.APPROVE, TeamVerb.SEND_BACK})


def needed(verb: TeamVerb) -> Action:
    """What a person must be allowed to do to press this."""
    if verb in _DOOR:
        return Action.OWN_ACCOUNT
    return Action.SECOND_READ if verb in _READING else Action.REPLY


@dataclass(frozen=True, slots=True)
class Team:
    """``answer`` may take its time and is called outside of any transaction."""

    desk: Desk
    answer: Callable[[Question], Answer]
    public_url: str = ""
    grounds: Grounds = field(default_factory=NoGrounds)
    today: Callable[[], date] = today

    def hears(self, incoming: Incoming) -> bool:
        """Whether this is for the team's side."""
        place = incoming.place
        match incoming.wish:
            case TeamPress():
                return True
            case Command("start", code):
                return place.private and code.startswith((LINK, ENTRY))
            case Command(name, _) if name == OPENS_CASE:
                return str(place.chat) in self.desk.queues.chats
            case Ask():
                return self._is_below(incoming)
        return False

    def respond(self, update_id: int, incoming: Incoming) -> str:
        """Handle one update to its end; the words of an alert, or none.

        Raises:
            Exception: whatever went wrong; nothing was kept.
        """
        turn = self._turn(update_id, incoming)
        who = Who(turn.person.actor if turn.person else "nobody", CHANNEL)
        try:
            step = self._step(turn)
            with self.desk.begin(who) as work:
                alert = step(work)
                work.done(CHANNEL, update_id)
                return alert
        except (Stop, Refused, NotPossible, UnknownCase, EmptyReply) as error:
            return self._refuse(turn, who, self._why(turn, error))

    def _refuse(self, turn: Turn, who: Who, words: str) -> str:
        with self.desk.begin(who) as work:
            if not turn.incoming.query:
                turn.say(work, words)
            work.done(CHANNEL, turn.update_id)
        return words

    def _turn(self, update_id: int, incoming: Incoming) -> Turn:
        with self.desk.database.reading() as connection:
            person = telegram_people.person_of(connection, incoming.sender)
            if isinstance(incoming.wish, TeamPress) and incoming.place.thread is None:
                # Telegram leaves the topic out of old messages.
                chat = incoming.place.chat
                thread = group_board.thread_of(connection, chat, incoming.about or 0)
                incoming = replace(incoming, place=Place(chat, thread))
        language = self.desk.language_of(incoming.place.contact) or SOURCE
        return Turn(self.desk, team_texts_in(language), incoming, update_id, person)

    def _step(self, turn: Turn) -> Step:
        if isinstance(turn.incoming.wish, TeamPress):
            turn.may(needed(turn.incoming.wish.verb))
        match turn.incoming.wish:
            case TeamPress(verb) as press if verb in _DOOR:
                return team_door.decided(turn, press)
            case TeamPress(verb) as press if verb in _DRAFTS:
                return team_reply.pressed(turn, self.grounds, press)
            case TeamPress() as press:
                return team_case.pressed(turn, self.grounds, press)
            case Command("start", code):
                return team_door.started(turn, code)
            case Command(_, text):
                return self._opened(turn, text or turn.incoming.quoted)
            case Ask(text):
                return self._written(turn, text)
        raise Stop(turn.texts.not_here)

    def _is_below(self, incoming: Incoming) -> bool:
        """Whether somebody replies to a case's message, or to what they were asked."""
        chat = incoming.place.chat
        if incoming.about is None or str(chat) not in self.desk.queues.chats:
            return False
        with self.desk.database.reading() as connection:
            what = group_board.what_is_in(connection, chat, incoming.about)
            prompt = telegram_drafts.prompt_in(connection, chat, incoming.about)
        return bool(what or prompt)

    def _written(self, turn: Turn, text: str) -> Step:
        chat, about = turn.place.chat, turn.incoming.about or 0
        with self.desk.database.reading() as connection:
            prompt = telegram_drafts.prompt_in(connection, chat, about)
            kind, _, number = group_board.what_is_in(connection, chat, about).partition(":")
            draft = telegram_drafts.find(connection, int(number)) if kind == "draft" else None
        if prompt is not None:
            return team_reply.answered(turn, self.grounds, prompt, text)
        case = turn.case(draft.case_id if draft else int(number))
        return team_reply.write(turn, self.grounds, case, text)

    def _opened(self, turn: Turn, text: str) -> Step:
        """A case for a question that somebody asked in the group."""
        actor = turn.acting(Action.OPEN_CASES)
        if not text.strip():
            raise Stop(turn.texts.opens_how)
        contact = turn.place.contact
        unit = self.desk.unit_of(contact)
        answer = self.answer(Question(text, self.today(), contact.asker, unit))
        if not answer.id or answer.outcome.family == "refused":
            shown = render.show_answer(answer, texts_in(turn.texts.language))
            return lambda work: self._told(turn, work, shown)

        def step(work: Work) -> str:
            work.keep(answer, contact)
            case = work.open_case(answer.id, contact, actor=actor)
            turn.say(work, turn.texts.opened.format(label=case.label))
            return ""

        return step

    def _told(self, turn: Turn, work: Work, payloads: list[Payload]) -> str:
        for part, payload in enumerate(payloads):
            turn.send(work, payload, part)
        return ""

    def _why(self, turn: Turn, error: Exception) -> str:
        texts: TeamTexts = turn.texts
        match error:
            case NotNow(who=who, label=label) if who:
                return texts.taken.format(label=label, who=who)
            case Refused():
                return error.said(texts.translate)
            case NotPossible():
                return texts.code_ended
            case Stop():
                return str(error)
            case EmptyReply():
                return texts.translate(NoReason.sentence)
        return texts.not_here
