"""Documents whose numbers look alike, in our own words, written as files for an index.

The numbers are those of real texts that officers confuse; the sentences are made up.
"""

from pathlib import Path

_HEAD = """---
id: {id}
kind: {kind}
number: {number}
title: {title}
issuer: {issuer}
issued: {issued}
effective_from: {start}
effective_to: {end}
territory: {territory}
---

"""


def _articles(about: str, count: int) -> str:
    return "\n\n".join(
        f"Điều {n}. Nội dung thứ {n} về {about}\n\n"
        f"1. Cơ quan thực hiện phần {n} của {about}:\n\n"
        f"a) Lập kế hoạch số {n};\n\nb) Báo cáo kết quả {n};\n\nđ) Lưu hồ sơ {n}.\n\n"
        f"2. Kinh phí phần {n} do ngân sách bảo đảm."
        for n in range(1, count + 1)
    )


_FILE = Path(__file__).with_suffix(".tsv")
_STANDARD = "## Phạm vi áp dụng\n\nÁp dụng cho {title}.\n\n## Yêu cầu\n\nMẫu được lấy ba lần.\n"
_ANNEXES = """

PHỤ LỤC II

MẪU ĐƠN, TỜ KHAI

(Kèm theo Nghị định số 63/2023/NĐ-CP)

Mẫu số 05

ĐƠN ĐỀ NGHỊ CẤP LẠI GIẤY PHÉP

Kính gửi cơ quan cấp phép.

Mẫu số 06

TỜ KHAI THIẾT BỊ

Tên thiết bị và nơi đặt.
"""


def write(folder: Path) -> Path:
    """One file a document; their ids are "t00", "t01" … in the order of the table."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    for at, row in enumerate(rows):
        kind, number, title, issuer, issued, start, end, territory, about, count = row
        head = _HEAD.format(
            id=f"t{at:02}",
            kind=kind,
            number=number,
            title=title,
            issuer=issuer,
            issued=issued,
            start=start,
            end=end,
            territory=territory,
        )
        body = _articles(about, int(count)) if about else _STANDARD.format(title=title.lower())
        annexes = _ANNEXES if number == "63/2023/NĐ-CP" else ""
        (folder / f"t{at:02}.md").write_text(head + body + annexes, encoding="utf-8")
    return folder
