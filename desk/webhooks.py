"""Sending what hooks are told: signed as Standard Webhooks says, in order, at least once.

A message is one POST. Any answer of 2xx is its receipt; everything else is tried again after
five seconds, twice as long each time, for a day, and then given up: ``python -m desk hooks list``
and /desk/messages show it. The next message for the same hook waits meanwhile. If we die between
the POST and noting its answer, it goes again under the same ``webhook-id``.

Whoever adds a hook names any address they like. So that nobody reaches into the own network with
one, the name is looked up by us each time, every address it has must be public, and the connection
goes to the very address that was looked at.
"""

import asyncio
import base64
import hashlib
import hmac
import ipaddress
import json
import logging
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx
from sqlalchemy import select

from desk import hooks
from desk.contact import WEBHOOK
from desk.desk import Desk
from desk.hooks import Hook
from desk.outbox import Message
from desk.schema import outbox
from desk.turning import Turning

log = logging.getLogger(__name__)
EVERY = 1.0  # seconds between two looks at the outbox
PATIENCE = 20.0  # seconds for one message, all in all
AT_ONCE = 20  # messages on their way, each to another hook
FIRST, LONGEST = 5.0, 4 * 3600.0  # seconds until it is tried again
GIVEN_UP_AFTER = timedelta(hours=24)
GONE = 410
# All that is given out to the world; beside it lie IPv4 in other clothes and old site addresses.
_WORLD = ipaddress.ip_network("2000::/3")


class NotPublic(Exception):
    """The name leads to an address of the own network, or to none."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How one POST ended. ``in_doubt``: it may have arrived all the same."""

    delivered: bool
    reason: str = ""
    in_doubt: bool = False
    is_over: bool = False  # it is not wanted again


def webhook_id(key: str) -> str:
    """What receivers know a message by, however often it comes."""
    return f"msg_{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def signature(secret: str, name: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over id, time and body: the header ``webhook-signature``."""
    key = base64.b64decode(secret.removeprefix(hooks.PREFIX))
    signed = f"{name}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(key, signed, 'sha256')).decode()}"


def headers(hook: Hook, name: str, at: datetime, body: bytes) -> dict[str, str]:
    seconds = int(at.timestamp())
    return {
        "content-type": "application/json",
        "user-agent": "Mot-Cham-Webhooks/1",
        "webhook-id": name,
        "webhook-timestamp": str(seconds),
        "webhook-signature": signature(hook.secret, name, seconds, body),
    }


def is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        elif ip.sixtofour or ip.teredo or ip not in _WORLD:
            return False
    return ip.is_global and not ip.is_multicast


async def post(
    client: httpx.AsyncClient,
    hook: Hook,
    name: str,
    body: bytes,
    at: datetime,
    *,
    private: bool,
    patience: float = PATIENCE,
) -> Ending:
    """Send one message once. Redirects are not followed, what the receiver says is not read."""
    try:
        async with asyncio.timeout(patience):
            url, host = httpx.URL(hook.url), httpx.URL(hook.url).host
            to = await _looked_up(host, url.port or (443 if url.scheme == "https" else 80), private)
            request = client.build_request(
                "POST",
                url.copy_with(host=to),
                content=body,
                headers=headers(hook, name, at, body) | {"host": url.netloc.decode()},
                extensions={"sni_hostname": host},  # the certificate has to be of this name
            )
            response = await client.send(request, stream=True)
            await response.aclose()
    except TimeoutError:
        return Ending(False, f"no answer within {patience:.0f} seconds", in_doubt=True)
    except NotPublic as error:
        return Ending(False, str(error))
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        never_sent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
        return Ending(False, type(error).__name__, in_doubt=not never_sent)
    if response.is_success:
        return Ending(True)
    code = response.status_code
    return Ending(False, f"it answered {code}", is_over=code == GONE)


