"""Replies from the team's group: what somebody writes below a case is a draft, until it is sent."""

from collections.abc import Collection

from bot import team_move
from bot.button import TeamPress, TeamVerb
from bot.team_case import until
from bot.team_grounds import Grounds
from bot.team_render import too_late
from bot.team_turn import Step, Stop, Turn
from desk import casebook, people, telegram_drafts
from desk.case import Case
from desk.moving import allow
from desk.rights import Action
from desk.telegram_drafts import DROPPED, OPEN, SENT, Draft, Prompt
from desk.work import Work


def write(turn: Turn, grounds: Grounds, case: Case, text: str) -> Step:
    """A draft, with the provisions to choose from.

    Raises:
        Stop, Refused
    """
    person, actor = turn.may(Action.REPLY), turn.acting(Action.REPLY)
    risky = turn.desk.queues.named(case.queue).risky
    allow(case, "proposed" if risky else "replied", actor, text)
    offered = grounds.offered(case)
    against = grounds.flags(case, text, [])

    def step(work: Work) -> str:
        number, replaced = telegram_drafts.begin(
            work, turn.key, case.id, person, turn.place.chat, text, offered, against
        )
        for part, old in enumerate(replaced, 1):
            turn.refresh(work, telegram_drafts.name_of(old), part)
        where = {"thread": turn.place.thread, "reply_to": turn.incoming.message}
        turn.refresh(work, telegram_drafts.name_of(number), 0, **where)
        return ""

    return step


def answered(turn: Turn, grounds: Grounds, prompt: Prompt, text: str) -> Step:
    """The words that the bot has asked somebody for.

    Raises:
        Stop, Refused
    """
    if turn.person is None or turn.person.id != prompt.person_id:
        turn.may(Action.REPLY)
        raise Stop(turn.texts.not_asked.format(who=_name(turn, prompt.person_id)))
    case = turn.case(prompt.case_id)
    if prompt.kind == "reason":
        then = _reason(turn, grounds, int(prompt.choice), text)
    elif prompt.kind == "replied":
        then = write(turn, grounds, case, text)
    elif prompt.kind == "find":
        then = team_move.find(turn, case, text, turn.acting(Action.REPLY))
    else:
        then = _move(turn, prompt, text)

    def step(work: Work) -> str:
        return then(work) if telegram_drafts.answered(work, prompt) else ""

    return step


def _move(turn: Turn, prompt: Prompt, text: str) -> Step:
    second = prompt.kind == "returned"
    actor = turn.acting(Action.SECOND_READ if second else Action.REPLY)
    number, choice, key = prompt.case_id, prompt.choice, turn.key

    def step(work: Work) -> str:
        match prompt.kind:
            case "asked_back":
                case = work.cases.ask_back(number, actor, text, key)
            case "snoozed":
                case = work.cases.snooze(number, actor, until(choice, work.now), text, key)
            case "handed_over":
                case = work.cases.hand_over(number, actor, choice, text, key)
            case "routed":
                case = work.cases.route(number, actor, choice, text, key)
            case _:
                case = work.cases.send_back(number, actor, text, key)
        state = turn.texts.states[case.state]
        turn.say(work, turn.texts.noted.format(label=case.label, state=state))
        return ""

    return step


def pressed(turn: Turn, grounds: Grounds, press: TeamPress) -> Step:
    """A button below a draft.

    Raises:
        Stop, Refused
    """
    draft = _own(turn, press.number)
    case = turn.case(draft.case_id)
    if press.verb is not TeamVerb.DROP and not case.takes_reply:
        return lambda work: _too_late(turn, work, draft, case)
    match press.verb:
        case TeamVerb.CHOOSE:
            return _choose(turn, grounds, draft, case, press.choice)
        case TeamVerb.NO_GROUND:
            return lambda work: turn.prompt(work, case, "reason", str(draft.id))
        case TeamVerb.SEND:
            return _send(turn, draft)
        case _:
            return lambda work: _ended(turn, work, draft, DROPPED)


def _own(turn: Turn, number: int) -> Draft:
    person = turn.may(Action.REPLY)
    with turn.desk.database.reading() as connection:
        draft = telegram_drafts.find(connection, number)
    if draft is None or draft.chat != turn.place.chat:
        raise Stop(turn.texts.not_here)
    if draft.person_id != person.id:
        raise Stop(turn.texts.not_yours)
    if draft.state != OPEN:
        raise Stop(turn.texts.draft_over)
    return draft


def _choose(turn: Turn, grounds: Grounds, draft: Draft, case: Case, choice: str) -> Step:
    number, wanted = choice[:-1], choice[-1:]
    if not number.isdecimal() or int(number) >= len(draft.offered):
        raise Stop(turn.texts.not_here)
    one = {int(number)}
    chosen = draft.chosen | one if wanted == "+" else draft.chosen - one
    return _kept(turn, grounds, draft, case, chosen, draft.reason)


def _reason(turn: Turn, grounds: Grounds, number: int, text: str) -> Step:
    draft = _own(turn, number)
    case = turn.case(draft.case_id)
    if not case.takes_reply:
        raise Stop(too_late(case, turn.texts))
    return _kept(turn, grounds, draft, case, (), text)


def _kept(
    turn: Turn, grounds: Grounds, draft: Draft, case: Case, chosen: Collection[int], reason: str
) -> Step:
    against = grounds.flags(case, draft.text, [draft.offered[number] for number in chosen])

    def step(work: Work) -> str:
        telegram_drafts.choose(work, draft, chosen, reason, against)
        turn.refresh(work, telegram_drafts.name_of(draft.id), 0)
        return ""

    return step


def _send(turn: Turn, draft: Draft) -> Step:
    actor = turn.acting(Action.REPLY)

    def step(work: Work) -> str:
        locked = telegram_drafts.find(work.connection, draft.id, lock=True)
        if locked is None or locked.state != OPEN:
            raise Stop(turn.texts.draft_over)
        case = casebook.locked(work.connection, draft.case_id)
        if not case.takes_reply:
            return _too_late(turn, work, draft, case)
        said = _ended(turn, work, locked, SENT)
        work.cases.reply(locked.case_id, actor, locked.text, locked.ground, turn.key)
        return said

    return step


def _too_late(turn: Turn, work: Work, draft: Draft, case: Case) -> str:
    """Others were quicker; the draft's own message says so, and keeps the words."""
    turn.refresh(work, telegram_drafts.name_of(draft.id), 0)
    return too_late(case, turn.texts)


def _ended(turn: Turn, work: Work, draft: Draft, state: str) -> str:
    telegram_drafts.end(work, draft.id, state)
    turn.refresh(work, telegram_drafts.name_of(draft.id), 0)
    return ""


def _name(turn: Turn, person_id: int) -> str:
    with turn.desk.database.reading() as connection:
        person = people.find(connection, person_id)
    return person.name if person else ""
