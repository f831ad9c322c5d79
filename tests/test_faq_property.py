"""Any order of publishing, asking, changes of law, crashes: everyone is told of everything once."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from corpus.store import TextStore
from desk.contact import Contact
from desk.desk import Desk
from desk.errors import FaqRefused
from desk.faq import STEPS, Draft, FaqEvent, FaqState, FaqStep
from desk.faq_index import check, put_out
from desk.faq_publish import pick, publish
from retrieval import manifest as generation
from retrieval.answer import Outcome, Reviewed
from retrieval.reviewed import Basis, read
from tests.fakes import decrees
from tests.fakes.answers import escalated
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at
from tests.fakes.decrees import Decrees

TODAY = date(2026, 11, 23)
WORDS = ("cân trong hai tháng.", "Lệ phí thử nghiệm cân là năm mươi nghìn đồng.")
LAWS = (
    {"base": decrees.BASE},
    {"base": decrees.BASE, "other": decrees.AMENDED_TODAY},
    {"base": decrees.BASE, "other": decrees.ENDED_TODAY},
    {"base": decrees.BASE.replace("năm mươi nghìn", "sáu mươi nghìn")},
)
HOLDS: tuple[set[int], ...] = (
    {0, 1},
    {1},
    set(),
    {0},
)  # which of the two answers stands under each law
_FOLDER = tempfile.TemporaryDirectory()

contacts = st.sampled_from(
    [Contact("telegram", "1"), Contact("telegram", "2"), Contact("web", "token")]
)
which = st.integers(0, 1)
texts = st.sampled_from(["Một.", "Hai."])
crashes = st.sampled_from([None, None, 0, 1])


def after(events: Iterable[FaqEvent]) -> FaqState:
    """The state to which events lead; the first is always "drafted"."""
    state = FaqState.DRAFT
    for event in events:
        if event.kind is not FaqStep.DRAFTED:
            state = STEPS[state, event.kind]
    return state


class Crash(Exception):
    """The program dies."""


@cache
def ready() -> tuple[Path, tuple[Basis, Basis]]:
    """A desk's database and an index with a generation for each law, made once and copied."""
    place = Path(_FOLDER.name)
    index = place / "all" / "index"
    index.mkdir(parents=True)
    for number, texts in enumerate(LAWS):
        made = Decrees(place / str(number))
        made.put(**texts)
        shutil.copytree(generation.current(made.index), index / f"g{number:06d}")
    generation.publish(index / "g000000")
    store = TextStore(index / "g000000" / "text.db")
    chunks = [next(c for c in store.chunks() if words in c.text) for words in WORDS]
    first, second = (pick(index, c.id, w, TODAY) for c, w in zip(chunks, WORDS, strict=True))
    return place / "all", (first, second)


