"""What officers do with their cases in Telegram: see, add, withdraw, clear, reopen, tie."""

from collections.abc import Callable
from dataclasses import dataclass

from bot import render_cases as show
from bot.button import Press, Verb
from bot.chosen import Step
from bot.payload import Payload, plain
from bot.place import Place
from bot.texts import Texts
from desk import acting, ties
from desk.acting import act
from desk.case import Case
from desk.contact import Contact
from desk.desk import Desk
from desk.errors import Refused
from desk.thread import Act, acts
from desk.work import Work

TIE_CODE = "c-"  # what stands before a code in /start
REOPEN = "reopen"  # what the words are for that a message asks for
_ACTS = {Verb.WITHDRAW: Act.WITHDRAW, Verb.CLEAR: Act.CLEAR}
CASE_VERBS = frozenset({Verb.SEE, Verb.ADD, Verb.REOPEN, *_ACTS})


@dataclass(frozen=True, slots=True)
class CaseTalk:
    """``place`` is where it is said."""

    desk: Desk
    texts: Texts
    public_url: str
    place: Place

    def pressed(self, press: Press) -> Step:
        """A button of a case; what it carries is only a claim."""
        number = press.answer_id
        known = number.isascii() and number.isdecimal() and len(number) < 19
        case = self.desk.case_of_number(int(number)) if known else None
        if case is None:
            return self._say(self.texts.old_button)
        contact = self._contact(case)
        if not (self.desk.acts_as(case, contact) or acting.knows(case, contact)):
            return self._say(self.texts.old_button)
        match press.verb:
            case Verb.ADD:
                return self._asks(case, self.texts.ask_words, "")
            case Verb.REOPEN:
                return self._asks(case, self.texts.ask_why_reopen, REOPEN)
            case Verb.WITHDRAW | Verb.CLEAR:
                what, key = _ACTS[press.verb], f"button/{press.number}"
                return self._acted(
                    lambda work: act(work, case, contact, what, key=key), self._shown
                )
            case _:
                return lambda _: self._shown(case)

    def told(self, case: Case, asks: str, words: str) -> Step:
        """Words in reply to a message of a case: to the case, and never a new question."""
        contact = self._contact(case)
        can = acts(case)
        if asks == REOPEN and Act.REOPEN in can:
            return self._acted(
                lambda work: act(work, case, contact, Act.REOPEN, words), self._reopened
            )
        if Act.TELL not in can and Act.ADD not in can:
            return lambda _: show.not_sent(case, self.texts)
        said = self.texts.told if Act.TELL in can else self.texts.added
        return self._acted(
            lambda work: act(work, case, contact, Act.ADD, words),
            lambda after: show.taken(after, said, self.texts),
        )

    def listed(self) -> Step:
        """The cases of this chat, those that are open first."""
        found = self.desk.cases_of(self.place.contact)
        return lambda _: show.show_list(found, self.texts)

    def offered(self, code: str) -> Step:
        """A browser's code was opened here: to be confirmed by a button."""
        case = self.desk.case_of_code(code)
        if not self.place.private:
            return self._say(self.texts.tie_private)
        if case is None:
            return self._say(self.texts.tie_ended)
        label, question = case.label, case.answer.question.text
        return lambda _: show.show_tie(label, question, code, self.texts)

    def tied(self, code: str) -> Step:
        if not self.place.private:
            return self._say(self.texts.tie_private)

        def step(work: Work) -> list[Payload]:
            done = ties.tie(work.connection, code, self.place.contact, work.now)
            return plain(self.texts.tied if done else self.texts.tie_ended)

        return step

    def _asks(self, case: Case, words: str, asks: str) -> Step:
        return lambda _: show.ask_for_words(case, words.format(label=case.label), asks)

    def _acted(self, do: Callable[[Work], Case], shown: Callable[[Case], list[Payload]]) -> Step:
        def step(work: Work) -> list[Payload]:
            try:
                return shown(do(work))
            except Refused as refused:  # before anything was written
                return plain(refused.said(self.texts.translate))

        return step

    def _shown(self, case: Case) -> list[Payload]:
        asker = self._contact(case).asker
        return show.show_case(case, self.texts, self.public_url, asker)

    def _reopened(self, case: Case) -> list[Payload]:
        return show.taken(case, self.texts.reopened, self.texts)

    def _contact(self, case: Case) -> Contact:
        """This chat; where Telegram left the topic out of an old message, the one that asked."""
        here = self.place.contact
        if self.place.thread is None and here.asker not in case.askers:
            topics = (asker for asker in case.askers if asker.startswith(f"{here.asker}/"))
            return next((ties.contact_of(asker) for asker in topics), here)
        return here

    def _say(self, text: str) -> Step:
        return lambda _: plain(text)
