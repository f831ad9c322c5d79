"""``python -m desk faq``: reviewed answers – list, show, publish, suspend, withdraw, check."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from corpus.settings import Settings
from corpus.text import tidy
from corpus.vietnam_time import today
from desk.at_console import (
    echo_basis,
    echo_event,
    echo_json,
    given_by,
    name_given,
    needs,
    number_of,
    numbered,
    open_desk,
    printable,
)
from desk.case import Case
from desk.contradiction import flags
from desk.desk import Desk
from desk.errors import UnknownCase
from desk.faq import FaqState, FaqStep, KeptFaq
from desk.faq_index import check as check_all
from desk.faq_index import put_out
from desk.faq_publish import draft_of, pick, publish, still_true
from desk.rights import Action
from retrieval.manifest import IndexUnavailable
from retrieval.numbered import Numbered
from retrieval.reviewed import Basis

Opened = tuple[Desk, Path, date]


@click.group("faq")
def faq() -> None:
    """Reviewed answers: given to who asks the same, taken back when their law changes."""


ONE = numbered("faq_id", Numbered.FAQ)
WHY = click.argument("why")
ACTOR = click.option("--author", help="Who does it, without --as; else the account.")
JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")


@faq.command("list")
@click.option("--state", type=click.Choice([state.value for state in FaqState]))
@JSON
@needs(Action.READ_ALL_CASES)
def list_(state: str | None, as_json: bool) -> None:
    """The reviewed answers, oldest first."""
    with _opened() as (desk, _, _):
        found = desk.faqs(FaqState(state) if state else None)
    if as_json:
        echo_json([_record(one) for one in found])
        return
    for one in found:
        click.echo(printable(f"{one.label} {one.state.value}: {one.draft.questions[0]}"))


@faq.command()
@ONE
@JSON
@needs(Action.READ_ALL_CASES)
def show(faq_id: int, as_json: bool) -> None:
    """One of them: its words, what they rest on, what happened to it, who received it."""
    with _opened() as (desk, _, _):
        one, received, told = desk.faq(faq_id), desk.faq_recipients(faq_id), desk.faq_told(faq_id)
    if as_json:
        echo_json(_record(one))
        return
    click.echo(printable(f"{one.label}  {one.state.value}, version {one.version}"))
    for question in one.draft.questions:
        click.echo(printable(f"? {question}"))
    click.echo(printable(f"\n{one.draft.text}\n"))
    echo_basis(one.draft.basis)
    if one.draft.reason:
        click.echo(printable(f"không có căn cứ: {one.draft.reason}"))
    for event in one.events:
        echo_event(event.at, event.kind, one.name_of(event.actor), event.text)
    people = len({contact for contact, *_ in received})
    click.echo(f"received {len(received)} times by {people}; {len(told)} notices")


@faq.command("publish")
@click.argument("what", metavar="MC-CASE|HD-ID")
@click.option("--question", multiple=True, help="As it may be asked, too.")
@click.option("--text", help="Its words; by default the case's reply.")
@click.option(
    "--quote",
    "picked",
    multiple=True,
    help="CHUNK, or CHUNK=WORDS, that it rests on; by default what the reply rests on.",
)
@click.option("--no-basis", help="Why there is no provision that it rests on.")
@click.option("--risky", is_flag=True, help="Someone else has to publish it.")
@click.option("--still-true", "confirmed", is_flag=True, help="What changed leaves it as it is.")
@click.option("--anyway", is_flag=True, help="Although it contradicts what is published.")
@ACTOR
@needs(Action.PUBLISH)
def publish_(
    what: str,
    question: tuple[str, ...],
    text: str | None,
    picked: tuple[str, ...],
    no_basis: str | None,
    risky: bool,
    confirmed: bool,
    anyway: bool,
    author: str | None,
) -> None:
    """Make a case's reply a reviewed answer, or publish the one that is named."""
    actor = name_given(author)
    with _opened() as (desk, index, today):
        basis = tuple(_picked(index, one, today) for one in picked)
        if what.upper().startswith("MC-"):
            one = draft_of(
                desk, index, _case(desk, what), actor, given_by(),
                basis=basis, reason=no_basis or "", risky=risky,
            )  # fmt: skip
        else:
            one = desk.faq(number_of(what, Numbered.FAQ))
        draft = replace(
            one.draft,
            questions=(*one.draft.questions, *question),
            text=tidy(text) if text else one.draft.text,
            basis=basis or one.draft.basis,
            reason=no_basis or ("" if basis else one.draft.reason),
            risky=risky or one.draft.risky,
        )
        if draft != one.draft:
            with desk.begin(given_by()) as work:
                one = work.revise_faq(one.id, draft, actor)
        if confirmed:
            one = still_true(desk, index, one.id, actor, today, given_by())
        _flagged(desk, index, one, today, anyway=anyway)
        if one.draft.risky and one.author == actor:
            click.echo(f"{one.label} waits: someone other than {actor} has to publish it.")
            return
        one = publish(desk, index, one.id, actor, today, given_by())
    click.echo(f"{one.label} is published; who asks the same gets it from now on.")


