"""Splitting and escaping, judged by a parser as strict as Telegram's."""

from hypothesis import given
from hypothesis import strategies as st

from bot.markup import LIMIT, Span, split, to_html, to_plain, units
from tests.fakes.telegram_html import visible

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    [
        "<b>",
        "</b>",
        "&amp;",
        "&",
        "<",
        "Điều 15. Khai báo. ",
        "👩‍👩‍👧",
        "🇻🇳",
        "e\u0302\u0301",
        "\n\n",
        "đ",
    ]
)
spans = st.builds(Span, words, st.sampled_from(["", "b", "i", "blockquote"])) | st.builds(
    Span, words, st.just("a"), st.just('https://example.org/?a=1&b="2"')
)
texts = st.lists(spans, max_size=30)


@given(texts, st.integers(8, 80), st.just(0) | st.integers(2, 8))
def test_no_part_is_too_long_and_together_they_are_the_text(
    text: list[Span], limit: int, first: int
) -> None:
    parts = split(text, limit, first)
    shown = [visible(to_html(part)) for part in parts]
    assert "".join(shown) == to_plain(text)
    assert all(len(part.encode("utf-16-le")) // 2 <= limit for part in shown)
    assert not first or not shown or units(shown[0]) <= first


@given(texts)
def test_a_text_that_fits_is_not_cut(text: list[Span]) -> None:
    assert len(split(text)) == (1 if to_plain(text) else 0)


def test_an_emoji_counts_two_and_is_never_halved() -> None:
    parts = split([Span("👍" * 3000)])
    assert [units(to_plain(part)) for part in parts] == [LIMIT, 6000 - LIMIT]


def test_a_cut_falls_at_a_paragraph_before_a_line_before_a_word() -> None:
    def cut(text: str) -> str:
        return to_plain(split([Span(text)], 20)[0])

    assert cut("mot hai ba\n\nbon nam sau bay") == "mot hai ba\n\n"
    assert cut("mot hai ba\nbon nam sau bay") == "mot hai ba\n"
    assert cut("mot hai ba bon nam sau bay") == "mot hai ba bon nam "


def test_an_accent_stays_with_its_letter() -> None:
    parts = split([Span("e\u0302\u0301" * 10)], 10)
    assert [to_plain(part) for part in parts][:2] == ["e\u0302\u0301" * 3] * 2


def test_what_a_text_holds_is_shown_and_never_obeyed() -> None:
    hostile = '</b><a href="https://evil.example">Bấm</a> & <script>'
    assert visible(to_html([Span(hostile, "b")])) == hostile


def test_an_address_cannot_leave_its_attribute() -> None:
    link = to_html([Span("nguồn", "a", 'https://example.org/"><b>')])
    assert link == '<a href="https://example.org/&quot;&gt;&lt;b&gt;">nguồn</a>'
