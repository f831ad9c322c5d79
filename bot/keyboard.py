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
