"""The JSON API: the same as the pages, for programs."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.asking import EXAMPLES
from desk.desk import Desk
from retrieval.service import Service
from retrieval.wire import AnswerOut
from tests.fakes.databases import database_at
from tests.fakes.grounds import NO_PROVISION
from tests.fakes.queues import ONE_QUEUE
from tests.web import Web


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path_factory.mktemp("json") / "desk.db"), queues=ONE_QUEUE)
    yield opened
    opened.close()


@pytest.fixture
def program(web: Web) -> TestClient:
    return web.browser()


def asked(program: TestClient) -> AnswerOut:
    response = program.post("/api/v1/ask", json={"question": EXAMPLES[0]})
    assert response.status_code == 200
    return AnswerOut.model_validate(response.json())


def test_a_question_gets_a_cited_answer_that_can_be_read_again(program: TestClient) -> None:
    answer = asked(program)
    assert answer.outcome == "answered"
    assert answer.quotes
    assert answer.quotes[0].citation
    again = program.get(f"/api/v1/answers/{answer.id}")
    assert AnswerOut.model_validate(again.json()) == answer


def test_a_quote_stands_in_the_provision_its_url_names(program: TestClient) -> None:
    quotes = asked(program).quotes
    assert quotes
    for quote in quotes:
        response = program.get(f"/api/v1{quote.url}")
        assert response.status_code == 200
        provision = response.json()
        whole = "\n".join(section["text"] for section in provision["sections"])
        for line in quote.text.split("\n"):
            assert line in whole
        assert provision["document"]["id"] == quote.document.id


def test_the_day_and_the_place_can_be_given(program: TestClient) -> None:
    question = {"question": EXAMPLES[0], "as_of": "2025-03-01", "province": "Lào Cai"}
    assert program.post("/api/v1/ask", json=question).status_code == 200


def test_a_question_goes_on_about_earlier_ones(program: TestClient) -> None:
    followup = {"question": "thế nộp ở đâu?", "as_of": "2026-06-01"}
    name = "Khai báo, cấp giấy phép thiết bị X-quang y tế từ ngày 01/01/2026"
    told = f"Theo thủ tục của câu hỏi trước: “{name}”."
    by_words = program.post("/api/v1/ask", json=followup | {"earlier": [EXAMPLES[0], "còn phí?"]})
    assert f"Hiểu theo câu hỏi trước: “{EXAMPLES[0]}”." in by_words.json()["notes"]
    by_answer = program.post("/api/v1/ask", json=followup | {"answer_id": asked(program).id})
    assert told in by_answer.json()["notes"]
    again = program.post("/api/v1/ask", json=followup | {"answer_id": by_answer.json()["id"]})
    assert told in again.json()["notes"]


def test_a_question_is_answered_alone_where_the_program_says_so(program: TestClient) -> None:
    followup = {"question": "thế nộp ở đâu?", "answer_id": asked(program).id}
    assert program.post("/api/v1/ask", json=followup).json()["goes_on"] is True
    alone = program.post("/api/v1/ask", json=followup | {"alone": True}).json()
    assert alone["goes_on"] is False
    assert alone["outcome"] == "clarify_ambiguous"
    by_words = {"question": "thế nộp ở đâu?", "earlier": [EXAMPLES[0]], "alone": True}
    assert program.post("/api/v1/ask", json=by_words).json()["goes_on"] is False


@pytest.mark.parametrize("said", ["dạ em chào anh chị", "cảm ơn ạ", "cho em gặp người thật"])
def test_of_a_greeting_there_is_no_case(web: Web, program: TestClient, said: str) -> None:
    answer = program.post("/api/v1/ask", json={"question": said}).json()
    assert answer["outcome"] == "clarify_greeting"
    refused = program.post("/api/v1/cases", json={"answer_id": answer["id"]})
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["title"] == "Conflict"
    assert "no question to hand over" in refused.json()["detail"]
    assert web.desk.case_of_answer(answer["id"]) is None


def test_nobody_goes_on_about_anothers_answer(web: Web, program: TestClient) -> None:
    followup = {"question": "thế nộp ở đâu?", "answer_id": asked(program).id}
    assert web.browser().post("/api/v1/ask", json=followup).status_code == 404
    unknown = followup | {"answer_id": "khong-co"}
    assert program.post("/api/v1/ask", json=unknown).status_code == 404


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, "question"),
        ({"question": ""}, "question"),
        ({"question": " \u200b\n"}, "question"),
        ({"question": "x" * 10_001}, "question"),
        ({"question": 7}, "question"),
        ({"question": "x", "as_of": "hôm qua"}, "as_of"),
        ({"question": "x", "language": "fr"}, "language"),
        ({"question": "x", "earlier": ["x"] * 6}, "earlier"),
        ({"question": "x", "earlier": ["x" * 10_001]}, "earlier"),
        ({"question": "x", "earlier": "x"}, "earlier"),
        ([], ""),
    ],
)
def test_a_bad_question_is_refused_with_the_field_that_is_wrong(
    program: TestClient, body: object, names: str
) -> None:
    response = program.post("/api/v1/ask", json=body)
    assert response.status_code == 422
    assert names in response.json()["detail"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"question=x"])
def test_a_body_that_is_no_json_is_refused(program: TestClient, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    response = program.post("/api/v1/ask", content=body, headers=headers)
    assert 400 <= response.status_code < 500
    assert isinstance(response.json()["detail"], str)


@pytest.mark.parametrize(
    ("kind", "body", "says"),
    [
        ("application/json", b'{"question": "a\x00b"}', "no JSON: Invalid control character"),
        ("application/json", '{"question": "Phí?"}'.encode("cp1258"), "JSON is to be in UTF-8"),
        ("application/json", b'{"question": ' + b"9" * 5_000 + b"}", "cannot be read"),
        ("application/json", b"[" * 60_000, "cannot be read"),
        ("text/plain", b'{"question": "x"}', "Content-Type: application/json"),
        ("", b'{"question": "x"}', "Content-Type: application/json"),
        ("application/json", b"null", "one JSON object"),
        ("application/json", b'{"question": "\\ud800"}', "question: "),
        ("application/json", b'{"question": NaN}', "question: "),
    ],
)
def test_what_is_wrong_with_a_body_is_said(
    program: TestClient, kind: str, body: bytes, says: str
) -> None:
    response = program.post("/api/v1/ask", content=body, headers={"content-type": kind})
    assert response.status_code in (400, 422)
    assert says in response.json()["detail"]


@pytest.mark.parametrize("question", ["x" * 10_000, "😀", "\u0000\u0001a", "<b>đậm</b>"])
def test_an_odd_question_gets_an_outcome(program: TestClient, question: str) -> None:
    response = program.post("/api/v1/ask", json={"question": question})
    assert response.status_code == 200
    assert response.json()["outcome"]


def test_a_case_is_opened_answered_and_read(web: Web, program: TestClient) -> None:
    answer = asked(program)
    opened = program.post(
        "/api/v1/cases", json={"answer_id": answer.id, "note": "gấp", "province": "Huế"}
    )
    assert opened.status_code == 201
    case = opened.json()
    assert re.fullmatch(r"MC-\d{6}", case["label"])
    assert case["state"] == "open"
    assert case["due"]
    with web.desk.begin() as work:
        work.reply(case["id"], "Trong 10 ngày.", "Lan", NO_PROVISION)
    read = program.get(f"/api/v1/cases/{case['token']}").json()
    assert read["state"] == "answered"
    assert read["reply"] == "Trong 10 ngày."
    again = program.post("/api/v1/cases", json={"answer_id": answer.id})
    assert again.json()["id"] == case["id"]


def test_answers_and_cases_of_others_are_not_found(web: Web, program: TestClient) -> None:
    answer = asked(program)
    case = program.post("/api/v1/cases", json={"answer_id": answer.id}).json()
    stranger = web.browser()
    for response in (
        stranger.get(f"/api/v1/answers/{answer.id}"),
        stranger.get(f"/api/v1/cases/{case['token']}"),
        stranger.post("/api/v1/cases", json={"answer_id": answer.id}),
        stranger.get("/api/v1/answers/khong-co"),
    ):
        assert response.status_code == 404
        assert response.json()["detail"]


def test_documents_are_listed_in_pages_and_read_whole(
    service: Service, program: TestClient
) -> None:
    listed = program.get("/api/v1/documents?size=1").json()
    assert listed["total"] == len(service.documents())
    assert listed["pages"] == listed["total"]
    [document] = listed["documents"]
    whole = program.get(f"/api/v1/documents/{document['id']}").json()
    assert whole["sections"]
    assert document in whole["editions"]
    edition = {"edition": document["edition"]}
    named = program.get(f"/api/v1/documents/{document['id']}", params=edition).json()
    assert named["document"] == document
    assert program.get("/api/v1/documents?page=9999").status_code == 404
    assert program.get("/api/v1/documents/khong-co").status_code == 404


def test_errors_are_json_with_one_sentence(program: TestClient) -> None:
    for path in ("/api/v1/khong-co", "/api/v1/provisions/1", "/api/v1/provisions/mot"):
        response = program.get(path)
        assert response.status_code in (404, 422)
        assert isinstance(response.json()["detail"], str)
    assert program.delete("/api/v1/documents").status_code == 405


def test_another_sites_page_cannot_ask_in_the_readers_name(program: TestClient) -> None:
    headers = {"origin": "https://evil.test"}
    response = program.post("/api/v1/ask", json={"question": "x"}, headers=headers)
    assert response.status_code == 403


def test_health_tells_life_and_readiness(program: TestClient) -> None:
    assert program.get("/health/live").json() == {"status": "live"}
    ready = program.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json()["ready"] is True
    assert ready.json()["documents"] > 0
    assert ready.json()["cases"] == {}, "small counts are for who keeps it running"


def test_a_reply_takes_one_of_the_choices_offered(program: TestClient) -> None:
    unclear = {"question": "xã Tân An nay thuộc xã nào?"}
    back = program.post("/api/v1/ask", json=unclear).json()
    assert back["outcome"] == "clarify_ambiguous"
    second = back["followups"][1]
    for go_on in (
        {"answer_id": back["id"]},
        {"earlier": [unclear["question"]], "offered": back["followups"]},
    ):
        reply = program.post("/api/v1/ask", json={"question": "cái thứ hai"} | go_on).json()
        assert reply["outcome"] != "clarify_ambiguous"
        assert second in reply["notes"][0]


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("vi", "Tính tại ngày 01/03/2025 theo câu hỏi."),
        ("en", "As of 1 March 2025, as the question says."),
        ("id", "Per tanggal 1 Maret 2025, sesuai pertanyaan."),
    ],
)
def test_notes_are_in_the_language_asked_for_and_sources_as_they_are(
    program: TestClient, language: str, note: str
) -> None:
    text = "Nộp hồ sơ ngày 01/03/2025 thì khai báo X-quang y tế trong bao lâu?"
    answer = program.post("/api/v1/ask", json={"question": text, "language": language}).json()
    assert note in answer["notes"]
    assert "ngày làm việc" in answer["conclusion"]
    assert program.get(f"/api/v1/answers/{answer['id']}").json() == answer
