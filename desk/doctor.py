"""Everything that can be checked on a machine, each by itself: what is wrong, and what cures it.

A check that breaks or hangs is told as such and stops no other. Nothing is changed: tables are
not brought up to date, no index is opened for writing.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pydantic import ValidationError

from corpus.log import described
from corpus.settings import ENV_FILE, PREFIX, BadSetting, Settings
from desk import doctor_desk, doctor_index, doctor_machine, doctor_work
from desk.errors import DatabaseUnavailable
from desk.finding import Finding, Findings, note, ok, wrong
from desk.patience import Probe, TooSlow

__all__ = ["Finding", "examine"]

_LONGEST = 60.0  # seconds of one check; the audit log and a large index take their time
Check = Callable[[Settings], Findings]
CHECKS: dict[str, Check] = {
    "settings": lambda settings: _half_given(settings),
    "database": doctor_desk.database,
    "index": doctor_index.index,
    "model": doctor_index.model,
    "documents": doctor_index.documents,
    "units": doctor_index.units,
    "store": doctor_work.store,
    "text recognition": doctor_machine.recognition,
    "disk": doctor_machine.disk,
    "memory": doctor_machine.memory,
    "clock": doctor_machine.clock,
    "files": doctor_machine.rights,
    "ports": doctor_machine.ports,
    "Telegram": doctor_machine.telegram,
    "addresses": doctor_machine.addresses,
    "queues": doctor_desk.queues,
    "people": doctor_desk.people,
    "secrets": doctor_desk.secrets,
    "cases": doctor_desk.cases,
    "messages": doctor_desk.messages,
    "jobs": doctor_work.jobs,
    "keys": doctor_work.keys,
    "audit log": doctor_desk.audit_log,
    "reviewed answers": doctor_desk.faqs,
}


def examine() -> list[Finding]:
    """All findings, in the order of ``CHECKS``."""
    settings, findings = _settings()
    for name, check in CHECKS.items():
        findings += _checked(name, check, settings)
    return findings


def _checked(name: str, check: Check, settings: Settings) -> list[Finding]:
    try:
        return Probe(lambda: list(check(settings))).result(time.monotonic() + _LONGEST)
    except TooSlow as error:
        return [wrong(name, f"no answer for {error.since:.0f} s", "see what it waits for")]
    except DatabaseUnavailable as error:
        return [wrong(name, str(error), "see the check of the database")]
    except Exception as error:  # the other checks go on
        return [wrong(name, f"it could not be checked: {described(error)}", "see the other checks")]


def _settings() -> tuple[Settings, list[Finding]]:
    """The settings; where some cannot be used, the others, with what is wrong."""
    try:
        return Settings.load(), []
    except BadSetting as error:
        bad = [wrong("settings", str(error), "put it right in .env or in the environment")]
    file = ENV_FILE if _readable(ENV_FILE) else None
    try:
        return Settings(_env_file=file), bad
    except ValidationError as error:
        fields = Settings.model_fields
        broken = {str(one["loc"][0]) for one in error.errors()} & fields.keys()
        usual = {name: fields[name].default for name in broken}
        return Settings(_env_file=file, **usual), bad


def _readable(file: str) -> bool:
    try:
        Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return True


def _half_given(settings: Settings) -> Iterator[Finding]:
    """What is set and does nothing without something else."""
    given = {
        name
        for name, field in type(settings).model_fields.items()
        if getattr(settings, name) != field.default
    }
    pairs = (
        ("composer_model", "composer_url"),
        ("composer_key", "composer_url"),
        ("bot_metrics_port", "telegram_bot_token"),
        ("telegram_base_url", "telegram_bot_token"),
    )
    found = False
    for name, needed in pairs:
        if name in given and needed not in given:
            found = True
            yield note(
                "settings",
                f"{_shown(name)} is set without {_shown(needed)} and does nothing",
                f"set {_shown(needed)} too, or take {_shown(name)} out",
            )
    if not found:
        yield ok("settings", f"{len(given)} are set, all of them known")


def _shown(name: str) -> str:
    return name.upper() if name.startswith("telegram_") else PREFIX + name.upper()
