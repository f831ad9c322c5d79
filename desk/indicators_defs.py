"""The indicators: what each says, how it is reckoned, from what, and how often.

The public page and docs/indicators.md print them; what they say is what the code does.
"""

from collections.abc import Callable
from dataclasses import dataclass

from corpus.phrases import N_
from desk.indicators_count import TOTAL, Cell
from desk.indicators_figures import SECRET, Figures, Value

WEEKLY = N_("hằng tuần (thứ Hai đến Chủ nhật, giờ Việt Nam), công bố sau khi tuần kết thúc")
_QUESTIONS, _PERCENT, _HOURS, _CASES = N_("câu hỏi"), "%", N_("giờ"), N_("phiếu")


@dataclass(frozen=True, slots=True)
class Indicator:
    """``formula`` is in words, ``code`` where it stands in the program; ``sources`` are tables of
    the desk with the kinds of events."""

    key: str
    name: str
    formula: str
    code: str
    sources: str
    unit: str
    of: Callable[[Figures, str, str], Value]
    frequency: str = WEEKLY

    @property
    def source(self) -> str:
        """What it is counted from, for people."""
        return _SOURCES[self.sources.partition(":")[0]]


def _counted(group: str, part: str = TOTAL) -> Callable[[Figures, str, str], Value]:
    return lambda figures, by, name: figures.count(Cell(group, part, by, name))


def _share(group: str, part: str, rest: str) -> Callable[[Figures, str, str], Value]:
    """Of two parts; known as a bound where only one of them is small."""

    def value(figures: Figures, by: str, name: str) -> Value:
        whole, one, other = (
            figures.count(Cell(group, which, by, name)) for which in (TOTAL, part, rest)
        )
        if whole.low is None or not whole.exact or (one.high is None and other.high is None):
            return SECRET
        low = one.low if one.exact else whole.low - (other.high or whole.low)
        high = one.high if one.high is not None else whole.low - (other.low or 0)
        if low is None or not whole.low:
            return SECRET
        return Value(100 * max(low, 0) / whole.low, 100 * min(high, whole.low) / whole.low)

    return value


def _median(which: int) -> Callable[[Figures, str, str], Value]:
    def value(figures: Figures, by: str, name: str) -> Value:
        found = figures.hours.get((by, name))
        return Value(found[which], found[which]) if found else SECRET

    return value


_COUNT = "desk/indicators_count.py: count"
_ASKED = "asked"
_CASE = "case_events: {}"
_SOURCES = {
    "asked": N_("sổ câu hỏi của trợ lý"),
    "case_events": N_("diễn biến của các phiếu"),
    "satisfaction": N_("đánh giá của người hỏi"),
}

INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "received",
        N_("Câu hỏi tiếp nhận"),
        N_("Số câu hỏi nhận được trong tuần, trừ lời chào chưa có câu hỏi."),
        _COUNT,
        _ASKED,
        _QUESTIONS,
        _counted("received"),
    ),
    Indicator(
        "answered",
        N_("Trợ lý trả lời được"),
        N_("Số câu hỏi được trả lời kèm trích dẫn nguồn, hoặc bằng câu trả lời đã duyệt."),
        _COUNT,
        _ASKED,
        _QUESTIONS,
        _counted("received", "answered"),
    ),
    Indicator(
        "clarify",
        N_("Trợ lý hỏi lại"),
        N_("Số câu hỏi mà người hỏi được đề nghị nói rõ hơn."),
        _COUNT,
        _ASKED,
        _QUESTIONS,
        _counted("received", "clarify"),
    ),
    Indicator(
        "escalated",
        N_("Trợ lý không đủ căn cứ"),
        N_("Số câu hỏi không đủ căn cứ để trả lời, được đề nghị chuyển Tổ thường trực."),
        _COUNT,
        _ASKED,
        _QUESTIONS,
        _counted("received", "escalated"),
    ),
    Indicator(
        "refused",
        N_("Từ chối tiếp nhận"),
        N_("Số câu hỏi không tiếp nhận vì có nội dung mật hoặc dữ liệu cá nhân."),
        _COUNT,
        _ASKED,
        _QUESTIONS,
        _counted("received", "refused"),
    ),
    Indicator(
        "error",
        N_("Trợ lý gặp lỗi"),
        N_("Số câu hỏi chưa trả lời được vì kho tra cứu chưa sẵn sàng."),
        _COUNT,
        _ASKED,
        _QUESTIONS,
        _counted("received", "error"),
    ),
    Indicator(
        "handed",
        N_("Chuyển cho người"),
        N_("Số phiếu mở trong tuần. Lĩnh vực là của văn bản gần nhất với câu hỏi."),
        _COUNT,
        _CASE.format("opened"),
        _CASES,
        _counted("handed"),
    ),
    Indicator(
        "replied",
        N_("Người trả lời"),
        N_("Số phiếu có trả lời đầu tiên trong tuần."),
        _COUNT,
        _CASE.format("replied, approved"),
        _CASES,
        _counted("replied"),
    ),
    Indicator(
        "on_time",
        N_("Đúng hạn"),
        N_(
            "Số phiếu có trả lời đầu tiên không muộn hơn hạn đã hứa, chia cho số phiếu có trả lời "
            "đầu tiên. Hạn dời khi phiếu chờ người hỏi hoặc tạm hoãn; quá hạn không làm hạn dời."
        ),
        "desk/indicators_count.py: is_on_time",
        _CASE.format(
            "opened, asked_back, told, snoozed, woken, routed, classed, replied, approved"
        ),
        _PERCENT,
        _share("replied", "on_time", "late"),
    ),
    Indicator(
        "hours_working",
        N_("Thời gian trả lời, theo giờ làm việc"),
        N_(
            "Số giờ làm việc từ khi mở phiếu đến trả lời đầu tiên, "
            "lấy trung vị: một nửa số phiếu nhanh hơn, một nửa chậm hơn; làm tròn nửa giờ."
        ),
        "desk/indicators_count.py: taken, middle",
        _CASE.format("opened, replied, approved"),
        _HOURS,
        _median(0),
    ),
    Indicator(
        "hours_clock",
        N_("Thời gian trả lời, theo giờ đồng hồ"),
        N_("Số giờ đồng hồ từ khi mở phiếu đến trả lời đầu tiên, lấy trung vị như trên."),
        "desk/indicators_count.py: taken, middle",
        _CASE.format("opened, replied, approved"),
        _HOURS,
        _median(1),
    ),
    Indicator(
        "rated",
        N_("Lượt đánh giá"),
        N_("Số đánh giá nhận được trong tuần; mỗi người hỏi đánh giá một phiếu một lần."),
        _COUNT,
        "satisfaction",
        N_("lượt"),
        _counted("rated"),
    ),
    Indicator(
        "satisfied",
        N_("Hài lòng"),
        N_("Số đánh giá “Hài lòng” chia cho số đánh giá."),
        _COUNT,
        "satisfaction",
        _PERCENT,
        _share("rated", "satisfied", "dissatisfied"),
    ),
    Indicator(
        "reopened",
        N_("Số lần mở lại"),
        N_("Số lần phiếu đã trả lời hoặc đã rút được mở lại trong tuần."),
        _COUNT,
        _CASE.format("reopened"),
        N_("lần"),
        _counted("reopened"),
    ),
    Indicator(
        "blockages",
        N_("Vướng mắc nhiều nhất"),
        N_("Các thủ tục có nhiều phiếu mở nhất trong tuần; chỉ nêu thủ tục có từ 5 phiếu."),
        "desk/indicators_figures.py: Figures.blockages",
        _CASE.format("opened"),
        _CASES,
        _counted("handed"),
    ),
)
BY_KEY = {one.key: one for one in INDICATORS}
