"""What a reader sees when something does not work: what happened, what was kept, what to do."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.asking import EXAMPLES
from desk.database import bare
from desk.desk import Desk
from retrieval.service import Service
from tests.fakes.databases import database_at, gone
from tests.web import Web

DANGER = "Dân nhặt được nguồn phóng xạ trong bãi phế liệu"
FIRST_PAGE, ANSWER_PAGE = 30_000, 10_000  # bytes over the wire


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path_factory.mktemp("errors") / "desk.db"))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("method", "path", "status", "says"),
    [
        ("GET", "/khong-co", 404, "Không tìm thấy trang"),
        ("GET", "/answers/khong-co", 404, "Không tìm thấy trang"),
        ("GET", "/provisions/1", 404, "Không tìm thấy trang"),
        ("GET", f"/provisions/{2**80}", 404, "Không tìm thấy trang"),
        ("GET", f"/provisions/{'9' * 5000}", 404, "Không tìm thấy trang"),
        ("GET", "/answers/%00", 404, "Không tìm thấy trang"),
        ("GET", "/answers/%00.txt", 404, "Không tìm thấy trang"),
        ("GET", "/answers/a%00b/print", 404, "Không tìm thấy trang"),
        ("GET", "/cases/%00", 404, "Không tìm thấy trang"),
        ("GET", "/provisions/mot", 404, "Không tìm thấy trang"),
        ("GET", "/documents/khong-co", 404, "Không tìm thấy trang"),
        ("GET", "/documents?page=999", 404, "Không tìm thấy trang"),
        ("GET", "/ask", 405, "Thao tác không dùng được"),
        ("DELETE", "/", 405, "Thao tác không dùng được"),
        ("GET", "/documents?page=khong", 422, "Không đọc được nội dung"),
        ("GET", "/desk", 403, "Không mở được trang này"),
    ],
)
def test_an_error_page_says_in_vietnamese_what_to_do(
    web: Web, method: str, path: str, status: int, says: str
) -> None:
    response = web.browser().request(method, path)
    assert response.status_code == status
    assert says in response.text
    assert 'href="/"' in response.text
    assert '<html lang="vi">' in response.text


@pytest.mark.parametrize("number", [-1, -(2**80), 2**80])
def test_a_number_that_no_provision_has_is_not_found(web: Web, number: int) -> None:
    response = web.browser().get(f"/api/v1/provisions/{number}")
    assert response.status_code == 404
    assert response.json()["detail"]


@pytest.mark.parametrize("header", ["origin", "referer"])
@pytest.mark.parametrize("value", ["http://[", "//[x", "null", "http://"])
def test_a_form_that_comes_from_no_address_is_refused(web: Web, header: str, value: str) -> None:
    response = web.browser().post("/ask", data={"question": "x"}, headers={header: value})
    assert response.status_code == 403
    assert "Không mở được trang này" in response.text


@pytest.mark.parametrize("back", ["http://[", "//[", "//evil.example", "/\\evil.example", "/\t/"])
def test_after_a_language_nobody_is_sent_elsewhere(web: Web, back: str) -> None:
    response = web.browser().get("/language/en", params={"back": back}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/")


def test_error_pages_speak_english_too(web: Web) -> None:
    browser = web.browser()
    browser.get("/language/en")
    assert "Page not found" in browser.get("/khong-co").text


def test_a_body_above_the_limit_is_refused(web: Web) -> None:
    browser = web.browser()
    page = browser.post("/ask", data={"question": "x" * 70_000})
    assert page.status_code == 413
    assert "quá dài" in page.text
    api = browser.post("/api/v1/ask", json={"question": "x" * 70_000})
    assert api.status_code == 413
    assert api.json()["detail"]


def test_without_an_index_the_page_says_what_to_run(desk: Desk, tmp_path: Path) -> None:
    browser = Web(Service(tmp_path / "index", None), desk).browser()
    assert "python -m indexer sync" in browser.get("/").text
    asked = browser.post("/ask", data={"question": EXAMPLES[0]})
    assert asked.status_code == 503
    assert "python -m indexer sync" in asked.text
    assert f"{EXAMPLES[0]}</textarea>" in asked.text
    assert browser.get("/documents").status_code == 200
    assert browser.get("/provisions/1").status_code == 404
    api = browser.post("/api/v1/ask", json={"question": EXAMPLES[0]})
    assert api.status_code == 503
    assert "python -m indexer sync" in api.json()["detail"]
    ready = browser.get("/health/ready")
    assert ready.status_code == 503
    assert any("python -m indexer sync" in problem for problem in ready.json()["problems"])


def test_when_something_breaks_the_page_stays_calm_and_tells_no_secrets(
    service: Service, tmp_path: Path
) -> None:
    """The state's tables are taken away behind the application's back."""
    address = database_at(tmp_path / "desk.db")
    web = Web(service, Desk.open(address))
    engine = bare(address)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE answers RENAME TO gone"))
    engine.dispose()
    browser = web.browser()
    response = browser.post("/ask", data={"question": EXAMPLES[0]})
    assert response.status_code in (500, 503)
    assert "chưa được lưu" in response.text
    assert "Traceback" not in response.text
    assert "DROP" not in response.text
    assert response.headers["content-security-policy"]
    assert browser.get("/health/live").status_code == 200


def test_an_emergency_is_told_what_to_do_where_nothing_can_be_kept(
    starter_index: Path, tmp_path: Path
) -> None:
    file = tmp_path / "desk.db"
    desk = Desk.open(database_at(file))
    browser = Web(Service(starter_index, None, hotline="0000 000"), desk).browser()
    with gone(desk, file):
        is_told_what_to_do(browser)


def is_told_what_to_do(browser: TestClient) -> None:
    asked = {"question": DANGER}
    page = browser.post("/ask", data=asked)
    assert page.status_code == 503
    assert page.text.index("0000 000") < page.text.index("tạm thời chưa dùng được")
    answer = browser.post("/api/v1/ask", json=asked).json()
    assert "0000 000" in answer["safety"][0]
    assert answer["id"] == ""
    assert browser.post("/ask", data={"question": EXAMPLES[0]}).status_code == 503


@pytest.mark.parametrize("rest", [b"", b"SQLite format 3\x00" + b"\xff" * 9_000, None])
def test_where_the_texts_are_lost_under_a_running_program_it_says_so_until_they_are_back(
    desk: Desk, starter_index: Path, tmp_path: Path, rest: bytes | None
) -> None:
    index = Path(shutil.copytree(starter_index, tmp_path / "index"))
    browser = Web(Service(index, None), desk).browser()
    question = {"question": EXAMPLES[0]}
    assert browser.get("/health/ready").status_code == 200
    [texts] = index.glob("g*/text.db")
    whole = texts.read_bytes()
    texts.unlink()
    if rest is not None:
        texts.write_bytes(rest)
    page = browser.post("/ask", data=question)
    assert page.status_code == 503
    assert "tạm thời chưa dùng được" in page.text
    danger = browser.post("/ask", data={"question": DANGER})
    assert "Không chạm, không nhặt" in danger.text, "whatever else fails"
    api = browser.post("/api/v1/ask", json=question)
    assert api.status_code == 503
    assert api.json()["detail"].startswith("The index cannot be read; nothing was kept.")
    assert browser.get("/health/ready").status_code == 503
    texts.unlink(missing_ok=True)
    texts.write_bytes(whole)
    assert browser.post("/api/v1/ask", json=question).status_code == 200


def test_the_first_page_with_its_style_is_small(web: Web) -> None:
    browser = web.browser()
    page = browser.get("/")
    style = browser.get(re.search(r'href="(/style[^"]+)"', page.text)[1])  # type: ignore[index]
    assert style.status_code == 200
    assert "immutable" in style.headers["cache-control"]
    assert page.num_bytes_downloaded + style.num_bytes_downloaded < FIRST_PAGE
    assert "http" not in re.sub(r"data:[^\"]+", "", page.text), "nothing comes from elsewhere"


@pytest.mark.parametrize("question", [*EXAMPLES, "Mở tiệm bánh mì kẹp cần giấy gì?"])
def test_an_answer_page_is_small(web: Web, question: str) -> None:
    response = web.browser().post("/ask", data={"question": question})
    assert response.status_code == 200
    assert response.num_bytes_downloaded < ANSWER_PAGE
