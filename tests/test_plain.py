"""An answer in at most a kilobyte."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.citation import Citation
from corpus.document import Kind
from corpus.form import FormFile
from retrieval.answer import (
    Answer,
    Before,
    CardLine,
    Competence,
    DocumentRef,
    FormRef,
    Level,
    LineKind,
    Outcome,
    Rejected,
)
from retrieval.paper_words import words_in
from retrieval.plain import MOST, cut, plain
from retrieval.question import Question
from tests.fakes.canned import card, quote

WORDS = words_in("vi")
DAY = date(2026, 11, 26)
NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")


def answer(**said: object) -> Answer:
    made = Answer("a" * 32, Question("Hỏi?", DAY), Outcome.ANSWERED, quotes=(quote(),))
    return replace(made, **said)  # type: ignore[arg-type]


def text_of(one: Answer, address: str = "https://tra.example") -> str:
    return plain(one, WORDS, address)


def test_it_says_how_it_ended_what_it_rests_on_the_day_and_where_the_rest_is() -> None:
    text = text_of(answer(conclusion="Khai báo trong 07 ngày làm việc."))
    assert text.splitlines() == [
        "TRẢ LỜI",
        "Khai báo trong 07 ngày làm việc.",
        "Căn cứ: điểm a khoản 2 Điều 15 Nghị định số 1/2030/NĐ-CP",
        "Tính đến 26/11/2026.",
        f"Xem đủ: https://tra.example/answers/{'a' * 32}",
    ]


def test_the_line_that_is_asked_for_comes_before_the_others() -> None:
    lines = {LineKind.STEPS: "Bước 1.", LineKind.COMPETENT: "UBND tỉnh.", LineKind.FEE: "Không."}
    text = text_of(answer(card=replace(card(lines), asked=(LineKind.FEE,))))
    assert text.index("lệ phí: Không.") < text.index("UBND tỉnh") < text.index("Bước 1")


def test_what_found_no_room_is_named_and_whole_lines_stay() -> None:
    dossier = "\n".join(f"{n}. Giấy tờ chứng minh số {n} của tổ chức, cá nhân." for n in range(40))
    lines = {LineKind.DOSSIER: dossier, LineKind.STEPS: "Bước. " * 300}
    text = text_of(answer(card=card(lines)))
    assert len(text.encode()) <= MOST
    assert "Chưa ghi ở đây: thành phần hồ sơ; trình tự thực hiện." in text
    shown = [line for line in text.splitlines() if "Giấy tờ" in line]
    assert len(shown) > 3
    assert all(line.removesuffix(" …").endswith("cá nhân.") for line in shown)


def test_choices_forms_and_the_nearest_source_are_there() -> None:
    asked = answer(outcome=Outcome.CLARIFY_AMBIGUOUS, quotes=(), followups=("Máy X?", "Nguồn Y?"))
    assert "1. Máy X?\n2. Nguồn Y?" in text_of(asked)
    near = Rejected(Citation("Luật", "1/2030/QH", article="3"), "…", 0.1, "/provisions/1", "weak")
    escalated = answer(outcome=Outcome.ESCALATED_WEAK_MATCH, quotes=(), rejected=(near,))
    assert "Gần nhất tìm được: Điều 3 Luật số 1/2030/QH" in text_of(escalated)
    document = DocumentRef("m", "M-1", "Đơn", Kind.FORM)
    form = FormRef(document, "M-1@", FormFile("don.docx", 9, "0"), "/forms/m")
    assert "Mẫu: M-1, Đơn (docx)" in text_of(answer(forms=(form,)))


def test_whose_job_it_is_and_what_the_rule_was_are_told() -> None:
    told = Competence(Level.PROVINCE, False, (quote(),), where="Trung tâm cấp tỉnh")
    then = Before(date(2025, 12, 31), date(2026, 1, 1), "Trong 15 ngày.", (quote(),))
    text = text_of(answer(conclusion="Trong 07 ngày.", competence=told, before=then))
    assert "nộp tại “Trung tâm cấp tỉnh”" in text
    assert "Trước đây (đến hết ngày 31/12/2025): Trong 15 ngày." in text
    asked = text_of(answer(conclusion="Trong 07 ngày.", competence=replace(told, asked=True)))
    assert asked.index("Trung tâm cấp tỉnh") < asked.index("Trong 07 ngày.")


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_ending_has_its_words(outcome: Outcome) -> None:
    text = text_of(answer(outcome=outcome, quotes=()))
    assert text.startswith(WORDS.heads[outcome.family])


def test_a_refusal_says_why_and_an_error_hides_what_is_for_maintainers() -> None:
    assert "bí mật nhà nước" in text_of(answer(outcome=Outcome.REFUSED_SECRET, quotes=()))
    assert "make index" not in text_of(answer(outcome=Outcome.ERROR, notes=("make index",)))


def test_one_long_sentence_is_cut_between_words_and_never_beside_a_number() -> None:
    sentence = "Tổ chức nộp hồ sơ trong thời hạn 15 ngày làm việc kể từ ngày nhận được thông báo"
    for most in range(20, len(sentence.encode())):
        shown = cut(sentence, most)
        assert len(shown.encode()) <= most
        assert shown == "" or sentence.startswith(shown.removesuffix(" …") + " ")
        assert not re.search(r"\d …$", shown)


SENTENCES = st.lists(st.text("aăâđêôơưừểỹ 0123456789.,:;/-–“”\n%", max_size=160), max_size=12).map(
    ". ".join
)
ANY = st.text(max_size=700)


@settings(max_examples=200)
@given(
    st.sampled_from(list(Outcome)),
    SENTENCES | ANY,
    st.dictionaries(st.sampled_from(list(LineKind)), SENTENCES, max_size=10),
    st.lists(SENTENCES | ANY, max_size=4),
    st.lists(SENTENCES, max_size=4),
    st.text(max_size=60),
    st.text(max_size=300),
)
def test_it_never_exceeds_a_kilobyte_nor_cuts_a_number_nor_loses_its_source(
    outcome: Outcome,
    conclusion: str,
    lines: dict[LineKind, str],
    notes: list[str],
    followups: list[str],
    kind: str,
    address: str,
) -> None:
    citation = Citation(kind or "Nghị định", "1/2030/NĐ-CP", article="15")
    one = answer(
        outcome=outcome,
        conclusion=conclusion,
        card=card(lines) if lines else None,
        notes=tuple(notes),
        followups=tuple(followups),
        quotes=(replace(quote(), citation=citation),),
    )
    text = text_of(one, address)
    assert len(text.encode("utf-8", "replace")) <= MOST
    assert text.startswith(WORDS.heads[outcome.family])
    assert re.sub(r"\s+", " ", str(citation)) in text
    assert "26/11/2026" in text
    given = [conclusion, *lines.values(), *notes, *followups, str(citation), address]
    known = {number for said in given for number in NUMBERS.findall(said)}
    assert set(NUMBERS.findall(text)) <= known | {"26", "11", "2026", "1", "2", "3", "4"}


def test_a_line_of_a_card_is_shown_with_its_own_words_only() -> None:
    line = CardLine(LineKind.FEE, (quote("Phí: 500.000 đồng."),))
    shown = text_of(answer(card=replace(card({}), lines=(line,))))
    assert "Phí, lệ phí: Phí: 500.000 đồng." in shown
