"""What of a Telegram update is kept until it is handled."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import telegram
from hypothesis import given
from hypothesis import strategies as st

from bot.incoming import Ask, Command, Oddity, read
from bot.kept import kept_update
from corpus.personal_numbers import Personal
from retrieval.guard import Verdict, look
from retrieval.service import Service
from tests.fakes.bot_api import ME, BotApi
from tests.fakes.bot_house import house

LAN = {"id": 1, "is_bot": False, "first_name": "Lan", "last_name": "Nguyễn", "username": "lan_ng"}
PRIVATE = {"id": 1, "type": "private", "first_name": "Lan", "username": "lan_ng"}
GROUP = {"id": -5, "type": "group", "title": "Nhóm xã Tân An"}


def update(text: str, chat: dict[str, Any] = PRIVATE, **message: Any) -> dict[str, Any]:
    said = {"message_id": 7, "date": 1, "chat": chat, "from": LAN, "text": text, **message}
    return {"update_id": 3, "message": said}


def wish(kept: str) -> Any:
    me = telegram.User.de_json(ME)
    incoming = read(telegram.Update.de_json(json.loads(kept)), me)
    return incoming.wish if incoming else None


def test_numbers_and_names_are_gone_and_the_question_stays() -> None:
    kept = kept_update(update("sđt 0912345678, khai báo mấy ngày?"))
    assert wish(kept) == Ask(f"sđt {Personal.PHONE}, khai báo mấy ngày?")
    assert not any(word in kept for word in ("0912345678", "Lan", "lan_ng", "Nguy"))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("TỐI MẬT\nkế hoạch phòng thủ", Verdict.SECRET),
        ("hồ sơ chị Lê Thị Hoa tới đâu rồi", Verdict.PERSONAL_DATA),
        ("dân nhặt được nguồn phóng xạ, gọi 0912345678", Verdict.EMERGENCY),
    ],
)
def test_what_may_not_be_kept_is_judged_alike_later(text: str, verdict: Verdict) -> None:
    kept = kept_update(update(text))
    said = wish(kept)
    assert isinstance(said, Ask)
    assert look(said.text).verdict is verdict
    assert not any(word in json.loads(kept)["message"]["text"] for word in ("phòng", "Hoa", "0912"))


@pytest.mark.parametrize("before", ["", "🙏🏽 ", "gọi 0912345678 "])
def test_in_a_group_the_bot_is_still_addressed(before: str) -> None:
    text = f"{before}@MotChamBot cccd 001203004567 nộp ở đâu?"
    place = len(before.encode("utf-16-le")) // 2
    entities = [
        {"type": "mention", "offset": place, "length": 11},
        {"type": "phone_number", "offset": 0, "length": 1},
    ]
    said = wish(kept_update(update(text, GROUP, entities=entities)))
    assert isinstance(said, Ask)
    assert said.text.endswith(f"cccd {Personal.IDENTITY} nộp ở đâu?")
    assert wish(kept_update(update(text, GROUP))) is None


def test_a_command_and_what_it_replies_to_are_masked_too() -> None:
    entities = [{"type": "bot_command", "offset": 0, "length": 3}]
    before = update("số 0987654321")["message"] | {"from": ME, "message_id": 5}
    kept = kept_update(
        update("/xa Tân An 0912345678, Lào Cai", entities=entities, reply_to_message=before)
    )
    assert wish(kept) == Command("xa", f"Tân An {Personal.PHONE}, Lào Cai")
    assert "0987654321" not in kept


def test_a_shared_contact_leaves_no_number() -> None:
    shared = {"phone_number": "+84912345678", "first_name": "Hoa", "user_id": 9}
    message = update("", contact=shared)
    del message["message"]["text"]
    kept = kept_update(message)
    assert wish(kept) is Oddity.NOT_TEXT
    assert "912345678" not in kept
    assert "Hoa" not in kept


def test_a_pressed_button_is_kept_as_it_is() -> None:
    data = "q:0:0123456789ab012345678901"
    query = {"id": "77", "from": LAN, "chat_instance": "1", "data": data}
    pressed = {"update_id": 3, "callback_query": query}
    assert json.loads(kept_update(pressed))["callback_query"]["data"] == data


@given(st.text(max_size=80))
def test_any_text_can_be_kept(text: str) -> None:
    kept = json.loads(kept_update(update(text)))
    assert look(kept["message"]["text"]).verdict is look(text).verdict


def shows(api: BotApi, after: int, words: str) -> bool:
    return any(words in sent.text for sent in api.sent[after:])


def test_over_the_whole_way_no_number_and_no_secret_is_kept(
    starter_index: Path, tmp_path: Path
) -> None:
    said = [
        ("sđt 0912345678, khai báo máy X-quang y tế trong bao nhiêu ngày?", "đã được che"),
        ("TỐI MẬT\nkế hoạch phòng thủ khu vực", "dấu hiệu bí mật nhà nước"),
        ("hồ sơ chị Lê Thị Hoa tới đâu rồi", "một người cụ thể"),
        ("nguồn phóng xạ bị cháy, gọi 0987654321", "LÀM NGAY"),
    ]
    with BotApi().running() as api:
        service = Service(starter_index, None)
        with house(tmp_path, api, service.answer) as desk:
            for text, reply in said:
                before = len(api.sent)
                api.say(text)
                api.until(partial(shows, api, before, reply))
            api.until(lambda: desk.counts()["undelivered"] == 0)
    raw = b"".join(file.read_bytes() for file in tmp_path.glob("bot.db*"))
    for gone in ("0912345678", "0987654321", "phòng thủ khu vực", "Lê Thị Hoa"):
        assert gone.encode() not in raw
        assert json.dumps(gone).strip('"').encode() not in raw


def test_a_greeting_is_nothing_to_hand_over(service: Service, tmp_path: Path) -> None:
    """And who wants a person is told how a question gets to one."""
    with BotApi().running() as api, house(tmp_path, api, service.answer) as desk:
        api.say("dạ em chào anh chị")
        api.until(lambda: shows(api, 0, "Chào anh/chị."))
        api.say("cho em gặp người thật")
        api.until(lambda: shows(api, 0, "để chuyển câu hỏi đó cho người phụ trách"))
        assert not any(text == "Hỏi Tổ thường trực" for one in api.sent for text, _ in one.buttons)
        assert desk.counts()["open"] == 0
