"""Cases on the command line: list, show, reply, approve; ``desk/__main__.py`` adds them."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from corpus.settings import Settings
from corpus.vietnam_time import VIETNAM, today
from desk.at_console import acting, given_by, needs, numbered, open_desk, printable
from desk.case import LIVE, Case, CaseState
from desk.errors import UnknownCase
from desk.faq_publish import pick
from desk.ground import Ground
from desk.rights import Action
from desk.role import Role
from retrieval.numbered import Numbered

_SHADES = {state: "cyan" if state in LIVE else "dim" for state in CaseState} | {
    CaseState.OPEN: "yellow",
    CaseState.ANSWERED: "green",
}


ONE = numbered("case_id", Numbered.CASE)


@click.command("list")
@click.option("--state", type=click.Choice([state.value for state in CaseState]))
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@needs(Action.READ_ALL_CASES)
def list_(state: str | None, limit: int, as_json: bool) -> None:
    """The cases, newest first."""
    with open_desk() as desk:
        cases = desk.cases(CaseState(state) if state else None, limit)
        counts = desk.counts()
    if as_json:
        click.echo(json.dumps([_record(case) for case in cases], ensure_ascii=False, indent=2))
        return
    console = Console()
    if cases:
        console.print(_table(cases))
    in_work = sum(counts[state] for state in LIVE - {CaseState.OPEN})
    console.print(
        f"{counts['open']} open, {counts['answered']} answered, {counts['withdrawn']} withdrawn; "
        f"{counts['undelivered']} messages waiting, {counts['given_up']} given up"
        + (f"; {in_work} in work" if in_work else ""),
        highlight=False,
    )


@click.command()
@ONE
@needs(Action.READ_ALL_CASES)
def show(case_id: int) -> None:
    """One case: the question, the answer that was given, what happened since."""
    with open_desk() as desk:
        case = desk.case(case_id)
        unsent = desk.unsent(case_id)
    if case is None:
        raise click.ClickException(str(UnknownCase(case_id)))
    console = Console()
    head = Text.assemble((case.label, "bold"), "  ", (case.state.value, _SHADES[case.state]))
    console.print(head)
    console.print(_facts(case))
    if case.doubted:
        faq_label = (
            f" {Numbered.FAQ.label(case.answer.reviewed.id)}" if case.answer.reviewed else ""
        )
        console.print(_shown(f"the asker says that the answer{faq_label} is not right", "red"))
    for one in unsent:
        state = "waits to be sent" if one.waiting else "could not be sent"
        console.print(_shown(f"message {one.id} {state}: {one.reason}", "red"))
    console.print(Panel(_shown(case.answer.question.text), title="Question", title_align="left"))
    console.print(Panel(_answer(case), title="Answer that was given", title_align="left"))
    for event in case.events:
        console.print(
            _shown(f"{_when(event.at)}  {event.kind} by {case.name_of(event.actor)}", "dim")
        )
        if event.text:
            console.print(_shown(event.text))


@click.command()
@ONE
@click.argument("text", required=False)
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--author", help="Who replies, without --as; else the name of this account.")
@click.option("--chunk", "chunks", type=int, multiple=True, help="A provision it rests on.")
@click.option("--no-basis", default="", metavar="REASON", help="Why it rests on no provision.")
@needs(Action.REPLY)
def reply(
    case_id: int,
    text: str | None,
    file: Path | None,
    author: str | None,
    chunks: tuple[int, ...],
    no_basis: str,
) -> None:
    """Answer a case with TEXT, with a file's text, or with what comes on standard input."""
    if text is not None and file is not None:
        raise click.UsageError("give the reply as TEXT or as --file, not both")
    with open_desk() as desk:
        if desk.case(case_id) is None:
            raise click.ClickException(str(UnknownCase(case_id)))
        words = text if text is not None else _read(file)
        index = Settings.load().index
        basis = tuple(pick(index, chunk, "", today()) for chunk in chunks)
        ground = Ground(basis) if basis else Ground.none(no_basis)
        actor = acting(Action.REPLY, author, Role.REVIEWER)
        with desk.begin(given_by()) as work:
            case = work.cases.reply(case_id, actor, words, ground)
    if case.state is CaseState.SECOND_READING:
        Console().print(f"{case.label} waits for a second reader; nothing was sent yet.")
        return
    way = "is on its way by" if case.contact.delivers else "waits on the case's page:"
    Console().print(f"{case.label} is answered; the reply {way} {case.contact.channel}.")


@click.command()
@ONE
@click.option("--reader", help="Who has read it, without --as; else the name of this account.")
@needs(Action.SECOND_READ)
def approve(case_id: int, reader: str | None) -> None:
    """Send the reply that another has drafted for a case of a risky field.

    What was drafted on the server without --as is approved with --as LOGIN, or in the browser.
    """
    actor = acting(Action.SECOND_READ, reader, Role.SECOND_READER)
    with open_desk() as desk, desk.begin(given_by()) as work:
        case = work.cases.approve(case_id, actor)
    Console().print(f"{case.label} is answered.")


def _read(file: Path | None) -> str:
    if file is None and sys.stdin.isatty():
        click.echo("Type the reply; Ctrl-D on an empty line sends it, Ctrl-C drops it.", err=True)
    raw = sys.stdin.buffer.read() if file is None else file.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException("the reply is not UTF-8 text; nothing was sent") from None


def _shown(text: str, style: str = "") -> Text:
    """Nothing in ``text`` is obeyed, by rich or by the terminal."""
    return Text(printable(text), style=style)


def _table(cases: list[Case]) -> Table:
    table = Table()
    for name in ("case", "state", "opened", "unit", "question"):
        table.add_column(name, no_wrap=name != "question")
    for case in cases:
        table.add_row(
            case.label,
            Text(case.state.value, style=_SHADES[case.state]),
            _when(case.opened),
            _shown(str(case.unit)),
            _shown(case.answer.question.text[:300]),
        )
    return table


def _facts(case: Case) -> Text:
    due = f", due {_when(case.due)}" if case.due and case.is_live else ""
    unit = str(case.unit) or "unit unknown"
    return _shown(f"opened {_when(case.opened)}{due}; {unit}; by {case.contact.channel}")


def _answer(case: Case) -> Text:
    answer = case.answer
    lines = [answer.outcome.value, answer.conclusion]
    lines += [f"“{quote.text}”\n({quote.citation})" for quote in answer.quotes]
    lines += [f"rejected, {hit.reason}: {hit.citation}" for hit in answer.rejected]
    return _shown("\n\n".join(line for line in lines if line))


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def _record(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "label": case.label,
        "state": case.state.value,
        "opened": case.opened.isoformat(),
        "due": case.due.isoformat() if case.due else None,
        "channel": case.contact.channel,
        "unit": {"province": case.unit.province, "commune": case.unit.commune},
        "field": case.field,
        "question": case.answer.question.text,
        "outcome": case.answer.outcome.value,
        "note": case.note,
        "reply": case.reply,
        "replied_by": case.answered_by,
    }


COMMANDS: tuple[click.Command, ...] = (list_, show, reply, approve)
