"""Questions of a season in which blockages are tangled: a second measure, made otherwise.

A blockage is one cause at one procedure (``tangles.tsv``). Several share their procedure, each
cause is told in the same words of many procedures, and the same is asked of others and answered.
``Style`` says how people write, what is known of a question besides its text, and of what size and
spread blockages are. Nothing here is a person's question.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from corpus.text import strip_accents
from desk.aspects import asked_for
from desk.cause import ASKED_FOR, Cause
from desk.trouble import Asked
from retrieval.question import Unit
from tests.fakes.troubles import BEGAN, Season, unit_name

WEEKS = 12


@dataclass(frozen=True, slots=True)
class Style:
    """``known`` is how often field and first document are known; ``wrong`` how often a question
    that nobody planted goes wrong, ``heard`` how often a planted one does; ``names`` and ``said``
    how many ways to name the procedure and to tell the cause one blockage uses at most; ``each``
    how many blockages a procedure has at most; ``causes`` whether signs tell the cause, or that
    there was no answer and no more. ``long`` ones stand in a story."""

    plain: float = 0.6
    known: float = 0.9
    wrong: float = 0.15
    heard: float = 0.9
    names: int = 2
    said: int = 4
    each: int = 3
    size: tuple[int, int] = (6, 30)
    units: tuple[int, int] = (3, 12)
    weeks: tuple[int, int] = (2, 8)
    causes: bool = True
    long: float = 0.1
    once: float = 0.5


STYLES = {
    "mixed": Style(),
    "bare": Style(known=0, names=1, causes=False, plain=1.0, long=0),
    "bare chat": Style(known=0, names=1, causes=False, plain=0.1),
    "apart": Style(each=1, plain=1.0, long=0),
    "small": Style(size=(6, 10), units=(4, 8), weeks=(3, 6)),
    "even": Style(size=(10, 10), units=(5, 5), weeks=(4, 4), plain=1.0, known=1.0, wrong=0.05),
    "few words": Style(said=2, names=1, long=0, known=0.5),
    "many names": Style(names=4, said=6),
    "stories": Style(long=0.4, known=0.5),
    "much goes wrong": Style(wrong=0.35),
    "uneven": Style(size=(6, 60), units=(3, 30), weeks=(2, 12), once=0.9),
}
Procedure = tuple[str, list[str]]
Way = tuple[Cause, list[str]]
_NONE: Procedure = ("", [""])
_UNITS = [
    Unit(province, f"{kind} {name}")
    for province in ("Hà Giang", "Thanh Hóa", "Đắk Lắk", "Bến Tre", "An Giang")
    for kind in ("Xã", "Phường", "Xã Đông", "Xã Tây")
    for name in ("Hợp", "Minh", "Quang", "Yên", "Ninh", "Khê", "Trung", "Hà", "Liên", "Xuân")
]


@cache
def table(half: str) -> tuple[list[Procedure], list[Way]]:
    """Procedures with their field, and causes, each with the ways to say it."""
    lines = Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.startswith(f"{half}\t")]
    known = {cause.value for cause in Cause}
    procedures = [(row[1], row[2].split(" / ")) for row in rows if row[1] not in known]
    return procedures, [(Cause(row[1]), row[2].split(" / ")) for row in rows if row[1] in known]


def tangled(
    seed: int,
    half: str,
    style: Style,
    planted: int = 30,
    others: int = 3_000,
    besides: Sequence[str] = (),
) -> Season:
    """``planted`` blockages among ``others``; some of those are taken from ``besides``, if any."""
    return _Tangler(random.Random(f"{half}{seed}"), half, style, besides).tangle(planted, others)


class _Tangler:
    def __init__(self, rng: random.Random, half: str, style: Style, besides: Sequence[str]) -> None:
        self._rng, self._style, self._besides = rng, style, besides
        self._procedures, self._causes = table(half)
        self._made = Season()

    def tangle(self, planted: int, others: int) -> Season:
        rng = self._rng
        pairs = [(p, c) for p in self._procedures for c in self._causes]
        chosen: list[tuple[Procedure, Way]] = []
        for pair in rng.sample(pairs, len(pairs)):
            if len(chosen) < planted and sum(p == pair[0] for p, _ in chosen) < self._style.each:
                chosen.append(pair)
                self._plant(*pair)
        room = len(self._made.asked) + others
        self._look_alikes([pair for pair in pairs if pair not in chosen])
        while len(self._made.asked) < room:
            self._other()
        self._made.asked.sort(key=lambda one: (one.at, one.id))
        return self._made

    def _plant(self, procedure: Procedure, cause: Way) -> None:
        rng, style = self._rng, self._style
        size = min(
            rng.randint(*style.size), rng.randint(*style.size) if rng.random() < style.once else 999
        )
        units = rng.sample(_UNITS, min(size, rng.randint(*style.units)))
        weeks = rng.sample(range(WEEKS), min(size, rng.randint(*style.weeks)))
        things = rng.sample(procedure[1], min(style.names, len(procedure[1])))
        ways = rng.sample(cause[1], min(style.said, len(cause[1])))
        ids = set()
        for at in range(size):
            unit = units[at] if at < len(units) else rng.choice(units)
            week = weeks[at] if at < len(weeks) else rng.choice(weeks)
            text = self._written(rng.choice(things), rng.choice(ways))
            wrong = at < 5 or rng.random() < style.heard
            ids.add(self._keep(text, procedure, unit, week, cause[0] if wrong else None))
        self._made.planted.append(frozenset(ids))

    def _look_alikes(self, pairs: list[tuple[Procedure, Way]]) -> None:
        """What only looks like a blockage: of one unit, of one week, or asked and answered."""
        rng = self._rng
        for at, (procedure, cause) in enumerate(rng.sample(pairs, min(30, len(pairs)))):
            units = rng.sample(_UNITS, 1 if at % 3 == 0 else 12)
            week = rng.randrange(WEEKS)
            for _ in range(rng.randint(8, 14) if at % 3 < 2 else rng.randint(20, 60)):
                text = self._written(rng.choice(procedure[1]), rng.choice(cause[1]))
                when = week if at % 3 == 1 else rng.randrange(WEEKS)
                wrong = rng.random() < (0.9 if at % 3 < 2 else 0.1)
                self._keep(text, procedure, rng.choice(units), when, cause[0] if wrong else None)

    def _other(self) -> None:
        rng = self._rng
        wrong = rng.random() < self._style.wrong
        if self._besides and rng.random() < 0.7:
            text, procedure = rng.choice(self._besides), _NONE
        elif rng.random() < 0.3:
            text, procedure = self._spelt(rng.choice(_CHAT)), _NONE
        else:
            procedure = rng.choice([*self._procedures, *_ELSEWHERE, *_ELSEWHERE])
            text = self._written(rng.choice(procedure[1]), rng.choice(_ASKED))
        cause = rng.choice((Cause.NO_SOURCE, Cause.NO_SOURCE, Cause.WRONG, Cause.UNCLEAR))
        unit, week = rng.choice(_UNITS), rng.randrange(WEEKS)
        self._keep(text, procedure, unit, week, cause if wrong else None)

    def _keep(
        self, text: str, procedure: Procedure, unit: Unit, week: int, cause: Cause | None
    ) -> str:
        rng, name = self._rng, f"t{len(self._made.asked):05d}"
        at = BEGAN + timedelta(weeks=week, minutes=rng.randrange(5 * 24 * 60))
        signs = set(asked_for(text))
        if cause is not None:
            signs |= {cause} if self._style.causes else set()
            if not self._style.causes or cause in ASKED_FOR:
                signs.add(Cause.NO_SOURCE)
        field, subject = procedure[0], procedure[1][0]
        if rng.random() >= self._style.known:
            field = subject = ""
        elif rng.random() < 0.3:
            subject = f"{field} {rng.randrange(5)}"
        self._made.asked.append(
            Asked(name, at, unit, unit_name(unit), text, field, subject, frozenset(signs))
        )
        return name

    def _written(self, thing: str, way: str) -> str:
        rng = self._rng
        text = rng.choice(("{t} {w}", "{w} khi {t}", "{t}: {w}", "{w}, về {t}", "{t} thì {w}"))
        text = text.format(t=thing, w=way)
        if rng.random() < self._style.long:
            text = f"{rng.choice(_STORIES)} {text}. {rng.choice(_ENDS)}"
        return self._spelt(text)

    def _spelt(self, text: str) -> str:
        rng = self._rng
        if rng.random() < self._style.plain:
            return text[:1].upper() + text[1:] + rng.choice(("", "?"))
        for long, short in _TEEN:
            if rng.random() < 0.7:
                text = text.replace(long, short)
        if rng.random() < 0.6:
            text = strip_accents(text)
        if rng.random() < 0.2:
            at = rng.randrange(2, max(3, len(text) - 1))
            text = text[:at] + text[at] * 2 + text[at + 1 :]
        return f"{rng.choice(_HEY)}{text}{rng.choice(_BYE)}"


_TEEN = (
    ("không", "ko"), ("được", "đc"), ("bao nhiêu", "bnhiu"), ("giấy", "giay"), ("những", "nhg"),
    ("hướng dẫn", "hd"), ("quy định", "qđ"), ("nghị định", "nđ"), ("thông tư", "TT"), ("với", "vs"),
    ("ủy ban nhân dân", "ubnd"), ("hồ sơ", "hso"), ("người", "ng"), ("trước", "trc"), ("gì", "j"),
)  # fmt: skip
_HEY = ("", "", "", "ad cho hỏi ", "mn ơi ", "alo ", "hỏi nhanh: ", "xin chào, ")
_BYE = ("", "", " ạ", " z", " v ạ", " nhé", " ???", " cảm ơn ad")
_STORIES = (
    "Hôm qua có ba hộ dân trong xóm lên trụ sở phản ánh, đã ghi sổ mà chưa trả lời được.",
    "Xã chúng tôi vừa sáp nhập từ ba xã, cán bộ cũ nghỉ hết, người mới nhận việc từ đầu tháng.",
    "Sau cuộc họp giao ban sáng nay lãnh đạo yêu cầu báo cáo rõ việc này trước thứ sáu.",
    "Đã gọi điện cho sở hai lần mà không ai nghe máy, gửi công văn cũng chưa có hồi âm.",
    "Tôi là công chức mới được phân công, còn nhiều bỡ ngỡ, mong được chỉ dẫn tận tình.",
)
_ENDS = (
    "Rất mong sớm nhận được trả lời để kịp báo cáo lãnh đạo.", "Xin cảm ơn quý cơ quan.",
    "Dân đang chờ ở bộ phận một cửa.", "Nếu được xin gửi kèm đường dẫn.",
)  # fmt: skip
_ASKED = (
    "cần giấy tờ gì", "nộp tại đâu", "làm qua mạng được không", "gồm những bước nào",
    "điều kiện ra sao", "có cần bản chính không", "kết quả trả thế nào", "ai được nộp thay",
    "bị trả lại vì sao", "tra cứu ở trang nào", "mất giấy thì cấp lại sao", "phải chụp ảnh không",
    "lưu trữ bao lâu", "số lượng bộ nộp", "người dân tộc có gì khác", "đối tượng áp dụng là ai",
)  # fmt: skip
_CHAT = (
    "chào buổi sáng", "cảm ơn", "máy tính không vào được mạng", "bao giờ có lương", "quên mật khẩu",
    "gửi nhầm rồi", "có ai ở đó không", "cho tôi gặp người thật", "thời tiết hôm nay", "tốt lắm",
    "phần mềm bị treo", "in không ra", "số điện thoại phòng văn hóa", "hôm nay có làm việc không",
)  # fmt: skip
_ELSEWHERE = (
    ("Thuế", ["kê khai thuế khoán", "thuế hộ kinh doanh"]),
    ("Thuế", ["hóa đơn điện tử", "xuất hóa đơn lẻ"]),
    ("Tư pháp", ["lý lịch tư pháp", "phiếu lý lịch"]),
    ("Tư pháp", ["đăng ký nuôi con nuôi", "con nuôi thực tế"]),
    ("Cư trú", ["đăng ký thường trú", "nhập hộ khẩu về nhà vợ"]),
    ("Cư trú", ["xác nhận cư trú", "giấy CT07"]),
    ("Kinh doanh", ["đăng ký hộ kinh doanh", "giấy phép hộ cá thể"]),
    ("Kinh doanh", ["thành lập hợp tác xã", "đăng ký HTX"]),
    ("Bảo hiểm", ["bảo hiểm xã hội tự nguyện", "đóng BHXH tự nguyện"]),
    ("Bảo hiểm", ["thai sản", "chế độ thai sản một lần"]),
    ("Giao thông", ["đăng ký xe máy", "bấm biển số xe"]),
    ("Giao thông", ["giấy phép đào đường", "đào lề đường đặt ống nước"]),
    ("Nông nghiệp", ["hỗ trợ thiệt hại do bão", "kê khai thiệt hại lúa ngập"]),
    ("Nông nghiệp", ["chứng nhận VietGAP", "vùng trồng xuất khẩu"]),
)
