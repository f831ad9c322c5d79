"""Files that desks exchange: a round trip loses nothing, and a bad file keeps nothing."""

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from corpus.store import TextStore
from desk import case_exchange, faq_exchange, lines
from desk.__main__ import main
from desk.announcing import NAMES
from desk.case_lines import CaseLine, as_csv, harmless, line_of, plain, rows_of
from desk.contact import Contact
from desk.desk import Desk
from desk.errors import NotImported
from desk.faq import Draft
from desk.faq_exchange import FaqLine
from desk.faq_index import law_of
from desk.faq_publish import pick
from desk.hooks import add, new_secret
from desk.role import Actor, Role
from desk.similar import Similar
from retrieval.manifest import current
from retrieval.question import Unit
from tests.fakes.answers import escalated
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at, setting_at
from tests.fakes.grounds import NO_PROVISION
from tests.fakes.people import join

TODAY = date(2026, 11, 23)
LAN = Actor("Lan", Role.REVIEWER)
FORMULAS = ("=1+1", "+84", "-x", "@sum(a1)", "\t=1", "'=1", "'", "''x", " =1", "a", "")
ASKED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
OLD = CaseLine(
    source="TS-17",
    question="Xã lập sổ theo dõi máy đo ở đâu?",
    province="Lào Cai",
    commune="Phường Sa Pa",
    field="do-luong",
    asked=ASKED,
    answer="Ở bộ phận một cửa.",
    answered=datetime(2026, 3, 3, 2, tzinfo=UTC),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path / "motcham.db"), Clock())
    yield opened
    opened.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path / "other.db"), Clock())
    yield opened
    opened.close()


@pytest.fixture
def run(tmp_path: Path, starter_index: Path) -> Callable[..., Result]:
    shutil.copytree(starter_index, tmp_path / "index")
    environment = {"MOTCHAM_DATA": str(tmp_path), **setting_at(tmp_path / "motcham.db")}
    return lambda *words: CliRunner().invoke(main, words, env=environment)


def standing(index: Path) -> Draft:
    """A reviewed answer that rests on the starter's own words."""
    store = TextStore(current(index) / "text.db")
    chunk = next(c for c in map(store.chunk_at, range(1, 60)) if c.document.kind == "guide")
    basis = pick(index, chunk.id, "", TODAY)
    return Draft(("Căn cứ này nói gì?", "Nói gì ở đây?"), "Như trích dưới đây.", (basis,))


def take_cases(desk: Desk, *told: CaseLine, origin: str = "") -> list[case_exchange.Taken]:
    with desk.begin() as work:
        numbered = list(enumerate(told, 1))
        return case_exchange.take(work, numbered, LAN, None, TODAY, origin)


# Reviewed answers.


def test_reviewed_answers_go_round_as_drafts(
    desk: Desk, other: Desk, starter_index: Path, tmp_path: Path
) -> None:
    body = standing(starter_index)
    with desk.begin() as work:
        work.draft_faq(body, "Lan")
        work.draft_faq(Draft(("Có cần không?",), "Không.", reason="Việc nội bộ", risky=True), "Hoa")
    file = tmp_path / "faqs.jsonl"
    file.write_text("\n".join(faq_exchange.given(desk)), encoding="utf-8")
    assert "Lan" not in file.read_text(encoding="utf-8")
    told = lines.read(file, FaqLine, faq_exchange.FORMAT)
    with other.begin() as work:
        taken = faq_exchange.take(law_of(starter_index), told, work, "Minh", TODAY)
    assert [one.note for one in taken] == ["", ""]
    assert [faq.draft for faq in other.faqs()] == [faq.draft for faq in desk.faqs()]
    assert {faq.state for faq in other.faqs()} == {"draft"}
    assert other.faqs()[0].events[0].text == "Nhập từ HD-000001."
    with other.begin() as work:
        again = faq_exchange.take(law_of(starter_index), told, work, "Minh", TODAY)
    assert [(one.faq, one.note) for one in again] == [
        (None, "asked already: HD-000001"),
        (None, "asked already: HD-000002"),
    ]


