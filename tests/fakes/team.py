"""A team's group on the fake Bot API, and the people who work in it."""

from contextlib import suppress
from dataclasses import replace

from desk import telegram_people
from desk.case import Case
from desk.contact import Contact
from desk.desk import Desk
from desk.person import Person
from desk.queues import Queue, default_queues
from desk.role import Role
from retrieval.answer import Answer
from tests.fakes.answers import answered
from tests.fakes.bot_api import BotApi, Sent
from tests.fakes.people import join

GROUP, OTHER = -1001, -1002
RISKY, COMMON = "Bức xạ", "Chung"
HOA, NAM, LEAD, STRANGER = 21, 22, 23, 99  # accounts
LAN = Contact("telegram", "7")
QUEUES = replace(
    default_queues(),
    queues=(
        Queue(RISKY, fields=("an toàn bức xạ",), risky=True, chat=str(OTHER)),
        Queue(COMMON),
    ),
    team_chat=str(GROUP),
)


def tied(desk: Desk, login: str, account: int, *roles: Role) -> Person:
    """Somebody of the team whose Telegram account is known."""
    person = join(desk, login, *roles)
    with desk.begin() as work:
        code = telegram_people.offer(work, person.id)
        telegram_people.link(work, code, account)
    return person


def team(desk: Desk) -> tuple[Person, Person, Person]:
    return (
        tied(desk, "hoa", HOA, Role.REVIEWER),
        tied(desk, "nam", NAM, Role.SECOND_READER),
        tied(desk, "lead", LEAD, Role.LEAD),
    )


def ask(desk: Desk, name: str = "a1", field: str = "", answer: Answer | None = None) -> Case:
    """An officer's case."""
    with desk.begin() as work:
        work.keep(answer or answered(name), LAN)
        return work.open_case(answer.id if answer else name, LAN, field=field)


def boards(api: BotApi, case: Case, chat: int = GROUP) -> list[Sent]:
    """The messages that show a case in a chat."""
    return [one for one in api.in_chat(chat) if one.text.startswith(f"{case.label} ·")]


def board(api: BotApi, case: Case, chat: int = GROUP, holds: str = "") -> Sent:
    """The one message that shows a case, once it holds these words."""

    def there() -> bool:
        return any(holds in one.text for one in boards(api, case, chat))

    with suppress(AssertionError):
        api.until(there)
    (one,) = boards(api, case, chat)
    assert holds in one.text, one.text
    return one
