"""Where a person can be reached: a channel, and an address within it."""

from dataclasses import dataclass

WEBHOOK = "webhook"  # a program that is told of case events: its address is a hook's number
DELIVERING = frozenset({"telegram", WEBHOOK})  # channels that carry messages
GONE = "gone"  # where a person was once: a pseudonym, which reaches nobody
CHANNELS = DELIVERING | {"web", "cli", GONE}  # on the others the person comes to read


@dataclass(frozen=True, slots=True)
class Contact:
    """``address`` means something to its channel only.

    Telegram: "chat" or "chat/thread"; web: the random token of the browser's
    cookie; cli: a user name; webhook: the number of a hook.
    """

    channel: str
    address: str

    def __post_init__(self) -> None:
        if self.channel not in CHANNELS:
            raise ValueError(f"no such channel: {self.channel!r}; known: {sorted(CHANNELS)}")
        if not self.address:
            raise ValueError("a contact needs an address")

    @property
    def asker(self) -> str:
        """The opaque name that ``Question.asker`` carries."""
        return f"{self.channel}:{self.address}"

    @property
    def delivers(self) -> bool:
        """Whether a reply is carried to the person; otherwise it waits on the case's page."""
        return self.channel in DELIVERING
