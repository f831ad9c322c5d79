"""What is held about people, on the command line: how long, to whom given, how erased."""

from pathlib import Path

import click

from corpus.settings import Settings
from desk import held, retention, subject
from desk.at_console import given_by, needs, open_desk, printable
from desk.erasure import erase
from desk.faq_index import put_out
from desk.rights import Action

WHOM = click.argument("whom", metavar="CONTACT|MC-CASE|LOGIN")


@click.command()
@click.option(
    "--older-than",
    "months",
    type=click.IntRange(1, 1200),
    help="Months; by default MOTCHAM_KEEP_MONTHS.",
)
@click.option("--dry-run", is_flag=True, help="Only count.")
@needs(Action.PRIVACY)
def anonymise(months: int | None, dry_run: bool) -> None:
    """Make older questions name nobody any more; programs that run do it by themselves each day."""
    months = months or Settings.load().keep_months
    if not months:
        raise click.UsageError("MOTCHAM_KEEP_MONTHS keeps everything; say --older-than MONTHS")
    with open_desk() as desk:
        before = retention.months_before(desk.now(), months)
        if dry_run:
            done, verb = retention.count(desk, before), "would be"
        else:
            done, verb = retention.anonymise(desk, before, who=given_by())[0], "were"
    click.echo(
        f"{done.answers} answers and {done.cases} cases from before {before:%Y-%m-%d} {verb} "
        f"anonymised; {done.messages} messages and notices {verb} let go."
    )


@click.command("export-person")
@WHOM
@click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="By default standard output.",
)
@click.option("--text", is_flag=True, help="For people to read, instead of JSON.")
@needs(Action.PRIVACY)
def export_person(whom: str, file: Path | None, text: bool) -> None:
    """Everything that is held about somebody: one JSON."""
    with open_desk() as desk, desk.begin(given_by()) as work:
        found = subject.find(work.connection, whom)
        told = held.about(work.connection, found, work.now)
        work.audit("data_given", found.person.actor if found.person else "")
    said = printable(held.as_text(told)) if text else held.as_json(told).decode()
    if file is None:
        click.echo(said)
        return
    file.touch(mode=0o600)
    file.write_text(said, encoding="utf-8")
    click.echo(f"{printable(str(file))} written; hand it to nobody else.")


@click.command("erase-person")
@WHOM
@click.option("--yes", is_flag=True, help="Do not ask again.")
@needs(Action.PRIVACY)
def erase_person(whom: str, yes: bool) -> None:
    """Erase what is held about somebody; it cannot be taken back, except from a back-up."""
    with open_desk() as desk:
        with desk.database.reading() as connection:
            subject.find(connection, whom)
        if not yes:
            click.confirm("This cannot be taken back. Erase it?", abort=True)
        with desk.begin(given_by()) as work:
            done = erase(work, subject.find(work.connection, whom))
        index = Settings.load().index
        if index.exists():  # reviewed answers are served with the names of their reviewers
            put_out(desk, index)
    click.echo(
        f"Erased: {done.answers} answers and {done.cases} cases name them no longer; "
        f"{done.withdrawn} cases were withdrawn."
    )
