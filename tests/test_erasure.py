"""What is left of somebody in the database once it was erased, or has become old: nothing."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from corpus.text import spaced
from desk import audit, held, knocks, people, retention, sessions, subject
from desk.anonymise import everyone
from desk.case import CaseState
from desk.casework import asker
from desk.contact import Contact
from desk.desk import Desk
from desk.erasure import Erased, erase, erase_contact
from desk.errors import NotPossible
from desk.faq import Draft
from desk.ground import Ground
from desk.people import Facts
from desk.retention import months_before
from desk.rights import Action, acting
from desk.role import Actor, Role
from desk.schema import answers, cases, contacts, faq_receipts, metadata, outbox
from desk.standing import fold
from desk.subject import NobodyKnown
from retrieval.answer import Reviewed
from retrieval.question import Unit
from tests.fakes.answers import answered, escalated
from tests.fakes.clock import START, Clock
from tests.fakes.everything import everything
from tests.fakes.grounds import NO_PROVISION
from tests.fakes.people import join
from tests.fakes.queues import QUEUES

pytest_plugins = ["tests.fakes.databases"]

CHAT = "7700112233"
LAN = Contact("telegram", CHAT)
HOA = Contact("web", "trinh-duyet-cua-hoa")
REVIEWER = Actor("Phạm Văn Duyệt", Role.REVIEWER)
# Names, numbers and addresses that stand in what follows.
PLANTED = (
    CHAT,
    "Nguyễn Thị Lan",
    "Trần Quốc Bảo",
    "0912345678",
    "001203004567",
    "lan@xa.gov.vn",
    "số nhà 12",
    "Xã Tả Van",
)
WORDS = (
    "Tôi là Nguyễn Thị Lan, điện thoại 0912345678, CCCD 001203004567, số nhà 12 ngõ 3, "
    "lan@xa.gov.vn; ông Trần Quốc Bảo nộp hồ sơ đo lường thì hạn mấy ngày?"
)


@pytest.fixture
def desk(database_url: str, clock: Clock) -> Iterator[Desk]:
    opened = Desk.open(database_url, clock, queues=QUEUES)
    yield opened
    opened.close()


def lived(desk: Desk) -> dict[str, int]:
    """All that can be held of one contact; the numbers of the cases by what became of them."""
    numbers = {}
    with desk.begin() as work:
        work.set_unit(LAN, Unit("Lào Cai", "Xã Tả Van"))
        work.set_language(LAN, "en")
        work.set_unit(HOA, Unit("Lào Cai", "Xã Tả Van"))
        made = work.draft_faq(Draft(("Hạn nộp?",), "Mười ngày.", reason="nội bộ"), "Mai")
        work.publish_faq(made.id, "Minh")
    for name, at in (("ended", LAN), ("live", LAN), ("shared", LAN), ("joined", HOA)):
        text = "Câu hỏi chung?" if name in ("shared", "joined") else f"{name}: {WORDS}"
        with desk.begin() as work:
            given_ = answered(name, text) if name == "ended" else escalated(name, text)
            asked = replace(
                given_.question, asker=at.asker, unit=Unit("Lào Cai", "Xã Tả Van"),
                earlier=(WORDS,) if at == LAN else (), meant=WORDS if at == LAN else "",
            )  # fmt: skip
            by = Reviewed(made.id, 1, "Minh", START.date()) if name == "ended" else None
            work.keep(replace(given_, question=asked, reviewed=by), at)
            work.feedback(name, at, "wrong")
            numbers[name] = work.open_case(name, at, f"gấp, gọi 0912345678 ({name})").id
    with desk.begin() as work:
        work.cases.ask_back(numbers["ended"], REVIEWER, "Chị Nguyễn Thị Lan ở đâu?", "k1")
        work.cases.add(numbers["ended"], asker(LAN), "Nhà ông Trần Quốc Bảo, Xã Tả Van", "k2")
        words = "Gửi Nguyễn Thị Lan: mười ngày, gọi 0912345678."
        ground = Ground.none("ông Trần Quốc Bảo")
        work.cases.reply(numbers["ended"], REVIEWER, words, ground, "k3")
        work.cases.claim(numbers["live"], REVIEWER, "k4")
        work.cases.add(numbers["shared"], asker(LAN), "tôi ở Xã Tả Van", "k5")
        work.send(LAN, {"text": "Chào Nguyễn Thị Lan"}, f"x/{LAN.asker}/1")
        work.receive("telegram", 1, json.dumps({"message": {"chat": {"id": int(CHAT)}}}))
        work.receive("telegram", 2, json.dumps({"message": {"chat": {"id": 5}}}))
        for _ in range(3):
            work.fail("telegram", 1, f"no chat {CHAT}")
            work.fail("telegram", 2, "x")
    message = desk.outbox.due("telegram")[0]
    desk.outbox.delivered(message.id, "55")
    return numbers


def found_in(desk: Desk, planted: tuple[str, ...] = PLANTED) -> list[str]:
    with desk.database.reading() as connection:
        whole = everything(connection)
    return [words for words in planted if spaced(words) in spaced(whole) or words in whole]


def on_their_way(desk: Desk) -> list[str]:
    """The texts of messages that wait to be sent."""
    with desk.database.reading() as connection:
        waiting = select(outbox.c.payload).where(outbox.c.state == "waiting")
        payloads = list(connection.execute(waiting.order_by(outbox.c.id)).scalars())
    return [payload["text"] for payload in payloads if "text" in payload]


def head_of(desk: Desk) -> audit.Verdict:
    with desk.database.reading() as connection:
        verdict = audit.verify(connection)
    assert verdict.broken is None
    return verdict


def is_fold(desk: Desk) -> bool:
    """Every case's row says what its events say."""
    with desk.database.reading() as connection:
        rows = connection.execute(select(cases)).mappings().all()
    found = {row["id"]: desk.case(row["id"]) for row in rows}
    standings = {number: fold(case.events) for number, case in found.items() if case}
    return all(
        (row["state"], row["owner"], f"{row['channel']}:{row['address']}")
        == (standings[row["id"]].state, standings[row["id"]].owner, standings[row["id"]].askers[0])
        for row in rows
    )


