"""From trouble to rule: a blockage on the pages, its proposal, its steps, its effect, its paper."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import docx
import pypdf
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.blockages import subject_of
from corpus.document import Kind
from desk import asked_before, audit, erasure, proposals
from desk.__main__ import main
from desk.blockages import lately
from desk.contact import Contact
from desk.desk import Desk
from desk.errors import ProposalRefused, UnknownProposal
from desk.proposal import MOVES, Happened, Proposal, ProposalState, fold, kept
from desk.proposal_paper import paper, word
from desk.role import Role
from retrieval.question import Unit
from retrieval.service import Service
from tests.fakes.answers import answered, escalated
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at, setting_at
from tests.fakes.people import join, sign_in
from tests.web import Web

TOLD = (
    "Hồ sơ cấp phép bè nuôi thủy sản trên hồ thủy lợi do ai phê duyệt?",
    "ho so cap phep be nuoi thuy san tren ho thuy loi do ai phe duyet",
    "bè nuôi thủy sản trên hồ thủy lợi, hồ sơ cấp phép ai phê duyệt ạ",
)
SECRET = "0912345678"


def ask(desk: Desk, clock: Clock, name: str, unit: int, weeks: int, *, well: bool = False) -> None:
    contact = Contact("web", f"browser-{unit}")
    text = f"{TOLD[unit % 3]} Gọi {SECRET}" if unit == 0 else TOLD[unit % 3]
    before, clock.now = clock.now, clock.now + timedelta(weeks=weeks)
    with desk.begin() as work:
        work.set_unit(contact, Unit("Lào Cai", f"Xã Tân {'ABCDEF'[unit]}"))
        work.keep(answered(name, text) if well else escalated(name, text), contact)
    clock.now = before


def sow(desk: Desk, clock: Clock) -> None:
    """Twelve questions of six units over four weeks that nobody answered, and others that were."""
    for at in range(12):
        ask(desk, clock, f"asked-{at:02}", at % 6, at % 4)
    with desk.begin() as work:
        for at in range(40):
            text = f"Thủ tục thứ {at} về nhãn hiệu {at * 7} nộp {at + 100} ở đâu"
            work.keep(answered(f"well-{at}", text), Contact("web", "other"))


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path / "motcham.db"), clock)
    sow(opened, clock)
    clock.now += timedelta(weeks=4)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """The desk's real clock, for commands, will see these questions."""
    return Clock(datetime.now(UTC) - timedelta(weeks=4))


def drafted(desk: Desk) -> Proposal:
    with desk.database.reading() as connection:
        (blockage,) = lately(connection, desk.now())
    with desk.begin() as work:
        return proposals.draft(work, blockage, "person:1")


def moved(
    desk: Desk, number: int, kind: str, why: str = "", key: str = "", **sets: object
) -> Proposal:
    with desk.begin() as work:
        return proposals.move(work, number, kind, "person:1", why, key, sets)


def published(desk: Desk) -> Proposal:
    one = drafted(desk)
    moved(desk, one.id, "edited", wording="Sở phê duyệt.", concerns="Quy trình 05")
    moved(desk, one.id, "proposed")
    moved(desk, one.id, "accepted")
    moved(desk, one.id, "linked", documents=("07/QT-SKHCN",))
    return moved(desk, one.id, "published")


def test_a_blockage_becomes_one_proposal_however_often_it_is_pressed(desk: Desk) -> None:
    one, again = drafted(desk), drafted(desk)
    assert one == again
    assert one.evidence is not None
    assert len(one.evidence.answers) == 12
    assert (one.evidence.units, one.evidence.weeks) == (6, 4)
    assert one.state is ProposalState.DRAFTED
    assert SECRET not in json.dumps([dict(event.sets) for event in one.events])
    with desk.database.reading() as connection:
        noted = [entry.what for entry in audit.entries(connection)]
    assert noted.count("proposal_drafted") == 1


@given(st.lists(st.sampled_from(sorted(set(MOVES) - {"drafted"})), max_size=12))
def test_a_proposal_goes_only_where_its_machine_leads(kinds: list[str]) -> None:
    """Whatever is tried in whatever order, the fold is where the allowed steps lead."""
    events = [Happened(Clock().now, "a", "drafted", "", kept(title="t", wording="w", concerns="c"))]
    state = ProposalState.DRAFTED
    for kind in kinds:
        one = fold(1, events)
        assert one.state is state
        if not one.may(kind):
            step = MOVES[kind]
            assert one.state not in step.sources or (step.linked and not one.is_linked)
            continue
        sets = kept(documents=("1/QĐ",)) if kind == "linked" else {}
        events.append(Happened(Clock().now, "a", kind, "", sets))
        state = MOVES[kind].to or state
    assert fold(1, events).state is state
    ended = state in (ProposalState.PUBLISHED, ProposalState.MEASURED)
    assert not ended or fold(1, events).published is not None


