"""Queues for tests: one with a risky field, one whose chat is told of the clock."""

from dataclasses import replace

from desk.queues import Queue, default_queues

RISKY, COMMON = "Bức xạ", "Chung"
RADIATION = ("an toàn bức xạ", "An toàn bức xạ hạt nhân")
QUEUES = replace(
    default_queues(),
    queues=(
        Queue(
            RISKY,
            fields=("an toàn bức xạ", "An toàn bức xạ hạt nhân"),
            risky=True,
            line=("Trưởng nhóm",),
        ),
        Queue(COMMON, line=("Trưởng nhóm", "Tổ trưởng"), chat="-100"),
    ),
)
ONE_QUEUE = replace(QUEUES, queues=(Queue(COMMON),))  # nothing is risky
NO_CHATS = replace(QUEUES, queues=tuple(replace(queue, chat="") for queue in QUEUES.queues))
