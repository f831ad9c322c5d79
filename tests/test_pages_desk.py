"""The desk's list and case page without scripts: every move, what is refused, who sees what."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select

from api.offers import OFFERS
from api.scripts import POLICY
from corpus.vietnam_time import VIETNAM
from desk import people
from desk.case import MOVES, Case, CaseState
from desk.casework import CaseWork
from desk.contact import Contact
from desk.desk import Desk
from desk.person import Person
from desk.queues import Urgency
from desk.rights import RIGHTS
from desk.role import Actor, Role
from desk.schema import audit
from retrieval.question import Unit
from tests.fakes.answers import answered, escalated
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at
from tests.fakes.grounds import NO_PROVISION
from tests.fakes.people import SA_PA, join, sign_in
from tests.fakes.queues import COMMON, QUEUES, RISKY
from tests.web import Web, reply

MARKUP = "<img src=x onerror=alert(1)>"


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 9, 1, 0, tzinfo=UTC))  # Monday, eight in the morning


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """Three cases; the third is of a risky field."""
    opened = Desk.open(database_at(tmp_path / "desk.db"), clock, queues=QUEUES)
    with opened.begin() as work:
        for number in (1, 2, 3):
            contact = Contact("web", f"browser-{number}")
            work.set_unit(contact, SA_PA)
            work.keep(answered(f"a{number}"), contact)
            field = "an toàn bức xạ" if number == 3 else ""
            work.open_case(f"a{number}", contact, "cần gấp", field)
    yield opened
    opened.close()


class Seat:
    """Somebody who is signed in, in their browser."""

    def __init__(self, web: Web, login: str, *roles: Role) -> None:
        self.person: Person = join(web.desk, login, *roles)
        self.browser = web.browser()
        self.token = sign_in(web.desk, self.person, self.browser)

    def opens(self, case: int) -> str:
        return unescape(self.browser.get(f"/desk/cases/{case}").text)

    def moves(self, case: int, kind: str, **fields: str) -> tuple[int, str]:
        data = {"form_token": self.token, **fields}
        done = self.browser.post(f"/desk/cases/{case}/moves/{kind}", data=data)
        return done.status_code, unescape(done.text)


@pytest.fixture
def lan(web: Web) -> Seat:
    return Seat(web, "lan", Role.REVIEWER)


@pytest.fixture
def lead(web: Web) -> Seat:
    return Seat(web, "truong", Role.LEAD)


def case_of(desk: Desk, number: int = 1) -> Case:
    case = desk.case(number)
    assert case is not None
    return case


def offered(page: str) -> set[str]:
    return set(re.findall(r'/moves/(\w+)"', page))


def test_the_table_decides_what_is_offered_to_whom(web: Web, desk: Desk) -> None:
    """For each role in each state: exactly the moves that it may make, each with its form."""
    seats = [Seat(web, role.value, role) for role in RIGHTS]
    owner = next(seat.person for seat in seats if Role.REVIEWER in seat.person.roles)
    me = Actor(owner.actor, Role.REVIEWER)
    later = desk.now() + timedelta(days=1)

    acts: list[Callable[[CaseWork], Case]] = [
        lambda cases: cases.claim(1, me),
        lambda cases: cases.ask_back(1, me, "?"),
        lambda cases: cases.add(1, Actor("web:browser-1", Role.OFFICER), "!"),
        lambda cases: cases.snooze(1, me, later, "Chờ"),
        lambda cases: cases.wake(1, me),
        lambda cases: cases.reply(1, me, "Được.", NO_PROVISION),
        lambda cases: cases.reply(3, me, "Được.", NO_PROVISION),
        lambda cases: cases.withdraw(2, Actor("web:browser-2", Role.OFFICER)),
    ]

    def states() -> Iterator[Case]:
        yield case_of(desk, 1)
        for act in acts:
            with desk.begin() as work:
                case = act(work.cases)
            yield case

    seen = set()
    for case in states():
        seen.add(case.state)
        for seat in seats:
            role = next(iter(seat.person.roles))
            may = {
                offer.kind
                for offer in OFFERS
                if offer.kind != "unlinked"  # these cases are linked with none
                and (rule := MOVES[offer.kind]).needs in RIGHTS[role]
                and role in rule.roles
                and role is not Role.OFFICER
                and case.state in rule.sources
                and not rule.gone  # who has it signs in
                and (not rule.owned or case.owner in ("", seat.person.actor) or role is Role.LEAD)
            }
            assert offered(seat.opens(case.id)) == may, (case.state, role)
    assert len(seen) == 7


def test_every_move_that_the_desk_has_is_on_the_page_or_elsewhere() -> None:
    by_asker_or_clock = {"opened", "joined", "left", "cleared", "reminded", "breached", "read_late"}
    replies = {"replied", "proposed", "approved"}  # on the page of the reply
    assert {offer.kind for offer in OFFERS} == set(MOVES) - by_asker_or_clock - replies
    assert len({offer.letter for offer in OFFERS if offer.letter}) >= 8


def test_a_case_goes_through_the_hands_of_two(web: Web, desk: Desk, lan: Seat) -> None:
    mai = Seat(web, "mai", Role.REVIEWER)
    status, page = lan.moves(1, "claimed", key="k1")
    assert status == 200
    assert "Đã nhận xử lý." in page
    assert case_of(desk).owner == lan.person.actor
    assert "asked_back" not in offered(mai.opens(1))
    assert "added" in offered(mai.opens(1))
    assert lan.moves(1, "handed_over", to=mai.person.actor, words="Đi họp")[0] == 200
    assert case_of(desk).owner == mai.person.actor
    page = mai.opens(1)
    assert "Đã chuyển người khác: <strong>Mai</strong>" in page
    assert "Đi họp" in page
    assert "(Lan)" in page
    assert "người hỏi" in page
    assert mai.moves(1, "asked_back", words="Máy gì?")[0] == 200
    assert case_of(desk).state is CaseState.ASKING


def test_one_form_sent_twice_moves_once(desk: Desk, lan: Seat) -> None:
    for _ in range(2):
        assert lan.moves(1, "added", words="một lần", key="k1")[0] == 200
    assert lan.moves(1, "added", words="một lần", key="k2")[0] == 200
    assert [event.kind for event in case_of(desk).events] == ["opened", "added", "added"]
    keys = re.findall(r'name="key" value="([^"]+)"', lan.opens(1))
    assert len(keys) > 5
    assert len(set(keys)) == len(keys)


def test_a_lead_gives_classes_routes_and_snoozes(desk: Desk, lan: Seat, lead: Seat) -> None:
    assert lead.moves(1, "assigned", to=lan.person.actor)[0] == 200
    assert case_of(desk).owner == lan.person.actor
    assert lead.moves(1, "classed", urgency="urgent", words="Gấp")[0] == 200
    assert case_of(desk).urgency is Urgency.URGENT
    assert lan.moves(1, "snoozed", until="2026-03-10T08:30", words="Chờ")[0] == 200
    assert case_of(desk).until == datetime(2026, 3, 10, 8, 30, tzinfo=VIETNAM)
    assert "đến 08:30 10/03/2026" in lan.opens(1)
    assert lan.moves(1, "woken")[0] == 200
    assert lead.moves(1, "routed", queue=RISKY, words="Bức xạ")[0] == 200
    assert (case_of(desk).queue, case_of(desk).owner) == (RISKY, "")
    assert f'Đã chuyển nhóm khác: <span lang="vi">{RISKY}</span>' in lead.opens(1)


def test_a_lead_acts_for_an_asker_who_cannot(desk: Desk, lead: Seat) -> None:
    assert lead.moves(1, "asked_back", words="Ở đâu?")[0] == 200
    assert lead.moves(1, "told", words="Ở thôn 3, gọi điện trả lời")[0] == 200
    assert case_of(desk).state is CaseState.OPEN
    assert lead.moves(1, "withdrawn")[0] == 200
    assert case_of(desk).state is CaseState.WITHDRAWN
    assert lead.moves(1, "reopened", words="Gọi lại, vẫn cần")[0] == 200
    assert case_of(desk).state is CaseState.OPEN


def test_a_draft_is_read_by_another(web: Web, desk: Desk, lan: Seat) -> None:
    nam = Seat(web, "nam", Role.SECOND_READER)
    form = {"form_token": lan.token, "no_basis": "Việc nội bộ"}
    reply(lan.browser, 3, "Bản soạn một.", **form)
    assert "Bản soạn một." in nam.opens(3)
    assert "/desk/cases/3/reply" in lan.opens(3)
    assert "Đọc lần hai <kbd" not in lan.opens(3), "who wrote it does not read it again"
    assert "Đọc lần hai <kbd" in nam.opens(3)
    assert nam.moves(3, "returned", words="Thiếu căn cứ")[0] == 200
    assert case_of(desk, 3).owner == lan.person.actor, "it comes back to who wrote it"
    assert "Thiếu căn cứ" in lan.opens(3).partition("Kết quả tra cứu")[0]
    assert "MC-000003" in lan.browser.get("/desk?view=mine").text
    reply(lan.browser, 3, "Bản soạn hai.", version="1", **form)
    approve = {"form_token": nam.token}
    page = nam.browser.post("/desk/cases/3/approve", data=approve)
    assert page.status_code == 200
    assert "Bản soạn hai." in page.text
    assert case_of(desk, 3).state is CaseState.ANSWERED


def test_cases_are_linked_merged_and_split(desk: Desk, lan: Seat) -> None:
    assert lan.moves(1, "linked", number="MC-000002")[0] == 200
    assert 'href="/desk/cases/2"' in lan.opens(1)
    assert 'href="/desk/cases/1"' in lan.opens(2)
    assert lan.moves(1, "split", words="Còn phí thì sao?")[0] == 200
    assert case_of(desk, 4).answer.question.text == "Còn phí thì sao?"
    status, page = lan.moves(1, "merged", number="2", words="Một người hỏi hai lần")
    assert status == 200
    assert "Đã gộp MC-000001 vào phiếu này." in page
    assert case_of(desk, 1).into == 2
    assert 'Đã gộp vào <a href="/desk/cases/2">' in re.sub(r"\s+", " ", lan.opens(1))
    assert 'href="/desk/cases/1"' in lan.opens(2)


def test_who_is_done_with_a_case_is_led_to_the_next(lan: Seat) -> None:
    form = {"form_token": lan.token, "no_basis": "Việc nội bộ"}
    page = reply(lan.browser, 1, "Được.", **form).text
    assert 'href="/desk/cases/2" data-key="j"' in page
    assert "Phiếu tiếp theo" not in lan.moves(2, "claimed")[1], "this one is only begun"
    assert 'href="/desk/cases/2" data-key="j"' not in lan.opens(1)


def test_the_next_case_is_that_of_the_list_as_it_was_narrowed(desk: Desk, lan: Seat) -> None:
    """Through the case, the editor and its forms, by links alone; what is not known falls off."""
    with desk.begin() as work:
        for number in (4, 5):
            contact = Contact("web", f"browser-{number}")
            work.keep(escalated(f"a{number}", f"Việc {number}?"), contact)
            work.open_case(f"a{number}", contact, "", "an toàn bức xạ")
    tail = "?view=free&field=an+to%C3%A0n+b%E1%BB%A9c+x%E1%BA%A1"
    board = lan.browser.get(f"/desk{tail}&evil=1").text
    assert re.findall(r'href="(/desk/cases/[^"]+)" ', board) == []
    rows = re.findall(r'class="row" href="([^"]+)"', board)
    assert [unescape(row) for row in rows] == [f"/desk/cases/{n}{tail}" for n in (3, 4, 5)]

    page = unescape(lan.browser.get(f"/desk/cases/4{tail}&evil=1&view2=x").text)
    assert f'href="/desk{tail}" data-key="u"' in page
    assert f'href="/desk/cases/4/reply{tail}"' in page
    assert f'action="/desk/cases/4/moves/asked_back{tail}"' in page
    assert "evil" not in page.partition("<main")[2]
    assert f'action="/desk/cases/4/reply{tail}"' in unescape(
        lan.browser.get(f"/desk/cases/4/reply{tail}").text
    )

    def following(path: str, **form: str) -> str:
        data = {"form_token": lan.token, **form}
        page = unescape(lan.browser.post(f"/desk/cases/{path}{tail}", data=data).text)
        assert f'<a href="/desk{tail}">Chưa ai nhận</a> · <span lang="vi">an toàn bức xạ' in page
        return page

    assert f'href="/desk/cases/5{tail}" data-key="j"' in following(
        "4/moves/asked_back", words="Ai ký?"
    )
    written = {"do": "send", "block": "words", "text": "Được.", "no_basis": "Nội bộ"}
    assert f'href="/desk/cases/3{tail}" data-key="j"' in following("5/reply", **written)
    # What waits for its asker comes last: case 4; case 5, proposed, is nobody's no more.
    assert f'href="/desk/cases/4{tail}" data-key="j"' in following(
        "3/moves/asked_back", words="Ai ký?"
    )


def test_where_the_list_holds_no_other_it_says_so(desk: Desk, lan: Seat) -> None:
    tail = "?words=MC-000001"
    data = {"form_token": lan.token, "words": "Ai ký?"}
    page = lan.browser.post(f"/desk/cases/1/moves/asked_back{tail}", data=data).text
    assert f'Danh sách này không còn phiếu nào khác. <a href="/desk{tail}">' in page


def test_an_address_that_is_no_list_is_the_whole_list(lan: Seat) -> None:
    page = lan.browser.get("/desk/cases/1?view=%3Cscript%3E&at=x~y&words=" + "a" * 500)
    assert page.status_code == 200
    assert f'href="/desk?words={"a" * 200}"' in page.text
    assert 'href="/desk/cases/1/reply"' in lan.opens(1)


def test_an_overdue_case_of_a_name_that_is_no_login_stays_in_sight(
    web: Web, desk: Desk, clock: Clock, lan: Seat
) -> None:
    lan.moves(1, "claimed")
    clock.now += timedelta(days=3)
    desk.tick()
    assert case_of(desk).owner == "Trưởng nhóm"
    mai = Seat(web, "mai", Role.REVIEWER)
    assert 'id="case-1"' in mai.browser.get("/desk").text
    page = mai.opens(1)
    assert "Lan → Trưởng nhóm" in page
    assert "person:" not in page.partition("Quá trình")[2]


def test_a_case_of_who_signs_in_no_more_is_taken_over(
    web: Web, desk: Desk, lan: Seat, lead: Seat
) -> None:
    lan.moves(1, "claimed")
    mai = Seat(web, "mai", Role.REVIEWER)
    assert "taken_over" not in offered(mai.opens(1)), "who signs in keeps what is theirs"
    assert mai.moves(1, "taken_over")[0] == 409
    assert case_of(desk).owner == lan.person.actor
    assert 'id="case-1"' not in mai.browser.get("/desk").text

    with desk.begin() as work:
        people.set_active(work, lan.person.id, False)
    assert "Lan</strong> (không còn đăng nhập được)" in mai.browser.get("/desk").text
    status, page = mai.moves(1, "asked_back", words="Ai ký?")
    assert (status, "Hãy bấm “Nhận thay” trên trang phiếu" in page) == (409, True)
    assert "taken_over" in offered(page)
    status, page = mai.moves(1, "taken_over", key="press")
    assert (status, case_of(desk).owner) == (200, mai.person.actor)
    assert (
        "Đã nhận thay người không còn đăng nhập được: <strong>Mai</strong> (trước đó: Lan)" in page
    )
    mai.moves(1, "taken_over", key="press")
    assert [one.kind for one in case_of(desk).events].count("taken_over") == 1
    assert mai.moves(1, "asked_back", words="Ai ký?")[0] == 200


def test_a_case_of_a_typed_name_is_taken_over_and_nobodys_is_not(
    web: Web, desk: Desk, clock: Clock, lan: Seat
) -> None:
    assert lan.moves(1, "taken_over")[0] == 409
    with desk.begin() as work:
        work.cases.claim(1, Actor("Chị Tư", Role.REVIEWER))
        work.cases.snooze(1, Actor("Chị Tư", Role.REVIEWER), desk.now() + timedelta(days=1), "Chờ")
    assert lan.moves(1, "taken_over")[0] == 200
    assert (case_of(desk).owner, case_of(desk).state) == (lan.person.actor, CaseState.SNOOZED)
    auditor = Seat(web, "thanh-tra", Role.AUDITOR)
    assert auditor.moves(1, "taken_over")[0] == 403


def test_before_anybody_has_a_login_typed_names_keep_their_cases(web: Web, desk: Desk) -> None:
    with desk.begin() as work:
        case = work.cases.claim(1, Actor("Chị Tư", Role.REVIEWER))
    assert not case.owner_gone
    page = web.team().get("/desk/cases/1").text
    assert "taken_over" not in offered(page)
    assert "không còn đăng nhập" not in page


def test_an_empty_list_says_what_to_do(lan: Seat) -> None:
    assert "Bỏ lọc" in lan.browser.get("/desk?words=khongco").text.partition('id="list"')[2]


def test_cases_linked_by_mistake_are_unlinked(web: Web, desk: Desk, lan: Seat) -> None:
    assert "unlinked" not in offered(lan.opens(1))
    lan.moves(1, "linked", number="2")
    auditor = Seat(web, "kiem", Role.AUDITOR)
    assert auditor.moves(1, "unlinked")[0] == 403
    assert {"linked", "unlinked"} <= offered(lan.opens(1)) & offered(lan.opens(2))
    for _ in range(2):
        status, page = lan.moves(1, "unlinked", key="k1")
        assert status == 200
    told = re.sub(r"\s+", " ", page)
    assert 'Đã bỏ nối với phiếu: <a href="/desk/cases/2">MC-000002</a>' in told
    assert "unlinked" not in offered(page) | offered(lan.opens(2))
    assert [event.kind for event in case_of(desk, 1).events] == ["opened", "linked", "unlinked"]
    with desk.database.reading() as connection:
        rows = connection.execute(select(audit.c.who, audit.c.what, audit.c.on_what)).all()
    assert rows.count((lan.person.actor, "case_unlinked", "case:1")) == 1
    assert lan.moves(1, "unlinked")[1].count("Phiếu MC-000001 không nối với phiếu nào.") == 1


@pytest.mark.parametrize(
    ("kind", "fields", "says"),
    [
        ("asked_back", {"words": " "}, "Hãy ghi rõ lý do hoặc nội dung."),
        ("assigned", {"to": "person:999"}, "Hãy chọn một người."),
        ("assigned", {"to": ""}, "Hãy chọn một người."),
        ("snoozed", {"until": "mai", "words": "giữ lại"}, "Hãy ghi giờ và ngày"),
        ("snoozed", {"until": "2020-01-01T08:00", "words": "giữ lại"}, "không cho phép"),
        ("linked", {"number": "một"}, "Hãy ghi số phiếu"),
        ("linked", {"number": "99"}, "Không có phiếu số này."),
        ("merged", {"number": "9" * 18, "words": "giữ lại"}, "Không có phiếu số này."),
        ("merged", {"number": "1", "words": "giữ lại"}, "không cho phép"),
        ("classed", {"urgency": "bừa", "words": "giữ lại"}, "Hãy chọn loại thời hạn."),
        ("routed", {"queue": "không có", "words": "giữ lại"}, "không cho phép"),
        ("added", {"words": "dài" * 2_000}, "quá 4.000 ký tự"),
        ("woken", {}, "không cho phép"),
        ("returned", {"words": "giữ lại"}, "không cho phép"),
    ],
)
def test_what_is_refused_is_said_and_stays_typed(
    desk: Desk, lead: Seat, kind: str, fields: dict[str, str], says: str
) -> None:
    status, page = lead.moves(1, kind, key="k1", **fields)
    assert status in (409, 422)
    assert says in page
    assert "words" not in fields or fields["words"].strip() in page
    assert [event.kind for event in case_of(desk).events] == ["opened"]


def test_who_comes_second_is_told_and_loses_nothing(web: Web, desk: Desk, lan: Seat) -> None:
    mai = Seat(web, "mai", Role.REVIEWER)
    lan.moves(1, "claimed")
    status, page = mai.moves(1, "asked_back", words="Tôi định hỏi lại")
    assert status == 409
    assert "Phiếu MC-000001 đang do Lan xử lý." in page
    assert "Tôi định hỏi lại" in page
    status, page = mai.moves(1, "claimed")
    assert status == 409
    assert "Phiếu MC-000001 đang do Lan xử lý." in page


def test_what_people_typed_is_shown_and_never_run(desk: Desk, lan: Seat) -> None:
    lan.moves(1, "added", words=MARKUP)
    data = {"form_token": lan.token, "words": MARKUP, "until": MARKUP}
    refused = lan.browser.post("/desk/cases/1/moves/snoozed", data=data)
    found = lan.browser.get("/desk", params={"words": MARKUP, "queue": MARKUP, "after": MARKUP})
    for page in (lan.browser.get("/desk/cases/1").text, refused.text, found.text):
        assert "<img" not in page
        assert "&lt;img" in page


def test_a_change_needs_the_forms_token(desk: Desk, lan: Seat) -> None:
    assert lan.browser.post("/desk/cases/1/moves/claimed", data={}).status_code == 403
    assert case_of(desk).owner == ""


def test_the_shared_doors_team_signs_with_a_name(web: Web, desk: Desk) -> None:
    team = web.team()
    page = team.get("/desk/cases/1").text
    assert offered(page) == {
        *("claimed", "asked_back", "snoozed", "added", "routed", "classed"),
        *("linked", "merged", "split"),
    }
    nameless = team.post("/desk/cases/1/moves/claimed", data={})
    assert nameless.status_code == 422
    assert "Hãy ghi tên" in nameless.text
    team.post("/desk/cases/1/moves/claimed", data={"author": "Chị Hoa"})
    assert case_of(desk).owner == "Chị Hoa"
    handed = team.post(
        "/desk/cases/1/moves/handed_over",
        data={"author": "Chị Hoa", "to": "Anh Nam", "words": "Đi họp"},
    )
    assert handed.status_code == 200
    assert case_of(desk).owner == "Anh Nam"


def test_the_list_is_narrowed_by_links_and_keeps_the_rest(lan: Seat, desk: Desk) -> None:
    lan.moves(1, "claimed")
    mine = lan.browser.get("/desk?view=mine").text
    assert re.findall(r'id="case-(\d)"', mine) == ["1"]
    narrowed = lan.browser.get("/desk", params={"view": "free", "queue": COMMON, "words": "số a"})
    assert re.findall(r'id="case-(\d)"', narrowed.text) == ["2"]
    tabs = unescape(narrowed.text)
    assert 'href="/desk?view=late&queue=Chung&words=s%E1%BB%91+a"' in tabs
    assert 'href="/desk?view=free"' in tabs  # without filters
    assert 'value="số a"' in tabs
    assert lan.browser.get("/desk?view=x").status_code == 422


def test_an_officer_reads_the_own_unit_and_moves_nothing(web: Web, desk: Desk) -> None:
    with desk.begin() as work:
        contact = Contact("web", "other")
        work.set_unit(contact, Unit("Lào Cai", "Bắc Hà"))
        work.keep(escalated("b1"), contact)
        work.open_case("b1", contact)
    officer = Seat(web, "can-bo", Role.OFFICER)
    listed = officer.browser.get("/desk?view=all").text
    assert set(re.findall(r'id="case-(\d)"', listed)) == {"1", "2", "3"}
    assert "Việc của tôi" not in listed
    lan = Seat(web, "lan", Role.REVIEWER)
    lan.moves(1, "added", words="giữa chúng tôi")
    lan.moves(1, "snoozed", until="2030-01-01T08:00", words="chuyện nội bộ")
    lan.moves(2, "asked_back", words="Ở thôn nào?")
    lan.moves(1, "linked", number="2")
    reply = {"form_token": lan.token, "text": "Bản chưa ai đọc.", "no_basis": "Việc nội bộ"}
    lan.browser.post("/desk/cases/3", data=reply)
    read = [officer.opens(number) for number in (1, 2, 3)]
    assert "Ở thôn nào?" in read[1]
    for inner in ("giữa chúng tôi", "chuyện nội bộ", "Bản chưa ai đọc.", 'href="/desk/cases/2"'):
        assert not any(inner in page for page in read)
    assert offered(officer.opens(1)) == set()
    assert officer.browser.get("/desk/cases/4").status_code == 404


def test_scripts_are_ours_alone_and_only_on_the_desk(web: Web, lan: Seat) -> None:
    for path in ("/desk", "/desk/cases/1"):
        page = lan.browser.get(path)
        assert "script-src 'self'; connect-src 'self'" in page.headers[POLICY]
        assert "unsafe" not in page.headers[POLICY]
        assert not re.search(r"\son\w+=|<script(?! src)|<style|style=|hx-on|javascript:", page.text)
        scripts = re.findall(r'<script src="([^"]+)"', page.text)
        assert len(scripts) == 2
        for script in scripts:
            served = lan.browser.get(script)
            assert served.headers["content-type"].startswith("text/javascript")
            assert "immutable" in served.headers["cache-control"]
    for path in ("/", "/documents", "/desk/account"):
        page = lan.browser.get(path)
        assert "script-src" not in page.headers[POLICY]
        assert "<script" not in page.text


def test_the_queue_weighs_little(lan: Seat) -> None:
    """Everything that a first visit carries, compressed."""
    page = lan.browser.get("/desk")
    parts = re.findall(r'(?:src|href)="(/[\w/-]+\.(?:js|css))"', page.text)
    assert len(parts) == 3
    sizes = [int(lan.browser.get(part).headers["content-length"]) for part in ("/desk", *parts)]
    assert sum(sizes) < 60_000 - 10_000  # a full list is 10 kB more than this one


def test_a_member_opens_a_case_for_somebody(web: Web, desk: Desk, lan: Seat) -> None:
    form = lan.browser.get("/desk/cases/new").text
    key = re.search(r'name="key" value="([\w-]{32})"', form)
    assert key
    data = {
        "form_token": lan.token,
        "key": key[1],
        "question": "Khai báo thiết bị X-quang y tế trong bao nhiêu ngày?",
        "province": "Lào Cai",
        "commune": "Xã Tân An",
        "field": "đo lường",
        "urgency": "urgent",
        "note": "gọi lại bộ phận một cửa",
    }
    page = lan.browser.post("/desk/cases/new", data=data)
    assert page.url.path == "/desk/cases/4"
    assert lan.browser.post("/desk/cases/new", data=data).url.path == "/desk/cases/4"
    case = case_of(desk, 4)
    assert (case.unit, case.field, case.urgency) == (
        Unit("Lào Cai", "Xã Tân An"), "đo lường", Urgency.URGENT,
    )  # fmt: skip
    assert (case.events[0].actor, case.events[0].role) == (lan.person.actor, Role.REVIEWER)
    assert case.answer.quotes
    assert case.note == "gọi lại bộ phận một cửa"
    assert f"/cases/{case.token}" in page.text
    # Whoever is given the link reads it, in any browser.
    stranger = web.browser()
    assert "MC-000004" in stranger.get(f"/cases/{case.token}").text
    assert stranger.get(f"/cases/{case_of(desk, 1).token}").status_code == 404


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("", "Hãy nhập câu hỏi."),
        ("dài" * 4_000, "10.000 ký tự"),
        ("cảm ơn anh chị ạ", "Chưa có câu hỏi để chuyển."),
    ],
)
def test_a_case_without_a_question_is_not_opened(
    desk: Desk, lan: Seat, question: str, says: str
) -> None:
    data = {"form_token": lan.token, "question": question, "note": "còn đây"}
    page = lan.browser.post("/desk/cases/new", data=data)
    assert page.status_code == 422
    assert says in page.text
    assert "còn đây" in page.text
    assert desk.case(4) is None


def test_an_auditor_reads_and_is_offered_nothing(web: Web) -> None:
    auditor = Seat(web, "kiem-tra", Role.AUDITOR)
    assert offered(auditor.opens(1)) == set()
    assert "Soạn trả lời" not in auditor.opens(1)
    assert "/desk/cases/new" not in auditor.browser.get("/desk").text


def test_the_browser_stays_at_the_cases_address_when_a_move_is_refused(lan: Seat) -> None:
    answer = lan.browser.post("/desk/cases/1/moves/woken", data={"form_token": lan.token})
    assert answer.headers["hx-push-url"] == "false"