def test_what_no_longer_stands_is_left_out_and_told(other: Desk, starter_index: Path) -> None:
    body = standing(starter_index)
    gone = replace(body.basis[0], text="Lời không còn ở đâu.", citation="Điều 99")
    with other.begin() as work:
        made = [
            work.draft_faq(Draft((f"{n}?",), "Có.", basis), "Lan")
            for n, basis in enumerate(((*body.basis, gone), (gone,)))
        ]
    told = [
        (n, faq_exchange.line_of(one).model_copy(update={"questions": [f"mới {n}"]}))
        for n, one in enumerate(made, 1)
    ]
    with other.begin() as work:
        taken = faq_exchange.take(law_of(starter_index), told, work, "Minh", TODAY)
    first, second = (one.faq for one in taken)
    assert first is not None
    assert second is not None
    assert first.draft.basis == body.basis
    assert second.draft.basis == ()
    assert "Điều 99" in second.draft.reason
    assert all("Điều 99" in one.note for one in taken)
    assert "Điều 99" in first.events[0].text


def test_the_commands_publish_only_what_stands_and_only_for_who_may(
    desk: Desk, run: Callable[..., Result], starter_index: Path, tmp_path: Path
) -> None:
    join(desk, "bao", Role.MAINTAINER)
    line = FaqLine(questions=["Có cần không?"], text="Không.", reason="Việc nội bộ")
    risky = line.model_copy(update={"questions": ["Rủi ro?"], "risky": True})
    body = standing(starter_index)
    lost = FaqLine(
        questions=["Mất căn cứ?"],
        text="Có.",
        basis=[
            faq_exchange.BasisLine(
                document=body.basis[0].document, path=["Điều 1"], citation="Điều 1", text="không có"
            )
        ],
    )
    file = tmp_path / "faqs.jsonl"
    file.write_text("\n".join(one.model_dump_json() for one in (line, risky, lost)))
    refused = run("--as", "bao", "import", "faqs", str(file), "--publish")
    assert "nothing was imported" in refused.output
    assert desk.faqs() == []
    done = run("import", "faqs", str(file), "--publish", "--author", "Minh")
    assert done.exit_code == 0, done.output
    assert "3 reviewed answers imported" in done.output
    assert [faq.state for faq in desk.faqs()] == ["published", "draft", "draft"]
    assert "line 2: HD-000002 stays a draft" in done.output
    assert "line 3: Căn cứ" in done.output


# Cases.


def test_an_answered_case_is_closed_on_its_own_days_and_known(desk: Desk) -> None:
    with desk.begin() as work:
        add(work, "https://example.org/", NAMES, new_secret(), words=False, private=False)
    [taken] = take_cases(desk, OLD)
    case = desk.case(1)
    assert case is not None
    assert case == taken.case
    assert (case.state, case.opened, case.reply) == ("answered", ASKED, OLD.answer)
    assert [event.at for event in case.events] == [ASKED, OLD.answered]
    assert (case.unit, case.field) == (Unit("Lào Cai", "Phường Sa Pa"), "do-luong")
    assert desk.counts()["undelivered"] == 0  # nobody is told of what was long ago
    with desk.begin() as work:
        contact = Contact("web", "browser")
        work.keep(escalated("new", "Lập sổ theo dõi máy đo ở đâu?"), contact)
        asking = work.open_case("new", contact)
    assert asking.state == "open"
    assert [one.case.id for one in Similar(desk.database).to(asking)] == [1]
    assert desk.tick() == 0


def test_an_open_one_is_opened_here(desk: Desk) -> None:
    [taken] = take_cases(desk, OLD.model_copy(update={"answer": "", "answered": None}))
    assert taken.case is not None
    assert (taken.case.state, taken.case.opened) == ("open", desk.now())
    assert taken.case.due is not None


def test_taken_once_by_its_number_and_where_it_comes_from(desk: Desk) -> None:
    assert take_cases(desk, OLD)[0].is_new
    assert not take_cases(desk, OLD)[0].is_new
    assert take_cases(desk, OLD, origin="Sơn La")[0].is_new
    bare = OLD.model_copy(update={"source": ""})
    assert [one.is_new for one in take_cases(desk, bare, bare)] == [True, False]


def test_who_waits_is_not_answered_by_what_is_taken(desk: Desk) -> None:
    with desk.begin() as work:
        contact = Contact("telegram", "7")
        work.set_unit(contact, Unit("Lào Cai", "Phường Sa Pa"))
        work.keep(escalated("a1", OLD.question), contact)
        work.open_case("a1", contact)
    take_cases(desk, OLD)
    waiting, taken = desk.case(1), desk.case(2)
    assert waiting is not None
    assert taken is not None
    assert (waiting.state, waiting.linked, taken.linked) == ("open", None, None)
    with desk.begin() as work:
        work.cases.reply(1, LAN, "Ở xã.", NO_PROVISION)
    assert desk.case(2) == taken


