"""A timeline on the terminal and as JSON: the frame in English, the sentences as they stand."""

import json
from dataclasses import asdict
from datetime import date

import click
from rich.table import Table

from corpus.asked import asked
from corpus.cite import cite
from corpus.document import Document
from corpus.relation import Target, Verb
from corpus.terminal import escape, out
from corpus.timeline import Event, Held, Timeline, namesakes, text_of, timeline

_VERBS = {
    Verb.AMENDS: "amended",
    Verb.ADDS: "added",
    Verb.REPLACES: "replaced",
    Verb.REWORDS: "words changed",
    Verb.REPEALS: "repealed",
    Verb.ENDS: "ended",
    Verb.SUSPENDS: "suspended",
    Verb.CORRECTS: "corrected",
    Verb.STARTS: "begins",
}
_NEAR = 5  # texts named where the one asked for is not held


def show(provision: str, documents: Held) -> str:
    """Print the life of ``provision``; returns what is wrong, or nothing."""
    target = asked(provision)
    problem = _problem(provision, target, documents)
    if target is None or problem:
        return problem
    life = timeline(target, documents)
    out.print(f"[bold]{escape(spoken(target, life.document))}[/bold]")
    if life.document is None:
        out.print("[yellow]The text itself is not in the corpus; others speak of it.[/yellow]")
    else:
        out.print(escape(life.document.title))
        for other in namesakes(target, life.document, (d for d, _ in documents)):
            day, issuer = _day(other.issued), escape(other.issuer or "–")
            same = f"{issuer}, {day}, same number: {escape(other.title)}"
            out.print(f"[yellow]Not to be confused:[/yellow] {same}")
    out.print(
        f"issued {_day(life.document.issued if life.document else None)} · "
        f"in force from {_day(life.effective_from)} · until {_day(life.ended, 'no end known')}\n"
    )
    if life.events:
        out.print(_table(life))
    else:
        out.print("No text in the corpus changes it.")
    return ""


def as_json(provision: str, documents: Held) -> str:
    """Print the same for programs; returns what is wrong, or nothing."""
    target = asked(provision)
    problem = _problem(provision, target, documents)
    if target is None or problem:
        return problem
    life = timeline(target, documents)
    click.echo(json.dumps(_plain(life), ensure_ascii=False, indent=1, default=str))
    return ""


def spoken(target: Target, document: Document | None = None) -> str:
    """The target in words: "khoản 2 Điều 4 Nghị định 132/2025/NĐ-CP"."""
    units = (("điểm", target.point), ("khoản", target.clause), ("Điều", target.article))
    named = [f"{unit} {value}" for unit, value in units if value]
    if target.place:
        named.append(target.place)
    if document is not None:
        named.append(str(cite(document, ())))
    else:
        named += [part for part in (target.name, target.number) if part]
    return " ".join(named)


def _problem(provision: str, target: Target | None, documents: Held) -> str:
    if target is None:
        return (
            f"{provision!r} names no text: give a number or a law's name, "
            'as in "Điều 17 65/2023/NĐ-CP" or "khoản 1 Điều 3 Luật Đo lường"'
        )
    if text_of(target, (d for d, _ in documents)) or timeline(target, documents).events:
        return ""
    near = [d.number for d, _ in documents if _alike(target, d)][:_NEAR]
    hint = f"; there are: {', '.join(near)}" if near else f" ({len(documents)} texts are)"
    return f"neither {spoken(target)} nor a text that speaks of it is in the corpus{hint}"


def _alike(target: Target, document: Document) -> bool:
    first = target.number.split("/")[0].lstrip("0")
    return bool(first) and document.number.split("/")[0].lstrip("0") == first


def _table(life: Timeline) -> Table:
    table = Table(show_lines=True, expand=True)
    table.add_column("day", min_width=10, no_wrap=True)
    for head, ratio in (("what", 2), ("by", 4), ("in the words of the text", 9)):
        table.add_column(head, ratio=ratio)
    for event in life.events:
        lead = f"{event.relation.lead_in} … " if event.relation.lead_in else ""
        table.add_row(
            _day(event.day, "not known"),
            _what(event),
            escape(str(cite(event.by, event.relation.path))),
            escape(lead + event.relation.sentence),
        )
    return table


def _what(event: Event) -> str:
    said = _VERBS[event.verb]
    if event.exempt:
        return f"{said} – but exempt"
    if not event.partial:
        return said
    part = "parts of it" if event.relation.some else spoken(_unit(event.relation.target))
    return f"{said}: {part}"


def _unit(target: Target) -> Target:
    return Target("", "", target.article, target.clause, target.point, target.place)


def _day(day: date | None, unknown: str = "not known") -> str:
    return day.isoformat() if day else unknown


def _plain(life: Timeline) -> dict[str, object]:
    document = life.document
    return {
        "target": asdict(life.target),
        "document": document and {"id": document.id, "number": document.number},
        "issued": document and document.issued,
        "effective_from": life.effective_from,
        "ended": life.ended,
        "events": [
            {
                "day": event.day,
                "verb": event.verb,
                "by": str(cite(event.by, event.relation.path)),
                "sentence": event.relation.sentence,
                "lead_in": event.relation.lead_in,
                "partial": event.partial,
                "exempt": event.exempt,
            }
            for event in life.events
        ],
    }
