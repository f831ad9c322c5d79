"""A Bot API server on this machine: real HTTP, the real server's limits, faults on demand.

The test plays the people (``say``, ``press``, ``push``) and reads what the bot
sent (``sent``). An update is delivered again until a later offset confirms it.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from tests.fakes.bot_api_http import Reply, serve
from tests.fakes.bot_api_rules import (
    Refused,
    buttons_of,
    caption_of,
    entities_of,
    refusal,
    text_of,
)

Json = dict[str, Any]
ME: Json = {"id": 4242, "is_bot": True, "first_name": "Một Chạm", "username": "MotChamBot"}
LAN = 7  # the person who writes and presses, unless somebody else is named
TOKEN = "4242:the-secret-half_of-the-token"


@dataclass(frozen=True)
class Fault:
    """What happens to one call instead of, or after, its being processed."""

    status: int = 0
    description: str = ""
    retry_after: int = 0
    drop: bool = False  # processed, but the connection ends before the reply
    delay: float = 0.0  # seconds until it is processed


TOO_MANY = Fault(429, "Too Many Requests: retry after 1", retry_after=1)
BAD_GATEWAY = Fault(502, "<html><h1>502 Bad Gateway</h1></html>")
DROPPED = Fault(drop=True)


@dataclass(frozen=True)
class Sent:
    """A message that reached a chat; ``text`` is what its reader sees."""

    id: int
    chat: int
    thread: int | None
    text: str
    raw: str
    buttons: tuple[tuple[str, str], ...]  # text, callback data
    reply_to: int | None
    at: float
    file: tuple[str, bytes] | None = None  # name and bytes of a document
    forced: bool = False  # whether it opens a reply


class BotApi:
    """State is guarded by one condition, which also wakes those who wait for something."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.url = ""
        self.sent: list[Sent] = []
        self.calls: list[tuple[str, Json]] = []
        self.blocked: set[int] = set()
        self.moved: dict[int, int] = {}
        self.chats: set[int] = set()
        self.topics: set[tuple[int, int]] = set()
        self.forums: set[int] = set()  # groups with topics, in which the bot may make some
        self.topic_names: dict[tuple[int, int], str] = {}
        self.edits = 0
        self.presses = 0
        self.files: dict[str, bytes] = {}  # that people sent, by their ids
        self._updates: list[Json] = []
        self._faults: dict[str, list[Fault]] = {}
        self._next = 100
        self._poll = 0
        self._changed = threading.Condition()

    @contextmanager
    def running(self, port: int = 0) -> Iterator["BotApi"]:
        with serve(self._answer, port, self._fetch) as self.url:
            yield self

    # The people's side

    def say(
        self,
        text: str | None,
        chat: int = 1,
        topic: int | None = None,
        by: int = LAN,
        below: Sent | None = None,
        **more: Any,
    ) -> Json:
        """Someone writes to the chat, maybe as a reply to the bot; negative ids are groups."""
        topic = below.thread if below else topic
        message = self._message(chat, topic) | {
            "from": {"id": by, "is_bot": False, "first_name": "Lan"}
        }
        if below is not None:
            replied = {"message_id": below.id, "date": 1, "chat": message["chat"], "from": ME}
            message["reply_to_message"] = replied | {"text": below.text}
        if text is not None:
            message |= {"text": text, "entities": entities_of(text)}
        message |= more
        self.push(message=message)
        return message

    def send_file(self, name: str, raw: bytes, chat: int = 1, **more: Any) -> Json:
        """Someone sends a file to the chat."""
        file_id = f"file{len(self.files)}"
        self.files[file_id] = raw
        document = {"file_id": file_id, "file_unique_id": file_id, "file_name": name}
        return self.say(None, chat, document=document | {"file_size": len(raw)}, **more)

    def press(self, button: str, chat: int = 1, by: int = LAN) -> None:
        """Someone presses the newest button of that name in the chat."""
        for sent in reversed(self.in_chat(chat)):
            for text, data in sent.buttons:
                if text == button:
                    self.push_press(sent, data, by)
                    return
        raise AssertionError(f"no button {button!r} in chat {chat}: {self.in_chat(chat)}")

    def push_press(self, sent: Sent, data: str, by: int = LAN) -> None:
        message = self._message(sent.chat, sent.thread) | {
            "message_id": sent.id,
            "from": ME,
            "text": sent.text,
        }
        person = {"id": by, "is_bot": False, "first_name": "Lan"}
        self.presses += 1
        query = {"id": f"q{self._next}", "from": person, "chat_instance": "1"}
        self.push(callback_query=query | {"message": message, "data": data})

    def push(self, **update: Any) -> int:
        """Any update; returns its id."""
        with self._changed:
            self._next += 1
            self._updates.append({"update_id": self._next} | update)
            self._changed.notify_all()
            return self._next

    @property
    def newest_update(self) -> Json:
        with self._changed:
            return self._updates[-1]

    def push_again(self, update: Json) -> None:
        """An update whose confirmation was lost is delivered once more."""
        with self._changed:
            self._updates.append(update)
            self._changed.notify_all()

    def delete(self, sent: Sent) -> None:
        """Somebody deletes a message of the bot's."""
        with self._changed:
            self.sent.remove(sent)

    def delete_topic(self, chat: int, thread: int) -> None:
        """Somebody deletes a topic with all that stands in it."""
        with self._changed:
            self.topics.discard((chat, thread))
            self.topic_names.pop((chat, thread), None)
            kept = [one for one in self.sent if (one.chat, one.thread) != (chat, thread)]
            self.sent[:] = kept

    def alerts(self) -> list[str]:
        """What those who pressed were told, each alone."""
        said = self.called("answerCallbackQuery")
        return [one["text"] for one in said if one.get("show_alert") == "true"]

    def fail(self, method: str, *faults: Fault) -> None:
        """The next calls of ``method`` go wrong, one fault each."""
        with self._changed:
            self._faults.setdefault(method.casefold(), []).extend(faults)

    # What came of it

    def in_chat(self, chat: int = 1) -> list[Sent]:
        with self._changed:
            return [sent for sent in self.sent if sent.chat == chat]

    def called(self, method: str) -> list[Json]:
        with self._changed:
            return [params for name, params in self.calls if name == method.casefold()]

    @property
    def unconfirmed(self) -> int:
        with self._changed:
            return len(self._updates)

    def until(self, happened: Callable[[], object], seconds: float = 30.0) -> None:
        """Wait for something; how long only matters where it does not happen."""
        end = time.monotonic() + seconds
        while not happened():
            if time.monotonic() > end:
                raise AssertionError(f"not within {seconds} s; sent: {[s.text for s in self.sent]}")
            time.sleep(0.01)

    def heard(self, count: int, chat: int = 1, seconds: float = 30.0) -> list[Sent]:
        """Wait for so many messages in the chat and return them."""
        self.until(lambda: len(self.in_chat(chat)) >= count, seconds)
        return self.in_chat(chat)

    # The server's side

    def _message(self, chat: int, topic: int | None) -> Json:
        with self._changed:
            self._next += 1
            self.chats.add(chat)
            message: Json = {"message_id": self._next, "date": int(time.time())}
            kind = "private" if chat > 0 else "supergroup"
            message["chat"] = {"id": chat, "type": kind, "is_forum": topic is not None}
            if topic is not None:
                self.topics.add((chat, topic))
                message |= {"message_thread_id": topic, "is_topic_message": True}
            return message

    def _answer(self, token: str, method: str, params: Json) -> Reply:
        if token != self.token:
            status, text = (401, "Unauthorized") if ":" in token else (404, "Not Found")
            return refusal(Refused(status, text))
        with self._changed:
            self.calls.append((method, params))
            faults = self._faults.get(method, [])
            fault = faults.pop(0) if faults else Fault()
        time.sleep(fault.delay)
        if fault.status:
            return refusal(Refused(fault.status, fault.description), fault.retry_after)
        try:
            result = self._process(method, params)
        except Refused as refused:
            return refusal(refused, moved=self.moved.get(_chat(params), 0))
        if fault.drop:
            return None
        return 200, json.dumps({"ok": True, "result": result})

    def _process(self, method: str, params: Json) -> Any:
        match method:
            case "getme":
                return ME
            case "getupdates":
                return self._get_updates(params)
            case "sendmessage":
                return self._send(params)
            case "senddocument":
                return self._send_document(params)
            case "getfile":
                if params["file_id"] not in self.files:
                    raise Refused(400, "Bad Request: invalid file_id")
                file_id = params["file_id"]
                names = {"file_id": file_id, "file_unique_id": file_id}
                return names | {"file_path": f"documents/{file_id}"}
            case "sendchataction":
                self._reachable(params)
                return True
            case "answercallbackquery":
                if len(params.get("text", "").encode("utf-16-le")) > 2 * 200:
                    raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
                return True
            case "editmessagetext":
                return self._edit(params)
            case "createforumtopic":
                return self._create_topic(params)
            case _:
                raise Refused(404, "Not Found")

    def _get_updates(self, params: Json) -> list[Json]:
        offset, wait = int(params.get("offset", 0)), float(params.get("timeout", 0))
        allowed = json.loads(params.get("allowed_updates", "[]"))
        with self._changed:
            self._poll += 1
            mine = self._poll
            self._updates = [u for u in self._updates if u["update_id"] >= offset]
            self._changed.notify_all()

            def ready() -> list[Json]:
                return [u for u in self._updates if not allowed or set(u) & set(allowed)]

            self._changed.wait_for(lambda: ready() or self._poll != mine, wait)
            if self._poll != mine:
                raise Refused(409, "Conflict: terminated by other getUpdates request")
            return ready()[:100]

    def _send(self, params: Json) -> Json:
        self._reachable(params)
        raw, text = params["text"], text_of(params)
        markup = json.loads(params.get("reply_markup", "{}"))
        buttons, forced = buttons_of(markup), bool(markup.get("force_reply"))
        reply = json.loads(params.get("reply_parameters", "{}")).get("message_id")
        thread = int(params["message_thread_id"]) if "message_thread_id" in params else None
        message = self._message(_chat(params), thread) | {"from": ME, "text": text}
        place = (message["message_id"], message["chat"]["id"], thread)
        with self._changed:
            at = time.monotonic()
            self.sent.append(Sent(*place, text, raw, buttons, reply, at, forced=forced))
            self._changed.notify_all()
        return message

    def _edit(self, params: Json) -> Json:
        self._reachable(params)
        chat, number = _chat(params), int(params["message_id"])
        raw, text = params["text"], text_of(params)
        buttons = buttons_of(json.loads(params.get("reply_markup", "{}")))
        with self._changed:
            at = [n for n, one in enumerate(self.sent) if (one.chat, one.id) == (chat, number)]
            if not at:
                raise Refused(400, "Bad Request: message to edit not found")
            old = self.sent[at[0]]
            if (old.raw, old.buttons) == (raw, buttons):
                raise Refused(
                    400,
                    "Bad Request: message is not modified: specified new message content and "
                    "reply markup are exactly the same as a current content and reply markup of "
                    "the message",
                )
            self.sent[at[0]] = replace(old, text=text, raw=raw, buttons=buttons)
            self.edits += 1
            self._changed.notify_all()
        place = {"id": chat, "type": "supergroup" if chat < 0 else "private"}
        return {"message_id": number, "date": 1, "chat": place, "from": ME, "text": text}

    def _create_topic(self, params: Json) -> Json:
        chat, name = _chat(params), params["name"]
        self._reachable(params)
        if chat not in self.forums:
            raise Refused(400, "Bad Request: the chat is not a forum")
        if not 1 <= len(name) <= 128:
            raise Refused(400, "Bad Request: TOPIC_TITLE_EMPTY")
        thread = self._message(chat, None)["message_id"]
        with self._changed:
            self.topics.add((chat, thread))
            self.topic_names[chat, thread] = name
        return {"message_thread_id": thread, "name": name, "icon_color": 7322096}

    def _fetch(self, token: str, path: str) -> bytes | None:
        return self.files.get(path.rpartition("/")[2]) if token == self.token else None

    def _send_document(self, params: Json) -> Json:
        self._reachable(params)
        name, raw = params["document"]
        if not raw:
            raise Refused(400, "Bad Request: file must be non-empty")
        caption, text = params.get("caption", ""), caption_of(params)
        buttons = buttons_of(json.loads(params.get("reply_markup", "{}")))
        reply = json.loads(params.get("reply_parameters", "{}")).get("message_id")
        thread = int(params["message_thread_id"]) if "message_thread_id" in params else None
        message = self._message(_chat(params), thread) | {"from": ME, "caption": text}
        message["document"] = {"file_id": "out", "file_unique_id": "out", "file_name": name}
        place = (message["message_id"], message["chat"]["id"], thread)
        with self._changed:
            at = time.monotonic()
            self.sent.append(Sent(*place, text, caption, buttons, reply, at, (name, raw)))
            self._changed.notify_all()
        return message

    def _reachable(self, params: Json) -> None:
        chat = _chat(params)
        if chat in self.moved:
            raise Refused(400, "Bad Request: group chat was upgraded to a supergroup chat")
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat not in self.chats:
            raise Refused(400, "Bad Request: chat not found")
        thread = params.get("message_thread_id")
        if thread is not None and (chat, int(thread)) not in self.topics:
            raise Refused(400, "Bad Request: message thread not found")


def _chat(params: Json) -> int:
    return int(params.get("chat_id", 0))
