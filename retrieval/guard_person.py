"""Whether a message asks about a certain person or that person's dossier.

Such things are looked up by the code of the dossier where it was handed in, not here.
"""

import re

from corpus.personal_names import SURNAMES
from corpus.personal_numbers import Personal
from corpus.text import fold_in_place

_LABEL = {what: re.escape(fold_in_place(what.value)) for what in Personal}
_NAME = _LABEL[Personal.NAME]
_ANY = "|".join(_LABEL.values())
_SOME = f"(?:{_ANY})"
_TITLE = r"(?:ong|ba|anh|chi|em|chau|co|chu|bac|cu|mr|mrs|ms)"
_OWNER = rf"(?:{_TITLE}|toi|minh|e|cong dan|nguoi dan|nha em)"
_FILE = r"(?:ho so|hs|don|giay to|application|dossier|berkas)"
# "chi nguyen thi lan": all in small letters, told by its beginning and its middle.
_SMALL = (
    rf"(?:{_TITLE} (?:{'|'.join(sorted(SURNAMES))}) "
    r"(?:van|thi|huu|duc|ngoc|thanh|xuan|quang|minh|kim|thu|cong|dinh|viet|hong|quoc|trong|tuan)"
    r"|(?:nguyen|tran|pham|huynh|hoang) (?:van|thi)) [a-z]{2,7}(?![a-z])"
)
_NAMED = re.compile(rf"{_NAME}|(?<![a-z]){_SMALL}")
_STATUS = re.compile(
    r"(?:toi|den|ve) dau (?:roi|r|rui|vay|the|a|nhi)(?![a-z])|(?:toi|den) dau\W*$"
    r"|(?:xong|duyet|giai quyet|ket qua|kq|tra loi|tra ket qua|xu ly|ky) (?:xong )?chua(?![a-z])"
    r"|(?:co|ra) (?:ket qua|kq) (?:chua|ch)(?![a-z])"
    r"|(?:sao|vi sao|tai sao|ly do)(?: lai)? bi (?:tra|tu choi)|bi (?:tra lai|tu choi) (?:vi|la) "
    r"|bao lau nua|(?:o|den|toi) (?:buoc|khau) nao|dang o dau|tinh trang (?:ho so|don|giai quyet|"
    "xu ly)"
    r"|(?<![a-z])da(?: [a-z]+){1,6} chua(?: (?:a|vay|nhi|the|ha|roi))*\W*$"
    r"|dang (?:bi )?(?:vuong|mac|ket|treo|nam o)(?![a-z])"
    r"|chua (?:thay|co|nhan|nhan duoc|duoc)(?: [a-z]+)? (?:tra loi|ket qua|kq|duyet|phan hoi|giay)"
    r"|the status of|where is|sudah sampai mana"
)
_WHEN = re.compile(r"(?:bao gio|khi nao|chung nao|hom nao) (?:moi )?(?:co|xong|tra|nhan|lay|ra)")
_OWNED = re.compile(
    rf"(?<![a-z]){_FILE}(?: [^\W_]+){{0,8}}? (?:cua|cho|do|ma|nha) (?:{_OWNER}(?![a-z])|{_NAME})"
    rf"|(?<![a-z]){_FILE} (?:{_TITLE} )?(?:{_NAME}|toi|em|e|minh)(?: (?:nop|gui|lam|xin))?(?![a-z])"
)
_CHECK = (
    r"(?<![a-z])(?:tra (?:cuu|giup|ho|dum|xem|thong|ten|so|ma)|tra(?= \[)|kiem tra|xem|check|tim"
    r"|xac minh|xac nhan|ra soat|look up|find|cek)"
)
_LOOK_UP = re.compile(rf"{_CHECK}(?: (?!nop|o dau)[^\W_]+){{0,8}}? {_SOME}")
_CHECKED = re.compile(
    r"(?<![a-z])(?:kiem tra|tra|xem|check|xac minh|ra soat|do)(?: lai)? (?:giup|ho(?! so)|dum|gium)"
)
_BELONGS = re.compile(
    rf"{_SOME}(?: [^\W_]+){{0,3}} (?:la )?(?:cua ai|la ai|(?:nha|song|dang) o dau|"
    "bao nhieu tuoi)(?![a-z])"
    rf"|(?<![a-z])ai la {_SOME}|chu (?:thue bao|so|tai khoan|the)(?: [^\W_]+){{0,3}} {_SOME}"
    rf"|{_SOME}(?: [^\W_]+){{0,6}} co phai (?:la )?"
    r"(?:dang vien|can bo|cong chuc|con|vo|chong|em|chu|nguoi)(?! nop)(?![a-z])"
    rf"|{_SOME}(?: (?:co|da|dang|con|bi|hien))+ "
    r"(?:tien an|tien su|no|vi pham|ket hon|ly hon|song|mat)(?![a-z])"
)
_FACTS = (
    r"(?:so dien thoai|sdt|dien thoai|dia chi|cccd|cmnd|can cuoc|ngay sinh|nam sinh|luong|que quan"
    r"|ly lich|so tai khoan|stk|email|zalo|facebook|nha rieng|phone|address)"
)
_PRIVATE = re.compile(
    rf"(?<![a-z]){_FACTS}(?: (?:nha|rieng|ca nhan|number|so))*(?: (?:cua|of))? (?:{_TITLE}\.? )?"
    rf"(?:{_NAME}|{_SMALL})"
    rf"|{_NAME}(?: [^\W_]+){{0,8}} (?:luong|thu nhap|que quan|so dien thoai|sdt|dia chi|tuoi) "
    r"(?:la )?(?:bao nhieu|may|o dau|so may|gi)"
)
_CERTAIN = re.compile("|".join(_LABEL[one] for one in (Personal.NAME, Personal.IDENTITY)))
_DOSSIER = re.compile(_LABEL[Personal.DOSSIER])
_LABEL_IDENTITY = re.compile(_LABEL[Personal.IDENTITY])
_FEW = 2  # words beside a number that ask nothing of their own


