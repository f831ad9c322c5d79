"""A clerk at the desk who works until killed: ``python -m tests.clerk ADDRESS NAME``.

Says on standard output what the database has confirmed, each in one write.
"""

import itertools
import os
import sys
from datetime import UTC, datetime

from desk.contact import Contact
from desk.desk import Desk
from desk.queues import Urgency
from tests.fakes.answers import answered
from tests.fakes.grounds import NO_PROVISION


def work(address: str, name: str) -> None:
    desk = Desk.open(address)
    desk.queues.due(datetime.now(UTC), "", Urgency.NORMAL)  # read the calendar
    say("ready")
    for number in itertools.count():
        answer_id, chat = f"{name}-{number}", Contact("telegram", str(number % 5))
        with desk.begin() as begun:
            begun.receive("telegram", hash_of(answer_id), answer_id)
            begun.keep(answered(answer_id), chat)
            case = begun.open_case(answer_id, chat, "xin giúp")
        say(f"opened {answer_id}")
        with desk.begin() as begun:
            begun.reply(case.id, f"Trả lời {answer_id}", name, NO_PROVISION)
            begun.done("telegram", hash_of(answer_id))
        say(f"replied {answer_id}")
        for message in desk.outbox.due("telegram", 2):
            say(f"sent {message.key}")
            desk.outbox.delivered(message.id)
            say(f"delivered {message.key}")


def hash_of(answer_id: str) -> int:
    return int.from_bytes(answer_id.encode()[-7:], "big")


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    work(*sys.argv[1:])
