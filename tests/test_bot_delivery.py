"""What is done about each of Telegram's refusals."""

import warnings

import pytest
from telegram import error

from bot.delivery import GiveUp, Moved, Retry, backoff, judge, simpler
from bot.payload import Payload
from bot.place import Place

PAYLOAD: Payload = {
    "text": "<b>Căn cứ</b> &lt;x&gt;",
    "reply_to": 5,
    "buttons": [[{"text": "a", "data": "b"}]],
}


def test_too_many_requests_are_repeated_when_telegram_says() -> None:
    with warnings.catch_warnings(action="ignore"):
        assert judge(error.RetryAfter(7), 0) == Retry(
            7.0, "Flood control exceeded. Retry in 7 seconds"
        )


@pytest.mark.parametrize(
    "trouble", [error.NetworkError("Bad Gateway"), error.TimedOut(), error.Conflict("x")]
)
def test_a_broken_line_is_tried_again_and_never_given_up(trouble: error.TelegramError) -> None:
    for attempts in range(200):
        end = judge(trouble, attempts)
        assert isinstance(end, Retry)
        assert end.after <= 60


def test_pauses_double_up_to_a_minute() -> None:
    assert [backoff(n) for n in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]


@pytest.mark.parametrize(
    "refusal", [error.Forbidden("bot was blocked by the user"), error.BadRequest("Chat not found")]
)
def test_a_closed_door_is_given_up_with_its_reason(refusal: error.TelegramError) -> None:
    end = judge(refusal, 0)
    assert isinstance(end, GiveUp)
    assert refusal.message in end.reason


def test_a_group_that_moved_is_followed() -> None:
    end = judge(error.ChatMigrated(-100123), 0)
    assert isinstance(end, Moved)
    assert end.chat == -100123


def simplified(objection: str, place: Place) -> tuple[Place, Payload]:
    found = simpler(error.BadRequest(objection), place, PAYLOAD)
    assert found is not None
    where, (payload,) = found
    return where, payload


@pytest.mark.parametrize("objection", ["Message is too long", "Can't parse entities: unclosed"])
def test_markup_that_is_refused_is_sent_as_plain_text(objection: str) -> None:
    place, plain = simplified(objection, Place(1, 2))
    assert place == Place(1, 2)
    assert plain["text"] == "Căn cứ <x>"
    assert plain["plain"] is True
    assert plain["buttons"] == PAYLOAD["buttons"]


def test_a_topic_that_is_gone_leaves_the_chat() -> None:
    place, payload = simplified("Message thread not found", Place(-1, 2))
    assert place == Place(-1)
    assert payload["text"] == PAYLOAD["text"]


def test_a_question_that_was_deleted_is_answered_without_pointing_at_it() -> None:
    _, payload = simplified("Message to be replied not found", Place(-1))
    assert "reply_to" not in payload


def test_there_is_no_simpler_form_for_a_chat_that_is_not_there() -> None:
    assert simpler(error.BadRequest("Chat not found"), Place(1), PAYLOAD) is None
