"""Hits → outcome: what is answered, what is handed over, and what is quoted beside the best."""

from dataclasses import replace

import pytest

from corpus.document import Kind
from corpus.structure_legal import PREAMBLE
from retrieval.amounts import act_asked, amount_asked
from retrieval.answer import Hit, Outcome
from retrieval.decide import OtherDays, decide
from retrieval.find import Found
from retrieval.policy import DEFAULT
from retrieval.succession import key_of
from tests.fakes.provisions import ARTICLE, article, document, guide, head, hit

WEIGHTS = {"ho": 1.0, "so": 1.0, "ho so": 2.0}
DOSSIER = guide("Thành phần hồ sơ", "Hồ sơ gồm đơn và bản sao.")
ERRORS = guide("Lỗi thường gặp", "Hồ sơ thiếu đơn.")
ELSEWHERE = guide("Thành phần hồ sơ", "Hồ sơ gồm tờ khai.", document("9/2020/QĐ-MC"))
OF_A_LAW = ("Việc của xã", "Xã tuyên truyền, kiểm tra chất lượng hàng hóa.")
HANDBOOK = replace(document("MC-1"), kind=Kind.GUIDE)
SIGNATURE = guide("Ký tên", "……, ngày …… tháng ……")
OTHERS = tuple(hit(guide(f"Mục {n}", f"Phần {n}."), 0.2) for n in range(4))


def test_without_hits_or_words_nothing_was_found() -> None:
    assert decide(Found(()), WEIGHTS, DEFAULT).outcome is Outcome.ESCALATED_NOTHING_FOUND
    found = Found((hit(DOSSIER),))
    assert decide(found, {}, DEFAULT).outcome is Outcome.ESCALATED_NOTHING_FOUND


def test_enough_of_the_questions_words_answer_it() -> None:
    decision = decide(Found((hit(DOSSIER), *OTHERS)), WEIGHTS, DEFAULT)
    assert decision.outcome is Outcome.ANSWERED
    assert decision.evidence > DEFAULT.evidence_words_only


def test_too_few_are_handed_over_with_what_was_found() -> None:
    found = Found((hit(DOSSIER, 0.3), *OTHERS))
    decision = decide(found, WEIGHTS | {"phạt": 9.0, "tiền phạt": 20.0}, DEFAULT)
    assert decision.outcome is Outcome.ESCALATED_WEAK_MATCH
    assert {reason for _, reason in decision.rejected} == {"weak"}


def test_what_nobody_has_is_not_answered_with_something_else() -> None:
    found = Found((hit(DOSSIER),), unknown=("Điều 99",))
    assert decide(found, WEIGHTS, DEFAULT).outcome is Outcome.ESCALATED_WEAK_MATCH


def test_a_named_unit_that_is_not_in_force_is_not_answered_with_another() -> None:
    old = hit(article(), 1.9, ARTICLE)
    decision = decide(Found((hit(DOSSIER),), (old,), ended=True), WEIGHTS, DEFAULT)
    assert decision.outcome is Outcome.ESCALATED_WEAK_MATCH
    assert (old, "not_in_force") in decision.rejected


def test_where_a_source_not_in_force_fits_much_better_more_is_asked() -> None:
    weights = WEIGHTS | {"khác": 5.0}
    found = (hit(ERRORS, 0.3), *OTHERS)
    policy = replace(DEFAULT, evidence_elsewhere=0.8)
    alone = decide(Found(found), weights, policy)
    beside = decide(Found(found, (hit(DOSSIER, 0.6),)), weights, policy)
    assert (alone.evidence, alone.outcome) == (beside.evidence, Outcome.ANSWERED)
    assert beside.outcome is Outcome.ESCALATED_WEAK_MATCH


