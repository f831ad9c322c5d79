"""People: invited, signed in, kept out; and what an attacker learns, which is nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, text

from desk import audit, knocks, passwords, people, second_factor, sessions
from desk.desk import Desk
from desk.errors import NotPossible
from desk.people import Facts, Reason
from desk.person import Person
from desk.role import Role
from desk.schema import invitations
from desk.schema import people as people_table
from desk.schema import sessions as sessions_table
from desk.sign_in import Refused, SignedIn, TurnedAway, sign_in
from retrieval.question import Unit
from tests.fakes.clock import Clock
from tests.fakes.people import join

pytest_plugins = ["tests.fakes.databases"]

PASSWORD = "bốn từ ghép lại"
KEPT = passwords.made(PASSWORD)
LEAD = Facts("Nguyễn Thị Lan", frozenset({Role.LEAD}))
PLACE = "203.0.113.0/24"


@pytest.fixture
def lan(desk: Desk) -> Person:
    """A lead with a password."""
    with desk.begin() as work:
        _, token = people.invite(work, "lan", LEAD)
        people.accept(work, token, KEPT)
    return found(desk, "lan")


def found(desk: Desk, login: str) -> Person:
    with desk.database.reading() as connection:
        person = people.named(connection, login)
    assert person is not None
    return person


def knock(desk: Desk, login: str, password: str = PASSWORD, code: str = "") -> object:
    return sign_in(desk, login, password, code, PLACE, "203.0.113.9")


def session_of(desk: Desk, token: str) -> object:
    with desk.database.reading() as connection:
        return sessions.find(connection, token, desk.now())


def refused(desk: Desk, login: str, facts: Facts) -> str:
    with pytest.raises(NotPossible) as error, desk.begin() as work:
        people.invite(work, login, facts)
    return error.value.reason


def test_who_takes_up_an_invitation_can_sign_in(desk: Desk) -> None:
    with desk.begin() as work:
        person, token = people.invite(work, " Lan ", LEAD)
    assert (person.login, person.joined, person.active) == ("lan", False, True)
    assert isinstance(knock(desk, "lan"), TurnedAway)
    with desk.begin() as work:
        people.accept(work, token, KEPT)
    ended = knock(desk, "LAN")
    assert isinstance(ended, SignedIn)
    assert session_of(desk, ended.token) is not None


def test_a_link_works_once_and_ends(desk: Desk, clock: Clock) -> None:
    with desk.begin() as work:
        person, first = people.invite(work, "lan", LEAD)
        second = people.new_link(work, person.id)
    for token in (first, "made-up", ""):
        with pytest.raises(NotPossible, match="link ended"), desk.begin() as work:
            people.accept(work, token, KEPT)
    with desk.begin() as work:
        people.accept(work, second, KEPT)
    with pytest.raises(NotPossible, match="link ended"), desk.begin() as work:
        people.accept(work, second, KEPT)
    with desk.begin() as work:
        third = people.new_link(work, person.id)
    clock.forward(people.LINK_LIVES.total_seconds())
    with pytest.raises(NotPossible, match="link ended"), desk.begin() as work:
        people.accept(work, third, KEPT)


def test_of_two_who_use_a_link_at_once_one_comes_in(desk: Desk) -> None:
    with desk.begin() as work:
        _, token = people.invite(work, "lan", LEAD)

    def accept(_: int) -> bool:
        try:
            with desk.begin() as work:
                people.accept(work, token, KEPT)
        except NotPossible:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(accept, range(6))) == [False] * 5 + [True]


def test_secrets_are_kept_as_digests_only(desk: Desk, lan: Person) -> None:
    with desk.begin() as work:
        link = people.new_link(work, lan.id)
        token = sessions.begin(work, lan.id)
    with desk.database.reading() as connection:
        rows = [
            str(connection.execute(select(table)).all())
            for table in (people_table, invitations, sessions_table)
        ]
    assert not any(secret in row for row in rows for secret in (link, token, PASSWORD))
    assert "$argon2id$" in rows[0]


@pytest.mark.parametrize(
    ("login", "facts", "reason"),
    [
        ("l", LEAD, Reason.BAD_LOGIN),
        ("lan anh", LEAD, Reason.BAD_LOGIN),
        ("<b>", LEAD, Reason.BAD_LOGIN),
        ("LAN", LEAD, Reason.LOGIN_TAKEN),
        ("mai", Facts("", frozenset({Role.LEAD})), Reason.NO_NAME),
        ("mai", Facts("Mai", frozenset()), Reason.NO_ROLE),
        ("mai", Facts("Mai", frozenset({Role.AUDITOR, Role.LEAD})), Reason.AUDITOR_ALONE),
        ("mai", Facts("Mai", frozenset({Role.OFFICER})), Reason.OFFICER_WITHOUT_UNIT),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(
    desk: Desk, lan: Person, login: str, facts: Facts, reason: str
) -> None:
    assert refused(desk, login, facts) == reason


def test_the_last_lead_stays(desk: Desk, lan: Person) -> None:
    with pytest.raises(NotPossible, match="last lead"), desk.begin() as work:
        people.set_active(work, lan.id, False)
    with pytest.raises(NotPossible, match="last lead"), desk.begin() as work:
        people.change(work, lan.id, Facts("Lan", frozenset({Role.REVIEWER})))
    with desk.begin() as work:
        people.invite(work, "mai", LEAD)
    with pytest.raises(NotPossible, match="last lead"), desk.begin() as work:
        people.set_active(work, lan.id, False)  # mai has not come yet
    join(desk, "hoa", Role.LEAD)
    with desk.begin() as work:
        people.set_active(work, lan.id, False)
    assert not found(desk, "lan").active


def test_two_leads_who_shut_each_other_out_at_once_leave_one(desk: Desk, lan: Person) -> None:
    other = join(desk, "mai", Role.LEAD)

    def shut_out(person: Person) -> None:
        try:
            with desk.begin() as work:
                people.set_active(work, person.id, False)
        except NotPossible:
            pass

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(shut_out, (lan, other)))
    assert sorted(found(desk, login).active for login in ("lan", "mai")) == [False, True]


def test_who_is_shut_out_is_out_at_once(desk: Desk, lan: Person) -> None:
    join(desk, "hoa", Role.LEAD)
    ended = knock(desk, "lan")
    assert isinstance(ended, SignedIn)
    with desk.begin() as work:
        link = people.new_link(work, lan.id)
        people.set_active(work, lan.id, False)
    assert session_of(desk, ended.token) is None
    assert knock(desk, "lan") == TurnedAway(Refused.WRONG)
    with pytest.raises(NotPossible, match="link ended"), desk.begin() as work:
        people.accept(work, link, KEPT)


def test_a_new_link_ends_what_was_open_and_takes_off_the_second_factor(
    desk: Desk, lan: Person
) -> None:
    ended = knock(desk, "lan")
    assert isinstance(ended, SignedIn)
    with desk.begin() as work:
        people.set_totp(work, lan.id, second_factor.new_secret())
        people.accept(work, people.new_link(work, lan.id), KEPT)
    assert session_of(desk, ended.token) is None
    assert isinstance(knock(desk, "lan"), SignedIn)


def test_wrong_and_unknown_end_alike(desk: Desk, lan: Person) -> None:
    """The same answer, the same door shut after the same number of tries."""
    for login in ("lan", "nobody"):
        tried = [knock(desk, login, "không phải mật khẩu") for _ in range(knocks.ALLOWED["login"])]
        assert tried == [TurnedAway(Refused.WRONG)] * len(tried)
        shut = knock(desk, login)
        assert shut == TurnedAway(Refused.SHUT, desk.now() + knocks.FIRST)


def test_unknown_logins_take_the_same_work(desk: Desk, lan: Person) -> None:
    """A password is checked where there is none: what is kept for nobody costs as much."""
    assert not passwords.fits("", "")
    assert passwords._nobodys().split("$")[:4] == KEPT.split("$")[:4]


def test_waiting_opens_the_door_again_and_each_further_try_shuts_it_longer(
    desk: Desk, lan: Person, clock: Clock
) -> None:
    for _ in range(knocks.ALLOWED["login"]):
        knock(desk, "lan", "sai")
    clock.forward(knocks.FIRST.total_seconds())
    assert knock(desk, "lan", "sai") == TurnedAway(Refused.WRONG)
    assert knock(desk, "lan") == TurnedAway(Refused.SHUT, desk.now() + 2 * knocks.FIRST)
    clock.forward(2 * knocks.FIRST.total_seconds())
    assert isinstance(knock(desk, "lan"), SignedIn)
    assert knock(desk, "lan", "sai") == TurnedAway(Refused.WRONG), "the count begins anew"
    assert isinstance(knock(desk, "lan"), SignedIn)


def test_many_guesses_at_once_are_no_way_round(desk: Desk, lan: Person) -> None:
    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(lambda number: knock(desk, "lan", f"sai {number}"), range(16)))
    wrong = [end for end in ends if end == TurnedAway(Refused.WRONG)]
    assert len(wrong) == knocks.ALLOWED["login"]


def test_a_network_that_tries_many_logins_is_shut_out(desk: Desk) -> None:
    keys = [knocks.key_of(knocks.NETWORK, "203.0.113.9")]
    with desk.begin() as work:
        for _ in range(knocks.ALLOWED["network"]):
            assert knocks.knock(work.connection, keys, work.now) is None
        assert knocks.knock(work.connection, keys, work.now) is not None
    assert isinstance(sign_in(desk, "x", "y", "", PLACE, "203.0.113.9"), TurnedAway)
    assert sign_in(desk, "x", "y", "", PLACE, "198.51.100.1") == TurnedAway(Refused.WRONG)


def test_a_code_is_asked_for_and_opens_once(desk: Desk, lan: Person, clock: Clock) -> None:
    secret = second_factor.new_secret()
    with desk.begin() as work:
        people.set_totp(work, lan.id, secret)
    code = pyotp.TOTP(secret).at(clock.now)
    assert knock(desk, "lan") == TurnedAway(Refused.WRONG)
    assert knock(desk, "lan", code="000000" if code != "000000" else "1") == TurnedAway(
        Refused.WRONG
    )
    assert knock(desk, "lan", "sai", code) == TurnedAway(Refused.WRONG)
    assert isinstance(knock(desk, "lan", code=f"{code[:3]} {code[3:]}"), SignedIn)
    assert knock(desk, "lan", code=code) == TurnedAway(Refused.WRONG)
    clock.forward(second_factor.STEP)
    assert isinstance(knock(desk, "lan", code=pyotp.TOTP(secret).at(clock.now)), SignedIn)


def test_a_code_two_steps_old_opens_nothing(clock: Clock) -> None:
    secret = second_factor.new_secret()
    now = clock.now
    for age, opens in ((0, True), (30, True), (-30, True), (60, False), (-60, False)):
        code = pyotp.TOTP(secret).at(now - timedelta(seconds=age))
        assert (second_factor.step_of(secret, code, now) is not None) is opens


def test_sessions_end_when_unused_and_in_any_case(desk: Desk, lan: Person, clock: Clock) -> None:
    with desk.begin() as work:
        token = sessions.begin(work, lan.id)
    clock.forward(sessions.IDLE.total_seconds() - 1)
    assert session_of(desk, token) is not None
    clock.forward(1)
    assert session_of(desk, token) is None
    with desk.begin() as work:
        token = sessions.begin(work, lan.id)
    for _ in range(int(sessions.LONGEST / sessions.IDLE) * 2 - 1):
        clock.forward(sessions.IDLE.total_seconds() / 2)
        with desk.database.reading() as connection:
            held = sessions.find(connection, token, desk.now())
        assert held is not None
        with desk.begin() as work:
            sessions.touch(work, held[0])
    clock.forward(sessions.IDLE.total_seconds() / 2)
    assert session_of(desk, token) is None


def test_a_session_is_ended_by_its_owner_only(desk: Desk, lan: Person) -> None:
    other = join(desk, "mai", Role.REVIEWER)
    with desk.begin() as work:
        tokens = [sessions.begin(work, lan.id) for _ in range(3)]
    with desk.database.reading() as connection:
        newest = sessions.of(connection, lan.id, desk.now())[0]
    with desk.begin() as work:
        assert not sessions.end(work, other.id, newest.id)
        assert sessions.end(work, lan.id, newest.id)
    assert [session_of(desk, token) is not None for token in tokens] == [True, True, False]
    with desk.begin() as work:
        assert people.end_sessions(work, lan.id) == 2


def test_what_happens_to_people_is_in_the_log_without_their_names(desk: Desk, lan: Person) -> None:
    knock(desk, "lan")
    knock(desk, "lan", "sai")
    knock(desk, "nguyễn thị lan", "sai")
    with desk.begin() as work:
        people.change(work, lan.id, Facts("Lan Anh", LEAD.roles, Unit("Lào Cai", "Sa Pa")))
    with desk.database.reading() as connection:
        written = audit.entries(connection)
        rows = str(connection.execute(text("SELECT * FROM audit")).all()).casefold()
    assert [entry.what for entry in reversed(written)] == [
        "person_invited",
        "link_used",
        "signed_in",
        "sign_in_failed",
        "sign_in_failed",
        "person_changed",
    ]
    assert "lan" not in rows
    assert "sa pa" not in rows
