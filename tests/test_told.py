"""What a reader says, in the words of people who read no English."""

import pytest

from reader.told import format_in_vietnamese, in_vietnamese, twin_of


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("pages 1, 2 recognised from pictures (confidence 95%)", "trang 1, 2 đọc từ ảnh quét"),
        ("pages 1, 2 recognised from pictures (confidence 95%)", "độ tin cậy 95%"),
        ("its number and date were recognised from a picture: check them", "số và ngày văn bản"),
        ("pages 3 are not used: the words are too doubtful", "trang 3 không dùng được"),
        ("another text has the id 5-2019-nd-cp too: this one is kept as x", "5-2019-nd-cp"),
        ("the file is damaged (File is not a zip file)", "tệp bị hỏng"),
        ("something that nobody has put into words", "something that nobody has put into words"),
    ],
)
def test_what_is_usual_is_said_in_vietnamese(said: str, words: str) -> None:
    assert words in in_vietnamese(said)


def test_the_twin_of_a_file_is_named_as_people_know_it() -> None:
    said = "it holds the same text as another file, "
    drafted = f"{said}/var/library/drafts/thang-12/files/bo/mau.docx"
    assert twin_of(drafted) == "bo/mau.docx"
    assert twin_of(f"{said}/srv/documents/mau.docx") == "mau.docx"
    assert "bo/mau.docx" in in_vietnamese(drafted)
    assert twin_of("the file is damaged") == ""


def test_formats_have_names() -> None:
    assert format_in_vietnamese("scanned PDF") == "PDF quét"
    assert format_in_vietnamese("Word") == "Word"
