"""An administrative procedure (thủ tục hành chính) as the national portal describes it."""

from dataclasses import dataclass
from enum import StrEnum


class Item(StrEnum):
    """The fields of a procedure page, in the national standard's order."""

    NAME = "ten"
    CODE = "ma"
    FIELD = "linh_vuc"
    LEVEL = "cap_thuc_hien"
    AGENCY = "co_quan_thuc_hien"
    AUTHORITY = "co_quan_co_tham_quyen"
    RECEIVED_AT = "noi_tiep_nhan"
    STEPS = "trinh_tu"
    MANNER = "cach_thuc"
    DOSSIER = "thanh_phan_ho_so"
    COPIES = "so_luong_ho_so"
    TIME_LIMIT = "thoi_han"
    SUBJECTS = "doi_tuong"
    RESULT = "ket_qua"
    FEE = "phi"
    CHARGE = "le_phi"
    FORMS = "mau_don"
    BASIS = "can_cu"
    CONDITIONS = "yeu_cau"


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """One line of a field, verbatim: ``start:end`` of the text of the section at ``path``."""

    item: Item
    text: str
    path: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Procedure:
    """``codes`` as printed ("1.013337.H38"); ``key`` is the national code they share
    ("1.013337"), or the folded name where no code is given: equal keys are one procedure."""

    name: str
    codes: tuple[str, ...]
    key: str
    lines: tuple[ProcedureLine, ...]

    def of(self, item: Item) -> tuple[ProcedureLine, ...]:
        """The lines of one field, in reading order."""
        return tuple(line for line in self.lines if line.item is item)
