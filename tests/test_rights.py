"""Who may do what: every role at every route and every command, as the table says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from fastapi.dependencies.models import Dependant
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.door import Needs, open_to_all, own_form
from api.program import Takes
from corpus.units import FILE as UNITS
from desk import people
from desk.__main__ import main
from desk.at_console import entry_of
from desk.contact import Contact
from desk.desk import Desk
from desk.person import Person
from desk.rights import HELD, NOBODY_INVITED, RIGHTS, Action, may, rights, same_unit, sees
from desk.role import Role
from retrieval.question import Unit
from retrieval.service import Service
from tests.fakes.answers import escalated
from tests.fakes.databases import database_at, setting_at
from tests.fakes.logs import logging_kept
from tests.fakes.people import SA_PA, join, sign_in
from tests.web import Web, settings

CHANGES = {
    *(Action.OPEN_CASES, Action.REPLY, Action.ASSIGN, Action.SECOND_READ),
    *(Action.PUBLISH, Action.PROPOSE, Action.MANAGE_PEOPLE, Action.RUN, Action.PRIVACY),
    *(Action.MANAGE_KEYS, Action.EXCHANGE, Action.EDIT_LIBRARY, Action.PUBLISH_LIBRARY),
}
# The shape of what a route or a command is given; what it says about it does not matter here.
FILLED = {"key_id": "1", "hook_id": "1", "case_id": "1", "person_id": "1", "session_id": "999"}
FILLED |= {"faq_id": "1", "message_id": "1", "proposal_id": "1"}
FILLED |= {"name": "nhap", "item_id": "1", "number": "7", "year": "2026"}
ENDS = {"/desk/live": "/desk/live?lives=0"}  # a stream that ends at once
WORDS = {
    "keys create": ["Cổng", "--scope", "ask"],
    "keys revoke": ["9"],
    "hooks add": ["https://example.org/", "--events", "all"],
    "hooks remove": ["9"],
    "hooks test": ["9"],
    "export faqs": ["faqs.jsonl"],
    "export cases": ["cases.csv"],
    "import faqs": ["given.jsonl"],
    "import cases": ["given.jsonl"],
    "backup": ["all.tar.gz"],
    "restore": ["all.tar.gz", "--verify"],
    "units update": [str(UNITS.resolve())],
    "show": ["1"],
    "reply": ["1", "Trả lời", "--no-basis", "x"],
    "approve": ["1"],
    "draw-states": ["--file", "states.md"],
    "export-golden": ["golden.jsonl"],
    "export-events": ["events.jsonl"],
    "yearly-index": ["2025", "--out", "index"],
    "invite": ["moi", "--role", "reviewer"],
    "unlock": ["lan"],
    "worker": ["--until-idle"],
    "jobs cancel": ["1"],
    "jobs retry": ["1"],
    "anonymise": ["--older-than", "24"],
    "export-person": ["web:browser-2"],
    "erase-person": ["web:browser-2", "--yes"],
    "faq show": ["1"],
    "messages retry": ["1"],
    "messages elsewhere": ["1"],
    "messages settle": ["1"],
    "faq publish": ["1"],
    "proposals draft": ["question"],
    "proposals show": ["1"],
    "proposals edit": ["1"],
    "proposals link": ["1"],
    "proposals move": ["1", "withdrawn", "x"],
    "proposals print": ["1", "proposal.pdf"],
    "faq suspend": ["1", "x"],
    "faq withdraw": ["1", "x"],
    "library add": ["Tháng 12"],
    "library read": ["khong-co"],
    "library changes": ["khong-co"],
    "library publish": ["khong-co"],
    "library rollback": ["7"],
}
# Nothing waits for a second reader and nothing is published, which is told to who may ask.
NOTHING_THERE = {
    *("keys revoke", "hooks remove", "hooks test", "import faqs"),
    *("messages retry", "messages elsewhere", "messages settle"),
    *("approve", "faq show", "faq publish", "faq suspend", "faq withdraw", "faq check"),
    *("proposals draft", "proposals show", "proposals edit", "proposals link"),
    *("proposals move", "proposals print"),
    "doctor",  # there is no index, which is wrong
    # No such draft, and nothing that machines share.
    *(f"library {name}" for name in ("read", "changes", "publish", "rollback", "share")),
    *("jobs cancel", "jobs retry"),
    "secrets reseal",  # there is no key
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """One case of Sa Pa, one of elsewhere, and a lead who stays."""
    opened = Desk.open(database_at(tmp_path / "motcham.db"))
    with opened.begin() as work:
        for number, unit in enumerate((SA_PA, Unit("Lào Cai", "Bắc Hà")), 1):
            contact = Contact("web", f"browser-{number}")
            work.set_unit(contact, unit)
            work.keep(escalated(f"a{number}"), contact)
            work.open_case(f"a{number}", contact)
    join(opened, "first", Role.LEAD)
    yield opened
    opened.close()


@dataclass(frozen=True, slots=True)
class Route:
    path: str
    methods: frozenset[str]
    entries: tuple[object, ...]


def routes(service: Service, desk: Desk) -> list[Route]:
    """All that the application answers to, but for the description of its JSON interface."""
    found = []
    for one in create_app(service, desk, settings()).routes:
        # An included router is one route of the application's; it tells its own.
        tell = getattr(one, "effective_route_contexts", None)
        within: list[Any] = list(tell()) if tell else [one]
        for route in within:
            if (dependant := getattr(route, "dependant", None)) is None:
                assert route.path == "/api/v1/openapi.json"
                continue
            named = tuple(entries(dependant))
            found.append(Route(route.path, frozenset(route.methods), named))
    assert len(found) > 40
    return found


def entries(dependant: Dependant) -> list[object]:
    """The entries that a route names, its own and those of its router."""
    found: list[object] = []
    for one in dependant.dependencies:
        if isinstance(one.call, Needs | Takes) or one.call in (open_to_all, own_form):
            found.append(one.call)
        found += entries(one)
    return found


def commands() -> Iterator[tuple[list[str], click.Command]]:
    def walk(group: click.Group, path: list[str]) -> Iterator[tuple[list[str], click.Command]]:
        for name, command in group.commands.items():
            if isinstance(command, click.Group):
                yield from walk(command, [*path, name])
            else:
                yield [*path, name], command

    yield from walk(main, [])


def test_every_route_says_whom_it_lets_pass(service: Service, desk: Desk) -> None:
    open_desk = {"/desk/sign-in", "/desk/sign-out", "/desk/invitation/{token}"}
    open_desk |= {"/desk/sign-in/telegram", "/desk/sign-in/telegram/code"}
    open_desk |= {"/desk/sign-in/oidc", "/desk/sign-in/oidc/callback"}
    for route in routes(service, desk):
        named = route.entries
        doors = [one for one in named if one is not own_form]
        assert len(doors) == 1, f"{route.path} has {len(doors)} entries"
        if route.path.startswith("/desk") and route.path not in open_desk:
            assert isinstance(doors[0], Needs), route.path
            assert own_form in named, route.path


def test_every_command_says_what_it_needs() -> None:
    found = {" ".join(path): entry_of(command) for path, command in commands()}
    assert len(found) >= 8
    assert [name for name, action in found.items() if action is None] == []


@pytest.mark.parametrize("role", HELD)
def test_every_role_at_every_route(role: Role, service: Service, desk: Desk) -> None:
    """Refused where the table does not say so, and nowhere else."""
    browser = Web(service, desk).browser()
    person = join(desk, "lan", role)
    token = sign_in(desk, person, browser)
    tried = 0
    for route in routes(service, desk):
        for door in route.entries:
            if not isinstance(door, Needs):
                continue
            for method in route.methods:
                fill = {name: FILLED[name] for name in FILLED if f"{{{name}" in route.path}
                path = ENDS.get(route.path, route.path).replace(":int", "").format(**fill)
                # Nothing else in the form: who may is told what is missing.
                body = {"form_token": token} if method == "POST" else None
                answer = browser.request(method, path, data=body, follow_redirects=False)
                allowed = door.action in RIGHTS[role]
                assert (answer.status_code == 403) == (not allowed), (method, path, answer.text)
                assert answer.status_code < 500
                tried += 1
    assert tried >= 15


@pytest.mark.parametrize("role", HELD)
def test_every_role_at_every_command(
    role: Role, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("given.jsonl").touch()
    join(desk, "lan", role)
    run = runner(tmp_path)
    for path, command in commands():
        action = entry_of(command)
        assert action is not None
        result = run("--as", "lan", *path, *WORDS.get(" ".join(path), []))
        refused = f"lan may not do this ({action.value})" in result.output
        assert refused == (action not in RIGHTS[role]), (path, result.output)
        fails = refused or " ".join(path) in NOTHING_THERE
        assert (result.exit_code != 0) == fails, (path, result.output)


@pytest.mark.parametrize("login", ["nobody", "gone"])
def test_who_is_unknown_or_shut_out_may_give_no_command(
    login: str, desk: Desk, tmp_path: Path
) -> None:
    gone = join(desk, "gone", Role.LEAD)
    with desk.begin() as work:
        people.set_active(work, gone.id, False)
    for path, _ in commands():
        result = runner(tmp_path)("--as", login, *path, *WORDS.get(" ".join(path), []))
        assert "may not do this" in result.output


def runner(tmp_path: Path) -> Callable[..., Result]:
    environment = {
        "MOTCHAM_DATA": str(tmp_path),
        **setting_at(tmp_path / "motcham.db"),
        "COLUMNS": "200",
    }

    def run(*words: str) -> Result:
        with logging_kept():  # the worker sets it up
            return CliRunner().invoke(main, words, env=environment)

    return run


def test_an_auditor_reads_everything_and_changes_nothing() -> None:
    everything = set(Action) - CHANGES - {Action.EXPORT_REVIEWED}
    assert RIGHTS[Role.AUDITOR] == everything


def test_where_nobody_is_invited_the_team_may_what_it_could_before() -> None:
    could = {Action.READ_CASES, Action.READ_ALL_CASES, Action.OPEN_CASES, Action.REPLY}
    assert could == NOBODY_INVITED


@given(st.frozensets(st.sampled_from(HELD)), st.sampled_from(Action))
def test_several_roles_may_together_what_each_may(roles: frozenset[Role], action: Action) -> None:
    person = Person(1, "lan", "Lan", roles, SA_PA, (), True, True, False)
    assert may(person, action) == any(action in RIGHTS[role] for role in roles)
    assert (action in rights(roles)) == may(person, action)


@pytest.mark.parametrize(
    ("own", "other", "same"),
    [
        (SA_PA, SA_PA, True),
        (SA_PA, Unit("lào cai", "  sa  pa"), True),
        (SA_PA, Unit("Tỉnh Lào Cai", "Phường Sa Pa"), True),
        (Unit("Lào Cai", "Xã Sa Pa"), Unit("Lào Cai", "Phường Sa Pa"), False),
        (SA_PA, Unit("Lào Cai", "Bắc Hà"), False),
        (SA_PA, Unit("Nghệ An", "Sa Pa"), False),
        (Unit("Phú Thọ", "Hoà Bình"), Unit("Phú Thọ", "Hòa Bình"), True),
        (Unit("Phú Thọ", "Tân Lập"), Unit("Phú Thọ", "Tân Lạp"), False),
        (SA_PA, Unit("Lào Cai", ""), False),
        (Unit("", ""), Unit("", ""), False),
        (Unit("Lào Cai", ""), Unit("Lào Cai", ""), False),
        (Unit("Lào Cai", "Xã"), Unit("Lào Cai", "Xã"), True),
    ],
)
def test_a_commune_is_the_same_however_it_is_typed(own: Unit, other: Unit, same: bool) -> None:
    assert same_unit(own, other) is same
    officer = Person(1, "lan", "Lan", frozenset({Role.OFFICER}), own, (), True, True, False)
    assert sees(officer, other) is same


def test_officers_see_the_cases_of_their_unit_only(service: Service, desk: Desk) -> None:
    browser = Web(service, desk).browser()
    sign_in(desk, join(desk, "lan", Role.OFFICER), browser)
    listed = browser.get("/desk").text
    assert "MC-000001" in listed
    assert "MC-000002" not in listed
    assert "(1)" in listed
    assert "(2)" not in listed
    assert browser.get("/desk/cases/1").status_code == 200
    assert browser.get("/desk/cases/2").status_code == 404
    other = desk.case(2)
    assert other is not None
    assert browser.get(f"/cases/{other.token}").status_code == 404
    assert browser.get("/answers/a2").status_code == 404


def test_an_officer_who_also_reviews_sees_all(service: Service, desk: Desk) -> None:
    browser = Web(service, desk).browser()
    sign_in(desk, join(desk, "lan", Role.OFFICER, Role.REVIEWER), browser)
    assert "MC-000002" in browser.get("/desk").text
    assert browser.get("/desk/cases/2").status_code == 200
