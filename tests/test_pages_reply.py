"""Writing a reply in blocks, without scripts: picked, cut, moved, kept, flagged, sent."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from corpus.store import TextStore
from desk.case import Case, CaseState
from desk.contact import Contact
from desk.desk import Desk
from desk.drafts import Quoted, Words
from desk.faq import Draft
from desk.faq_publish import publish
from desk.ground import Ground
from desk.queues import default_queues
from desk.role import Actor, Role
from retrieval.manifest import current
from retrieval.question import Question, Unit
from retrieval.service import Service
from tests.fakes.answers import escalated
from tests.fakes.databases import database_at
from tests.fakes.decrees import Decrees
from tests.fakes.people import join, sign_in
from tests.test_faq import ASKED, TODAY, WORDS, basis
from tests.web import Web

LAN = Contact("telegram", "7")
PAGE = "/desk/cases/1/reply"
UNIT = "khoản 2 Điều 17 Nghị định số 5/2019/NĐ-CP"


@pytest.fixture
def law(tmp_path: Path) -> Decrees:
    return Decrees(tmp_path)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path / "desk.db"))
    with opened.begin() as work:
        work.keep(escalated("a1", ASKED), LAN)
        work.open_case("a1", LAN)
    yield opened
    opened.close()


class Editor:
    """A signed-in browser on the editor of a case: presses buttons with all that its form holds."""

    def __init__(self, web: Web, login: str, *roles: Role) -> None:
        self.browser: TestClient = web.browser()
        self.person = join(web.desk, login, *(roles or (Role.REVIEWER,)))
        self.token = sign_in(web.desk, self.person, self.browser)
        self.html, self.status = "", 0
        self.open()

    def open(self) -> None:
        self.take(self.browser.get(PAGE))

    def press(self, do: str, *texts: str, at: str = PAGE, **more: str | list[str]) -> None:
        """``texts`` take the place of those in the browser, from the first on."""
        form = self.form() | more | {"do": do}
        form["text"] = [*texts, *form["text"][len(texts) :]]
        self.take(self.browser.post(at, data=form))

    def form(self) -> dict[str, Any]:
        fields = dict(
            re.findall(r'<input type="hidden" name="(\w+)"[^>]* value="([^"]*)"', self.html)
        )
        fields.pop("block", None)
        blocks = re.findall(r'name="block" value="([^"]+)"', self.html)
        texts = re.findall(r'<textarea id="text-\d+"[^>]*>\n(.*?)</textarea>', self.html, re.S)
        return {**fields, "block": blocks, "text": [unescape(text) for text in texts]}

    def take(self, answer: Response) -> None:
        self.html, self.status, self.url = answer.text, answer.status_code, str(answer.url)


@pytest.fixture
def web(desk: Desk, law: Decrees) -> Web:
    return Web(Service(law.index, None), desk)


@pytest.fixture
def mai(web: Web) -> Editor:
    return Editor(web, "mai")


def chunk(law: Decrees, words: str = WORDS) -> int:
    store = TextStore(current(law.index) / "text.db")
    return next(chunk.id for chunk in store.chunks() if words in chunk.text)


def case_of(desk: Desk) -> Case:
    case = desk.case(1)
    assert case is not None
    return case


def blocks(desk: Desk) -> list[str]:
    kept = desk.draft(1)
    assert kept is not None
    return [
        one.text if isinstance(one, Words) else f"“{one.basis.text}”" for one in kept.body.blocks
    ]


def test_from_the_search_to_the_sent_reply(desk: Desk, law: Decrees, mai: Editor) -> None:
    mai.press("search", "Trong hai tháng.", q="điều 17 nghị định 5/2019")
    assert "q=%C4%91i%E1%BB%81u" in mai.url
    assert blocks(desk) == ["Trong hai tháng."], "a search keeps what is written"
    found = re.search(r'name="do" value="pick:(\d+)"[^>]*>Chọn<', mai.html)
    assert found
    mai.press(f"pick:{chunk(law)}")
    assert WORDS in blocks(desk)[1]
    assert "Có hiệu lực vào" in mai.html
    mai.press("open:1")
    assert '<textarea id="cut"' in mai.html
    mai.press("narrow:1", cut=f"{WORDS}\r\n")
    assert blocks(desk) == ["Trong hai tháng.", f"“{WORDS}”"]
    mai.press("send")
    assert "/desk/cases/1?done=replied&at=" in mai.url
    assert "Đã gửi trả lời cho người hỏi." in mai.html
    case = case_of(desk)
    assert (case.state, case.reply) == (CaseState.ANSWERED, "Trong hai tháng.")
    assert [(one.citation, one.text) for one in case.ground.basis] == [(UNIT, WORDS)]
    assert case.answered_by == "Mai"
    assert desk.draft(1) is None
    (letter,) = desk.outbox.due("telegram")
    assert letter.payload["case_reply"]["basis"] == [{"citation": UNIT, "text": WORDS}]


def test_a_quote_stays_verbatim(desk: Desk, law: Decrees, mai: Editor) -> None:
    mai.press(f"pick:{chunk(law)}")
    before = blocks(desk)
    for cut in ("Hộ kinh doanh báo cáo trong ba tháng.", "inh doanh báo cáo", "kết quả thử nghi"):
        mai.press("narrow:1", "Lời.", cut=cut)
        assert mai.status == 422
        assert "giữ nguyên văn" in mai.html
        assert blocks(desk) == ["Lời.", before[1]]
    mai.press("narrow:1", cut="  kết  quả thử nghiệm\ncân  ")
    assert blocks(desk) == ["Lời.", "“kết quả thử nghiệm cân”"]


def test_nobody_puts_words_into_the_mouth_of_a_provision(desk: Desk, mai: Editor) -> None:
    for forged in ("99:0-5", f"{2**70}:0-5", "1:5-0", "x"):
        mai.press("save", "Lời.", block=["words", forged])
        assert mai.status == 422
        assert blocks(desk) == ["Lời."]


def test_blocks_are_added_moved_and_taken_away(desk: Desk, law: Decrees, mai: Editor) -> None:
    mai.press("add", "Một")
    mai.press(f"pick:{chunk(law)}", "Một", "Hai")
    quoted = blocks(desk)[2]
    mai.press("up:2")
    assert blocks(desk) == ["Một", quoted, "Hai"]
    mai.press("down:0", "Một rưỡi")
    assert blocks(desk) == [quoted, "Một rưỡi", "Hai"]
    mai.press("drop:1")
    assert blocks(desk) == [quoted, "Hai"]
    mai.press("up:0")
    mai.press("down:1")
    mai.press("drop:7")
    assert blocks(desk) == [quoted, "Hai"]


def test_several_quotes_are_numbered_where_they_stand(
    desk: Desk, law: Decrees, mai: Editor
) -> None:
    mai.press(f"pick:{chunk(law, 'Lệ phí thử')}", "Lệ phí năm mươi nghìn.")
    mai.press("add")
    mai.press(f"pick:{chunk(law)}", "Lệ phí năm mươi nghìn.", "Báo cáo trong hai tháng.")
    mai.press("send")
    case = case_of(desk)
    assert case.reply == "Lệ phí năm mươi nghìn. [1]\n\nBáo cáo trong hai tháng. [2]"
    assert [one.citation[:9] for one in case.ground.basis] == ["Điều 18 N", "Điều 17 N"]


def test_nothing_is_sent_without_a_ground_and_what_is_written_stays(
    desk: Desk, mai: Editor
) -> None:
    mai.press("send", "Không rõ.")
    assert mai.status == 422
    assert "Hãy chọn ít nhất một căn cứ" in mai.html
    assert blocks(desk) == ["Không rõ."]
    mai.press("send", "")
    assert "Hãy nhập nội dung trả lời." in mai.html
    mai.press("send", "Không rõ.", no_basis="Chưa có quy định")
    assert case_of(desk).ground.reason == "Chưa có quy định"


def test_personal_data_is_masked_when_it_is_kept(desk: Desk, mai: Editor) -> None:
    mai.press("send", "Gọi bà Nguyễn Thị Lan 0912345678.", no_basis="Số 001199012345 hỏi")
    assert mai.status == 409, "whoever wrote it sees what will be read"
    assert "Gọi bà [họ tên] [số điện thoại]." in mai.html
    assert "Chưa gửi gì." in mai.html
    mai.press("send", no_basis="Hỏi riêng")
    case = case_of(desk)
    assert "0912345678" not in case.reply
    assert "Nguyễn Thị Lan" not in case.reply
    assert "001199012345" not in case.ground.reason


def test_two_who_write_at_once_lose_nothing(desk: Desk, web: Web, mai: Editor) -> None:
    hoa = Editor(web, "hoa")
    mai.press("save", "Của Mai")
    hoa.press("send", "Của Hoa", no_basis="Nội bộ")
    assert hoa.status == 409
    assert "Mai đã lưu một bản khác" in hoa.html
    assert "Của Mai" in hoa.html
    assert hoa.form()["text"] == ["Của Hoa"]
    assert blocks(desk) == ["Của Mai"]
    assert case_of(desk).state is CaseState.OPEN
    hoa.press("save")
    assert blocks(desk) == ["Của Hoa"], "having seen both, the second press keeps this one"
    mai.press("save", "Của Mai")
    assert mai.status == 409


def test_a_draft_outlives_the_browser_and_the_index(
    desk: Desk, law: Decrees, web: Web, mai: Editor
) -> None:
    mai.press(f"pick:{chunk(law)}", "Đang viết dở")
    law.put(base="")
    law.put(other=law_of_nothing)
    again = Editor(Web(Service(law.index, None), desk), "hoa")
    assert "Đang viết dở" in again.html
    assert WORDS in again.html
    assert "Không còn như đã trích" in again.html
    again.press("save", "Viết tiếp")
    assert blocks(desk)[0] == "Viết tiếp"
    assert WORDS in blocks(desk)[1]


law_of_nothing = "CHÍNH PHỦ\nSố: 9/2020/NĐ-CP\nNGHỊ ĐỊNH\nĐiều 1. Khác\nViệc khác."


def test_flags_block_until_exactly_they_are_ticked(desk: Desk, law: Decrees, mai: Editor) -> None:
    approve(desk, law, "Báo cáo trong 07 ngày làm việc.")
    mai.press(f"pick:{chunk(law)}", "Báo cáo trong 10 ngày làm việc.")
    mai.press("send")
    assert mai.status == 409
    assert "Khác với câu trả lời đã duyệt (HD-000001)" in mai.html
    assert "Báo cáo trong 07 ngày làm việc." in mai.html
    mark = ticked(mai)
    approve(desk, law, "Báo cáo trong 08 ngày làm việc.")
    mai.press("send", checked=mark)
    assert mai.status == 409, "a new flag is shown first"
    assert "HD-000002" in mai.html
    mai.press("send", checked="khác")
    assert case_of(desk).state is CaseState.OPEN
    mai.press("send", checked=ticked(mai))
    assert case_of(desk).state is CaseState.ANSWERED


def approve(desk: Desk, law: Decrees, text: str) -> None:
    with desk.begin() as work:
        faq = work.draft_faq(Draft((ASKED,), text, (basis(law),)), "hoa")
    publish(desk, law.index, faq.id, "binh", TODAY)


def ticked(editor: Editor) -> str:
    found = re.search(r'name="checked" value="(\w+)"', editor.html)
    assert found
    return found[1]


def test_a_double_click_sends_once(desk: Desk, mai: Editor) -> None:
    form = mai.form() | {"do": "send", "text": ["Được."], "no_basis": "Nội bộ"}
    for _ in range(2):
        assert mai.browser.post(PAGE, data=form).status_code == 200
    case = case_of(desk)
    assert [event.kind for event in case.events] == ["opened", "replied"]
    assert len(desk.outbox.due("telegram")) == 1
    assert desk.draft(1) is None
    late = mai.browser.post(PAGE, data=form | {"key": "khác", "text": ["Khác."]})
    assert late.status_code == 409
    assert "chưa được gửi" in late.text
    assert "Khác.</textarea>" in late.text


def linked_with(desk: Desk, name: str, field: str = "") -> Case:
    """Another unit's case of the same question."""
    other = Contact("telegram", name)
    with desk.begin() as work:
        work.set_unit(other, Unit("Lào Cai", "Bắc Hà"))
        work.keep(escalated(name, ASKED), other)
        return work.open_case(name, other, field=field)