def test_every_state_is_reached_and_all_can_be_withdrawn() -> None:
    assert {step.to for step in MOVES.values() if step.to} == set(ProposalState)
    assert MOVES["withdrawn"].sources == set(ProposalState) - {ProposalState.WITHDRAWN}


def test_what_is_not_ready_is_refused_and_keeps_its_state(desk: Desk) -> None:
    one = drafted(desk)
    for kind, why in (("proposed", ""), ("accepted", ""), ("withdrawn", " "), ("published", "")):
        with pytest.raises(ProposalRefused):
            moved(desk, one.id, kind, why)
    with desk.database.reading() as connection:
        assert proposals.get(connection, one.id) == one
        with pytest.raises(UnknownProposal):
            proposals.get(connection, 99)


def test_a_double_click_changes_nothing_twice(desk: Desk) -> None:
    one = drafted(desk)
    for _ in range(2):
        after = moved(desk, one.id, "edited", key="k", wording=f"Gọi {SECRET} để được duyệt")
    assert len(after.events) == 2
    assert SECRET not in after.wording
    assert moved(desk, one.id, "edited", wording=after.wording) == after


def test_the_effect_counts_before_and_after_by_one_rule(desk: Desk, clock: Clock) -> None:
    one = published(desk)
    assert one.state is ProposalState.PUBLISHED
    for at, later in enumerate((1, 2)):
        ask(desk, clock, f"later-{at}", at, later, well=True)
    clock.now += timedelta(weeks=4)
    with desk.database.reading() as connection:
        weeks = proposals.effect(connection, one, desk.now())
    assert one.published is not None
    before = [week for week in weeks if week.day <= one.published.date() - timedelta(days=6)]
    after = weeks[len(before) :]
    assert sum(week.asked for week in before) == sum(week.wrong for week in before) == 12
    assert sum(week.asked for week in after) == 2
    assert sum(week.wrong for week in after) == 0
    measured = moved(desk, one.id, "measured")
    assert measured.weeks == weeks
    assert measured.state is ProposalState.MEASURED


def test_who_is_erased_is_named_in_no_proposal(desk: Desk) -> None:
    one = published(desk)
    with desk.begin() as work:
        erasure.erase_contact(work, Contact("web", "browser-0"))
    assert one.evidence is not None
    with desk.database.reading() as connection:
        asked = asked_before.texts_of(connection, one.evidence.answers)
    assert len(asked) == 12
    assert all("Tân A" not in str(question.unit) for question in asked)
    assert all(SECRET not in question.text for question in asked)


@pytest.fixture
def browser(service: Service, desk: Desk) -> TestClient:
    return Web(service, desk).browser()


