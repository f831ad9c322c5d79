"""Why a question was no help to its asker, and what it asks for."""

from enum import StrEnum


class Cause(StrEnum):
    """The narrower ones first: of several that fit as well, the first names the blockage."""

    CONFLICT = "conflict"
    NOT_IN_FORCE = "not_in_force"
    WHOSE_JOB = "whose_job"
    FORM = "form"
    DEADLINE = "deadline"
    FEE = "fee"
    DOSSIER = "dossier"
    NO_BASIS = "no_basis"
    WRONG = "wrong"
    UNCLEAR = "unclear"
    NO_SOURCE = "no_source"


# What a question asks for is no trouble by itself; it says what the trouble is about.
ASKED_FOR = frozenset({Cause.WHOSE_JOB, Cause.FORM, Cause.DEADLINE, Cause.FEE, Cause.DOSSIER})
