"""``python -m desk blockages`` and ``python -m desk proposals``; desk/__main__.py adds them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from corpus.settings import Settings
from corpus.text import shortened
from corpus.vietnam_time import today
from desk import asked_before, proposals
from desk.at_console import (
    acting,
    echo_basis,
    echo_event,
    echo_json,
    given_by,
    needs,
    numbered,
    open_desk,
    printable,
)
from desk.blockages import Blockage, lately
from desk.errors import ProposalRefused
from desk.faq_publish import pick
from desk.proposal import MOVES, Proposal, ProposalState
from desk.proposal_paper import paper, word
from desk.rights import Action
from desk.role import Role
from retrieval.manifest import IndexUnavailable
from retrieval.numbered import Numbered

_STEPS = [kind for kind in MOVES if kind not in ("drafted", "edited", "linked")]
WEEKS = click.option("--weeks", type=click.IntRange(1, 104), help="How far back; by default 12.")
JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")


ONE = numbered("proposal_id", Numbered.PROPOSAL)


@click.command()
@WEEKS
@JSON
@needs(Action.READ_ALL_CASES)
def blockages(weeks: int | None, as_json: bool) -> None:
    """Questions of many communes and weeks to which there is no good answer.

    What counts as one is told in desk/blockages.yaml.
    """
    with open_desk() as desk, desk.database.reading() as connection:
        found = lately(connection, desk.now(), weeks)
    if as_json:
        echo_json([_told(one) for one in found])
        return
    for one in found:
        why = ", ".join(one.causes)
        click.echo(printable(shortened(one.typical.text, 200)))
        click.echo(
            printable(
                f"  {one.typical.id[:12]}  {why}; {len(one.asked)} of {one.alike} questions, "
                f"{one.units} units, {len(one.weeks)} weeks; {one.field or 'no field'}"
            )
        )
    click.echo(f"{len(found)} blockages")


@click.group("proposals")
def group() -> None:
    """From a blockage to a change of a rule or document: draft, edit, move, print."""


@group.command()
@click.argument("question", metavar="QUESTION")
@WEEKS
@needs(Action.PROPOSE)
def draft(question: str, weeks: int | None) -> None:
    """Make a proposal of the blockage that `blockages` lists with QUESTION."""
    with open_desk() as desk:
        with desk.database.reading() as connection:
            found = lately(connection, desk.now(), weeks)
        fitting = [one for one in found if any(a.id.startswith(question) for a in one.asked)]
        if len(question) < 6 or len(fitting) != 1:
            raise click.ClickException("no blockage has that question; see `blockages`")
        with desk.begin(given_by()) as work:
            one = proposals.draft(work, fitting[0], _actor())
    click.echo(f"{one.label} is {one.state.value}.")


@group.command("list")
@click.option("--state", type=click.Choice([state.value for state in ProposalState]))
@JSON
@needs(Action.READ_ALL_CASES)
def list_(state: str | None, as_json: bool) -> None:
    """The proposals, newest first."""
    with open_desk() as desk, desk.database.reading() as connection:
        found = proposals.everything(connection, ProposalState(state) if state else None)
    if as_json:
        echo_json([_record(one) for one in found])
        return
    for one in found:
        click.echo(printable(f"{one.label} {one.state.value}: {one.title}"))


@group.command()
@ONE
@JSON
@needs(Action.READ_ALL_CASES)
def show(proposal_id: int, as_json: bool) -> None:
    """One of them: what it rests on, what it asks for, what happened, and its effect."""
    with open_desk() as desk, desk.database.reading() as connection:
        one = proposals.get(connection, proposal_id)
        weeks = one.weeks or proposals.effect(connection, one, desk.now())
    if as_json:
        told = _record(one) | {"effect": [[f"{w.day}", w.asked, w.wrong] for w in weeks]}
        echo_json(told)
        return
    click.echo(printable(f"{one.label}  {one.state.value}\n{one.title}\n\n{one.wording}"))
    echo_basis(one.basis)
    for event in one.events:
        echo_event(event.at, event.kind, one.name_of(event.actor), event.text)
    for week in weeks:
        click.echo(f"week of {week.day:%d/%m/%Y}: {week.asked} asked, {week.wrong} went wrong")


@group.command()
@ONE
@click.option("--title")
@click.option("--concerns", help="What is to be changed, where it is no provision of the index.")
@click.option("--wording", help="What it should say.")
@click.option("--owner", help="Login or name of who follows it.")
@click.option("--due", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--chunk", "chunks", type=int, multiple=True, help="A provision to be changed.")
@needs(Action.PROPOSE)
def edit(
    proposal_id: int, title: str | None, concerns: str | None, wording: str | None,
    owner: str | None, due: datetime | None, chunks: Sequence[int],
) -> None:  # fmt: skip
    """Say what is proposed, of what, by when."""
    said = {"title": title, "concerns": concerns, "wording": wording, "owner": owner}
    sets: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    if due:
        sets["due"] = due.date()
    if chunks:
        index = Settings.load().index
        try:
            sets["basis"] = tuple(pick(index, chunk, "", today()) for chunk in chunks)
        except IndexUnavailable as error:
            raise click.ClickException(str(error)) from error
    _move(proposal_id, "edited", "", sets)


@group.command()
@ONE
@click.option("--faq", "faqs", type=int, multiple=True, help="A reviewed answer that settles it.")
@click.option("--document", "documents", multiple=True, help="A text or procedure that does.")
@needs(Action.PROPOSE)
def link(proposal_id: int, faqs: tuple[int, ...], documents: tuple[str, ...]) -> None:
    """Name what settles the trouble."""
    _move(proposal_id, "linked", "", {"faqs": faqs, "documents": documents})


@group.command()
@ONE
@click.argument("step", type=click.Choice(_STEPS))
@click.argument("why", required=False, default="")
@needs(Action.PROPOSE)
def move(proposal_id: int, step: str, why: str) -> None:
    """Take a STEP; some need a reason WHY."""
    _move(proposal_id, step, why, {})


@group.command("print")
@ONE
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@needs(Action.READ_ALL_CASES)
def print_(proposal_id: int, file: Path) -> None:
    """Write the dossier into FILE: a Word file if its name ends in .docx, else a PDF."""
    with open_desk() as desk, desk.database.reading() as connection:
        one = proposals.get(connection, proposal_id)
        asked = asked_before.texts_of(connection, one.evidence.answers if one.evidence else ())
        weeks = one.weeks or (
            proposals.effect(connection, one, desk.now()) if one.published else ()
        )
    written = word if file.suffix.casefold() == ".docx" else paper
    file.write_bytes(written(one, asked, weeks, today()))
    click.echo(f"{file} written.")


def _move(proposal_id: int, kind: str, why: str, sets: Mapping[str, Any]) -> None:
    with open_desk() as desk:
        try:
            with desk.begin(given_by()) as work:
                one = proposals.move(work, proposal_id, kind, _actor(), why, sets=sets)
        except ProposalRefused as refused:
            raise click.ClickException(str(refused)) from refused
    click.echo(f"{one.label} is {one.state.value}.")


def _actor() -> str:
    return acting(Action.PROPOSE, None, Role.REVIEWER).name


def _told(one: Blockage) -> dict[str, Any]:
    return {
        "question": one.typical.id,
        "text": one.typical.text,
        "causes": [cause.value for cause in one.causes],
        "field": one.field,
        "subject": one.subject,
        "words": list(one.words),
        "asked": [asked.id for asked in one.asked],
        "alike": one.alike,
        "expected": round(one.expected, 2),
        "chance": one.chance,
        "growth": round(one.growth, 2),
        "units": one.units,
        "weeks": [str(week) for week in one.weeks],
    }


def _record(one: Proposal) -> dict[str, Any]:
    found = one.evidence
    return {
        "label": one.label,
        "state": one.state.value,
        "title": one.title,
        "concerns": one.concerns,
        "basis": [{"citation": basis.citation, "text": basis.text} for basis in one.basis],
        "wording": one.wording,
        "owner": one.name_of(one.owner),
        "due": str(one.due) if one.due else None,
        "faqs": list(one.faqs),
        "documents": list(one.documents),
        "questions": len(found.answers) if found else 0,
        "units": found.units if found else 0,
        "published": one.published.isoformat() if one.published else None,
    }


COMMANDS: tuple[click.Command, ...] = (blockages, group)
