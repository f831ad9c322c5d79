"""Forms on the page: taken along, checked when filled; answers printed and as plain text."""

import io
import re
from collections.abc import Iterator

import docx
import pypdf
import pytest
from starlette.testclient import TestClient

from corpus.form import LARGEST
from desk.desk import Desk
from tests.conftest import STARTER
from tests.fakes.databases import database_at
from tests.web import Web

FORM = STARTER / "mau-don-sang-kien.docx"
PAGE = "/forms/mau-don-sang-kien"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path_factory.mktemp("forms") / "desk.db"))
    yield opened
    opened.close()


def ask(browser: TestClient, text: str = "mẫu đơn sáng kiến ở đâu") -> str:
    """The path of the answer."""
    return str(browser.post("/ask", data={"question": text}).url.path)


def send(browser: TestClient, raw: bytes, name: str = "don.docx") -> tuple[int, str]:
    response = browser.post("/forms/check", files={"file": (name, raw)})
    return response.status_code, response.text


def test_the_answer_shows_the_form_with_its_size_and_type(browser: TestClient) -> None:
    page = browser.get(ask(browser)).text
    assert "Tải biểu mẫu (38 kB, .docx)" in page
    assert f'href="{PAGE}/file?edition=MC-BM-01%402025-07-01"' in page
    assert "Bản điền thử" in page


def test_a_form_is_downloaded_as_it_was_added_and_not_twice(browser: TestClient) -> None:
    got = browser.get(f"{PAGE}/file")
    assert (got.status_code, got.content) == (200, FORM.read_bytes())
    assert got.headers["content-type"] == WORD
    assert got.headers["content-disposition"].startswith(
        'attachment; filename="mau-don-sang-kien.docx"'
    )
    assert "no-store" not in got.headers["cache-control"]
    known = {"if-none-match": f'"x", {got.headers["etag"]}'}
    again = browser.get(f"{PAGE}/file", headers=known)
    assert (again.status_code, again.content) == (304, b"")


def test_the_filled_sample_has_a_name_of_its_own(browser: TestClient) -> None:
    got = browser.get(f"{PAGE}/sample")
    assert got.content == FORM.with_name(f"{FORM.name}.filled.docx").read_bytes()
    assert "mau-don-sang-kien-dien-thu.docx" in got.headers["content-disposition"]


def test_the_page_of_a_form_tells_its_edition_and_what_goes_wrong(browser: TestClient) -> None:
    page = browser.get(PAGE).text
    assert "Mẫu MC-BM-01" in page
    assert "bản ngày 16/11/2026" in page
    assert len(re.findall(r"<li>[^<]*Cách sửa", page)) == 5
    assert "không lưu, không ghi nhật ký" in page
    assert "Phiếu hỏi Tổ thường trực" in browser.get("/forms").text


@pytest.mark.parametrize(
    "path",
    ["/forms/khong-co", "/forms/khong-co/file", f"{PAGE}?edition=1", f"{PAGE}/file?edition=../x"],
)
def test_a_form_that_is_not_there_is_a_page_that_says_so(browser: TestClient, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_a_filled_form_is_checked_for_edition_and_gaps(browser: TestClient) -> None:
    status, page = send(browser, filled({"Họ và tên tác giả": "Nguyễn Văn A"}))
    assert status == 200
    assert "Đúng bản biểu mẫu đang dùng." in page
    assert "10 mục còn trống" in page
    assert "<li>Nơi công tác</li>" in page
    assert "Nguyễn Văn A" not in page
    _, page = send(browser, filled({}, "15/6/2025"))
    assert "khác bản đang dùng" in page
    assert "Lấy bản đang dùng" in page


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "Tệp trống"),
        (b"GIF89a", "Chỉ kiểm tra được tệp Word"),
        (b"PK\x03\x04", "Tệp bị hỏng"),
        (b"x" * (LARGEST + 1), "Tệp lớn quá 5 MB"),
    ],
)
def test_a_file_that_cannot_be_checked_has_a_clear_end(
    browser: TestClient, raw: bytes, said: str
) -> None:
    status, page = send(browser, raw)
    assert (status, said in page) == (422, True)


def test_a_letter_is_no_form(browser: TestClient) -> None:
    document = docx.Document()
    document.add_paragraph("Kính gửi Ủy ban nhân dân xã, tôi xin hỏi về việc học hè của các cháu.")
    out = io.BytesIO()
    document.save(out)
    assert "Không nhận ra đây là biểu mẫu nào" in send(browser, out.getvalue())[1]


def test_requests_without_a_file_or_with_too_much_are_refused(browser: TestClient) -> None:
    assert browser.post("/forms/check", data={"file": "x"}).status_code == 422
    assert browser.post("/forms/check", files={"other": ("a", b"x")}).status_code == 422
    kind = {"content-type": "multipart/form-data"}
    assert browser.post("/forms/check", content=b"x", headers=kind).status_code == 422
    assert send(browser, b"x" * (LARGEST + 200_000))[0] == 413
    assert browser.post("/ask", data={"question": "x" * 70_000}).status_code == 413
    elsewhere = {"origin": "https://evil.test"}
    assert browser.post("/forms/check", headers=elsewhere).status_code == 403


def test_an_answer_prints_as_a4_for_its_asker_and_the_team_only(web: Web) -> None:
    browser = web.browser()
    path = ask(browser, "hồ sơ đề nghị công nhận sáng kiến gồm những gì")
    got = browser.get(f"{path}/print")
    assert got.headers["content-type"] == "application/pdf"
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(got.content)).pages)
    assert f"http://motcham.test{path}" in text
    assert "Họ và tên tác giả: …" in text  # the form is printed along
    assert web.team().get(f"{path}/print").status_code == 200
    for other in ("/print", ".txt"):
        assert web.browser().get(f"{path}{other}").status_code == 404


def test_plain_text_comes_at_its_address_and_to_programs_that_ask_for_it(
    browser: TestClient,
) -> None:
    path = ask(browser)
    got = browser.get(f"{path}.txt")
    assert got.headers["content-type"] == "text/plain; charset=utf-8"
    assert got.text.startswith("TRẢ LỜI\n")
    assert len(got.content) <= 1024
    assert browser.get(path, headers={"accept": "text/plain"}).text == got.text
    assert "<html" in browser.get(path, headers={"accept": "text/html,text/plain;q=0.5"}).text


def test_programs_read_the_forms_of_an_answer(browser: TestClient) -> None:
    (form,) = browser.post("/api/v1/ask", json={"question": "mẫu đơn sáng kiến ở đâu"}).json()[
        "forms"
    ]
    assert (form["number"], form["type"], form["size"]) == ("MC-BM-01", "docx", 37697)
    assert browser.get(form["url"]).content == FORM.read_bytes()
    assert browser.get(form["page"]).status_code == 200
    assert browser.get(form["sample_url"]).status_code == 200
    listed = browser.get("/api/v1/forms").json()
    assert {one["id"] for one in listed} >= {"mau-don-sang-kien", "mau-phieu-hoi-to-thuong-truc"}


def filled(values: dict[str, str], day: str = "16/11/2026") -> bytes:
    """The form with ``values`` beside their labels."""
    document = docx.Document(str(FORM))
    for paragraph in document.paragraphs:
        label = paragraph.text.partition(":")[0]
        text = f"{label}: {values[label]}" if label in values else paragraph.text
        first, *others = paragraph.runs
        first.text = text.replace("16/11/2026", day)
        for run in others:
            run.text = ""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
