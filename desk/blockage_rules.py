"""When questions that ask the same count as a blockage: ``blockages.yaml``, as it was read."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from desk.errors import DeskError

FILE = Path(__file__).with_name("blockages.yaml")


class BadRules(DeskError):
    """``blockages.yaml`` cannot be used; the message says where."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The lines of ``blockages.yaml``."""

    weeks: int
    units: int
    on_weeks: int
    questions: int
    share_of_unit: float
    share_of_two: float
    share_of_week: float
    mostly: float
    chance: float
    rest: float
    near: float
    near_whole: float
    whole: float
    told_apart: float
    open: float
    other: float
    joined: float
    joined_first: float
    heard: float
    heard_open: float
    heard_other: float
    far: float


@cache
def rules(file: Path = FILE) -> Rules:
    """Raises: BadRules"""
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
        return Rules(**told)
    except (OSError, yaml.YAMLError, TypeError) as error:
        raise BadRules(f"{file} cannot be used: {error}") from error
