"""What happens when a person says or presses something.

What is slow (finding the answer) comes first; then one transaction keeps what
changed, writes the messages and marks the update as handled. A crash before its
end leaves the update to be handled again, from the start.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from bot import chosen, own_data, render, render_cases, render_forms, satisfaction
from bot.button import Press, TeamPress, Verb
from bot.cases import CASE_VERBS, TIE_CODE, CaseTalk
from bot.chosen import Step
from bot.incoming import LONGEST_QUESTION, Ask, Command, FileSent, Incoming, Oddity
from bot.papers import NoPapers, Papers
from bot.payload import Payload, plain
from bot.place import CHANNEL, Place
from bot.team import Team
from bot.team_grounds import Grounds, NoGrounds
from bot.texts import Texts, texts_in
from corpus.form import LARGEST, Problem
from corpus.vietnam_time import today
from desk.case import Case
from desk.contact import Contact
from desk.desk import Desk
from desk.errors import NothingAsked
from desk.inbox import ATTEMPTS, Received
from desk.outbox import FAREWELL
from desk.work import Work
from retrieval.answer import Answer
from retrieval.conversation import Earlier, unit_chosen
from retrieval.question import Question


def key(update_id: int, part: int) -> str:
    """The outbox key of one message said in reply to an update."""
    return f"{CHANNEL}/{update_id}/{part}"


@dataclass(frozen=True, slots=True)
class Conversation:
    """``answer`` may take its time and is called outside of any transaction."""

    desk: Desk
    answer: Callable[[Question], Answer]
    texts: Texts
    public_url: str = ""
    papers: Papers = field(default_factory=NoPapers)
    grounds: Grounds = field(default_factory=NoGrounds)
    today: Callable[[], date] = today

    def respond(self, update_id: int, incoming: Incoming) -> str:
        """Handle one update to its end; the words of an alert to who pressed, or none.

        Raises:
            Exception: whatever went wrong; nothing was kept.
        """
        team = Team(self.desk, self.answer, self.public_url, self.grounds, self.today)
        if team.hears(incoming):
            return team.respond(update_id, incoming)
        incoming = self._situated(incoming)
        speaking = self._speaking_to(incoming.place)
        try:
            self._take(update_id, incoming, speaking._step(incoming))
        except NothingAsked as refused:  # a button of an older message
            said = refused.said(speaking.texts.translate)
            self._take(update_id, incoming, self._say(said))
        return ""

    def _take(self, update_id: int, incoming: Incoming, step: Step) -> None:
        """One transaction: what changes, what is said, and that the update is handled."""
        with self.desk.begin() as work:
            payloads = step(work)
            if payloads and incoming.message is not None:
                payloads[0]["reply_to"] = incoming.message
            for part, payload in enumerate(payloads):
                about, asks = payload.pop("case", None), payload.pop("asks", "")
                last = FAREWELL if payload.pop("farewell", False) else ""
                name = last + key(update_id, part)
                work.send(incoming.place.contact, payload, name, about, asks)
            work.done(CHANNEL, update_id)

    def fail(self, received: Received, reason: str, place: Place | None) -> None:
        """Handling went wrong; after the last attempt the person hears of it."""
        with self.desk.begin() as work:
            work.fail(CHANNEL, received.update_id, reason)
            if place is not None and received.attempts + 1 >= ATTEMPTS:
                (payload,) = plain(self._speaking_to(place).texts.trouble)
                work.send(place.contact, payload, key(received.update_id, 0))

    def pass_over(self, received: Received) -> None:
        """An update that is not for us."""
        with self.desk.begin() as work:
            work.done(CHANNEL, received.update_id)

    def _speaking_to(self, place: Place) -> "Conversation":
        """The same in the language that was chosen there, if one was."""
        language = self.desk.language_of(place.contact)
        return replace(self, texts=texts_in(language)) if language else self

    def _situated(self, incoming: Incoming) -> Incoming:
        """With the topic: Telegram leaves it out of old messages, but their answers know it."""
        match incoming:
            case Incoming(Place(thread=None) as place, Press() as press):
                answer = self.desk.answer(press.answer_id)
                if answer is not None and (home := _home(answer)).chat == place.chat:
                    return replace(incoming, place=home)
        return incoming

    def _step(self, incoming: Incoming) -> Step:
        match incoming.wish:
            case Ask(text) if (case := self._case_replied_to(incoming)) is not None:
                return self._cases(incoming.place).told(*case, text)
            case Ask(text):
                return self._asked(incoming.place, text, self._before(incoming))
            case Command() as command:
                return self._commanded(incoming, command)
            case Press() as press:
                return self._pressed(incoming.place, press)
            case FileSent() as sent:
                return self._checked(sent)
            case TeamPress():  # heard by the team's side, which comes before
                return self._say(self.texts.old_button)
            case Oddity() as oddity:
                return self._say(self._remark(oddity))

    def _commanded(self, incoming: Incoming, command: Command) -> Step:
        place, now = incoming.place, self.desk.now
        match command:
            case Command("ngonngu" | "language" | "bahasa", text):
                return chosen.language(place, text, self.texts)
            case Command("dulieu"):
                return own_data.give(place, self.texts)
            case Command("xoa"):
                return own_data.ask(place, now(), self.texts)
            case Command("nhe"):
                return chosen.light(place, self.desk, self.texts)
            case Command("xa", text):
                return chosen.unit(place, text, self.desk, self.texts)
            case Command("cuatoi"):
                return self._cases(place).listed()
            case Command("start", text) if text.startswith(TIE_CODE):
                return self._cases(place).offered(text.removeprefix(TIE_CODE))
            case Command("start"):
                return chosen.start(incoming, self.desk, self.texts)
            case Command("help"):
                return self._say(self.texts.help)
        return self._say(self.texts.unknown_command)

    def _say(self, text: str) -> Step:
        return lambda _: plain(text)

    def _remark(self, oddity: Oddity) -> str:
        return {
            Oddity.EDITED: self.texts.edited,
            Oddity.NOT_TEXT: self.texts.not_text,
            Oddity.EMPTY: self.texts.empty,
            Oddity.TOO_LONG: self.texts.too_long.format(limit=LONGEST_QUESTION),
            Oddity.OLD_BUTTON: self.texts.old_button,
        }[oddity]

    def _before(self, incoming: Incoming) -> Earlier:
        """What was asked before: of the answer replied to, or lately in a private chat.

        In a group many people ask: only a reply says which question is meant.
        """
        answer = self._replied_to(incoming)
        if answer is not None:
            return Earlier.of(answer)
        return self.desk.before(incoming.place.contact) if incoming.place.private else Earlier()

    def _replied_to(self, incoming: Incoming) -> Answer | None:
        if incoming.about is None:
            return None
        return self.desk.answer_in_message(incoming.place.contact, str(incoming.about))

    def _case_replied_to(self, incoming: Incoming) -> tuple[Case, str] | None:
        if incoming.about is None:
            return None
        return self.desk.case_in_message(incoming.place.contact, str(incoming.about))

    def _cases(self, place: Place) -> CaseTalk:
        return CaseTalk(self.desk, self.texts, self.public_url, place)

    def _asked(self, place: Place, text: str, before: Earlier) -> Step:
        contact = place.contact
        question = Question(
            text,
            self.today(),
            contact.asker,
            self.desk.unit_of(contact),
            earlier=before.earlier,
            language=self.texts.language,
            held=before.held,
        )
        answer = self.answer(question)
        light = self.desk.is_light(contact)

        def step(work: Work) -> list[Payload]:
            if answer.id:  # an assistant without an index names no answer
                work.keep(answer, contact)
            if light:
                return render.show_light(answer, self.texts, self.public_url)
            shown = render.show_answer(answer, self.texts, self.public_url)
            unit = unit_chosen(answer)
            if unit is None or str(question.unit) or not place.private:
                return shown
            return shown + render.offer_unit(answer, unit, self.texts)

        return step

    def _pressed(self, place: Place, press: Press) -> Step:
        match press:
            case Press(Verb.LANGUAGE, text):
                return chosen.language(place, text, self.texts)
            case Press(Verb.ERASE):
                return own_data.erased(place, press, self.desk.now(), self.texts)
            case Press(Verb.RATE):
                return satisfaction.pressed(place, press, self.desk, self.texts)
            case Press(Verb.TIE, code):
                return self._cases(place).tied(code)
            case Press(verb) if verb in CASE_VERBS:
                return self._cases(place).pressed(press)
        return self._of_an_answer(place, press)

    def _of_an_answer(self, place: Place, press: Press) -> Step:
        answer = self.desk.answer(press.answer_id)
        if answer is None or _home(answer).chat != place.chat:
            # What a button carries is only a claim.
            return self._say(self.texts.old_button)
        match press.verb:
            case Verb.SHOW_QUOTES:
                return lambda _: render.show_quotes(answer, self.texts, self.public_url)
            case Verb.CARD:
                return lambda _: render.show_card(answer, self.texts, self.public_url)
            case Verb.UNIT:
                unit = unit_chosen(answer)
                if unit is None:
                    return self._say(self.texts.old_button)
                return chosen.kept_unit(place, unit, self.texts)
            case Verb.RIGHT | Verb.WRONG:
                return self._judged(place, answer, right=press.verb is Verb.RIGHT)
            case Verb.HAND_OVER:
                return self._handed_over(place, answer)
            case Verb.PRINT:
                return lambda _: render_forms.show_pack(answer, self.texts)
            case Verb.FORM | Verb.SAMPLE:
                return self._handed(answer, press)
            case Verb.ALONE if answer.question.text:
                return self._asked(place, answer.question.text, Earlier())
            case _:
                if press.verb is not Verb.FOLLOW_UP or press.number >= len(answer.followups):
                    return self._say(self.texts.old_button)
                return self._asked(place, answer.followups[press.number], Earlier.of(answer))

    def _judged(self, place: Place, answer: Answer, *, right: bool) -> Step:
        """What is not right goes to people at once, who can be told otherwise by one press."""

        def step(work: Work) -> list[Payload]:
            work.feedback(answer.id, place.contact, "right" if right else "wrong")
            if right:
                return self._thanked(answer)
            case = work.open_case(answer.id, place.contact, doubted=True)
            return self._receipt(case, place, self.texts.doubted)

        return step

    def _thanked(self, answer: Answer) -> list[Payload]:
        case = self.desk.case_of_answer(answer.id)
        if case is None or not case.is_live:
            return plain(self.texts.thanks)
        return render_cases.taken(case, f"{self.texts.thanks} {self.texts.still_open}", self.texts)

    def _handed_over(self, place: Place, answer: Answer) -> Step:
        return lambda work: self._receipt(work.open_case(answer.id, place.contact), place)

    def _receipt(self, case: Case, place: Place, head: str = "") -> list[Payload]:
        asker = place.contact.asker
        return render_cases.show_case(case, self.texts, self.public_url, asker, head)

    def _handed(self, answer: Answer, press: Press) -> Step:
        """A form of an answer, or its filled sample."""
        if press.number >= len(answer.forms):
            return self._say(self.texts.old_button)
        form = answer.forms[press.number]
        if press.verb is Verb.SAMPLE:
            return lambda _: render_forms.show_sample(form, self.texts)
        return lambda _: render_forms.show_form(form, self.texts)

    def _checked(self, sent: FileSent) -> Step:
        """A filled form is held against those that are kept; the file itself is let go."""
        too_large = max(sent.size, len(sent.raw)) > LARGEST
        found = Problem.TOO_LARGE if too_large else self.papers.check(sent.raw, self.today())
        return lambda _: render_forms.show_check(found, self.texts)


def _home(answer: Answer) -> Place:
    """Where the answer was given; chat 0, which nobody has, if not in Telegram."""
    channel, _, address = answer.question.asker.partition(":")
    return Place.at(Contact(channel, address)) if channel == CHANNEL else Place(0)
