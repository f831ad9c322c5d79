"""Documentation that can go stale is held against the code."""

import importlib
import re
from pathlib import Path

import click
import pytest

from corpus.document import Kind
from corpus.settings import PREFIX, Settings

PAGES = [Path("README.md"), Path("CHANGELOG.md"), *sorted(Path("docs").rglob("*.md"))]
TEXT = {page: page.read_text(encoding="utf-8") for page in PAGES}
EVERYTHING = "\n".join(TEXT.values())
ROOMS = ["corpus", "reader", "retrieval", "indexer", "desk", "bot", "api", "eval"]


def setting_names() -> list[str]:
    telegrams = {"telegram_bot_token", "telegram_base_url"}
    return [
        name.upper() if name in telegrams else PREFIX + name.upper()
        for name in Settings.model_fields
    ]


@pytest.mark.parametrize("name", setting_names())
def test_every_setting_is_in_the_example_and_on_the_operating_page(name: str) -> None:
    assert re.search(rf"^{name}=", Path(".env.example").read_text(), re.MULTILINE)
    assert f"`{name}`" in TEXT[Path("docs/operating.md")]


def test_the_example_file_names_no_setting_that_does_not_exist() -> None:
    named = re.findall(r"^(\w+)=", Path(".env.example").read_text(), re.MULTILINE)
    assert sorted(named) == sorted(setting_names())


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", TEXT[page]):
        assert (page.parent / target).exists(), f"{page} links to {target}"


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`make ([a-z]+)`", EVERYTHING))))
def test_every_make_command_that_is_named_exists(command: str) -> None:
    assert re.search(rf"^{command}:", Path("Makefile").read_text(), re.MULTILINE)


def named_commands() -> list[tuple[str, str]]:
    found = re.findall(r"python -m (retrieval|indexer|desk|eval) ([a-z]+(?:-[a-z]+)*)", EVERYTHING)
    return sorted(set(found))


@pytest.mark.parametrize(("room", "name"), named_commands())
def test_every_command_that_is_named_exists(room: str, name: str) -> None:
    group = importlib.import_module(f"{room}.__main__").main
    assert isinstance(group, click.Group)
    assert name in group.commands


OURS = re.sub(r"^curl .*$", "", EVERYTHING, flags=re.MULTILINE)  # that has options of its own


@pytest.mark.parametrize("option", sorted(set(re.findall(r"(?<=\s)--[a-z][a-z0-9-]+", OURS))))
def test_every_option_that_is_named_exists(option: str) -> None:
    rooms = ("retrieval", "indexer", "desk", "eval")
    groups = [importlib.import_module(f"{room}.__main__").main for room in rooms]
    options = {o for g in groups for c in commands(g) for p in c.params for o in p.opts}
    assert option in options


def commands(group: click.Group) -> list[click.Command]:
    """The group, its commands, and those of groups within it."""
    found: list[click.Command] = [group]
    for command in group.commands.values():
        found += commands(command) if isinstance(command, click.Group) else [command]
    return found


def test_the_architecture_page_describes_every_room() -> None:
    for room in ROOMS:
        assert f"| `{room}/` |" in TEXT[Path("docs/architecture.md")]


def test_the_maintainers_page_lists_every_kind_of_document() -> None:
    for kind in Kind:
        assert re.search(rf"\b{kind}\b", TEXT[Path("docs/maintainers.md")])


def test_every_decision_is_listed() -> None:
    index = TEXT[Path("docs/adr/README.md")]
    for page in Path("docs/adr").glob("0*.md"):
        assert page.name in index


def test_make_alone_lists_every_command_with_a_line() -> None:
    makefile = Path("Makefile").read_text()
    wanted = {"setup", "run", "test", "check", "index", "ask", "bot", "api", "eval", "clean"}
    assert wanted <= set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
