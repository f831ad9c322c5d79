"""Who uses the programs while their plugs are pulled, beside those of ``users``."""

import re
import time
from itertools import count

from tests.fakes.bot_api import BotApi
from tests.fakes.users import HAND_OVER, OnTheWeb, User
from tests.test_pages_shelf import NEW

CHATS = (1, 2, 3, 4, 5, -6)
_CONSONANTS = str.maketrans("0123456789", "bcdghklmnp")


def _nonsense(number: int) -> str:
    """Words that no text has, nor another question."""
    return f"zxqj {str(number).translate(_CONSONANTS)}wvz"


class Chats(User):
    """They ask in several chats, and hand over what is not answered, however long it takes."""

    pause = 0.4

    def __init__(self, telegram: BotApi) -> None:
        super().__init__()
        self._telegram, self._numbers, self._seen = telegram, count(), 0
        self.asked: list[tuple[int, bool]] = []  # chat, and whether there is an answer
        self.pressed: dict[str, int] = {}  # a button's data → its chat

    def turn(self) -> None:
        self.press_what_came()
        number = next(self._numbers)
        chat, answerable = CHATS[number % len(CHATS)], bool(number % 3)
        words = "Lệ phí thử nghiệm cân là bao nhiêu?" if answerable else _nonsense(number)
        self.asked.append((chat, answerable))
        self._telegram.say(f"@MotChamBot {words}", chat=chat)

    def press_what_came(self) -> None:
        sent = self._telegram.sent[self._seen :]
        self._seen += len(sent)
        for one in sent:
            for text, data in one.buttons:
                if text == HAND_OVER and data not in self.pressed:
                    self.pressed[data] = one.chat
                    self._telegram.push_press(one, data)

    @property
    def updates(self) -> int:
        return len(self.asked) + len(self.pressed)


class Maintainer(OnTheWeb):
    """Brings decrees into the library, one after the other; publishes what was looked at."""

    pause = 1.0

    def __init__(
        self, name: str, cookies: dict[str, str], form_token: str, *addresses: str, publishes: bool
    ) -> None:
        super().__init__(*addresses, cookies=cookies)
        self._name, self._form_token = name, form_token
        self._publishes = publishes
        self._numbers = count(100)
        self.read: list[str] = []  # drafts
        self.published: list[int] = []  # numbers of decrees
        self.again = 0  # how often work was refused and asked for once more

    def turn(self) -> None:
        number = next(self._numbers)
        draft = f"{self._name}-{number}"
        begun = self._post("/drafts", title=draft)
        # 422: it is there, begun by a request whose answer was lost.
        assert begun in (303, 422), begun
        text = NEW.replace("9/2026", f"{number}/2026").replace("mười tám", f"{number}")
        file = {"files": (f"nghi-dinh-{number}.txt", text.encode(), "text/plain")}
        sent = self.ask_for(
            "POST", f"/library/drafts/{draft}/files", {"form_token": self._form_token}, files=file
        )
        assert sent.status_code == 303, sent.text
        self._until_done(draft)
        page = self._page(draft)
        assert "đã đọc" in page, page
        assert "chưa đọc" not in page, page
        self.read.append(draft)
        if self._publishes:
            self._publish(draft)
            self.published.append(number)

    def _publish(self, draft: str) -> None:
        """Look at what it changes, publish; begin again where that was refused for now."""
        while True:
            self._post(f"/drafts/{draft}/changes")
            if self._until_done(draft):
                return
            mark = re.search(r'name="mark" value="(\w+)"', self._page(draft))
            self._post(f"/drafts/{draft}/publish", mark=mark[1] if mark else "")
            if self._until_done(draft):
                return
            self.again += 1
            time.sleep(0.5)

    def _until_done(self, draft: str) -> bool:
        """Whether it was published."""
        while True:
            told = self.ask_for("GET", f"/library/drafts/{draft}/job")
            assert told.status_code == 200, told.text
            if "hx-redirect" in told.headers:
                return True
            if "hx-refresh" in told.headers:
                return False
            time.sleep(0.2)

    def _post(self, path: str, **fields: str) -> int:
        form = {"form_token": self._form_token, **fields}
        return self.ask_for("POST", f"/library{path}", form).status_code

    def _page(self, draft: str) -> str:
        return self.ask_for("GET", f"/library/drafts/{draft}").text
