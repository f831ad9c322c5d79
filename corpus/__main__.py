"""``python -m corpus``: what the texts say of one another."""

from pathlib import Path

import click

from corpus.store import TextStore
from corpus.terminal import settings_or_stop, stop
from corpus.timeline_page import as_json, show

_POINTER = "CURRENT"  # names the index generation that serves


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Look at the texts of the index."""


@main.command()
@click.argument("provision")
@click.option("--json", "json_wanted", is_flag=True, help="The events as JSON, for programs.")
def timeline(provision: str, json_wanted: bool) -> None:
    """Show the life of PROVISION: "Điều 17 65/2023/NĐ-CP", "khoản 2 Điều 4 nđ 132/2025"."""
    documents = _store(settings_or_stop().index).relations()
    problem = as_json(provision, documents) if json_wanted else show(provision, documents)
    if problem:
        stop(problem)


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
