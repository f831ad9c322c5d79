"""The description of the JSON interface: every example in it is really sent, and answered so."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import SecretStr
from starlette.testclient import TestClient

from api.app import create_app
from corpus.settings import Settings
from desk.desk import Desk
from retrieval.service import Service
from tests.fakes.clock import Clock
from tests.fakes.databases import database_at
from tests.fakes.keys import give, live_through
from tests.web import Web, settings

PROBLEM = "application/problem+json"
# In this order, for a reply ends what others look at.
OPERATIONS = (
    *("ask", "answer", "forms", "provision", "documents", "document"),
    *("open_case", "case", "list_cases", "list_events", "reply", "list_faqs", "give_faqs"),
    *("live", "ready"),
)


@pytest.fixture(scope="module")
def program(starter_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One that may do everything, in the world that the examples are about."""
    clock = Clock()
    desk = Desk.open(database_at(tmp_path_factory.mktemp("told") / "desk.db"), clock)
    token = live_through(desk)
    clock.forward(60)
    data = Settings.model_construct(
        desk_password=SecretStr(""), public_url="", data=starter_index.parent
    )
    yield give(Web(Service(starter_index, None), desk, data).browser(), token)
    desk.close()


@pytest.fixture(scope="module")
def described(program: TestClient) -> dict[str, Any]:
    answer = program.get("/api/v1/openapi.json")
    assert "http" not in answer.headers["content-security-policy"]
    told: dict[str, Any] = answer.json()
    return told


@pytest.fixture(scope="module")
def operations(described: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    return {
        operation["operationId"]: (method, path, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }


def test_every_operation_is_told(operations: dict[str, Any]) -> None:
    assert set(operations) == set(OPERATIONS)
    for method, path, operation in operations.values():
        assert operation["summary"], path
        assert path.startswith("/health") or operation["description"], path
        if method == "post":
            assert operation["requestBody"]["content"]["application/json"]["example"], path
        given = [content for one in operation["responses"].values() for content in one["content"]]
        assert "application/json" in given


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_example_is_answered_as_it_says(
    name: str, program: TestClient, described: dict[str, Any], operations: dict[str, Any]
) -> None:
    method, path, operation = operations[name]
    examples = {one["name"]: one.get("example") for one in operation.get("parameters", ())}
    query = {}
    for parameter in operation.get("parameters", ()):
        example = examples[parameter["name"]]
        if parameter["in"] == "path":
            assert example is not None, parameter["name"]
            path = path.replace(f"{{{parameter['name']}}}", str(example))
        elif example is not None:
            query[parameter["name"]] = example
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    answer = program.request(method, path, params=query, json=content.get("example"))
    assert str(answer.status_code) in operation["responses"], answer.text
    told = operation["responses"][str(answer.status_code)]["content"]["application/json"]
    assert answer.status_code < 300
    assert faults(told["schema"], answer.json(), described) == []
    assert faults(told["schema"], told["example"], described) == []
    if content:
        assert faults(content["schema"], content["example"], described) == []


def faults(schema: dict[str, Any], told: object, described: dict[str, Any]) -> list[str]:
    whole = schema | {"components": described["components"]}
    found = Draft202012Validator(
        whole, format_checker=Draft202012Validator.FORMAT_CHECKER
    ).iter_errors(told)
    return [f"{error.json_path}: {error.message}" for error in found]


def test_a_check_that_finds_nothing_would_find_something(described: dict[str, Any]) -> None:
    wrong = {"$ref": "#/components/schemas/Problem"}
    assert faults(wrong, {"detail": 7}, described)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/answers/khong-co", 404),
        ("get", "/api/v1/cases/MC-999999", 404),
        ("get", "/api/v1/documents?size=0", 422),
        ("get", "/api/v1/events?after=-1", 422),
        ("get", "/api/v1/khong-co", 404),
        ("delete", "/api/v1/documents", 405),
        ("post", "/api/v1/faqs", 422),
    ],
)
def test_errors_are_problem_details(
    program: TestClient, described: dict[str, Any], method: str, path: str, status: int
) -> None:
    answer = program.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM
    problem = answer.json()
    assert faults({"$ref": "#/components/schemas/Problem"}, problem, described) == []
    assert (problem["status"], bool(problem["title"])) == (status, True)


def test_the_description_says_which_scope_each_needs(operations: dict[str, Any]) -> None:
    assert operations["list_cases"][2]["security"] == [{"key": []}]
    assert "`cases:read`" in operations["list_cases"][2]["description"]
    assert operations["ask"][2]["security"] == [{}, {"key": []}]
    problem = operations["ask"][2]["responses"]["429"]["content"]
    assert list(problem) == [PROBLEM]


def test_making_it_needs_nothing_but_the_routes(service: Service, tmp_path: Path) -> None:
    desk = Desk.open(database_at(tmp_path / "desk.db"))
    app = create_app(service, desk, settings())
    assert app.openapi() is app.openapi()
    desk.close()
