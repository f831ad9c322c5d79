"""A second pair of eyes before the library serves a draft, on its pages and on the command line."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from desk import audit, library_second, librarybook, telegram_people
from desk.audit import Who
from desk.desk import Desk
from desk.holding import Entry, LibraryRefused
from desk.library_second import Second
from desk.role import Role
from retrieval.service import Service
from tests.fakes.databases import database_at
from tests.fakes.decree_files import word
from tests.fakes.decrees import AMENDED_TODAY, Decrees
from tests.fakes.people import join, sign_in
from tests.test_pages_shelf import NEW, NEW_WORDS, Place, settings_in
from tests.web import Web


@pytest.fixture
def mai(tmp_path: Path) -> Iterator[Place]:
    """A maintainer, where new lists need two."""
    law = Decrees(tmp_path)
    desk = Desk.open(database_at(tmp_path / "desk.db"))
    web = Web(Service(law.index, None, look_again=0), desk, settings_in(tmp_path))
    browser = web.browser()
    token = sign_in(desk, join(desk, "mai", Role.MAINTAINER), browser)
    place = Place(web, browser, token, tmp_path)
    set_to(place, "publish")
    place.library.golden = ()
    yield place
    desk.close()


def set_to(place: Place, second: Second) -> None:
    place.library.second = second


def colleague(place: Place, login: str, *roles: Role) -> Place:
    """Somebody else at the same application."""
    browser = TestClient(
        place.browser.app, base_url=str(place.browser.base_url), raise_server_exceptions=False
    )
    token = sign_in(place.web.desk, join(place.web.desk, login, *roles), browser)
    return Place(place.web, browser, token, place.room)


def ready(place: Place, title: str = "Tháng 12", text: str = NEW) -> str:
    """A draft whose changes somebody has looked at."""
    name = place.begin(title)
    place.send(name, word(text, place.room, f"{name}.docx"))
    place.look(name)
    return name


def propose(place: Place, name: str, note: str = "thêm nghị định") -> int:
    mark = place.library.draft(name).mark
    return place.post(f"/drafts/{name}/propose", mark=mark, note=note).status_code


def numbers(place: Place) -> list[tuple[int, str, str]]:
    with place.web.desk.database.reading() as connection:
        return [(p.number, p.author, p.approver) for p in librarybook.publications(connection)]


def test_who_proposes_does_not_approve_and_the_log_says_both(mai: Place) -> None:
    lan = colleague(mai, "lan", Role.LEAD)
    with mai.web.desk.begin() as work:
        telegram_people.link(work, telegram_people.offer(work, 1), 7)
    name = ready(mai)
    shown = mai.page(f"/drafts/{name}")
    assert "Công bố cần hai người" in shown
    assert "Có thể duyệt: Lan" in shown
    assert mai.publish(name).status_code == 409, "nothing is proposed yet"
    assert propose(mai, name) == 303
    waiting = mai.page(f"/drafts/{name}")
    assert "Người cần xem lúc này: Lan" in waiting
    assert "Duyệt và công bố" not in waiting
    assert mai.publish(name).status_code == 409
    assert NEW_WORDS not in mai.answers()

    assert "chờ người thứ hai duyệt công bố, Mai đề nghị" in lan.page()
    seen = lan.page(f"/drafts/{name}")
    assert "Mai đề nghị lúc" in seen
    assert "thêm nghị định" in seen
    assert lan.publish(name).status_code == 303
    assert NEW_WORDS in mai.answers()
    assert "Mai, Lan duyệt" in mai.page("/publications")
    assert numbers(mai) == [(1, "Mai", "Lan")]
    letters = [one.payload["library"] for one in mai.web.desk.outbox.due("telegram")]
    assert [(one["what"], one["number"], one["who"]) for one in letters] == [
        ("published", 1, "Lan")
    ], "who proposed it hears of it; Lan has tied no account"
    with mai.web.desk.database.reading() as connection:
        found = {entry.what: entry for entry in audit.entries(connection)}
        assert audit.verify(connection).broken is None
    assert found["library_proposed"].who.name == "person:1"
    assert found["library_published"].who.name == "person:2"
    assert '"proposed_by":"person:1"' in found["library_published"].detail.replace(" ", "")


def test_who_may_approve_sees_it_on_the_desks_first_page(mai: Place) -> None:
    lan, hoa = colleague(mai, "lan", Role.LEAD), colleague(mai, "hoa", Role.REVIEWER)
    name = ready(mai)
    assert "drafts-wait" not in lan.browser.get("/desk").text
    propose(mai, name)
    page = lan.browser.get("/desk").text
    assert f'id="drafts-wait"><a href="/library/drafts/{name}">1 bản nháp' in page
    for other in (mai, hoa):  # who proposed it, and who may not approve
        assert "drafts-wait" not in other.browser.get("/desk").text
    mai.send(name, ("them.txt", b"Them"))
    assert "drafts-wait" not in lan.browser.get("/desk").text, "it is another list by now"


def test_what_is_changed_after_it_was_proposed_is_proposed_again(mai: Place) -> None:
    lan = colleague(mai, "lan", Role.MAINTAINER)
    name = ready(mai)
    propose(mai, name)
    lan.send(name, word(AMENDED_TODAY, mai.room, "khac.docx"))
    lan.look(name)
    assert "Bản nháp đã đổi sau khi được đề nghị" in lan.page(f"/drafts/{name}")
    assert "chờ người thứ hai" not in lan.page()
    assert lan.publish(name).status_code == 409
    assert propose(lan, name) == 303
    assert lan.publish(name).status_code == 409, "now it is theirs"
    assert mai.publish(name).status_code == 303
    assert numbers(mai) == [(1, "Lan", "Mai")]


def test_a_proposal_is_given_back_with_the_reason_or_withdrawn(mai: Place) -> None:
    lan = colleague(mai, "lan", Role.MAINTAINER)
    name = ready(mai)
    propose(mai, name)
    assert lan.post(f"/drafts/{name}/give-back", words=" ").status_code == 409
    assert mai.post(f"/drafts/{name}/give-back", words="tự trả").status_code == 409
    assert lan.post(f"/drafts/{name}/give-back", words="Thiếu <b>Điều 5</b>").status_code == 303
    shown = mai.page(f"/drafts/{name}")
    assert "Lan trả lại đề nghị công bố" in shown
    assert "Thiếu &lt;b&gt;Điều 5&lt;/b&gt;" in shown
    assert lan.publish(name).status_code == 409, "it does not wait any more"
    propose(mai, name)
    mai.post(f"/drafts/{name}/withdraw")
    assert lan.publish(name).status_code == 409
    assert numbers(mai) == []


def test_going_back_needs_two_only_where_the_setting_says_always(mai: Place) -> None:
    lan = colleague(mai, "lan", Role.MAINTAINER)
    for title, text in (("Một", NEW), ("Hai", AMENDED_TODAY)):
        name = ready(mai, title, text)
        propose(mai, name)
        lan.publish(name)
    back = mai.post("/publications/1/again").headers["location"].rpartition("/")[2]
    mai.wait()
    assert "đã phục vụ ở lần công bố 1" in mai.page(f"/drafts/{back}")
    set_to(mai, "always")
    assert mai.publish(back).status_code == 409
    set_to(mai, "publish")
    assert mai.publish(back).status_code == 303
    assert numbers(mai)[0] == (3, "Mai", "")


def test_with_one_maintainer_the_page_says_whom_to_ask(mai: Place) -> None:
    name = ready(mai)
    assert "Chưa có ai khác có quyền công bố" in mai.page(f"/drafts/{name}")
    set_to(mai, "off")
    assert "cần hai người" not in mai.page(f"/drafts/{name}")
    assert mai.publish(name).status_code == 303
    assert numbers(mai) == [(1, "Mai", "")]


def test_a_job_that_waited_asks_again(mai: Place) -> None:
    """The rule holds where it is published, not only on the page."""
    lan = colleague(mai, "lan", Role.MAINTAINER)
    name = ready(mai)
    propose(mai, name)
    mark = mai.library.draft(name).mark
    lan.post(f"/drafts/{name}/publish", mark=mark)
    mai.post(f"/drafts/{name}/withdraw")
    mai.wait()
    assert "cần hai người" in lan.page(f"/drafts/{name}")
    assert NEW_WORDS not in mai.answers()


def test_reviewers_neither_propose_nor_approve(mai: Place) -> None:
    hoa = colleague(mai, "hoa", Role.REVIEWER)
    name = ready(mai)
    assert propose(hoa, name) == 403
    propose(mai, name)
    for path in ("publish", "give-back", "withdraw"):
        assert hoa.post(f"/drafts/{name}/{path}", words="x").status_code == 403
    shown = hoa.page(f"/drafts/{name}")
    assert "Chờ người thứ hai" in shown


STEPS = st.sampled_from(
    ["propose", "propose", "publish", "publish", "give_back", "withdraw", "change"]
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = Desk.open(database_at(tmp_path_factory.mktemp("desk") / "desk.db"))
    for login in ("mai", "lan"):
        join(opened, login, Role.MAINTAINER)
    yield opened
    opened.close()


@given(st.lists(st.tuples(st.sampled_from(["person:1", "person:2", "server"]), STEPS), max_size=8))
def test_nobody_alone_lets_a_list_serve(desk: Desk, steps: list[tuple[str, str]]) -> None:
    """Whatever two people and the server's console do in whatever order."""
    with suppress(LibraryRefused), desk.begin() as work:  # a draft of the example before
        librarybook.drop(work, "mot")
    with desk.begin(Who("person:1")) as work:
        name = librarybook.begin(work, "Một")
    proposed = ""
    for number, (who, step) in enumerate(steps):
        with suppress(LibraryRefused), desk.begin(Who(who)) as work:
            draft = librarybook.draft(work.connection, name)
            if step == "change":
                librarybook.put(work, name, Entry(f"{number}.txt", "a", 1))
                proposed = ""
            elif step == "propose":
                library_second.propose(work, name, draft.mark, "")
                proposed = who
            elif step == "withdraw":
                library_second.withdraw(work, name)
                proposed = ""
            elif step == "give_back":
                library_second.give_back(work, name, "vì …")
                proposed = ""
            else:
                library_second.approved(work.connection, "always", draft, who)
                assert {who, proposed} == {"person:1", "person:2"}
        if step == "publish" and {who, proposed} == {"person:1", "person:2"}:
            with desk.database.reading() as connection:
                draft = librarybook.draft(connection, name)
                assert library_second.approved(connection, "always", draft, who)
