"""What the name of a font tells: the old encoding it is for, and whether it draws capitals."""

import re

from reader.old_encodings import Encoding

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_STYLE = re.compile(r"[\s,_-]*(?:bold|italic|oblique|regular|normal|roman|mt)+$", re.IGNORECASE)
_NAMES = (
    (Encoding.VNI, re.compile(r"\.?vni(?:[-_ ]|times|helve|$)", re.IGNORECASE)),
    (Encoding.VPS, re.compile(r"vps[-_ ]?\w", re.IGNORECASE)),
    (Encoding.VISCII, re.compile(r".*viscii|vi[-_ ]?(?:times|arial|courier)", re.IGNORECASE)),
    (
        Encoding.VISCII,
        re.compile(r"(?:hoang ?yen|minh ?quan|phuong ?thao|tha ?huong|u ?hoai)", re.I),
    ),
    (Encoding.TCVN3, re.compile(r"\.vn|.*tcvn|abc[-_ ]", re.IGNORECASE)),
    (Encoding.TCVN3, re.compile(r"Vn[A-Z]|vn(?:time|arial|book|cour|helv|tahoma)")),
)
SYMBOLS = re.compile(r"symbol|dings|mt extra", re.IGNORECASE)


def encoding_of_font(name: str) -> Encoding | None:
    """The encoding that the name of a font stands for."""
    bare = _SUBSET.sub("", name.strip())
    return next((encoding for encoding, known in _NAMES if known.match(bare)), None)


def draws_capitals(name: str) -> bool:
    """.VnTimeH and its like have capitals for all letters."""
    bare = _STYLE.sub("", _SUBSET.sub("", name.strip()))
    known = bare.lower().lstrip(".").startswith("vn") and not bare.lower().startswith("vni")
    return known and (bare.endswith("H") or (bare == bare.lower() and bare.endswith("h")))
