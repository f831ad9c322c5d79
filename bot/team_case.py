"""What the team does with a case by its buttons."""

from datetime import datetime, time, timedelta

from bot import team_render as show
from bot.button import TeamPress, TeamVerb
from bot.payload import Payload
from bot.team_grounds import Grounds
from bot.team_render import queue_mark
from bot.team_turn import Step, Stop, Turn
from corpus.vietnam_time import VIETNAM
from desk import group_board, people
from desk.case import Case, CaseState
from desk.moving import allow
from desk.person import Person
from desk.rights import Action, may
from desk.role import Actor
from desk.work import Work

_OPENS = time(8)
# Buttons that ask for words first: the move that the words will make.
_ASKING = {
    TeamVerb.ASK_BACK: "asked_back",
    TeamVerb.REPLY: "replied",
    TeamVerb.SEND_BACK: "returned",
}
_MENUS = frozenset({TeamVerb.MOVE, TeamVerb.SNOOZE, TeamVerb.BACK})


def pressed(turn: Turn, grounds: Grounds, press: TeamPress) -> Step:
    """
    Raises:
        Stop, Refused
    """
    reading = press.verb in {TeamVerb.APPROVE, TeamVerb.SEND_BACK}
    actor = turn.acting(Action.SECOND_READ if reading else Action.REPLY)
    case = turn.case(press.number)
    if press.verb in _MENUS:
        return _menu(turn, case, press.verb)
    if kind := _ASKING.get(press.verb):
        return _ask(turn, case, kind, actor)
    match press.verb:
        case TeamVerb.CLAIM:
            return lambda work: _quiet(work.cases.claim(case.id, actor, turn.key))
        case TeamVerb.WAKE:
            return lambda work: _quiet(work.cases.wake(case.id, actor, turn.key))
        case TeamVerb.APPROVE:
            return _approve(turn, grounds, case, actor, press.choice)
        case TeamVerb.UNTIL if press.choice in turn.texts.spans:
            return _ask(turn, case, "snoozed", actor, press.choice)
        case TeamVerb.TO_QUEUE:
            names = {queue_mark(queue): queue.name for queue in turn.desk.queues.queues}
            return _ask(turn, case, "routed", actor, _known(turn, names, press.choice))
        case TeamVerb.TO_PERSON:
            return _to_person(turn, case, actor, press.choice)
        case _:
            raise Stop(turn.texts.not_here)


def until(days: str, now: datetime) -> datetime:
    """ "1": tomorrow at eight; else so many days from now."""
    if days != "1":
        return now + timedelta(days=int(days))
    tomorrow = now.astimezone(VIETNAM).date() + timedelta(days=1)
    return datetime.combine(tomorrow, _OPENS, VIETNAM)


def _approve(turn: Turn, grounds: Grounds, case: Case, actor: Actor, choice: str) -> Step:
    """What the board shows but in part, or what something speaks against, is shown whole first."""
    number = choice.removesuffix(show.READ)
    read = int(number[:9]) if number.isdecimal() else 0
    if case.state is CaseState.SECOND_READING and not choice.endswith(show.READ):
        against = grounds.flags(case, case.draft, case.ground.basis)
        if against or show.needs_reading(case):
            allow(case, "approved", actor)
            return lambda work: _read_first(
                turn, work, show.show_reading(case, against, turn.texts)
            )
    return lambda work: _quiet(work.cases.approve(case.id, actor, turn.key, read=read))


def _read_first(turn: Turn, work: Work, shown: list[Payload]) -> str:
    for part, payload in enumerate(shown):
        work.send(
            turn.place.contact, payload | {"reply_to": turn.incoming.about}, f"{turn.key}/{part}"
        )
    return turn.texts.read_first


def _menu(turn: Turn, case: Case, verb: TeamVerb) -> Step:
    menu = "" if verb is TeamVerb.BACK else verb.value

    def step(work: Work) -> str:
        turn.refresh(work, group_board.name_of(case.id), 0, menu=menu)
        return ""

    return step


def _ask(turn: Turn, case: Case, kind: str, actor: Actor, choice: str = "") -> Step:
    """Whether the move can be made is told before the words are written."""
    if kind == "replied":
        risky = turn.desk.queues.named(case.queue).risky
        allow(case, "proposed" if risky else "replied", actor, "…")
    else:
        allow(case, kind, actor, "…")
    return lambda work: turn.prompt(work, case, kind, choice)


def _to_person(turn: Turn, case: Case, actor: Actor, number: str) -> Step:
    """Who may assign does; another hands over what is theirs, with a reason."""
    person = _member(turn, number)
    if may(turn.may(Action.REPLY), Action.ASSIGN):
        lead = turn.acting(Action.ASSIGN)
        return lambda work: _quiet(work.cases.assign(case.id, lead, person.actor, turn.key))
    if case.state is CaseState.CLAIMED:
        return _ask(turn, case, "handed_over", actor, person.actor)
    allow(case, "assigned", actor)
    raise Stop(turn.texts.no_right)


def _member(turn: Turn, number: str) -> Person:
    with turn.desk.database.reading() as connection:
        found = people.find(connection, int(number)) if number.isdecimal() else None
    if found is None or not may(found, Action.REPLY):
        raise Stop(turn.texts.not_here)
    return found


def _known(turn: Turn, names: dict[str, str], mark: str) -> str:
    if mark not in names:
        raise Stop(turn.texts.not_here)
    return names[mark]


def _quiet(_case: Case) -> str:
    """The board shows it."""
    return ""
