"""The states of a case and its moves, as a page of the documentation."""

from desk.case import LIVE, MOVES, STOPPED, CaseState, Move

_MEANING = {
    CaseState.OPEN: "nobody has it yet",
    CaseState.CLAIMED: "somebody works on it",
    CaseState.ASKING: "its asker was asked back; the clock stands still",
    CaseState.SECOND_READING: "a reply is drafted and waits for a second reader",
    CaseState.SNOOZED: "put off until a moment, with a reason; the clock stands still",
    CaseState.ANSWERED: "the reply went to everybody who asked",
    CaseState.CLOSED: "an asker said “đã rõ”",
    CaseState.WITHDRAWN: "nobody needs the reply any more",
    CaseState.MERGED: "its askers wait for the reply to another case",
}
_HEAD = """# States of a case

Drawn from `desk/case.py` by `python -m desk draw-states`; a test keeps it fresh. Where a move
has two ends, the first holds if the case has an owner. Moves that leave the state as it is stand
in the table only.
"""


def drawn() -> str:
    """The page, in Markdown with a Mermaid diagram."""
    return f"{_HEAD}\n{_diagram()}\n{_states()}\n{_moves()}"


def _diagram() -> str:
    arrows = [
        f"    {start} --> {end}: {kind}"
        for kind, move in MOVES.items()
        for end in move.to
        for start in sorted(map(str, move.sources)) or ["[*]"]
    ]
    return "\n".join(["```mermaid", "stateDiagram-v2", *arrows, "```", ""])


def _states() -> str:
    lines = ["| state | meaning | the clock |", "|---|---|---|"]
    for state in CaseState:
        clock = "stands still" if state in STOPPED else "runs" if state in LIVE else "is over"
        lines.append(f"| `{state}` | {_MEANING[state]} | {clock} |")
    return "\n".join([*lines, ""])


def _moves() -> str:
    lines = ["| move | from | to | who | needs |", "|---|---|---|---|---|"]
    lines += [_row(kind, move) for kind, move in MOVES.items()]
    return "\n".join([*lines, ""])


def _row(kind: str, move: Move) -> str:
    needs = ["words or a reason"] * move.why + ["its owner, or a lead"] * move.owned
    needs += ["an owner who can no longer sign in"] * move.gone
    cells = (
        f"`{kind}`",
        ", ".join(state for state in CaseState if state in move.sources) or "–",
        " or ".join(move.to) or "the same",
        ", ".join(sorted(move.roles)),
        ", ".join(needs) or "–",
    )
    return f"| {' | '.join(cells)} |"