def test_the_heading_that_tells_what_is_asked_for_comes_first() -> None:
    found = Found((hit(ERRORS, 1.0), hit(DOSSIER, 0.9)))
    assert decide(found, WEIGHTS, DEFAULT).used[0].chunk == ERRORS
    facets = {" thanh phan ho so "}
    assert [h.chunk for h in decide(found, WEIGHTS, DEFAULT, facets).used] == [DOSSIER, ERRORS]


def test_what_the_question_names_stays_first() -> None:
    named = hit(article(), 1.0, ARTICLE)
    found = Found((named, hit(DOSSIER, 1.0)), named=True)
    assert decide(found, WEIGHTS, DEFAULT, {" thanh phan ho so "}).used == (named,)


def test_a_place_for_a_signature_is_not_quoted_beside() -> None:
    found = Found((hit(DOSSIER, 1.0), hit(SIGNATURE, 0.99)))
    decision = decide(found, WEIGHTS, DEFAULT)
    assert [h.chunk for h in decision.used] == [DOSSIER]
    assert [(h.chunk, reason) for h, reason in decision.rejected] == [(SIGNATURE, "weaker")]


def test_no_more_is_quoted_than_the_policy_says() -> None:
    many = tuple(hit(guide(f"Mục {n}", f"Hồ sơ số {n}.")) for n in range(9))
    assert len(decide(Found(many), WEIGHTS, DEFAULT).used) == DEFAULT.quotes


def test_the_same_rule_of_another_day_is_no_reason_to_doubt() -> None:
    found = Found((hit(DOSSIER, 0.95),), (hit(ELSEWHERE, 1.0),))
    kin = frozenset({key_of(ELSEWHERE.document)})
    policy = replace(DEFAULT, evidence_words_only=0.0, evidence_gone=1.1)
    moved = decide(found, WEIGHTS, policy, day=OtherDays(moved=True))
    assert moved.outcome is Outcome.ANSWERED  # not so much better
    found = Found((hit(DOSSIER, 0.5),), (hit(ELSEWHERE, 1.0),))
    gone = decide(found, WEIGHTS, policy, day=OtherDays(moved=True))
    assert gone.outcome is Outcome.ESCALATED_WEAK_MATCH
    same = decide(found, WEIGHTS, policy, day=OtherDays(kin, moved=True))
    assert same.outcome is Outcome.ANSWERED


GAP = guide("Điểm chưa có căn cứ", "Kho tài liệu chưa có nguồn về mức phí neo bè.")
FEE = {" phi "}
RAFT = {"muc": 1.0, "phi": 1.0, "neo": 2.0, "be": 2.0, "vuot": 0.5}


def reviewed(heading: str, text: str) -> Hit:
    chunk = guide(heading, text, replace(document(), kind=Kind.FAQ))
    return hit(chunk, 0.5)


def test_of_what_is_too_weak_a_source_that_does_not_know_just_this_is_told() -> None:
    doubtful = RAFT | {"quái lạ": 40.0}
    decision = decide(Found((hit(ERRORS, 0.4), hit(GAP, 0.3))), doubtful, DEFAULT, FEE)
    assert decision.outcome is Outcome.ESCALATED_NOT_IN_CORPUS
    assert [one.chunk for one in decision.used] == [GAP]


@pytest.mark.parametrize("facets", [set(), {" thoi han "}, {" noi nop "}])
def test_one_that_does_not_know_something_else_is_not(facets: set[str]) -> None:
    doubtful = RAFT | {"quái lạ": 40.0}
    decision = decide(Found((hit(ERRORS, 0.4), hit(GAP, 0.3))), doubtful, DEFAULT, facets)
    assert decision.outcome is Outcome.ESCALATED_WEAK_MATCH


