"""When a text is in force, for a whole document or for one provision of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """The states Vietnamese legal portals use (docs/architecture.md names the source)."""

    NOT_YET = "chua_co_hieu_luc"
    IN_FORCE = "con_hieu_luc"
    PARTLY_ENDED = "het_hieu_luc_mot_phan"
    ENDED = "het_hieu_luc_toan_bo"
    SUSPENDED = "ngung_hieu_luc"
    UNKNOWN = "khong_ro"


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when a text is in force.

    ``effective_to`` is the first day it is no longer in force ("hết hiệu lực từ
    ngày …"), so that one regime's end is the next one's beginning.
    ``status`` records what the source itself says; it matters where dates are missing.
    """

    effective_from: date | None = None
    effective_to: date | None = None
    status: Status = Status.UNKNOWN
    amended_by: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()

    def on(self, day: date) -> Status:
        """The state on ``day``; ``UNKNOWN`` where the source gives no date to judge by."""
        if self.effective_to is not None and day >= self.effective_to:
            return Status.ENDED
        if self.effective_from is not None and day < self.effective_from:
            return Status.NOT_YET
        if self.status in (Status.ENDED, Status.SUSPENDED, Status.PARTLY_ENDED):
            return self.status
        return Status.UNKNOWN if self.effective_from is None else Status.IN_FORCE
