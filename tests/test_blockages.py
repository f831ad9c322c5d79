"""Recurring blockages: planted ones are found, what only looks like one is not."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text import fold, spaced, strip_accents
from desk.aspects import Aspect, asked_for, aspects
from desk.blockage_rules import BadRules, rules
from desk.blockages import Blockage, find
from desk.cause import ASKED_FOR, Cause
from desk.likeness import terms
from desk.trouble import Asked, causes, week_of
from retrieval.question import Unit
from tests.fakes import examiner, newcomer, outsider, stranger
from tests.fakes.tangles import STYLES, tangled
from tests.fakes.troubles import BEGAN, Season, matters, season, unit_name

# MOTCHAM_SEASONS=12 measures as many seasons of the half that the method was not tuned on.
SEASONS = range(101, 101 + int(os.environ.get("MOTCHAM_SEASONS", "1")))
# What holds in each of 24 seasons; 27 found are wanted: docs/adr/0050.
LEAST_FOUND, MOST_FALSE = 20, 5
PLANTERS = {
    "outsider": outsider,
    "newcomer": newcomer,
    "stranger": stranger,
    "examiner": examiner,
}
# The same of twelve seasons of each style, and one less found. No weight of the method was chosen
# by the stranger's or the examiner's.
OTHERS = (
    ("outsider", "plain", 24, 2),
    ("outsider", "pairs", 21, 4),
    ("outsider", "noisy", 22, 6),
    ("outsider", "sisters", 23, 2),
    ("newcomer", "plain", 20, 4),
    ("newcomer", "noisy", 15, 6),
    ("newcomer", "specific", 17, 3),
    ("stranger", "plain", 27, 4),
    ("stranger", "hurried", 26, 5),
    ("stranger", "neighbours", 22, 5),
    ("examiner", "plain", 24, 3),
    ("examiner", "typed", 24, 4),
    ("examiner", "mixed", 23, 3),
)
NO_SOURCE = frozenset({Cause.NO_SOURCE})


def judged(sown: Season, found: list[Blockage]) -> tuple[int, int]:
    """How many planted ones were found, and how many false alarms there are.

    Found: half of what was planted is in a blockage that consists mostly of it. False: most of its
    questions were planted by nobody.
    """
    met, false = set[int](), 0
    for blockage in found:
        ids = {one.id for one in blockage.asked}
        false += sum(len(ids & planted) for planted in sown.planted) * 2 < len(ids)
        for at, planted in enumerate(sown.planted):
            both = len(ids & planted)
            if both * 2 >= len(ids) and both * 2 >= len(planted):
                met.add(at)
    return len(met), false


def test_planted_blockages_are_found_among_three_thousand_questions() -> None:
    """In every season, not on average."""
    for seed in SEASONS:
        sown = season(seed, "b")
        assert len(sown.planted) == 30
        assert len(sown.asked) - sum(map(len, sown.planted)) == 3_000
        found, false = judged(sown, find(sown.asked))
        assert found >= LEAST_FOUND, (seed, found, false)
        assert false <= MOST_FALSE, (seed, found, false)


@pytest.mark.parametrize(("style", "seed", "planted"), [("even", 301, 30), ("apart", 401, 20)])
def test_what_is_planted_otherwise_is_found_as_well(style: str, seed: int, planted: int) -> None:
    """Causes told in the same words at many procedures, several at one or one at each."""
    sown = tangled(seed, "b", STYLES[style], planted)
    assert len(sown.planted) == planted
    found, false = judged(sown, find(sown.asked))
    assert found >= 0.85 * planted
    assert false <= 3


@pytest.mark.parametrize(("planter", "style", "least", "most"), OTHERS)
def test_what_others_planted_is_found_in_part_and_little_else(
    planter: str, style: str, least: int, most: int
) -> None:
    """27 are wanted and not found in each; in every season, not on average."""
    for seed in SEASONS:
        fake = PLANTERS[planter]
        sown: Season = fake.season(seed, fake.STYLES[style])
        found, false = judged(sown, find(sown.asked))
        assert found >= least, (seed, found, false)
        assert false <= most, (seed, found, false)


def test_without_anything_planted_there_is_next_to_no_alarm() -> None:
    found = find(season(7, "b", planted=0).asked)
    assert len(found) <= 3


def test_the_same_questions_in_any_order_give_the_same_blockages() -> None:
    sown = season(3, "a", planted=6, others=400)
    found = find(sown.asked)
    assert found == find(sown.asked[::-1])
    assert all(one.alike >= len(one.asked) for one in found), "what went wrong is of what was asked"


def asked(
    text: Callable[[int], str], units: int = 6, weeks: int = 4, troubled: int = 12, many: int = 12
) -> list[Asked]:
    """``many`` questions, the first ``troubled`` of them not answered, turn by turn from units."""
    made = []
    for at in range(many):
        unit = Unit("Lào Cai", f"Xã {at % units}")
        when = BEGAN + timedelta(weeks=at % weeks, hours=at)
        signs = NO_SOURCE if at < troubled else frozenset()
        made.append(Asked(f"x{at}", when, unit, unit_name(unit), text(at), "", "", signs))
    return made


def among(ours: list[Asked]) -> list[Blockage]:
    """The blockages that hold some of ours, among questions of an ordinary season."""
    names = {one.id for one in ours}
    others = season(5, "a", planted=0, others=600).asked
    return [b for b in find([*ours, *others]) if names & {one.id for one in b.asked}]


def ways(at: int) -> str:
    told = "hồ sơ cấp phép bè nuôi thủy sản trên hồ thủy lợi do ai phê duyệt"
    return (told, strip_accents(told), told.upper(), f"cho em hỏi {told} ạ?")[at % 4]


def test_however_it_is_spelt_it_is_one_blockage() -> None:
    (found,) = among(asked(ways))
    assert len(found.asked) == 12
    assert found.units == 6
    assert len(found.weeks) == 4
    assert found.causes == (Cause.NO_SOURCE,)
    assert found.chance < 1e-4
    assert found.words
    assert all(word in spaced(ways(0)) for word in found.words)
    assert all(week.weekday() == 0 for week in found.weeks)


@pytest.mark.parametrize(
    ("what", "ours"),
    [
        ("one unit", asked(ways, units=1)),
        ("two units", asked(ways, units=2)),
        ("one week", asked(ways, weeks=1)),
        ("answered well", asked(ways, troubled=2, many=40)),
        ("too few", asked(ways, many=4)),
    ],
)
def test_what_is_not_spread_or_is_answered_is_none(what: str, ours: list[Asked]) -> None:
    assert among(ours) == [], what


def test_a_kept_rule_knows_what_asks_the_same_and_names_nobody() -> None:
    ours = asked(lambda at: f"{ways(at)} Nguyễn Văn {'ABCDEFGHIKLM'[at]}")
    (found,) = among(ours)
    rule = found.rule
    assert rule.fits(terms("be nuoi thuy san tren ho thuy loi ai phe duyet ho so cap phep"))
    assert not rule.fits(terms("đăng ký nhãn hiệu hàng hóa mất bao lâu"))
    assert not any(word in rule.centre for word in "abcdefghiklm")


@given(st.permutations(["be", "nuoi", "thuy", "san"]), st.booleans())
@settings(max_examples=20)
def test_a_text_is_as_near_to_itself_typed_without_accents(words: list[str], upper: bool) -> None:
    text = "Bè nuôi thủy sản " + " ".join(words)
    assert terms(text) == terms(strip_accents(text.upper() if upper else text))


def test_broken_settings_are_told(tmp_path: Path) -> None:
    file = tmp_path / "blockages.yaml"
    file.write_text("weeks: 12\nnonsense: 1\n", encoding="utf-8")
    with pytest.raises(BadRules, match="nonsense"):
        rules(file)
    with pytest.raises(BadRules, match="cannot be used"):
        rules(tmp_path / "none.yaml")


def test_what_is_wanted_is_known_by_words_that_have_none_in_common() -> None:
    whose = aspects("sở hay xã chủ trì việc này")
    assert whose == aspects("tham quyen thuoc co quan nao") == {Aspect.WHOSE_JOB}
    assert aspects("nghị định mâu thuẫn với thông tư, theo mẫu nào") == {Aspect.CONFLICT}
    assert aspects("phần mềm báo lỗi thì có phải làm lại không") == {Aspect.SYSTEM}
    assert aspects("nhờ tổ hướng dẫn giúp em") == frozenset()


def test_an_accent_that_is_typed_counts_and_one_that_is_not_does_not() -> None:
    assert aspects("phát triển công nghệ thì bị phạt mấy triệu") == {Aspect.PENALTY}
    assert aspects("phát thanh không dây của xã") == frozenset()
    assert aspects("xa dung phan mem bao loi") == {Aspect.SYSTEM}
    assert aspects("mẫu số mấy") == aspects("mau so may") == aspects("mẫu so may") == {Aspect.FORM}


def test_what_is_told_before_a_question_is_not_what_it_wants() -> None:
    story = "Em mới nhận việc, người cũ bàn giao không có giấy tờ gì. "
    assert aspects(story + "Khai báo máy X-quang trong mấy ngày ạ?") == {Aspect.DEADLINE}
    assert aspects(story + "Nhờ anh chị giúp.") == {Aspect.DOSSIER}


def test_what_names_a_matter_is_not_what_is_wanted_of_it() -> None:
    renewal = "gia hạn giấy phép tiến hành công việc bức xạ"
    assert aspects(f"{renewal} dùng mẫu nào") == {Aspect.FORM}
    assert aspects(f"{renewal} trong mấy ngày") == {Aspect.DEADLINE}
    assert aspects("cấp bản sao chứng thực điện tử nộp phí bao nhiêu") == {Aspect.FEE}


def test_a_question_that_names_nothing_is_no_blockage() -> None:
    ours = asked(lambda at: ("cho em hỏi về thủ tục", "Cho em hoi ve thu tuc a")[at % 2])
    assert among(ours) == []


def test_who_signs_is_another_trouble_than_whose_job_it_is_and_shown_as_the_same_cause() -> None:
    assert aspects("thẩm quyền ký của ai, chủ tịch ký hay phó chủ tịch ký") == {Aspect.SIGNING}
    assert asked_for("chủ tịch ký hay phó chủ tịch ký") == {Cause.WHOSE_JOB}
    assert asked_for("phần mềm báo lỗi") == frozenset()


def test_every_cause_has_a_name_and_every_matter_two_ways_to_be_told() -> None:
    assert set(causes(str)) == set(Cause)
    for half in "ab":
        for matter in matters(half):
            assert len(matter.things) >= 3
            assert len(matter.troubles) >= 3
    assert week_of(asked(ways)[0]).weekday() == 0


def of_twelve_weeks(sown: Season) -> tuple[dict[str, Asked], frozenset[str]]:
    """All questions by their ids, and the ids of the planted: 30 blockages among 3,000 others."""
    known = {one.id: one for one in sown.asked}
    ours = frozenset[str]().union(*sown.planted)
    assert len(known) == len(sown.asked) == 3_000 + len(ours)
    assert len(sown.planted) == 30
    assert sum(map(len, sown.planted)) == len(ours)
    assert len({week_of(one) for one in sown.asked}) == 12
    return known, ours


@pytest.mark.parametrize("style", outsider.STYLES)
def test_an_outsider_plants_what_is_spread_and_mostly_ended_badly(style: str) -> None:
    sown = outsider.season(1, outsider.STYLES[style])
    known, ours = of_twelve_weeks(sown)
    for planted in sown.planted:
        wrong = [known[one] for one in planted if known[one].signs - ASKED_FOR]
        assert 6 <= len(planted) <= 25
        assert len(wrong) >= max(5, 0.7 * len(planted))
        assert len({one.of for one in wrong}) >= 3
        assert len({week_of(one) for one in wrong}) >= 2
    stray = [one for one in sown.asked if one.signs - ASKED_FOR and one.id not in ours]
    assert 0.04 <= len(stray) / 3_000 <= 0.25


@pytest.mark.parametrize("style", newcomer.STYLES)
def test_a_newcomer_plants_what_is_spread_wider_and_mostly_ended_badly(style: str) -> None:
    sown = newcomer.season(1, newcomer.STYLES[style])
    assert sown == newcomer.season(1, newcomer.STYLES[style])
    known, ours = of_twelve_weeks(sown)
    assert 60 <= len({one.of for one in sown.asked if one.unit.commune}) <= 96
    for planted in sown.planted:
        wrong = [known[one] for one in planted if known[one].signs - ASKED_FOR]
        assert 8 <= len(planted) <= 25
        assert len(wrong) >= 0.75 * len(planted)
        assert len({one.of for one in wrong if one.unit.commune}) >= 4
        assert len({week_of(one) for one in wrong}) >= 3
    stray = [one for one in sown.asked if one.signs - ASKED_FOR and one.id not in ours]
    assert 0.9 <= len(stray) / 3_000 / newcomer.STYLES[style].wrong <= 1.1
    bare = [one for one in sown.asked if one.text == strip_accents(one.text)]
    assert 0.9 <= len(bare) / len(sown.asked) / newcomer.STYLES[style].bare <= 1.1


def test_an_outsider_plants_the_same_again_also_among_questions_that_were_given() -> None:
    sown = outsider.season(2, outsider.Style(slips=0), ["Bò sữa", "Lúa mùa"])
    assert sown == outsider.season(2, outsider.Style(slips=0), ["Bò sữa", "Lúa mùa"])
    assert sown != outsider.season(3, outsider.Style(slips=0), ["Bò sữa", "Lúa mùa"])
    given = [one for one in sown.asked if fold(one.text) in ("bo sua", "lua mua")]
    assert len(given) == 2_100
    assert sum(bool(one.signs) for one in given) == 8  # too few to be a blockage