def test_the_road_on_the_pages(browser: TestClient, desk: Desk) -> None:
    token = sign_in(desk, join(desk, "lan", Role.REVIEWER), browser)
    listed = browser.get("/desk/blockages").text
    told = re.search(r"12 câu chưa được giải quyết trên (\d+) câu tương tự", listed)
    assert told is not None
    assert int(told[1]) >= 12, "of so many alike, not of fewer"
    assert "6 đơn vị" in listed
    assert re.search(r"từ ngày \d\d/\d\d/\d{4} đến ngày \d\d/\d\d/\d{4}", listed)
    assert "Tân A" in listed
    assert SECRET not in listed
    question = re.search(r'name="question" value="([^"]+)"', listed)
    assert question is not None
    form = {"form_token": token, "question": question[1]}
    page = browser.post("/desk/blockages", data=form)
    address = page.url.path
    assert address == "/desk/proposals/1"
    assert "Trình:" in page.text, "what it lacks is told where the button will be"
    assert browser.post("/desk/blockages", data=form).url.path == address
    assert "DX-000001" in browser.get("/desk/blockages").text
    found = browser.get(f"{address}?q=kiểm tra đo lường").text
    chunk = re.search(r'name="chunk" value="(\d+)"', found)
    assert chunk is not None

    def post(path: str, **told: str) -> str:
        answer = browser.post(f"{address}{path}", data={"form_token": token, **told})
        assert answer.status_code in (200, 409, 422), answer.text
        return answer.text

    picked = post("/basis", chunk=chunk[1], key="p")
    assert "Bỏ điều khoản này" in picked
    assert "Không tìm thấy điều khoản này" in post("/basis", chunk="1", key="q")
    words = {"title": "Bè nuôi", "wording": "Sở phê duyệt.", "due": "01/02/2027"}
    words["owner"] = "person:1"
    assert "Hãy ghi ngày" in post("", **words | {"due": "mai"})
    assert "01/02/2027" in post("", **words, concerns="Quy trình 05", key="a")
    assert "Hãy ghi rõ lý do" in post("/move", step="withdrawn", why=" ")
    assert "Đã trình" in post("/move", step="proposed", key="b")
    assert "Được chấp nhận" in post("/move", step="accepted", key="c")
    assert "trước đã" in post("/move", step="published", key="d")
    assert "Không có câu trả lời đã duyệt số này" in post("/links", faqs="HD-9")
    assert "07/QT" in post("/links", documents="07/QT-SKHCN", key="e")
    after = post("/move", step="published", key="f")
    assert "<svg" in after
    assert "Trước và sau được đếm" in after
    assert "Bè nuôi" in browser.get("/desk/proposals?state=published").text
    assert "Bè nuôi" not in browser.get("/desk/proposals?state=drafted").text
    assert browser.get("/desk/proposals/99").status_code == 404
    docx_ = browser.get(f"{address}/word")
    assert docx_.headers["content-disposition"] == 'attachment; filename="DX-000001.docx"'
    written = words_of(docx_.content)
    raw = browser.get(f"{address}/print")
    assert raw.headers["content-type"] == "application/pdf"
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(raw.content)).pages)
    for words_ in ("PHIẾU ĐỀ XUẤT SỬA ĐỔI", "Sở phê duyệt.", "DX-000001", "Lan", "07/QT-SKHCN"):
        assert words_ in text
        assert words_ in written
    assert SECRET not in text + written
    assert "Tân A" not in text + written


def words_of(raw: bytes) -> str:
    """All that a Word file says, as Word would read it."""
    file = docx.Document(io.BytesIO(raw))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


def test_a_matter_that_is_a_document_is_named_by_its_title(browser: TestClient, desk: Desk) -> None:
    house = browser.app.state.house  # type: ignore[attr-defined]
    with desk.database.reading() as connection:
        (blockage,) = lately(connection, desk.now())
    one = next(one for one in house.service.documents() if one.kind is not Kind.FAQ)
    assert subject_of(house, replace(blockage, subject=one.id)) == one.title
    assert subject_of(house, replace(blockage, subject="Khai báo X-quang")) == "Khai báo X-quang"


def test_a_dossier_in_word_has_what_the_paper_has_and_takes_changes(desk: Desk) -> None:
    one = published(desk)
    assert one.evidence is not None
    with desk.database.reading() as connection:
        asked = asked_before.texts_of(connection, one.evidence.answers)
        weeks = proposals.effect(connection, one, desk.now())
    raw = word(one, asked, weeks, desk.now().date())
    written = words_of(raw)
    on_paper = pypdf.PdfReader(io.BytesIO(paper(one, asked, weeks, desk.now().date())))
    printed = "".join("".join(page.extract_text().split()) for page in on_paper.pages)
    for line in written.split("\n"):
        assert "".join(line.split()) in printed, line
    file = docx.Document(io.BytesIO(raw))
    (found,) = [part for part in file.paragraphs if part.text == "Sở phê duyệt."]
    found.text = "Tỉnh phê duyệt."
    changed = io.BytesIO()
    file.save(changed)
    assert "Tỉnh phê duyệt." in words_of(changed.getvalue())


def test_who_only_reads_sees_no_button(browser: TestClient, desk: Desk) -> None:
    drafted(desk)
    sign_in(desk, join(desk, "an", Role.AUDITOR), browser)
    page = browser.get("/desk/proposals/1").text
    assert "12 câu" in page
    assert "<button" not in page
    assert "Lập phiếu đề xuất" not in browser.get("/desk/blockages").text


