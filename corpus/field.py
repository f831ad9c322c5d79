"""The fields of law that documents name in short ("do-luong"), as people read them."""

from corpus.text import fold

NAMES = {
    "an-toan-buc-xa": "An toàn bức xạ hạt nhân",
    "chat-luong": "Chất lượng sản phẩm, hàng hóa",
    "chuyen-doi-so": "Chuyển đổi số",
    "do-luong": "Đo lường",
    "mot-cua": "Một cửa",
    "sang-kien": "Sáng kiến",
    "so-huu-tri-tue": "Sở hữu trí tuệ",
    "tan-so": "Tần số vô tuyến điện",
}


def field_of(said: str) -> str:
    """The short name of the field that people write in full; what is no name of one stays."""
    return next((short for short, name in NAMES.items() if fold(said) == fold(name)), said)


def field_name(short: str) -> str:
    """The name; what is not short for one of these is a name itself."""
    return NAMES.get(short, short)
