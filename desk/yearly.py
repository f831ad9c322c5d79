"""The yearly index of provinces and communes: points in four groups, from the same events.

A year is that of the ISO weeks, so it is made of whole weeks. No count is published, only points:
each share is reckoned with every count under ``FEW`` taken for ``TYPICAL``, so that points do not
tell it, and rounded. Points of a province are held against the published weeks besides: where one
of the tables that prove a hidden count to be safe (``Release.witnesses``) would give other points,
they would tell something of that count, and are left out.
"""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from corpus.units import COMMUNE, units
from desk.indicators_count import GROUPS, PROVINCE, TOTAL, Cell, count, middle, table_of
from desk.indicators_log import Happening, span_of, week_of
from desk.spreadsheet import spreadsheet
from desk.suppression import FEW, protect

FILE = Path(__file__).with_name("yearly.yaml")
TYPICAL = 2
LACKS = "không đủ số liệu"
NOT_MEANT = "không áp dụng"
WHOLE = "(toàn tỉnh, thành phố)"
_HEAD = ["Tỉnh, thành phố", "Xã, phường, đặc khu", "Điểm chung"]
# The names that yearly.yaml may use, and the weekly counts they are the sums of.
COUNTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "received": (("received", TOTAL),),
    "answered": (("received", "answered"),),
    "handed": (("handed", TOTAL),),
    "replied": (("replied", "on_time"), ("replied", "late")),
    "on_time": (("replied", "on_time"),),
    "rated": (("rated", "satisfied"), ("rated", "dissatisfied")),
    "satisfied": (("rated", "satisfied"),),
    "reopened": (("reopened", TOTAL),),
}
# What the names of yearly.yaml are called.
_CALLED = {
    "received": "số câu hỏi tiếp nhận",
    "answered": "số câu hỏi trợ lý trả lời được",
    "handed": "số phiếu chuyển cho người",
    "replied": "số phiếu đã trả lời",
    "on_time": "số phiếu trả lời đúng hạn",
    "rated": "số lượt đánh giá",
    "satisfied": "số lượt đánh giá hài lòng",
    "reopened": "số lần mở lại",
    "not_reopened": "số phiếu không phải mở lại",
    "communes": "số xã, phường, đặc khu của tỉnh",
    "communes_asking": "số xã, phường, đặc khu có hỏi",
    "weeks": "số tuần của năm",
    "weeks_asking": "số tuần có hỏi",
    "hours_working": "thời gian trả lời theo giờ làm việc",
}
Place = tuple[str, str]  # province, commune ("" for the province itself)
Counts = Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Points:
    """``parts`` and ``groups`` by name; None where there are not enough figures."""

    place: Place
    parts: Mapping[str, float | None]
    groups: Mapping[str, float | None]
    score: float | None


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit's points are reckoned from; ``told`` are plain numbers that are no secret."""

    counts: Counts
    told: Mapping[str, float]
    hours: tuple[float, ...]


@cache
def method(file: Path = FILE) -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return told


def span_of_year(year: int) -> tuple[datetime, datetime]:
    return span_of(f"{year}-W01")[0], span_of(f"{year + 1}-W01")[0]


def index(happenings: Iterable[Happening], year: int) -> list[Points]:
    """Provinces with their communes after them, in the order of their names.

    Some seconds for each week of the year, where all provinces ask.
    """
    log = list(happenings)
    found = _units(log, year)
    points = {place: _points(place, unit) for place, unit in sorted(found.items())}
    for place, unit in _as_witnessed(log, year, found):
        points[place] = _agreeing(points[place], _points(place, unit))
    return list(points.values())


def write(out: Path, year: int, points: Sequence[Points]) -> list[Path]:
    """The index as CSV and JSON, its method, and both as a spreadsheet; the files."""
    out.mkdir(parents=True, exist_ok=True)
    table, record, text, sheet = (
        out / f"index-{year}.{end}" for end in ("csv", "json", "md", "xlsx")
    )
    parts = [part["name"] for group in method()["groups"].values() for part in group["parts"]]
    groups = [group["name"] for group in method()["groups"].values()]
    rows = [[*_HEAD, *groups, *parts], *(_row(one, groups, parts) for one in points)]
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    how = [[line] for line in explained(year).split("\n") if line and line[0] not in "#|"]
    how = [["Cách tính"], *how]
    sheet.write_bytes(spreadsheet({f"Chỉ số năm {year}": rows, "Cách tính": how, **_weights()}))
    told = [
        {"province": one.place[0], "commune": one.place[1], "score": one.score}
        | {"groups": dict(one.groups), "parts": dict(one.parts)}
        for one in points
    ]
    whole = {"year": year, "method": method(), "units": told}
    record.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    text.write_text(explained(year), encoding="utf-8")
    return [table, record, text, sheet]


