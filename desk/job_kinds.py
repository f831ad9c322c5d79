"""Which kinds of jobs there are, and what does them; every program that starts or does jobs
takes them from here.
"""

from corpus.settings import Settings
from desk.desk import Desk
from desk.jobs import Kind


def kinds_of(_settings: Settings, _desk: Desk) -> dict[str, Kind]:
    """By name."""
    return {}
