"""Small charts as SVG, drawn on the server: they need no script, and print.

Each has a text alternative; the page has the same figures in a table beneath.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

WIDTH, HEIGHT, FOOT, HEAD = 400, 130, 22, 18  # on a telephone about as large as it is drawn
LETTERS = 12
_LABEL = 33  # a day and a month


@dataclass(frozen=True, slots=True)
class Bar:
    """``value`` None where it is not told; ``shown`` stands above the bar."""

    label: str
    value: float | None
    shown: str


def bars(title: str, told: str, found: Sequence[Bar], ident: str) -> Markup:
    """A bar for each; ``told`` is the text alternative."""
    top = max((bar.value for bar in found if bar.value is not None), default=0) or 1
    step = WIDTH / max(len(found), 1)
    room = HEIGHT - FOOT - HEAD
    every = -(-_LABEL // step)  # labels stand clear of one another
    drawn = [
        _bar(
            bar if n % every == 0 else replace(bar, label=""),
            *(n * step, step, room * (bar.value or 0) / top),
        )
        for n, bar in enumerate(found)
    ]
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>'
        '<line x1="0" y1="{}" x2="{}" y2="{}" stroke="#6b7784"></line>{}</svg>'
    ).format(
        *(WIDTH, HEIGHT, ident, ident, ident, title, ident, told),
        *(HEIGHT - FOOT, WIDTH, HEIGHT - FOOT),
        Markup("").join(drawn),
    )


def _bar(bar: Bar, left: float, step: float, high: float) -> Markup:
    middle, base = left + step / 2, HEIGHT - FOOT
    text = Markup('<text x="{:.0f}" y="{:.0f}" text-anchor="middle" font-size="{}">{}</text>')
    box = Markup(
        '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="#0b5394"></rect>'
    )
    return Markup("").join(
        [
            box.format(left + step * 0.15, base - high, step * 0.7, high) if high else Markup(""),
            text.format(middle, base - high - 5, LETTERS, bar.shown),
            text.format(middle, HEIGHT - 7, LETTERS, bar.label),
        ]
    )
