"""The tables of the state, as the migrations leave them (a test compares the two).

Text that people wrote stands once: in the kept answer, in a case's events. The
payloads of inbox and outbox are emptied as soon as they have done their work. Only a case's
``asked`` and ``words`` repeat its question for lists; they go where the question goes.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)

from desk.case import LIVE, CaseState

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware time, stored and given back as UTC; SQLite itself knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a time without its zone: {value}")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


# SQLite counts rows in INTEGER columns only.
_Number = BigInteger().with_variant(Integer, "sqlite")


def _words(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, default=default)


def _quoted(states: Iterable[CaseState]) -> str:
    return ", ".join(f"'{state}'" for state in states)


_LISTED = ("asked", "words", "unit_key")
_JOINT = text(f"joint <> '' AND state IN ({_quoted(sorted(LIVE))})")


def _contact(**kwargs: Any) -> list[Column[str]]:
    return [Column(name, Text, nullable=False, **kwargs) for name in ("channel", "address")]


contacts = Table(
    "contacts",
    metadata,
    *_contact(primary_key=True),
    _words("province"),
    _words("commune"),
    Column("light", Boolean, nullable=False, default=False, server_default=false()),
    Column("language", Text, nullable=False, server_default=""),
)

people = Table(
    "people",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    _words("name"),
    Column("roles", JSON, nullable=False),
    _words("province"),
    _words("commune"),
    Column("fields", JSON, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    _words("password"),  # argon2's own spelling; empty until an invitation is taken up
    _words("totp"),
    Column("totp_step", BigInteger, nullable=False, default=0),  # the last one used
    Column("invited", Moment, nullable=False),
    sqlite_autoincrement=True,  # records name people by number
)

invitations = Table(
    "invitations",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("ends", Moment, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    _words("place"),
    Column("began", Moment, nullable=False),
    Column("seen", Moment, nullable=False),
    sqlite_autoincrement=True,
)

knocks = Table(
    "knocks",
    metadata,
    Column("key", Text, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("last", Moment, nullable=False),
    Column("shut_until", Moment),
)

audit = Table(
    "audit",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    *(_words(name) for name in ("who", "place", "what", "on_what", "detail")),
    Column("before", Text, nullable=False, unique=True),
    Column("digest", Text, nullable=False),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    CheckConstraint("id = 1", name="one"),
)

answers = Table(
    "answers",
    metadata,
    Column("id", Text, primary_key=True),
    *_contact(),
    Column("kept", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("gone", Moment),  # when it was anonymised
    Index(None, "channel", "address", "at"),
    Index(None, "gone", "at"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("answer_id", ForeignKey("answers.id"), primary_key=True),
    *_contact(primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("at", Moment, nullable=False),
    CheckConstraint("verdict IN ('right', 'wrong')", name="verdict"),
)

cases = Table(
    "cases",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("token", Text, nullable=False, unique=True),
    Column("answer_id", ForeignKey("answers.id"), nullable=False, unique=True),
    *_contact(),
    _words("province"),
    _words("commune"),
    _words("field"),
    Column("state", Text, nullable=False),
    _words("owner"),
    Column("due", Moment),
    Column("opened", Moment, nullable=False),
    Column("queue", Text, nullable=False, server_default=""),
    Column("urgency", Text, nullable=False, server_default="normal"),
    # Digests of the question, and of the question with the unit; empty where it has no words.
    Column("same", Text, nullable=False, server_default=""),
    Column("joint", Text, nullable=False, server_default=""),
    Column("linked", _Number),
    Column("alarm", Moment),
    # For lists: the beginning of the question, its folded words, the unit in one spelling.
    *(Column(name, Text, nullable=False, server_default="") for name in _LISTED),
    CheckConstraint(f"state IN ({_quoted(CaseState)})", name="state"),
    Index(None, "due", "id"),
    Index(None, "channel", "address"),
    Index(None, "province", "field"),
    Index(None, "unit_key"),
    Index(None, "state", "id"),
    Index(None, "same"),
    Index(None, "linked"),
    Index(None, "alarm"),
    # However many press at once, a unit has one live case of a question.
    Index(
        "uq_cases_joint_live", "joint", unique=True, sqlite_where=_JOINT, postgresql_where=_JOINT
    ),
    sqlite_autoincrement=True,  # a number once told to someone never names another case
)

case_events = Table(
    "case_events",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    _words("actor"),
    Column("kind", Text, nullable=False),
    _words("text"),
    Column("role", Text, nullable=False, server_default="system"),
    Column("sets", JSON, nullable=False, server_default="{}"),
    Column("key", Text, nullable=False, server_default=""),
    # "#3" where the writer names no key: of two who write at once, one is refused.
    Index("uq_case_events_case_id_key", "case_id", "key", unique=True),
)

# The answers whose askers joined a case that was there.
case_answers = Table(
    "case_answers",
    metadata,
    Column("answer_id", ForeignKey("answers.id"), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
)

inbox = Table(
    "inbox",
    metadata,
    # Telegram's update ids start anew from a random number after a quiet week:
    # the order of arrival is our own count.
    Column("id", _Number, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    _words("payload"),
    _words("state", "pending"),
    Column("attempts", Integer, nullable=False, default=0),
    _words("reason"),
    Column("at", Moment, nullable=False),
    UniqueConstraint("channel", "update_id"),
    CheckConstraint("state IN ('pending', 'done', 'failed')", name="state"),
    Index(None, "channel", "state", "id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _Number, primary_key=True),
    *_contact(),
    Column("key", Text, nullable=False, unique=True),
    Column("payload", JSON, nullable=False),
    _words("state", "waiting"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", Moment),
    Column("claimed_until", Moment),
    _words("receipt"),
    _words("reason"),
    Column("at", Moment, nullable=False),
    # It may have arrived, though nobody noted it.
    Column("in_doubt", Boolean, nullable=False, default=False, server_default=false()),
    Column("case_id", _Number),  # whose case it is about; a reply to it is words to that case
    Column("asks", Text, nullable=False, server_default="", default=""),
    Column("instead_of", _Number),  # the message that was given up, and goes here now
    Column("settled", Moment),  # given up, and somebody has seen to it
    CheckConstraint("state IN ('waiting', 'delivered', 'given_up')", name="state"),
    Index(None, "channel", "state", "address", "id"),
    Index(None, "case_id"),
)

faqs = Table(
    "faqs",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    _words("author"),
    _words("reviewer"),
    Column("approved", Moment),
    Column("case_id", ForeignKey("cases.id"), unique=True),
    CheckConstraint("state IN ('draft', 'published', 'suspended', 'withdrawn')", name="state"),
    sqlite_autoincrement=True,
)

faq_events = Table(
    "faq_events",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("faq_id", ForeignKey("faqs.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    _words("actor"),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    _words("text"),
    _words("body"),
)

# Who received which text, in which answer.
faq_receipts = Table(
    "faq_receipts",
    metadata,
    Column("faq_id", ForeignKey("faqs.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("answer_id", ForeignKey("answers.id"), primary_key=True),
    *_contact(primary_key=True),
    Column("at", Moment, nullable=False),
    Index(None, "answer_id"),
)

# Who was told of what became of it: once each.
faq_notices = Table(
    "faq_notices",
    metadata,
    Column("event_id", ForeignKey("faq_events.id"), primary_key=True),
    *_contact(primary_key=True),
    Column("faq_id", ForeignKey("faqs.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
)

# Two contacts of one officer: each may act for the other. Both directions are kept.
ties = Table(
    "ties",
    metadata,
    *_contact(primary_key=True),
    Column("other_channel", Text, primary_key=True),
    Column("other_address", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)

# A browser waits to be tied to the chat in which its code is confirmed.
tie_codes = Table(
    "tie_codes",
    metadata,
    Column("digest", Text, primary_key=True),
    *_contact(),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("ends", Moment, nullable=False),
    Index(None, "channel", "address"),
)

# Whose account in Telegram is whose, by the number that Telegram gives.
telegram_people = Table(
    "telegram_people",
    metadata,
    Column("account", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", ForeignKey("people.id"), nullable=False, unique=True),
    Column("since", Moment, nullable=False),
)

# One row: what the bot is called, for links that lead to it.
telegram_bot = Table(
    "telegram_bot",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _words("name"),
)

telegram_links = Table(
    "telegram_links",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, unique=True),
    Column("ends", Moment, nullable=False),
)

# Browsers that wait for consent in Telegram; ``browser`` is the digest of what their cookie holds.
telegram_entries = Table(
    "telegram_entries",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("browser", Text, nullable=False, unique=True),
    Column("number", Integer, nullable=False),
    *(_words(name) for name in ("place", "agent", "state")),
    Column("person_id", ForeignKey("people.id"), index=True),
    Column("ends", Moment, nullable=False),
    sqlite_autoincrement=True,  # buttons name them by number
)

# The one message in a chat that shows a case ("case:12") or a draft ("draft:3") as it stands.
board = Table(
    "board",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("what", Text, primary_key=True),
    Column("thread", BigInteger),
    Column("message", BigInteger, nullable=False),
    Index(None, "chat", "message"),
    Index(None, "what"),
)

board_topics = Table(
    "board_topics",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("thread", BigInteger, nullable=False),
)

# Replies that are being written in Telegram; emptied once they are sent or dropped.
telegram_drafts = Table(
    "telegram_drafts",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("chat", BigInteger, nullable=False),
    _words("text"),
    Column("offered", JSON, nullable=False),
    Column("chosen", JSON, nullable=False),
    _words("reason"),
    Column("flags", JSON, nullable=False),
    _words("state"),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

# What the bot has asked somebody of the team; ``key`` is that of the message in the outbox.
prompts = Table(
    "prompts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("chat", BigInteger, nullable=False, index=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    *(_words(name) for name in ("kind", "choice")),
    Column("at", Moment, nullable=False),
)

# Replies that are being written; the newest version counts.
case_drafts = Table(
    "case_drafts",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", JSON, nullable=False),
    _words("author"),
    Column("at", Moment, nullable=False),
)

# Of each answer what the figures count, without words of the question.
asked = Table(
    "asked",
    metadata,
    Column("answer_id", ForeignKey("answers.id"), primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    *(_words(name) for name in ("outcome", "field", "province", "commune", "procedure")),
    Column("documents", JSON, nullable=False),
)

# What askers say of how their case was dealt with: one verdict each.
satisfaction = Table(
    "satisfaction",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    *_contact(primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    CheckConstraint("verdict IN ('satisfied', 'dissatisfied')", name="verdict"),
)

# The public figures of a week, as they were published: never reckoned anew.
published_weeks = Table(
    "published_weeks",
    metadata,
    Column("week", Text, primary_key=True),
    Column("figures", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

# The library. ``entries`` is the whole list of a publication ({path, digest, size, said}), so
# that an earlier one can be published again; the files lie by their digests in the data folder.
publications = Table(
    "publications",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("entries", JSON, nullable=False),
    *(_words(name) for name in ("draft", "note", "author")),
    Column("at", Moment, nullable=False),
    Column("done", Boolean, nullable=False),  # false while it is being published
    *(_words(name) for name in ("approver", "mark")),  # who read it second, if anybody had to
)

# What the next publication may be; ``base`` is the publication from which it began.
library_drafts = Table(
    "library_drafts",
    metadata,
    Column("name", Text, primary_key=True),
    *(_words(name) for name in ("title", "author")),
    Column("base", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    _words("reading"),  # the generation it was last read into, where machines share them
    Column("taken", JSON),  # what became of the files that were sent last
    Column("worked", Moment),  # when somebody last worked on it; null: when it was begun
)

# ``said`` is what people said of a document: it goes before what the file says of itself.
library_items = Table(
    "library_items",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("draft", ForeignKey("library_drafts.name"), nullable=False, index=True),
    *(_words(name) for name in ("path", "digest", "author")),
    Column("size", BigInteger, nullable=False),
    Column("said", JSON, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("draft", "path"),
    sqlite_autoincrement=True,
)
# Long work that runs elsewhere, and how far it is: args name things, not people.
jobs = Table(
    "jobs",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("args", JSON, nullable=False),
    _words("key"),
    Column("alive", Text, unique=True),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("done", BigInteger, nullable=False, server_default="0"),
    Column("total", BigInteger, nullable=False, server_default="0"),
    _words("note"),
    _words("error"),
    Column("result", JSON, nullable=False, default={}),
    Column("cancelling", Boolean, nullable=False, server_default=false()),
    Column("attempts", Integer, nullable=False, server_default="0"),
    _words("holder"),
    Column("lease", Moment),
    Column("asked", Moment, nullable=False),
    Column("started", Moment),
    Column("ended", Moment),
    CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name="state"),
    Index(None, "state"),
    sqlite_autoincrement=True,
)

# Programs that use the JSON interface: of a key only its digest is kept (``desk/keys.py``).
api_keys = Table(
    "api_keys",
    metadata,
    Column("id", _Number, primary_key=True),
    _words("name"),
    Column("prefix", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("per_minute", Integer, nullable=False),
    Column("per_day", Integer, nullable=False),
    Column("made", Moment, nullable=False),
    Column("expires", Moment),
    Column("revoked", Moment),
    sqlite_autoincrement=True,  # records name keys by number
)

# How often a key was used in the minute and on the day that began then.
api_uses = Table(
    "api_uses",
    metadata,
    Column("key_id", ForeignKey("api_keys.id"), primary_key=True),
    Column("window", Text, primary_key=True),
    Column("began", Moment, nullable=False),
    Column("many", Integer, nullable=False),
)

# Who is told of case events over HTTP. What is to be sent stands in the outbox.
hooks = Table(
    "hooks",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("url", Text, nullable=False),
    Column("events", JSON, nullable=False),
    Column("secret", Text, nullable=False, unique=True),  # it signs, so it has to be known
    Column("with_words", Boolean, nullable=False),
    Column("made", Moment, nullable=False),
    sqlite_autoincrement=True,  # a message is for one hook, whatever came after it
)

# Proposals to change a rule or a document; what they hold stands in their events.
proposals = Table(
    "proposals",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("state", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),  # the same for each press of one button
    Column("at", Moment, nullable=False),
    CheckConstraint(
        "state IN ('drafted', 'proposed', 'accepted', 'declined', 'published', 'measured', "
        "'withdrawn')",
        name="state",
    ),
    sqlite_autoincrement=True,
)

proposal_events = Table(
    "proposal_events",
    metadata,
    Column("id", _Number, primary_key=True),
    Column("proposal_id", ForeignKey("proposals.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    _words("actor"),
    Column("kind", Text, nullable=False),
    _words("text"),
    Column("sets", JSON, nullable=False),
    Column("key", Text, nullable=False),
    Index("uq_proposal_events_proposal_id_key", "proposal_id", "key", unique=True),
)

# What publishing a draft would change, for the list with that mark.
library_changes = Table(
    "library_changes",
    metadata,
    Column("draft", ForeignKey("library_drafts.name"), primary_key=True),
    *(_words(name) for name in ("mark", "serving", "made")),
    Column("found", JSON, nullable=False),
)

# Who wants a draft to be published, until somebody else has read it; ``reader`` gave it back.
library_proposals = Table(
    "library_proposals",
    metadata,
    Column("draft", ForeignKey("library_drafts.name"), primary_key=True),
    *(_words(name) for name in ("mark", "note", "author")),
    Column("at", Moment, nullable=False),
    *(_words(name) for name in ("reader", "words")),
)
