"""Reviewed answers on the team's pages: from a case's reply to what its law does to it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from desk import audit
from desk.contact import Contact
from desk.desk import Desk
from desk.faq import Draft, FaqState
from desk.faq_index import check
from desk.faq_publish import publish
from desk.ground import Ground
from desk.queues import default_queues
from desk.role import Actor, Role
from retrieval.question import Question, Unit
from retrieval.service import Service
from tests.fakes import decrees
from tests.fakes.answers import escalated
from tests.fakes.databases import database_at
from tests.fakes.decrees import Decrees
from tests.fakes.people import join, sign_in
from tests.test_faq import ASKED, TEXT, TODAY, WORDS, basis
from tests.web import Web

LAN = Contact("telegram", "7")


@pytest.fixture
def law(tmp_path: Path) -> Decrees:
    return Decrees(tmp_path)


@pytest.fixture
def desk(tmp_path: Path, law: Decrees) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path / "desk.db"))
    answer(opened, law)
    yield opened
    opened.close()


def answer(desk: Desk, law: Decrees) -> None:
    """One case, answered with a provision."""
    with desk.begin() as work:
        work.set_unit(LAN, Unit("Lào Cai", "Sa Pa"))
        work.keep(escalated("a1", ASKED), LAN)
        work.open_case("a1", LAN)
        work.cases.reply(1, Actor("hoa", Role.REVIEWER), TEXT, Ground((basis(law),)))
        if desk.queues.queues[-1].risky:
            work.cases.approve(1, Actor("tuấn", Role.SECOND_READER))


@pytest.fixture
def web(desk: Desk, law: Decrees) -> Web:
    return Web(Service(law.index, None, look_again=0), desk)


class Person:
    """A signed-in browser."""

    def __init__(self, web: Web, login: str, *roles: Role) -> None:
        self.browser: TestClient = web.browser()
        self.person = join(web.desk, login, *(roles or (Role.REVIEWER,)))
        self.token = sign_in(web.desk, self.person, self.browser)
        self.html, self.status = "", 0

    def get(self, path: str) -> str:
        answer = self.browser.get(path)
        self.html, self.status = answer.text, answer.status_code
        return self.html

    def post(self, path: str, **fields: str | list[str]) -> str:
        answer = self.browser.post(path, data={"form_token": self.token} | fields)
        self.html, self.status = answer.text, answer.status_code
        return self.html


@pytest.fixture
def mai(web: Web) -> Person:
    return Person(web, "mai")


def faq_answer(web: Web) -> str:
    """What who asks the same is answered; empty where it is no reviewed answer."""
    given = web.service.answer(Question(ASKED, TODAY))
    return given.conclusion if given.reviewed else ""


def test_one_press_makes_a_reply_knowledge_on_the_same_ground(
    desk: Desk, web: Web, mai: Person
) -> None:
    assert "Công bố" in mai.get("/desk/cases/1")
    mai.post("/desk/cases/1/publish")
    faq = desk.faq(1)
    assert (faq.state, faq.draft.text) == (FaqState.PUBLISHED, TEXT)
    assert [one.text for one in faq.draft.basis] == [WORDS]
    assert faq_answer(web) == TEXT
    notes = web.service.answer(Question(ASKED, TODAY)).notes
    assert notes[0].endswith("người duyệt Mai."), "askers are told a name, not a number"
    for _ in range(2):
        mai.post("/desk/cases/1/publish")
    assert len(desk.faqs()) == 1
    shown = mai.get("/desk/faqs/1")
    assert "1 người đã nhận" in shown
    assert "Sa Pa, Lào Cai</span>: 1" in shown
    assert "telegram" not in shown


def test_of_a_risky_queue_it_waits_for_a_second_pair_of_eyes(tmp_path: Path, law: Decrees) -> None:
    queues = default_queues()
    risky = replace(queues, queues=(replace(queues.queues[-1], risky=True),))
    desk = Desk.open(database_at(tmp_path / "risky.db"), queues=risky)
    answer(desk, law)
    web = Web(Service(law.index, None, look_again=0), desk)
    mai, binh = Person(web, "mai"), Person(web, "binh")
    assert "cần người khác duyệt" in mai.post("/desk/cases/1/publish")
    mai.post("/desk/faqs/1/publish", version="1")
    assert desk.faq(1).state is FaqState.DRAFT
    assert faq_answer(web) == ""
    binh.post("/desk/faqs/1/publish", version="1")
    assert desk.faq(1).state is FaqState.PUBLISHED
    desk.close()


def test_flags_are_ticked_before_it_is_published(
    desk: Desk, law: Decrees, web: Web, mai: Person
) -> None:
    with desk.begin() as work:
        other = work.draft_faq(Draft((ASKED,), "Không phải báo cáo.", (basis(law),)), "hoa")
    publish(desk, law.index, other.id, "binh", TODAY)
    shown = mai.post("/desk/cases/1/publish")
    assert mai.status == 409
    assert "Không phải báo cáo." in shown
    mark = re.search(r'name="checked" value="(\w+)"', shown)
    assert mark
    mai.post("/desk/faqs/2/publish", version="1", checked="khác")
    assert desk.faq(2).state is FaqState.DRAFT
    mai.post("/desk/faqs/2/publish", version="1", checked=mark[1])
    assert desk.faq(2).state is FaqState.PUBLISHED


def test_what_its_law_changed_stands_first_with_both_texts(
    desk: Desk, law: Decrees, web: Web, mai: Person
) -> None:
    mai.post("/desk/cases/1/publish")
    with desk.begin() as work:
        work.draft_faq(Draft(("Mẫu đơn nào?",), "Mẫu số 1.", reason="Nội bộ"), "hoa")
    law.put(other=decrees.AMENDED_TODAY)
    check(desk, law.index, TODAY)
    listed = mai.get("/desk/faqs")
    assert listed.index("HD-000001") < listed.index("HD-000002")
    assert "Trước đây:" in listed
    assert "trong ba mươi ngày" in listed
    assert "HD-000002" not in mai.get("/desk/faqs?state=suspended")
    assert "HD-000001" not in mai.get("/desk/faqs?q=mau+don")
    shown = mai.get("/desk/faqs/1")
    assert "Cần rà soát" in shown
    assert "Không còn như đã trích" in shown


def test_what_still_holds_is_said_to_be_still_true(
    desk: Desk, law: Decrees, web: Web, mai: Person
) -> None:
    mai.post("/desk/cases/1/publish")
    law.put(base=decrees.BASE.replace("Thời hạn báo cáo", "Thời hạn nộp báo cáo"))
    check(desk, law.index, TODAY)
    assert faq_answer(web) == ""
    mai.post("/desk/faqs/1/publish", version="1")
    assert mai.status == 409
    mai.post("/desk/faqs/1/still-true", version="1")
    assert desk.faq(1).state is FaqState.PUBLISHED
    assert faq_answer(web) == TEXT


def test_it_is_suspended_and_withdrawn_with_a_reason_that_everyone_is_told(
    desk: Desk, web: Web, mai: Person
) -> None:
    mai.post("/desk/cases/1/publish")
    for one in desk.outbox.due("telegram"):
        desk.outbox.delivered(one.id)
    mai.post("/desk/faqs/1/suspend", why=" ")
    assert mai.status == 422
    for _ in range(2):
        mai.post("/desk/faqs/1/suspend", why="Xem lại")
    assert faq_answer(web) == ""
    (told,) = desk.outbox.due("telegram")
    assert "Lý do: Xem lại" in told.payload["text"]
    desk.outbox.delivered(told.id)
    mai.post("/desk/faqs/1/withdraw", why="Sai")
    assert desk.faq(1).state is FaqState.WITHDRAWN
    assert len(desk.outbox.due("telegram")) == 1
    mai.post("/desk/faqs/1/publish", version="1")
    assert mai.status == 409


def test_it_is_edited_in_blocks_and_told_when_published_again(
    desk: Desk, law: Decrees, web: Web, mai: Person
) -> None:
    mai.post("/desk/cases/1/publish")
    form = editor(mai, "/desk/faqs/1/edit")
    found = mai.post("/desk/faqs/1/edit", **form, do="search", q="lệ phí thử nghiệm cân")
    assert desk.faq(1).version == 1
    pick = re.search(r'value="(pick:\d+)"[^>]*aria-label="Chọn Điều 18', found)
    assert pick
    mai.post("/desk/faqs/1/edit", **form, do=pick[1])
    form = taken(mai.html)
    form["text"] = ["Trong hai tháng, phí năm mươi nghìn."]
    form["questions"] = f"{ASKED}\nBao lâu báo cáo cân một lần?"
    mai.post("/desk/faqs/1/edit", **form, do="save")
    faq = desk.faq(1)
    assert (faq.state, faq.version) == (FaqState.SUSPENDED, 2)
    assert len(faq.draft.questions) == 2
    assert faq.draft.text == "Trong hai tháng, phí năm mươi nghìn. [1] [2]"
    assert [one.citation[:8] for one in faq.draft.basis] == ["khoản 2 ", "Điều 18 "]
    mai.post("/desk/faqs/1/edit", **form, do="save")
    assert mai.status == 409, "over an older version"
    assert "phí năm mươi nghìn" in mai.html
    mai.post("/desk/faqs/1/publish", version="2")
    assert desk.faq(1).state is FaqState.PUBLISHED


def editor(person: Person, path: str) -> dict[str, str | list[str]]:
    return taken(person.get(path))


def taken(html: str) -> dict[str, str | list[str]]:
    """What the editor's form holds."""
    version = re.search(r'name="version" value="(\d+)"', html)
    questions = re.search(r'name="questions"[^>]*>\n(.*?)</textarea>', html, re.S)
    assert version
    assert questions
    return {
        "version": version[1],
        "questions": questions[1],
        "block": re.findall(r'name="block" value="([^"]+)"', html),
        "text": re.findall(r'<textarea id="text-\d+"[^>]*>\n(.*?)</textarea>', html, re.S),
    }