@faq.command()
@ONE
@WHY
@ACTOR
@needs(Action.PUBLISH)
def suspend(faq_id: int, why: str, author: str | None) -> None:
    """Take one back for now, and tell everyone who received it WHY."""
    _end(faq_id, FaqStep.SUSPENDED, why, author)


@faq.command()
@ONE
@WHY
@ACTOR
@needs(Action.PUBLISH)
def withdraw(faq_id: int, why: str, author: str | None) -> None:
    """Take one back for good, and tell everyone who received it WHY."""
    _end(faq_id, FaqStep.WITHDRAWN, why, author)


@faq.command()
@JSON
@needs(Action.RUN)
def check(as_json: bool) -> None:
    """Hold the published ones against the index: run it after each sync and once a day."""
    with _opened() as (desk, index, today):
        found = check_all(desk, index, today)
        left = len(desk.faqs(FaqState.PUBLISHED))
    if as_json:
        said = [{"id": s.faq.id, "changes": [c.key for c in s.changes]} for s in found]
        click.echo(json.dumps({"suspended": said, "published": left}, ensure_ascii=False))
        return
    for one in found:
        click.echo(printable(f"{one.faq.label} is suspended:"))
        for change in one.changes:
            day = f" on {change.day:%d/%m/%Y}" if change.day else ""
            click.echo(printable(f"  {change.citation}: {change.what}{day} {change.by}".rstrip()))
    click.echo(f"{len(found)} suspended, {left} published.")


def _end(faq_id: int, step: FaqStep, why: str, author: str | None) -> None:
    actor = name_given(author)
    with _opened() as (desk, index, _):
        with desk.begin(given_by()) as work:
            end = work.suspend_faq if step is FaqStep.SUSPENDED else work.withdraw_faq
            is_new = end(faq_id, actor, why)
        put_out(desk, index)
    click.echo(f"{Numbered.FAQ.label(faq_id)} is {step.value}{'' if is_new else ' already'}.")


def _case(desk: Desk, what: str) -> Case:
    digits = what[3:]
    case = desk.case(int(digits)) if digits.isascii() and digits.isdigit() else None
    if case is None:
        raise UnknownCase(int(digits) if digits.isdigit() else 0)
    return case


def _picked(index: Path, said: str, today: date) -> Basis:
    chunk, _, words = said.partition("=")
    if not chunk.strip().isdigit():
        raise click.BadParameter(f"{said!r} is no CHUNK=WORDS", param_hint="--quote")
    return pick(index, int(chunk), words, today)


def _flagged(desk: Desk, index: Path, one: KeptFaq, today: date, *, anyway: bool) -> None:
    found = flags(desk, index, one.draft.questions, one.draft.text, one.draft.basis, today, one.id)
    for flag in found:
        click.echo(
            printable(f"{flag.what}\n  đang viết: {flag.here}\n  đã có: {flag.there}"), err=True
        )
    if found and not anyway:
        raise click.ClickException(f"{one.label} is not published; --anyway publishes it")


@contextmanager
def _opened() -> Iterator[Opened]:
    """The desk and the index that the settings name, and today; refusals said in a sentence."""
    try:
        with open_desk() as desk:
            yield desk, Settings.load().index, today()
    except IndexUnavailable as error:
        raise click.ClickException(str(error)) from error


def _record(one: KeptFaq) -> dict[str, object]:
    draft = one.draft
    return {
        "id": one.id,
        "label": one.label,
        "state": one.state.value,
        "version": one.version,
        "questions": list(draft.questions),
        "text": draft.text,
        "basis": [{"citation": b.citation, "text": b.text} for b in draft.basis],
        "reason": draft.reason,
        "field": draft.field,
        "territory": draft.territory,
        "risky": draft.risky,
        "author": one.name_of(one.author),
        "reviewer": one.name_of(one.reviewer),
        "approved": one.approved.isoformat() if one.approved else None,
    }
