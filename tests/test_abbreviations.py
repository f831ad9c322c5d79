"""Short forms: what they may stand for, and in which writing."""

from pathlib import Path

import pytest

from retrieval.abbreviations import long_forms, table
from retrieval.pairs import BrokenTable


def test_a_short_form_in_capitals_is_known_in_any_case_and_without_accents() -> None:
    for typed in ("QĐ", "qđ", "QD", "qd"):
        assert "quyết định" in long_forms(typed, table())
    assert long_forms("tthc", table()) == ("thủ tục hành chính",)


def test_one_in_small_letters_is_not_meant_in_capitals() -> None:
    assert "biết" in long_forms("bt", table())
    assert long_forms("BT", table()) == ()
    assert long_forms("Ko", table()) == ("không",)


def test_short_forms_that_are_words_are_known_in_capitals_only(tmp_path: Path) -> None:
    file = tmp_path / "a.tsv"
    file.write_text("HO\thàng hóa\n")
    assert table(file) == {"HO": ("hàng hóa",)}


TRADE = """
KHCN KH&CN BKHCN MST SKHCN UBND HĐND CT PCT TTHC DVC DVCTT DVCQG TTPVHCC TTHCC PVHCC BPMC TN&TKQ
CBCC CBCCVC CQĐP SHTT SHCN NHTT NHCN CDĐL TĐC TCĐLCL TCVN QCVN QCĐP ĐLVN CBHC CBHQ PTĐ HĐGS SPHH
TXNG MSMV ATBX NLNT CVBX NVBX PTAT XQ TSVTĐ VTĐ BTS GSHT CĐS ĐMST CNTT ATTT ANM CSDL LGSP NDXP
QLVB CKS ĐA06 NQ57 QPPL VBQPPL VBHN NĐ TT QĐ NQ CV VPHC QLTT HTX OCOP SK NV NSNN KP ĐVSNCL ĐL TC
ND HĐ CN TK GP PA DN DV XD
"""


@pytest.mark.parametrize("short", TRADE.split())
def test_the_short_forms_of_the_trade_are_known(short: str) -> None:
    assert long_forms(short, table())


@pytest.mark.parametrize("line", ["SHTT sở hữu trí tuệ", "SHTT\t", "\tsở hữu", "A\tb\tc"])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.tsv").write_text(f"# words\nKHCN\tkhoa học\n{line}\n")
    with pytest.raises(BrokenTable, match="line 3"):
        table(tmp_path / "a.tsv")
