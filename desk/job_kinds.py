"""Which kinds of jobs there are, and what does them; every program that starts or does jobs
takes them from here.
"""

from functools import cache

from corpus.settings import Settings
from desk import library_kinds
from desk.desk import Desk
from desk.jobs import Kind
from desk.library import Library
from retrieval.service import Service


def kinds_of(settings: Settings, desk: Desk, held: Library | None = None) -> dict[str, Kind]:
    """By name. Without a library ``held`` one is opened for the first job that needs it: some
    seconds, for the model.
    """

    @cache
    def library() -> Library:
        return held or Library.of(desk, Service.open(settings), settings)

    return library_kinds.kinds_of(library)
