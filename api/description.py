"""What /api/v1/openapi.json says besides what the routes say of themselves: examples, errors, keys.

The examples stand in ``api/examples``, one file an operation: a request, and how it may be
answered. A test sends every one of them to the application.
"""

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.errors import PROBLEM
from api.program import Takes

EXAMPLES = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))
    for file in sorted((Path(__file__).parent / "examples").glob("*.json"))
}
WHY = {
    "401": "The key is missing, unknown, expired or revoked.",
    "403": "The key does not have the scope, or another site's page asks.",
    "404": "There is none, or it is somebody else's.",
    "409": "The case does not stand so that this can be done.",
    "422": "The request cannot be read as it is; nothing was done.",
    "429": "The key's limit is reached: wait for as many seconds as Retry-After says.",
    "503": "It cannot be done now; nothing was kept.",
}
ABOUT = """Questions, cases and reviewed answers for programs; docs/api.md has commands to try.

Without a key an asker is known by the cookie that `ask` sets. A key (`Authorization: Bearer mck_…`)
opens what its scopes say. Errors are problem details (RFC 9457).
"""
KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key that `python -m desk keys create` or the page /desk/keys made.",
}


def install(app: FastAPI) -> None:
    """Give the application this description, made once."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _description(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _description(app: FastAPI) -> dict[str, Any]:
    told: dict[str, Any] = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=ABOUT,
        routes=app.routes,
    )
    told["components"]["securitySchemes"] = {"key": KEY}
    doors = {(path, method): door for path, method, door in _doors(app)}
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            _errors(operation)
            _examples(operation)
            door = doors.get((path, method.upper()))
            if door is not None:
                _key(operation, door)
    return told


def _errors(operation: dict[str, Any]) -> None:
    for code, response in operation["responses"].items():
        schema = response.get("content", {}).get("application/json", {}).get("schema", {})
        if schema.get("$ref", "").endswith("/Problem"):
            response["content"] = {PROBLEM: {"schema": schema}}
            response["description"] = WHY[code]


def _examples(operation: dict[str, Any]) -> None:
    """Of a request its parameters and its body, and what came back."""
    name = operation["operationId"] = _name(operation["operationId"])
    example = EXAMPLES[name]
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in example.get("parameters", {}):
            parameter["example"] = example["parameters"][parameter["name"]]
    if "body" in example:
        operation["requestBody"]["content"]["application/json"]["example"] = example["body"]
    for code, answer in example["responses"].items():
        [content] = operation["responses"][code]["content"].values()
        content["example"] = answer


def _name(operation: str) -> str:
    """ "ask_api_v1_ask_post" → "ask"."""
    for between in ("_api_v1_", "_health_", "_metrics"):
        operation = operation.partition(between)[0]
    return operation


def _key(operation: dict[str, Any], door: Takes) -> None:
    scopes = sorted(door.scopes)
    operation["security"] = [{"key": []}] if door.needs_key else [{}, {"key": []}]
    if scopes:
        said = " or ".join(f"`{scope}`" for scope in scopes)
        whom = f"Needs a key with the scope {said}." if door.needs_key else f"Of keys: {said}."
        operation["description"] = f"{operation.get('description', '')}\n\n{whom}".strip()


def _doors(app: FastAPI) -> list[tuple[str, str, Takes]]:
    found = []
    for one in app.routes:
        # An included router is one route of the application's; it tells its own.
        tell = getattr(one, "effective_route_contexts", None)
        within: list[Any] = list(tell()) if tell else [one]
        for route in within:
            dependant = getattr(route, "dependant", None)
            for entry in dependant.dependencies if dependant else ():
                if isinstance(entry.call, Takes):
                    found += [(route.path, method, entry.call) for method in route.methods]
    return found
