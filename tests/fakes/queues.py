"""Queues for tests: one with a risky field, one whose chat is told of the clock."""

from dataclasses import replace

from desk.queues import Queue, default_queues

RISKY, COMMON = "Bức xạ", "Chung"
QUEUES = replace(
    default_queues(),
    queues=(
        Queue(RISKY, fields=("an toàn bức xạ",), risky=True, line=("Trưởng nhóm",)),
        Queue(COMMON, line=("Trưởng nhóm", "Tổ trưởng"), chat="-100"),
    ),
)
NO_CHATS = replace(QUEUES, queues=tuple(replace(queue, chat="") for queue in QUEUES.queues))
