"""A proposal on paper: the dossier as A4 pages, PDF or Word, in the form that offices send.

Vietnamese, whoever prints it: it goes to a ministry. Questions stand in it as they are kept now,
personal data masked, without who asked them; units are counted, not named.
"""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from corpus.vietnam_time import day_of
from desk.cause import Cause
from desk.proposal import Proposal, ProposalState, Week
from desk.proposal_word import WordSheets
from desk.trouble import Asked, causes
from retrieval.numbered import Numbered
from retrieval.paper import Sheets

_MOST = 12  # questions that are printed
_STATES = {
    ProposalState.DRAFTED: "Đang soạn",
    ProposalState.PROPOSED: "Đã trình",
    ProposalState.ACCEPTED: "Được chấp nhận",
    ProposalState.DECLINED: "Không được chấp nhận",
    ProposalState.PUBLISHED: "Đã ban hành, công bố",
    ProposalState.MEASURED: "Đã đo hiệu quả",
    ProposalState.WITHDRAWN: "Đã rút",
}


class Pages(Protocol):
    """What a dossier is written on."""

    def centred(self, text: str, *, style: str = "") -> None: ...
    def gap(self) -> None: ...
    def heading(self, text: str) -> None: ...
    def text(self, text: str, *, style: str = "") -> None: ...
    def quoted(self, text: str) -> None: ...
    def table(self, rows: Sequence[Sequence[str]]) -> None: ...
    def to_sign(self, texts: Sequence[str]) -> None: ...


def paper(one: Proposal, evidence: Sequence[Asked], weeks: Sequence[Week], today: date) -> bytes:
    """The PDF. ``weeks`` are the effect, empty before publication."""
    sheets = Sheets(*_marks(one, today), "Trang {number}/{all}", _title(one))
    _dossier(sheets, one, evidence, weeks, today)
    return sheets.bytes()


def word(one: Proposal, evidence: Sequence[Asked], weeks: Sequence[Week], today: date) -> bytes:
    """The same as a DOCX file, to be edited."""
    sheets = WordSheets(*_marks(one, today), _title(one))
    _dossier(sheets, one, evidence, weeks, today)
    return sheets.bytes()


def _title(one: Proposal) -> str:
    return f"Phiếu đề xuất {one.label}"


def _marks(one: Proposal, today: date) -> tuple[str, str, str]:
    """Head, day and foot."""
    foot = f"{one.label} – {_STATES[one.state]}"
    return "Tổ thường trực", f"Ngày {today:%d/%m/%Y}", foot


def _dossier(
    sheets: Pages, one: Proposal, evidence: Sequence[Asked], weeks: Sequence[Week], today: date
) -> None:
    sheets.centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", style="B")
    sheets.centred("Độc lập - Tự do - Hạnh phúc", style="B")
    sheets.gap()
    sheets.centred("PHIẾU ĐỀ XUẤT SỬA ĐỔI, BỔ SUNG", style="B")
    sheets.centred(f"Số: {one.label}")
    sheets.heading("1. Nội dung vướng mắc")
    sheets.text(one.title or "…")
    _why(sheets, one, evidence)
    _what(sheets, one)
    _questions(sheets, evidence)
    sheets.heading("6. Giải quyết bằng")
    for name in _settled_by(one) or ["Chưa có."]:
        sheets.text(name)
    sheets.heading("7. Người theo dõi")
    sheets.table([["Người theo dõi", "Thời hạn", "Trạng thái"], _followed(one)])
    if weeks and one.published:
        _effect(sheets, one, weeks, today)
    sheets.to_sign(["Người lập phiếu\n(ký, ghi rõ họ tên)", "Người phê duyệt\n(ký, ghi rõ họ tên)"])


def _why(sheets: Pages, one: Proposal, evidence: Sequence[Asked]) -> None:
    found = one.evidence
    sheets.heading("2. Căn cứ thực tiễn")
    if found is None:
        return
    called = {**causes(str), Cause.NO_SOURCE: "Chưa tìm được căn cứ trong kho văn bản"}
    why = "; ".join(called[cause] for cause in found.causes)
    rows = [
        ["Nguyên nhân", why],
        ["Lĩnh vực", found.field or "chưa xác định"],
        [
            "Số câu hỏi chưa được giải quyết",
            f"{len(found.answers)} (trên {found.alike} câu cùng nội dung)",
        ],
        ["Số đơn vị cấp xã đã hỏi", str(found.units)],
        ["Số tuần có câu hỏi", str(found.weeks)],
        ["Thời gian", _time_of(evidence)],
        ["Số phiếu gửi Tổ thường trực", str(len(found.cases))],
    ]
    sheets.table(rows)


def _what(sheets: Pages, one: Proposal) -> None:
    sheets.heading("3. Quy định, quy trình đề nghị sửa đổi, bổ sung")
    if one.concerns:
        sheets.text(one.concerns)
    for basis in one.basis:
        sheets.text(basis.citation, style="B")
        sheets.quoted(basis.text)
    if not (one.concerns or one.basis):
        sheets.text("…")
    sheets.heading("4. Nội dung đề xuất")
    sheets.text(one.wording or "…")


def _questions(sheets: Pages, evidence: Sequence[Asked]) -> None:
    sheets.heading("5. Một số câu hỏi (đã che dữ liệu cá nhân)")
    texts = list(dict.fromkeys(one.text for one in evidence if one.text))
    for text in texts[:_MOST]:
        sheets.text(f"– {text}")
    if len(texts) > _MOST:
        sheets.text(f"… và {len(texts) - _MOST} câu khác.")


def _effect(sheets: Pages, one: Proposal, weeks: Sequence[Week], today: date) -> None:
    sheets.heading("8. Hiệu quả sau khi công bố")
    if one.published:
        sheets.text(f"Công bố ngày {day_of(one.published):%d/%m/%Y}.")
    found = one.effect(weeks, today)
    sheets.text(f"Trước công bố: {_sums(found.before)}")
    sheets.text(f"Sau công bố: {_sums(found.after)}")
    sheets.text("Không tính tuần công bố và tuần chưa hết. Số câu hỏi cùng nội dung theo tuần:")
    rows = [["Tuần từ ngày", "Câu hỏi", "Chưa được giải quyết"]]
    rows += [[f"{week.day:%d/%m/%Y}", str(week.asked), str(week.wrong)] for week in weeks]
    sheets.table(rows)


def _sums(weeks: Sequence[Week]) -> str:
    if not weeks:
        return "chưa hết tuần nào."
    asked, wrong = sum(week.asked for week in weeks), sum(week.wrong for week in weeks)
    return f"{asked} câu hỏi trong {len(weeks)} tuần, {wrong} câu chưa được giải quyết."


def _time_of(evidence: Sequence[Asked]) -> str:
    if not evidence:
        return "…"
    days = [day_of(one.at) for one in evidence]
    return f"từ {min(days):%d/%m/%Y} đến {max(days):%d/%m/%Y}"


def _settled_by(one: Proposal) -> list[str]:
    faqs = (f"Câu trả lời đã duyệt {Numbered.FAQ.label(number)}" for number in one.faqs)
    return [*faqs, *one.documents]


def _followed(one: Proposal) -> list[str]:
    due = f"{one.due:%d/%m/%Y}" if one.due else "…"
    return [one.name_of(one.owner) or "…", due, _STATES[one.state]]
