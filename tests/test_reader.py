"""Reading whole files: recognised by content, refused with a cure, described by sidecars."""

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest

from corpus.document import Kind
from reader.read import Unreadable, read
from reader.sidecar import is_sidecar
from tests.fakes import paper

GUIDE = """---
id: nop-ho-so
kind: guide
title: Nộp hồ sơ thử
effective_from: 2031-01-01
mystery: 1
---
# Nộp hồ sơ thử

Tài liệu mẫu.

## Hồ sơ

1. Đơn đề nghị
2. Bản sao

| Giấy tờ | Số lượng |
|---------|----------|
| Đơn     | 1        |

## Quy định
a) Nộp trực tiếp;
đ) Nộp trực tuyến.
"""


def word(path: Path, build: Callable[[docx.document.Document], object]) -> Path:
    document = docx.Document()
    build(document)
    document.save(str(path))
    return path


def refusal(path: Path) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(path)
    assert caught.value.cure
    return caught.value


def test_markdown_with_front_matter_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(GUIDE, encoding="utf-8")
    reading = read(file)
    assert (reading.document.id, reading.document.kind) == ("nop-ho-so", Kind.GUIDE)
    assert reading.document.validity.effective_from == date(2031, 1, 1)
    texts = {section.path: section.text for section in reading.sections}
    assert texts[("Hồ sơ",)] == "1. Đơn đề nghị\n2. Bản sao\nGiấy tờ: Đơn | Số lượng: 1"
    assert texts[("Quy định",)] == "a) Nộp trực tiếp;\nđ) Nộp trực tuyến."
    assert any("mystery" in warning for warning in reading.warnings)


