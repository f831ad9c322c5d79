"""Asking on the page: the form, the answer, and what is typed into both."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from api.asking import EXAMPLES
from corpus.citation import Citation
from corpus.document import Kind
from desk.desk import Desk
from retrieval.answer import Answer, DocumentRef, LineKind, Outcome, Quote, Rejected
from retrieval.question import Question, Unit
from retrieval.service import Service
from tests.fakes.canned import card
from tests.fakes.databases import database_at
from tests.web import Web, contact_in

MARKUP = "<script>alert(1)</script> <img src=x onerror=alert(2)> {{ 7 * 7 }} \"'&"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path_factory.mktemp("asking") / "desk.db"))
    yield opened
    opened.close()


def given(web: Web, browser: TestClient, answer: Answer) -> str:
    """The page of an answer made up for the test, as if this browser had asked for it."""
    contact = contact_in(browser)
    question = replace(answer.question, asker=contact.asker)
    with web.desk.begin() as work:
        work.keep(replace(answer, question=question), contact)
    response = browser.get(f"/answers/{answer.id}")
    assert response.status_code == 200
    return response.text


def made(outcome: Outcome, text: str = "Hỏi gì?", **parts: object) -> Answer:
    return Answer(uuid4().hex, Question(text, date(2026, 11, 27)), outcome, **parts)  # type: ignore[arg-type]


def quote(text: str = "Trong 24 giờ.", title: str = "Quy chế mẫu", **parts: object) -> Quote:
    values: dict[str, object] = {
        "text": text,
        "citation": Citation("Quyết định", "01/2026/QĐ-UBND", "2", "1"),
        "document": DocumentRef("qd-mau", "01/2026/QĐ-UBND", title, Kind.DECISION),
        "chunk_id": 1,
        "page": 3,
        "effective_from": date(2026, 1, 1),
        "effective_to": None,
        "status": "con_hieu_luc",
        "url": "/provisions/1",
    }
    return Quote(**(values | parts))  # type: ignore[arg-type]


def test_the_first_page_has_one_labelled_field_and_examples(browser: TestClient) -> None:
    page = browser.get("/").text
    assert '<html lang="vi">' in page
    assert '<label for="question">' in page
    assert 'maxlength="2000"' in page
    assert 'href="#main"' in page
    for example in EXAMPLES:
        assert f'value="{example}"' in page


def test_the_first_page_leaves_no_cookie(browser: TestClient) -> None:
    browser.get("/")
    assert not browser.cookies


def test_asking_leads_to_a_page_that_can_be_reloaded(web: Web, browser: TestClient) -> None:
    response = browser.post("/ask", data={"question": EXAMPLES[0]}, follow_redirects=False)
    assert response.status_code == 303
    page = browser.get(response.headers["location"])
    assert page.status_code == 200
    assert EXAMPLES[0] in page.text
    assert "Đã tìm thấy căn cứ" in page.text
    assert re.search(r'href="/provisions/\d+', page.text)
    assert browser.get(response.headers["location"]).text == page.text


def test_every_example_of_the_first_page_is_answered(browser: TestClient) -> None:
    for example in EXAMPLES:
        assert "Đã tìm thấy căn cứ" in browser.post("/ask", data={"question": example}).text


def test_a_question_outside_the_documents_offers_a_person(browser: TestClient) -> None:
    page = browser.post("/ask", data={"question": "Mở tiệm bánh mì kẹp cần giấy gì?"}).text
    assert "Gửi cho Tổ thường trực" in page
    assert '<details class="person" id="person" open>' in page


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "\u200b\u0007"])
def test_an_empty_question_is_asked_for_again(browser: TestClient, question: str) -> None:
    response = browser.post("/ask", data={"question": question, "as_of": "2026-03-01"})
    assert response.status_code == 422
    assert "Hãy nhập câu hỏi." in response.text
    assert 'value="2026-03-01"' in response.text


@pytest.mark.parametrize(
    "question", ["😀😀😀", "\x00\x01\x02 khai báo \x7f", MARKUP, "x" * 10_000, "%s %(n)s {0}"]
)
def test_an_odd_question_gets_an_answer_page(browser: TestClient, question: str) -> None:
    response = browser.post("/ask", data={"question": question})
    assert response.status_code == 200
    assert "/answers/" in str(response.url)


def test_a_question_above_ten_thousand_characters_is_refused_and_kept_in_the_form(
    browser: TestClient,
) -> None:
    response = browser.post("/ask", data={"question": "x" * 10_001})
    assert response.status_code == 422
    assert "10.000 ký tự" in response.text
    assert "x" * 10_001 in response.text


@pytest.mark.parametrize("day", ["2026-02-30", "31/02/2026", "hôm qua", "99", "1/1/20261"])
def test_a_day_that_does_not_exist_is_asked_for_again(browser: TestClient, day: str) -> None:
    response = browser.post("/ask", data={"question": EXAMPLES[0], "as_of": day})
    assert response.status_code == 422
    assert "Không đọc được ngày" in response.text
    assert EXAMPLES[0] in response.text


@pytest.mark.parametrize("day", ["2025-03-01", "01/03/2025", "1-3-2025"])
def test_a_day_can_be_written_in_two_ways(browser: TestClient, day: str) -> None:
    page = browser.post("/ask", data={"question": EXAMPLES[0], "as_of": day}).text
    assert "Tính tại ngày 01/03/2025" in page


def test_a_province_is_remembered_for_the_next_question(web: Web, browser: TestClient) -> None:
    browser.post("/ask", data={"question": EXAMPLES[0], "province": "Lào Cai"})
    assert web.desk.unit_of(contact_in(browser)) == Unit("Lào Cai")
    assert "<option selected>Lào Cai</option>" in browser.get("/").text


def test_markup_in_a_question_is_shown_and_never_run(browser: TestClient) -> None:
    for page in (
        browser.post("/ask", data={"question": MARKUP}).text,
        browser.post("/ask", data={"question": MARKUP, "as_of": '"><b>x'}).text,
        browser.get("/", params={"q": MARKUP}).text,
    ):
        assert "<script" not in page
        assert "<img" not in page
        assert '"><b>' not in page
        assert "{{ 7 * 7 }}" in page


def test_markup_in_an_answer_is_shown_and_never_run(web: Web, browser: TestClient) -> None:
    answer = made(
        Outcome.ANSWERED,
        MARKUP,
        conclusion=MARKUP,
        card=card({LineKind.COMPETENT: MARKUP}),
        quotes=(quote(MARKUP, MARKUP, citation=Citation(MARKUP)),),
        notes=(MARKUP,),
        followups=(MARKUP,),
        rejected=(Rejected(Citation(MARKUP), MARKUP, 0.1, "/provisions/1", MARKUP),),
    )
    page = given(web, browser, answer)
    assert page.count("{{ 7 * 7 }}") >= 7
    assert "<script" not in page
    assert "<img" not in page


def test_an_answer_shows_quote_citation_page_and_validity(web: Web, browser: TestClient) -> None:
    page = given(web, browser, made(Outcome.ANSWERED, conclusion="24 giờ.", quotes=(quote(),)))
    assert '<blockquote lang="vi">Trong 24 giờ.</blockquote>' in page
    assert "khoản 1 Điều 2 Quyết định số 01/2026/QĐ-UBND" in page
    assert "trang 3" in page
    assert "Có hiệu lực từ 01/01/2026" in page
    assert 'href="/provisions/1#here"' in page


def test_an_ended_text_is_called_so(web: Web, browser: TestClient) -> None:
    ended = quote(effective_to=date(2026, 3, 1), status="het_hieu_luc_toan_bo")
    page = given(web, browser, made(Outcome.ANSWERED, quotes=(ended,)))
    assert "hết hiệu lực từ 01/03/2026" in page
    assert "<strong>Hết hiệu lực</strong>" in page


def test_empty_lines_of_a_card_are_left_out(web: Web, browser: TestClient) -> None:
    page = given(web, browser, made(Outcome.ANSWERED, card=card({LineKind.FEE: "Không thu"})))
    assert "<dt>Phí, lệ phí</dt>" in page
    assert "<dt>Thành phần hồ sơ</dt>" not in page


def test_followups_are_one_touch_away(web: Web, browser: TestClient) -> None:
    page = given(web, browser, made(Outcome.CLARIFY_AMBIGUOUS, followups=("Máy nào?",)))
    assert '<button name="question" value="Máy nào?"' in page
    assert "Cần nói rõ thêm" in page


def further(page: str) -> dict[str, str]:
    """What the form under an answer sends beside the next question."""
    form = page[page.index('class="further"') :].partition("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_a_question_under_an_answer_goes_on_about_it(browser: TestClient) -> None:
    first = browser.post("/ask", data={"question": EXAMPLES[0], "as_of": "01/06/2026"}).text
    second = browser.post("/ask", data=further(first) | {"question": "thế nộp ở đâu?"}).text
    assert "Theo thủ tục của câu hỏi trước: “Khai báo, cấp giấy phép thiết bị X-quang" in second
    assert "Trung tâm Phục vụ hành chính công cấp tỉnh" in second
    assert "Tính tại ngày 01/06/2026" in second
    third = browser.post("/ask", data=further(second) | {"question": "còn thời hạn?"}).text
    assert "Theo thủ tục của câu hỏi trước: “Khai báo, cấp giấy phép thiết bị X-quang" in third


def test_a_day_in_the_next_question_counts_where_none_was_chosen(browser: TestClient) -> None:
    first = browser.post("/ask", data={"question": EXAMPLES[0]}).text
    second = browser.post(
        "/ask", data=further(first) | {"question": "nếu khai báo ngày 01/06/2026 thì nộp ở đâu?"}
    ).text
    assert "Tính tại ngày 01/06/2026" in second


def test_choices_go_on_about_the_answer(web: Web, browser: TestClient) -> None:
    page = given(web, browser, made(Outcome.CLARIFY_AMBIGUOUS, followups=("Máy nào?",)))
    choices = page[: page.index('class="further"')]
    assert f'<input type="hidden" name="after" value="{further(page)["after"]}">' in choices
    assert "as_of" not in page[page.index("<h1") :]


def test_an_empty_question_under_an_answer_still_goes_on_about_it(browser: TestClient) -> None:
    after = further(browser.post("/ask", data={"question": EXAMPLES[0]}).text)["after"]
    again = browser.post("/ask", data={"question": " ", "after": after}).text
    assert f'<input type="hidden" name="after" value="{after}">' in again


@pytest.mark.parametrize("after", ["", "khong-co", MARKUP])
def test_an_unknown_answer_is_no_conversation(browser: TestClient, after: str) -> None:
    page = browser.post("/ask", data={"question": "thế nộp ở đâu?", "after": after}).text
    assert "Hiểu theo câu hỏi trước" not in page


def test_nobody_goes_on_about_another_browsers_question(web: Web, browser: TestClient) -> None:
    after = further(browser.post("/ask", data={"question": EXAMPLES[0]}).text)["after"]
    stranger = web.browser().post("/ask", data={"question": "thế nộp ở đâu?", "after": after})
    assert "Hiểu theo câu hỏi trước" not in stranger.text
    assert EXAMPLES[0] not in stranger.text


def test_a_greeting_is_invited_to_ask_and_is_nothing_to_hand_over(
    web: Web, browser: TestClient
) -> None:
    page = browser.post("/ask", data={"question": "dạ em chào anh chị"}).text
    assert "Mời anh/chị đặt câu hỏi" in page
    assert "Chào anh/chị." in page
    assert 'id="person"' not in page
    after = further(page)["after"]
    for form in (f"/answers/{after}/case", f"/answers/{after}/feedback"):
        refused = browser.post(form, data={"verdict": "wrong"})
        assert refused.status_code == 409
        assert "Chưa có câu hỏi để chuyển." in refused.text
    assert web.desk.case_of_answer(after) is None


@pytest.mark.parametrize("outcome", [Outcome.REFUSED_SECRET, Outcome.REFUSED_PERSONAL_DATA])
def test_a_refused_question_is_neither_shown_again_nor_handed_on(
    web: Web, browser: TestClient, outcome: Outcome
) -> None:
    page = given(web, browser, made(outcome, "tài liệu mật số 7"))
    assert "tài liệu mật số 7" not in page
    assert "Không tiếp nhận" in page
    assert "/case" not in page


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_its_words_in_both_languages(
    web: Web, browser: TestClient, outcome: Outcome
) -> None:
    answer = made(outcome)
    assert f'<h1 class="outcome {outcome.family}">' in given(web, browser, answer)
    browser.get("/language/en")
    assert '<html lang="en">' in browser.get(f"/answers/{answer.id}").text


def test_a_verdict_is_thanked_for_and_a_wrong_answer_goes_to_people(
    web: Web, browser: TestClient
) -> None:
    answer = made(Outcome.ANSWERED, quotes=(quote(),))
    given(web, browser, answer)
    verdict = f"/answers/{answer.id}/feedback"
    right = browser.post(verdict, data={"verdict": "right"})
    assert "Cảm ơn anh/chị" in right.text
    wrong = browser.post(verdict, data={"verdict": "wrong"})
    assert "chưa đúng" in wrong.text
    assert "phiếu MC-000001" in wrong.text
    assert browser.post(verdict, data={"verdict": "?"}).status_code == 422


def test_an_answer_is_shown_only_to_the_browser_that_asked(web: Web, browser: TestClient) -> None:
    answer = made(Outcome.ANSWERED, "Câu hỏi riêng", quotes=(quote(),))
    given(web, browser, answer)
    page = f"/answers/{answer.id}"
    stranger = web.browser()
    for response in (
        stranger.get(page),
        stranger.post(f"{page}/feedback", data={"verdict": "wrong"}),
        stranger.post(f"{page}/case"),
    ):
        assert response.status_code == 404
        assert "Câu hỏi riêng" not in response.text
    assert web.team().get(page).status_code == 200


def test_the_language_changes_by_one_click_and_stays(browser: TestClient) -> None:
    assert 'href="/language/en?back=/documents%3Fq%3Dx"' in browser.get("/documents?q=x").text
    page = browser.get("/language/en?back=/documents?q=x")
    assert page.url.path == "/documents"
    assert '<html lang="en">' in page.text
    assert "Look up" in browser.get("/").text
    browser.get("/language/vi")
    assert "Tra cứu" in browser.get("/").text


@pytest.mark.parametrize(
    "back",
    ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)", "/a\r\nX: y", ""],
)
def test_the_way_back_never_leads_elsewhere(browser: TestClient, back: str) -> None:
    response = browser.get("/language/en", params={"back": back}, follow_redirects=False)
    assert response.headers["location"] == "/"


def test_every_post_form_of_an_answer_works_without_javascript(
    web: Web, browser: TestClient
) -> None:
    page = given(web, browser, made(Outcome.ANSWERED, quotes=(quote(),), followups=("Gì nữa?",)))
    assert "<script" not in page
    for action in re.findall(r'<form action="([^"]+)" method="post"', page):
        data = {"question": "Gì nữa?", "verdict": "right"}
        assert browser.post(action, data=data).status_code == 200, action


def test_a_narrow_question_gets_its_line_and_the_procedure_on_demand(
    web: Web, browser: TestClient
) -> None:
    lines = {LineKind.FEE: "Không thu phí.", LineKind.DEADLINE: "05 ngày làm việc."}
    narrow = replace(card(lines), asked=(LineKind.FEE,), missing=(LineKind.FORM,))
    told = "Không thu phí."
    answer = made(Outcome.ANSWERED, conclusion=told, quotes=(quote(told),), card=narrow)
    page = given(web, browser, answer)
    before, _, folded = page.partition('<details class="procedure">')
    assert told in before
    assert "05 ngày làm việc." not in before
    folded = folded.partition("</details>")[0]
    assert "Xem cả thủ tục" in folded
    assert "05 ngày làm việc." in folded
    assert "biểu mẫu" in folded
    assert 'href="/provisions/11#here"' in folded


def test_a_very_long_line_is_folded_and_all_of_it_is_there(web: Web, browser: TestClient) -> None:
    steps = "\n".join(f"Bước {number}: làm việc thứ {number}." for number in range(200))
    whole = card({LineKind.STEPS: steps})
    answer = made(Outcome.ANSWERED, conclusion="Câu.", quotes=(quote("Câu."),), card=whole)
    page = given(web, browser, answer)
    assert '<details class="long">' in page
    assert "Bước 199: làm việc thứ 199." in page


def test_a_page_is_read_in_three_languages_and_its_sources_in_one(browser: TestClient) -> None:
    text = "Nộp hồ sơ ngày 15/12/2025 thì khai báo X-quang y tế trong bao lâu?"
    first = browser.post("/ask", data={"question": text}).text
    for language, note, heading in (
        ("vi", "Tính tại ngày 15/12/2025 như câu hỏi trước.", "Căn cứ"),
        ("en", "As of 15 December 2025, as in the question before.", "Sources"),
        ("id", "Per tanggal 15 Desember 2025, seperti pertanyaan sebelumnya.", "Sumber"),
    ):
        browser.get(f"/language/{language}")
        page = browser.post("/ask", data=further(first) | {"question": "thế lệ phí?"}).text
        assert f'<html lang="{language}">' in page
        assert f'<p class="taken">{note}</p>' in page
        assert page.index(note) < page.index('class="conclusion"')
        assert heading in page
        assert "Thông tư số 287/2016/TT-BTC" in page


def test_other_languages_are_one_touch_away(browser: TestClient) -> None:
    browser.get("/language/id")
    page = browser.get("/").text
    assert '<a href="/language/vi?back=/" lang="vi"' in page
    assert '<a href="/language/en?back=/" lang="en"' in page
    assert "/language/id?" not in page


def test_an_emergency_stands_above_everything_even_without_an_index(tmp_path: Path) -> None:
    desk = Desk.open(database_at(tmp_path / "desk.db"))
    service = Service(tmp_path / "none", None, hotline="0000 <trực>")
    browser = Web(service, desk).browser()
    page = browser.post("/ask", data={"question": "nguồn phóng xạ bị mất, sđt 0912345678"}).text
    assert page.index("0000 &lt;trực&gt;") < page.index('<p class="question"')
    assert "Tình huống khẩn cấp" in page
    assert "0912345678" not in page
    refused = browser.post("/ask", data={"question": "TỐI MẬT\nkế hoạch A"})
    assert refused.status_code == 200
    assert "Nội dung câu hỏi không được lưu" in refused.text
    assert "kế hoạch A" not in refused.text
    desk.close()
