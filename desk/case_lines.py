"""What a case looks like in files that desks exchange: lines of JSON, or rows of a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, time
from itertools import product
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from corpus.text import fold
from corpus.vietnam_time import VIETNAM
from desk.case import REPLIES, Case, CaseState
from desk.errors import NotImported
from desk.lines import LARGEST_LINE, MOST_LINES, Line, open_file, read
from retrieval.question import Unit

FORMAT: Literal["motcham.case/1"] = "motcham.case/1"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # with these a spreadsheet takes a cell for a formula
_DAYS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
_HOURS = ("", " %H:%M", " %H:%M:%S")
EARLIEST = datetime(1900, 1, 1, tzinfo=VIETNAM)  # what says it was before is a slip of the hand
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how files of .xlsx and of .xls begin
# How the columns of a spreadsheet may be called, folded; the first is what we write.
COLUMNS: dict[str, tuple[str, ...]] = {
    "source": ("source", "id", "ma", "ma phieu", "so phieu"),
    "question": ("question", "cau hoi", "noi dung hoi"),
    "unit": ("unit", "don vi", "xa phuong"),
    "field": ("field", "linh vuc"),
    "asked": ("asked on", "ngay hoi", "asked"),
    "answer": ("answer", "tra loi", "cau tra loi"),
    "answered": ("answered on", "ngay tra loi", "answered"),
    "no_basis": ("no basis", "khong co can cu", "ly do khong co can cu"),
}
_NAMES = {name: column for column, names in COLUMNS.items() for name in names}


class SaidBasis(BaseModel):
    """Words of a provision; an empty ``document`` where only people know which it is."""

    document: str = Field("", max_length=300)
    edition: str = Field("", max_length=300)
    path: list[str] = Field(default_factory=list, max_length=30)
    citation: str = Field("", max_length=1_000)
    text: str = Field(min_length=1, max_length=20_000)


class CaseLine(Line):
    """A case. With an ``answer`` it is closed, and known to who answers similar ones; without, it
    is opened here.
    """

    format: Literal["motcham.case/1"] = FORMAT
    source: str = Field("", max_length=200, description="Its number where it comes from.")
    question: str = Field(min_length=1, max_length=10_000)
    province: str = Field("", max_length=100)
    commune: str = Field("", max_length=100)
    field: str = Field("", max_length=100)
    asked: AwareDatetime
    state: CaseState = CaseState.OPEN
    answer: str = Field("", max_length=20_000)
    answered: AwareDatetime | None = None
    basis: list[SaidBasis] = Field(default_factory=list, max_length=50)
    no_basis: str = Field("", max_length=2_000)


def line_of(case: Case) -> CaseLine:
    """Without who asked, who answered, and what was said between."""
    answered = [event.at for event in case.events if event.kind in REPLIES]
    return CaseLine(
        source=case.label,
        question=case.answer.question.text or "[…]",
        province=case.unit.province,
        commune=case.unit.commune,
        field=case.field,
        asked=case.opened,
        state=case.state,
        answer=case.reply,
        answered=answered[-1] if answered and case.reply else None,
        basis=[
            SaidBasis(
                document=one.document,
                edition=one.edition,
                path=list(one.path),
                citation=one.citation,
                text=one.text,
            )
            for one in case.ground.basis
        ],
        no_basis=case.ground.reason,
    )


def lines_of(file: Path) -> list[tuple[int, CaseLine]]:
    """What a file holds: a spreadsheet's rows where its name ends with .csv, else lines of JSON.

    Raises:
        NotImported
    """
    raw = open_file(file)
    if raw.startswith(_WORKBOOKS):
        raise NotImported([f"{file} is a workbook: save its sheet as “CSV UTF-8” and import that"])
    return rows_of(raw) if file.suffix.casefold() == ".csv" else read(file, CaseLine, FORMAT)


def as_csv(lines: Iterable[CaseLine]) -> Iterator[str]:
    """Rows as spreadsheets read them; no cell is taken for a formula."""
    yield "\ufeff" + _row([names[0] for names in COLUMNS.values()])
    for line in lines:
        told = {
            "source": line.source,
            "question": line.question,
            "unit": str(Unit(line.province, line.commune)),
            "field": line.field,
            "asked": line.asked.astimezone(VIETNAM).isoformat(timespec="seconds"),
            "answer": line.answer,
            "answered": line.answered.astimezone(VIETNAM).isoformat(timespec="seconds")
            if line.answered
            else "",
            "no_basis": line.no_basis,
        }
        yield _row([harmless(told[column]) for column in COLUMNS])


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, and ``plain`` reads back."""
    return f"'{cell}" if cell.lstrip(" '").startswith(_FORMULA) or cell.startswith("'") else cell


