"""What hooks are told: in the event's transaction, signed, in order, at least once, and not to the
own network."""

import asyncio
import base64
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from standardwebhooks import Webhook, WebhookVerificationError

from desk import hooks, webhooks
from desk.announcing import NAMES, TOLD
from desk.case import MOVES
from desk.contact import Contact
from desk.desk import Desk
from desk.errors import NotMade
from desk.hooks import Hook
from desk.role import Actor, Role
from desk.schema import outbox
from desk.webhooks import Webhooks, is_public
from tests.fakes.answers import escalated
from tests.fakes.clock import Clock
from tests.fakes.grounds import NO_PROVISION
from tests.fakes.receiver import Receiver, hang_up, kill, receiving, say

pytest_plugins = ["tests.fakes.databases"]

LAN = Actor("Lan", Role.REVIEWER)
SENDS = """
import sys, time
from desk.desk import Desk
from desk.webhooks import Webhooks
with Webhooks(Desk.open(sys.argv[1]), private=True, every=0.05):
    time.sleep(60)
"""


@pytest.fixture
def clock() -> Clock:
    """The hour that it is: receivers look at the time of a message."""
    return Clock(datetime.now(UTC))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def add(desk: Desk, url: str, *events: str, words: bool = False) -> Hook:
    with desk.begin() as work:
        return hooks.add(work, url, events or NAMES, hooks.new_secret(), words=words, private=True)


def open_case(desk: Desk, name: str = "a1") -> int:
    with desk.begin() as work:
        contact = Contact("web", f"browser-{name}")
        work.keep(escalated(name), contact)
        return work.open_case(name, contact).id


def rows(desk: Desk) -> list[tuple[str, str]]:
    with desk.database.reading() as connection:
        which = select(outbox.c.state, outbox.c.reason).where(outbox.c.channel == "webhook")
        return [(row[0], row[1]) for row in connection.execute(which.order_by(outbox.c.id))]


def until(what: Callable[[], bool], seconds: float = 30) -> None:
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_a_hook_is_told_in_the_transaction_of_the_event(desk: Desk) -> None:
    add(desk, "https://example.org/", "case.opened")
    with suppress(RuntimeError), desk.begin() as work:
        contact = Contact("web", "browser-1")
        work.keep(escalated("a1"), contact)
        work.open_case("a1", contact)
        raise RuntimeError
    assert rows(desk) == []
    number = open_case(desk)
    with desk.begin() as work:
        work.cases.claim(number, LAN)
        work.cases.reply(number, LAN, "Có.", NO_PROVISION)
    assert len(rows(desk)) == 1  # of the reply it does not want to hear


def test_every_event_that_is_told_is_one_of_the_cases() -> None:
    assert set(TOLD) <= set(MOVES)


