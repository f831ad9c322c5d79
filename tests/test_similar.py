"""Cases that ask alike are found by their words, on every database."""

import pytest

from desk.anonymise import Pseudonyms, anonymise_case
from desk.case import Case
from desk.contact import Contact
from desk.desk import Desk
from desk.draftbook import KeptDraft, forget, keep, newest
from desk.drafts import Body, Words
from desk.errors import Overtaken
from desk.faq import Draft
from desk.similar import faqs_alike
from tests.fakes.answers import escalated
from tests.fakes.clock import START

pytest_plugins = ["tests.fakes.databases"]

ASKED = "Hộ kinh doanh ở chợ phải báo cáo kết quả thử nghiệm cân trong mấy tháng?"


def opened(desk: Desk, name: str, text: str) -> Case:
    contact = Contact("web", name)
    with desk.begin() as work:
        work.keep(escalated(name, text), contact)
        return work.open_case(name, contact)


def test_the_nearest_first_and_only_what_is_near(desk: Desk) -> None:
    case = opened(desk, "a1", ASKED)
    assert desk.similar.to(case) == []
    near = opened(desk, "a2", "ho kinh doanh o cho bao cao ket qua thu nghiem can khi nao")
    nearer = opened(desk, "a3", f"{ASKED} Nộp ở đâu?")
    opened(desk, "a4", "Trâu bò lạc thì báo cho ai?")
    found = desk.similar.to(case)
    assert [one.case.id for one in found] == [nearer.id, near.id]
    assert 1 > found[0].likeness > found[1].likeness > 0
    assert [one.case.id for one in desk.similar.to(case, limit=1)] == [nearer.id]


def test_what_was_withdrawn_is_not_shown(desk: Desk) -> None:
    case, other = opened(desk, "a1", ASKED), opened(desk, "a2", f"{ASKED} Nộp ở đâu?")
    with desk.begin() as work:
        work.withdraw(other.id, "web:a2")
    assert desk.similar.to(case) == []


def test_reviewed_answers_to_such_questions(desk: Desk) -> None:
    case = opened(desk, "a1", ASKED)
    with desk.begin() as work:
        for text in (f"Xin hỏi {ASKED}", "Trâu bò lạc thì báo cho ai?"):
            work.draft_faq(Draft((text,), "Trả lời.", reason="Nội bộ"), "hoa")
    assert [faq.id for faq in faqs_alike(case, desk.faqs())] == [1]


def kept(desk: Desk, text: str, version: int, author: str) -> KeptDraft:
    with desk.begin() as work:
        return keep(work.connection, 1, Body((Words(text),)), version, author, START)


def test_an_older_version_is_refused_and_the_newer_one_stays(desk: Desk) -> None:
    opened(desk, "a1", ASKED)
    assert kept(desk, "một", 0, "mai").version == 1
    assert kept(desk, "hai", 1, "mai").version == 2
    assert kept(desk, "hai", 1, "hoa").version == 2, "the same once more is nothing"
    with pytest.raises(Overtaken):
        kept(desk, "ba", 1, "hoa")
    assert kept(desk, "ba", 2, "hoa").version == 3
    found = desk.draft(1)
    assert found is not None
    assert (found.body.words, found.author) == ("ba", "hoa")
    with desk.begin() as work:
        forget(work.connection, 1)
        assert newest(work.connection, 1) is None


def test_a_draft_goes_with_what_is_anonymised(desk: Desk) -> None:
    opened(desk, "a1", ASKED)
    kept(desk, "một", 0, "mai")
    with desk.begin() as work:
        anonymise_case(work.connection, 1, Pseudonyms(lambda _: True))
    assert desk.draft(1) is None
