"""What keeps the programs running, held against the programs: it cannot be run in a test."""

import configparser
import importlib
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from corpus.settings import PREFIX, Settings
from desk.__main__ import main

DEPLOY = Path("deploy")
UNITS = sorted((DEPLOY / "systemd").iterdir())
OPERATING = Path("docs/operating.md").read_text()
KNOWN = {PREFIX + name.upper() for name in Settings.model_fields}


def unit(file: Path) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(file)
    return read


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_units_start_programs_that_exist_as_a_user_with_little_rights(file: Path) -> None:
    read = unit(file)
    assert read["Unit"]["Description"]
    if file.suffix == ".timer":
        assert file.with_suffix(".service").exists()
        assert read["Timer"]["OnCalendar"]
        return
    service = read["Service"]
    (room,) = re.findall(r"python -m (\w+)", service["ExecStart"])
    assert importlib.import_module(f"{room}.__main__").main
    assert service["User"] == "motcham"
    assert service["NoNewPrivileges"] == "yes"
    paths = service["ReadWritePaths"].split()
    assert paths[0] == "/opt/motcham/var"
    for path in paths[1:]:
        assert path in OPERATING, "it has to be made, or the unit does not start"
    for place in re.findall(r"/opt/motcham/(\S+)", service["ExecStart"]):
        assert place == ".venv/bin/python"
    if room == "desk":
        (command,) = re.findall(r"-m desk (\w+)", service["ExecStart"])
        assert command in main.commands
    else:
        assert service["Restart"] in ("always", "on-failure")


def test_the_bot_is_not_started_anew_over_a_token_that_is_refused() -> None:
    service = unit(DEPLOY / "systemd" / "motcham-bot.service")["Service"]
    assert service["RestartPreventExitStatus"] == "2"


COMPOSE = [DEPLOY / "compose.yaml", DEPLOY / "compose.three.yaml"]


def services(file: Path) -> dict[str, Any]:
    """Those that run our image, by name."""
    found: dict[str, Any] = yaml.safe_load(file.read_text())["services"]
    return {name: one for name, one in found.items() if one["image"] == "motcham"}


def programs(service: dict[str, Any]) -> list[list[str]]:
    """What a service runs, as words after ``python -m``."""
    words = service["command"]
    line = words[2] if words[:2] == ["sh", "-c"] else shlex.join(words)
    parts = [shlex.split(part) for part in line.split(" && ")]
    return [part[2:] for part in parts if part[:2] == ["python", "-m"]]


@pytest.mark.parametrize("file", COMPOSE, ids=lambda file: file.name)
def test_compose_files_run_programs_that_exist_over_one_folder(file: Path) -> None:
    for name, service in services(file).items():
        assert programs(service), name
        for room, *words in programs(service):
            command = importlib.import_module(f"{room}.__main__").main
            if isinstance(command, click.Group):
                command = command.commands[words.pop(0)]
            options = {option for one in command.params for option in one.opts}
            assert {word for word in words if word.startswith("--")} <= options
        assert "data:/opt/motcham/var" in service["volumes"]
        assert service["environment"]["MOTCHAM_DATA"] == "/opt/motcham/var"
        assert set(service["environment"]) <= KNOWN
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).exists()


@pytest.mark.parametrize("file", COMPOSE, ids=lambda file: file.name)
def test_what_serves_is_started_again_and_given_time_to_end(file: Path) -> None:
    for name, service in services(file).items():
        serves = service.get("profiles") != ["by-hand"]
        # "on-failure" is not started when the machine is.
        assert service.get("restart") == ("unless-stopped" if serves else None), name
        assert service["stop_grace_period"] == "30s"
        assert service["init"] is True, "as the first process of all it would hear no signal yet"
        if serves and name != "api":
            assert service["healthcheck"] == {"disable": True}, "it has no page to ask"
    api = services(file)["api"]
    assert "healthcheck" not in api
    assert api["environment"]["MOTCHAM_PORT"] == "8000", "the port that the image's check asks"
    assert api["ports"][0].endswith("8000:8000")


def test_on_one_machine_a_proxy_stands_in_front() -> None:
    assert services(DEPLOY / "compose.yaml")["api"]["ports"] == ["127.0.0.1:8000:8000"]


@pytest.mark.parametrize("file", COMPOSE, ids=lambda file: file.name)
def test_what_a_compose_file_asks_for_is_said_at_its_head(file: Path) -> None:
    whole = file.read_text()
    head = whole.partition("\nname:")[0]
    for name in re.findall(r"(?<!\$)\$\{(\w+)", whole):
        assert name in head
    for name, service in services(file).items():
        asked = (
            [name] if service.get("profiles") == ["by-hand"] else service.get("profiles", ["up"])
        )
        for word in asked:
            assert re.search(rf"(run --rm|--profile|yaml) {word}\b", head), word


def test_the_database_is_made_before_anybody_follows_it() -> None:
    """With a standby that it has to wait for, the server of the image never ends making it."""
    postgres = yaml.safe_load((DEPLOY / "compose.three.yaml").read_text())["services"]["postgres"]
    assert not [word for word in postgres["command"] if "synchronous_standby_names" in word]


@pytest.mark.parametrize("file", COMPOSE, ids=lambda file: file.name)
def test_no_folder_of_a_machine_gets_into_the_image(file: Path) -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    for service in services(file).values():
        for volume in service["volumes"]:
            if volume.startswith("../"):
                assert volume.partition(":")[0].removeprefix("../") in ignored


def test_the_image_is_what_the_project_asks_for() -> None:
    said = (DEPLOY / "Dockerfile").read_text()
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    (pinned,) = [one for one in project["dependencies"] if one.startswith("torch==")]
    assert f"'{pinned}+cpu'" in said
    assert "USER motcham" in said
    assert "/healthz" in said
    assert set(re.findall(r"(MOTCHAM_\w+)=", said)) <= KNOWN
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    assert {".env", "var", ".git"} <= set(ignored), "no secret and no state gets into an image"
    (extras,) = re.findall(r"-e '\.\[([\w,]+)\]'", said)
    assert set(extras.split(",")) == {"postgres", "s3"}, "three machines need both"
