"""Which of several sibling procedures is meant: asked back only where the question does not say."""

from dataclasses import replace
from datetime import date

from corpus.chunk import Chunk, Part
from corpus.document import Document, Kind
from retrieval.answer import CHOICES, Answer, Hit, Outcome
from retrieval.policy import DEFAULT
from retrieval.question import Query, Question
from retrieval.which_procedure import ask_which

DAY = date(2026, 11, 22)


def hit(title: str, score: float = 0.9, kind: Kind = Kind.SOP) -> Hit:
    document = Document(id=title, kind=kind, title=title)
    text = "Hồ sơ gồm đơn."
    part = Part(("Hồ sơ",), 0, len(text))
    chunk = Chunk(document, ("Hồ sơ",), ("Hồ sơ",), "Hồ sơ", text, (part,))
    return Hit(chunk, score, frozenset({"words"}))


def asked(text: str, *hits: Hit) -> Answer | None:
    return ask_which("1", Query(Question(text, DAY), text, text), hits, DEFAULT)


DOMESTIC = "Đăng ký nuôi con nuôi trong nước"
FOREIGN = "Đăng ký nuôi con nuôi có yếu tố nước ngoài"
AGAIN = "Đăng ký lại việc nuôi con nuôi"


def test_siblings_that_the_question_does_not_tell_apart_are_asked_back() -> None:
    answer = asked("đăng ký nuôi con nuôi cần giấy tờ gì", hit(DOMESTIC), hit(AGAIN, 0.895))
    assert answer is not None
    assert answer.outcome is Outcome.CLARIFY_AMBIGUOUS
    assert answer.followups == (
        f"{DOMESTIC}: đăng ký nuôi con nuôi cần giấy tờ gì",
        f"{AGAIN}: đăng ký nuôi con nuôi cần giấy tờ gì",
    )


def test_a_choice_is_never_asked_back_again() -> None:
    answer = asked("đăng ký nuôi con nuôi cần giấy tờ gì", hit(DOMESTIC), hit(AGAIN, 0.895))
    assert answer is not None
    for chosen in answer.followups:
        assert asked(chosen, hit(DOMESTIC), hit(AGAIN, 0.895)) is None


def test_a_question_that_begins_with_a_whole_title_is_not_asked_back() -> None:
    plain, mobile = hit(DOMESTIC), hit(f"{DOMESTIC} lưu động", 0.895)
    again, longer = hit("Cấp lại giấy phép"), hit("Gia hạn giấy phép", 0.895)
    both = asked("cấp lại hay gia hạn giấy phép", again, longer)
    assert both is not None
    assert len(both.followups) == 2
    for chosen in both.followups:
        assert asked(chosen, again, longer) is None
    abroad = hit(FOREIGN, 0.895)
    for title in (DOMESTIC, f"{DOMESTIC} lưu động", FOREIGN):
        assert asked(f"{title}: đăng ký nuôi con nuôi ra sao", plain, mobile, abroad) is None


def test_what_the_question_says_decides() -> None:
    assert asked("dang ky lai viec nuoi con nuoi", hit(DOMESTIC), hit(AGAIN, 0.895)) is None


def test_the_plain_procedure_is_meant_where_nothing_more_is_said() -> None:
    plain, special = hit("Đăng ký khai sinh"), hit("Đăng ký khai sinh lưu động", 0.899)
    assert asked("khai sinh cho con cần gì", plain, special) is None


def test_a_clearly_better_one_is_not_asked_back() -> None:
    assert asked("nuôi con nuôi", hit(DOMESTIC, 0.9), hit(AGAIN, 0.6)) is None


def test_other_matters_and_laws_are_no_siblings() -> None:
    assert asked("hồ sơ gồm gì", hit(DOMESTIC), hit("Cấp phép tần số tàu cá", 0.9)) is None
    assert asked("nuôi con nuôi", hit(DOMESTIC, kind=Kind.LAW), hit(AGAIN, 0.9)) is None
    named = replace(hit(DOMESTIC), found_by=frozenset({"named"}))
    assert asked("nuôi con nuôi", named, hit(AGAIN, 0.9)) is None
    assert asked("nuôi con nuôi") is None


def test_there_are_at_most_four_choices() -> None:
    colours = ["xanh", "vàng", "tím", "nâu", "hồng", "bạc"]
    many = [hit(f"Đăng ký nuôi con nuôi {colour}") for colour in colours]
    answer = asked("nuôi con nuôi", *many)
    assert answer is not None
    assert len(answer.followups) == CHOICES
