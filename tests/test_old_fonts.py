"""Old encodings: which font or text is in one, and its words in Unicode."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import old_samples as typed
from reader.blocks import Run
from reader.old_encodings import Encoding
from reader.old_font_names import encoding_of_font
from reader.old_fonts import OldFonts
from reader.old_text import modern_bytes, modern_text
from reader.parse_pdf import PdfParser

LAW = (
    "Căn cứ Luật Tổ chức Chính phủ ngày 25 tháng 12 năm 2001;\n"
    "Theo đề nghị của Bộ trưởng Bộ Khoa học và Công nghệ, Ủy ban nhân dân tỉnh quy định:\n"
    "đ) Người được cấp giấy phép phải giữ gìn sổ sách, kể cả những giấy đã hết hạn ở xã Mỹ Ẳng.\n"
    "Số: 12/2004/QĐ-UBND, lệ phí 10.000 đồng/lượt; ô nhiễm, ý kiến, khoẻ mạnh, thuỷ lợi."
)
TYPISTS = {
    Encoding.TCVN3: (typed.tcvn3, ".VnTime"),
    Encoding.VNI: (typed.vni, "VNI-Times"),
    Encoding.VISCII: (typed.viscii, "VI Times"),
}
WORDS = (
    "căn cứ nghị định quyết của chính phủ hướng dẫn thi hành luật khoa học công nghệ những người"
    " được cấp giấy phép phải giữ gìn sổ sách kể cả đã hết hạn xã phường thị trấn ủy ban nhân dân"
    " ẩn ẵm bẫy dễ rỗng hờ cỡ mũ tự nữ kỳ mỹ kỷ thỏ bọ lẽ nghĩ nhẹ dĩa ngủ thừa Đoàn Ấp Ổn Ưu Ý Ở"
)
vietnamese = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=30).map(" ".join)
latin = st.text(st.characters(max_codepoint=0xFF, exclude_categories=["Cc"]), max_size=60)


def one(text: str, font: str) -> str:
    return OldFonts([Run(text, font)]).modern([Run(text, font)])[0].text


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        (".VnTime", Encoding.TCVN3),
        (".VnArial NarrowH", Encoding.TCVN3),
        ("ABCDEF+.VnTime", Encoding.TCVN3),
        ("VnTimeH,Bold", Encoding.TCVN3),
        ("VNI-Times", Encoding.VNI),
        ("VNI Times", Encoding.VNI),
        ("VI Times", Encoding.VISCII),
        ("HoangYen 1.1", Encoding.VISCII),
        ("VPS Times", Encoding.VPS),
        ("Times New Roman", None),
        ("Verdana", None),
        ("Vni", Encoding.VNI),
        ("", None),
    ],
)
def test_a_font_is_known_by_its_name(name: str, encoding: Encoding | None) -> None:
    assert encoding_of_font(name) is encoding


@pytest.mark.parametrize("encoding", TYPISTS)
def test_a_law_in_an_old_font_becomes_unicode(encoding: Encoding) -> None:
    typist, font = TYPISTS[encoding]
    fonts = OldFonts([Run(typist(LAW), font)])
    assert fonts
    read = fonts.modern([Run(typist(LAW), font)])[0].text
    assert read.lower() == LAW.lower()
    assert [(c.encoding, c.fonts, c.runs) for c in fonts.conversions] == [(encoding, (font,), 1)]


@pytest.mark.parametrize("font", ["", "Times New Roman", "TTE1A2B3t00"])
@pytest.mark.parametrize("encoding", TYPISTS)
def test_old_text_in_a_font_with_a_new_name_is_known_by_its_words(
    encoding: Encoding, font: str
) -> None:
    old = TYPISTS[encoding][0](LAW)
    fonts = OldFonts([Run(old, font)])
    assert fonts.modern([Run(old, font)])[0].text.lower() == LAW.lower()
    assert [(c.encoding, c.fonts) for c in fonts.conversions] == [(encoding, ())]


@pytest.mark.parametrize("encoding", TYPISTS)
def test_lines_without_fonts_are_known_by_their_words(encoding: Encoding) -> None:
    lines, found = modern_text(TYPISTS[encoding][0](LAW).split("\n"))
    assert found is encoding
    assert "\n".join(lines).lower() == LAW.lower()


@pytest.mark.parametrize("encoding", TYPISTS)
def test_bytes_of_a_text_file_are_read(encoding: Encoding) -> None:
    read = modern_bytes(TYPISTS[encoding][0](LAW).encode("latin-1"))
    assert read is not None
    assert (read[0].lower(), read[1]) == (LAW.lower(), encoding)


def test_the_bytes_of_viscii_may_show_as_windows_signs_or_as_controls() -> None:
    for shown in (typed.viscii(LAW), typed.as_windows(typed.viscii(LAW))):
        assert one(shown, "VI Times") == LAW


def test_quotation_marks_beside_viscii_stay() -> None:
    line = typed.viscii("Trong Nghị định này, những từ ngữ sau đây được hiểu: X là “xã đảo”")
    assert one(line, "VI Times").endswith("“xã đảo”")


def test_the_font_of_capitals_gives_capitals_of_every_letter() -> None:
    runs = [Run("nghÞ ®Þnh cña chÝnh phñ nam", ".VnTimeH"), Run(" sè 5", ".VnTime")]
    read = OldFonts(runs).modern(runs)
    assert [run.text for run in read] == ["NGHỊ ĐỊNH CỦA CHÍNH PHỦ NAM", " số 5"]


def test_a_run_of_plain_letters_in_the_font_of_capitals_is_raised_too() -> None:
    runs = [Run("céng hoµ x· héi", ".VnTime"), Run(" nam", ".VnTimeH")]
    assert OldFonts(runs).modern(runs)[1].text == " NAM"


def test_capitals_typed_in_the_plain_font_are_restored_from_the_letters_around_them() -> None:
    line = "CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM"
    assert one(line, ".VnTime") == "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert one("X· Hoµ B×nh", ".VnTime") == "Xã Hoà Bình"


def test_a_word_split_over_runs_is_read_whole_and_each_run_keeps_its_place() -> None:
    runs = [Run("®", "Times New Roman"), Run("iÒ", ".VnTime"), Run("u nµy ®", ".VnTime")]
    assert [run.text for run in OldFonts(runs).modern(runs)] == ["đ", "iề", "u này đ"]
    runs = [Run("Ba", "VNI-Times"), Run("ùo ca", "VNI-Times"), Run("ùo", "VNI-Times")]
    assert [run.text for run in OldFonts(runs).modern(runs)] == ["Bá", "o cá", "o"]


def test_unicode_that_merely_declares_an_old_font_stays() -> None:
    for font in (".VnTime", ".VnTimeH", "VNI-Times", "VI Times"):
        runs = [Run(part, font) for part in ("Căn cứ Luật Đo lường", " có và là café", " Nam")]
        fonts = OldFonts(runs)
        assert not fonts
        assert fonts.modern(runs) == tuple(runs)


def test_unicode_and_old_text_in_one_font_are_told_apart() -> None:
    runs = [Run("Căn cứ Luật Đo lường có và", ".VnTime"), Run("C¨n cø LuËt §o l\xadêng", ".VnTime")]
    fonts = OldFonts(runs)
    assert fonts.modern(runs[:1]) == (runs[0],)
    assert fonts.modern(runs[1:])[0].text == "Căn cứ Luật Đo lường"


def test_runs_in_new_fonts_and_signs_stay_inside_an_old_file() -> None:
    runs = [
        Run("C¨n cø vµo ®Ò nghÞ ", ".VnTime"),
        Run("café Zürich El niño ©2005 1°C § 5 10±2 ½ × «naïve»", "Arial"),
        Run("·", "Symbol"),
    ]
    read = OldFonts(runs).modern(runs)
    assert read[0].text == "Căn cứ vào đề nghị "
    assert read[1:] == tuple(runs[1:])


def test_letters_that_stand_alone_are_read_and_signs_are_not() -> None:
    line = "®) « t« vµ ý kiÕn, Q§-UBND, 5 × 3, 10±2 m², · ½"
    assert one(line, ".VnTime") == "đ) ô tô và ý kiến, QĐ-UBND, 5 × 3, 10±2 m², · ½"


def test_the_lost_u_of_a_pdf_is_read_back_from_its_hyphen() -> None:
    line = "C¨n cø HiÕn ph¸p n-íc Céng hoµ, nh- sau: Th«ng t- Q§-UBND, -u tiªn, X-quang, Hµ Néi-HuÕ"
    assert one(line, ".VnTime") == (
        "Căn cứ Hiến pháp nước Cộng hoà, như sau: Thông tư QĐ-UBND, ưu tiên, X-quang, Hà Nội-Huế"
    )


def test_bytes_kept_as_those_of_a_symbol_font_are_read() -> None:
    line = "".join(chr(0xF000 + ord(letter)) if letter != " " else " " for letter in "®Ò nghÞ x·")
    assert one(line, ".VnTime") == "đề nghị xã"


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("NGHÞ §ÞNH quy ®Þnh", "NGHỊ ĐỊNH quy định"),
        ("ubnd x· ®Ò nghÞ", "ubnd xã đề nghị"),
        ("B¸o c¸o tµi chÝnh", "Báo cáo tài chính"),
        ("Baùo caùo taøi chính ñieàu", "Báo cáo tài chính điều"),
    ],
)
def test_a_short_text_is_read_where_all_of_it_becomes_vietnamese(line: str, meant: str) -> None:
    assert modern_text([line])[0] == [meant]


FOREIGN = [
    "El niño está en Málaga; mañana será otro día, señor Muñoz.",
    "Là où il a été, l'élève français déjà âgé préfère le café crème à Orléans.",
    "Straße, Größe, Mädchen, für Übung, schön; die Tür ist müde, daß Öl fließt.",
    "São Paulo não é a capital; informação e ações à mão, três irmãs.",
    "På svenska: så är det också två öar för båtar. Over på øya står også æbler.",
    "Perché? Già, può darsi; città più università, è così, sì.",
    "naïve façade, Zürich, ©2005, 1°C, § 5, 10±2, ½ × «oui», ® · ¹",
    "Windows® ©2005 Müller & Söhne ¼ ½ ¾ µm ¶ §12 ¬ «x» ±5",
]


@pytest.mark.parametrize("line", FOREIGN)
def test_sentences_of_other_languages_are_never_touched(line: str) -> None:
    assert modern_text([line]) == ([line], None)
    assert modern_text([line] * 20) == ([line] * 20, None)
    assert modern_text([line, *LAW.split("\n")])[0] == [line, *LAW.split("\n")]
    assert not OldFonts([Run(line, "Arial"), Run(LAW, "Times New Roman")])


@pytest.mark.parametrize("encoding", TYPISTS)
def test_foreign_lines_of_a_bilingual_file_stay(encoding: Encoding) -> None:
    old = TYPISTS[encoding][0](LAW).split("\n")
    read, found = modern_text([*old, *FOREIGN[:6]])
    assert found is encoding
    assert read[len(old) :] == FOREIGN[:6]
    assert "\n".join(read[: len(old)]).lower() == LAW.lower()


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.VNI])
def test_a_pdf_in_an_old_font_is_read(tmp_path: Path, encoding: Encoding, named: bool) -> None:
    typist, font = TYPISTS[encoding]
    file = tmp_path / "a.pdf"
    rows = [typist(row) for row in LAW.split("\n")]
    file.write_bytes(typed.pdf(rows, f"ABCDEF+{font}" if named else "TTE1A2B3t00"))
    read = PdfParser().parse(file)
    assert " ".join(line.text for line in read.lines).lower() == " ".join(LAW.lower().split("\n"))
    assert [repair.before.split()[0] for repair in read.repairs] == [encoding]


@given(st.lists(vietnamese, max_size=5))
def test_modern_vietnamese_passes_as_it_is(lines: list[str]) -> None:
    assert modern_text(lines) == (lines, None)
    assert not OldFonts([Run(line, "Times New Roman") for line in lines])


@given(st.lists(st.sampled_from(" ".join(FOREIGN).split()), max_size=40))
def test_words_of_other_languages_pass_in_any_order(words: list[str]) -> None:
    line = " ".join(words)
    assert modern_text([line]) == ([line], None)


@given(vietnamese, st.sampled_from(list(TYPISTS)), st.integers(0, 200))
def test_any_text_returns_from_its_encoding_wherever_its_runs_are_cut(
    text: str, encoding: Encoding, cut: int
) -> None:
    typist, font = TYPISTS[encoding]
    old = typist(text)
    runs = [Run(old[:cut], font), Run(old[cut:], font)]
    read = "".join(run.text for run in OldFonts(runs).modern(runs))
    assert read.lower() == text.lower()
    if encoding is not Encoding.TCVN3:
        assert read == text


@given(st.lists(st.tuples(latin, st.sampled_from(["", "Arial", ".VnTimeH", "VNI-Times"]))))
def test_any_runs_are_read_without_losing_one(pairs: list[tuple[str, str]]) -> None:
    runs = [Run(text, font) for text, font in pairs]
    read = OldFonts(runs).modern(runs)
    assert [run.font for run in read] == [run.font for run in runs]
    for old, new in zip(runs, read, strict=True):
        assert old == new or unicodedata.is_normalized("NFC", new.text)
