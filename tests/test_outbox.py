"""The outbox on both kinds of database: every message arrives, in order, and none is lost."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from desk.contact import Contact
from desk.desk import Desk
from desk.outbox import LEASE, Message
from tests.fakes.clock import Clock

pytest_plugins = ["tests.fakes.databases"]

LAN = Contact("telegram", "7")
MINH = Contact("telegram", "-100200/31")


def send(desk: Desk, contact: Contact, *keys: str) -> None:
    with desk.begin() as work:
        for key in keys:
            work.send(contact, {"text": key, "buttons": [[{"text": "Đúng", "data": "1"}]]}, key)


def due(desk: Desk, limit: int = 10) -> list[Message]:
    return desk.outbox.due("telegram", limit)


def keys(messages: list[Message]) -> list[str]:
    return [message.key for message in messages]


def test_a_message_comes_out_as_it_went_in(desk: Desk) -> None:
    send(desk, MINH, "k1")
    (message,) = due(desk)
    payload = {"text": "k1", "buttons": [[{"text": "Đúng", "data": "1"}]]}
    assert message == Message(message.id, MINH, payload, "k1", 0)
    assert desk.outbox.due("cli", 10) == []


def test_a_key_is_sent_once(desk: Desk) -> None:
    send(desk, LAN, "k1")
    send(desk, LAN, "k1", "k1")
    (message,) = due(desk)
    desk.outbox.delivered(message.id)
    send(desk, LAN, "k1")
    assert due(desk) == []
    assert desk.counts()["undelivered"] == 0


def test_within_an_address_the_order_is_kept(desk: Desk) -> None:
    send(desk, LAN, "k1", "k2", "k3")
    arrived = []
    while messages := due(desk):
        assert len(messages) == 1
        arrived += keys(messages)
        desk.outbox.delivered(messages[0].id, receipt="100")
    assert arrived == ["k1", "k2", "k3"]


def test_a_message_in_retry_holds_up_its_own_address_only(desk: Desk, clock: Clock) -> None:
    send(desk, LAN, "lan1", "lan2")
    send(desk, MINH, "minh1", "minh2")
    lan, minh = due(desk)
    desk.outbox.retry(lan.id, 30, "429")
    desk.outbox.delivered(minh.id)
    (minh,) = due(desk)
    desk.outbox.delivered(minh.id)
    assert (minh.key, due(desk)) == ("minh2", [])
    clock.forward(29.9)
    assert due(desk) == []
    clock.forward(0.2)
    (again,) = due(desk)
    assert (again.key, again.attempts) == ("lan1", 1)


def test_what_is_handed_out_is_not_handed_out_again_while_its_lease_runs(
    desk: Desk, clock: Clock
) -> None:
    send(desk, LAN, "k1", "k2")
    assert keys(due(desk)) == ["k1"]
    assert due(desk) == []
    clock.forward(LEASE.total_seconds())
    (again,) = due(desk)
    assert (again.key, again.attempts) == ("k1", 1)


def test_the_only_worker_of_a_channel_need_not_wait_for_its_forerunners_leases(desk: Desk) -> None:
    send(desk, LAN, "k1")
    due(desk)
    desk.outbox.recover("cli")
    assert due(desk) == []
    desk.outbox.recover("telegram")
    assert keys(due(desk)) == ["k1"]


def test_recovering_does_not_shorten_the_wait_before_a_retry(desk: Desk, clock: Clock) -> None:
    send(desk, LAN, "k1")
    desk.outbox.retry(due(desk)[0].id, 30, "429")
    desk.outbox.recover("telegram")
    assert due(desk) == []
    clock.forward(30)
    assert keys(due(desk)) == ["k1"]


def test_a_message_given_up_lets_the_next_one_go(desk: Desk) -> None:
    send(desk, LAN, "k1", "k2")
    desk.outbox.give_up(due(desk)[0].id, "blocked by the user")
    assert desk.counts() | {"undelivered": 1, "given_up": 1} == desk.counts()
    assert keys(due(desk)) == ["k2"]


def test_a_late_word_about_a_delivered_message_changes_nothing(desk: Desk, clock: Clock) -> None:
    send(desk, LAN, "k1")
    (message,) = due(desk)
    desk.outbox.delivered(message.id, "100")
    desk.outbox.retry(message.id, 0, "a slow worker")
    desk.outbox.give_up(message.id, "a slower one")
    desk.outbox.delivered(message.id, "101")
    clock.forward(1000)
    assert due(desk) == []
    assert (desk.counts()["undelivered"], desk.counts()["given_up"]) == (0, 0)


def test_the_words_of_a_delivered_message_are_let_go(desk: Desk) -> None:
    send(desk, LAN, "k1")
    desk.outbox.delivered(due(desk)[0].id, "100")
    with desk.database.reading() as connection:
        ((payload, receipt),) = connection.exec_driver_sql(
            "SELECT CAST(payload AS TEXT), receipt FROM outbox"
        )
    assert (payload, receipt) == ("{}", "100")


def test_no_more_than_the_limit_are_handed_out(desk: Desk) -> None:
    for number in range(5):
        send(desk, Contact("telegram", str(number)), f"k{number}")
    assert keys(due(desk, 2)) == ["k0", "k1"]
    assert keys(due(desk, 9)) == ["k2", "k3", "k4"]


def test_workers_side_by_side_never_get_the_same_message(desk: Desk) -> None:
    chats = [Contact("telegram", str(number)) for number in range(10)]
    for chat in chats:
        send(desk, chat, *(f"{chat.address}/{part}" for part in range(4)))

    def work(_: int) -> list[str]:
        arrived = []
        while desk.counts()["undelivered"]:
            for message in due(desk, 3):
                arrived.append(message.key)
                desk.outbox.delivered(message.id)
        return arrived

    with ThreadPoolExecutor(4) as workers:
        found = list(workers.map(work, range(4)))
    assert set(Counter(key for arrived in found for key in arrived).values()) == {1}
    assert sum(map(len, found)) == 40
    for arrived in found:  # what one worker sent to a chat, it sent in order
        for chat in chats:
            mine = [key for key in arrived if key.startswith(f"{chat.address}/")]
            assert mine == sorted(mine)


def test_a_message_of_a_transaction_that_failed_is_never_sent(desk: Desk) -> None:
    with suppress(ZeroDivisionError), desk.begin() as work:
        work.send(LAN, {"text": "never"}, "k1")
        _ = 1 / 0
    assert due(desk) == []


def test_where_nothing_is_delivered_nothing_can_be_sent(desk: Desk) -> None:
    with pytest.raises(ValueError, match="'web'"), desk.begin() as work:
        work.send(Contact("web", "token"), {"text": "x"}, "k1")


def test_odd_characters_survive_the_way(desk: Desk) -> None:
    text = "\x00 <b>&amp; 😀 \ud83d Đặng"
    with desk.begin() as work:
        work.send(LAN, {"text": text}, "k1")
    assert due(desk)[0].payload == {"text": text}
