"""Telegram accounts and the desk's door: tying an account to a person, and letting a browser in."""

from bot import team_render as show
from bot.button import TeamPress, TeamVerb
from bot.payload import plain
from bot.team_turn import Step, Stop, Turn
from desk import telegram_entry, telegram_people
from desk.audit import Who
from desk.rights import Action
from desk.work import Work

LINK, ENTRY = "link-", "in-"


def started(turn: Turn, code: str) -> Step:
    """ "/start link-…" or "/start in-…", in a private chat.

    Raises:
        Stop, NotPossible
    """
    account = turn.incoming.sender
    if account is None:
        raise Stop(turn.texts.anonymous)
    with turn.desk.begin(Who("nobody", "telegram")) as work:
        if telegram_people.knock(work, account) is not None:
            raise Stop(turn.texts.too_often)
    if code.startswith(LINK):
        return lambda work: _link(turn, work, code.removeprefix(LINK), account)
    return lambda work: _asked(turn, work, code.removeprefix(ENTRY))


def _link(turn: Turn, work: Work, code: str, account: int) -> str:
    person = telegram_people.link(work, code, account)
    turn.say(work, turn.texts.linked.format(who=person.name))
    return ""


def _asked(turn: Turn, work: Work, code: str) -> str:
    person = turn.may(Action.OWN_ACCOUNT)
    entry = telegram_entry.ask(work, code, person)
    if entry is None:
        raise Stop(turn.texts.code_ended)
    turn.send(work, show.show_entry(entry, turn.texts))
    return ""


def decided(turn: Turn, press: TeamPress) -> Step:
    """Consent, or none, to the browser that was shown.

    Raises:
        Stop
    """
    person = turn.may(Action.OWN_ACCOUNT)
    consents = press.verb is TeamVerb.CONSENT
    said = turn.texts.let_in if consents else turn.texts.kept_out

    def step(work: Work) -> str:
        if telegram_entry.decide(work, press.number, person, consents) is None:
            raise Stop(turn.texts.code_ended)
        (payload,) = plain(said)
        work.send(turn.place.contact, payload, f"entry/{press.number}/{consents}")
        return ""

    return step
