"""Scanned pages of a PDF: which they are, what is read on them, and which are kept out."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from corpus.page import Layer
from reader.parse_pdf import PdfParser
from reader.pdf_print import Row
from reader.recognise import Unreadable
from reader.recognised import Recognised
from reader.recogniser import NOT_INSTALLED, NoRecogniser, available
from tests.fakes import paper, sheet

LONG = (
    "Cán bộ tiếp nhận kiểm tra từng giấy tờ trong hồ sơ, ghi phiếu hẹn và chuyển hồ sơ cho người"
    " giải quyết ngay trong buổi làm việc, kể cả khi hồ sơ nộp vào cuối giờ."
)
TYPED = paper.flow([LONG] * 4)
STAMP = [(300.0, 90.0, 10.0, "KT. BỘ TRƯỞNG"), (300.0, 70.0, 10.0, "THỨ TRƯỞNG Trần Văn Mẫu")]
READ = "Điều 5. Thời hạn giải quyết là 15 ngày làm việc."


class Reads:
    """The wire to the recogniser: the same rows for every page, and how often it was asked."""

    def __init__(self, *texts: str, confidence: float = 0.95) -> None:
        self.rows = tuple(
            Row(text, 0, left=300, right=1500, top=3000 - 80 * at, size=45, first_word=100)
            for at, text in enumerate(texts)
        )
        self.confidence = confidence
        self.asked = 0

    def read(self, _image: Image.Image, /) -> Recognised:
        self.asked += 1
        return Recognised(self.rows, self.confidence)


def test_a_stamp_is_no_text_of_a_scanned_page(tmp_path: Path) -> None:
    file = paper.write(tmp_path / "scan.pdf", [STAMP], pictures=True)
    found = PdfParser(Reads(READ)).parse(file)
    assert [line.text for line in found.lines][:2] == [READ, "KT. BỘ TRƯỞNG"]
    assert found.pages[0].layer is Layer.RECOGNISED
    assert found.pages[0].confidence == 0.95
    assert "pages 1 recognised" in found.warnings[0]


def test_what_the_layer_has_too_is_not_said_twice(tmp_path: Path) -> None:
    places = (1250.0, 400.0, 1600.0)  # where the stamp's first row stands, in pixels
    row = Row("KT. BỘ TRƯÓNG", 0, places[0], places[2], places[1] + 15, 42, 90)
    reader = Reads(READ)
    reader.rows += (row,)
    file = paper.write(tmp_path / "scan.pdf", [STAMP], pictures=True)
    texts = [line.text for line in PdfParser(reader).parse(file).lines]
    assert texts.count("KT. BỘ TRƯỞNG") == 1
    assert "KT. BỘ TRƯÓNG" not in texts


def test_a_mixed_file_is_read_page_by_page(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    reader = Reads(READ)
    file = paper.write(tmp_path / "mixed.pdf", [TYPED, [], TYPED], pictures=True)
    found = PdfParser(reader, lambda done, of: heard.append((done, of))).parse(file)
    assert [page.layer for page in found.pages] == [Layer.TEXT, Layer.RECOGNISED, Layer.TEXT]
    assert reader.asked == 1
    assert (READ, 2) in [(line.text, line.page) for line in found.lines]
    assert heard == [(1, 3), (2, 3), (3, 3)] * 2  # the text layer, then the pictures


def test_a_page_of_text_with_a_picture_stays_text(tmp_path: Path) -> None:
    reader = Reads(READ)
    PdfParser(reader).parse(paper.write(tmp_path / "a.pdf", [TYPED], pictures=True))
    assert reader.asked == 0


def test_a_short_page_without_a_picture_stays_text(tmp_path: Path) -> None:
    reader = Reads(READ)
    PdfParser(reader).parse(paper.write(tmp_path / "a.pdf", [STAMP]))
    assert reader.asked == 0


def test_a_spoilt_layer_over_a_scan_is_read_anew(tmp_path: Path) -> None:
    spoilt = paper.flow(["qlj zkw xvf bbt jjq wzz kfx vqp zzk wqx " * 12])
    file = paper.write(tmp_path / "a.pdf", [spoilt], pictures=True)
    assert [line.text for line in PdfParser(Reads(READ)).parse(file).lines] == [READ]
    kept = PdfParser(Reads("qwx zzk jjf")).parse(file)
    assert kept.pages[0].layer is Layer.TEXT


@pytest.mark.parametrize(
    ("reader", "reason"),
    [
        (Reads("Bản đồ quy hoạch xã", confidence=0.3), "confidence 30%"),
        (Reads("xkq wjz ffb zzt qqv"), "Vietnamese"),
        (Reads("."), "no words"),
    ],
)
def test_a_page_that_fails_is_listed_and_stays_out(
    tmp_path: Path, reader: Reads, reason: str
) -> None:
    file = paper.write(tmp_path / "a.pdf", [TYPED, STAMP], pictures=True)
    found = PdfParser(reader).parse(file)
    assert {line.page for line in found.lines} == {1}
    assert not found.pages[1].kept
    assert reason in found.pages[1].reason
    assert any("pages 2 are not used" in warning for warning in found.warnings)


def test_a_scan_is_refused_where_nothing_recognises(tmp_path: Path) -> None:
    file = paper.write(tmp_path / "scan.pdf", [STAMP, STAMP, []], pictures=True)
    with pytest.raises(Unreadable) as refusal:
        PdfParser(NoRecogniser()).parse(file)
    assert "not installed" in refusal.value.reason
    assert "tesseract-ocr-vie" in refusal.value.cure


def test_scanned_pages_among_others_are_named_where_nothing_recognises(tmp_path: Path) -> None:
    file = paper.write(tmp_path / "mixed.pdf", [TYPED, [], TYPED], pictures=True)
    found = PdfParser(NoRecogniser()).parse(file)
    assert [page.layer for page in found.pages] == [Layer.TEXT, Layer.PICTURE, Layer.TEXT]
    assert found.warnings == (f"pages 2 are not used: {NOT_INSTALLED}",)


def test_a_blank_page_is_no_scan(tmp_path: Path) -> None:
    found = PdfParser(NoRecogniser()).parse(paper.write(tmp_path / "a.pdf", [TYPED, []]))
    assert found.warnings == ()
    assert all(page.kept for page in found.pages)


def test_the_imprint_of_the_gazette_is_no_part_of_the_law(tmp_path: Path) -> None:
    reader = Reads("VĂN PHÒNG CHÍNH PHỦ XUẤT BẢN", "Địa chỉ: một phố ở Hà Nội")
    file = paper.write(tmp_path / "a.pdf", [TYPED, []], pictures=True)
    found = PdfParser(reader).parse(file)
    assert {line.page for line in found.lines} == {1}
    assert found.warnings == ()
    assert found.pages[1].kept


def test_a_scanned_file_is_recognised_for_real(tmp_path: Path) -> None:
    noise = Image.effect_noise((1200, 900), 120)
    file = sheet.pdf(tmp_path / "scan.pdf", [sheet.drawn([READ, LONG[:60]], seal=True), noise])
    found = PdfParser(available()).parse(file)
    assert sheet.alike(found.lines[0].text[: len(READ)], READ)
    assert [page.kept for page in found.pages] == [True, False]


def test_mail_stamps_do_not_become_the_number_or_the_date(tmp_path: Path) -> None:
    from corpus.letterhead import letterhead

    page = sheet.drawn(
        ["ỦY BAN NHÂN DÂN XÃ AN MẪU", "Số: 15/QĐ-UBND", "An Mẫu, ngày 05 tháng 3 năm 2026"], top=420
    )
    box = ImageDraw.Draw(page)
    box.rectangle((1500, 100, 2300, 380), outline="black", width=5)
    for at, words in enumerate(["CÔNG VĂN ĐẾN", "Số: 987", "Ngày: 09/4/2026"]):
        box.text((1540, 120 + 80 * at), words, font=sheet.font(50), fill="black")
    found = PdfParser(available()).parse(sheet.pdf(tmp_path / "in.pdf", [page]))
    said = letterhead([line.text for line in found.lines])
    assert said.number == "15/QĐ-UBND"
    assert str(said.issued) == "2026-03-05"


def test_a_layer_of_letters_with_a_wrong_table_of_codes_is_read_from_the_print(
    tmp_path: Path,
) -> None:
    garbled = paper.flow(["Ctn eộ tjếp nhủn kjểm trx từnq qjấy tờ trqnq hồ sz vtc qhj phjếu"] * 12)
    file = paper.write(tmp_path / "garbled.pdf", [garbled])
    found = PdfParser(Reads(READ)).parse(file)
    assert [line.text for line in found.lines] == [READ]
    assert found.pages[0].layer is Layer.RECOGNISED


def test_a_page_in_another_language_keeps_its_own_letters(tmp_path: Path) -> None:
    english = paper.flow(
        ["The authority shall return the dossier within fifteen working days"] * 12
    )
    file = paper.write(tmp_path / "english.pdf", [english])
    found = PdfParser(Reads("The authorlty shall return the dossier wlthin")).parse(file)
    assert "authority" in found.lines[0].text
    assert found.pages[0].layer is Layer.TEXT


def test_garbled_pages_are_given_up_where_recognition_reads_no_better(tmp_path: Path) -> None:
    page = paper.flow(["Ctn eộ tjếp nhủn kjểm trx từnq qjấy tờ trqnq hồ sz vtc qhj phjếu"] * 12)
    reader = Reads("zqx vbn kjh")
    PdfParser(reader).parse(paper.write(tmp_path / "garbled.pdf", [page] * 6))
    assert reader.asked == 2
