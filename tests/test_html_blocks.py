"""Web pages as paragraphs: lists keep the numbers that a browser shows."""

import time

from reader.parse_html import read_page


def lines(body: str) -> list[str]:
    page = f"<html><body>{body}<p>{'Hồ sơ nộp tại nơi tiếp nhận. ' * 5}</p></body></html>"
    return [line.text for line in read_page(page.encode()).lines][:-1]


def test_items_keep_their_numbers_whatever_they_hold() -> None:
    items = "<li>Có</li><li>Có</li><li><p>Không</p><p>Thêm</p></li><li>Bốn<ul><li>x</li></ul></li>"
    assert lines(f"<ol>{items}</ol>") == ["1. Có", "2. Có", "3. Không", "Thêm", "4. Bốn", "- x"]
    assert lines('<ol start="25" type="a"><li>y</li><li>z</li><li>a</li></ol>') == [
        "y) y", "z) z", "a) a"
    ]  # fmt: skip


def test_a_number_that_is_none_counts_as_one() -> None:
    assert lines('<ol start="²"><li>a</li></ol>') == ["1. a"]
    assert lines('<table><tr><td colspan="²">a</td></tr></table>') == ["a"]


def test_a_long_list_is_read_in_time() -> None:
    started = time.monotonic()
    assert len(lines(f"<ol>{'<li>Đơn</li>' * 3000}</ol>")) == 3000
    assert time.monotonic() - started < 10
