"""Metadata beside a file: what is usable is kept, what is not is named."""

from datetime import date

from corpus.document import Kind
from corpus.metadata import check
from corpus.validity import Status


def test_every_known_key_is_read() -> None:
    said = check(
        {
            "kind": "Decree",
            "number": "12/2025/NÐ - CP",
            "title": "  Thử  nghiệm ",
            "issued": "12/06/2025",
            "effective_from": date(2025, 7, 1),
            "effective_to": "2027-03-01",
            "status": "con_hieu_luc",
            "replaces": ["1/2020/NĐ-CP"],
            "amended_by": "2/2026/NĐ-CP; 3/2026/NĐ-CP",
            "draft": "yes",
            "sample": True,
        }
    )
    assert said.warnings == ()
    assert (said.kind, said.number, said.status) == (Kind.DECREE, "12/2025/NĐ-CP", Status.IN_FORCE)
    assert said.texts == {"title": "Thử nghiệm"}
    assert said.dates["issued"] == date(2025, 6, 12)
    assert said.dates["effective_to"] == date(2027, 3, 1)
    assert said.lists["amended_by"] == ("2/2026/NĐ-CP", "3/2026/NĐ-CP")
    assert said.flags == {"draft": True, "sample": True}


def test_what_cannot_be_used_is_named_and_left_out() -> None:
    said = check(
        {"issued": "31/02/2025", "efective_from": "2025-01-01", "kind": "novel", "number": []}
    )
    assert said.dates == {}
    assert said.kind is None
    assert len(said.warnings) == 4
    for key in ("issued", "efective_from", "kind", "number"):
        assert any(key in warning for warning in said.warnings)


def test_an_empty_value_says_nothing() -> None:
    assert check({"issued": None, "title": ""}).warnings == ()