def test_to_nearly_the_same_question_a_reviewed_answer_needs_less_evidence() -> None:
    found = Found((reviewed("Neo bè mất mức phí nào?", "Không mất phí."),))
    policy = replace(DEFAULT, evidence_words_only=1.0, evidence=1.0, evidence_reviewed=0.0)
    assert decide(found, RAFT, policy, FEE).outcome is Outcome.ANSWERED
    assert decide(found, RAFT, policy, {" thoi han "}).outcome is Outcome.ESCALATED_WEAK_MATCH
    strict = replace(policy, evidence_reviewed=0.9999)
    assert decide(found, RAFT, strict, FEE).outcome is Outcome.ESCALATED_WEAK_MATCH


def test_a_field_that_is_left_open_is_never_the_best() -> None:
    empty = hit(guide("Yêu cầu, điều kiện", "Không có thông tin"), 1.0)
    found = Found((empty, hit(DOSSIER, 0.6)))
    assert decide(found, WEIGHTS, DEFAULT).used[0].chunk == DOSSIER


@pytest.mark.parametrize("heading", ["Tài liệu này dùng khi nào", "Lĩnh vực", "Ví dụ điển hình"])
def test_what_only_says_what_a_text_is_for_comes_after_its_rules(heading: str) -> None:
    scope = hit(guide(heading, "Hồ sơ xin phép neo bè."), 1.0)
    found = Found((scope, hit(DOSSIER, 0.9)))
    assert decide(found, WEIGHTS, DEFAULT).used[0].chunk == DOSSIER


def test_what_is_known_to_tell_needs_no_evidence() -> None:
    found = Found((hit(DOSSIER, 0.3), *OTHERS))
    doubtful = WEIGHTS | {"phạt": 9.0, "tiền phạt": 20.0}
    assert decide(found, doubtful, DEFAULT, sure=True).outcome is Outcome.ANSWERED
    first = Found((hit(ERRORS, 0.1), hit(DOSSIER, 0.9)))
    assert decide(first, WEIGHTS, DEFAULT, sure=True).used[0].chunk == ERRORS


HEAD = head()
WHEN = {"so": 1.0, "ngay": 1.0, "nam": 1.0}


def test_what_stands_above_the_articles_of_a_text_tells_none_of_its_rules() -> None:
    found = Found((hit(HEAD, 1.9), hit(article(), 1.5), *OTHERS))
    used = decide(found, WHEN, DEFAULT).used
    assert [one.chunk.path for one in used] == [article().path]


def test_who_issued_a_text_is_told_above_its_articles() -> None:
    found = Found((hit(HEAD, 1.9), hit(article(), 1.5), *OTHERS))
    used = decide(found, WHEN | {"ban": 0.1, "hanh": 0.1}, DEFAULT).used
    assert used[0].chunk.path == (PREAMBLE,)


def test_a_letter_that_says_all_above_any_heading_is_quoted() -> None:
    letter = replace(document(), kind=Kind.LETTER)
    found = Found((hit(head(letter), 1.9), hit(article(letter), 1.5), *OTHERS))
    assert decide(found, WHEN, DEFAULT).used[0].chunk.path == (PREAMBLE,)


def test_how_long_is_told_of_the_act_that_is_asked_about() -> None:
    reviewed = guide("Thiếu giấy thì mấy ngày?", "Cơ sở bổ sung trong 15 ngày.")
    rule = guide("Thời hạn", "Thiếu giấy thì thông báo trong 03 ngày.")
    found = Found((hit(reviewed, 0.9), hit(rule, 0.7)), cosines=(0.95, 0.9), named=False)
    weights = {"thieu": 3.0, "giay": 2.0}
    question = "thiếu giấy bao lâu phải báo"
    amount, act = amount_asked(question), act_asked(question)
    lenient = replace(DEFAULT, evidence=0.0)
    assert decide(found, weights, lenient, amount=amount, act=act).used[0].chunk == rule
    assert decide(found, weights, lenient, amount=amount).used[0].chunk == reviewed


