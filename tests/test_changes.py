"""What one text does to another's validity, and what leads nowhere."""

from dataclasses import replace
from datetime import date

import pytest

from corpus.changes import renewals, with_changes
from corpus.document import Line
from corpus.letterhead import describe
from corpus.reading import Reading
from corpus.relations import relations
from corpus.staged import with_validity
from corpus.structure import sections
from corpus.unresolved import Why, unresolved
from corpus.validity import Status
from tests.test_timeline import AMENDING, BASE, ENDING

END = date(2031, 6, 1)


def read(text: str) -> Reading:
    lines = [Line(line) for line in text.split("\n")]
    document = describe(lines, {}, "a.docx")
    found = sections(lines, document.kind)
    return Reading(document, found, relations=relations(document, found))


def validity_of(reading: Reading, *path: str) -> tuple[date | None, tuple[str, ...]]:
    (section,) = [s for s in reading.sections if s.path == path]
    validity = section.validity or reading.document.validity
    return validity.effective_to, validity.amended_by


def test_a_text_that_another_ends_is_in_force_until_then() -> None:
    base, _ = with_changes([read(BASE), read(ENDING)])
    assert base.document.validity.effective_to == END
    (warning,) = base.warnings
    assert "7/2031/NĐ-CP says “Nghị định số 05/2029/NĐ-CP hết hiệu lực" in warning


def test_what_is_exempted_stays_in_force() -> None:
    base, _ = with_changes([read(BASE), read(ENDING)])
    assert validity_of(base, "Điều 17", "khoản 1") == (None, ())
    assert validity_of(base, "Điều 17", "khoản 2") == (END, ())
    assert validity_of(base, "Điều 20") == (END, ())


LATER = ENDING.replace("7/2031", "9/2033").replace("năm 2031", "năm 2033")
LATER_END = date(2033, 6, 1)


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        (", trừ khoản 1 Điều 17", ""),
        (
            "Nghị định số 05/2029/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi "
            "hành, trừ khoản 1 Điều 17",
            "Bãi bỏ khoản 1 Điều 17 Nghị định số 05/2029/NĐ-CP",
        ),
    ],
)
def test_what_one_text_exempts_a_later_one_may_end(said: str, instead: str) -> None:
    assert said in LATER
    texts = [read(BASE), read(ENDING), read(LATER.replace(said, instead))]
    for base in (with_changes(texts)[0], with_changes(texts[::-1])[-1]):
        assert validity_of(base, "Điều 17", "khoản 1") == (LATER_END, ())
        assert validity_of(base, "Điều 17", "khoản 2") == (END, ())
        assert base.document.validity.effective_to == END


def test_a_provision_with_a_day_of_its_own_ends_with_its_text() -> None:
    staged = read(
        BASE.replace("2029.", "2029, trừ Điều 17 có hiệu lực từ ngày 01 tháng 9 năm 2029.")
    )
    staged = replace(staged, sections=with_validity(staged.document, staged.sections))
    base, _ = with_changes([staged, read(LATER.replace(", trừ khoản 1 Điều 17", ""))])
    (clause,) = [s for s in base.sections if s.path == ("Điều 17", "khoản 2")]
    assert clause.validity is not None
    assert clause.validity.effective_from == date(2029, 9, 1)
    assert clause.validity.effective_to == LATER_END


def test_a_part_that_is_repealed_with_an_exception_keeps_what_is_exempted() -> None:
    ending = ENDING.replace(
        "Nghị định số 05/2029/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành",
        "Bãi bỏ Điều 17 Nghị định số 05/2029/NĐ-CP",
    )
    base, _ = with_changes([read(BASE), read(ending)])
    assert validity_of(base, "Điều 17", "khoản 1") == (None, ())
    assert validity_of(base, "Điều 17", "khoản 2") == (END, ())


