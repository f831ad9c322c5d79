"""The last check: what is not in the sources does not leave, whatever put it into an answer."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corpus.chunk import Chunk
from corpus.chunking import chunks
from corpus.citation import Citation
from corpus.document import Document, Kind, Section
from corpus.phrases import phrases
from corpus.validity import Validity
from retrieval.answer import Answer, Card, CardLine, DocumentRef, LineKind, Outcome, Quote
from retrieval.answer_parts import quotes_of
from retrieval.check import as_given, faults, leave
from retrieval.clauses import NO_DOCUMENT
from retrieval.compose import LOCAL, SAMPLE
from retrieval.ground import Sources
from retrieval.heard import Asked
from retrieval.join import MISSING, join
from retrieval.meant import ENDED_ON
from retrieval.places import NOW
from retrieval.question import Question
from retrieval.service import Service
from retrieval.spans import Span, quoted
from retrieval.trace import Trace
from retrieval.verbatim import stands
from retrieval.which import TAKEN
from retrieval.wire import keep, revive
from tests.fakes.provisions import guide

TODAY = date(2026, 11, 22)
TEXT = (
    "Thời hạn giải quyết là 210 ngày làm việc. Lệ phí là 1.500.000 đồng theo Thông tư số "
    "12/2025/TT-BTC.\nTừ ngày 01/03/2027 không áp dụng mức thu này.\n- Đơn theo Mẫu số 06;\n"
    "- Bản sao giấy phép.\nKhông thu phí của hộ nghèo."
)
DECREE = Document(
    id="nd-1",
    kind=Kind.DECREE,
    title="Quy định về cân",
    number="1/2026/NĐ-CP",
    territory="Lào Cai",
    validity=Validity(date(2026, 1, 1), date(2027, 3, 1)),
)
CHUNK: Chunk = guide("Thời hạn và lệ phí", TEXT, DECREE)
SOURCES = Sources(
    {CHUNK.id: CHUNK}.get,
    frozenset({" nghi dinh so 1 2026 nd cp "}),
    frozenset({date(2026, 1, 1).toordinal(), date(2027, 3, 1).toordinal()}),
)
QUESTION = Question("Cân ở chợ xã Tả Phìn nộp lệ phí bao nhiêu theo thông tư 99?", TODAY)
WHOLE = quoted(CHUNK, Span(CHUNK.path, 0, len(TEXT)), CHUNK.document.validity.on(TODAY))
WHOLE_STATUS = DECREE.validity.on(TODAY)
LINES = [
    "Thời hạn giải quyết là 210 ngày làm việc.",
    "Lệ phí là 1.500.000 đồng theo Thông tư số 12/2025/TT-BTC.",
    "- Đơn theo Mẫu số 06;",
    "Không thu phí của hộ nghèo.",
]
TRACE = Trace("g000001", "", {})


def answer(conclusion: str = LINES[1], *notes: str, quote: Quote = WHOLE) -> Answer:
    return Answer(
        "1", QUESTION, Outcome.ANSWERED, conclusion, quotes=(quote,), notes=notes, trace=TRACE
    )


def wrong(of: Answer) -> set[str]:
    return {fault.where for fault in faults(of, SOURCES)}


@pytest.mark.parametrize("line", LINES)
def test_whole_sentences_and_items_of_a_quote_conclude(line: str) -> None:
    assert wrong(answer(line)) == set()


@pytest.mark.parametrize(
    "line",
    [
        "thu phí của hộ nghèo.",  # "không" left out
        "Lệ phí là 1.500.000 đồng",
        "Thời hạn giải quyết là 10 ngày làm việc.",
        "Lệ phí là 2.500.000 đồng theo Thông tư số 12/2025/TT-BTC.",
        "Thời hạn giải quyết là 210 ngày.",
        "Đoàn kiểm tra do Chủ tịch xã lập.",
        "06;",
    ],
)
def test_anything_else_is_held_back(line: str) -> None:
    assert wrong(answer(f"{LINES[0]}\n{line}")) == {"conclusion"}
    left = leave(answer(line), SOURCES)
    assert (left.outcome, left.conclusion, left.quotes) == (Outcome.ESCALATED_WEAK_MATCH, "", ())
    assert left.trace
    assert left.trace.held_back


def test_the_heading_of_a_provision_of_law_concludes_only_where_it_is_quoted() -> None:
    heading = "Sửa đổi, bổ sung một số điều của Thông tư số 12/2025/TT-BTC"
    section = Section(("Điều 5",), heading, "1. Sửa đổi khoản 2 Điều 3 như sau:")
    (chunk,) = chunks(DECREE, [section])
    sources = replace(SOURCES, chunk={CHUNK.id: CHUNK, chunk.id: chunk}.get)
    quote = quoted(chunk, Span(chunk.path, 0, len(chunk.text)), WHOLE_STATUS)
    said = f"Điều 5. {heading}"
    assert faults(answer(said, quote=quote), sources) == []
    assert {one.where for one in faults(answer(said), sources)} == {"conclusion"}
    assert {one.where for one in faults(answer(heading, quote=quote), sources)} == {"conclusion"}


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "Thời hạn giải quyết là 211 ngày làm việc."},
        {"text": "10 ngày làm việc."},  # of "210 ngày"
        {"text": "500.000 đồng"},  # of "1.500.000 đồng"
        {"text": "2025/TT-BTC."},
        {"text": " "},
        {"chunk_id": 7},
        {"citation": Citation("Nghị định", "2/2026/NĐ-CP")},
        {"document": DocumentRef("nd-2", "1/2026/NĐ-CP", "Quy định về cân", Kind.DECREE)},
        {"page": 12},
        {"effective_from": date(2020, 1, 1)},
    ],
)
def test_a_quote_that_differs_from_its_source_is_held_back(changed: dict[str, object]) -> None:
    altered = replace(WHOLE, **changed)  # type: ignore[arg-type]
    assert "quote" in wrong(answer(LINES[0], quote=altered))
    card = Card("Quy định về cân", WHOLE.document, lines=(CardLine(LineKind.FEE, (altered,)),))
    beside = replace(answer(LINES[0]), card=card)
    assert wrong(beside) == {"card"}
    left = leave(beside, SOURCES)
    assert (left.card, left.conclusion) == (None, LINES[0])


def test_cells_of_a_table_may_touch_and_numbers_may_not() -> None:
    chunk = guide("Cách thức", "Trực tiếp7 Ngày làm việcMiễn phí", DECREE)
    sources = Sources({chunk.id: chunk}.get)
    for text, sound in [("7 Ngày làm việc", True), ("Miễn phí", True), ("gày làm việc", False)]:
        start = chunk.text.index(text)
        one = quoted(chunk, Span(chunk.path, start, start + len(text)), WHOLE_STATUS)
        assert (faults(answer(text, quote=one), sources) == []) is sound


def test_a_card_calls_itself_as_its_sources_do() -> None:
    line = CardLine(LineKind.FEE, (WHOLE,))
    good = replace(answer(), card=Card("Thời hạn và lệ phí", WHOLE.document, lines=(line,)))
    assert faults(good, SOURCES) == []
    bad = replace(answer(), card=Card("Cấp phép bức xạ", WHOLE.document, "1.012345", (line,)))
    assert wrong(bad) == {"card"}
    left = leave(bad, SOURCES)
    assert left.card is None
    assert left.conclusion


@pytest.mark.parametrize(
    "note",
    [
        SAMPLE,
        LOCAL.format("Lào Cai"),
        MISSING.format("Cân ở chợ xã Tả Phìn nộp lệ phí bao…"),
        NO_DOCUMENT.format("99"),
        ENDED_ON.format("Nghị định số 1/2026/NĐ-CP", "01/03/2027"),
        NOW.format("xã Vĩnh Chân, huyện Hạ Hòa, tỉnh Phú Thọ", "tỉnh Phú Thọ"),
        TAKEN.format(2, "99", "Nghị định số 1/2026/NĐ-CP", TODAY),
    ],
)
def test_a_fixed_phrase_with_values_that_somebody_said_is_a_note(note: str) -> None:
    assert wrong(answer(LINES[0], note)) == set()


@pytest.mark.parametrize(
    "note",
    [
        "Có thể nộp muộn hơn.",
        LOCAL.format("tỉnh Atlantis"),
        NO_DOCUMENT.format("77/2031/NĐ-CP"),
        ENDED_ON.format("Nghị định số 1/2026/NĐ-CP", "02/03/2027"),
        ENDED_ON.format("Nghị định số 5/2026/NĐ-CP", "01/03/2027"),
        TAKEN.format(2, "98", "Nghị định số 1/2026/NĐ-CP", TODAY),
    ],
)
def test_any_other_note_is_left_out_and_the_rest_goes(note: str) -> None:
    left = leave(answer(LINES[0], note, SAMPLE), SOURCES)
    assert left.notes == (SAMPLE,)
    assert left.conclusion == LINES[0]


def test_a_phrase_in_a_conclusion_rests_on_quotes_not_on_the_question() -> None:
    assert wrong(answer(LOCAL.format("chợ xã Tả Phìn"))) == {"conclusion"}
    assert wrong(answer(NO_DOCUMENT.format("99"))) == {"conclusion"}


def test_an_answer_without_quotes_is_no_answer() -> None:
    assert faults(Answer("1", QUESTION, Outcome.ANSWERED), SOURCES) != []


@dataclass(frozen=True, slots=True)
class Beside:
    """What another engineer may put beside the card."""

    quotes: tuple[Quote, ...]
    where: str = ""


def test_quotes_are_found_wherever_they_stand() -> None:
    assert list(quotes_of({"a": [Beside((WHOLE,)), (WHOLE, None, 3, "x")]})) == [WHOLE, WHOLE]


MADE_UP = st.one_of(
    st.sampled_from(
        [
            "Thời hạn là {} ngày.",
            "Lệ phí là {}.000 đồng.",
            "Theo Nghị định số {}/2026/NĐ-CP.",
            "Từ ngày {}/03/2027 không áp dụng.",
            "Điều {} quy định khác.",
        ]
    ).flatmap(lambda form: st.integers(1, 999).map(lambda number: form.format(number))),
    st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=60),
)


def of_sources(line: str) -> bool:
    """By other means than the check's: letters alone, between the ends of sentences."""
    return any(
        line.strip() == sentence.strip()
        for part in TEXT.split("\n")
        for sentence in [part, *re.split(r"(?<=\.)\s", part)]
    )


