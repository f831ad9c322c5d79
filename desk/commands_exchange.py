"""``python -m desk export`` and ``import``: files of reviewed answers and of cases.

They are kept by whoever asked for them; the questions in them are masked, askers are not named.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import click

from corpus.settings import Settings
from corpus.vietnam_time import today
from desk import case_exchange, faq_exchange
from desk.at_console import acting, given_by, may_as, name_given, needs, open_desk, printable
from desk.case import CaseState
from desk.case_lines import as_csv, lines_of
from desk.contradiction import flags
from desk.desk import Desk
from desk.errors import FaqRefused, SecondPersonNeeded
from desk.faq import FaqState, KeptFaq
from desk.faq_exchange import FORMAT, MOST, FaqLine
from desk.faq_index import law_of
from desk.faq_publish import publish
from desk.lines import read
from desk.rights import Action
from desk.role import Role
from retrieval.manifest import IndexUnavailable
from retrieval.still_true import Law

TO = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
FROM = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
AUTHOR = click.option("--author", help="Who does it, without --as; else the account.")


@click.group("export")
def export_() -> None:
    """Reviewed answers or cases into a file, for another desk or a back-up of words."""


@click.group("import")
def import_() -> None:
    """Reviewed answers or cases out of a file; all of it is checked before any is kept."""


@export_.command("faqs")
@TO
@click.option("--state", type=click.Choice([state.value for state in FaqState]))
@needs(Action.EXCHANGE)
def export_faqs(file: Path, state: str | None) -> None:
    """The reviewed answers, one a line (docs/faq.schema.json)."""
    with open_desk() as desk:
        lines = list(faq_exchange.given(desk, FaqState(state) if state else None))
        _noted(desk, "faqs_exported", len(lines))
    _write(file, (f"{line}\n" for line in lines))
    click.echo(f"{len(lines)} reviewed answers written to {file}.")


@export_.command("cases")
@TO
@click.option("--state", type=click.Choice([state.value for state in CaseState]))
@needs(Action.EXCHANGE)
def export_cases(file: Path, state: str | None) -> None:
    """The cases, one a line (docs/case.schema.json); for spreadsheets where FILE ends with .csv."""
    with open_desk() as desk:
        lines = list(case_exchange.given(desk, CaseState(state) if state else None))
        _noted(desk, "cases_exported", len(lines))
    if file.suffix.casefold() == ".csv":
        _write(file, as_csv(lines))
    else:
        _write(file, (f"{line.model_dump_json()}\n" for line in lines))
    click.echo(f"{len(lines)} cases written to {file}.")


@import_.command("faqs")
@FROM
@click.option("--publish", "at_once", is_flag=True, help="Those that stand as they are.")
@AUTHOR
@needs(Action.EXCHANGE)
def import_faqs(file: Path, at_once: bool, author: str | None) -> None:
    """Reviewed answers as drafts. What is asked already is told and left out."""
    if at_once and not may_as(Action.PUBLISH):
        raise click.ClickException("--publish is for those who may publish; nothing was imported")
    name, index = name_given(author), Settings.load().index
    with open_desk() as desk:
        lines = read(file, FaqLine, FORMAT, MOST)
        law = _law(index)
        if law is None:
            raise click.ClickException("there is no index: run `python -m indexer sync` first")
        with desk.begin(given_by()) as work:
            taken = faq_exchange.take(law, lines, work, name, today())
        for one in taken:
            note = one.note
            if at_once and one.faq is not None and not note:
                note = _published(desk, index, one.faq, name)
            if note:
                click.echo(printable(f"line {one.line}: {note}"))
    new = [one.faq for one in taken if one.faq]
    click.echo(f"{len(new)} reviewed answers imported, {len(taken) - len(new)} were here already.")


@import_.command("cases")
@FROM
@click.option("--origin", default="", help="A name for where they come from, if there are several.")
@AUTHOR
@needs(Action.EXCHANGE)
def import_cases(file: Path, origin: str, author: str | None) -> None:
    """Cases from another desk (.jsonl) or a spreadsheet (.csv). Answered ones are closed here.

    They are kept twenty at a time; where that was interrupted, the same command goes on.
    """
    with open_desk() as desk:
        lines = lines_of(file)
        law = _law(Settings.load().index)
        actor = acting(Action.OPEN_CASES, author, Role.REVIEWER)
        case_exchange.check(lines, desk.now())
        taken = []
        who = given_by()
        for first in range(0, len(lines), case_exchange.AT_ONCE):
            some = lines[first : first + case_exchange.AT_ONCE]
            with desk.begin(who) as work:
                taken += case_exchange.take(work, some, actor, law, today(), origin)
    for one in taken:
        if one.case is None:
            click.echo(f"line {one.line}: it ended without an answer, and was left out")
        elif not one.is_new:
            click.echo(f"line {one.line}: here already, as {one.case.label}")
    new = [one.case for one in taken if one.case and one.is_new]
    live = sum(case.is_live for case in new)
    click.echo(f"{len(new) - live} closed and {live} open cases imported.")


def _published(desk: Desk, index: Path, faq: KeptFaq, name: str) -> str:
    """Empty, or why it stays a draft."""
    draft = faq.draft
    if flags(desk, index, draft.questions, draft.text, draft.basis, today(), faq.id):
        return f"{faq.label} stays a draft: it contradicts what is published or in force"
    try:
        publish(desk, index, faq.id, name, today())
    except (FaqRefused, SecondPersonNeeded) as error:
        return f"{faq.label} stays a draft: {error}"
    return ""


def _law(index: Path) -> Law | None:
    try:
        return law_of(index)
    except IndexUnavailable:
        return None


def _noted(desk: Desk, what: str, many: int) -> None:
    with desk.begin(given_by()) as work:
        work.audit(what, many=many)


def _write(file: Path, parts: Iterable[str]) -> None:
    """In one step, for the owner's eyes: people's questions stand in it."""
    waiting = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with waiting.open("w", encoding="utf-8", newline="") as stream:
            waiting.chmod(0o600)
            stream.writelines(parts)
            stream.flush()
            os.fsync(stream.fileno())
        waiting.replace(file)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