def test_it_arrives_signed_and_without_words_or_names(desk: Desk, receiver: Receiver) -> None:
    hook = add(desk, f"{receiver.url}/in?x=1")
    with Webhooks(desk, private=True, every=0.05):
        number = open_case(desk)
        with desk.begin() as work:
            work.cases.reply(number, LAN, "Có bí mật.", NO_PROVISION)
        receiver.wait(2)
        until(lambda: [state for state, _ in rows(desk)] == ["delivered"] * 2)
    opened, answered = receiver.received
    assert opened.path == "/in?x=1"
    told = json.loads(opened.body)
    assert (told["type"], told["data"]["case"]) == ("case.opened", "MC-000001")
    assert json.loads(answered.body)["type"] == "case.answered"
    for one in receiver.received:
        Webhook(hook.secret).verify(one.body, one.headers)
        text = one.body.decode()
        assert not re.search("Câu hỏi|bí mật|Lan|browser", text)
        with pytest.raises(WebhookVerificationError):
            Webhook(hook.secret).verify(one.body + b" ", one.headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(hooks.new_secret()).verify(one.body, one.headers)
    assert opened.headers["webhook-id"] != answered.headers["webhook-id"]


def test_words_are_told_where_the_hook_says_so(desk: Desk, receiver: Receiver) -> None:
    add(desk, receiver.url, "case.answered", words=True)
    number = open_case(desk)
    with desk.begin() as work:
        work.cases.reply(number, LAN, "Trong mười ngày.", NO_PROVISION)
    with desk.database.reading() as connection:
        kept = str(connection.execute(select(outbox.c.payload)).scalars().all())
    assert "mười ngày" not in kept  # words stand once, with the case
    with Webhooks(desk, private=True, every=0.05):
        receiver.wait(1)
    told = json.loads(receiver.received[0].body)["data"]
    assert told["question"].startswith("Câu hỏi a1")
    assert told["reply"] == "Trong mười ngày."


def test_what_fails_comes_again_under_the_same_id_and_in_order(
    desk: Desk, receiver: Receiver, clock: Clock
) -> None:
    add(desk, receiver.url, "case.opened")
    receiver.answers = [say(500), hang_up, say(302, location=f"{receiver.url}/elsewhere")]
    numbers = [open_case(desk, f"a{number}") for number in range(3)]
    with Webhooks(desk, private=True, every=0.02):
        for attempt in range(1, 4):
            receiver.wait(attempt)
            until(lambda: rows(desk)[0][1] != "" and desk_is_quiet(desk))
            assert len(receiver.received) == attempt  # the others wait for the first
            clock.forward(5 * 2**attempt)
        receiver.wait(6)
        until(lambda: [state for state, _ in rows(desk)] == ["delivered"] * 3)
    ids = [one.headers["webhook-id"] for one in receiver.received]
    assert len(set(ids[:4])) == 1
    assert len(set(ids)) == 3
    told = [json.loads(one.body)["data"]["number"] for one in receiver.received]
    assert told == [numbers[0]] * 3 + numbers
    assert "/elsewhere" not in {one.path for one in receiver.received}


def desk_is_quiet(desk: Desk) -> bool:
    """Nothing is on its way."""
    leased = outbox.c.claimed_until.is_not(None) & (outbox.c.state == "waiting")
    with desk.database.reading() as connection:
        return connection.execute(select(outbox.c.id).where(leased)).first() is None


def test_after_a_day_it_is_given_up_and_the_next_one_goes(
    desk: Desk, receiver: Receiver, clock: Clock
) -> None:
    hook = add(desk, receiver.url, "case.opened")
    open_case(desk, "a1")
    clock.now += timedelta(hours=25)
    open_case(desk, "a2")
    receiver.answers = [say(503)]
    with Webhooks(desk, private=True, every=0.02):
        until(lambda: [state for state, _ in rows(desk)] == ["given_up", "delivered"])
    with desk.database.reading() as connection:
        [listed] = hooks.listed(connection)
    assert (listed.given_up, listed.waiting) == (1, 0)
    assert listed.reason == "it answered 503"
    [unsent] = desk.unsent()
    assert unsent.contact == Contact("webhook", str(hook.id))


def test_who_is_gone_is_not_asked_again(desk: Desk, receiver: Receiver) -> None:
    add(desk, receiver.url, "case.opened")
    receiver.answers = [say(410)]
    open_case(desk)
    with Webhooks(desk, private=True, every=0.02):
        until(lambda: rows(desk) == [("given_up", "it answered 410")])


def test_one_that_hangs_holds_up_no_other(desk: Desk, receiver: Receiver) -> None:
    with receiving() as slow:
        slow.last = lambda _handler: time.sleep(3)
        add(desk, slow.url, "case.opened")
        add(desk, receiver.url, "case.opened")
        open_case(desk)
        with Webhooks(desk, private=True, every=0.02, patience=1):
            receiver.wait(1)
            until(lambda: "no answer within 1 seconds" in rows(desk)[0][1])
        assert rows(desk)[1][0] == "delivered"


def test_killed_between_sending_and_its_receipt_it_comes_again_with_the_same_id(
    database_url: str, desk: Desk, receiver: Receiver, clock: Clock
) -> None:
    add(desk, receiver.url, "case.opened")
    open_case(desk)
    sender: list[subprocess.Popen[bytes]] = []
    receiver.answers = [kill(lambda: sender[0].pid)]
    sender.append(subprocess.Popen([sys.executable, "-c", SENDS, database_url]))
    receiver.wait(1, 120)
    assert sender[0].wait(30) == -9
    clock.now += timedelta(minutes=10)  # the lease has ended
    with Webhooks(desk, private=True, every=0.02):
        receiver.wait(2)
        until(lambda: rows(desk)[0][0] == "delivered")
    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


def test_two_senders_send_each_once(desk: Desk, receiver: Receiver) -> None:
    add(desk, receiver.url, "case.opened")
    for number in range(10):
        open_case(desk, f"a{number}")
    with Webhooks(desk, private=True, every=0.02), Webhooks(desk, private=True, every=0.02):
        until(lambda: {state for state, _ in rows(desk)} == {"delivered"})
    assert len(receiver.received) == 10
    told = [json.loads(one.body)["data"]["number"] for one in receiver.received]
    assert told == sorted(told)


def test_a_removed_hook_hears_nothing_more(desk: Desk, receiver: Receiver) -> None:
    hook = add(desk, receiver.url, "case.opened")
    open_case(desk)
    with desk.begin() as work:
        assert hooks.remove(work, hook.id)
        assert not hooks.remove(work, hook.id)
    assert rows(desk) == []
    open_case(desk, "a2")
    assert rows(desk) == []


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1"),
        *("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "198.18.0.1"),
        *("64:ff9b:1::a01:203", "::127.0.0.1", "::ffff:0:7f00:1", "fec0::1", "5f00::1"),
    ],
)
def test_addresses_of_the_own_network_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_public_addresses_are() -> None:
    assert all(map(is_public, ("8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8")))


