"""The measurements of reading as tables on the command line, and as JSON for programs."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from rich.table import Table

from corpus.terminal import escape, out
from eval import reading
from eval.reading_mutants import Mutated

_SHOWN = 40  # differences; all are in the JSON


def show(found: reading.Result) -> None:
    """One measurement as a table."""
    if isinstance(found, reading.Articles):
        _articles(found)
    elif isinstance(found, reading.Pairs):
        _pairs(found)
    elif isinstance(found, reading.Fonts):
        _fonts(found)
    elif isinstance(found, reading.Pages):
        _pages(found)
    elif isinstance(found, reading.Speed):
        _speed(found)
    else:
        _mutated(found)


def as_json(found: reading.Result) -> dict[str, Any]:
    """One measurement with its figures first."""
    plain = asdict(found)
    if isinstance(found, reading.Articles):
        return {"share": found.share} | plain
    if isinstance(found, reading.Pairs):
        return {"shares": {p.format: found.share(p.format) for p in found.pairs}} | plain
    if isinstance(found, reading.Fonts):
        whole = found.whole
        return {"diacritics": whole.diacritics, "syllables": whole.syllables} | plain
    if isinstance(found, reading.Pages):
        return {"accuracy": found.accuracy} | plain
    if isinstance(found, Mutated):
        return plain | _outcomes(found)
    return plain


def _articles(found: reading.Articles) -> None:
    out.print(
        f"[bold]Articles[/bold]: {found.right} of {found.articles} with the right number and "
        f"heading: {found.share:.4f} (at least {reading.ARTICLES}); {found.extra} only ours",
        highlight=False,
    )
    _list(f"{d.file} {d.article}: {d.what}" for d in found.differences)
    _unused(found.unused)


def _pairs(found: reading.Pairs) -> None:
    if found.missing:
        out.print(f"[bold]Formats[/bold]: not measured: {escape(found.missing)}")
        return
    for ending in sorted({pair.format for pair in found.pairs}):
        of = [pair for pair in found.pairs if pair.format == ending]
        same, count = sum(p.same for p in of), sum(p.articles for p in of)
        out.print(
            f"[bold].docx and .{ending}[/bold]: {same} of {count} articles the same in "
            f"{len(of)} documents: {found.share(ending):.4f} (at least {reading.SAME})",
            highlight=False,
        )
        _list(f"{p.file} {label}: {how}" for p in of for label, how in p.differing)
    _unused(found.unused)


def _fonts(found: reading.Fonts) -> None:
    whole = found.whole
    out.print(
        f"[bold]Old fonts[/bold]: diacritics {whole.diacritics:.4f} (at least "
        f"{reading.DIACRITICS}), syllables {whole.syllables:.4f}",
        highlight=False,
    )
    table = Table("font", "format", "diacritics", "syllables", "", box=None)
    for s in found.samples:
        figures = f"{s.likeness.diacritics:.4f}", f"{s.likeness.syllables:.4f}"
        table.add_row(s.font, s.format, *figures, escape(s.unread))
    out.print(table)
    if found.missing:
        out.print(f"  .doc, .rtf and .pdf are missing: {escape(found.missing)}")


def _pages(found: reading.Pages) -> None:
    if found.missing:
        out.print(f"[bold]Pages[/bold]: not measured: {escape(found.missing)}")
        return
    out.print(
        f"[bold]Pages[/bold]: word accuracy {found.accuracy:.4f} over the "
        f"transcripts of {len(found.pages)} files (at least {reading.PAGES})",
        highlight=False,
    )
    table = Table("file", "from page", "accuracy", "read as", "confidence", box=None)
    for page in found.pages:
        how = page.reading
        said = (how.layer.value, f"{how.confidence:.2f}") if how else ("", "")
        table.add_row(escape(page.file), str(page.page), f"{page.accuracy:.4f}", *said)
    out.print(table)


def _speed(found: reading.Speed) -> None:
    endings = ", ".join(f"{count} {ending}" for ending, count in found.by_ending.items())
    out.print(
        f"[bold]Speed[/bold]: {found.warm:.1f} documents a second, {found.cold:.1f} with the "
        f"start of two workers (at least {reading.SPEED:g}); {endings} ({found.pages} pages)",
        highlight=False,
    )
    _unused(found.unused)


def _mutated(found: Mutated) -> None:
    counts = ", ".join(f"{found.count(what)} {name}" for what, name in _OFFENCES)
    out.print(
        f"[bold]Mutants[/bold]: {found.files} files: {counts}; slowest "
        f"{found.slowest:.1f} s ({escape(found.slowest_file)}), slowest sync "
        f"{found.slowest_sync:.1f} s",
        highlight=False,
    )
    said = sorted({outcome for _, outcome in found.outcomes})
    table = Table("", *said, box=None)
    for kind in sorted({kind for kind, _ in found.outcomes}):
        table.add_row(kind, *(str(found.outcomes[kind, outcome] or "") for outcome in said))
    out.print(table)
    _list(f"{count} × {reason}" for reason, count in found.surprises.most_common())
    _list(f"{o.what}: {o.kind}: {o.kept}" for o in found.offences)


_OFFENCES = (("crash", "crashes"), ("hang", "hangs"), ("loss", "lost documents"))


def _outcomes(found: Mutated) -> dict[str, Any]:
    outcomes: dict[str, dict[str, int]] = {}
    for (kind, outcome), count in sorted(found.outcomes.items()):
        outcomes.setdefault(kind, {})[outcome] = count
    counts = {name: found.count(what) for what, name in _OFFENCES}
    return {**counts, "outcomes": outcomes, "surprises": dict(found.surprises)}


def _unused(unused: reading.Unused) -> None:
    _list(f"not used: {name}: {reason}" for name, reason in unused)


def _list(lines: Iterable[str]) -> None:
    said = list(lines)
    for line in said[:_SHOWN]:
        out.print(f"  {escape(line)}", highlight=False)
    if len(said) > _SHOWN:
        out.print(f"  … and {len(said) - _SHOWN} more (all with --json)")
