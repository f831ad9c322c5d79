"""To whom a case goes: a person or another queue, on a list or found by a part of a name."""

import hashlib
from collections.abc import Sequence

from bot.button import TeamPress, TeamVerb
from bot.payload import Payload, Row
from bot.team_texts import TeamTexts
from bot.team_turn import Step, Stop, Turn
from corpus.text import fold, folded_syllables, shortened, syllables
from desk import people
from desk.case import Case, CaseState
from desk.moving import allow
from desk.person import Person
from desk.queues import Queue, Queues
from desk.rights import Action, may
from desk.role import Actor
from desk.work import Work

PAGE = 8  # names below one message
_NAME = 30  # characters
Target = Person | Queue


def targets(case: Case, team: Sequence[Person], queues: Queues) -> list[Target]:
    """All to whom a case can go: people by name, then queues."""
    able = [one for one in team if may(one, Action.REPLY) and one.actor != case.owner]
    other = [queue for queue in queues.queues if queue.name != case.queue]
    return [*sorted(able, key=lambda one: fold(one.name)), *other]


def rows(case: Case, found: Sequence[Target], start: int, texts: TeamTexts) -> list[Row]:
    """One page of them, the way to the others, and back."""
    start = start if 0 <= start < len(found) else 0
    ways = []
    if start > 0:
        ways.append(_button(texts.earlier, TeamVerb.MOVE, case, str(max(start - PAGE, 0))))
    if start + PAGE < len(found):
        ways.append(_button(texts.further, TeamVerb.MOVE, case, str(start + PAGE)))
    named = pairs(case, found[start : start + PAGE], texts)
    last = [_button(texts.find, TeamVerb.FIND, case), _button(texts.back, TeamVerb.BACK, case)]
    return [*named, *([ways] if ways else []), last]


def pairs(case: Case, found: Sequence[Target], texts: TeamTexts) -> list[Row]:
    buttons = [_to(one, case, texts) for one in found]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def named(words: str, among: Sequence[Target]) -> list[Target]:
    """Those whose names hold these words; accents count only where they tell names apart."""
    if not syllables(words):
        return []
    for fits in (_holds, _holds_folded, _begins):
        if found := [one for one in among if fits(one.name, words)]:
            return found
    return []


def _holds(name: str, words: str) -> bool:
    return set(syllables(words)) <= set(syllables(name))


def _holds_folded(name: str, words: str) -> bool:
    return set(folded_syllables(words)) <= set(folded_syllables(name))


def _begins(name: str, words: str) -> bool:
    there = folded_syllables(name)
    return all(any(one.startswith(typed) for one in there) for typed in folded_syllables(words))


def find(turn: Turn, case: Case, words: str, actor: Actor) -> Step:
    """What somebody typed in place of pressing a name.

    Raises:
        Stop, Refused
    """
    with turn.desk.database.reading() as connection:
        team = people.everyone(connection)
    found = named(words, targets(case, team, turn.desk.queues))
    if len(found) == 1:
        return to(turn, case, found[0], actor)
    if not found:
        said = turn.texts.nobody_named.format(name=shortened(words, _NAME), label=case.label)
        return lambda work: turn.prompt(work, case, "find", words=said)
    more = len(found) > PAGE
    text = (turn.texts.many_named if more else turn.texts.some_named).format(label=case.label)
    payload: Payload = {"text": text, "plain": True}
    payload["buttons"] = pairs(case, found[:PAGE], turn.texts)

    def step(work: Work) -> str:
        turn.send(work, payload)
        return ""

    return step


def pressed(turn: Turn, case: Case, press: TeamPress, actor: Actor) -> Step:
    """
    Raises:
        Stop, Refused
    """
    return to(turn, case, _target(turn, press), actor)


def to(turn: Turn, case: Case, target: Target, actor: Actor) -> Step:
    """Who may assign does; another hands over what is theirs, with a reason."""
    if isinstance(target, Queue):
        return turn.ask(case, "routed", actor, target.name)
    if may(turn.may(Action.REPLY), Action.ASSIGN):
        lead = turn.acting(Action.ASSIGN)

        def step(work: Work) -> str:
            work.cases.assign(case.id, lead, target.actor, turn.key)
            return ""

        return step
    if case.state is CaseState.CLAIMED:
        return turn.ask(case, "handed_over", actor, target.actor)
    allow(case, "assigned", actor)
    raise Stop(turn.texts.no_right)


def queue_mark(queue: Queue) -> str:
    """A queue's name as short as buttons need it."""
    return hashlib.sha256(queue.name.encode()).hexdigest()[:12]


def _target(turn: Turn, press: TeamPress) -> Target:
    if press.verb is TeamVerb.TO_QUEUE:
        marked = {queue_mark(queue): queue for queue in turn.desk.queues.queues}
        if press.choice not in marked:
            raise Stop(turn.texts.not_here)
        return marked[press.choice]
    with turn.desk.database.reading() as connection:
        known = press.choice.isdecimal() and len(press.choice) < 19
        found = people.find(connection, int(press.choice)) if known else None
    if found is None or not may(found, Action.REPLY):
        raise Stop(turn.texts.not_here)
    return found


def _to(target: Target, case: Case, texts: TeamTexts) -> dict[str, str]:
    if isinstance(target, Queue):
        name = texts.to_queue.format(queue=shortened(target.name, _NAME))
        return _button(name, TeamVerb.TO_QUEUE, case, queue_mark(target))
    return _button(shortened(target.name, _NAME), TeamVerb.TO_PERSON, case, str(target.id))


def _button(text: str, verb: TeamVerb, case: Case, choice: str = "") -> dict[str, str]:
    return {"text": text, "data": str(TeamPress(verb, case.id, choice))}
