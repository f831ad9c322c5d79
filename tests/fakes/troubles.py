"""Questions of a season with blockages planted among them, to measure what is found.

Nothing here is a person's question: matters, ways to ask and units are made up (``troubles.tsv``
and below). The ground truth is known: which questions belong to which planted blockage. What is
around them is meant to be hard: much-asked questions that are answered, the same matters as the
planted ones asked otherwise, a unit that sends one question ten times, a storm of a single week,
small talk, and single questions that were not answered.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from corpus.text import strip_accents
from desk.cause import ASKED_FOR, Cause
from desk.trouble import Asked
from retrieval.question import Unit

WEEKS = 12
BEGAN = datetime(2026, 8, 31, 1, tzinfo=UTC)  # a Monday, 08:00 in Vietnam
_PROVINCES = ("Lào Cai", "Nghệ An", "Đồng Tháp", "Quảng Trị", "Phú Thọ", "Cà Mau", "Gia Lai")
_FIRST = ("Tân", "Bình", "Phú", "An", "Vĩnh", "Mỹ", "Hòa", "Đông", "Nam", "Thạnh")
_SECOND = ("Lập", "Hưng", "Thịnh", "Sơn", "Giang", "Hải", "Thành", "Lộc")


@dataclass(frozen=True, slots=True)
class Matter:
    """A blockage that may be planted."""

    field: str
    cause: Cause
    things: tuple[str, ...]
    troubles: tuple[str, ...]


@dataclass(slots=True)
class Season:
    """All questions in the order of time, and the ids of each planted blockage."""

    asked: list[Asked] = field(default_factory=list)
    planted: list[frozenset[str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Told:
    """A question, what it is about in truth ("thing/matter"), and whether it was planted."""

    asked: Asked
    matter: str
    planted: bool = False


def in_order(told: Iterable[Told], letter: str) -> list[Told]:
    """In the order of time, with ids that begin with ``letter``."""
    return [
        replace(one, asked=replace(one.asked, id=f"{letter}{number:05d}"))
        for number, one in enumerate(
            sorted(told, key=lambda one: (one.asked.at, one.asked.text)), 1
        )
    ]


def season_of(told: Sequence[Told]) -> Season:
    """The season of questions of which the truth is known."""
    clusters = defaultdict[str, set[str]](set)
    for one in told:
        if one.planted:
            clusters[one.matter].add(one.asked.id)
    return Season([one.asked for one in told], [frozenset(ids) for ids in clusters.values()])


@cache
def matters(half: str) -> tuple[Matter, ...]:
    """Those of one half of the table; the method was tuned on "a" and never saw "b"."""
    lines = Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.startswith(f"{half}\t")]
    return tuple(
        Matter(row[1], Cause(row[2]), tuple(row[3].split(" / ")), tuple(row[4].split(" / ")))
        for row in rows
    )


def season(seed: int, half: str, planted: int = 30, others: int = 3_000) -> Season:
    """``planted`` blockages of 6 to 40 questions among ``others``."""
    return _Sower(random.Random(f"{half}{seed}"), half).sow(planted, others)


class _Sower:
    def __init__(self, rng: random.Random, half: str) -> None:
        self._rng = rng
        self._half = half
        self._made = Season()
        self._units = [
            Unit(province, f"Xã {one} {two}")
            for province in _PROVINCES
            for one in _FIRST
            for two in _SECOND
        ]

    def sow(self, planted: int, others: int) -> Season:
        all_of = self._rng.sample(matters(self._half), len(matters(self._half)))
        for matter in all_of[:planted]:
            self._plant(matter)
        room = len(self._made.asked) + others
        self._storms(all_of[planted:])
        self._answered_well()
        for matter in all_of:
            self._asked_otherwise(matter)
        self._loud_units()
        self._small_talk()
        while len(self._made.asked) < room:
            field_, things = self._rng.choice(_MATTERS)
            text = self._written(self._rng.choice(things), self._rng.choice(_ASKS))
            self._add(text, field_, 0.3, things[0])
        del self._made.asked[room:]
        self._made.asked.sort(key=lambda one: (one.at, one.id))
        return self._made

    def _plant(self, matter: Matter) -> None:
        """6 to 40 questions over 3 to 15 units and 2 to 8 weeks, most of them not answered."""
        rng = self._rng
        size = rng.randint(6, 40)
        units = rng.sample(self._units, min(size, rng.randint(3, 15)))
        weeks = sorted(rng.sample(range(WEEKS), min(size, rng.randint(2, 8))))
        ids = set()
        for at in range(size):
            # Each unit and each week at least once.
            unit = units[at] if at < len(units) else rng.choice(units)
            week = weeks[at] if at < len(weeks) else rng.choice(weeks)
            text = self._written(rng.choice(matter.things), rng.choice(matter.troubles))
            signs = _signs(matter) if at < 4 or rng.random() < 0.9 else frozenset()
            ids.add(self._keep(text, matter.field, unit, week, signs, matter.things[0]))
        self._made.planted.append(frozenset(ids))

    def _answered_well(self) -> None:
        """What everybody asks and is told, and what some ask and most are told."""
        chosen = self._rng.sample([(m, ask) for m in _MATTERS for ask in _ASKS], 75)
        for at, ((field_, things), ask) in enumerate(chosen):
            popular = at < 15
            many = self._rng.randint(40, 90) if popular else self._rng.randint(5, 25)
            for _ in range(many):
                thing = self._rng.choice(things)
                self._add(self._written(thing, ask), field_, 0.05 if popular else 0.15, things[0])

    def _asked_otherwise(self, matter: Matter) -> None:
        for _ in range(self._rng.randint(3, 12)):
            text = self._written(self._rng.choice(matter.things), self._rng.choice(_ASKS))
            self._add(text, matter.field, 0.12, matter.things[0])

    def _loud_units(self) -> None:
        """One unit, or two, send one question again and again."""
        for _ in range(12):
            (field_, things), ask = self._rng.choice(_MATTERS), self._rng.choice(_ASKS)
            units = self._rng.sample(self._units, self._rng.randint(1, 2))
            for _ in range(self._rng.randint(6, 15)):
                text = self._written(self._rng.choice(things), ask)
                week = self._rng.randrange(WEEKS)
                signs = frozenset({Cause.NO_SOURCE})
                self._keep(text, field_, self._rng.choice(units), week, signs, things[0])

    def _storms(self, left: list[Matter]) -> None:
        """Many units within one week, and never again."""
        for matter in left[:4]:
            week = self._rng.randrange(WEEKS)
            for unit in self._rng.sample(self._units, self._rng.randint(6, 12)):
                text = self._written(self._rng.choice(matter.things), matter.troubles[0])
                self._keep(text, matter.field, unit, week, _signs(matter), matter.things[0])

    def _small_talk(self) -> None:
        for _ in range(250):
            self._add(self._spelt(self._rng.choice(_TALK)), "", 0.25)
        for _ in range(100):
            self._add(self._spelt(self._rng.choice(_OUTSIDE)), "", 0.2)

    def _add(self, text: str, field_: str, chance: float, about: str = "") -> None:
        """By anybody at any time; with a ``chance`` of not being answered."""
        causes = (Cause.NO_SOURCE, Cause.NO_SOURCE, Cause.WRONG, Cause.UNCLEAR)
        troubled = self._rng.random() < chance
        signs = frozenset({self._rng.choice(causes)} if troubled else ())
        unit, week = self._rng.choice(self._units), self._rng.randrange(WEEKS)
        self._keep(text, field_, unit, week, signs, about)

    def _keep(
        self,
        text: str,
        field_: str,
        unit: Unit,
        week: int,
        signs: frozenset[Cause],
        about: str = "",
    ) -> str:
        name = f"q{len(self._made.asked):05d}"
        minutes = self._rng.randrange(5 * 24 * 60)
        at = BEGAN + timedelta(weeks=week, minutes=minutes)
        known, subject = self._first_hit(field_, about)
        asked = Asked(name, at, unit, unit_name(unit), text, known, subject, signs)
        self._made.asked.append(asked)
        return name

    def _first_hit(self, field_: str, about: str) -> tuple[str, str]:
        """The document that a search had first, and its field: of one matter the same in half of
        all cases, as measured with the starter documents; else another, mostly of the field."""
        draw = self._rng.random()
        if draw < 0.1 or not field_:
            return "", ""
        if draw < 0.6:
            return field_, f"{field_} {sum(map(ord, about)) % 6}"
        if draw > 0.9:
            field_ = self._rng.choice(_MATTERS)[0]
        return field_, f"{field_} {self._rng.randrange(6)}"

    def _written(self, thing: str, ask: str) -> str:
        rng = self._rng
        order = rng.random()
        if order < 0.5:
            text = f"{thing} {ask}"
        elif order < 0.75:
            text = f"{ask} đối với {thing}"
        else:
            text = f"về {thing}{rng.choice((',', ' thì', ':'))} {ask}"
        if rng.random() < 0.3:
            text = f"{text} {rng.choice(_FILL)}"
        return self._spelt(f"{rng.choice(_BEFORE)}{text}{rng.choice(_AFTER)}")

    def _spelt(self, text: str) -> str:
        """With accents, without, with some; short forms; a letter that slipped."""
        rng = self._rng
        way = rng.random()
        if way < 0.25:
            for long, short in _SHORT:
                text = text.replace(long, short)
        if rng.random() < 0.3:
            text = strip_accents(text)
        elif way > 0.9:
            words = text.split(" ")
            text = " ".join(strip_accents(w) if rng.random() < 0.5 else w for w in words)
        if rng.random() < 0.12 and len(text) > 12:
            at = rng.randrange(4, len(text) - 2)
            text = text[:at] + text[at + 1 :]
        return text[:1].upper() + text[1:] if rng.random() < 0.4 else text


def _signs(matter: Matter) -> frozenset[Cause]:
    """What it asks for goes with there being no source for it."""
    return frozenset(
        {matter.cause, Cause.NO_SOURCE} if matter.cause in ASKED_FOR else {matter.cause}
    )


def unit_name(unit: Unit) -> str:
    return f"{unit.province}\n{unit.commune}"


_BEFORE = (
    "", "", "", "cho em hỏi ", "xin hỏi ", "anh chị cho hỏi ", "dạ ", "kính gửi Tổ thường trực, ",
    "em chào anh chị, ", "nhờ tổ hướng dẫn ", "cho xã hỏi ", "ad ơi ",
)  # fmt: skip
_AFTER = ("", "", "?", " ạ", " ạ?", " với ạ", ", em cảm ơn", " vậy", " thế ạ", "??")
_FILL = ("xã em", "bên em", "trên địa bàn xã", "ở xã mới sáp nhập", "năm nay", "theo quy định mới")
_SHORT = (
    ("không", "k"), ("được", "dc"), ("bao nhiêu", "bn"), ("thủ tục hành chính", "TTHC"),
    ("hồ sơ", "hs"), ("văn bản", "vb"), ("giấy phép", "GP"), ("công nghệ thông tin", "CNTT"),
    ("khoa học và công nghệ", "KH&CN"), ("sở hữu trí tuệ", "SHTT"), ("nghị định", "NĐ"),
    ("an toàn bức xạ", "ATBX"), ("ủy ban nhân dân", "UBND"), ("chuyển đổi số", "CĐS"),
)  # fmt: skip
_ASKS = (
    "hồ sơ gồm những gì", "nộp ở đâu", "bao lâu có kết quả", "phí bao nhiêu", "cần giấy tờ gì",
    "mẫu đơn nào", "thủ tục thế nào", "thẩm quyền của ai", "căn cứ văn bản nào",
    "làm online được không",
    "có phải nộp bản gốc không", "các bước thực hiện", "ai ký", "ủy quyền nộp thay được không",
    "hay bị trả lại vì lỗi gì", "hiệu lực mấy năm", "gia hạn ra sao", "cấp lại khi mất thế nào",
    "điều kiện là gì", "sửa thông tin trên giấy thì làm sao", "xã có nhiệm vụ gì",
    "có bắt buộc không", "báo cáo định kỳ thế nào", "lưu hồ sơ mấy năm",
)  # fmt: skip
_MATTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Đo lường", ("kiểm tra nhà nước về đo lường", "đoàn kiểm tra đo lường của xã")),
    ("Đo lường", ("chứng nhận chuẩn đo lường", "chứng nhận chuẩn đo lường dùng kiểm định")),
    ("Đo lường", ("thẻ kiểm định viên đo lường", "cấp thẻ kiểm định viên")),
    ("Đo lường", ("đăng ký cung cấp dịch vụ kiểm định", "dịch vụ kiểm định hiệu chuẩn thử nghiệm")),
    (
        "Đo lường",
        ("dấu định lượng trên hàng đóng gói sẵn", "chứng nhận đủ điều kiện dấu định lượng"),
    ),
    ("Đo lường", ("phê duyệt mẫu phương tiện đo", "phương tiện đo nhóm 2")),
    ("Đo lường", ("công bố đủ năng lực đào tạo kiểm định viên", "cơ sở đào tạo kiểm định viên")),
    ("Chất lượng", ("công bố hợp quy", "bản công bố hợp quy")),
    ("Chất lượng", ("công bố hợp chuẩn", "hồ sơ công bố hợp chuẩn")),
    ("Chất lượng", ("đăng ký hoạt động thử nghiệm", "phòng thử nghiệm đăng ký hoạt động")),
    ("Chất lượng", ("kiểm tra chất lượng hàng hóa nhập khẩu", "miễn giảm kiểm tra hàng nhập khẩu")),
    ("Chất lượng", ("giải thưởng chất lượng quốc gia", "tham dự giải thưởng chất lượng")),
    ("Chất lượng", ("hệ thống quản lý ISO 9001 của UBND xã", "áp dụng ISO 9001 tại xã")),
    ("Chất lượng", ("quảng cáo hàng hóa có quy chuẩn", "nhãn hàng hóa")),
    ("An toàn bức xạ", ("giấy phép tiến hành công việc bức xạ", "cấp phép sử dụng X-quang y tế")),
    ("An toàn bức xạ", ("sửa đổi giấy phép bức xạ", "bổ sung giấy phép công việc bức xạ")),
    ("An toàn bức xạ", ("khai báo nguồn phóng xạ kín", "khai báo nguồn phóng xạ")),
    ("An toàn bức xạ", ("vận chuyển vật liệu phóng xạ", "giấy phép vận chuyển phóng xạ")),
    ("An toàn bức xạ", ("đánh giá an toàn phòng X-quang", "kiểm xạ khu vực đặt máy")),
    ("Tần số", ("đài vô tuyến điện nghiệp dư", "giấy phép vô tuyến nghiệp dư")),
    ("Tần số", ("chứng chỉ vô tuyến điện viên nghiệp dư", "thi chứng chỉ vô tuyến nghiệp dư")),
    ("Tần số", ("chứng chỉ vô tuyến điện viên hàng hải", "đào tạo vô tuyến điện viên hàng hải")),
    ("Tần số", ("mạng thông tin vô tuyến nội bộ", "mạng vô tuyến dùng riêng")),
    ("Tần số", ("phí sử dụng tần số", "nộp phí tần số vô tuyến điện")),
    ("Viễn thông", ("mạng viễn thông cố định mặt đất trong tỉnh", "giấy phép viễn thông cố định")),
    ("Viễn thông", ("dịch vụ bưu chính", "giấy phép bưu chính nội tỉnh")),
    ("Viễn thông", ("xuất bản bản tin", "giấy phép xuất bản bản tin")),
    ("Viễn thông", ("trang thông tin điện tử tổng hợp", "cấp phép trang tin tổng hợp")),
    ("Sở hữu trí tuệ", ("đăng ký nhãn hiệu", "đơn đăng ký nhãn hiệu hàng hóa")),
    ("Sở hữu trí tuệ", ("đăng ký sáng chế", "đơn sáng chế")),
    ("Sở hữu trí tuệ", ("kiểu dáng công nghiệp", "đăng ký kiểu dáng")),
    ("Sở hữu trí tuệ", ("rút đơn sở hữu công nghiệp", "yêu cầu rút đơn")),
    ("Sở hữu trí tuệ", ("đại diện sở hữu công nghiệp", "chứng chỉ đại diện sở hữu công nghiệp")),
    ("Chuyển đổi số", ("kế hoạch chuyển đổi số của xã", "kế hoạch chuyển đổi số hằng năm")),
    ("Chuyển đổi số", ("công khai thông tin trên cổng xã", "cung cấp thông tin trên mạng")),
    ("Chuyển đổi số", ("họp trực tuyến ba cấp", "phòng họp trực tuyến của xã")),
    ("Chuyển đổi số", ("cơ sở dữ liệu dân cư", "khai thác dữ liệu dân cư")),
    ("Chuyển đổi số", ("ứng cứu sự cố an toàn mạng", "đội ứng cứu sự cố mạng")),
    ("Sáng kiến", ("công nhận sáng kiến cấp cơ sở", "hồ sơ công nhận sáng kiến")),
    ("Sáng kiến", ("bản mô tả sáng kiến", "viết bản mô tả giải pháp")),
    ("Sáng kiến", ("hội đồng sáng kiến", "thành lập hội đồng sáng kiến")),
    ("Một cửa", ("phiếu hẹn trả kết quả", "giấy tiếp nhận và hẹn trả")),
    ("Một cửa", ("chứng thực bản sao", "chứng thực chữ ký")),
    ("Một cửa", ("đánh giá mức độ hài lòng", "khảo sát hài lòng của dân")),
    ("Một cửa", ("công khai thủ tục hành chính", "niêm yết thủ tục")),
    ("Một cửa", ("luân chuyển hồ sơ lên tỉnh", "chuyển hồ sơ cho sở")),
    ("Khoa học công nghệ", ("doanh nghiệp khoa học và công nghệ", "chứng nhận doanh nghiệp KH&CN")),
    ("Khoa học công nghệ", ("đăng ký kết quả nhiệm vụ khoa học", "giao nộp kết quả đề tài")),
    ("Khoa học công nghệ", ("hợp đồng chuyển giao công nghệ", "đăng ký chuyển giao công nghệ")),
    ("Khoa học công nghệ", ("tổ chức khoa học và công nghệ", "giấy đăng ký hoạt động KH&CN")),
)
_TALK = (
    "chào bạn", "alo có ai không", "cảm ơn nhiều nhé", "ok em rõ rồi", "test", "em cần hỗ trợ gấp",
    "cho em hỏi chút ạ", "có ai trực không ạ", "giúp em với", "hỏi tí", "anh chị ơi", "?", "hello",
    "em gửi rồi mà chưa thấy trả lời", "bot trả lời chậm quá", "cho xin số điện thoại hỗ trợ",
    "trợ lý này dùng thế nào", "chúc cả nhà buổi sáng tốt lành", "em nhầm, bỏ qua câu trên nhé",
    "câu trên chưa rõ, nói lại giúp em", "xã em mất mạng từ sáng", "cho em hỏi về thủ tục",
    "em muốn hỏi về hồ sơ", "có văn bản mới không", "hướng dẫn em với ạ", "làm thế nào vậy",
)  # fmt: skip
_OUTSIDE = (
    "đăng ký kết hôn cần gì", "làm lại căn cước", "tách thửa đất", "giá vàng hôm nay",
    "mai mưa không",
    "khai sinh cho con ngoài giá thú", "trợ cấp người cao tuổi", "lương cơ sở năm nay",
    "tối nay ai đá",
    "hộ nghèo được hỗ trợ gì", "đăng ký tạm trú", "nghỉ Tết mấy ngày", "viết giúp bài phát biểu",
    "xin giấy phép xây nhà", "chuyển trường cho con",
)  # fmt: skip
