"""BM25 over folded syllables and bigrams, held against the plain formula."""

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.text import strip_accents
from retrieval.words import K1, TITLE_WEIGHT, B, WordIndex, coverage, terms
from retrieval.words_writer import build

ROWS = [
    ("Khai báo", "Khai báo thiết bị X-quang trong 10 ngày làm việc."),
    ("Gia hạn", "Hồ sơ gia hạn giấy phép nộp trước khi hết hạn 60 ngày."),
    ("Đo lường", "Kiểm tra phép đo, phương tiện đo tại chợ."),
]


@pytest.fixture
def index(tmp_path: Path) -> WordIndex:
    build(ROWS, tmp_path)
    return WordIndex(tmp_path)


def field_score(texts: list[str], row: int, term: str) -> float:
    counts = [Counter(terms(text)) for text in texts]
    lengths = [count.total() for count in counts]
    frequency = sum(term in count for count in counts)
    if not frequency:
        return 0.0
    idf = math.log(1 + (len(texts) - frequency + 0.5) / (frequency + 0.5))
    longer = lengths[row] / (sum(lengths) / len(lengths))
    times = counts[row][term]
    return idf * times * (K1 + 1) / (times + K1 * (1 - B + B * longer))


@pytest.mark.parametrize("question", ["khai báo thiết bị", "ho so gia han", "đo", "không có"])
def test_scores_are_those_of_the_formula(index: WordIndex, question: str) -> None:
    bodies = [f"{title}\n{body}" for title, body in ROWS]
    titles = [title for title, _ in ROWS]
    wanted = [
        sum(
            field_score(bodies, row, term) + TITLE_WEIGHT * field_score(titles, row, term)
            for term in dict.fromkeys(terms(question))
        )
        for row in range(len(ROWS))
    ]
    assert index.scores(question) == pytest.approx(wanted, rel=1e-5)


def test_accents_and_case_do_not_matter(index: WordIndex) -> None:
    assert np.array_equal(index.scores("KHAI BÁO ĐO LƯỜNG"), index.scores("khai bao do luong"))


def test_words_side_by_side_count_more_than_words_apart(tmp_path: Path) -> None:
    build([("", "gia hạn giấy phép"), ("", "phép gia giấy hạn")], tmp_path)
    together, apart = WordIndex(tmp_path).scores("gia hạn giấy phép")
    assert together > apart


def test_what_no_row_says_scores_nothing(index: WordIndex) -> None:
    assert not index.scores("bóng đá").any()
    assert not index.knows("bóng đá")
    assert index.knows("gia hạn")


def test_an_empty_index_answers_with_nothing(tmp_path: Path) -> None:
    build([], tmp_path)
    assert WordIndex(tmp_path).scores("khai báo").tolist() == []


def test_coverage_is_the_share_of_the_questions_words(index: WordIndex) -> None:
    weights = index.weigh("cho em hỏi khai báo X-quang")
    assert coverage(weights, "Khai báo X-quang") == pytest.approx(1.0, abs=0.2)
    assert coverage(weights, "đo lường") == 0
    assert coverage({}, "đo lường") == 0


sentences = st.lists(
    st.sampled_from(["đo", "lường", "hồ", "sơ", "gia", "hạn", "phép", "10", "ngày"]), max_size=8
).map(" ".join)


@given(sentences, sentences)
def test_coverage_counts_words_and_pairs_wherever_they_stand(question: str, text: str) -> None:
    weights = {term: 1.0 + place for place, term in enumerate(dict.fromkeys(terms(question)))}
    said = set(terms(text))
    found = sum(weight for term, weight in weights.items() if term in said)
    assert coverage(weights, text) == pytest.approx(found / max(sum(weights.values()), 1))


@given(st.lists(sentences, min_size=1, max_size=5), sentences)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_scores_do_not_depend_on_the_order_of_rows(
    tmp_path: Path, rows: list[str], question: str
) -> None:
    build([("", row) for row in rows], tmp_path)
    forwards = WordIndex(tmp_path).scores(strip_accents(question))
    build([("", row) for row in reversed(rows)], tmp_path)
    backwards = WordIndex(tmp_path).scores(question)
    assert forwards.tolist() == pytest.approx(backwards.tolist()[::-1], rel=1e-5)
    assert (forwards >= 0).all()


def test_it_is_told_which_known_terms_stand_in_some_rows_and_nothing_of_unknown_ones(
    index: WordIndex,
) -> None:
    asked = ["khai bao", "giay phep", "do", "vang"]
    assert index.spread(asked, [0, 2]) == {"khai bao": True, "giay phep": False, "do": True}
    assert index.spread(asked, []) == {"khai bao": False, "giay phep": False, "do": False}
