"""PDF files: rows into paragraphs, margins and footnotes apart, scans refused."""

from pathlib import Path

import pytest

from reader.parse_pdf import PdfParser
from reader.plausible import plausibility
from reader.recognise import Unreadable
from tests.fakes import paper

LONG = (
    "Cán bộ tiếp nhận kiểm tra từng giấy tờ trong hồ sơ, ghi phiếu hẹn và chuyển hồ sơ cho người"
    " giải quyết ngay trong buổi làm việc, kể cả khi hồ sơ nộp vào cuối giờ."
)


def read(path: Path) -> list[str]:
    return [line.text for line in PdfParser().parse(path).lines]


def test_rows_broken_at_the_margin_become_one_paragraph(tmp_path: Path) -> None:
    file = paper.write(
        tmp_path / "a.pdf", [paper.flow(["Điều 1. Tiếp nhận", f"1. {LONG}", f"2. {LONG}"])]
    )
    assert read(file) == ["Điều 1. Tiếp nhận", f"1. {LONG}", f"2. {LONG}"]


def test_a_paragraph_that_runs_over_the_page_keeps_the_page_it_began_on(tmp_path: Path) -> None:
    rows = paper.wrapped(LONG)
    first = [(left, 700 - 20 * at, 12, words) for at, (left, words) in enumerate(rows[:2])]
    second = [(left, 760 - 20 * at, 12, words) for at, (left, words) in enumerate(rows[2:])]
    rest = paper.flow(["Hồ sơ được lưu tại nơi tiếp nhận."], top=600)
    lines = PdfParser().parse(paper.write(tmp_path / "a.pdf", [first, [*second, *rest]])).lines
    assert [(line.text, line.page) for line in lines] == [
        (LONG, 1),
        ("Hồ sơ được lưu tại nơi tiếp nhận.", 2),
    ]


def test_running_heads_and_page_numbers_are_dropped(tmp_path: Path) -> None:
    pages = [
        [
            (200.0, 810.0, 12.0, f"CÔNG BÁO/Số 29 + 30/Ngày 05-01-2024 {number}"),
            *paper.flow([f"Trang này nói về việc thứ {number}.", LONG]),
            (290.0, 30.0, 12.0, str(number)),
        ]
        for number in range(7, 11)
    ]
    text = "\n".join(read(paper.write(tmp_path / "a.pdf", pages)))
    assert "CÔNG BÁO" not in text
    assert "Trang này nói về việc thứ 7." in text
    assert not any(line.strip().isdigit() for line in text.split("\n"))


def test_footnotes_go_to_the_end_and_their_marks_into_brackets(tmp_path: Path) -> None:
    body = paper.flow(["1. Phí được nộp một lần.", LONG], size=14)
    mark = (paper.LEFT + 24 * 7.0, 764.0, 8.0, "1")
    note = [(paper.LEFT, 103.0, 7.0, "1"), (80.0, 100.0, 11.0, "Khoản này được sửa đổi năm trước.")]
    second = paper.flow(["2. Lệ phí nộp khi nhận kết quả.", LONG], size=14)
    lines = read(paper.write(tmp_path / "a.pdf", [[body[0], mark, *body[1:], *note], second]))
    assert lines[0] == "1. Phí được nộp một lần.[1]"
    assert lines[-1] == "[1] Khoản này được sửa đổi năm trước."


def test_a_power_is_no_footnote(tmp_path: Path) -> None:
    row = "Diện tích từ 40 m"
    placed = [
        (72.0, 700.0, 12.0, row),
        (72.0 + 6 * len(row), 705.0, 7.0, "2"),
        (78.0 + 6 * len(row), 700.0, 12.0, "trở lên thì được hỗ trợ."),
        *paper.flow([LONG], top=650),
    ]
    assert "40 m²" in read(paper.write(tmp_path / "a.pdf", [placed]))[0]


def test_a_damaged_pdf_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bad.pdf"
    file.write_bytes(b"%PDF-1.7\nnothing that follows is a PDF")
    with pytest.raises(Unreadable, match="damaged"):
        PdfParser().parse(file)


def test_a_locked_pdf_is_refused(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    plain = paper.write(tmp_path / "plain.pdf", [paper.flow([LONG])])
    writer = PdfWriter(clone_from=PdfReader(plain))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = tmp_path / "locked.pdf"
    with locked.open("wb") as out:
        writer.write(out)
    with pytest.raises(Unreadable, match="password"):
        PdfParser().parse(locked)


def test_vietnamese_words_are_told_from_torn_and_glued_ones() -> None:
    whole = "Ủy ban nhân dân cấp xã tiếp nhận hồ sơ của người dân"
    assert plausibility(whole) == 1
    assert plausibility("Ủ y b an nh ân d ân c ấp x ã ti ếp nh ận") < 0.7
    assert plausibility("Ủybannhândân cấpxãtiếpnhận hồsơcủa ngườidân") < 0.3


def test_a_hyphen_at_the_edge_stays_a_hyphen(tmp_path: Path) -> None:
    rows = ["Người dùng máy chụp X-", "quang phải khai báo với Sở."]
    (line,) = read(paper.write(tmp_path / "a.pdf", [paper.page(rows)]))
    assert line.replace("X- ", "X-") == "Người dùng máy chụp X-quang phải khai báo với Sở."
