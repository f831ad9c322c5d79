"""What one text does to another's validity, and what leads nowhere."""

from dataclasses import replace
from datetime import date

from corpus.changes import with_changes
from corpus.document import Line
from corpus.letterhead import describe
from corpus.reading import Reading
from corpus.relations import relations
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


def test_an_amended_clause_names_what_amended_it() -> None:
    base, _ = with_changes([read(BASE), read(AMENDING)])
    assert base.document.validity.amended_by == ("6/2030/NĐ-CP",)
    assert validity_of(base, "Điều 17", "khoản 2") == (None, ("6/2030/NĐ-CP",))


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
