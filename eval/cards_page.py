"""``python -m eval cards``: whether the lines of cards are those of their sources."""

import html
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from rich.table import Table

from corpus.terminal import err, escape, out, settings_or_stop, stop
from eval import card_pages, cards, places
from eval.asking import FILE, FOLDER
from eval.beir import BeirSet
from eval.card_pages import PageCard
from eval.lines import BadLine, read_lines
from indexer.progress import bars
from indexer.sync import Progress
from retrieval.answer import LineKind
from retrieval.assistant import Assistant
from retrieval.told import EXPECTED


@click.command("cards")
@click.argument("folder", type=FOLDER, required=False)
@click.option("--only", default="Cấp xã", show_default=True, help="Words in a page's first line.")
@click.option("--seed", default=1, show_default=True, help="What the pages are drawn by.")
@click.option("--count", default=40, show_default=True, help="Pages drawn.")
@click.option("--verdicts", type=FILE, default=cards.VERDICTS, help="What people found.")
@click.option("--words-only", is_flag=True, help="Ask without the model.")
@click.option("--failures", is_flag=True, help="Show each line that is wrong.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def card_lines(
    folder: Path | None,
    only: str,
    seed: int,
    count: int,
    verdicts: Path,
    words_only: bool,
    failures: bool,
    as_json: bool,
) -> None:
    """Cards of the starter corpus against golden ones; of the procedure pages in FOLDER (in
    BEIR's layout) against what people found, with a page for reading them.
    """
    settings = settings_or_stop()
    place = settings.data / "eval"
    with bars(err, quiet=as_json) as progress:
        try:
            if folder is None:
                embedder = places.model(settings, words_only=words_only)
                assistant = Assistant(places.starter(settings, embedder, progress), embedder)
                _starter(assistant, progress, failures=failures, as_json=as_json)
            else:
                judged = read_lines(verdicts, cards.Verdict)
                pages = _made(BeirSet(folder), only, place, progress)
                _pages(pages, judged, place, seed, count, failures=failures, as_json=as_json)
        except BadLine as error:
            stop(str(error))


def _starter(assistant: Assistant, progress: Progress, *, failures: bool, as_json: bool) -> None:
    compared = list(cards.ask(cards.load(), assistant.answer, progress))
    precision, recall = cards.figures(compared)
    _show({"cards": len(compared), "precision": precision, "recall": recall}, as_json=as_json)
    for one in compared if failures else []:
        for what in one.wrong:
            err.print(f"{one.id}: {escape(what)}", highlight=False)
    _hold(precision, recall, cards.BAR)


def _made(beir: BeirSet, only: str, place: Path, progress: Progress) -> list[PageCard]:
    pages = card_pages.chosen(beir, only)
    if not pages:
        stop(f"No page of {beir.name} has {only!r} in its first line")
    generation = card_pages.index(pages, place / f"{beir.name}-cards", progress)
    return list(card_pages.cards(pages, generation))


def _pages(
    made: Sequence[PageCard],
    verdicts: Sequence[cards.Verdict],
    place: Path,
    seed: int,
    count: int,
    *,
    failures: bool,
    as_json: bool,
) -> None:
    drawn = card_pages.draw(made, seed, count)
    held = cards.hold({one.id: (one.text, one.card) for one in drawn}, verdicts, EXPECTED)
    file = place / f"cards-{seed}.html"
    file.write_text(beside(drawn), encoding="utf-8")
    precision, recall = held.figures
    told = Counter(line.kind.value for one in made if one.card for line in one.card.lines)
    shown = {
        "pages": len(made),
        "cards": sum(one.card is not None for one in made),
        **{kind.value: told[kind.value] for kind in LineKind if told[kind.value]},
        "drawn": len(drawn),
        **held.verdicts,
        "unjudged": len(held.unjudged),
        "precision": precision,
        "recall": recall,
    }
    _show(shown, as_json=as_json)
    if not as_json:
        out.print(f"Source beside card: {escape(str(file))}", highlight=False)
    for name, kind in held.unjudged if failures else ():
        err.print(f"{name}: nobody has judged {kind.value} as it is now", highlight=False)
    _hold(precision, recall, cards.BAR_PAGES)


def _show(figures: Mapping[str, float], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(figures))
        return
    table = Table("", "", box=None)
    for name, value in figures.items():
        table.add_row(name, f"{value:.3f}" if isinstance(value, float) else str(value))
    out.print(table)


def _hold(precision: float, recall: float, bar: tuple[float, float]) -> None:
    if precision < bar[0] or recall < bar[1]:
        stop(f"Below the bar of {bar[0]} and {bar[1]}")


_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Cards</title>
<style>body{{font:15px/1.4 sans-serif;margin:1rem}}section{{display:grid;
grid-template-columns:1fr 1fr;gap:1rem;border-top:2px solid #888;padding:1rem 0}}
pre{{white-space:pre-wrap;margin:0}}dt{{font-weight:bold}}dd{{white-space:pre-wrap;
margin:0 0 .6rem}}</style>{body}</html>
"""


def beside(drawn: Sequence[PageCard]) -> str:
    """A page for people: each source text with its card at its side."""
    return _PAGE.format(body="\n".join(_section(one) for one in drawn))


def _section(one: PageCard) -> str:
    lines = one.card.lines if one.card else ()
    missing = ", ".join(kind.value for kind in (one.card.missing if one.card else EXPECTED))
    shown = "".join(
        f"<dt>{line.kind.value}</dt><dd>{html.escape(line.text)}</dd>" for line in lines
    )
    return (
        f"<h2>{html.escape(one.id)} {html.escape(one.title)}</h2><section>"
        f"<pre>{html.escape(one.text)}</pre>"
        f"<dl>{shown}<dt>missing</dt><dd>{missing}</dd></dl></section>"
    )
