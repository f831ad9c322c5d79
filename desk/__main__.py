"""The desk on the command line: ``python -m desk`` list, show, reply, approve, tick, faq, messages,
invite, audit and more.

What people wrote is printed as it is: no markup is read in it, and no character
of it moves the cursor.
"""

from pathlib import Path

import click

from corpus.settings import Settings
from desk import commands_cases, commands_keep, commands_people, naming
from desk.appended import NotAppended
from desk.at_console import needs, open_desk, printable
from desk.commands_exchange import export_, import_
from desk.commands_jobs import jobs, worker
from desk.commands_messages import messages
from desk.commands_programs import hooks, keys
from desk.commands_proposals import COMMANDS as PROPOSALS
from desk.commands_secrets import secrets
from desk.drawing import drawn
from desk.export import export
from desk.faq_cli import faq
from desk.indicators_cli import COMMANDS as FIGURES
from desk.library_cli import library
from desk.queues import told
from desk.rights import Action
from retrieval.answer import DocumentRef
from retrieval.generation import Generation
from retrieval.manifest import IndexUnavailable, current


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--as", "login", metavar="LOGIN", help="For whom; by default the server itself.")
def main(login: str | None) -> None:  # read by desk.at_console
    """Cases, answers that became knowledge (`faq`), the people, the audit log."""


PROGRAMS = (keys, hooks, export_, import_)
for _command in (
    *commands_cases.COMMANDS,
    *commands_people.COMMANDS,
    *commands_keep.COMMANDS,
    *FIGURES,
    *PROGRAMS,
    *PROPOSALS,
    library,
    faq,
    messages,
    secrets,
    jobs,
    worker,
):
    main.add_command(_command)


@main.command()
@needs(Action.RUN)
def tick() -> None:
    """Remind of deadlines, pass on what is overdue, wake what was put off. Run it every minute."""
    with open_desk() as desk:
        click.echo(f"{desk.tick()} cases moved.")


@main.command("queues")
@needs(Action.READ_ALL_CASES)
def queues_() -> None:
    """Who looks at which cases, and by when, as it was read; and names in it that are no logins."""
    with open_desk() as desk, desk.database.reading() as connection:
        for queue in desk.queues.queues:
            click.echo(printable(told(queue)))
        for urgency, deadline in desk.queues.deadlines.items():
            hours = deadline.time.total_seconds() / 3600
            kind = "of working time" if deadline.in_working_time else "day and night"
            click.echo(f"{urgency}: {hours:g} hours, {kind}")
        for name in dict.fromkeys(name for queue in desk.queues.queues for name in queue.line):
            if naming.holder(connection, name) == name:
                click.echo(printable(f"Note: {name!r} in a line is the login of nobody here."))


@main.command("draw-states")
@click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("docs/case-states.md"),
    show_default=True,
)
@needs(Action.RUN)
def draw_states(file: Path) -> None:
    """Draw the states of a case, and who may move it, into the documentation."""
    file.write_text(drawn(), encoding="utf-8")
    click.echo(f"{file} written.")


@main.command("export-golden")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--pairs",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also add questions with the words that answer them, for training.",
)
@needs(Action.EXPORT_REVIEWED)
def export_golden(file: Path, pairs: Path | None) -> None:
    """Add what people have reviewed to FILE, as questions for `python -m eval run --golden`.

    Only what is new is added; lines that stand in FILE stay. Numbers of identity cards and
    telephones and addresses of e-mail are masked.
    """
    with open_desk() as desk:
        try:
            done = export(desk, file, pairs, _documents())
        except NotAppended as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{done.lines} questions added to {file}, {done.known} were there already.")
    if done.open:
        click.echo(
            f"Of {done.open} new ones nobody said which document answers them: "
            'fill in "expect" and "document", or leave them unjudged.'
        )
    if pairs:
        click.echo(f"{done.pairs} pairs added to {pairs}.")


def _documents() -> list[DocumentRef]:
    """Those of the index that serves; none where there is no index here."""
    try:
        store = Generation(current(Settings.load().index)).store
    except IndexUnavailable:
        return []
    return [DocumentRef.of(document) for document in store.documents()]


if __name__ == "__main__":
    main(prog_name="python -m desk")
