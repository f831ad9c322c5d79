"""What stands under a message: its buttons, or the reply that one person is asked for."""

import telegram

from bot.payload import Payload


def markup(payload: Payload) -> telegram.InlineKeyboardMarkup | telegram.ForceReply | None:
    """``force_reply`` opens the reply for whom the text names, and for nobody else."""
    if payload.get("force_reply"):
        return telegram.ForceReply(selective=True)
    rows = [
        [
            telegram.InlineKeyboardButton(
                button["text"], callback_data=button.get("data"), url=button.get("url")
            )
            for button in row
        ]
        for row in payload.get("buttons", ())
    ]
    return telegram.InlineKeyboardMarkup(rows) if rows else None


def replying(payload: Payload) -> telegram.ReplyParameters | None:
    """To which message it is a reply; sent all the same where that one is gone."""
    number = payload.get("reply_to")
    if number is None:
        return None
    return telegram.ReplyParameters(number, allow_sending_without_reply=True)