def test_a_text_changes_none_that_was_issued_after_it() -> None:
    """A number without a year comes again: the text of that number which is held is a later one."""
    later = BASE.replace("5/2029/NĐ-CP", "1903/QĐ-TTg").replace("năm 2029", "năm 2032")
    ending = ENDING.replace("05/2029/NĐ-CP", "1903/QĐ-TTg").replace(
        "Nghị định số 1903", "Quyết định số 1903"
    )
    base, _ = with_changes([read(later), read(ending)])
    assert base.document.validity.effective_to is None


def test_changes_that_are_in_a_reading_already_are_not_told_twice() -> None:
    ending = read(ENDING)
    once, _ = with_changes([read(BASE), ending])
    assert with_changes([once, ending])[0] == once


def test_an_amended_clause_names_what_amended_it() -> None:
    base, _ = with_changes([read(BASE), read(AMENDING)])
    assert base.document.validity.amended_by == ("6/2030/NĐ-CP",)
    assert validity_of(base, "Điều 17", "khoản 2") == (date(2030, 4, 1), ("6/2030/NĐ-CP",))


def test_the_order_of_the_files_does_not_matter() -> None:
    texts = [read(BASE), read(AMENDING), read(ENDING)]
    assert with_changes(texts) == with_changes(texts[::-1])[::-1]


def test_drafts_samples_and_other_provinces_end_nothing() -> None:
    draft = read(ENDING)
    for changed in (
        replace(draft.document, draft=True),
        replace(draft.document, sample=True),
    ):
        base, _ = with_changes([read(BASE), replace(draft, document=changed)])
        assert base.document.validity.effective_to is None
    local = BASE.replace("NĐ-CP", "QĐ-UBND")
    ending = ENDING.replace("NĐ-CP", "QĐ-UBND")
    here, there = read(local), read(ending)
    here = replace(here, document=replace(here.document, territory="Lào Cai"))
    there = replace(there, document=replace(there.document, territory="Sơn La"))
    assert with_changes([here, there])[0].document.validity.effective_to is None


def test_maintainers_are_believed_who_say_that_a_text_is_in_force() -> None:
    base = read(BASE)
    known = replace(base.document.validity, status=Status.IN_FORCE)
    base = replace(base, document=replace(base.document, validity=known))
    assert with_changes([base, read(ENDING)])[0] == base


def test_what_leads_nowhere_is_listed_with_its_reason() -> None:
    found = unresolved([read(BASE), read(ENDING)])
    assert [(u.relation.target.number, u.why) for u in found] == [("99/2020/NĐ-CP", Why.NOT_HELD)]
    lacking = AMENDING.replace("khoản 2 Điều 17", "khoản 9 Điều 17")
    found = unresolved([read(BASE), read(lacking)])
    assert {(u.relation.target.clause, u.why) for u in found} == {("9", Why.NO_PROVISION)}


def test_new_words_end_where_newer_ones_begin() -> None:
    newer = AMENDING.replace("6/2030", "8/2032").replace("năm 2030", "năm 2032")
    base, first, second = with_changes([read(BASE), read(AMENDING), read(newer)])
    assert validity_of(base, "Điều 17", "khoản 2")[0] == date(2030, 4, 1)
    assert validity_of(first, "Điều 1", "khoản 1")[0] == date(2032, 4, 1)
    assert validity_of(second, "Điều 1", "khoản 1")[0] is None


def test_new_words_end_with_the_clause_they_are_of() -> None:
    repealing = ENDING.replace(
        "3. Bãi bỏ Điều 4 Nghị định số 99/2020", "3. Bãi bỏ khoản 2 Điều 17 Nghị định số 5/2029"
    )
    _, amending, _ = with_changes([read(BASE), read(AMENDING), read(repealing)])
    assert validity_of(amending, "Điều 1", "khoản 1")[0] == END


def test_where_the_new_words_of_a_clause_stand() -> None:
    found = renewals([read(BASE), read(AMENDING)])
    assert found == [(0, ("Điều 17", "khoản 2"), 1, ("Điều 1", "khoản 1"))]
