"""Who is told that a draft of the library waits for a second reader, and what became of it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.render_library import show_library
from bot.team_texts import team_texts_in
from desk import library_second, librarybook, people, telegram_people
from desk.audit import Who
from desk.contact import Contact
from desk.desk import Desk
from desk.holding import Entry
from desk.outbox import Message
from desk.person import Person
from desk.role import Role
from desk.undelivered import Unsent
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_house import house
from tests.fakes.people import join
from tests.fakes.team import tied

pytest_plugins = ["tests.fakes.databases"]

GROUP = "-5"
TITLE = "Tháng <b>12</b>"


@pytest.fixture
def mai(desk: Desk) -> Person:
    """A maintainer, who has begun the draft "mot"."""
    desk.queues = replace(desk.queues, team_chat=GROUP)
    mai = tied(desk, "mai", 1, Role.MAINTAINER)
    begun(desk, mai)
    return mai


def begun(desk: Desk, by: Person) -> str:
    with desk.begin(Who(by.actor)) as work:
        name = librarybook.begin(work, TITLE)
        librarybook.put(work, name, Entry("a.txt", "a", 1))
    return name


def propose(desk: Desk, by: Person, note: str = "") -> None:
    with desk.begin(Who(by.actor)) as work:
        mark = librarybook.draft(work.connection, "thang-b-12-b").mark
        library_second.propose(work, "thang-b-12-b", mark, note)


def give_back(desk: Desk, by: Person, words: str) -> None:
    with desk.begin(Who(by.actor)) as work:
        library_second.give_back(work, "thang-b-12-b", words)


def change(desk: Desk, by: Person, path: str) -> None:
    with desk.begin(Who(by.actor)) as work:
        librarybook.put(work, "thang-b-12-b", Entry(path, path, 1))


def sent(desk: Desk) -> list[Message]:
    """What goes out now, the addresses in order."""
    found: list[Message] = []
    while due := desk.outbox.due("telegram", 50):
        for message in due:
            desk.outbox.delivered(message.id, "1")
        found += due
    return sorted(found, key=lambda one: one.contact.address)


def told(desk: Desk) -> list[tuple[str, str, str]]:
    """To whom, what, and in which words."""
    letters = [(one.contact.address, one.payload["library"]) for one in sent(desk)]
    return [(to, letter["what"], letter["words"]) for to, letter in letters]


def test_who_may_read_it_is_told_once_and_who_proposed_it_is_not(desk: Desk, mai: Person) -> None:
    tied(desk, "lan", 2, Role.LEAD)
    tied(desk, "nam", 3, Role.MAINTAINER)
    tied(desk, "hoa", 4, Role.REVIEWER)
    left = tied(desk, "tu", 5, Role.MAINTAINER)
    with desk.begin() as work:
        people.set_active(work, left.id, False)
    propose(desk, mai, "gấp")
    first = sent(desk)
    assert [one.contact for one in first] == [Contact("telegram", "2"), Contact("telegram", "3")]
    assert {one.payload["library"]["who"] for one in first} == {"Mai"}
    assert {one.payload["library"]["draft"] for one in first} == {"thang-b-12-b"}
    propose(desk, mai, "pressed twice")
    assert sent(desk) == []


def test_a_list_that_was_changed_or_given_back_is_told_of_again(desk: Desk, mai: Person) -> None:
    lan = tied(desk, "lan", 2, Role.MAINTAINER)
    propose(desk, mai)
    assert told(desk) == [("2", "waits", "")]
    give_back(desk, lan, "Thiếu Điều 5")
    assert told(desk) == [("1", "given_back", "Thiếu Điều 5")]
    propose(desk, mai, "không thiếu")
    propose(desk, mai, "không thiếu")
    assert told(desk) == [("2", "waits", "không thiếu")]
    change(desk, mai, "b.txt")
    propose(desk, mai)
    assert told(desk) == [("2", "waits", "")]
    propose(desk, lan)
    assert told(desk) == [("1", "waits", "")], "now it is theirs, of the same list"


def test_another_draft_of_the_same_name_is_told_of(desk: Desk, mai: Person) -> None:
    tied(desk, "lan", 2, Role.MAINTAINER)
    for moment in range(2):
        if moment:
            with desk.begin() as work:
                librarybook.drop(work, "thang-b-12-b")
            desk._clock.forward(60)  # type: ignore[attr-defined]
            begun(desk, mai)
        propose(desk, mai)
        assert told(desk) == [("2", "waits", "")]


def test_who_has_tied_no_account_is_told_by_name_in_the_teams_group(
    desk: Desk, mai: Person
) -> None:
    tied(desk, "lan", 2, Role.LEAD)
    nam, tam = (join(desk, login, Role.MAINTAINER) for login in ("nam", "tam"))
    propose(desk, mai)
    group, own = sent(desk)
    assert (group.contact.address, group.payload["library"]["for"]) == (GROUP, ["Nam", "Tam"])
    assert own.contact.address == "2"
    assert "for" not in own.payload["library"]
    with desk.begin() as work:
        telegram_people.unlink(work, mai.id)
    give_back(desk, nam, "chưa đủ")
    (group,) = sent(desk)
    assert (group.contact.address, group.payload["library"]["for"]) == (GROUP, ["Mai"])
    assert tam.active


def test_where_nobody_can_be_told_it_is_proposed_all_the_same(desk: Desk, mai: Person) -> None:
    desk.queues = replace(desk.queues, team_chat="")
    join(desk, "nam", Role.MAINTAINER)
    propose(desk, mai)
    assert sent(desk) == []
    with desk.database.reading() as connection:
        assert list(library_second.waiting(connection)) == ["thang-b-12-b"]


def test_a_message_that_does_not_arrive_is_told_with_the_others(desk: Desk, mai: Person) -> None:
    tied(desk, "lan", 2, Role.MAINTAINER)
    propose(desk, mai)
    (message,) = desk.outbox.due("telegram", 5)
    desk.outbox.give_up(message.id, "Forbidden: bot was blocked by the user")
    (left,) = desk.unsent()
    assert isinstance(left, Unsent)
    assert (left.contact.address, left.case_id) == ("2", None)


def test_the_list_of_what_waits_is_that_of_each_draft_by_itself(desk: Desk, mai: Person) -> None:
    with desk.begin(Who(mai.actor)) as work:
        for title in ("Hai", "Ba"):
            name = librarybook.begin(work, title)
            library_second.propose(work, name, librarybook.draft(work.connection, name).mark, title)
    propose(desk, mai)
    change(desk, mai, "b.txt")
    with desk.database.reading() as connection:
        found = library_second.waiting(connection)
        one_by_one = {name: library_second.proposal(connection, name) for name in found}
    assert found == one_by_one
    assert {name: one.note for name, one in found.items()} == {"hai": "Hai", "ba": "Ba"}


LETTER: dict[str, object] = {
    "what": "waits",
    "who": "Mai",
    "words": "<i>",
    "draft": "mot",
    "title": TITLE,
}


def test_titles_and_reasons_are_text_and_the_link_leads_to_the_draft() -> None:
    texts = team_texts_in("vi")
    (shown,) = show_library(LETTER, texts, "https://tra.example/")
    assert "Tháng &lt;b&gt;12&lt;/b&gt;" in shown["text"]
    assert "Ghi chú: &lt;i&gt;" in shown["text"]
    assert 'href="https://tra.example/library/drafts/mot"' in shown["text"]
    (shown,) = show_library(LETTER | {"for": ["Lan", "Nam"]}, texts, "")
    assert shown["text"].startswith("Gửi Lan, Nam:")
    assert "href" not in shown["text"]
    assert "mục Kho văn bản" in shown["text"]


@pytest.mark.parametrize("language", ["vi", "en", "id"])
def test_each_letter_has_its_words_in_each_language(language: str) -> None:
    texts = team_texts_in(language)
    for what, place in (("waits", "drafts/mot"), ("given_back", "drafts/mot"),
                        ("published", "publications/7")):  # fmt: skip
        letter = LETTER | {"what": what, "number": 7, "words": ""}
        (shown,) = show_library(letter, texts, "https://tra.example")
        assert f"https://tra.example/library/{place}" in shown["text"]
        assert "Mai" in shown["text"]


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi().running() as server:
        server.chats |= {1, 2}
        yield server


def test_the_bot_brings_it_into_the_readers_own_chat(api: BotApi, tmp_path: Path) -> None:
    with house(tmp_path, api) as running:
        mai = tied(running, "mai", 1, Role.MAINTAINER)
        tied(running, "lan", 2, Role.MAINTAINER)
        begun(running, mai)
        propose(running, mai)
        api.until(lambda: len(api.in_chat(2)) == 1)
        (arrived,) = api.in_chat(2)
        assert arrived.text.startswith("Mai đề nghị công bố bản nháp “Tháng <b>12</b>”")
        assert api.in_chat(1) == []
