"""What is read out of updates, as Telegram writes them."""

from typing import Any

import pytest
import telegram

from bot.button import Press, Verb
from bot.incoming import Ask, Command, Incoming, Oddity, read
from bot.place import Place
from desk.contact import Contact
from tests.fakes.bot_api import ME, BotApi

BOT = telegram.User.de_json(ME)
STICKER = {
    "file_id": "f",
    "file_unique_id": "u",
    "type": "regular",
    "width": 1,
    "height": 1,
    "is_animated": False,
    "is_video": False,
}
VOICE = {"file_id": "f", "file_unique_id": "u", "duration": 1}
PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]


def said(text: str | None, chat: int = 1, topic: int | None = None, **more: Any) -> Incoming | None:
    message = BotApi().say(text, chat, topic, **more)
    return read(telegram.Update.de_json({"update_id": 1, "message": message}), BOT)


def wish(text: str | None, chat: int = 1, **more: Any) -> object:
    incoming = said(text, chat, **more)
    return incoming and incoming.wish


def test_a_text_in_a_private_chat_is_a_question() -> None:
    assert said("Hỏi gì?") == Incoming(Place(1), Ask("Hỏi gì?"), sender=7)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/start", Command("start", "")),
        ("/START@motchambot", Command("start", "")),
        ("/xa Hải Châu, Đà Nẵng", Command("xa", "Hải Châu, Đà Nẵng")),
        ("/khac", Command("khac", "")),
    ],
)
def test_commands_are_read_with_what_follows(text: str, command: Command) -> None:
    assert wish(text) == command


@pytest.mark.parametrize("text", [" ", "\u200b\u200b", "\n\n", "\x00"])
def test_nothing_visible_is_an_empty_message(text: str) -> None:
    assert wish(text) is Oddity.EMPTY


@pytest.mark.parametrize("more", [{"sticker": STICKER}, {"voice": VOICE}, {"photo": PHOTO}])
def test_what_is_no_text_is_said_to_be_unreadable(more: dict[str, Any]) -> None:
    assert wish(None, **more) is Oddity.NOT_TEXT


def test_ten_thousand_characters_are_no_question() -> None:
    assert wish("a" * 10_000) is Oddity.TOO_LONG


@pytest.mark.parametrize(
    "more",
    [
        {"new_chat_members": [ME]},
        {"pinned_message": {"message_id": 5, "date": 0, "chat": {"id": 1, "type": "private"}}},
    ],
)
def test_service_messages_are_not_for_us(more: dict[str, Any]) -> None:
    assert said(None, **more) is None


def test_an_edited_message_is_told_from_a_new_one() -> None:
    message = BotApi().say("sửa lại")
    update = telegram.Update.de_json({"update_id": 1, "edited_message": message})
    assert read(update, BOT) == Incoming(Place(1), Oddity.EDITED, sender=7)


def test_a_place_that_is_shared_on_the_way_is_edited_by_nobody() -> None:
    where = {"latitude": 1.0, "longitude": 2.0, "live_period": 900}
    message = BotApi().say(None, location=where)
    update = telegram.Update.de_json({"update_id": 1, "edited_message": message})
    assert read(update, BOT) is None


def test_in_a_group_only_what_is_addressed_to_the_bot_is_read() -> None:
    assert wish("Anh em ơi", chat=-5) is None
    assert wish("@MotChamBotKhac hỏi", chat=-5) is None
    assert wish("/help@botkhac", chat=-5) is None
    assert wish("@motchambot  hỏi gì?", chat=-5) == Ask("hỏi gì?")
    assert wish("/help", chat=-5) == Command("help", "")


def test_a_mention_is_found_behind_an_emoji() -> None:
    assert wish("👍 @MotChamBot hỏi", chat=-5) == Ask("👍 hỏi")


def test_a_reply_to_the_bot_is_addressed_to_it() -> None:
    own = {"message_id": 5, "date": 0, "chat": {"id": -5, "type": "group"}, "from": ME}
    incoming = said("còn phí?", chat=-5, reply_to_message=own | {"text": "…"})
    assert incoming is not None
    assert incoming.wish == Ask("còn phí?")
    assert incoming.about == 5
    assert incoming.message is not None


def test_a_reply_to_a_person_is_about_no_answer() -> None:
    lan = {"id": 7, "is_bot": False, "first_name": "Lan"}
    other = {"message_id": 5, "date": 0, "chat": {"id": 1, "type": "private"}, "from": lan}
    assert said("còn phí?", reply_to_message=other | {"text": "…"}) == Incoming(
        Place(1), Ask("còn phí?"), sender=7, quoted="…"
    )


def test_writing_in_a_topic_that_the_bot_opened_is_no_reply_to_it() -> None:
    opening = {"message_id": 5, "date": 0, "chat": {"id": -5, "type": "supergroup"}, "from": ME}
    opening |= {"forum_topic_created": {"name": "Đo lường", "icon_color": 1}}
    assert said("chào cả nhà", chat=-5, topic=5, reply_to_message=opening) is None


def test_the_answer_goes_to_the_topic_of_the_question() -> None:
    incoming = said("@MotChamBot hỏi", chat=-5, topic=77)
    assert incoming is not None
    assert incoming.place == Place(-5, 77)


def test_a_chain_of_replies_in_general_is_no_topic() -> None:
    incoming = said("@MotChamBot hỏi", chat=-5, message_thread_id=300)
    assert incoming is not None
    assert incoming.place == Place(-5)


def test_other_bots_are_not_answered_but_anonymous_admins_are() -> None:
    robot = {"id": 8, "is_bot": True, "first_name": "Robot"}
    group = {"id": -5, "type": "supergroup"}
    assert wish("@MotChamBot hỏi", chat=-5, **{"from": robot}) is None
    anonymous = {"from": robot, "sender_chat": group}
    assert wish("@MotChamBot hỏi", chat=-5, **anonymous) == Ask("hỏi")


def test_a_place_and_its_contact_name_each_other() -> None:
    for place, address in [(Place(1), "1"), (Place(-100, 7), "-100/7")]:
        assert place.contact == Contact("telegram", address)
        assert Place.at(place.contact) == place


@pytest.mark.parametrize("press", [Press(verb, "0" * 32, 9) for verb in Verb])
def test_a_button_carries_its_verb_and_answer_in_64_bytes(press: Press) -> None:
    assert Press.parse(str(press)) == press
    assert len(str(press).encode()) <= 64


@pytest.mark.parametrize("data", ["", "x", "q", "z:0:1", "q:x:1", "q:0:", "q:٣"])
def test_an_unknown_button_reads_as_none(data: str) -> None:
    assert Press.parse(data) is None


def test_an_answer_id_too_long_for_a_button_is_refused() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        str(Press(Verb.RIGHT, "0" * 64))