def test_after_erasing_nothing_in_the_database_names_them(desk: Desk) -> None:
    numbers = lived(desk)
    # The commune is that of the other asker of the shared case, too.
    hers = tuple(words for words in PLANTED if words != "Xã Tả Van")
    assert set(found_in(desk)) >= {CHAT, "Nguyễn Thị Lan", "Xã Tả Van"}
    before = head_of(desk)
    with desk.begin() as work:
        done = erase_contact(work, LAN)
    assert done == Erased(answers=3, cases=3, withdrawn=1)
    assert found_in(desk, hers) == []
    with desk.database.reading() as connection:
        assert audit.verify(connection, (before.rows, before.head)).broken is None
        newest = audit.entries(connection, 1)[0]
    assert (newest.what, newest.on) == ("data_erased", "")
    assert head_of(desk).rows > before.rows
    assert is_fold(desk)
    assert desk.unit_of(LAN) == Unit()
    live, ended = desk.case(numbers["live"]), desk.case(numbers["ended"])
    assert live is not None
    assert live.state is CaseState.WITHDRAWN
    assert ended is not None
    assert (ended.state, ended.unit) == (CaseState.ANSWERED, Unit("Lào Cai"))
    assert "mười ngày" in ended.reply
    assert "hạn mấy ngày" in ended.answer.question.text
    assert ended.answer.quotes == answered("x").quotes


def test_the_team_is_told_of_a_case_that_ends_so(desk: Desk) -> None:
    numbers = lived(desk)
    with desk.begin() as work:
        erase_contact(work, LAN)
    told = [text for text in on_their_way(desk) if "đã được rút" in text]
    live = f"Phiếu MC-{numbers['live']:06d} đã được rút: người hỏi đã xoá dữ liệu của mình."
    assert told == [live]


