"""The words by which sentences change texts, and those that may stand around them.

The formulas are those of the drafting rules ("Sửa đổi, bổ sung … như sau:", "hết hiệu lực
kể từ ngày …"), with the variants that older texts have.
"""

import re

from corpus.relation import Verb

TEXT = (
    r"(?:Bộ [Ll]uật|Luật|Pháp lệnh|Nghị định|Thông tư(?: liên tịch)?|Quyết định|Nghị quyết|Chỉ thị"
    r"|Quy chế|Quy định)"
)
WORDS = r"(?:các |một số |những )*(?:cụm từ|từ ngữ|từ|dấu|chữ|số(?= [“\"„‟]))(?=[\s“\"„‟:])"
ORDERS = (
    (
        Verb.REWORDS,
        rf"(?:thay thế|thay|bỏ|bãi bỏ|bổ sung|sửa đổi,? bổ sung|sửa đổi|sửa)\s+{WORDS}"
        r"|(?:cụm )?từ(?=\s[“\"„‟])",
    ),
    (Verb.AMENDS, r"sửa đổi\s*,?\s*(?:và )?b[ổỏ] sung|sửa đổi|sửa(?= )"),
    (Verb.ADDS, r"bổ sung"),
    (Verb.REPLACES, r"thay thế(?: cho)?|thay(?= )"),
    (Verb.REPEALS, r"bãi bỏ|h[uủ][yỷ] bỏ|bỏ(?= )"),
    (Verb.CORRECTS, r"đính chính"),
    (Verb.SUSPENDS, r"(?:tạm )?ng[uư]n?g hiệu lực(?: thi hành)?|tạm ngừng hiệu lực"),
)
ORDER = re.compile(
    r"(?:^|(?<=[,;])\s*|(?<=\svà)\s+|(?<=;\svà)\s+)(?:"
    + "|".join(rf"(?P<{verb.name}>{words})" for verb, words in ORDERS)
    + r")(?!\w)",
    re.IGNORECASE,
)
# "Nghị định này thay thế Nghị định số …", also at the end of the sentence of commencement.
THIS_ONE = re.compile(
    rf"^{TEXT} này[^;:]{{0,140}}?(?:(?<=này)|,| và|,? đồng thời)\s+"
    r"(?P<order>(?:thay thế|bãi bỏ)\s)",
    re.IGNORECASE,
)
DECLARES = re.compile(
    r"\s(?:đều |sẽ |cũng |đã |tiếp tục |tự động |đồng thời )?(?:"
    r"(?P<ENDS>hết hiệu lực|chấm dứt hiệu lực|không còn hiệu lực|hết giá trị)"
    r"|(?P<REPEALS>(?:bị|được) (?:bãi bỏ|h[uủ][yỷ] bỏ))|(?P<REPLACES>(?:bị|được) thay thế)"
    r"|(?P<SUSPENDS>(?:bị |được )?(?:tạm )?ngưng hiệu lực)"
    r"|(?P<AMENDS>(?:được )?(?:sửa đổi(?:,? bổ sung)?|bổ sung|sửa lại)"
    r"(?=[^;]{0,60}như sau\s*:?\s*$)))"
)
STARTS = re.compile(
    r"\s(?:có|bắt đầu có) hiệu lực(?: thi hành| áp dụng)?\s*(?:kể )?(?:từ|vào)\s+"
    r"(?P<when>.{4,120})",
    re.IGNORECASE,
)
LASTS = re.compile(
    r"(?:có hiệu lực(?: thi hành)?|được (?:thực hiện|áp dụng)|\d{4})[^.;]{0,20}?\s"
    r"đến (?P<end>hết )?(?P<when>ngày[^.;]{4,40})",
    re.IGNORECASE,
)
# "Điều 5; khoản 2 Điều 6 có hiệu lực từ …": a piece for each day that is named.
EACH_DAY = re.compile(
    r".+?(?:hiệu lực|được thực hiện|được áp dụng).+?(?=[,;]\s*(?:ngoại )?trừ |;\s|$)|.+", re.S
)
SINCE = re.compile(
    r"^(?:Kể )?[Tt]ừ (?:ngày|thời điểm)[^;:]{0,120}?(?:hiệu lực(?: thi hành)?|\d{4})\s*,\s*"
)
SINCE_WHEN = re.compile(r"(?:kể )?từ\s+(?P<when>ngày\s+\d.{4,40})", re.IGNORECASE)
EXCEPT = re.compile(r"[,(]?\s*(?:ngoại )?trừ(?= )")
BEHIND = re.compile(
    r"như sau|\s(?:kể từ|từ ngày|để|nhằm|theo quy định|bằng(?! cụm))\s", re.IGNORECASE
)
INSERTED_AT = re.compile(
    r"\s(?:vào(?:\s+(?:phía\s+)?(?:sau|trước|cuối|đầu))?|ngay sau|sau|trước)\s"
)
VAGUE = re.compile(
    r"(?<!\w)(?:một số|tên|câu|lời dẫn|đoạn|tiêu đề|gạch|số thứ tự|tiểu mục|nội dung|khổ|dòng|cột"
    r"|phần|mục)(?!\w)",
    re.IGNORECASE,
)
# Between a verb and what it is about nothing else may stand.
LEADS_TO = re.compile(
    r"(?:(?:thông tư(?: liên tịch)?|nghị định|quyết định|nghị quyết)(?=(?: sau(?: đây)?)?\s*:)"
    r"|[\s,:;·“”\"„‟«»]|\d+(?:\.\d+)*|(?:các|một|số|tên|của|và|tại|điều|khoản|điểm|mục|chương"
    r"|phần|câu|dẫn|lời|đoạn|mở|đầu|cuối|thứ|tự|nhất|hai|ba|tư|toàn|bộ|nội|dung|quy|định|tiêu|đề"
    r"|gạch|dòng|cột|tiểu|sau|trước|vào|cụm|từ|ngữ|bằng|là|thành|mẫu|biểu|phụ|lục|danh|văn|bản|pháp"
    r"|luật|phạm|đây|gồm|gọi|thuộc|bãi|bỏ|thay|thế|sửa|đổi|bổ|sung|trong|ở|hoặc|dấu|này|cả|những"
    r"|[IVX]+|[a-zđ])(?!\w))*+",
    re.IGNORECASE,
)
AT = re.compile(r"\stại\s+(?:các\s+|tên\s+)*$")
# A row of an appendix, which has no citation of its own.
ENTRY = re.compile(
    r"\s*(?:các\s+|quy hoạch\s+|danh mục\s+)*(?:số thứ tự|mục (?:số )?\d|tiểu mục|phần [IVX])", re.I
)
SUBJECT_LEADS = re.compile(
    r"(?:[\s,:]|(?:các|những|toàn|bộ|quy|định|tại|của|nội|dung|văn|bản|riêng|phạm|pháp|luật|sau|đây"
    r"|và)(?!\w))*+",
    re.IGNORECASE,
)
WHOLE_SUBJECT = re.compile(
    r"[\s,]*(?:(?:các |những |riêng )?(?:quy định|nội dung quy định)(?: tại)?|các|riêng)?\s*",
    re.IGNORECASE,
)
LOOSE = 12  # letters between a subject and its verb ("đồng thời", "(nếu có)")
LISTS = re.compile(r"(?:sau(?: đây)?|như sau|gồm)\s*[^;:.]{0,120}:\s*$|:\s*$")

SUBJECT_OF_TEXTS = re.compile(
    r"(?:văn bản|nghị định|thông tư|quyết định|luật|pháp lệnh|nghị quyết|quy định|điều|khoản)", re.I
)