def test_what_cannot_be_kept_is_said_and_stays_in_the_form(
    desk: Desk, web: Web, mai: Person
) -> None:
    mai.post("/desk/cases/1/publish")
    form = editor(mai, "/desk/faqs/1/edit")
    for changed, says in (
        ({"questions": ""}, "ít nhất một câu hỏi"),
        ({"text": [""]}, "Hãy nhập nội dung trả lời."),
        ({"block": ["words"]}, "Hãy chọn ít nhất một căn cứ"),
    ):
        shown = mai.post("/desk/faqs/1/edit", **(form | changed), do="save")
        assert mai.status == 409
        assert says in shown
    assert desk.faq(1).version == 1
    mai.post("/desk/faqs/1/edit", **(form | {"text": ["Gọi 0912345678."]}), do="save")
    assert "0912345678" not in desk.faq(1).draft.text


def test_auditors_read_and_officers_do_not(desk: Desk, web: Web, mai: Person) -> None:
    mai.post("/desk/cases/1/publish")
    auditor, officer = Person(web, "kiem", Role.AUDITOR), Person(web, "xa", Role.OFFICER)
    assert TEXT in auditor.get("/desk/faqs/1")
    assert "<button" not in auditor.html
    auditor.get("/desk/faqs/1/edit")
    assert auditor.status == 403
    officer.get("/desk/faqs")
    assert officer.status == 403