def _row(one: Points, groups: Sequence[str], parts: Sequence[str]) -> list[str | int]:
    """As people read it: whole points, and in words why there are none."""
    values = [one.score, *(one.groups[name] for name in groups)]
    told = [LACKS if value is None else round(value) for value in values]
    own = [(name, one.parts[name]) for name in parts]
    told += [_said(name, value, bool(one.place[1])) for name, value in own]
    return [one.place[0], one.place[1] or WHOLE, *told]


def _said(part: str, value: float | None, commune: bool) -> str | int:
    if value is not None:
        return round(value)
    return NOT_MEANT if commune and part in _provinces_only() else LACKS


def _provinces_only() -> set[str]:
    groups = method()["groups"].values()
    return {p["name"] for group in groups for p in group["parts"] if p.get("provinces_only")}


def _weights() -> dict[str, list[list[str | float | None]]]:
    head: list[str | float | None] = ["Nhóm", "Trọng số", "Thành phần", "Trọng số", "Cách tính"]
    rows: list[list[str | float | None]] = [
        [group["name"], group["weight"], part["name"], part["weight"], _how(part)]
        for group in method()["groups"].values()
        for part in group["parts"]
    ]
    return {"Trọng số": [head, *rows]}


def _how(part: Mapping[str, Any]) -> str:
    if "hours" in part:
        return (
            f"{_CALLED[part['hours']]}, lấy trung vị: từ {part['best']} giờ trở xuống được 100 "
            f"điểm, từ {part['worst']} giờ trở lên được 0 điểm"
        )
    return f"100 × {_CALLED[part['of']]} : {_CALLED[part['among']]}"


def explained(year: int) -> str:
    """How the index is made, with its weights."""
    told = method()
    start, end = (moment.date() for moment in span_of_year(year))
    last = end - timedelta(days=1)
    lines = [
        f"# Chỉ số năm {year}: cách tính\n",
        f"Từ ngày {start:%d/%m/%Y} đến hết ngày {last:%d/%m/%Y}: các tuần trọn từ thứ Hai đến Chủ "
        "nhật. Bốn nhóm đầu vào, quá trình, đầu ra, tác động; điểm từ 0 đến 100, làm tròn đến "
        f"{told['points']} điểm. Điểm của nhóm và điểm chung là trung bình có trọng số của những "
        "thành phần có đủ số liệu.\n",
        f"“{LACKS}”: đơn vị có dưới {told['least_received']} câu hỏi trong năm, hoặc tỷ lệ phải "
        f"tính trên dưới {told['least_among']} lượt. “{NOT_MEANT}”: thành phần chỉ tính cho tỉnh, "
        "thành phố. Số đếm dưới {FEW} được tính như {TYPICAL}, để điểm "
        "không cho biết số đó; điểm của tỉnh cũng không nêu khi cùng với số liệu tuần đã công bố "
        f"có thể thu hẹp một số dưới {FEW}.\n",
        "| nhóm | trọng số | thành phần | trọng số | cách tính |\n|---|---|---|---|---|",
    ]
    for group in told["groups"].values():
        for part in group["parts"]:
            whole, own = (
                f"{group['name']} | {group['weight']}",
                f"{part['name']} | {part['weight']}",
            )
            lines.append(f"| {whole} | {own} | {_how(part)} |")
    return "\n".join(lines) + "\n"


def _units(log: Sequence[Happening], year: int) -> dict[Place, Unit]:
    start, end = span_of_year(year)
    inside = [one for one in log if start <= one.at < end]
    places = {(one.province, commune) for one in inside for commune in {"", one.commune}}
    weeks = (end - start).days // 7
    known = _communes()
    by_place: dict[Place, list[Happening]] = defaultdict(list)
    for one in log:
        for commune in {"", one.commune}:
            by_place[one.province, commune].append(one)
    found = {}
    for place in places - {("", "")}:
        own = by_place[place]
        counted = count(own, start, end)
        asked = [one for one in own if one.kind == "asked" and start <= one.at < end]
        told = {
            "weeks": float(weeks),
            "weeks_asking": float(len({week_of(one.at) for one in asked})),
            "communes": float(known[place[0]]),
            "communes_asking": float(len({one.commune for one in asked} - {""})),
        }
        counts = {
            (cell.group, cell.part): float(number)
            for cell, number in counted.counts.items()
            if (cell.by, cell.name) == (PROVINCE, place[0])
        }
        hours = tuple(working for working, _ in counted.hours.get((PROVINCE, place[0]), ()))
        found[place] = Unit(counts, told, hours)
    return found