def test_who_asked_the_same_still_waits_for_the_reply(desk: Desk) -> None:
    numbers = lived(desk)
    assert numbers["joined"] == numbers["shared"]
    with desk.begin() as work:
        erase_contact(work, LAN)
    shared = desk.case(numbers["shared"])
    assert shared is not None
    assert (shared.state, shared.askers) == (CaseState.OPEN, (HOA.asker,))
    assert shared.unit == Unit("Lào Cai", "Xã Tả Van")
    notes = [event.text for event in shared.events if event.text]
    assert notes == ["[đã xoá]", "gấp, gọi [số điện thoại] (joined)", "[đã xoá]"]
    with desk.begin() as work:
        work.keep(escalated("again", "Câu hỏi chung?"), HOA)
        assert work.open_case("again", HOA).id == shared.id
        work.cases.reply(shared.id, REVIEWER, "Đây.", NO_PROVISION)


def test_a_second_time_there_is_nothing_left(desk: Desk) -> None:
    lived(desk)
    for expected in (Erased(3, 3, 1), Erased()):
        with desk.begin() as work:
            assert erase_contact(work, LAN) == expected


def test_nobody_is_told_any_more_what_becomes_of_a_reviewed_answer(desk: Desk) -> None:
    lived(desk)
    with desk.begin() as work:
        erase_contact(work, LAN)
        work.suspend_faq(1, "Mai", "luật đổi")
    with desk.database.reading() as connection:
        assert connection.execute(select(faq_receipts.c.channel)).scalars().all() == ["gone"]
    assert "luật đổi" not in "".join(on_their_way(desk))


def test_bytes_of_a_sqlite_file_are_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "desk.db"
    opened = Desk.open(f"sqlite:///{file}", Clock(), queues=QUEUES)
    lived(opened)
    with opened.begin() as work:
        erase_contact(work, LAN)
    opened.close()
    left = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    assert [words for words in PLANTED[:-1] if words.encode() in left] == []


def test_a_person_of_the_desk_keeps_their_number_only(desk: Desk) -> None:
    named = ("Vũ Thị Hằng", "vu.hang", "Xã Nà Hẩu")
    join(desk, "first", Role.LEAD)
    with desk.begin() as work:
        facts = Facts(named[0], frozenset({Role.REVIEWER}), Unit("Lào Cai", named[2]), ("đo",))
        hang, token = people.invite(work, named[1], facts)
        people.accept(work, token, "kept password")
        sessions.begin(work, hang.id)
        knocks.knock(work.connection, [knocks.key_of(knocks.LOGIN, "vu.hang")], work.now)
    numbers = lived(desk)
    with desk.begin() as work:
        work.cases.reply(numbers["shared"], acting(hang, Action.REPLY), "Đây.", NO_PROVISION)
        work.cases.hand_over(numbers["live"], REVIEWER, named[0], "nhờ Vũ Thị Hằng xem", "k6")
        faq = work.draft_faq(Draft(("Hỏi?",), "Vũ Thị Hằng ghi.", reason="nội bộ"), named[0])
        work.publish_faq(faq.id, named[1])
        by = Reviewed(faq.id, 1, named[0], START.date())
        given_ = replace(answered("r1"), reviewed=by, notes=("duyệt bởi Vũ Thị Hằng.",))
        work.keep(given_, HOA)
    assert found_in(desk, named) == list(named)
    with desk.begin() as work:
        erase(work, subject.find(work.connection, "vu.hang"))
    assert found_in(desk, named) == []
    head_of(desk)
    assert is_fold(desk)
    with desk.database.reading() as connection:
        gone = people.find(connection, hang.id)
        assert sessions.of(connection, hang.id, desk.now()) == []
    assert gone is not None
    assert (gone.name, gone.active, gone.roles) == ("(đã xoá)", False, frozenset())
    shared = desk.case(numbers["shared"])
    assert shared is not None
    assert (shared.replied_by, shared.answered_by) == (hang.actor, "(đã xoá)")