def test_a_sidecar_overrides_and_changes_the_digest(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(GUIDE, encoding="utf-8")
    before = read(file).document
    beside = tmp_path / "a.md.yaml"
    beside.write_text("title: Tên khác\nissued: hôm qua\n", encoding="utf-8")
    reading = read(file)
    assert reading.document.title == "Tên khác"
    assert reading.document.id == before.id
    assert reading.document.digest != before.digest
    assert any("issued" in warning for warning in reading.warnings)
    assert is_sidecar(beside)
    assert not is_sidecar(file)


def test_a_broken_sidecar_is_passed_over_with_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Một dòng chữ.", encoding="utf-8")
    (tmp_path / "a.txt.yaml").write_text("a: [1", encoding="utf-8")
    assert any("a.txt.yaml" in warning for warning in read(file).warnings)


def test_word_tables_styles_and_numbering_are_read_in_order(tmp_path: Path) -> None:
    def build(document: docx.document.Document) -> None:
        document.add_heading("Hướng dẫn thử", 1)
        document.add_heading("Phí", 2)
        table = document.add_table(rows=2, cols=3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Loại"
        table.cell(0, 2).text = "Mức thu"
        for at, words in enumerate(("Một", "Hai", "1.000")):
            table.cell(1, at).text = words
        document.add_paragraph("Nộp đơn", style="List Number")
        document.add_paragraph("Nhận kết quả", style="List Number")

    reading = read(word(tmp_path / "a.docx", build))
    (section,) = [s for s in reading.sections if s.path == ("Phí",)]
    assert section.text == "Loại: Một | Loại: Hai | Mức thu: 1.000\n1. Nộp đơn\n2. Nhận kết quả"


def test_a_letterhead_in_two_columns_is_not_interleaved(tmp_path: Path) -> None:
    def build(document: docx.document.Document) -> None:
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).text = "BỘ KHOA HỌC\nVÀ CÔNG NGHỆ"
        table.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
        table.cell(1, 0).text = "Số: 5/2031/TT-BKHCN"
        table.cell(1, 1).text = "Hà Nội, ngày 02 tháng 3 năm 2031"
        for line in ("THÔNG TƯ", "Về việc thử", "Điều 1. Phạm vi", "Chỉ để thử."):
            document.add_paragraph(line)

    reading = read(word(tmp_path / "a.docx", build))
    assert (reading.document.number, reading.document.issued) == (
        "5/2031/TT-BKHCN",
        date(2031, 3, 2),
    )
    assert "BỘ KHOA HỌC\nVÀ CÔNG NGHỆ\nCỘNG HÒA" in reading.sections[0].text


def test_a_web_page_gives_its_content_and_no_menu(tmp_path: Path) -> None:
    file = tmp_path / "trang.pdf"  # named wrongly: the content decides
    file.write_text(
        "<!doctype html><html><head><title>T</title><script>bad()</script></head><body>"
        "<nav>Trang chủ</nav><main><h1>Nộp hồ sơ</h1><h2>Thời hạn</h2><p>Thời hạn giải quyết là"
        " <b>03 ngày</b> làm việc kể từ ngày nhận đủ hồ sơ hợp lệ.<!-- ẩn --></p>"
        "<ol><li>Nộp đơn</li><li>Nhận phiếu</li></ol>"
        "<table><tr><th>Loại</th><th>Phí</th></tr><tr><td>Một</td><td>không</td></tr></table>"
        f"<p>{'Hồ sơ nộp tại nơi tiếp nhận. ' * 8}</p></main></body></html>",
        encoding="utf-8",
    )
    (section,) = [s for s in read(file).sections if s.path == ("Thời hạn",)]
    assert section.text.startswith("Thời hạn giải quyết là 03 ngày làm việc")
    assert "1. Nộp đơn\n2. Nhận phiếu\nLoại: Một | Phí: không" in section.text
    assert "Trang chủ" not in section.text
    assert "bad" not in section.text
    assert "ẩn" not in section.text


def test_a_pdf_is_read_with_pages(tmp_path: Path) -> None:
    body = ["Điều 1. Phạm vi", "Văn bản này chỉ để thử việc đọc tệp.", "Điều 2. Hiệu lực", "Ngay."]
    pages = [paper.flow(["QUYẾT ĐỊNH", "Về việc thử", *body[:2]]), paper.flow(body[2:])]
    reading = read(paper.write(tmp_path / "a.pdf", pages))
    assert [(s.path[-1], s.page) for s in reading.sections[1:]] == [("Điều 1", 1), ("Điều 2", 2)]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
def test_plain_text_is_read_in_any_usual_encoding(tmp_path: Path, codec: str) -> None:
    import unicodedata

    text = "Hồ sơ gồm đơn đề nghị và bản sao giấy tờ.\nThời hạn là ba ngày làm việc.\n"
    given = _for_windows(text) if codec == "cp1258" else text
    file = tmp_path / "a.txt"
    file.write_bytes(given.encode(codec))
    assert read(file).sections[0].text == unicodedata.normalize("NFC", text.strip())


def _for_windows(text: str) -> str:
    """Tones as marks of their own after the letter, as windows-1258 has them."""
    import unicodedata

    found = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
        rest = "".join(mark for mark in parts if mark not in tone)
        found += unicodedata.normalize("NFC", rest) + tone
    return found


def test_hard_wrapped_text_is_joined(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    paragraph = "Cơ quan tiếp nhận kiểm tra hồ sơ và trả lời người nộp trong thời hạn đã hẹn. " * 4
    rows, row = [], ""
    for syllable in paragraph.split():
        if len(row) + len(syllable) + 1 > 60:
            rows.append(row)
            row = ""
        row = f"{row} {syllable}".strip()
    file.write_text("\n".join([*rows, row]), encoding="utf-8")
    assert read(file).sections[0].text == paragraph.strip()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("rong.docx", b"", "empty"),
        ("trang.txt", b" \n\n", "empty"),
        ("cu.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "Office file that is locked, damaged"),
        ("anh.pdf", b"\x89PNG\r\n\x1a\n" + bytes(99), "picture"),
        ("la.txt", bytes(range(256)) * 8, "no format"),
        ("hong.docx", b"PK\x03\x04" + bytes(80), "damaged"),
        ("~$khoa.docx", b"\x05user", "lock file"),
        ("sau.html", b"<html><body>" + b"<table><tr><td>" * 50_000 + b"Loi", "nested too deeply"),
        ("loi.pdf", b"<html><body><h1>404 Not Found</h1></body></html>", "web page without"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert reason in refusal(file).reason


def test_a_spreadsheet_is_told_from_a_word_file(tmp_path: Path) -> None:
    file = tmp_path / "bang.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert "the workbook is damaged" in refusal(file).reason


def test_a_word_file_that_would_fill_the_memory_is_not_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "bom.docx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as entry:
            for _ in range(410):
                entry.write(bytes(1_000_000))
    assert "unpack to more than" in refusal(file).reason


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "to.pdf"
    with file.open("wb") as out:
        out.truncate(100_000_001)
    assert "MB" in refusal(file).reason


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "cannot be opened" in refusal(tmp_path / "khong-co.pdf").reason


def test_a_legal_text_in_markdown_keeps_its_clauses(tmp_path: Path) -> None:
    file = tmp_path / "quy-che.md"
    file.write_text(
        "---\nkind: decision\nnumber: 1/2031/QĐ-X\n---\n# Quy chế thử\n\n## Điều 1. Việc\n\n"
        "Lời dẫn:\n\n1. Một\n2. Hai\n\n## Điều 2. Hiệu lực\n\nNgay.\n",
        encoding="utf-8",
    )
    assert [section.path for section in read(file).sections] == [
        ("Phần mở đầu",),
        ("Điều 1",),
        ("Điều 1", "khoản 1"),
        ("Điều 1", "khoản 2"),
        ("Điều 2",),
    ]


def test_a_communes_paper_without_its_province_is_listed(tmp_path: Path) -> None:
    file = tmp_path / "qd.txt"
    file.write_text(
        "ỦY BAN NHÂN DÂN\nXÃ ĐỨC TRỌNG\nSố: 12/QĐ-UBND\nQUYẾT ĐỊNH\nVề việc phân công\n"
        "Điều 1. Phân công\nGiao Văn phòng.\n",
        encoding="utf-8",
    )
    (warning,) = [w for w in read(file).warnings if "territory" in w]
    assert "xã Đức Trọng" in warning.replace("Xã", "xã")
    beside = tmp_path / "qd.txt.yaml"
    beside.write_text("territory: Lâm Đồng\n", encoding="utf-8")
    assert not [w for w in read(file).warnings if "territory" in w]


def test_a_ministry_of_society_is_no_commune(tmp_path: Path) -> None:
    file = tmp_path / "tt.txt"
    file.write_text(
        "BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI\nSố: 28/2022/TT-BLĐTBXH\nTHÔNG TƯ\nVề việc x\n"
        "Điều 1. Phạm vi\nThông tư này quy định.\n",
        encoding="utf-8",
    )
    found = read(file)
    assert "Xã hội" in found.document.issuer
    assert not [w for w in found.warnings if "territory" in w]
