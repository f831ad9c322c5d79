"""Web pages saved as one file: the page is found, decoded, and read as a page."""

from contextlib import suppress
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.reading import Extraction
from reader.parse_html import HtmlParser
from reader.parse_mht import MhtParser
from reader.recognise import HEAD, Unreadable

PAGE = (
    "<html><head><title>Quy định</title><style>p {{ color: red }}</style></head><body>"
    "<p>Điều 1. Phạm vi của bản thử</p><p>{}</p></body></html>"
)
WORDS = "Người tiếp nhận ghi sổ và hẹn ngày trả kết quả."


def page(words: str = WORDS, charset: str = "utf-8", **headers: str) -> MIMEText:
    part = MIMEText(PAGE.format(words), "html", charset)
    for name, value in headers.items():
        part[name.replace("_", "-")] = value
    return part


def whole(*parts: MIMEText, start: str = "") -> bytes:
    message = MIMEMultipart("related")
    if start:
        message.set_param("start", start)
    message["From"] = "<Saved by a browser>"
    for part in parts:
        message.attach(part)
    return message.as_bytes()


def read(folder: Path, raw: bytes) -> list[str]:
    path = folder / "a.doc"
    path.write_bytes(raw)
    return [line.text for line in MhtParser().parse(path).lines]


def test_the_page_is_read_without_what_surrounds_it(tmp_path: Path) -> None:
    raw = whole(page(), MIMEText("p { color: red }", "css"))
    assert read(tmp_path, raw) == ["Điều 1. Phạm vi của bản thử", WORDS]


def test_words_written_in_quoted_printable_are_read(tmp_path: Path) -> None:
    message = EmailMessage()
    message.set_content(PAGE.format(WORDS), subtype="html", cte="quoted-printable")
    raw = bytes(message)
    assert b"=C4=90i=E1=BB=81u 1" in raw
    assert read(tmp_path, b"\r\n" + raw) == ["Điều 1. Phạm vi của bản thử", WORDS]


def test_the_charset_of_the_part_outranks_that_of_the_page(tmp_path: Path) -> None:
    words = "<meta charset=windows-1252>" + WORDS
    assert read(tmp_path, whole(page(words, "utf-16")))[-1] == WORDS
    assert read(tmp_path, whole(page(words, "utf-8")))[-1] == WORDS


def test_the_start_of_the_file_names_the_page(tmp_path: Path) -> None:
    raw = whole(page("Lời rao bán hàng."), page(Content_ID="<chinh>"), start="<chinh>")
    assert WORDS in read(tmp_path, raw)
    assert "Lời rao bán hàng." not in read(tmp_path, raw)


def test_margins_of_pages_that_word_adds_are_left_out(tmp_path: Path) -> None:
    margin = page("Trang 1 trên 9", Content_Location="file:///C:/1/header.htm")
    assert "Trang 1 trên 9" not in read(tmp_path, whole(margin, page()))


def test_pages_within_a_frame_are_read_in_their_order(tmp_path: Path) -> None:
    frame = MIMEText("<html><frameset><frame src=a></frameset></html>", "html")
    raw = whole(frame, page("Tờ thứ nhất."), page("Tờ thứ hai."))
    assert [text for text in read(tmp_path, raw) if "Tờ" in text] == ["Tờ thứ nhất.", "Tờ thứ hai."]


def test_a_saved_page_is_known_by_its_head_and_not_by_its_name() -> None:
    head = whole(page())[:HEAD]
    path = Path("quy-dinh.doc")
    assert MhtParser().score(head, path) > HtmlParser().score(head, path)
    assert MhtParser().score(PAGE.encode(), path) == 0.0
    assert MhtParser().score(b"Subject: MIME-Version: 1.0 is what a message says", path) == 0.0


@pytest.mark.parametrize("raw", [whole(), whole(MIMEText("<html></html>", "html"))])
def test_a_file_without_a_page_is_refused(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read(tmp_path, raw)


WHOLE = whole(page(Content_ID="<a>"), page("Hai", "utf-16"), start="<a>")


@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 9), st.binary()), max_size=9),
    st.integers(0, len(WHOLE)),
)
@settings(max_examples=60, deadline=None)
def test_any_damage_ends_in_text_or_a_refusal(
    damage: list[tuple[int, int, bytes]], kept: int
) -> None:
    raw = WHOLE
    for at, length, piece in damage:
        raw = raw[:at] + piece + raw[at + length :]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.mht"
        path.write_bytes(raw[:kept])
        MhtParser().score(raw[:HEAD], path)
        with suppress(Unreadable):
            assert isinstance(MhtParser().parse(path), Extraction)