def test_little_short_of_the_threshold_most_words_in_one_section_are_enough() -> None:
    section = guide(*OF_A_LAW, HANDBOOK)
    words = {"tuyen": 3.0, "truyen": 3.0, "chat": 2.0, "luong": 2.0, "hang": 1.0, "hoa": 1.0}
    found = Found((hit(section), *OTHERS), cosines=(0.93, 0.9))
    short = replace(DEFAULT, evidence=2.0, evidence_near=0.0)
    assert decide(found, words, short).outcome is Outcome.ANSWERED
    assert decide(found, words, replace(short, evidence_near=1.5)).outcome.family == "escalated"
    most = words | {"phong": 2.0}
    assert decide(found, most, short).outcome is Outcome.ANSWERED
    elsewhere = Found((hit(guide(*OF_A_LAW)), *OTHERS), cosines=(0.93, 0.9))
    assert decide(elsewhere, words, short).outcome is Outcome.ANSWERED
    assert decide(elsewhere, most, short).outcome is Outcome.ESCALATED_WEAK_MATCH
    more = words | {"phong": 9.0, "xa": 9.0, "thuong": 9.0}
    assert decide(found, more, short).outcome is Outcome.ESCALATED_WEAK_MATCH


TEAM = {"lich": 4.9, "nghi": 1.2, "tet": 5.8, "nguyen": 3.4, "hoc": 2.0, "sinh": 4.0}


def test_an_article_that_passes_over_most_of_what_is_asked_is_about_something_else() -> None:
    on_duty = "Trong dịp nghỉ Tết, mỗi ca trực có một người."
    policy = replace(DEFAULT, evidence_words_only=0.0)
    of_a_law = decide(Found((hit(guide("Điều 6a", on_duty)),)), TEAM, policy)
    assert of_a_law.outcome is Outcome.ESCALATED_WEAK_MATCH
    assert not of_a_law.used
    said = {word: TEAM[word] for word in ("nghi", "tet")}
    assert decide(Found((hit(guide("Điều 6a", on_duty)),)), said, policy).used
    named = Found((hit(guide("Điều 6a", on_duty), 1.0, ("Điều 6a",)),), named=True)
    assert decide(named, TEAM, policy).used
    handbook = Found((hit(guide("Trực Tết", on_duty, HANDBOOK)),))
    assert decide(handbook, TEAM, policy).used


STORY = "Ví dụ minh hoạ: xã kiểm tra cân ở chợ. Trưởng đoàn có chứng chỉ."
RULE = "Trưởng đoàn phải có chứng chỉ; cán bộ chưa có chứng chỉ thì không làm trưởng đoàn."
SCALES = {"kiem": 1.5, "tra": 1.3, "can": 2.0, "cho": 2.0, "chung": 1.9}


def of_the_scales(*sections: tuple[str, str], facets: tuple[str, ...] = ()) -> tuple[str, ...]:
    scores = (0.9, 0.7, 0.6, 0.5)
    pairs = zip(sections, scores, strict=False)
    found = Found(tuple(hit(guide(*one, HANDBOOK), score) for one, score in pairs))
    policy = replace(DEFAULT, evidence_words_only=0.0)
    decision = decide(found, SCALES, policy, facets)
    return tuple(one.chunk.heading for one in decision.used)


def test_the_rule_concludes_and_the_example_that_tells_a_story_of_it_is_shown() -> None:
    example, rule = ("Ví dụ điển hình", STORY), ("Điều kiện của người kiểm tra", RULE)
    fee = ("Phí, lệ phí", "Kiểm tra cân ở chợ không thu phí của trưởng đoàn có chứng chỉ.")
    headings = of_the_scales(example, fee, rule)
    assert headings[:2] == ("Điều kiện của người kiểm tra", "Ví dụ điển hình")
    assert of_the_scales(example, ("Căn cứ pháp lý", RULE))[0] == "Ví dụ điển hình"
    assert of_the_scales(example, fee, rule, facets=(" vi du ",))[0] == "Ví dụ điển hình"
    assert of_the_scales(example, rule, fee, facets=(" phi ",))[0] == "Phí, lệ phí"