def test_an_unknown_one_is_not_found(web: Web, mai: Person) -> None:
    for path in ("/desk/faqs/9", f"/desk/faqs/{2**70}", "/desk/faqs/9/edit", "/desk/faqs/x"):
        mai.get(path)
        assert mai.status == 404


def test_changes_are_in_the_log(desk: Desk, web: Web, mai: Person) -> None:
    mai.post("/desk/cases/1/publish")
    mai.post("/desk/faqs/1/suspend", why="Xem lại")
    with desk.database.reading() as connection:
        said = [(one.what, one.on, one.who.name) for one in audit.entries(connection, 3)]
    assert said == [
        (what, "faq:1", mai.person.actor)
        for what in ("faq_suspended", "faq_published", "faq_drafted")
    ]


def test_nothing_is_published_on_what_has_ended(
    desk: Desk, law: Decrees, web: Web, mai: Person
) -> None:
    law.put(other=decrees.ENDED_TODAY)
    mai.post("/desk/cases/1/publish")
    assert mai.status == 409
    mark = re.search(r'name="checked" value="(\w+)"', mai.html)
    assert mark
    mai.post("/desk/faqs/1/publish", version="1", checked=mark[1])
    assert mai.status == 409
    assert "Căn cứ đã thay đổi" in mai.html
    assert desk.faq(1).state is FaqState.DRAFT
