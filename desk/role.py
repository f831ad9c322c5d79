"""What people are at the desk; one person may be several."""

from enum import StrEnum


class Role(StrEnum):
    OFFICER = "officer"
    REVIEWER = "reviewer"
    SECOND_READER = "second_reader"
    MAINTAINER = "maintainer"
    LEAD = "lead"
    AUDITOR = "auditor"