def test_one_of_several_linked_is_answered_alone(desk: Desk, mai: Editor) -> None:
    assert 'name="alone"' not in mai.html
    other = linked_with(desk, "8")
    mai.open()
    assert 'Trả lời này cũng gửi cho: <a href="/desk/cases/2">MC-000002</a> (' in mai.html
    assert "Bắc Hà" in mai.html
    mai.press("add", "Được.", alone="true", no_basis="Nội bộ")
    assert 'name="alone" value="true" checked' in mai.html, "it stays ticked"
    mai.press("send", alone="true", no_basis="Nội bộ")
    assert case_of(desk).state is CaseState.ANSWERED
    left = desk.case(other.id)
    assert left is not None
    assert left.is_live


def test_without_the_tick_all_linked_are_answered(desk: Desk, mai: Editor) -> None:
    linked_with(desk, "8")
    mai.press("add", "Được.", alone="true", no_basis="Nội bộ")
    mai.press("send", no_basis="Nội bộ")
    assert [case.state for case in desk.cases()] == [CaseState.ANSWERED] * 2


def test_a_second_reader_sees_all_and_sends_or_gives_back(tmp_path: Path, law: Decrees) -> None:
    queues = default_queues()
    risky = replace(queues, queues=(replace(queues.queues[-1], risky=True),))
    desk = Desk.open(database_at(tmp_path / "risky.db"), queues=risky)
    with desk.begin() as work:
        work.keep(escalated("a1", ASKED), LAN)
        work.open_case("a1", LAN)
    web = Web(Service(law.index, None), desk)
    mai, binh = Editor(web, "mai"), Editor(web, "binh", Role.SECOND_READER)
    mai.press(f"pick:{chunk(law)}", "Trong hai tháng.")
    mai.press("send")
    assert case_of(desk).state is CaseState.SECOND_READING
    assert desk.outbox.due("telegram") == []
    mai.open()
    assert "Duyệt và gửi" not in mai.html
    mai.press("save", at="/desk/cases/1/approve")
    assert mai.status == 403
    approve(desk, law, "Không phải báo cáo.")
    binh.open()
    assert "Trong hai tháng." in binh.html
    assert UNIT in binh.html
    assert "Không phải báo cáo." in binh.html, "flags are shown to the second reader, too"
    binh.press("x", at="/desk/cases/1/return", why="Thiếu lệ phí")
    mai.open()
    assert "Thiếu lệ phí" in mai.html
    assert mai.form()["text"] == ["Trong hai tháng."], "the draft is there to go on with"
    mai.press("send", "Trong hai tháng, phí 50 nghìn.")
    mai.press("send", checked=ticked(mai))
    binh.open()
    binh.press("x", at="/desk/cases/1/approve")
    assert binh.status == 409, "not before the flags are ticked"
    binh.press("x", at="/desk/cases/1/approve", checked=ticked(binh))
    assert case_of(desk).reply == "Trong hai tháng, phí 50 nghìn."
    assert case_of(desk).answered_by == "Mai"
    assert desk.draft(1) is None
    desk.close()