def by_composing(said: str, quote: Quote) -> Answer:
    return answer(said, quote=quote)


def by_joining(said: str, quote: Quote) -> Answer:
    asked = [Asked("Một?", "Một?"), Asked("Hai?", "Hai?")]
    return replace(join(asked, [answer(), answer(said, quote=quote)]), trace=TRACE)


def by_a_note(said: str, quote: Quote) -> Answer:
    return replace(answer(LINES[0], said), card=card_of(quote))


def by_the_card(said: str, quote: Quote) -> Answer:
    return replace(answer(), card=replace(card_of(quote), procedure=said))


def card_of(quote: Quote) -> Card:
    return Card("Quy định về cân", WHOLE.document, lines=(CardLine(LineKind.FEE, (quote,)),))


@given(MADE_UP, st.sampled_from([by_composing, by_joining, by_a_note, by_the_card]))
def test_no_sentence_of_ones_own_gets_out(said: str, way: Callable[[str, Quote], Answer]) -> None:
    assume(said.strip() and not of_sources(said))
    # Hypothesis also draws the constants of our own modules: a fixed phrase is nobody's invention.
    assume(not any(said in words for words in [TEXT, DECREE.title, *phrases()]))
    left = leave(way(said, WHOLE), SOURCES)
    shown = [left.conclusion, *left.notes, left.card.procedure if left.card else ""]
    assert not any(said in text for text in shown)