class Recalls(RuleBasedStateMachine):
    """A ledger in plain dictionaries: who has which words, and of how many recalls they know."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        all_, self.basis = ready()
        shutil.copytree(all_, self.folder, dirs_exist_ok=True)
        self.index = self.folder / "index"
        self.clock = Clock()
        self.left: int | None = None  # transactions before a crash
        self.law = 0
        self.desk = self._open()
        self.answers = 0
        self.published: dict[int, str] = {}  # words in force, by answer
        self.has: dict[int, dict[Contact, str]] = {1: {}, 2: {}}
        self.told: Counter[tuple[int, Contact]] = Counter()
        self.last: set[tuple[int, Contact, int]] = set()  # told of the recall of that number
        self.sent: Counter[str] = Counter()

    def _open(self) -> Desk:
        return Desk.open(database_at(self.folder / "desk.db"), self._now)

    def _now(self) -> datetime:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise Crash
        return self.clock()

    def _dying(self, after_steps: int | None, action: Callable[[], object]) -> bool:
        """Whether the program lived through it."""
        self.left = after_steps
        try:
            action()
        except Crash:
            return False
        finally:
            self.left = None
        return True

    @initialize()
    def two_answers_that_somebody_has(self) -> None:
        with self.desk.begin() as work:
            for number, basis in enumerate(self.basis):
                work.draft_faq(Draft((f"Câu hỏi {number}?",), "Một.", (basis,)), "hoa")
        for number in (0, 1):
            self.publish(number, crash=None, late_file=False)
            self.give(number, Contact("telegram", "1"))

    def teardown(self) -> None:
        self.desk.close()
        shutil.rmtree(self.folder)

    @rule(number=which, crash=crashes, late_file=st.booleans())
    def publish(self, number: int, crash: int | None, late_file: bool) -> None:
        """With ``late_file`` it dies before the file is written."""
        faq = self.desk.faq(number + 1)

        def act() -> None:
            if late_file and number in HOLDS[self.law]:
                with self.desk.begin() as work:
                    work.publish_faq(faq.id, "binh")
            else:
                publish(self.desk, self.index, faq.id, "binh", TODAY)

        try:
            lived = self._dying(crash, act)
        except FaqRefused:
            assert number not in HOLDS[self.law] or faq.state is FaqState.WITHDRAWN
            return
        if lived and faq.state is not FaqState.PUBLISHED:
            self.published[faq.id] = faq.draft.text
            corrected = [c for c, has in self.has[faq.id].items() if has != faq.draft.text]
            self._recall(faq.id, corrected)
            self.has[faq.id] |= dict.fromkeys(corrected, faq.draft.text)

    @rule(number=which, text=texts)
    def revise(self, number: int, text: str) -> None:
        faq = self.desk.faq(number + 1)
        try:
            with self.desk.begin() as work:
                work.revise_faq(faq.id, replace(faq.draft, text=text), "hoa")
        except FaqRefused:
            assert faq.state is FaqState.WITHDRAWN
            return
        if text != faq.draft.text:
            self.published.pop(faq.id, None)

    @rule(number=which, contact=contacts)
    def give(self, number: int, contact: Contact) -> None:
        """From the file as it stands: perhaps what is taken back already."""
        served = next((faq for faq in read(self.index) if faq.id == number + 1), None)
        if served is None:
            return
        self.answers += 1
        by = Reviewed(served.id, served.version, served.reviewer, served.day)
        answer = replace(
            escalated(f"a{self.answers}"), outcome=Outcome.ANSWERED_FAQ, reviewed=by,
            conclusion=served.text,
        )  # fmt: skip
        for _ in range(2):
            with self.desk.begin() as work:
                work.keep(answer, contact)
        self.clock.forward(1)
        current = self.desk.faq(served.id)
        stale = current.state is not FaqState.PUBLISHED or current.version != served.version
        self.has[served.id][contact] = served.text
        if stale:
            self._late(served.id, served.version, contact)

    def _late(self, faq_id: int, version: int, contact: Contact) -> None:
        """They hear the last thing that became of it, if they have not heard it already."""
        faq = self.desk.faq(faq_id)
        words, had, last = {}, None, 0
        for at, event in enumerate(faq.events, 1):
            if event.kind in (FaqStep.DRAFTED, FaqStep.REVISED):
                words[event.version] = event.body
            if event.kind is FaqStep.PUBLISHED and event.version == version:
                had, last = words[version], 0
            elif event.kind is FaqStep.PUBLISHED and had and event.version > version:
                if _text(words[event.version]) != _text(had):
                    had, last = words[event.version], at
            elif event.kind in (FaqStep.SUSPENDED, FaqStep.WITHDRAWN) and had:
                last = at
        if had:
            self.has[faq_id][contact] = _text(had)
        if last and (faq_id, contact, last) not in self.last:
            self.last.add((faq_id, contact, last))
            self.told[faq_id, contact] += 1

    @rule(number=st.integers(0, len(LAWS) - 1))
    def change_the_law(self, number: int) -> None:
        generation.publish(self.index / f"g{number:06d}")
        self.law = number

    @rule(crash=crashes)
    def look(self, crash: int | None) -> None:
        fallen = [one for one in sorted(self.published) if one - 1 not in HOLDS[self.law]]
        lived = self._dying(crash, lambda: check(self.desk, self.index, TODAY))
        for faq_id in fallen if lived else fallen[:crash]:
            del self.published[faq_id]
            self._recall(faq_id, list(self.has[faq_id]))

    @rule(number=which, text=texts)
    def correct(self, number: int, text: str) -> None:
        """Back to a law under which it stands; other words, perhaps those of before."""
        self.change_the_law(0)
        self.revise(number, text)
        self.publish(number, crash=None, late_file=False)

    @rule(number=which, contact=contacts)
    def suspend_by_hand(self, number: int, contact: Contact) -> None:
        """And die before the file is written: somebody is given it still."""
        faq = self.desk.faq(number + 1)
        if faq.id not in self.published:
            return
        with self.desk.begin() as work:
            assert work.suspend_faq(faq.id, "hoa", "Xem lại.")
            assert not work.suspend_faq(faq.id, "hoa", "Xem lại.")
        del self.published[faq.id]
        self._recall(faq.id, list(self.has[faq.id]))
        self.give(number, contact)

    @rule(number=which)
    def withdraw(self, number: int) -> None:
        """Seldom: nothing happens to it any more."""
        faq = self.desk.faq(number + 1)
        if len(faq.events) < 8 or faq.state is FaqState.WITHDRAWN:
            return
        with self.desk.begin() as work:
            work.withdraw_faq(faq.id, "hoa", "Trùng.")
        self.published.pop(faq.id, None)
        self._recall(faq.id, list(self.has[faq.id]))

    def _recall(self, faq_id: int, contacts: list[Contact]) -> None:
        at = len(self.desk.faq(faq_id).events)
        for contact in contacts:
            self.last.add((faq_id, contact, at))
            self.told[faq_id, contact] += 1

    @rule()
    def restart(self) -> None:
        self.desk.close()
        self.desk = self._open()

    @rule()
    def deliver(self) -> None:
        while due := self.desk.outbox.due("telegram"):
            for message in due:
                self.sent[message.key] += 1
                self.desk.outbox.delivered(message.id)

    @rule()
    def the_file_follows(self) -> None:
        put_out(self.desk, self.index)
        assert {faq.id: faq.text for faq in read(self.index)} == self.published

    @invariant()
    def everyone_was_told_of_everything_once(self) -> None:
        for faq in self.desk.faqs():
            assert faq.state is after(faq.events)
            assert (faq.state is FaqState.PUBLISHED) == (faq.id in self.published)
            notices = self.desk.faq_told(faq.id)
            assert len(set(notices)) == len(notices)
            expected = {c: n for (f, c), n in self.told.items() if f == faq.id}
            assert Counter(contact for _, contact in notices) == expected
        assert set(self.sent.values()) <= {1}


def _text(body: str) -> str:
    return "Một." if '"Một."' in body else "Hai."


def test_who_is_given_it_late_is_not_told_of_a_suspension_that_has_ended() -> None:
    """It was published again, then written anew; the file still holds it."""
    walk = Recalls()
    walk.two_answers_that_somebody_has()
    walk.suspend_by_hand(number=1, contact=Contact("telegram", "2"))
    walk.publish(number=1, crash=None, late_file=False)
    walk.revise(number=1, text="Hai.")
    walk.give(number=1, contact=Contact("web", "token"))
    walk.everyone_was_told_of_everything_once()
    walk.teardown()


TestRecalls = Recalls.TestCase
TestRecalls.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)