def test_a_draft_that_came_another_way_is_gone_on_with(desk: Desk, law: Decrees, web: Web) -> None:
    queues = replace(default_queues(), queues=(replace(default_queues().queues[-1], risky=True),))
    desk.queues = queues
    with desk.begin() as work:
        work.cases.reply(1, Actor("hoa", Role.REVIEWER), "Từ nhóm.", Ground((basis(law),)))
        work.cases.send_back(1, Actor("binh", Role.SECOND_READER), "Viết rõ hơn")
    mai = Editor(web, "mai")
    assert mai.form()["text"] == ["Từ nhóm."]
    assert WORDS in mai.html


def test_the_assistants_words_are_a_start(desk: Desk, law: Decrees, web: Web) -> None:
    answer = web.service.answer(Question(f"Cho hỏi: {ASKED}", TODAY))
    assert answer.quotes
    with desk.begin() as work:
        work.keep(replace(answer, id="a2"), LAN)
        made = work.open_case("a2", LAN)
    page = f"/desk/cases/{made.id}/reply"
    mai = Editor(web, "mai")
    mai.take(mai.browser.get(page))
    assert "Các căn cứ đó hôm nay" in mai.html
    mai.press("take", at=page)
    kept = desk.draft(made.id)
    assert kept is not None
    assert kept.body.blocks[0] == Words(answer.conclusion)
    assert [q.basis.text for q in kept.body.blocks if isinstance(q, Quoted)] == [
        quote.text for quote in answer.quotes
    ]