def test_cases_go_round(desk: Desk, other: Desk, tmp_path: Path) -> None:
    take_cases(desk, OLD, OLD.model_copy(update={"source": "x", "answer": "", "answered": None}))
    given = list(case_exchange.given(desk))
    take_cases(other, *given)
    again = list(case_exchange.given(other))
    assert again == given
    in_cells = rows_of("".join(as_csv(given)).encode())
    assert [one.model_copy(update={"state": "open"}) for _, one in in_cells] == [
        one.model_copy(update={"state": "open"}) for one in given
    ]


def test_ended_without_an_answer_is_not_opened_anew(desk: Desk, other: Desk) -> None:
    with desk.begin() as work:
        contact = Contact("web", "browser")
        work.keep(escalated("a1"), contact)
        case = work.open_case("a1", contact)
        work.withdraw(case.id, contact.asker)
    assert [one.case for one in take_cases(other, *case_exchange.given(desk))] == [None]
    assert other.cases() == []


def test_a_spreadsheet_is_read_as_people_write_it(desk: Desk, tmp_path: Path) -> None:
    rows = (
        "\ufeffCâu hỏi;Đơn vị;Lĩnh vực;Ngày hỏi;Trả lời\r\n"
        '"Nộp ở đâu,\nlúc nào?";Phường Sa Pa, Lào Cai;do-luong;02/03/2026;\r\n'
        ";;;;\r\n"
        "Ai ký?;Lào Cai;;2026-03-02;Chủ tịch.\r\n"
    )
    (_, first), (number, second) = rows_of(rows.encode())
    assert (first.commune, first.province) == ("Phường Sa Pa", "Lào Cai")
    assert first.question == "Nộp ở đâu,\nlúc nào?"
    assert first.asked.isoformat() == "2026-03-02T00:00:00+07:00"
    assert (number, second.answer, second.commune) == (5, "Chủ tịch.", "")


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_is_a_formula_and_every_cell_is_read_back(cell: str) -> None:
    assert plain(harmless(cell)) == cell
    assert not harmless(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.text())
def test_any_cell_goes_round(cell: str) -> None:
    assert plain(harmless(cell)) == cell
    assert harmless(cell)[:1] not in set("=+-@\t\r")


def test_a_question_that_is_a_formula_stays_words(desk: Desk) -> None:
    take_cases(desk, OLD.model_copy(update={"question": "=HYPERLINK(1)?"}))
    text = "".join(as_csv(case_exchange.given(desk)))
    cells = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1]
    assert cells[1] == "'=HYPERLINK(1)?"


# Files that are not as they should be.


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x", "line 1: it is no JSON"),
        (f"{OLD.model_dump_json()}\n[]", "line 2: it is no JSON object"),
        ('{"format": "motcham.case/2"}', 'line 1: its format is "motcham.case/2"'),
        ("{}", "line 1: its format is null"),
        (json.dumps(OLD.model_dump(mode="json") | {"x": 1}), "line 1: x: Extra"),
        (json.dumps(OLD.model_dump(mode="json") | {"asked": "hôm qua"}), "line 1: asked"),
        ("[" * 100_000, "line 1"),
        ("\n" + "x" * 300_000, "line 2: it is longer than"),
        ("{}\n" * (lines.MOST_LINES + 1), "more than"),
        ("\ud800", "line 1: it is not UTF-8"),
        ('{"source": "x",' + OLD.model_dump_json()[1:], "line 1: it is no JSON (a name stands"),
        (json.dumps(OLD.model_dump(mode="json") | {"asked": "0001-01-01T00:00+14:00"}), "1900"),
        ("PK\x03\x04", "is a workbook: save its sheet as"),
    ],
)
def test_a_bad_file_names_its_line_and_keeps_nothing(
    desk: Desk, run: Callable[..., Result], tmp_path: Path, text: str, says: str
) -> None:
    file = tmp_path / "cases.jsonl"
    good = OLD.model_copy(update={"source": "other"}).model_dump_json()
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    result = run("import", "cases", str(file))
    assert result.exit_code == 1
    assert says in result.output
    assert "Traceback" not in result.output
    assert desk.cases() == []
    file.write_text(good)
    assert run("import", "cases", str(file)).exit_code == 0


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("Số định danh của tôi 012345678901, điện thoại 0912345678?;02/03/2026;", ""),
        ("Nộp ở đâu?;hôm qua;", "line 2: 'hôm qua' is no day"),
        ("Nộp ở đâu?;02/03/2036;", "line 2: it was asked in the future"),
        (";02/03/2026;Có", "line 2: question"),
        ("Nộp ở đâu?;02/03/2026;Gọi số 0912345678", "its answer holds personal data"),
        ('"Nộp;02/03/2026;', "line 2"),
        ("Nộp ở đâu?;46083;Có", "line 2: '46083' is a day as a number"),
        ("Nộp ở đâu?;01/01/0001;", "line 2: it was asked before 1900"),
        ("Nộp ở đâu?;02/03/2026;Có\n;;nữa", "line 3: it has no day"),
        ("Nộp ở đâu?;02/03/2026;Có; nữa", "line 2: it has 4 cells, the first row 3"),
    ],
)
def test_a_bad_row_is_named_too(
    desk: Desk, run: Callable[..., Result], tmp_path: Path, row: str, says: str
) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(f"Câu hỏi;Ngày hỏi;Trả lời\n{row}\n", encoding="utf-8")
    result = run("import", "cases", str(file))
    assert says in result.output
    assert (result.exit_code == 0) == (not says), result.output
    if not says:
        [case] = desk.cases()
        assert "0912345678" not in case.answer.question.text
    else:
        assert desk.cases() == []


