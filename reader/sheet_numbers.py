"""Numbers and dates as a Vietnamese spreadsheet shows them: 1.500.000, 4,93, 12/06/2025.

The format codes are those of ECMA-376 part 1, 18.8.31; colours, conditions and fills are
passed over, fractions shown as decimals.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

# A quoted text, an escaped letter, a space of some letter's width, a fill, a bracket, a place.
_PART = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|([0#?]+(?:[0#?,.]*[0#?])?,*)|(%)|(.)', re.S
)
_SECTION = re.compile(r'((?:"[^"]*"|\\.|[^;"\\])*)(?:;|$)')
# No numbers laid out in places: plain, text, scientific, fractions, conditions.
_OTHER = re.compile(r"General|@|E[+-]|\?/|#/|[<>=]", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-\]]*)")
_EXACT = Context(prec=450)  # as long as the longest code that is looked at
_HUGE = Decimal(10) ** 21
_DIGITS_SHOWN = 11  # of a number without a format of its own


def shown(value: object, code: str = "General") -> str:
    """What a cell that holds ``value`` shows under the format ``code``."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime | date | time | timedelta):
        return _moment(value, code)
    if isinstance(value, int | float):
        return number(value, code)
    return "" if value is None else str(value)


def number(value: float, code: str) -> str:
    """``value`` under ``code``, with "." between thousands and "," before decimals."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    if code == "General" and isinstance(value, int):
        return str(value)
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if abs(exact) >= _HUGE:
        return _scientific(exact)
    section, exact = _section(exact, code)
    if section is None:
        return _general(exact)
    found = _laid_out(exact, section)
    return _general(exact) if found is None else found


def _section(value: Decimal, code: str) -> tuple[str | None, Decimal]:
    """The part of ``code`` for numbers of this sign, and the number that it shows."""
    sections = [match[1] for match in _SECTION.finditer(code[:400])][:4]
    sections = sections[:-1] if len(sections) > 1 and not sections[-1] else sections
    chosen = sections[0]
    if value < 0 and len(sections) > 1:
        chosen, value = sections[1], -value
    elif value == 0 and len(sections) > 2:
        chosen = sections[2]
    bare = re.sub(r'"[^"]*"|\\.', "", chosen)
    return (None if not bare or _OTHER.search(bare) else chosen), value


def _laid_out(value: Decimal, section: str) -> str | None:
    """``value`` in the places of ``section`` and the words around them; None: not understood."""
    pieces: list[str] = []
    places: list[tuple[int, str]] = []  # where in pieces, and which
    for quoted, escaped, bracket, place, percent, other in _PART.findall(section):
        if place:
            places.append((len(pieces), place))
        value *= 100 if percent else 1
        currency = _CURRENCY.match(bracket)
        pieces.append(quoted or escaped or (currency[1] if currency else "") or percent or other)
    if not places:
        return "".join(pieces) if section.strip() else None
    if len(places) > 1:
        return _spread(value, pieces, places)
    at, place = places[0]
    pieces[at] = _digits(abs(value), place)
    return ("-" if value < 0 else "") + "".join(pieces).strip()


def _digits(value: Decimal, place: str) -> str:
    """``value`` (not negative) as "#,##0.00" and its like say."""
    whole, _, decimals = place.partition(".")
    scale = len(place) - len(place.rstrip(","))
    decimals = decimals.rstrip(",")
    rounded = _round(value / 1000**scale, len(decimals))
    digits, _, rest = f"{rounded:f}".partition(".")
    least = whole.count("0")
    digits = ("" if digits == "0" and not least else digits).zfill(least)
    if "," in whole.rstrip(","):
        digits = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ".", digits)
    while rest and decimals[len(rest) - 1] == "#" and rest[-1] == "0":
        rest = rest[:-1]
    return f"{digits},{rest}" if rest else digits


def _spread(value: Decimal, pieces: list[str], places: list[tuple[int, str]]) -> str | None:
    """Digits among words, as in telephone numbers: "0000 000 000"; whole numbers only."""
    if value != value.to_integral_value() or value < 0 or any("." in p for _, p in places):
        return None
    left = str(int(value))
    for at, place in reversed(places):
        width = len(place) if at != places[0][0] else max(len(place), len(left))
        left, pieces[at] = left[:-width], left[-width:].zfill(place.count("0"))
    return "".join(pieces).strip()


def _general(value: Decimal) -> str:
    whole = len(str(abs(int(value)))) if abs(value) >= 1 else 1
    rounded = _round(value, max(0, _DIGITS_SHOWN - whole)) if value % 1 else value
    if rounded == 0 and value:
        return _scientific(value)
    text = f"{rounded:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _scientific(value: Decimal) -> str:
    return f"{value:.5E}".replace(".", ",")


def _round(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)


def _moment(value: date | time | timedelta, code: str) -> str:
    """Dates as dd/mm/yyyy whatever order ``code`` asks for, less what it leaves out."""
    asked = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code).lower()
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02d}"
    clock = f"{value:%H:%M}" if isinstance(value, datetime | time) else ""
    if isinstance(value, time):
        return clock
    day = f"{value.day:02d}/" if "d" in asked or "y" not in asked else ""
    month = f"{value.month:02d}/" if day or "m" in asked else ""
    said = f"{day}{month}{value.year:04d}"
    return f"{said} {clock}" if "h" in asked and clock else said