def _as_witnessed(
    log: Sequence[Happening], year: int, found: Mapping[Place, Unit]
) -> Iterator[tuple[Place, Unit]]:
    """The provinces as they would be, were a week what one of its witnesses says."""
    start, end = span_of_year(year)
    for week in sorted({week_of(one.at) for one in log if start <= one.at < end}):
        counted = count(log, *span_of(week))
        for group in GROUPS:
            counts, sums = table_of(group, counted.counts)
            for witness in protect(counts, sums).witnesses:
                yield from _changed(group, counts, witness, found)


def _changed(
    group: str,
    counts: Mapping[Cell, int],
    witness: Mapping[Cell, float],
    found: Mapping[Place, Unit],
) -> Iterator[tuple[Place, Unit]]:
    moved: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    for cell, number in counts.items():
        if cell.by == PROVINCE and abs(witness[cell] - number) > 1e-6:
            moved[cell.name][group, cell.part] = witness[cell] - number
    for name, changes in moved.items():
        unit = found.get((name, ""))
        if unit is not None:
            new = {key: unit.counts.get(key, 0) + change for key, change in changes.items()}
            yield (name, ""), Unit({**unit.counts, **new}, unit.told, unit.hours)


def _points(place: Place, unit: Unit) -> Points:
    told = method()
    parts: dict[str, float | None] = {}
    groups: dict[str, float | None] = {}
    enough = _number("received", unit) >= told["least_received"]
    for group in told["groups"].values():
        found = {
            part["name"]: _part(place, unit, part) if enough else None for part in group["parts"]
        }
        parts |= found
        groups[group["name"]] = _mean(
            (found[part["name"]], part["weight"]) for part in group["parts"]
        )
    score = _mean((groups[group["name"]], group["weight"]) for group in told["groups"].values())
    return Points(place, parts, groups, score)


def _part(place: Place, unit: Unit, part: Mapping[str, Any]) -> float | None:
    if part.get("provinces_only") and place[1]:
        return None
    least = method()["least_among"]
    if "hours" in part:
        if len(unit.hours) < least:
            return None
        span = part["worst"] - part["best"]
        return _round(100 * (part["worst"] - middle(unit.hours)) / span)
    among = _number(part["among"], unit)
    if among < least:
        return None
    return _round(100 * _number(part["of"], unit) / among)


def _number(name: str, unit: Unit) -> float:
    """A count as it is used: no small one makes a difference."""
    if name in unit.told:
        number = unit.told[name]
        return number if number >= FEW else TYPICAL
    if name == "not_reopened":
        return max(_number("replied", unit) - _number("reopened", unit), 0)
    return sum(_not_small(unit.counts.get(one, 0)) for one in COUNTS[name])


def _not_small(number: float) -> float:
    return number if number >= FEW else TYPICAL


def _mean(weighed: Iterable[tuple[float | None, float]]) -> float | None:
    found = [(value, weight) for value, weight in weighed if value is not None]
    if not found:
        return None
    return _round(sum(value * weight for value, weight in found) / sum(w for _, w in found))


def _round(points: float) -> float:
    step = method()["points"]
    return float(min(max(round(points / step) * step, 0), 100))


def _agreeing(one: Points, other: Points) -> Points:
    """What is the same in both."""
    parts = {
        name: value if other.parts[name] == value else None for name, value in one.parts.items()
    }
    told = method()["groups"].values()
    groups = {
        group["name"]: _mean((parts[part["name"]], part["weight"]) for part in group["parts"])
        for group in told
    }
    score = _mean((groups[group["name"]], group["weight"]) for group in told)
    return Points(one.place, parts, groups, score)


@cache
def _communes() -> Counter[str]:
    """How many communes each province has."""
    found = {one for named in units().by_name.values() for one in named}
    return Counter(one.province for one in found if one.level == COMMUNE and not one.ended)
