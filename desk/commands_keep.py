"""Keeping it running, on the command line: doctor, backup, restore, units."""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from corpus.settings import BadSetting, Settings
from corpus.units import FILE as SHIPPED
from corpus.units_update import BadTable, Difference, compare, put, table_at
from desk.archive import NoBackup, NotWritten, checked, digest_of
from desk.at_console import needs, open_desk, printable
from desk.backup import back_up
from desk.doctor import Finding, examine
from desk.dump import NotRestorable
from desk.errors import DatabaseUnavailable
from desk.restore import NotRestored, audit_head
from desk.restore import restore as put_back
from desk.rights import Action

_SHADES = {"ok": "green", "note": "yellow", "wrong": "red"}
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@needs(Action.RUN)
def doctor(as_json: bool) -> None:
    """Check everything that can be checked here; ends with 1 where something is wrong."""
    findings = examine()
    if as_json:
        told = [
            {"check": one.check, "state": one.state, "says": one.says, "cure": one.cure}
            for one in findings
        ]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _show(findings)
    if any(one.state == "wrong" for one in findings):
        sys.exit(1)


def _show(findings: list[Finding]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for one in findings:
        head = Text.assemble((f"{one.state:5}", _SHADES[one.state]), f"  {one.check}: ")
        console.print(head + Text(printable(one.says)))
        if one.cure:
            console.print(Text(f"       → {printable(one.cure)}"))
    wrong = sum(one.state == "wrong" for one in findings)
    notes = sum(one.state == "note" for one in findings)
    console.print(f"{len(findings)} checks: {wrong} wrong, {notes} to be noted.")


@click.command("backup")
@click.argument("file", type=_FILE)
@click.option("--documents", is_flag=True, help="Also those outside the data folder.")
@needs(Action.RUN)
def backup(file: Path, documents: bool) -> None:
    """Write everything that must not be lost into FILE (….tar.gz), while the programs run."""
    try:
        with tidied():
            done = back_up(_settings(), file, documents=documents, progress=_say)
    except (NotWritten, DatabaseUnavailable) as error:
        raise click.ClickException(str(error)) from error
    for folder in done.missing:
        click.echo(f"Note: {folder} is not there now; its documents are not listed.", err=True)
    rows = sum(done.rows.values())
    index = f"index generation {done.generation}" if done.generation else "no index yet"
    click.echo(
        f"{file}: {rows} rows, {index}, {done.documents} documents listed, "
        f"{done.size / 1e6:.1f} MB\nsha256 {done.sha256}"
    )


@click.command()
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Over a used place; what is there is kept beside.")
@click.option("--verify", is_flag=True, help="Only check that FILE is whole.")
@click.option("--sha256", help="The digest that `backup` printed: FILE must have it.")
@needs(Action.RUN)
def restore(file: Path, force: bool, verify: bool, sha256: str | None) -> None:
    """Put the back-up FILE in place. Stop the programs first."""
    try:
        if sha256 is not None:
            _has(file, sha256)
        if verify:
            about = checked(file)
            click.echo(
                f"{file} is whole: {len(about['files'])} members, {sum(about['rows'].values())} "
                f"rows, made {about['made']}"
            )
            return
        with tidied():
            done = put_back(_settings(), file, force=force, progress=_say)
    except (NoBackup, NotRestored, NotRestorable, DatabaseUnavailable) as error:
        raise click.ClickException(str(error)) from error
    with open_desk() as desk, desk.database.reading() as connection:
        log = audit_head(connection)
    click.echo(f"Restored as of {done.made}: {sum(done.rows.values())} rows, {done.files} files.")
    for kept in done.kept:
        click.echo(f"Kept from before: {kept}")
    click.echo(f"Audit log: {log}\nNow run `python -m desk doctor`, then start the programs.")


@click.group("units")
def units() -> None:
    """The table of administrative units."""


@units.command("check")
@click.argument("file", type=_FILE, required=False)
@needs(Action.RUN)
def check(file: Path | None) -> None:
    """Check FILE and show what it would change; without FILE, the table that is used."""
    used = _used()
    try:
        table = table_at(file or used)
        difference = compare(table_at(used), table) if file else None
    except BadTable as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file or used}: {len(table.rows)} communes, {len(table.provinces)} provinces")
    if difference is not None:
        _tell(difference)


@units.command("update")
@click.argument("file", type=_FILE)
@needs(Action.RUN)
def update(file: Path) -> None:
    """Use the table in FILE from the next start of the programs on."""
    try:
        table = table_at(file)
        difference = compare(table_at(_used()), table)
        difference.stop_if_lossy()
        _tell(difference)
        if not difference.changes:
            return
        put(table, _settings().data)
    except BadTable as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.ClickException(f"it could not be written: {reason}; nothing changed") from error
    click.echo("Written. Start the programs anew to use it.")


@contextmanager
def tidied() -> Iterator[None]:
    """A supervisor's SIGTERM ends what is inside as Ctrl-C does: nothing half is left."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _used() -> Path:
    own = _settings().data / SHIPPED.name
    return own if own.exists() else SHIPPED


def _tell(difference: Difference) -> None:
    for line in difference.changes:
        click.echo(printable(line))
    since = f" since {difference.since:%d/%m/%Y}" if difference.since else ""
    click.echo(f"{len(difference.changes)} changes{since}.")


def _settings() -> Settings:
    try:
        return Settings.load()
    except BadSetting as error:
        raise click.ClickException(str(error)) from error


def _say(line: str) -> None:
    click.echo(line, err=True)


def _has(file: Path, wanted: str) -> None:
    try:
        with file.open("rb") as stream:
            found = digest_of(stream)
    except OSError as error:
        raise NoBackup(f"{file} cannot be read: {error.strerror or error}") from error
    if found != wanted.strip().casefold():
        raise NoBackup(f"{file} has the digest {found}: it is not what was written")


COMMANDS: tuple[click.Command, ...] = (doctor, backup, restore, units)
