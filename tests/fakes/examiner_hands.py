"""Officers of made-up communes, and how each of them types: the same way all season."""

import random
import re
import unicodedata
from dataclasses import dataclass

from corpus.text import strip_accents
from retrieval.question import Unit

_PROVINCES = {
    "Lạng Sơn": "bắc",
    "Thái Nguyên": "bắc",
    "Ninh Bình": "bắc",
    "Hà Tĩnh": "trung",
    "Quảng Ngãi": "trung",
    "Khánh Hòa": "trung",
    "Đồng Nai": "nam",
    "Cần Thơ": "nam",
}
_NAMES = (
    "Bắc La", "Hồng Thái", "Phúc Khánh", "Cộng Hòa", "Tràng Các", "Văn Lãng", "Quế Sơn",
    "Đức Trọng", "Hải Ninh", "Lam Sơn", "Ngọc Lặc", "Bình Khê", "Gia Hưng", "Hoàng Hoa",
    "Thọ Xuân", "Vạn Thắng", "Sơn Tịnh", "Trà Bồng", "Ba Tơ", "Diên Lạc", "Cam Hiệp",
    "Phước Bình", "Xuân Lộc", "Định Quán", "Nhơn Trạch", "Thới Lai", "Phong Điền", "Kế Sách",
)  # fmt: skip
_COMMUNES = 76

# In the order of reading: a longer form before one that it holds.
_SHORT = {
    "khoa học và công nghệ": "khcn",
    "khoa học công nghệ": "KHCN",
    "thủ tục hành chính": "tthc",
    "công nghệ thông tin": "CNTT",
    "quản lý thị trường": "QLTT",
    "hội đồng nhân dân": "hđnd",
    "nhãn hiệu tập thể": "NHTT",
    "chỉ dẫn địa lý": "CDĐL",
    "sở hữu trí tuệ": "SHTT",
    "truy xuất nguồn gốc": "TXNG",
    "hàng đóng gói sẵn": "HĐGS",
    "mã số mã vạch": "MSMV",
    "chuyển đổi số": "cđs",
    "an toàn bức xạ": "ATBX",
    "ủy ban xã": "ub xã",
    "dịch vụ công": "dvc",
    "hợp tác xã": "HTX",
    "một cửa": "1 cửa",
    "chữ ký số": "cks",
    "nghị quyết": "nq",
    "nghị định": "nđ",
    "thông tư": "tt",
    "văn bản": "vb",
    "hồ sơ": "hs",
    "giấy phép": "gp",
    "kiểm định": "kđịnh",
    "kiểm tra": "ktra",
    "quyết định": "qđ",
    "đăng ký": "đký",
    "kinh phí": "kphí",
    "công văn": "cv",
    "thời hạn": "thạn",
    "bao nhiêu": "bnhiu",
    "như thế nào": "ntn",
    "thế nào": "tnào",
    "người": "ng",
    "không": "k",
    "được": "dc",
    "trước": "trc",
    "với": "vs",
    "bao giờ": "bh",
    "cũng": "cug",
    "những": "nhg",
    "gì": "j",
    "anh chị": "ac",
}
_SHORTENED = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, _SHORT))})(?!\w)")
_SPOKEN = {
    "trung": {"thế nào": "răng", "ở đâu": "ở mô", "gì": "chi", "giờ": "chừ"},
    "nam": {"thế nào": "sao", "bao giờ": "chừng nào", "không": "hông", "ra sao": "làm sao"},
    "bắc": {"thế nào": "kiểu gì", "ra sao": "như nào"},
}
_BESIDE = {
    one: f"{before}{after}"
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for before, one, after in zip(f" {row}", row, f"{row[1:]} ", strict=False)
}
_TELEX = {
    "\u0301": "s",
    "\u0300": "f",
    "\u0309": "r",
    "\u0303": "x",
    "\u0323": "j",
    "\u0306": "w",
    "\u031b": "w",
}


