"""What the team does with a case by its buttons."""

from datetime import datetime, time, timedelta

from bot import team_move
from bot import team_render as show
from bot.button import TeamPress, TeamVerb
from bot.payload import Payload
from bot.team_grounds import Grounds
from bot.team_turn import Step, Stop, Turn
from corpus.vietnam_time import VIETNAM
from desk import group_board
from desk.case import Case, CaseState
from desk.moving import allow
from desk.rights import Action
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
        return _menu(turn, case, press)
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
            return turn.ask(case, "snoozed", actor, press.choice)
        case TeamVerb.FIND:
            return lambda work: turn.prompt(work, case, "find")
        case TeamVerb.TO_QUEUE | TeamVerb.TO_PERSON:
            return team_move.pressed(turn, case, press, actor)
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


def _menu(turn: Turn, case: Case, press: TeamPress) -> Step:
    start = press.choice if press.choice.isdecimal() and len(press.choice) < 5 else ""
    menu = "" if press.verb is TeamVerb.BACK else f"{press.verb.value}{start}"

    def step(work: Work) -> str:
        turn.refresh(work, group_board.name_of(case.id), 0, menu=menu)
        return ""

    return step


def _ask(turn: Turn, case: Case, kind: str, actor: Actor) -> Step:
    risky = kind == "replied" and turn.desk.queues.named(case.queue).risky
    allow(case, "proposed" if risky else kind, actor, "…")
    return lambda work: turn.prompt(work, case, kind)


def _quiet(_case: Case) -> str:
    """The board shows it."""
    return ""
