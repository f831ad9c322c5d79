"""The yearly index as people read it: tables, the method in words, a spreadsheet."""

import csv
import json
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from desk.spreadsheet import spreadsheet
from desk.suppression import FEW
from desk.yearly import LACKS, TYPICAL, Points, method, span_of_year

NOT_MEANT = "không áp dụng"
WHOLE = "(toàn tỉnh, thành phố)"
_HEAD = ["Tỉnh, thành phố", "Xã, phường, đặc khu", "Điểm chung"]
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


def read(out: Path, year: int) -> list[Points] | None:
    """What was written there of this year."""
    file = out / f"index-{year}.json"
    if not file.exists():
        return None
    units = json.loads(file.read_text(encoding="utf-8"))["units"]
    return [
        Points((one["province"], one["commune"]), one["parts"], one["groups"], one["score"])
        for one in units
    ]


def years(out: Path) -> list[int]:
    """Of which years there is an index, the newest first."""
    found = (re.fullmatch(r"index-(\d{4})\.json", file.name) for file in out.glob("index-*.json"))
    return sorted((int(one[1]) for one in found if one), reverse=True)


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
    how = [["Cách tính"], *([told] for told in paragraphs(year))]
    tables = {f"Chỉ số năm {year}": rows, "Cách tính": how, "Trọng số": weights()}
    sheet.write_bytes(spreadsheet(tables))
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


def _how(part: Mapping[str, Any]) -> str:
    if "hours" in part:
        return (
            f"{_CALLED[part['hours']].capitalize()}, lấy trung vị: từ {part['best']} giờ trở "
            f"xuống được 100 điểm, từ {part['worst']} giờ trở lên được 0 điểm"
        )
    return f"100 × {_CALLED[part['of']]} : {_CALLED[part['among']]}"


def explained(year: int) -> str:
    """How the index is made, with its weights."""
    lines = [f"# Chỉ số năm {year}: cách tính", "", *(f"{told}\n" for told in paragraphs(year))]
    head, *rows = weights()
    lines += [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def paragraphs(year: int) -> list[str]:
    """What stands above the weights."""
    told = method()
    start, end = (moment.date() for moment in span_of_year(year))
    last = end - timedelta(days=1)
    return [
        f"Từ ngày {start:%d/%m/%Y} đến hết ngày {last:%d/%m/%Y}: các tuần trọn từ thứ Hai đến Chủ "
        "nhật. Bốn nhóm đầu vào, quá trình, đầu ra, tác động; điểm từ 0 đến 100, làm tròn đến "
        f"{told['points']} điểm. Điểm của nhóm và điểm chung là trung bình có trọng số của những "
        "thành phần có đủ số liệu.",
        f"“{LACKS}”: đơn vị có dưới {told['least_received']} câu hỏi trong năm, hoặc tỷ lệ phải "
        f"tính trên dưới {told['least_among']} lượt. “{NOT_MEANT}”: thành phần chỉ tính cho tỉnh, "
        f"thành phố. Số đếm dưới {FEW} được tính như {TYPICAL}, để điểm không cho biết số đó; điểm "
        "của tỉnh cũng không nêu khi cùng với số liệu tuần đã công bố có thể thu hẹp một số dưới "
        f"{FEW}.",
    ]


def weights() -> list[list[str]]:
    """Each part with its group, below a head."""
    head = ["Nhóm", "Trọng số của nhóm", "Thành phần", "Trọng số trong nhóm", "Cách tính"]
    return [
        head,
        *(
            [group["name"], str(group["weight"]), part["name"], str(part["weight"]), _how(part)]
            for group in method()["groups"].values()
            for part in group["parts"]
        ),
    ]