def test_similar_cases_are_shown_with_their_replies(desk: Desk, mai: Editor) -> None:
    with desk.begin() as work:
        for name, text in (("a2", f"{ASKED} Xin hỏi gấp"), ("a3", "Trâu bò lạc thì báo cho ai?")):
            work.keep(escalated(name, text), Contact("web", name))
            work.open_case(name, Contact("web", name))
    mai.open()
    assert "MC-000002" in mai.html
    assert "MC-000003" not in mai.html


def test_a_published_reply_says_as_what(mai: Editor) -> None:
    mai.press("send", "Được.", no_basis="Nội bộ")
    assert "/desk/cases/1/publish" in mai.html
    mai.browser.post("/desk/cases/1/publish", data={"form_token": mai.token})
    page = mai.browser.get("/desk/cases/1").text
    assert "/desk/cases/1/publish" not in page
    assert '<a href="/desk/faqs/1">HD-000001</a>' in page


def test_a_similar_case_is_linked_from_the_editor_and_answered_along(
    desk: Desk, mai: Editor
) -> None:
    with desk.begin() as work:
        work.keep(escalated("a2", f"{ASKED} Xin hỏi gấp"), Contact("web", "a2"))
        work.open_case("a2", Contact("web", "a2"))
    mai.open()
    assert 'value="link:2"' in mai.html
    pressed_by_enter = re.search(
        r'<button type="submit" (?:form="editor" )?name="do" value="(\w+)', mai.html
    )
    assert pressed_by_enter
    assert pressed_by_enter[1] == "save"
    mai.press("link:2", "Đang viết dở")
    assert blocks(desk) == ["Đang viết dở"]
    assert 'Trả lời này cũng gửi cho: <a href="/desk/cases/2">' in mai.html
    assert 'value="link:2"' not in mai.html
    mai.press("link:999")
    assert mai.status == 404


