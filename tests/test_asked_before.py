"""What of answers and cases tells of trouble, on both kinds of database."""

from dataclasses import replace
from datetime import timedelta

from desk import asked_before
from desk.casework import asker
from desk.cause import Cause
from desk.contact import Contact
from desk.desk import Desk
from desk.role import Actor, Role
from desk.trouble import Asked
from retrieval.answer import Outcome
from retrieval.question import Unit
from tests.fakes.answers import answered, escalated
from tests.fakes.grounds import NO_PROVISION

pytest_plugins = ["tests.fakes.databases"]

LAN = Contact("web", "lan")
HOA = Actor("person:1", Role.REVIEWER)


def read(desk: Desk) -> dict[str, Asked]:
    now = desk.now()
    with desk.database.reading() as connection:
        found = asked_before.between(
            connection, now - timedelta(days=1), now + timedelta(seconds=1)
        )
    return {one.id: one for one in found}


def test_outcomes_and_verdicts_tell(desk: Desk) -> None:
    with desk.begin() as work:
        work.set_unit(LAN, Unit("Lào Cai", "Xã Sa Pa"))
        work.keep(escalated("nothing", "Mẫu biên bản kiểm tra cân lấy ở đâu?"), LAN)
        work.keep(replace(escalated("conflict"), outcome=Outcome.ESCALATED_CONFLICT), LAN)
        work.keep(replace(escalated("outside"), outcome=Outcome.ESCALATED_OUTSIDE), LAN)
        work.keep(answered("well"), LAN)
        work.keep(answered("wrong"), LAN)
        work.feedback("wrong", LAN, "wrong")
    found = read(desk)
    assert "outside" not in found
    assert found["nothing"].signs == {Cause.NO_SOURCE, Cause.FORM}
    assert found["nothing"].unit == Unit("Lào Cai", "Xã Sa Pa")
    assert found["nothing"].case is None
    assert Cause.CONFLICT in found["conflict"].signs
    assert Cause.WRONG in found["wrong"].signs
    assert not found["well"].is_troubled
    assert found["well"].subject == "Trả lời câu hỏi"


def test_what_happened_to_a_case_tells(desk: Desk) -> None:
    with desk.begin() as work:
        for name in ("bare", "back", "still"):
            work.keep(answered(name), LAN)
        numbers = {name: work.open_case(name, LAN).id for name in ("bare", "back", "still")}
        work.cases.claim(numbers["back"], HOA)
        work.cases.ask_back(numbers["back"], HOA, "Xã nào?")
        work.cases.reply(numbers["bare"], HOA, "Chưa có quy định.", NO_PROVISION)
        work.cases.reply(numbers["still"], HOA, "Đã rõ.", NO_PROVISION)
        work.cases.reopen(numbers["still"], asker(LAN), "chưa rõ")
    found = read(desk)
    assert {name: one.case for name, one in found.items()} == numbers
    assert Cause.NO_BASIS in found["bare"].signs
    assert Cause.UNCLEAR in found["back"].signs
    assert Cause.UNCLEAR in found["still"].signs
    assert Cause.NO_BASIS not in found["still"].signs


def test_texts_are_given_masked_and_as_they_are_kept_now(desk: Desk) -> None:
    with desk.begin() as work:
        work.keep(escalated("a", "Ông Nguyễn Văn Tèo, 0912345678, hỏi về cân"), LAN)
    with desk.database.reading() as connection:
        (one,) = asked_before.texts_of(connection, ["a", "none"])
        assert asked_before.texts_of(connection, []) == []
    assert "Tèo" not in one.text
    assert "0912345678" not in one.text
    assert "cân" in one.text