def plain(cell: str) -> str:
    rest = cell[1:]
    is_marked = cell.startswith("'") and harmless(rest) == cell
    return rest if is_marked else cell


def rows_of(raw: bytes) -> list[tuple[int, CaseLine]]:
    """
    Raises:
        NotImported
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotImported(["the spreadsheet is not UTF-8: save it as “CSV UTF-8”"]) from None
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found: list[tuple[int, CaseLine]] = []
    problems: list[str] = []
    try:
        names = _columns(next(reader, []))
        for cells in reader:
            if len(found) + len(problems) >= MOST_LINES:
                raise NotImported([f"it has more than {MOST_LINES} rows: divide it"])
            if any(cell.strip() for cell in cells):
                try:
                    found.append((reader.line_num, _case(names, cells)))
                except ValueError as error:
                    problems.append(f"line {reader.line_num}: {error}")
    except csv.Error as error:
        problems.append(f"line {reader.line_num}: {error}")
    if problems:
        raise NotImported(problems)
    return found


def _columns(cells: list[str]) -> list[str]:
    names = [_NAMES.get(" ".join(fold(cell).replace(",", " ").split()), "") for cell in cells]
    problems = [
        f"the first row names no column “{COLUMNS[name][0]}” ({said})"
        for name, said in (("question", "Câu hỏi"), ("asked", "Ngày hỏi"))
        if name not in names
    ]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    problems += [f"the first row names the column “{COLUMNS[name][0]}” twice" for name in twice]
    if problems:
        raise NotImported(problems)
    return names


def _case(names: list[str], cells: list[str]) -> CaseLine:
    """
    Raises:
        ValueError
    """
    if sum(map(len, cells)) > LARGEST_LINE:
        raise ValueError(f"it is longer than {LARGEST_LINE // 1024} kB")
    if any(cell.strip() for cell in cells[len(names) :]):
        raise ValueError(
            f"it has {len(cells)} cells, the first row {len(names)}: a cell that holds what parts"
            " cells stands between quotes"
        )
    told = {name: plain(cell).strip() for name, cell in zip(names, cells, strict=False) if name}
    values: Mapping[str, object] = {
        "source": told.get("source", ""),
        "question": told.get("question", ""),
        "field": told.get("field", ""),
        "asked": _moment(told.get("asked", "")),
        "answer": told.get("answer", ""),
        "answered": _moment(told["answered"]) if told.get("answered") else None,
        "no_basis": told.get("no_basis", ""),
        **_unit(told.get("unit", "")),
    }
    try:
        return CaseLine.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{where}: {first['msg']}") from None


def _unit(said: str) -> dict[str, str]:
    """ "Phường Sa Pa, Lào Cai": the commune first, as addresses are written."""
    commune, between, province = said.rpartition(",")
    if not between:
        return {"province": said.strip(), "commune": ""}
    return {"province": province.strip(), "commune": commune.strip()}


def _moment(said: str) -> datetime:
    """A day as people write it (its beginning in Vietnam, or the hour beside it), or a moment in
    ISO 8601.

    Raises:
        ValueError
    """
    if not said:
        raise ValueError("it has no day; cells that were merged have it in their first row only")
    if re.fullmatch(r"\d{5}(\.\d+)?", said):
        raise ValueError(f"{said[:30]!r} is a day as a number: show the column as dates, save anew")
    for form in map("".join, product(_DAYS, _HOURS)):
        with suppress(ValueError):
            return datetime.strptime(said, form).replace(tzinfo=VIETNAM)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", said):
        return datetime.combine(date.fromisoformat(said), time(), VIETNAM)
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise ValueError(f"{said[:30]!r} is no day; write 27/11/2026 or 2026-11-27") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _row(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