def test_words_of_a_similar_case_or_a_reviewed_answer_are_taken_over(
    desk: Desk, law: Decrees, mai: Editor
) -> None:
    mai.press(f"pick:{chunk(law)}", "Trong hai tháng.")
    mai.press("send")
    mai.browser.post("/desk/cases/1/publish", data={"form_token": mai.token})
    with desk.begin() as work:
        work.keep(escalated("a2", f"{ASKED} Xin hỏi gấp"), Contact("web", "a2"))
        work.open_case("a2", Contact("web", "a2"))
    for do in ("reuse:1", "quote_faq:1"):
        mai.take(mai.browser.get("/desk/cases/2/reply"))
        assert f'value="{do}"' in mai.html
        mai.press(do, at="/desk/cases/2/reply")
        draft = desk.draft(2)
        assert draft is not None
        assert draft.body.words.startswith("Trong hai tháng.")
        assert draft.body.basis == case_of(desk).ground.basis
        mai.press("drop:1", at="/desk/cases/2/reply")
        mai.press("drop:0", at="/desk/cases/2/reply")


def test_markup_is_shown_and_never_run(desk: Desk, mai: Editor) -> None:
    bad = "<script>alert(1)</script></textarea><b>{{ 7 * 7 }}"
    mai.press("search", bad, q=bad, no_basis=bad)
    mai.open()
    assert "<script>alert" not in mai.html
    assert "{{ 7 * 7 }}" in mai.html
    assert mai.form()["text"] == [bad]


def test_a_form_of_an_older_page_becomes_the_draft(desk: Desk, mai: Editor) -> None:
    form = {"text": "Gõ ở trang cũ", "no_basis": "Nội bộ", "form_token": mai.token}
    mai.take(mai.browser.post("/desk/cases/1", data=form))
    assert mai.url.endswith("/reply")
    assert mai.form()["text"] == ["Gõ ở trang cũ"]
    assert case_of(desk).state is CaseState.OPEN
