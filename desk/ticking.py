"""What the clock does: reminders, broken deadlines, and cases that wake.

Called as often as one likes: each alarm is dealt with once.
"""

from datetime import datetime

from sqlalchemy import Connection, select

from desk import casebook, group_board, letters, naming
from desk.case import STOPPED, Case, CaseState
from desk.moving import move
from desk.queues import Queues
from desk.role import SYSTEM
from desk.schema import cases
from desk.standing import fold


def ringing(connection: Connection, now: datetime) -> list[int]:
    """The cases whose alarm has come, the longest overdue first."""
    due = select(cases.c.id).where(cases.c.alarm <= now).order_by(cases.c.alarm, cases.c.id)
    return list(connection.execute(due).scalars())


def ring(connection: Connection, queues: Queues, case_id: int, now: datetime) -> str:
    """Deal with a case's alarm if it has come; the kind of what was done, empty where nothing."""
    case = casebook.locked(connection, case_id)
    alarm = fold(case.events).alarm  # another may have dealt with it before we had the lock
    if alarm is None or alarm > now:
        return ""
    return _ring(connection, queues, case, now)


def _ring(connection: Connection, queues: Queues, case: Case, now: datetime) -> str:
    key = f"clock/{len(case.events)}"
    queue = queues.named(case.queue)
    if case.state in STOPPED:
        case, _ = move(connection, queues, case, "woken", SYSTEM, now, "", key)
        group_board.moved(connection, queues, case, now)
        return "woken"
    if case.due is not None and now < case.due:
        case, _ = move(connection, queues, case, "reminded", SYSTEM, now, "", key, alarm=case.due)
        group_board.moved(connection, queues, case, now)
        letters.reminded(connection, case, queues.chat_of(queue.name), now)
        return "reminded"
    return _break(connection, queues, case, now, key)


def _break(connection: Connection, queues: Queues, case: Case, now: datetime, key: str) -> str:
    """The deadline is broken: the next in line has it, and the one after when that time is up.

    The promised moment stays as it was; only the alarm moves.
    """
    queue = queues.named(case.queue)
    step = fold(case.events).breaches
    owner = case.owner
    if step < len(queue.line):
        owner = naming.holder(connection, queue.line[step])
    after = queues.due_after(
        now, queues.deadlines[case.urgency].remind_before, case.queue, case.urgency
    )
    alarm = after if step + 1 < len(queue.line) else None
    kind = "read_late" if case.state is CaseState.SECOND_READING else "breached"
    words = f"{case.owner or queue.name} → {owner or queue.name}"
    case, _ = move(
        connection, queues, case, kind, SYSTEM, now, words, key, owner=owner, alarm=alarm
    )
    group_board.moved(connection, queues, case, now)
    letters.overdue(connection, case, queues.chat_of(queue.name), now)
    return kind
