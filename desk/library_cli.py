"""``python -m desk library``: the library's pages on the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from corpus.settings import Settings
from desk import library_second, librarybook
from desk.at_console import given_by, needs, open_desk, printable
from desk.library import Library
from desk.library_add import Refusal, add
from desk.library_changes import Changes, look
from desk.library_publish import go_back, mend, publish
from desk.library_read import records_of
from desk.rights import Action
from indexer.shared_store import StoreUnavailable
from retrieval.service import Service


@click.group()
def library() -> None:
    """The documents: drafts of what is served, publications, the way back."""


@contextmanager
def opened(*, reads: bool = False) -> Iterator[Library]:
    """The library; with ``reads`` also the model, which takes some seconds."""
    settings = Settings.load()
    with open_desk() as desk:
        service = Service.open(settings) if reads else Service(settings.index, None)
        try:
            held = Library.of(desk, service, settings)
        except StoreUnavailable as error:
            raise click.ClickException(str(error)) from error
        yield held


@library.command("list")
@needs(Action.READ_LIBRARY)
def list_() -> None:
    """Drafts and publications, newest first."""
    with opened() as held, held.desk.database.reading() as connection:
        counts = librarybook.counts(connection)
        for draft in librarybook.drafts(connection):
            click.echo(f"draft {draft.name}: {counts.get(draft.name, 0)} files, by {draft.author}")
        for one in librarybook.publications(connection):
            state = "" if one.done else " (not finished)"
            told = f"publication {one.number}{state}: {len(one.entries)} files, by {one.author}"
            click.echo(f"{told}, {one.at:%Y-%m-%d %H:%M} {printable(one.note)}".rstrip())


@library.command("add")
@click.argument("draft")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
@needs(Action.EDIT_LIBRARY)
def add_(draft: str, files: tuple[Path, ...]) -> None:
    """Add FILES and folders to DRAFT, which is begun where there is none."""
    with opened() as held:
        name = _begun(held, draft)
        taken = add(held, name, _found(files), given_by())
    click.echo(f"{name}: {len(taken.added)} files added, {len(taken.replaced)} replaced.")
    for one in taken.refused:
        click.echo(f"not taken: {printable(one.name)}: {_why(one)}")


def _begun(held: Library, title: str) -> str:
    with held.desk.begin(given_by()) as work:
        known = {one.name for one in librarybook.drafts(work.connection)}
        return title if title in known else librarybook.begin(work, title)


def _found(files: tuple[Path, ...]) -> Iterator[tuple[str, Path]]:
    for file in files:
        if not file.is_dir():
            yield file.name, file
            continue
        for one in sorted(file.rglob("*")):
            if one.is_file():
                yield f"{file.name}/{one.relative_to(file).as_posix()}", one


def _why(one: Refusal) -> str:
    return one.reason.format(**one.values)


@library.command()
@click.argument("draft")
@needs(Action.EDIT_LIBRARY)
def read(draft: str) -> None:
    """Read DRAFT's files, and say what became of each."""
    with opened(reads=True) as held:
        mend(held)
        held.read_draft(draft, _tell)
        found = held.draft(draft)
        records = records_of(held, found)
    for item in found.items:
        record = records.get(item.entry.path)
        state = "read" if record and record.document else "not read"
        click.echo(f"{state}: {printable(item.entry.path)}")
        if record and record.reason:
            click.echo(f"  {record.reason}; {record.cure}")
        for warning in record.warnings.splitlines() if record else ():
            click.echo(f"  {printable(warning)}")


@library.command()
@click.argument("draft")
@needs(Action.EDIT_LIBRARY)
def changes(draft: str) -> None:
    """What publishing DRAFT would change."""
    with opened(reads=True) as held:
        _show(look(held, draft, _tell))


@library.command("publish")
@click.argument("draft")
@click.option("--note", default="")
@click.option("--yes", is_flag=True, help="Do not ask.")
@needs(Action.PUBLISH_LIBRARY)
def publish_(draft: str, note: str, yes: bool) -> None:
    """Look at what DRAFT changes, and serve it; or propose it, where two people have to look
    (MOTCHAM_LIBRARY_SECOND) and nobody else has proposed it.
    """
    with opened(reads=True) as held:
        _published(held, draft, note, yes)


@library.command()
@click.argument("number", type=click.IntRange(0))
@click.option("--yes", is_flag=True, help="Do not ask.")
@needs(Action.PUBLISH_LIBRARY)
def rollback(number: int, yes: bool) -> None:
    """Publish the list of an earlier publication again (0: before the first)."""
    with opened(reads=True) as held:
        name = go_back(held, number, given_by())
        _published(held, name, f"quay lại {number}", yes)


def _published(held: Library, name: str, note: str, yes: bool) -> None:
    found = look(held, name, _tell)
    _show(found)
    if not yes:
        click.confirm("Publish this?", abort=True)
    if _proposed(held, name, found.mark, note):
        cure = f"python -m desk --as LOGIN library publish {name}"
        click.echo(f"{name} is proposed. Somebody else has to publish it: {cure}")
        return
    done = publish(held, name, found.mark, note, given_by(), _tell)
    click.echo(f"Publication {done.number} serves.")


def _proposed(held: Library, name: str, mark: str, note: str) -> bool:
    """Whether it had to be proposed first, and is now."""
    with held.desk.begin(given_by()) as work:
        known = library_second.proposal(work.connection, name)
        waits = known is not None and not known.reader and known.mark == mark
        if waits or not library_second.needed(work.connection, held.second, mark):
            return False
        library_second.propose(work, name, mark, note)
        return True


@library.command()
@needs(Action.EDIT_LIBRARY)
def share() -> None:
    """Let the other machines have the files that lie here, as after restoring a back-up."""
    with opened() as held:
        if held.files.shared is None:
            raise click.ClickException("MOTCHAM_INDEX_STORE names no place that machines share")
        click.echo(f"{held.files.share()} files put into the store.")


def _show(found: Changes) -> None:
    click.echo(f"chunks: {found.chunks_added} new, {found.chunks_removed} gone")
    for one in found.provisions:
        click.echo(f"{one.what}: {one.citation}")
    for validity in found.validities:
        before, after = (" – ".join(days) for days in (validity.before, validity.after))
        click.echo(f"in force: {validity.citation}: {before} → {after}")
    for resting in (*found.faqs, *found.cases):
        click.echo(f"rests on it: {resting.label}: {printable(resting.why).splitlines()[0]}")
    for asked in found.golden:
        mark = " (worse)" if asked.worse else " (better)" if asked.better else ""
        moved = f"{asked.before.outcome} → {asked.after.outcome}{mark}"
        click.echo(f"answers otherwise: {printable(asked.question)}: {moved}")
    for unread in found.unread:
        click.echo(f"not read: {printable(unread.path)}: {unread.reason}; {unread.cure}")


def _tell(_done: int, _total: int, _note: str) -> None: ...
