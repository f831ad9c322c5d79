"""Whether a message discloses or demands what is marked as a state secret.

Refused are stamps, numbers of marked papers, and contents told or demanded. A question about
the rules of such papers ("tài liệu mật gửi qua iOffice được không?") is none of these.
"Mật" is also honey, gall, density and a password: the words beside it tell.
"""

import re

from retrieval.guard_words import Words

_GAP = r"[ \t]{0,3}"  # stamps are spaced out too: "M Ậ T"


def _spaced(word: str) -> str:
    return _GAP.join(word)


def _stamps(mark: str, *degrees: str) -> list[str]:
    return [*(f"{_spaced(degree)}{_GAP}{_spaced(mark)}" for degree in degrees), _spaced(mark)]


_DEGREES = ("TUYỆT", "TUYET", "TỐI", "TOI")
_STAMPS = "|".join([*_stamps("MẬT", *_DEGREES), *_stamps("MAT", *_DEGREES)])
_SECRET = "tuyệt mật|tối mật|mật|tuyet mat|toi mat|mat"
# A stamp as a line of its own, or at a line's beginning before what it marks.
_ALONE = re.compile(rf"^[^\w\n]*(?:{_STAMPS}|(?:Tuyệt |Tối )?[Mm]ật)[^\w\n]*$", re.MULTILINE)
_LEADING = re.compile(
    rf"^[^\w\n]*(?:(?:TUYỆT|TỐI)\s{{1,3}}MẬT(?!\w)|(?:{_STAMPS})\s{{0,3}}[-–:\])])", re.MULTILINE
)
# As in "mức tối mật: …" and "độ mật A".
_LEVEL = re.compile(
    r"(?<!\w)(?:dấu|loại|bản|mức|dau|loai|ban|muc)\s(?:tuyệt|tối|tuyet|toi)\s(?:mật|mat)\s{0,3}[:–]"
    r"|(?<!\w)(?:độ|mức độ|mức|do|muc do|muc)\s+(?:mật|mat)\s{0,3}[:=-]\s{0,3}"
    rf"(?:{_SECRET}|[abc](?!\w))"
)
_PAPER = (
    r"(?:tài liệu|văn bản|công văn|báo cáo|kế hoạch|hồ sơ|chỉ thị|nghị quyết|quyết định|tờ trình|"
    r"thông báo|phương án|bản đồ|số liệu|danh sách|nội dung|thông tin|điện|đề án|kết luận|"
    r"vb|cv|tl|bc|kh|qđ|"
    r"tai lieu|van ban|cong van|bao cao|ke hoach|ho so|chi thi|nghi quyet|quyet dinh|to trinh|"
    r"thong bao|phuong an|ban do|so lieu|danh sach|noi dung|thong tin|de an|ket luan|qd)"
)
# Not honey, gall, dense, a password …
_NOT_BEFORE = r"(?<!bảo )(?<!bí )(?<!túi )(?<!thân )(?<!sỏi )(?<!bao )(?<!bi )(?<!tui )"
_NOT_AFTER = (
    r"(?!\s(?:độ|khẩu|ong|mã|thiết|mía|gấu|vụ|thư|hoa|do|khau|ma|thiet|giay|roi|bao|may|cap))"
)
_MARK = rf"{_NOT_BEFORE}(?:(?:tuyệt|tối|tuyet|toi)\s)?(?:mật|mat)(?!\w){_NOT_AFTER}"
# As in "12/BC-UBND (mật)", "công văn mật số 12" and "12/KH-mật".
_NUMBER = r"\d{1,5}\s?[/-]\s?[\w/.&-]{2,40}"
_NUMBERED = re.compile(
    rf"{_NUMBER}[^\n?!]{{0,20}}?[(\[]\s?(?:{_SECRET})\s?[)\]]"
    rf"|{_PAPER}[^\n?!.]{{0,12}}?{_MARK}\s(?:số|so)\s?:?\s?\d"
    r"|(?<!\d)\d{1,5}[/-](?:\w{1,12}[/-]){0,3}mật(?!\w)"
)
_STATE_SECRET = "(?:bí mật nhà nước|bi mat nha nuoc)"
_MARKED = re.compile(
    rf"(?<!\w){_PAPER}(?:\s[^\W_]+){{0,3}}?\s(?:đóng dấu |dấu |loại |dong dau )?{_MARK}"
    r"|(?:nội dung|tài liệu|văn bản|thông tin|danh sách|noi dung|tai lieu|thong tin|danh sach)"
    rf"(?:\s[^\W_]+){{0,3}}?\s{_STATE_SECRET}"
    rf"|{_STATE_SECRET} (?:về|ve|của|cua)(?!\w)"
    r"|(?:top secret|state secret|secret|classified) (?:documents?|papers?|reports?|files?|"
    r"letters?)"
    r"|(?:dokumen|surat|laporan) (?:sangat )?rahasia|rahasia negara"
)
_CONTENTS = re.compile(
    r":\s*(?:\S+\s+){2}\S"
    r"|(?<!\w)(?:như sau|sau đây|dưới đây|dán sau|dán kèm|có ghi|có nêu|ghi rõ|ghi là|ghi rằng|"
    r"nêu rõ|nêu rằng|cho biết rằng|nhu sau|sau day|duoi day|co ghi|co neu|ghi ro|ghi la|neu ro|"
    r"says|states|as follows|below)(?!\w)"
)
_DEMANDS = re.compile(
    r"(?<!\w)(?:tom tat|trich|doc giup|doc ho|dich giup|dich ho|soat|viet lai|gop y|cung cap|"
    r"cho (?:toi|em|minh|anh|chi|xin|xem)(?: xem| biet| xin)?|in (?:ra|toan bo|het)|gui (?:toi|em|"
    r"cho)|"
    r"em gui|toi gui|gui (?:giup|ho|dum)|ban (?:scan|sao|chup)|xin (?:file|ban)|muon xem|"
    r"can (?:file|ban)|hien thi|tiet lo|lay (?:cho|giup|het|toan)|tai (?:ve|xuong)|liet ke|"
    r"dua (?:cho|ra)|"
    r"print|show|give|reveal|list|send me|summari[sz]e|translate|tampilkan|berikan|kirim)(?!\w)"
)
_RULES = re.compile(
    r"(?<!\w)(?:duoc khong|duoc ko|dc khong|dc ko|dc k|duoc k|co duoc|duoc phep|the nao|ntn|ra sao|"
    r"quy dinh|tham quyen|la gi|luat|nghi dinh|thong tu|ai co|ai duoc|ai ky|ai duyet|bao lau|"
    r"may ngay|o dau|khi nao|thu tuc|cach|co phai|phai lam gi|lam sao|bi phat|muc phat|xu ly|"
    r"nao|can i|may i|is it allowed|how|who|where|boleh|bagaimana)(?!\w)"
)
# Said of a marked paper, without any question about the rules: it is at hand.
_AT_HAND = re.compile(
    r"(?<!\w)(?:(?:em|toi|minh|chung toi|co quan|don vi|xa|ben em)(?: \w+)? (?:co|nhan|gui|dang|"
    r"da|duoc)"
    r"|(?:in|xem|doc|dich|sua|soat|viet|dinh dang|trinh bay|danh may|go|chep|scan|chuyen|nhap)"
    r"(?: \w+){0,2} (?:giup|ho|dum|gium|lai|ho em)|nho|dinh kem|gui (?:kem|file|anh|chi|ban))(?!\w)"
)
_SHORT = 15  # words of a question about the rules, its colon included


def discloses_secret(words: Words) -> bool:
    """Whether a message has a stamp or a number of a marked paper, tells what stands in one, or
    wants it."""
    text, typed = words.text, words.typed
    if "\n" in text and _ALONE.search(text):
        return True
    if _stamp_alone(text) or _LEADING.search(text) or _LEVEL.search(typed):
        return True
    if _NUMBERED.search(typed):
        return True
    marked = _MARKED.search(typed) or _MARKED.search(words.lower)
    if not marked:
        return False
    if _RULES.search(words.folded):
        return bool(_CONTENTS.search(typed, marked.start())) and not _asks_shortly(typed)
    if _CONTENTS.search(typed) or _DEMANDS.search(words.folded):
        return True
    return bool(_AT_HAND.search(words.folded))


def _stamp_alone(text: str) -> bool:
    """A message of the stamp alone, accented: "MAT" may be anything."""
    return bool(_ALONE.search(text)) and "Ậ" in text


def _asks_shortly(typed: str) -> bool:
    return len(typed.split()) <= _SHORT