def test_the_last_lead_cannot_be_erased(desk: Desk) -> None:
    lead = join(desk, "first", Role.LEAD)
    with pytest.raises(NotPossible), desk.begin() as work:
        erase(work, subject.Subject((), lead))


def test_an_export_holds_all_that_is_held_and_no_secrets(desk: Desk) -> None:
    numbers = lived(desk)
    with desk.database.reading() as connection:
        told = held.about(connection, subject.find(connection, "MC-1"), desk.now())
        other = held.about(connection, subject.find(connection, HOA.asker), desk.now())
    assert told["about"] == [LAN.asker]
    whole = held.as_json(told).decode()
    assert [one["id"] for one in told["answers"]] == ["ended", "live", "shared"]
    assert {one["label"] for one in told["cases"]} == {f"MC-{n:06d}" for n in numbers.values()}
    for words in ("contacts", "feedback", "outbox", "faq_receipts", "mười ngày", "Xã Tả Van"):
        assert words in whole
    assert HOA.address not in whole
    assert CHAT not in held.as_json(other).decode()
    text = held.as_text(told)
    assert "CÂU HỎI VÀ CÂU TRẢ LỜI" in text
    assert "commune: Xã Tả Van" in text
    case = desk.case(1)
    assert case is not None
    assert case.token not in whole


def test_an_export_of_a_person_holds_no_key(desk: Desk) -> None:
    lan = join(desk, "lan", Role.LEAD)
    with desk.begin() as work:
        token = sessions.begin(work, lan.id)
    number = lived(desk)["live"]
    with desk.begin() as work:
        work.cases.assign(number, acting(lan, Action.ASSIGN), REVIEWER.name)
        told = held.about(work.connection, subject.find(work.connection, "lan"), work.now)
    whole = held.as_json(told).decode()
    assert [one["kind"] for one in told["case_events"]] == ["assigned"]
    assert {"people", "sessions", "audit"} <= set(told)
    assert "no password" not in whole
    assert people.digest(token) not in whole


@pytest.mark.parametrize("named", ["nobody", "MC-9", "MC-x", "gone:1", "telegram:"])
def test_whom_nobody_knows_is_said(desk: Desk, named: str) -> None:
    with desk.database.reading() as connection, pytest.raises(NobodyKnown):
        subject.find(connection, named)


# What becomes of each table's rows: ``desk/erasure.py``, ``desk/retention.py`` and ADR 44 say it.
THOUGHT_OF = {
    *("api_keys", "api_uses", "hooks"),  # of programs: their names, no persons
    *(
        "answers",
        "audit",
        "audit_head",
        "case_answers",
        "case_drafts",
        "case_events",
        "cases",
        "contacts",
    ),
    *("faq_events", "faq_notices", "faq_receipts", "faqs", "feedback", "inbox", "invitations"),
    *("jobs", "knocks", "outbox", "people", "sessions", "tie_codes", "ties"),
    *("board", "board_topics", "prompts", "telegram_bot", "telegram_drafts"),
    *("telegram_entries", "telegram_links", "telegram_people"),
    # Verdicts stay under a pseudonym; what is counted of an answer loses its commune with it.
    *("satisfaction", "asked", "published_weeks"),
    # Documents, and who of the team put them there, by number.
    *("publications", "library_drafts", "library_items", "library_changes", "library_proposals"),
    # Numbers of answers and cases, words of the team; people of the desk by number.
    *("proposals", "proposal_events"),
}


def test_every_table_was_thought_of() -> None:
    """A new one: where it has ``channel`` and ``address``, or ``person_id``, it is in exports and
    erasures by itself; else say there what becomes of what it holds of people. Then add it here.
    """
    assert set(metadata.tables) == THOUGHT_OF


# By age.