async def _looked_up(host: str, port: int, private: bool) -> str:
    """
    Raises:
        NotPublic
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
        )
    except (OSError, UnicodeError):
        raise NotPublic("its name leads to no address") from None
    addresses = [str(one[4][0]) for one in found]
    if not private and not all(map(is_public, addresses)):
        raise NotPublic("its address is not a public one (MOTCHAM_HOOKS_PRIVATE=1 allows it)")
    return addresses[0]


def client() -> httpx.AsyncClient:
    """No proxies of the environment; no cookie kept, and no connection used twice: hooks of
    different people may share an address."""
    return httpx.AsyncClient(
        timeout=PATIENCE,
        trust_env=False,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        limits=httpx.Limits(max_keepalive_connections=0),
    )


async def post_once(hook: Hook, name: str, body: bytes, at: datetime, *, private: bool) -> Ending:
    async with client() as sender:
        return await post(sender, hook, name, body, at, private=private)


class Webhooks(Turning):
    """Sends in a thread of its own between entering and leaving; every program may have one.

    What is on its way when it is left is let go: it comes again when its lease has ended.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        private: bool = False,
        every: float = EVERY,
        patience: float = PATIENCE,
    ) -> None:
        super().__init__("webhooks")
        self._desk, self._private = desk, private
        self._every, self._patience = every, patience
        self._unread = False

    def work(self) -> None:
        asyncio.run(self._turn())

    async def _turn(self) -> None:
        under_way: set[asyncio.Task[None]] = set()
        async with client() as sender:
            while not self.over.is_set():
                for message in await asyncio.to_thread(self._due, AT_ONCE - len(under_way)):
                    under_way.add(asyncio.create_task(self._carry(sender, message)))
                if under_way:
                    first = asyncio.FIRST_COMPLETED
                    _done, under_way = await asyncio.wait(
                        under_way, timeout=self._every, return_when=first
                    )
                else:
                    await asyncio.sleep(self._every)
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    def _due(self, limit: int) -> list[Message]:
        """Looks without writing first: mostly there is nothing."""
        try:
            found = self._desk.outbox.due(WEBHOOK, limit) if limit > 0 and self._any() else []
        except Exception:
            if not self._unread:  # told once, not every second
                log.exception("the outbox cannot be read; tried again until it can")
            self._unread = True
            return []
        self._unread = False
        return found

    def _any(self) -> bool:
        waiting = select(outbox.c.id).where(
            outbox.c.channel == WEBHOOK, outbox.c.state == "waiting"
        )
        with self._desk.database.reading() as connection:
            return connection.execute(waiting.limit(1)).first() is not None

    async def _carry(self, sender: httpx.AsyncClient, message: Message) -> None:
        try:
            prepared = await asyncio.to_thread(self._prepared, message)
            if prepared is None:
                await asyncio.to_thread(self._desk.outbox.give_up, message.id, "no such hook")
                return
            hook, body = prepared
            now, name = self._desk.now(), webhook_id(message.key)
            ending = await post(
                sender, hook, name, body, now, private=self._private, patience=self._patience
            )
            await asyncio.to_thread(self._note, message, name, ending)
        except Exception:  # its lease ends, and it is tried again
            log.exception("message %s to a hook could not be carried", message.id)

    def _prepared(self, message: Message) -> tuple[Hook, bytes] | None:
        with self._desk.database.reading() as connection:
            hook = hooks.find(connection, int(message.contact.address))
        if hook is None:
            return None
        payload: Mapping[str, Any] = message.payload
        if hook.with_words and (number := payload["data"].get("number")):
            payload = {**payload, "data": payload["data"] | self._words(number)}
        return hook, json.dumps(payload, ensure_ascii=False).encode()

    def _words(self, number: int) -> dict[str, str]:
        """As they are kept now: what was erased meanwhile is told nobody."""
        case = self._desk.case(number)
        if case is None:
            return {}
        return {"question": case.answer.question.text, "reply": case.reply}

    def _note(self, message: Message, name: str, ending: Ending) -> None:
        box = self._desk.outbox
        if ending.delivered:
            box.delivered(message.id, name)
            return
        wait = min(FIRST * 2**message.attempts, LONGEST)
        written = datetime.fromisoformat(message.payload["timestamp"])
        too_late = self._desk.now() + timedelta(seconds=wait) > written + GIVEN_UP_AFTER
        if ending.is_over or too_late:
            box.give_up(message.id, ending.reason)
        else:
            box.retry(message.id, wait, ending.reason, ending.in_doubt)