def test_the_road_on_the_command_line(desk: Desk, tmp_path: Path) -> None:
    environment = {
        "MOTCHAM_DATA": str(tmp_path),
        **setting_at(tmp_path / "motcham.db"),
        "COLUMNS": "200",
    }

    def run(*words: str) -> str:
        done = CliRunner().invoke(main, words, env=environment)
        assert done.exit_code == 0, done.output
        return done.output

    found = json.loads(run("blockages", "--json"))
    assert [len(one["asked"]) for one in found] == [12]
    name = found[0]["question"]
    assert "DX-000001 is drafted" in run("proposals", "draft", name)
    told = ("--wording", "Sở phê duyệt.", "--concerns", "Quy trình 05", "--due", "2027-02-01")
    run("proposals", "edit", "DX-000001", *told)
    assert "is proposed" in run("proposals", "move", "1", "proposed")
    assert "is accepted" in run("proposals", "move", "1", "accepted")
    run("proposals", "link", "1", "--document", "07/QT")
    assert "is published" in run("proposals", "move", "1", "published")
    assert "published" in run("proposals", "list")
    assert json.loads(run("proposals", "show", "1", "--json"))["due"] == "2027-02-01"
    file = tmp_path / "phieu.pdf"
    run("proposals", "print", "1", str(file))
    assert file.read_bytes().startswith(b"%PDF")
    to_edit = tmp_path / "phieu.docx"
    run("proposals", "print", "1", str(to_edit))
    assert "Sở phê duyệt." in words_of(to_edit.read_bytes())
    refused = CliRunner().invoke(main, ["proposals", "move", "1", "accepted"], env=environment)
    assert refused.exit_code == 1
    assert "cannot be done now" in refused.output


def test_what_was_typed_is_still_there_when_it_cannot_be_kept(
    desk: Desk, service: Service, clock: Clock
) -> None:
    browser = Web(service, desk).browser()
    token = sign_in(desk, join(desk, "lan", Role.LEAD), browser)
    number = drafted(desk).id
    form = {
        "form_token": token,
        "title": "Bè nuôi",
        "wording": "Ủy ban xã phê duyệt",
        "due": "30/11",
    }
    page = browser.post(f"/desk/proposals/{number}", data=form)
    assert page.status_code == 422
    assert 'value="30/11"' in page.text
    assert "Ủy ban xã phê duyệt" in page.text
    page = browser.post(
        f"/desk/proposals/{number}/move",
        data={"form_token": token, "step": "proposed", "why": "kính trình"},
    )
    assert page.status_code == 409
    assert "kính trình</textarea>" in page.text
    moved(desk, number, "edited", wording="Sở phê duyệt.", concerns="Quy trình 05")
    moved(desk, number, "proposed")
    moved(desk, number, "accepted")
    page = browser.post(
        f"/desk/proposals/{number}/links",
        data={"form_token": token, "faqs": "HD-999999", "documents": "12/2026/NĐ-CP"},
    )
    assert 'value="HD-999999"' in page.text
    assert "12/2026/NĐ-CP</textarea>" in page.text


def test_a_step_saves_what_is_typed_beside_it(browser: TestClient, desk: Desk) -> None:
    drafted(desk)
    token = sign_in(desk, join(desk, "lan", Role.REVIEWER), browser)
    content = {"title": "Bè nuôi", "concerns": "Quy trình 05", "wording": "Sở duyệt.", "owner": ""}

    def step(due: str, **more: str) -> str:
        form = content | {"form_token": token, "step": "proposed", "due": due} | more
        return browser.post("/desk/proposals/1/move", data=form).text

    assert 'value="proposed"' in browser.get("/desk/proposals/1").text
    lacking = step("", wording="", title="Tên")
    assert "Hãy ghi tiêu đề, nội dung đề xuất" in lacking
    assert 'value="Tên"' in lacking
    wrong = step("32/12/2026", why="Gấp")
    assert "Hãy ghi ngày" in wrong
    assert "Sở duyệt." in wrong
    assert "Gấp" in wrong
    for _ in range(2):
        done = step("15/12/2026", key="k")
    assert "Đã trình" in done
    with desk.database.reading() as connection:
        one = proposals.get(connection, 1)
    assert [event.kind for event in one.events] == ["drafted", "edited", "proposed"]
    assert one.wording == "Sở duyệt."


def test_an_effect_is_told_in_sums_and_not_settled_before_a_week_has_passed(
    browser: TestClient, desk: Desk, clock: Clock
) -> None:
    one = published(desk)
    token = sign_in(desk, join(desk, "lan", Role.REVIEWER), browser)
    form = {"form_token": token, "step": "measured"}
    early = browser.post(f"/desk/proposals/{one.id}/move", data=form)
    assert early.status_code == 409
    assert "Chưa hết tuần nào sau tuần công bố" in early.text
    assert 'value="measured"' not in early.text
    clock.now += timedelta(weeks=3)
    sign_in(desk, join(desk, "hoa", Role.REVIEWER), browser)
    page = browser.get(f"/desk/proposals/{one.id}").text
    assert re.search(r"12 câu hỏi trong 8 tuần, 12 câu chưa được giải quyết", page)
    assert re.search(r"0 câu hỏi trong [23] tuần, 0 câu", page)
    assert 'value="measured"' in page
