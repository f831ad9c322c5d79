"""Which document follows which."""

from dataclasses import replace
from datetime import date

from corpus.document import Document, Kind
from corpus.validity import Validity
from retrieval.succession import Succession, key_of


def document(
    number: str, replaces: tuple[str, ...] = (), amended_by: tuple[str, ...] = ()
) -> Document:
    validity = Validity(replaces=replaces, amended_by=amended_by)
    return Document(number, Kind.GUIDE, number, number, validity=validity)


OLD, NEW = document("1/QD"), document("2/QD", replaces=("1/QD",))


def test_what_replaces_follows() -> None:
    succession = Succession([OLD, NEW])
    assert succession.after(OLD) == (NEW,)
    assert succession.before(NEW) == (OLD,)
    assert succession.kin(OLD) == {key_of(NEW)}


def test_what_amends_follows_too() -> None:
    amended = document("3/QD", amended_by=("2/QD",))
    assert NEW in Succession([amended, NEW]).after(amended)


def test_the_next_edition_follows() -> None:
    first = replace(OLD, validity=Validity(date(2025, 1, 1)))
    second = replace(OLD, validity=Validity(date(2026, 1, 1)))
    assert Succession([second, first]).after(first) == (second,)


def test_provinces_with_equal_numbers_do_not() -> None:
    here, there = replace(OLD, territory="Lào Cai"), replace(NEW, territory="Nghệ An")
    assert Succession([here, there]).after(here) == ()


def test_a_draft_replaces_nothing() -> None:
    assert Succession([OLD, replace(NEW, draft=True)]).after(OLD) == ()