@given(
    st.sampled_from([by_composing, by_joining, by_a_note, by_the_card]),
    st.integers(0, len(TEXT) - 1),
    st.characters(exclude_categories=["C"]),
)
def test_no_altered_quote_gets_out(
    way: Callable[[str, Quote], Answer], place: int, letter: str
) -> None:
    text = TEXT[:place] + letter + TEXT[place + 1 :]
    assume(text != TEXT)
    said = "Quy định về cân" if way is by_the_card else LINES[0] if way is not by_a_note else SAMPLE
    left = leave(way(said, replace(WHOLE, text=text)), SOURCES)
    assert all(quote.text in TEXT for quote in quotes_of(left))


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 80))
def test_a_sentence_is_cut_nowhere_but_at_its_ends(start: int, length: int) -> None:
    end = min(len(TEXT), start + length)
    line = TEXT[start:end]
    if line.strip() and "\n" not in line and stands(line, TEXT) and TEXT.count(line) == 1:
        assert not TEXT[:start] or not TEXT[start - 1].isalnum()
        assert not TEXT[end:] or not TEXT[end].isalnum()
        assert line.rstrip()[-1] in ".;"


def test_what_is_shown_is_sealed_and_a_kept_answer_that_was_changed_is_not_shown() -> None:
    left = leave(answer(LINES[1], SAMPLE), SOURCES)
    assert left.trace
    assert left.trace.seal
    assert left.trace.sources[0].chunk == CHUNK.digest
    kept = keep(left)
    assert revive(kept) == left
    for before, after in [("1.500.000", "9.500.000"), ("Nguồn là", "Nguồn chính là")]:
        forged = revive(kept.replace(before, after))
        assert forged.outcome is Outcome.ESCALATED_WEAK_MATCH
        assert (forged.conclusion, forged.quotes) == ("", ())


def test_an_answer_kept_before_there_were_seals_comes_back() -> None:
    old = replace(answer(), trace=None)
    assert as_given(revive(keep(old))) == old


QUESTIONS = [
    "Phải khai báo máy X-quang y tế trong bao nhiêu ngày?",
    "Lệ phí tần số tàu cá bao nhiêu? Nộp hồ sơ ở đâu?",
    "Nghị định 9999/2031/NĐ-CP quy định gì về cân?",
    "xã Vĩnh Chân huyện Hạ Hòa giờ thuộc xã nào",
    "chào em",
    "Quy chế nhóm hỗ trợ trực tuyến điều 99",
]


@pytest.mark.parametrize("text", QUESTIONS)
def test_what_the_road_makes_is_sound(service: Service, text: str) -> None:
    left = service.answer(Question(text, TODAY))
    assert left.trace is None or left.trace.held_back == ()


def test_a_question_before_is_told_without_what_was_masked_in_it(service: Service) -> None:
    before = "Bà Trịnh Thị Mỵ Nương số 0912345678 hỏi khai báo máy X-quang trong bao nhiêu ngày?"
    answer = service.answer(Question("phí là bao nhiêu", date(2026, 11, 27), earlier=(before,)))
    (told,) = [note for note in answer.notes if note.startswith("Hiểu theo câu hỏi trước")]
    assert "hỏi khai báo máy X-quang trong bao nhiêu ngày" in told
    assert "Nương" not in told
