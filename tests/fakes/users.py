"""People who use the running programs until told to stop, and what they were told.

When a program does not answer they try again, as people do.
"""

import re
import threading
import time
from collections import deque
from collections.abc import Iterable
from itertools import count
from typing import Any

import httpx

from bot.texts import texts_in
from corpus.language import SOURCE
from tests.fakes.bot_api import BotApi, Sent

AGAIN = texts_in(SOURCE).again
HAND_OVER = "Chuyển Tổ thường trực"
_AT_A_TIME = 8  # questions that wait for an answer in Telegram


class User(threading.Thread):
    """One who does ``turn`` again and again."""

    pause = 0.01  # seconds between two turns

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.trouble: Exception | None = None

    def run(self) -> None:
        try:
            while not self.over.is_set():
                self.turn()
                self.over.wait(self.pause)
        except Exception as error:  # told by ``leave`` in the test's own thread
            self.trouble = error

    def leave(self) -> None:
        self.over.set()
        self.join(60)
        assert not self.is_alive()
        if self.trouble is not None:
            raise self.trouble

    def turn(self) -> None:
        raise NotImplementedError


class Officers(User):
    """They ask in several chats, and hand over what is not answered."""

    def __init__(self, api: BotApi, chats: Iterable[int]) -> None:
        super().__init__()
        self._api, self._chats = api, tuple(chats)
        self._numbers = count()
        self._seen = 0
        self.answerable: list[tuple[int, str]] = []  # chat, question
        self.strange: list[int] = []  # chats
        self.pressed: dict[str, int] = {}  # a button's data → its chat

    def turn(self) -> None:
        self.press_what_came()
        heard = len({(one.chat, first_time(one.text)) for one in self._api.sent[:] if answers(one)})
        if len(self.answerable) + len(self.strange) - heard - len(self.pressed) < _AT_A_TIME:
            number = next(self._numbers)
            chat = self._chats[number % len(self._chats)]
            if number % 3:
                self.answerable.append((chat, f"khai báo số {number}"))
                self._api.say(f"@MotChamBot {self.answerable[-1][1]}", chat=chat)
            else:
                self.strange.append(chat)
                self._api.say(f"@MotChamBot chuyện lạ số {number}", chat=chat)

    def press_what_came(self) -> None:
        sent = self._api.sent[self._seen :]
        self._seen += len(sent)
        for one in sent:
            for text, data in one.buttons:
                if text == HAND_OVER and data not in self.pressed:
                    self.pressed[data] = one.chat
                    self._api.push_press(one, data)


def first_time(text: str) -> str:
    """What was said, without the mark of a repetition."""
    return text.removeprefix(f"{AGAIN} ")


def answers(sent: Sent) -> bool:
    return first_time(sent.text).startswith("Trả lời cho: ")


class OnTheWeb(User):
    """A browser; it begins what is asked of the addresses until one of them answers.

    Several are processes behind one proxy, which goes to each in turn, and to the next where one
    does not answer.
    """

    def __init__(self, *addresses: str, cookies: dict[str, str] | None = None) -> None:
        super().__init__()
        self._addresses = deque(addresses)
        self._http = httpx.Client(cookies=cookies, timeout=30)
        self.responses = 0
        self.unavailable = 0  # how often it was told to try again
        self.longest = 0.0  # seconds until something was answered

    def ask_for(
        self, method: str, path: str, data: dict[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        began = time.monotonic()
        while True:
            address = self._addresses[0]
            self._addresses.rotate()
            try:
                response = self._http.request(
                    method, address + path, data=data, headers={"origin": address}, **more
                )
            except httpx.TransportError:
                assert not self.over.wait(0.05) or self.responses, "nobody answered"
                continue
            self.responses += 1
            if response.status_code != 503:
                self.longest = max(self.longest, time.monotonic() - began)
                return response
            self.unavailable += 1
            time.sleep(0.1)


class Asker(OnTheWeb):
    """Asks, and hands every second question over."""

    def __init__(self, name: str, *addresses: str) -> None:
        super().__init__(*addresses)
        self._name, self._numbers = name, count()
        self.answers: list[str] = []
        self.cases: dict[str, str] = {}  # answer → token

    def turn(self) -> None:
        number = next(self._numbers)
        asked = {"question": f"Việc kỳ quặc {self._name} {number} của tôi thì sao?"}
        told = self.ask_for("POST", "/ask", asked)
        assert told.status_code == 303, told.text
        answer = told.headers["location"].removeprefix("/answers/")
        self.answers.append(answer)
        if number % 2:
            told = self.ask_for("POST", f"/answers/{answer}/case", {"note": "xin giúp"})
            assert told.status_code == 303, told.text
            self.cases[answer] = told.headers["location"].removeprefix("/cases/")


class Reviewer(OnTheWeb):
    """Replies to whatever is open."""

    def __init__(self, cookies: dict[str, str], form_token: str, *addresses: str) -> None:
        super().__init__(*addresses, cookies=cookies)
        self._form_token = form_token
        self.replied: dict[int, str] = {}  # case → words
        self.refused: list[tuple[int, int]] = []  # case, status

    def turn(self) -> None:
        page = self.ask_for("GET", "/desk?state=open").text
        for number in dict.fromkeys(map(int, re.findall(r"/desk/cases/(\d+)\b", page))):
            if self.over.is_set():
                return
            words = f"Trả lời phiếu số {number}: làm theo quy định."
            form = {"do": "send", "block": "words", "text": words, "no_basis": "Việc nội bộ"}
            form |= {"key": f"mai-{number}", "form_token": self._form_token}
            status = self.ask_for("POST", f"/desk/cases/{number}/reply", form).status_code
            if status == 303:
                self.replied[number] = words
            else:
                self.refused.append((number, status))