def test_so_many_reviewed_answers_that_others_would_wait_long_are_to_be_divided(
    run: Callable[..., Result], desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "faqs.jsonl"
    file.write_text("{}\n" * (faq_exchange.MOST + 1))
    result = run("import", "faqs", str(file))
    assert result.exit_code == 1
    assert "more than 2000 lines: divide it" in " ".join(result.output.split())
    file.write_text(json.dumps({"format": faq_exchange.FORMAT, "questions": ["x" * 4_001]}))
    assert "line 1: questions.0: String" in run("import", "faqs", str(file)).output
    assert desk.faqs() == []


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.jsonl"
    with file.open("wb") as stream:
        stream.truncate(lines.LARGEST_FILE + 1)
    with pytest.raises(NotImported, match="larger than 64 MB"):
        lines.read(file, FaqLine, faq_exchange.FORMAT)


def test_the_hour_beside_a_day_and_cells_parted_by_tabs_are_read() -> None:
    text = "Câu hỏi\tNgày hỏi\tTrả lời\nNộp ở đâu?\t02/03/2026 08:15\tỞ xã, ghi; rõ\t\t\n"
    [(_, line)] = rows_of(text.encode())
    assert (line.asked.isoformat(), line.answer) == ("2026-03-02T08:15:00+07:00", "Ở xã, ghi; rõ")


def test_a_column_that_stands_there_twice_is_not_guessed() -> None:
    with pytest.raises(NotImported, match="names the column “question” twice"):
        rows_of("Câu hỏi,Nội dung hỏi,Ngày hỏi\nx,y,02/03/2026\n".encode())


def test_columns_that_are_missing_are_named() -> None:
    with pytest.raises(NotImported, match="asked on"):
        rows_of("Câu hỏi\nx\n".encode())
    with pytest.raises(NotImported, match="CSV UTF-8"):
        rows_of(b"\xff\xfe")


def test_exports_are_for_the_owners_eyes_and_noted(
    desk: Desk, run: Callable[..., Result], tmp_path: Path
) -> None:
    take_cases(desk, OLD)
    for name in ("cases.jsonl", "cases.csv"):
        result = run("export", "cases", str(tmp_path / name))
        assert "1 cases written" in result.output
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    [line] = (tmp_path / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    case = desk.case(1)
    assert case is not None
    assert json.loads(line) == json.loads(line_of(case).model_dump_json())


@pytest.mark.parametrize(("model", "name"), [(FaqLine, "faq"), (CaseLine, "case")])
def test_the_formats_stand_in_the_documentation(model: type[lines.Line], name: str) -> None:
    """To write them anew: ``json.dumps(FaqLine.model_json_schema(), …)`` as below."""
    told = json.dumps(model.model_json_schema(), ensure_ascii=False, indent=2) + "\n"
    assert Path(f"docs/{name}.schema.json").read_text(encoding="utf-8") == told
