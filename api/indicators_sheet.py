"""The tables of the page of figures as a spreadsheet, in the reader's language."""

from collections.abc import Callable, Sequence

from desk.indicators_count import ALL, FIELD, PROVINCE
from desk.indicators_defs import Indicator
from desk.indicators_figures import Figures, Value
from desk.indicators_log import span_of
from desk.indicators_rows import text
from desk.spreadsheet import Table, spreadsheet

Say = Callable[[str], str]


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


_NATIONAL, _FIELDS, _PROVINCES = _("Cả nước, theo tuần"), _("Theo lĩnh vực"), _("Theo tỉnh")
_HOW, _UNKNOWN = _("Cách tính"), _("Không rõ")
_WEEK, _LEGEND = (
    _("Tuần từ ngày"),
    _(
        "“< 5”: dưới 5, không nêu. “…”: không nêu, vì từ đó có thể suy ra một số dưới 5. "
        "“≥”, “≤”: chỉ nêu giới hạn."
    ),
)


def sheet(
    shown: Sequence[Figures],
    national: Sequence[Indicator],
    compared: Sequence[Indicator],
    called: Callable[[str], str],
    say: Say,
) -> bytes:
    """``shown`` are weeks, the last one is compared by fields and provinces; ``called`` names a
    field. Some 20 ms for 12 weeks."""
    chosen = shown[-1]
    by_week: Table = [
        [say(_WEEK), *(f"{span_of(one.week)[0]:%d/%m/%Y}" for one in reversed(shown))],
        *(
            [_named(one, say), *(_cell(one.of(figures, ALL, "")) for figures in reversed(shown))]
            for one in national
        ),
    ]
    head = [f"{say(_WEEK)} {span_of(chosen.week)[0]:%d/%m/%Y}"]
    head += [_named(one, say) for one in compared]
    how: Table = [
        [say(_HOW), ""],
        ["", say(_LEGEND)],
        *([_named(one, say), say(one.formula)] for one in national),
    ]
    tables: dict[str, Table] = {say(_NATIONAL): by_week}
    for by, title in ((FIELD, _FIELDS), (PROVINCE, _PROVINCES)):
        tables[say(title)] = [
            head,
            *(
                [
                    called(name) or say(_UNKNOWN),
                    *(_cell(one.of(chosen, by, name)) for one in compared),
                ]
                for name in chosen.names(by)
            ),
        ]
    return spreadsheet(tables | {say(_HOW): how})


def _named(one: Indicator, say: Say) -> str:
    return f"{say(one.name)} ({one.unit if one.unit == '%' else say(one.unit)})"


def _cell(value: Value) -> str | float:
    """A number to reckon with where it is told, else as the page shows it."""
    return round(value.low, 1) if value.exact and value.low is not None else text(value)
