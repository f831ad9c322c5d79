"""Pictures of pages: formats, many pages in a TIFF, damage and bombs."""

from pathlib import Path

import pytest
from PIL import Image

from corpus.page import Layer
from reader.page_image import cleaned, ink
from reader.parse_image import ImageParser
from reader.pdf_print import Row
from reader.recognise import HEAD, Unreadable
from reader.recognised import Recognised
from reader.recogniser import NoRecogniser, available
from tests.fakes import sheet

RULE = "Điều 5. Thời hạn giải quyết hồ sơ là 15 ngày làm việc"


class Reads:
    """The wire to the recogniser: gives one row for each picture, and notes the pictures."""

    def __init__(self, *texts: str, confidence: float = 0.95) -> None:
        self.texts = list(texts)
        self.confidence = confidence
        self.sizes: list[tuple[int, int]] = []

    def read(self, image: Image.Image, /) -> Recognised:
        self.sizes.append(image.size)
        row = Row(self.texts.pop(0), 0, left=200, right=2000, top=1500, size=40, first_word=90)
        return Recognised((row,), self.confidence)


def small(colour: str = "white", mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (1654, 800), colour)


@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "bmp", "webp", "gif"])
def test_every_format_of_pictures_is_known_by_its_content(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"page.{ending}"
    small().save(file)
    parser = ImageParser(Reads(RULE))
    assert parser.score(file.read_bytes()[:HEAD], Path("named.pdf")) == 1.0
    assert [line.text for line in parser.parse(file).lines] == [RULE]


def test_text_is_no_picture() -> None:
    assert ImageParser(NoRecogniser()).score(b"BM la mot chuoi chu", Path("a.bmp")) == 0.0


def test_a_tiff_has_many_pages_and_each_is_heard_of(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    file = tmp_path / "scan.tif"
    small().save(file, save_all=True, append_images=[small(), small()])
    reader = Reads("Điều 1. Chữ ở trang một", "xqz wkp jjf zzt", "Điều 2. Chữ ở trang ba")
    found = ImageParser(reader, lambda done, of: heard.append((done, of))).parse(file)
    assert [(line.text, line.page) for line in found.lines] == [
        ("Điều 1. Chữ ở trang một", 1),
        ("Điều 2. Chữ ở trang ba", 3),
    ]
    assert [page.kept for page in found.pages] == [True, False, True]
    assert "Vietnamese" in found.pages[1].reason
    assert heard == [(1, 3), (2, 3), (3, 3)]


def test_a_small_photograph_is_enlarged_and_a_sharp_scan_is_not(tmp_path: Path) -> None:
    reader = Reads(RULE, RULE)
    for width in (827, 2480):
        file = tmp_path / f"{width}.png"
        Image.new("L", (width, 3000), 255).save(file)
        ImageParser(reader).parse(file)
    assert [width for width, _height in reader.sizes] == [2481, 2480]


def test_see_through_pictures_are_laid_on_white(tmp_path: Path) -> None:
    file = tmp_path / "clear.png"
    Image.new("RGBA", (1654, 800), (0, 0, 0, 0)).save(file)
    assert ImageParser(Reads(RULE)).parse(file).pages[0].layer is Layer.RECOGNISED


def test_red_ink_vanishes_and_black_print_under_it_stays() -> None:
    page = sheet.drawn([RULE], seal=True)
    plain = sheet.drawn([RULE])
    assert ink(page.convert("L")) > 1.5 * ink(plain)
    assert ink(cleaned(page)) == pytest.approx(ink(plain), rel=0.1)


def test_a_page_printed_in_red_keeps_its_words() -> None:
    page = Image.new("RGB", (400, 400), "white")
    page.paste((220, 20, 20), (50, 50, 350, 120))
    assert ink(cleaned(page)) > 0.1


def test_words_under_a_seal_are_read(tmp_path: Path) -> None:
    file = tmp_path / "sealed.png"
    sheet.drawn([RULE, "Phí thẩm định do người nộp hồ sơ trả."], seal=True).save(file)
    found = ImageParser(available()).parse(file)
    assert sheet.alike(found.lines[0].text[: len(RULE)], RULE)
    assert found.pages[0].layer is Layer.RECOGNISED
    assert found.pages[0].confidence > 0.8


def test_without_tesseract_the_cure_is_named(tmp_path: Path) -> None:
    file = tmp_path / "page.png"
    small().save(file)
    with pytest.raises(Unreadable) as refusal:
        ImageParser(NoRecogniser()).parse(file)
    assert "not installed" in refusal.value.reason
    assert "tesseract-ocr-vie" in refusal.value.cure


def test_a_truncated_picture_is_refused(tmp_path: Path) -> None:
    whole, file = tmp_path / "whole.png", tmp_path / "cut.png"
    sheet.drawn([RULE]).save(whole)
    file.write_bytes(whole.read_bytes()[:2000])
    with pytest.raises(Unreadable, match="damaged"):
        ImageParser(Reads(RULE)).parse(file)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "bomb.png"
    Image.new("1", (15_000, 15_000)).save(file)
    with pytest.raises(Unreadable, match=r"too large|too many"):
        ImageParser(Reads(RULE)).parse(file)