_YET = re.compile(
    r"(?<![a-z])(?<!dung )(?<!phai )(?<!du )(?<!le )chua(?: (?:a|vay|nhi|the|ha))*"
    r"(?=\s*(?:[,?.!]|$))"
)
_PROCEDURE = re.compile(
    r"(?<![a-z])(?:can (?:gi|nhung)|giay to gi|gom (?:nhung )?gi|o dau|may ngay|bao lau|bao nhieu"
    r"|the nao|duoc khong|dc khong|duoc ko|co phai|quy dinh|thu tuc nao|mau (?:nao|don))"
)


def asks_about_person(masked: str) -> bool:
    """``masked`` is the message after masking: its marks tell what stood there."""
    text = " ".join(fold_in_place(masked.lower()).split())
    marked = re.search(_SOME, text)
    named = _NAMED.search(text)
    if marked and (_bare(text) or _LOOK_UP.search(text) or _BELONGS.search(text)):
        return True
    if (marked or named) and _STATUS.search(text):
        return True
    if _PRIVATE.search(text) or (_CERTAIN.search(text) and _CHECKED.search(text)):
        return True
    if (marked or named) and _YET.search(text) and not _PROCEDURE.search(text):
        return True
    owned, dossier = _OWNED.search(text), _DOSSIER.search(text)
    if owned and _STATUS.search(text):
        return True
    return bool((dossier or (owned and named)) and _WHEN.search(text))


def _bare(text: str) -> bool:
    """Whether there is hardly more than the number of a card or a dossier."""
    if not (_DOSSIER.search(text) or _LABEL_IDENTITY.search(text)):
        return False
    rest = re.sub(_SOME, " ", text)
    return len(re.findall(r"[^\W_]+", rest)) <= _FEW