@dataclass(frozen=True, slots=True)
class Habits:
    """Shares of officers: ``bare`` type no accents, ``half`` type some; ``shortened`` is how many
    of the short forms an officer knows at most, ``slips`` how many words slip, ``framed`` how many
    messages have a greeting, a story or an ending."""

    bare: float
    half: float
    shortened: float
    slips: float
    framed: float


@dataclass(frozen=True, slots=True)
class Officer:
    """``accents`` is the share of words typed with them; ``short`` the short forms in use."""

    unit: Unit
    accents: float
    short: frozenset[str]
    spoken: dict[str, str]
    slips: float
    framed: float
    small: bool


def officers(chance: random.Random, habits: Habits) -> dict[Unit, list[Officer]]:
    """Two or three of each commune, the busiest first."""
    places = [(province, name) for province in _PROVINCES for name in _NAMES]
    found = {}
    for province, name in chance.sample(places, _COMMUNES):
        unit = Unit(province, f"{chance.choice(('Xã', 'Xã', 'Xã', 'Phường'))} {name}")
        found[unit] = [_officer(chance, habits, unit) for _ in range(chance.choice((2, 2, 3)))]
    return found


def _officer(chance: random.Random, habits: Habits, unit: Unit) -> Officer:
    (accents,) = chance.choices(
        (0.0, chance.uniform(0.3, 0.8), 1.0),
        (habits.bare, habits.half, 1 - habits.bare - habits.half),
    )
    share = chance.uniform(0, habits.shortened)
    return Officer(
        unit,
        accents,
        frozenset(one for one in _SHORT if chance.random() < share),
        _SPOKEN[_PROVINCES[unit.province]] if chance.random() < 0.15 else {},
        habits.slips * chance.uniform(0.3, 1.7),
        habits.framed,
        chance.random() < 0.5,
    )


def typed(chance: random.Random, officer: Officer, text: str, frames: dict[str, list[str]]) -> str:
    """``text`` as this officer sends it."""
    for said, spoken in officer.spoken.items():
        if chance.random() < 0.6:
            text = re.sub(rf"(?<!\w){said}(?!\w)", spoken, text)
    text = _SHORTENED.sub(lambda one: _SHORT[one[0]] if one[0] in officer.short else one[0], text)
    if chance.random() < officer.framed:
        text = _framed(chance, text, frames)
    words = [
        _slipped(chance, word) if chance.random() < officer.slips else word for word in text.split()
    ]
    if officer.accents < 1:
        words = [
            word if chance.random() < officer.accents else strip_accents(word) for word in words
        ]
    text = " ".join(words)
    return text.lower() if officer.small else text[:1].upper() + text[1:]


def _framed(chance: random.Random, text: str, frames: dict[str, list[str]]) -> str:
    begins = chance.choices(("", "open", "story"), (3, 5, 2))[0]
    if begins:
        text = f"{chance.choice(frames[begins])} {text}"
    if not begins or chance.random() < 0.4:
        end = chance.choice(frames["end"])
        text = f"{text}{end}" if end[0] in ",?" else f"{text} {end}"
    return text


def _slipped(chance: random.Random, word: str) -> str:
    """A finger beside the key, a letter lost, twice or too early, or keys that made no accent."""
    if len(word) < 3 or not word.isalpha():
        return word
    at = chance.randrange(len(word) - 1)
    how = chance.random()
    if how < 0.25:
        near = _BESIDE.get(word[at], "").strip() or word[at]
        return word[:at] + chance.choice(near) + word[at + 1 :]
    if how < 0.45:
        return word[:at] + word[at + 1 :]
    if how < 0.6:
        return word[:at] + word[at] + word[at:]
    if how < 0.8:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return _keys_of(word)


def _keys_of(word: str) -> str:
    """As typed where the Vietnamese keyboard was off: "giấy" → "giaays"."""
    keys: list[str] = []
    tone = ""
    for one in unicodedata.normalize("NFD", word.replace("đ", "dd").replace("Đ", "Dd")):
        if one == "\u0302":
            keys.append(keys[-1])
        elif one in "\u0306\u031b":
            keys.append(_TELEX[one])
        elif one in _TELEX:
            tone = _TELEX[one]
        else:
            keys.append(one)
    return "".join(keys) + tone
