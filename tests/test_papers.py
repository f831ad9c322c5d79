"""The papers of a dossier are told apart however a page was copied."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.papers import papers

HEAD = "--Tên giấy tờMẫu đơn, tờ khaiSố lượng"


def rows(text: str) -> list[tuple[str, bool]]:
    return [(text[one.span[0] : one.span[1]], one.form) for one in papers(text)]


def test_each_paper_ends_with_its_number_of_copies() -> None:
    text = f"{HEAD}Đơn đề nghịMau01.docx1 bản chínhBản đồ0 bản chính,1 bản sao"
    assert rows(text) == [
        ("Đơn đề nghịMau01.docx1 bản chính", True),
        ("Bản đồ0 bản chính,1 bản sao", False),
    ]


def test_captions_above_a_table_are_kept_and_its_heads_are_not() -> None:
    text = f"a) Cấp mới:{HEAD.removeprefix('--')}Bản đồ1 bản chính"
    assert rows(text) == [("a) Cấp mới:", False), ("Bản đồ1 bản chính", False)]


def test_no_copies_at_all_are_not_shown_unless_a_number_runs_into_them() -> None:
    assert rows(f"{HEAD}Biểu mẫu điện tử.0 bản chính") == [("Biểu mẫu điện tử.", False)]
    assert rows(f"{HEAD}Giấy tờ năm 20200 bản chính") == [("Giấy tờ năm 20200 bản chính", False)]


def test_rows_between_bars_and_plain_lines_are_papers_too() -> None:
    text = "Tên giấy tờ | Mẫu đơn, tờ khai | Số lượng\nĐơn | Mau01.docx | Bản chính: 1\nBản đồ"
    assert rows(text) == [("Đơn | Mau01.docx | Bản chính: 1", True), ("Bản đồ", False)]


def test_only_forms_to_be_filled_in_are_forms() -> None:
    forms = ["Tờ khai theo mẫu số 01", "Đơn (Mẫu CT01)", "Đơn theo mẫu do Bộ ban hành", "Mẫu 06"]
    others = [
        "Phiếu gửi theo mẫu do doanh nghiệp bưu chính phát hành",
        "Văn bản gửi Cục (không có mẫu)",
        "Bản đồ",
    ]
    assert [form for _, form in rows("\n".join(forms))] == [True] * len(forms)
    assert [form for _, form in rows("\n".join(others))] == [False] * len(others)


PIECES = st.sampled_from(
    [HEAD, "Đơn", "1 bản chính", "0 bản chính", ",1 bản sao", "2020", "\n", " | ", "a) Bản", "."]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_papers_are_spans_in_order_and_only_heads_and_counts_are_left_out(text: str) -> None:
    at = 0
    for paper in papers(text):
        start, end = paper.span
        assert at <= start < end <= len(text)
        at = end
    kept = "".join(words for words, _ in rows(text))
    assert kept.count("Đơn") == text.replace("Mẫu đơn", "").count("Đơn")