def test_what_is_old_names_nobody_and_still_counts(desk: Desk, clock: Clock) -> None:
    numbers = lived(desk)
    with desk.begin() as work:
        for name in ("live", "shared"):
            work.cases.reply(numbers[name], REVIEWER, "Đã rõ.", NO_PROVISION)
    clock.now += timedelta(days=800)
    before = months_before(clock.now, 24)
    counted = retention.count(desk, before)
    done, whole = retention.anonymise(desk, before)
    assert whole
    assert (done.answers, done.cases) == (counted.answers, counted.cases) == (4, 3)
    assert found_in(desk, (*PLANTED, HOA.address, REVIEWER.name)) == []
    head_of(desk)
    assert is_fold(desk)
    assert desk.counts()["answered"] == 3
    shared = desk.case(numbers["shared"])
    assert shared is not None
    assert len(set(shared.askers)) == 2, "two askers stay two"
    assert shared.answered_by == "(đã xoá)"
    assert retention.anonymise(desk, before)[0] == retention.Done()


def test_live_cases_and_young_questions_are_left_alone(desk: Desk, clock: Clock) -> None:
    numbers = lived(desk)
    clock.now += timedelta(days=800)
    with desk.begin() as work:
        work.keep(escalated("young", WORDS), HOA)
        work.cases.reopen(numbers["ended"], asker(LAN), "vẫn chưa rõ", "r")
        work.cases.reply(numbers["ended"], REVIEWER, "Rõ rồi.", NO_PROVISION, "r2")
    before = [desk.case(number) for number in numbers.values()]
    done, _ = retention.anonymise(desk, months_before(clock.now, 24))
    assert done.answers == 0
    assert [desk.case(number) for number in numbers.values()] == before
    assert desk.unit_of(LAN).commune == "Xã Tả Van"


def test_the_clock_does_it_once_a_day_and_goes_on_where_it_was(desk: Desk, clock: Clock) -> None:
    with desk.begin() as work:
        for number in range(7):
            work.keep(escalated(f"a{number}"), HOA)
    clock.now += timedelta(days=800)
    keeping, other = (retention.Retention(desk, 24, at_once=6) for _ in range(2))
    assert [clerk.tick().answers for clerk in (keeping, other, keeping)] == [6, 1, 0]
    with desk.begin() as work:
        work.keep(escalated("late"), HOA)
    clock.now += timedelta(days=800)
    assert retention.Retention(desk, 0).tick() == retention.Done()
    assert keeping.tick().answers == 1
    with desk.database.reading() as connection:
        assert connection.execute(select(contacts)).all() == []
        assert all(connection.execute(select(answers.c.gone)).scalars())
        runs = [one for one in audit.entries(connection) if one.what == "anonymised"]
    assert sum(json.loads(one.detail)["answers"] for one in runs) == 8


def test_any_number_of_programs_may_do_it_at_once(desk: Desk, clock: Clock) -> None:
    lived(desk)
    with desk.begin() as work:
        for number in range(40):
            work.keep(escalated(f"a{number}"), HOA)
            work.reply(work.open_case(f"a{number}", HOA).id, "Đây.", "Mai", NO_PROVISION)
    clock.now += timedelta(days=800)
    before = months_before(clock.now, 24)
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: retention.anonymise(desk, before, batch=3)[0], range(3)))
    assert retention.anonymise(desk, before)[0] == retention.Done()
    assert sum(one.answers for one in done) == 41
    assert is_fold(desk)
    with desk.database.reading() as connection:
        runs = [one for one in audit.entries(connection) if one.what == "anonymised"]
    assert sum(json.loads(one.detail)["answers"] for one in runs) == 41
    head_of(desk)


@given(st.integers(0, 40_000), st.integers(0, 400))
def test_months_are_counted_by_the_calendar(days: int, months: int) -> None:
    now = datetime(1990, 1, 1, tzinfo=UTC) + timedelta(days=days)
    early = months_before(now, months)
    assert (now.year * 12 + now.month) - (early.year * 12 + early.month) == months
    assert early.day <= now.day
    assert early <= now


@given(st.text(), st.text())
def test_a_pseudonym_is_one_for_one_actor(one: str, other: str) -> None:
    names = everyone()
    assert names.of(one) == names.of(one)
    assert names.of(names.of(one)) == names.of(one)
    assert (names.of(one) == names.of(other)) == (one == other)
