"""``python -m corpus``: what the texts say of one another."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from pydantic import TypeAdapter
from rich.table import Table

from corpus.cite import cite
from corpus.store import TextStore
from corpus.terminal import escape, out, settings_or_stop, stop
from corpus.timeline_page import as_json, show, spoken
from corpus.units_table import write
from corpus.unresolved import Unresolved, unresolved

T = TypeVar("T")
_SHOWN = 120  # characters of a sentence
_POINTER = "CURRENT"  # names the index generation that serves


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Look at the texts of the index."""


@main.command()
@click.argument("provision")
@click.option("--json", "json_wanted", is_flag=True, help="The events as JSON, for programs.")
def timeline(provision: str, json_wanted: bool) -> None:
    """Show the life of PROVISION: "Điều 17 65/2023/NĐ-CP", "khoản 2 Điều 4 nđ 132/2025"."""
    documents = _read(TextStore.relations)
    problem = as_json(provision, documents) if json_wanted else show(provision, documents)
    if problem:
        stop(problem)


@main.command("unresolved")
@click.option("--json", "json_wanted", is_flag=True, help="As JSON, for programs.")
def unresolved_command(json_wanted: bool) -> None:
    """List amendments and repeals of texts or provisions that the index does not hold."""
    found = unresolved(_read(TextStore.whole_readings))
    if json_wanted:
        click.echo(TypeAdapter(tuple[Unresolved, ...]).dump_json(found, indent=1).decode())
        return
    table = Table("in", "it names", "why", "in the words of the text", box=None, pad_edge=False)
    for one in found:
        by = str(cite(one.by, one.relation.path))
        target = spoken(one.relation.target)
        table.add_row(escape(by), escape(target), one.why, escape(one.relation.sentence[:_SHOWN]))
    if found:
        out.print(table)
    out.print(f"{len(found)} relations lead to texts or provisions that the index does not hold.")


@main.command("units")
def units_command() -> None:
    """Write corpus/units.tsv anew from the installed package vietnamadminunits (for developers)."""
    try:
        out.print(f"{write()} communes written")
    except ModuleNotFoundError as error:
        stop(str(error))


def _read(what: Callable[[TextStore], T]) -> T:
    try:
        return what(_store(settings_or_stop().index))
    except sqlite3.Error:
        stop("the index is damaged or of an earlier version: run `python -m indexer sync`")


def _store(index: Path) -> TextStore:
    try:
        folder = index / (index / _POINTER).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        stop("there is no index that can be read: run `python -m indexer sync`")
    if not (folder / "text.db").is_file():
        stop(f"index generation {folder.name} is damaged: run `python -m indexer rollback`")
    return TextStore(folder / "text.db")


if __name__ == "__main__":
    main()
