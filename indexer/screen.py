"""How a sync's report and a reading look on a maintainer's screen."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rich.console import Group
from rich.table import Table
from rich.tree import Tree

from corpus.document import Section
from corpus.page import Layer, PageReading
from corpus.reading import Reading
from corpus.relation import Relation, Target
from corpus.repair import Repair
from corpus.terminal import escape, out
from corpus.validity import Validity
from indexer.files import NOTE
from indexer.report import Report, Seen

_MOST = 40  # rows of a list
_SHOWN = 100  # characters of a repair


def show_report(report: Report) -> None:
    """One screen: what was done, how it was read, what was mended, what needs a person."""
    out.print(report.sentence, markup=False, highlight=False)
    if formats := _formats(report.seen):
        out.print(f"[bold]Read[/bold] {formats}")
    if repairs := _repairs(report.seen):
        out.print(f"[bold]Mended[/bold] {repairs} (`inspect FILE` shows each)")
    _show_changes(report)
    _show_left_out(report)
    _show_needs(report)


def _formats(seen: Iterable[Seen]) -> str:
    formats = Counter(file.format for file in seen)
    recognised = sum(file.recognised for file in seen)
    parts = [f"{count} {escape(name)}" for name, count in formats.most_common()]
    if recognised:
        parts.append(f"{recognised} pages through text recognition")
    return ", ".join(parts)


def _repairs(seen: Iterable[Seen]) -> str:
    files: Counter[str] = Counter()
    for file in seen:
        files.update(file.repairs.keys())
    return ", ".join(f"{kind} in {count} files" for kind, count in files.most_common())


def _show_changes(report: Report) -> None:
    rows = [
        *(("new", path) for path in report.new),
        *(("changed", path) for path in report.changed),
        *(("gone", path) for path in report.gone),
    ]
    table = Table("", "file", box=None, pad_edge=False)
    for state, path in rows[:_MOST]:
        table.add_row(state, escape(Path(path).name))
    if rows:
        out.print(table)
    if len(rows) > _MOST:
        out.print(f"… and {len(rows) - _MOST} more (--json lists all).")


def _show_left_out(report: Report) -> None:
    """What was taken for no document, and how to take it in all the same."""
    if not report.left_out:
        return
    table = Table("left out", "why", box=None, pad_edge=False)
    for file in report.left_out[:_MOST]:
        table.add_row(escape(Path(file.path).name), escape(file.reason))
    out.print(table)
    if len(report.left_out) > _MOST:
        out.print(f"… and {len(report.left_out) - _MOST} more (--json lists all).")
    if any(file.reason == NOTE for file in report.left_out):
        out.print("To take in a note, put NAME.yaml beside it; it may be empty.")


def _show_needs(report: Report) -> None:
    """Files that could not be read, and what is doubtful in those that are new."""
    fresh = {*report.new, *report.changed}
    doubtful = [(file.path, warning) for file in report.seen for warning in file.warnings]
    now = [row for row in doubtful if row[0] in fresh]
    table = Table("needs a person", "why", "what to do", box=None, pad_edge=False)
    for file in report.unread:
        table.add_row(escape(Path(file.path).name), escape(file.reason), escape(file.cure))
    for path, warning in now[:_MOST]:
        table.add_row(escape(Path(path).name), escape(warning), "`inspect` it beside its source")
    if table.row_count:
        out.print(table)
    if len(now) > _MOST:
        out.print(f"… and {len(now) - _MOST} more (--json lists all).")
    if len(doubtful) > len(now):
        out.print(f"{len(doubtful) - len(now)} earlier notes stand (--json lists them).")
    if report.unresolved:
        out.print(
            f"{report.unresolved} amendments or repeals name texts or provisions that are not in "
            "the index: `python -m corpus unresolved` lists them."
        )


def show_reading(reading: Reading) -> None:
    """What a file was read as."""
    document = reading.document
    facts = Table.grid(padding=(0, 2))
    facts.add_row("format", escape(reading.format or "–"))
    for name in ("kind", "number", "title", "issuer", "issued", "field", "territory", "id"):
        facts.add_row(name, escape(str(getattr(document, name) or "–")))
    facts.add_row("in force", _span(document.validity))
    if document.draft:
        facts.add_row("draft", "yes")
    facts.add_row("digest", document.digest)
    out.print(facts)
    out.print(_tree(reading))
    for procedure in reading.procedures:
        codes = f" ({', '.join(procedure.codes)})" if procedure.codes else ""
        out.print(f"[bold]procedure[/bold] {escape(procedure.name)}{codes}")
        for line in procedure.lines:
            out.print(f"  {line.item}: {escape(line.text[:_SHOWN])}", highlight=False)
    _list("pages", map(_page, _notable(reading.pages)))
    _list("relations", map(_relation, reading.relations))
    _list("repairs", map(_repair, reading.repairs))
    for warning in reading.warnings:
        out.print(f"[yellow]warning[/yellow] {escape(warning)}")


def _span(validity: Validity) -> str:
    """From when until when: "from 2025-07-01", "2025-07-01 – before 2027-03-01"."""
    start, end = validity.effective_from, validity.effective_to
    if start is None and end is None:
        return "no dates said"
    if end is None:
        return f"from {start}"
    return f"{start} – before {end}" if start else f"before {end}"


def _list(name: str, rows: Iterable[str]) -> None:
    found = list(rows)
    if found:
        out.print(Group(f"[bold]{name}[/bold]", *(f"  {row}" for row in found)), highlight=False)


def _tree(reading: Reading) -> Tree:
    document = reading.document
    tree = Tree(escape(document.number or document.title or document.id))
    nodes: dict[tuple[str, ...], Tree] = {}
    for section in reading.sections:
        depths = range(len(section.path) - 1, 0, -1)
        above = next((nodes[section.path[:n]] for n in depths if section.path[:n] in nodes), tree)
        nodes[section.path] = above.add(_label(section))
    return tree


def _label(section: Section) -> str:
    label = escape(section.path[-1]) if section.path else "–"
    heading = "" if section.heading in section.path else escape(section.heading)
    page = f" [dim]p. {section.page}[/dim]" if section.page else ""
    rows = sum(" | " in line for line in section.text.split("\n"))
    table = f" [dim]{rows} table rows[/dim]" if rows else ""
    dates = ""
    if section.validity:
        dates = f" [dim]{_span(section.validity)}[/dim]"
    words = f" [dim]{len(section.text.split())} words[/dim]"
    return f"{label} [italic]{heading}[/italic]{page}{words}{table}{dates}"


def _notable(pages: Iterable[PageReading]) -> list[PageReading]:
    return [page for page in pages if page.layer is not Layer.TEXT or not page.kept]


def _page(page: PageReading) -> str:
    kept = "kept" if page.kept else f"[yellow]left out: {escape(page.reason)}[/yellow]"
    return (
        f"{page.number}: {page.layer}, confidence {page.confidence:.0%}, "
        f"syllables {page.syllables:.0%}, {kept}"
    )


def _relation(relation: Relation) -> str:
    since = f" from {relation.effective}" if relation.effective else ""
    some = "parts of " if relation.some else ""
    return (
        f"{escape(' › '.join(relation.path))}: {relation.verb} {some}"
        f"{escape(named(relation.target))}{since}"
        f" [dim]“{escape(_short(relation.sentence))}”[/dim]"
    )


def named(target: Target) -> str:
    """The target as lawyers name it."""
    units = [
        f"điểm {target.point}" if target.point else "",
        f"khoản {target.clause}" if target.clause else "",
        f"Điều {target.article}" if target.article else "",
        target.place,
        target.number or target.name or "(no text named)",
    ]
    return " ".join(filter(None, units))


def _repair(repair: Repair) -> str:
    where = " › ".join(repair.path) or (f"page {repair.page}" if repair.page else "the whole file")
    times = f" ×{repair.count}" if repair.count > 1 else ""
    return (
        f"{repair.mend}{times}, {escape(where)}: [red]{escape(_short(repair.before))}[/red] → "
        f"[green]{escape(_short(repair.after))}[/green]"
    )


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