def test_nobody_reaches_into_the_own_network(desk: Desk, receiver: Receiver) -> None:
    """By its address, by a name that leads there, or by a number that means it."""
    port = receiver.url.rpartition(":")[2]
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]"):
        hook = add(desk, f"http://{host}:{port}/", "case.opened")
        ending = asyncio.run(webhooks.post_once(hook, "msg_1", b"{}", desk.now(), private=False))
        assert not ending.delivered
        assert "public" in ending.reason or "no address" in ending.reason, host
    assert receiver.received == []


def test_the_environments_proxies_are_not_used(
    desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    hook = add(desk, receiver.url, "case.opened")
    ending = asyncio.run(webhooks.post_once(hook, "msg_1", b"{}", desk.now(), private=True))
    assert ending.delivered
    assert receiver.received[0].headers["host"] == receiver.url.removeprefix("http://")


def test_a_receiver_leaves_no_cookie_for_others(desk: Desk, receiver: Receiver) -> None:
    hook = add(desk, receiver.url, "case.opened")
    receiver.answers = [say(204, **{"set-cookie": "a=b; Path=/"})]

    async def twice() -> int:
        async with webhooks.client() as client:
            for name in ("msg_1", "msg_2"):
                await webhooks.post(client, hook, name, b"{}", desk.now(), private=True)
            return len(client.cookies)

    assert asyncio.run(twice()) == 0
    assert ["cookie" in one.headers for one in receiver.received] == [False, False]


@pytest.mark.parametrize(
    "url",
    [
        *("", "example.org", "http://example.org/", "ftp://example.org/", "file:///etc/passwd"),
        *(
            "https://a:b@example.org/",
            "https://example.org:0/",
            "https://[",
            "https://exa mple.org",
        ),
        *("https://example.org/#x", "https:///x", f"https://example.org/{'x' * 2000}"),
    ],
)
def test_an_address_that_is_none_of_ours_is_refused(desk: Desk, url: str) -> None:
    with pytest.raises(NotMade), desk.begin() as work:
        hooks.add(work, url, NAMES, hooks.new_secret(), words=False, private=False)


def test_the_same_form_twice_makes_one_hook(desk: Desk) -> None:
    secret = hooks.new_secret()
    with desk.begin() as work:
        made = [
            hooks.add(work, "https://example.org/", NAMES, secret, words=False, private=False)
            for _ in range(2)
        ]
    assert made[0] == made[1]
    for bad in ("", "whsec_", "whsec_x", secret[:-8]):
        with pytest.raises(NotMade), desk.begin() as work:
            hooks.add(work, "https://example.org/", NAMES, bad, words=False, private=False)


@given(st.binary(max_size=200), st.binary(min_size=32, max_size=32))
def test_what_we_sign_others_verify(body: bytes, key: bytes) -> None:
    secret = hooks.PREFIX + base64.b64encode(key).decode()
    now = int(time.time())
    told = {"x": base64.b64encode(body).decode()}
    text = json.dumps(told).encode()
    assert Webhook(secret).verify(text, signed(secret, now, text)) == told
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(text, signed(secret, now - 3600, text))


def signed(secret: str, at: int, body: bytes) -> dict[str, str]:
    signature = webhooks.signature(secret, "msg_1", at, body)
    told = {"webhook-id": "msg_1", "webhook-timestamp": str(at)}
    return told | {"webhook-signature": signature}
